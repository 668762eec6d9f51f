//! Cases to practise on: one for each kind of incident, one for each mistake that clients make. All of them stand in one file.

use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;
use service::Lang;

/// The cases as they stand in the file.
const FILE: &str = include_str!("cases.toml");

/// The cases, in the order of the file.
pub(super) static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    match service::config::parse::<Cases>(Path::new("cases.toml"), FILE) {
        Ok(file) => file.case,
        // a test below reads the same file
        Err(error) => {
            tracing::error!(%error, "there are no cases to practise on");
            Vec::new()
        }
    }
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// One document or form, and the code with which it is answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// As it stands in addresses.
    pub(super) name: String,
    /// What it shows.
    en: String,
    es: String,
    /// Where it is sent, by the last part of the address.
    pub(super) endpoint: String,
    /// The media type of its body; an XML document where nothing is said.
    #[serde(default)]
    content_type: Option<String>,
    /// The steps that come before it; they give `{report}` and `{file}` of the body their values.
    #[serde(default)]
    pub(super) after: Vec<String>,
    /// The response code of its answer.
    pub(super) expects: i32,
    /// The part of the body in which the mistake stands, where it stands in the body at all.
    #[serde(default)]
    wrong: Option<String>,
    /// What mends it in its place.
    #[serde(default)]
    right: Option<String>,
    /// What is sent.
    pub(super) body: String,
}

impl Case {
    pub(super) fn shows(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }

    pub(super) fn content_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or("text/xml; charset=utf-8")
    }

    /// The wrong part of the body, and the right one.
    pub(super) fn mended(&self) -> Option<(&str, &str)> {
        self.wrong.as_deref().zip(self.right.as_deref())
    }
}

/// The case of this name.
pub(super) fn find(name: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wire::cybertipline::{IncidentType, Report, ResponseCode};

    use super::*;
    use crate::sandbox::fault::ENDPOINTS;

    #[test]
    fn each_case_has_a_name_of_its_own_and_says_what_it_shows_in_both_languages() {
        let read = service::config::parse::<Cases>(Path::new("cases.toml"), FILE);
        assert!(read.is_ok(), "{:?}", read.err());
        let names: BTreeSet<_> = CASES.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), CASES.len());
        for case in CASES.iter() {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(
                case.name.chars().all(is_plain) && ENDPOINTS.contains(&case.endpoint.as_str()),
                "{}",
                case.name
            );
            assert!(
                !case.en.trim().is_empty() && !case.es.trim().is_empty() && case.en != case.es,
                "{}",
                case.name
            );
            let code = ResponseCode::from_number(case.expects);
            assert!(!matches!(code, ResponseCode::Other(_)), "{}", case.name);
            let fills = case.body.contains("{report}") || case.body.contains("{file}");
            assert_eq!(fills, !case.after.is_empty(), "{}", case.name);
        }
    }

    #[test]
    fn a_mistake_in_what_is_sent_has_what_mends_it() {
        // the address is wrong of one, and the whole format of the other
        let otherwise = ["file-details-to-submit", "json"];
        for case in CASES.iter().filter(|case| !otherwise.contains(&case.name.as_str())) {
            let is_in_body = matches!(case.expects, 4000 | 4100 | 4110 | 4200);
            assert_eq!(case.mended().is_some(), is_in_body, "{}", case.name);
            if let Some((wrong, _)) = case.mended() {
                assert_eq!(case.body.matches(wrong).count(), 1, "{}", case.name);
            }
        }
    }

    #[test]
    fn there_is_one_for_each_kind_of_incident() {
        let good = CASES.iter().filter(|case| case.endpoint == "submit" && case.expects == 0);
        let shown: BTreeSet<_> = good
            .map(|case| {
                let read = Report::read(case.body.as_bytes())
                    .unwrap_or_else(|error| panic!("{}: {error}", case.name));
                assert_eq!(read.unknown, [], "{}", case.name);
                read.value.incident_summary.incident_type.code()
            })
            .collect();
        let all: BTreeSet<_> = IncidentType::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(shown, all);
    }
}
