//! The statement of reasons for a user: what was decided on their content, on what facts, whether a program had a part in it, and how to contradict.
//! It names nobody who notified it, and says nothing of any report to an authority, so that no inquiry is given away.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use service::{ConfigError, Lang};

use crate::duties::Words;

const BUILT_IN: &str = include_str!("../data/reasons.toml");

/// The texts, and the law that asks for them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reasons {
    law: Words,
    pub(crate) article: String,
    /// Address of the official text.
    pub(crate) source: String,
    /// When somebody last looked.
    pub(crate) checked_on: Date,
    /// Whether somebody has read the official text beside the entry.
    pub(crate) verified: bool,
    title: Words,
    what: Words,
    by_list: Words,
    by_user: Words,
    by_service: Words,
    by_person: Words,
    viewed: Words,
    not_viewed: Words,
    ground: Words,
    policy: Words,
    terms: Words,
    reversed: Words,
    reversed_policy: Words,
    redress: Words,
    reference: Words,
}

/// What a statement is about. Personal.
pub(crate) struct Decided<'a> {
    pub(crate) service: &'a str,
    pub(crate) url: &'a str,
    /// As the application wrote it.
    pub(crate) uploaded_at: &'a str,
    pub(crate) decided_on: Date,
    /// Whether a list had it.
    pub(crate) by_list: bool,
    /// Whether a user notified it.
    pub(crate) by_user: bool,
    /// Whether another service's list or program stated a match.
    pub(crate) by_service: bool,
    /// Whether a person had opened the whole of it.
    pub(crate) viewed: bool,
    /// The day on which an appeal against it was granted.
    pub(crate) reversed_on: Option<Date>,
    /// The policy that the decision names, as it was then; of one that was reversed, that which the reversal names.
    pub(crate) policy: Option<&'a str>,
    /// Where the terms of the service are found.
    pub(crate) terms: Option<&'a str>,
    /// By which a help desk finds the statement.
    pub(crate) reference: &'a str,
}

impl Reasons {
    /// The texts that come with the software.
    ///
    /// # Errors
    /// None: the file is checked by a test.
    pub(crate) fn built_in() -> Result<Self, ConfigError> {
        service::config::parse(Path::new("reasons.toml"), BUILT_IN)
    }

    /// The paragraphs of a statement, its title first.
    pub(crate) fn statement(&self, decided: &Decided<'_>, lang: Lang) -> Vec<String> {
        let is_reversed = decided.reversed_on.is_some();
        // what was held against the content is not held any more
        let standing = |words| (!is_reversed).then_some(words);
        let parts = [
            Some(&self.title),
            is_reversed.then_some(&self.reversed),
            decided.policy.filter(|_| is_reversed).map(|_| &self.reversed_policy),
            Some(&self.what),
            decided.by_list.then_some(&self.by_list),
            decided.by_user.then_some(&self.by_user),
            decided.by_service.then_some(&self.by_service),
            Some(&self.by_person),
            Some(if decided.viewed { &self.viewed } else { &self.not_viewed }),
            standing(&self.ground),
            decided.policy.and_then(|_| standing(&self.policy)),
            decided.terms.and_then(|_| standing(&self.terms)),
            standing(&self.redress),
            Some(&self.reference),
        ];
        let mut paragraphs: Vec<String> =
            parts.into_iter().flatten().map(|words| filled(words.in_lang(lang), decided)).collect();
        paragraphs.push(format!("{}, {}", self.law.in_lang(lang), self.article));
        paragraphs
    }
}

/// A text with its placeholders filled. What is filled in is not read again.
fn filled(text: &str, decided: &Decided<'_>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "service" => filled.push_str(decided.service),
            "url" => filled.push_str(decided.url),
            "time" => filled.push_str(decided.uploaded_at),
            "decided_on" => filled.push_str(&decided.decided_on.to_string()),
            "reversed_on" => {
                filled.push_str(&decided.reversed_on.map(|day| day.to_string()).unwrap_or_default());
            }
            "policy" => filled.push_str(decided.policy.unwrap_or_default()),
            "reference" => filled.push_str(decided.reference),
            "terms" => filled.push_str(decided.terms.unwrap_or_default()),
            _ => {}
        }
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided() -> Decided<'static> {
        Decided {
            service: "Example Social",
            url: "https://social.example/p/1",
            uploaded_at: "2020-10-03T21:14:05+02:00",
            decided_on: "2020-12-28".parse().unwrap(),
            by_list: true,
            by_user: false,
            by_service: false,
            viewed: false,
            reversed_on: None,
            policy: None,
            terms: Some("https://social.example/terms?{url}"),
            reference: "upl_1/0123456789abcdef0123",
        }
    }

    #[test]
    fn a_statement_in_both_languages() {
        let reasons = Reasons::built_in().unwrap();
        assert!(reasons.source.starts_with("https://"));
        let told = [Lang::En, Lang::Es].map(|lang| reasons.statement(&decided(), lang).join("\n\n"));
        insta::assert_snapshot!(told.join("\n\n---\n\n"));
    }

    #[test]
    fn what_is_filled_in_is_not_read_again_and_what_does_not_apply_is_left_out() {
        let reasons = Reasons::built_in().unwrap();
        let told = reasons.statement(&decided(), Lang::En).join(" ");
        assert!(told.contains("upl_1/0123456789abcdef0123"), "{told}");
        assert!(told.contains("terms?{url}") && !told.contains("notified us"), "{told}");
        let noticed = Decided { by_list: false, by_user: true, viewed: true, terms: None, ..decided() };
        let told = reasons.statement(&noticed, Lang::En).join(" ");
        assert!(told.contains("notified us") && !told.contains("lists of files"), "{told}");
        assert!(!told.contains("terms") && told.contains("opened the whole content"), "{told}");
        assert!(!told.contains("policy"), "{told}");
        let named = Decided { policy: Some("3.2 Child safety (2020-01-01)"), ..decided() };
        for lang in [Lang::En, Lang::Es] {
            assert!(reasons.statement(&named, lang).join(" ").contains(": 3.2 Child safety (2020-01-01)"));
            assert!(!reasons.statement(&noticed, lang).join(" ").contains('{'));
        }
    }

    #[test]
    fn a_decision_that_was_reversed_is_held_against_nobody() {
        let reasons = Reasons::built_in().unwrap();
        let policy = Some("3.9 Family pictures (2020-01-01)");
        let reversed = Decided { reversed_on: "2021-01-04".parse().ok(), policy, ..decided() };
        for (lang, said, unsaid) in [
            (
                Lang::En,
                "On 2021-01-04 Example Social reversed it",
                ["Ground:", "our terms", "You can contradict"],
            ),
            (
                Lang::Es,
                "El 2021-01-04, Example Social la revocó",
                ["Fundamento:", "condiciones", "Puede oponerse"],
            ),
        ] {
            let told = reasons.statement(&reversed, lang).join(" ");
            assert!(told.contains(said) && told.contains(": 3.9 Family pictures (2020-01-01)"), "{told}");
            assert!(!unsaid.iter().any(|unsaid| told.contains(unsaid)) && !told.contains('{'), "{told}");
        }
    }
}
