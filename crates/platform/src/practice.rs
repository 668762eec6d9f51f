//! What is practised before anything is filed in earnest: cases that are held against our own door and against a sandbox. Nothing is finished, so nothing
//! is filed; who passed them is shown to counsel beside the duties.

use std::borrow::Borrow;
use std::path::Path;

use serde::Deserialize;
use service::{ConfigError, Failure, Lang};

use crate::State;
use crate::facts::ReportFacts;
use crate::filing::Step;
use crate::filing::answer::Meaning;
use crate::filing::client::sendable_report;
use crate::filing::content::Told;
use crate::statement::UploadStatement;

/// The cases that are compiled in.
const BUILT_IN: &str = include_str!("../data/practice.toml");
/// Longest words of a result that are kept, in characters.
const MOST_WORDS: usize = 500;

/// Every case, in the order in which they are shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Practice {
    /// In the order of the file.
    #[serde(rename = "case")]
    pub(crate) cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// Names it in the database; it never changes its meaning.
    pub(crate) name: String,
    en: String,
    es: String,
    /// The part `upload` of `POST /api/uploads`.
    upload: String,
    /// The field by which it must be stopped at the door.
    #[serde(default)]
    refuses: Option<String>,
}

/// What became of one case.
#[derive(Clone)]
pub(crate) struct CaseResult {
    pub(crate) name: String,
    pub(crate) is_passed: bool,
    /// What was answered.
    pub(crate) words: String,
}

impl Practice {
    /// The cases that are compiled in.
    ///
    /// # Errors
    /// When they cannot be read: ours, and a test finds it.
    pub(crate) fn built_in() -> Result<Self, ConfigError> {
        service::config::parse(Path::new("practice.toml"), BUILT_IN)
    }

    /// Holds every case against our door and the sandbox; where reports are carried by hand, against our own schema.
    ///
    /// # Errors
    /// Broken when a report cannot be written: ours.
    pub(crate) async fn run(&self, state: &State) -> Result<Vec<CaseResult>, Failure> {
        let mut results = Vec::new();
        for case in &self.cases {
            let (is_passed, words) = case.hold(state).await?;
            let words = words.chars().take(MOST_WORDS).collect();
            results.push(CaseResult { name: case.name.clone(), is_passed, words });
        }
        Ok(results)
    }
}

impl Case {
    /// What the case is about.
    pub(crate) fn about(&self, lang: impl Borrow<Lang>) -> &str {
        let lang: &Lang = lang.borrow();
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }

    async fn hold(&self, state: &State) -> Result<(bool, String), Failure> {
        let read = UploadStatement::parse(self.upload.as_bytes(), state.node.clock().now());
        let statement = match (read, &self.refuses) {
            (Ok(told), None) => told.statement,
            (Ok(_), Some(field)) => return Ok((false, format!("{field}: taken, and should be stopped"))),
            (Err(failure), wanted) => {
                return Ok((is_stopped_by(&failure, wanted.as_deref()), failure.to_string()));
            }
        };
        let facts = ReportFacts::default();
        let report = state.reporting.report(&Told::of(&statement, &facts)).map_err(Failure::broken)?;
        let Some(client) = &state.client else {
            return Ok(match sendable_report(&report) {
                Ok(_) => (true, "the report is whole by our own schema; nothing was sent".to_owned()),
                Err(refused) => (false, refused.words),
            });
        };
        let answer = client.submit(&report).await;
        if let Some(report_number) = answer.report_number {
            // never finished: without an answer it expires
            client.retract(report_number).await;
        }
        Ok((answer.meaning(Step::Submit) == Meaning::Done, answer.words))
    }
}

/// Whether a refusal names the field that it should; `upload.account.date_of_birth` is about `date_of_birth`.
fn is_stopped_by(failure: &Failure, wanted: Option<&str>) -> bool {
    let Failure::Refused(refused) = failure else { return false };
    let field = refused.field.as_deref().unwrap_or_default();
    wanted.is_some_and(|wanted| field.rsplit('.').next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_case_is_stopped_at_the_door_or_passes_it_as_it_should() {
        let practice = Practice::built_in().unwrap();
        let names: BTreeSet<_> = practice.cases.iter().map(|case| &case.name).collect();
        assert_eq!(names.len(), practice.cases.len(), "each name once");
        assert!(practice.cases.len() >= 8);
        let now = "2026-11-28T10:00:00Z".parse().unwrap();
        for case in &practice.cases {
            assert!(!case.en.trim().is_empty() && !case.es.trim().is_empty(), "{}", case.name);
            match UploadStatement::parse(case.upload.as_bytes(), now) {
                Ok(_) => assert!(case.refuses.is_none(), "{} is taken", case.name),
                Err(failure) => {
                    assert!(is_stopped_by(&failure, case.refuses.as_deref()), "{}: {failure}", case.name);
                }
            }
        }
    }
}
