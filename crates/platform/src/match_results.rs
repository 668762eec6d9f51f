//! What another service says of an upload: a hash list of its own has it, or a classifier holds it for something. Taken as a field with its source: it
//! opens a question for a moderator and decides nothing.

use std::str::FromStr;

use jiff::Timestamp;
use service::Failure;

use crate::fields::Fields;
use crate::statement::stated_time;

/// What a service matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatchSource {
    /// A list of known files.
    HashList,
    /// A program that guesses what a file shows.
    Classifier,
}

impl MatchSource {
    const ALL: [Self; 2] = [Self::HashList, Self::Classifier];

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HashList => "hash_list",
            Self::Classifier => "classifier",
        }
    }
}

/// A name of neither.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither `hash_list` nor `classifier`")]
pub(crate) struct UnknownMatchSource(String);

impl FromStr for MatchSource {
    type Err = UnknownMatchSource;

    fn from_str(text: &str) -> Result<Self, UnknownMatchSource> {
        let found = Self::ALL.into_iter().find(|source| source.name() == text);
        found.ok_or_else(|| UnknownMatchSource(text.to_owned()))
    }
}

/// One result of another service.
pub(crate) struct MatchResult {
    /// Who matched.
    pub(crate) provider: String,
    pub(crate) source: MatchSource,
    /// What the list or classifier is called there.
    pub(crate) list_name: String,
    /// Its version, as the service writes it.
    pub(crate) version: Option<String>,
    /// How sure the service is, from 0 to 1.
    pub(crate) score: Option<f64>,
    /// How many bits differ from the listed hash.
    pub(crate) distance_bits: Option<i64>,
    /// Whether it is a match; else the service takes back what it said before.
    pub(crate) matched: bool,
    /// When the service said so.
    pub(crate) matched_at: Timestamp,
}

impl MatchResult {
    /// Reads a list of results; absent is empty.
    ///
    /// # Errors
    /// Names the field that does not fit, such as `upload.matches[1].at`.
    pub(crate) fn parse_all(fields: &mut Fields, name: &str, now: Timestamp) -> Result<Vec<Self>, Failure> {
        fields.objects(name)?.into_iter().map(|one| Self::take(one, now)).collect()
    }

    /// Reads one result; a refusal names the field.
    pub(crate) fn take(mut fields: Fields, now: Timestamp) -> Result<Self, Failure> {
        const MOST_BITS: u64 = 256;
        let result = Self {
            provider: fields.text("provider", 200)?,
            source: fields.parsed("source", "`hash_list` or `classifier`")?,
            list_name: fields.text("name", 200)?,
            version: fields.text_if_any("version", 64)?,
            score: fields.share_if_any("score")?,
            distance_bits: fields
                .number_if_any("distance_bits", 0, MOST_BITS)?
                .and_then(|bits| i64::try_from(bits).ok()),
            matched: fields.flag_if_any("matched")?.unwrap_or(true),
            matched_at: stated_time(&mut fields, "at", now)?.instant(),
        };
        if result.source == MatchSource::Classifier && result.score.is_none() {
            return Err(fields.refuse("score", "is missing; a classifier says how sure it is"));
        }
        fields.finish()?;
        Ok(result)
    }

    /// What a report says of it: whose word it is.
    pub(crate) fn sentence(&self) -> String {
        let source = match self.source {
            MatchSource::HashList => "hash list",
            MatchSource::Classifier => "classifier",
        };
        let version = self.version.as_ref().map(|version| format!(" version {version}"));
        let score = self.score.map(|score| format!(", score {score}"));
        let distance = self.distance_bits.map(|bits| format!(", distance {bits}"));
        let details: String = [version, score, distance].into_iter().flatten().collect();
        format!(
            "{} states a match with its {source} {}{details}, at {}. It is that service's word.",
            self.provider, self.list_name, self.matched_at
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(matches: Value) -> Result<Vec<MatchResult>, Failure> {
        let mut fields = Fields::of_value("upload", json!({ "matches": matches }))?;
        MatchResult::parse_all(&mut fields, "matches", "2020-12-28T09:00:00Z".parse().unwrap())
    }

    fn good() -> Value {
        json!({ "provider": "Example Scan", "source": "hash_list", "name": "known", "version": "7", "distance_bits": 4,
                "at": "2020-12-28T08:00:00Z" })
    }

    #[test]
    fn a_report_says_whose_word_a_result_is() {
        let results = parse(json!([good()])).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(
            results[0].sentence(),
            "Example Scan states a match with its hash list known version 7, distance 4, at 2020-12-28T08:00:00Z. It is that service's word."
        );
        let spanish = "Example Scan comunica una coincidencia con su lista de hashes known, versión 7, distancia 4, el \
                       2020-12-28T08:00:00Z. Lo dice ese servicio.";
        assert_eq!(service::i18n::spanish_words(&results[0].sentence()).as_deref(), Some(spanish));
        let mut guessed = good();
        guessed["source"] = json!("classifier");
        guessed["score"] = json!(0.93);
        guessed["version"] = Value::Null;
        let guessed = parse(json!([guessed])).unwrap_or_else(|failure| panic!("{failure}"));
        let spanish = "Example Scan comunica una coincidencia con su clasificador known, puntuación 0,93, distancia 4, el \
                       2020-12-28T08:00:00Z. Lo dice ese servicio.";
        assert_eq!(service::i18n::spanish_words(&guessed[0].sentence()).as_deref(), Some(spanish));
        assert!(results[0].matched && parse(Value::Null).is_ok_and(|none| none.is_empty()));
    }

    #[test]
    fn a_result_that_does_not_fit_is_refused_by_its_field() {
        for (name, value, field) in [
            ("at", json!("2020-12-28T08:00:00"), "upload.matches[0].at"),
            ("at", json!("2020-12-29T08:00:00Z"), "upload.matches[0].at"),
            ("source", json!("rumour"), "upload.matches[0].source"),
            ("source", json!("classifier"), "upload.matches[0].score"),
            ("score", json!(1.2), "upload.matches[0].score"),
            ("score", json!("0.9"), "upload.matches[0].score"),
            ("distance_bits", json!(257), "upload.matches[0].distance_bits"),
            ("provider", Value::Null, "upload.matches[0].provider"),
            ("guilty", json!(true), "upload.matches[0].guilty"),
        ] {
            let mut wrong = good();
            wrong[name] = value;
            let Err(Failure::Refused(refused)) = parse(json!([wrong])) else { panic!("{field} passed") };
            assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
        }
    }
}
