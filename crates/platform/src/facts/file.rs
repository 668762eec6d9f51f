//! What a platform knows of the file beside what came with the upload and what it counted itself.

use serde::{Deserialize, Serialize};
use service::Failure;
use wire::cybertipline::{Details, FileClassification, FileRelevance, MetadataType, NameValuePair};

use super::parse::{each, word};
use crate::fields::Fields;

/// Facts of the file. Who viewed it is none of them: that is read from the openings.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FileFacts {
    /// A class of the industry hash-sharing agreement, which its members alone may state.
    pub(crate) class: Option<String>,
    /// The protocol's word for whether the file is what is reported, or goes with it.
    pub(crate) relevance: Option<String>,
    /// What the file says of itself (EXIF), as the application read it.
    pub(crate) metadata: Vec<MetadataFact>,
}

/// One fact of the metadata.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MetadataFact {
    pub(crate) name: String,
    pub(crate) value: String,
}

model::unprintable!(FileFacts, MetadataFact);

impl FileFacts {
    /// Reads facts of the file; a refusal names the field.
    pub(super) fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let Some(mut file) = fields.object_if_any("file")? else { return Ok(Self::default()) };
        let class = file.text_if_any("class", 64)?;
        let classes = FileClassification::ALL.iter().map(|class| class.code());
        let relevance = file.text_if_any("relevance", 64)?;
        let relevances = FileRelevance::ALL.iter().map(|relevance| relevance.code());
        let facts = Self {
            class: class.map(|class| word(&file, "class", &class, classes)).transpose()?,
            relevance: relevance.map(|text| word(&file, "relevance", &text, relevances)).transpose()?,
            metadata: each(&mut file, "metadata", metadata)?,
        };
        file.finish()?;
        Ok(facts)
    }

    /// The class in the words of the schema.
    pub(crate) fn classification(&self) -> Option<FileClassification> {
        FileClassification::ALL.iter().copied().find(|class| Some(class.code()) == self.class.as_deref())
    }

    /// What is not said to go with the report is what is reported.
    pub(crate) fn file_relevance(&self) -> FileRelevance {
        let mut known = FileRelevance::ALL.iter().copied();
        known
            .find(|relevance| Some(relevance.code()) == self.relevance.as_deref())
            .unwrap_or(FileRelevance::Reported)
    }

    /// The metadata in the words of the schema; none where there is none.
    pub(crate) fn details(&self) -> Option<Details> {
        let pair = |fact: &MetadataFact| NameValuePair {
            name: fact.name.clone(),
            value: fact.value.clone(),
            ..NameValuePair::default()
        };
        let pairs: Vec<NameValuePair> = self.metadata.iter().map(pair).collect();
        (!pairs.is_empty())
            .then_some(Details { name_value_pair: pairs, metadata_type: Some(MetadataType::Exif) })
    }
}

fn metadata(fields: &mut Fields) -> Result<MetadataFact, Failure> {
    Ok(MetadataFact { name: fields.text("name", 64)?, value: fields.text("value", 2083)? })
}
