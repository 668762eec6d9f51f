//! Writing Project VIC hash sets (`#Media`): what a tool needs to find the files again, and nothing that leads to a person.

use serde_json::{Map, Value, json};

use super::ListedFile;

/// A version of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VicsVersion {
    /// 1.3.
    V1_3,
    /// 2.0, in the form that names no country: the only one besides 1.3 that a widely used importer takes.
    V2_0,
}

impl VicsVersion {
    /// Every version that is written.
    pub const ALL: [Self; 2] = [Self::V1_3, Self::V2_0];

    /// As it stands in names of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_3 => "1.3",
            Self::V2_0 => "2.0",
        }
    }

    /// Key and value of the mark by which readers know the version; the mark comes first.
    fn marker(self) -> (&'static str, &'static str) {
        match self {
            Self::V1_3 => ("odata.metadata", "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media"),
            Self::V2_0 => (
                "@odata.context",
                "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media",
            ),
        }
    }
}

/// One file of a hash set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VicsMedia {
    /// Its digests. The rest of the entry is not written.
    pub digests: ListedFile,
    /// The national category, as the sender stated it; none is written as null. A category is never derived from anything.
    pub category: Option<u8>,
    /// Size in bytes.
    pub size_bytes: u64,
    /// What is to be known of it before it is worked with; none is left out.
    pub comments: Option<String>,
}

/// Writes a hash set.
///
/// # Errors
/// None that occur: the values are texts and numbers.
pub fn write_vics(version: VicsVersion, media: &[VicsMedia]) -> Result<Vec<u8>, serde_json::Error> {
    let (key, marker) = version.marker();
    let media: Vec<Value> = (1_u64..).zip(media).map(|(number, file)| entry(number, file)).collect();
    // by hand, since a map would sort the mark behind what it marks
    let mut bytes = format!("{{\n\"{key}\": {},\n\"value\": ", Value::from(marker)).into_bytes();
    serde_json::to_writer(&mut bytes, &media)?;
    bytes.extend(b"\n}\n");
    Ok(bytes)
}

fn entry(number: u64, file: &VicsMedia) -> Value {
    let digests = &file.digests;
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("MediaID", json!(number));
    put("Category", json!(file.category));
    put("MediaSize", json!(file.size_bytes));
    put("IsPrecategorized", json!(false));
    if let Some(comments) = &file.comments {
        put("Comments", json!(comments));
    }
    let md5 = digests.md5.map(hex::encode_upper);
    if let Some(md5) = &md5 {
        put("MD5", json!(md5));
    }
    if let Some(sha1) = digests.sha1 {
        put("SHA1", json!(hex::encode_upper(sha1)));
    }
    if let Some(photo_dna) = &digests.photo_dna {
        put("PhotoDNA", json!(photo_dna));
    }
    if let Some(sha256) = digests.sha256 {
        let other = json!({ "HashName": "SHA256", "HashValue": hex::encode_upper(sha256), "MD5": md5 });
        put("AlternativeHashes", json!([other]));
    }
    Value::Object(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use proptest::prelude::*;

    use super::super::{Format, read};
    use super::*;

    fn digests() -> impl Strategy<Value = ListedFile> {
        (any::<[u8; 16]>(), any::<Option<[u8; 20]>>(), any::<Option<[u8; 32]>>()).prop_map(
            |(md5, sha1, sha256)| ListedFile { md5: Some(md5), sha1, sha256, ..ListedFile::default() },
        )
    }

    proptest! {
        #[test]
        fn a_hash_set_reads_back(
            files in proptest::collection::vec((digests(), proptest::option::of(1_u8..=3), any::<u64>()), 0..20),
        ) {
            let media: Vec<VicsMedia> = files
                .iter()
                .map(|(digests, category, size_bytes)| VicsMedia {
                    digests: digests.clone(),
                    category: *category,
                    size_bytes: *size_bytes,
                    comments: category.map(|_| "a word".to_owned()),
                })
                .collect();
            let expected: Vec<ListedFile> = files
                .into_iter()
                .map(|(digests, category, _)| ListedFile {
                    class: category.map(|category| format!("category {category}")),
                    ..digests
                })
                .collect();
            for version in VicsVersion::ALL {
                let written = write_vics(version, &media).unwrap();
                let read = read(Format::Vics, &written).unwrap();
                prop_assert_eq!(&read.entries, &expected);
                prop_assert!(read.ignored.is_empty());
            }
        }
    }

    #[test]
    fn the_mark_comes_first_and_an_unstated_category_is_null() {
        let media = VicsMedia {
            digests: ListedFile { md5: Some([0xab; 16]), ..ListedFile::default() },
            category: None,
            size_bytes: 7,
            comments: Some("a word".to_owned()),
        };
        for (version, mark) in [(VicsVersion::V1_3, "1.3.xml#Media"), (VicsVersion::V2_0, "$metadata#Media")]
        {
            let text = String::from_utf8(write_vics(version, std::slice::from_ref(&media)).unwrap()).unwrap();
            let first = text.lines().nth(1).unwrap();
            assert!(first.contains(mark), "{first}");
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["value"][0]["Category"], Value::Null);
            assert_eq!(value["value"][0]["MD5"], "AB".repeat(16));
            assert_eq!(value["value"][0]["Comments"], "a word");
        }
    }
}
