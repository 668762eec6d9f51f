//! The node's own policies, which decisions name: dated data of its configuration, or a moderator's words where none is configured.

use jiff::civil::Date;
use serde::Deserialize;
use service::{ConfigError, Failure};

use crate::State;
use crate::api::prose;
use crate::review::Verdict;
use crate::surfaces::day_of;

/// Most characters of a policy, as a statement of reasons quotes it.
const MOST_CHARS: usize = 300;

/// `[[platform.policy]]`: one policy of the service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyConfig {
    /// What decisions name it by, such as `3.2`.
    pub id: String,
    /// What the terms call it.
    pub title: String,
    /// The first day on which it applies as it is.
    pub since: Date,
}

/// Why a moderator decides as they do. Personal.
#[derive(Clone)]
pub(crate) struct Why {
    /// For the log.
    pub(crate) reason: String,
    /// The policy.
    pub(crate) policy: Option<Named>,
}

/// A policy that a decision names.
#[derive(Clone)]
pub(crate) struct Named {
    /// Its id in the configuration, by which decisions are counted; empty where words name it.
    pub(crate) id: String,
    /// As it was then. Personal where it is a moderator's words.
    pub(crate) text: String,
}

model::unprintable!(Why, Named);

impl PolicyConfig {
    /// The policy as a statement of reasons quotes it, in any language.
    fn quoted(&self) -> String {
        format!("{} {} ({})", self.id, self.title, self.since)
    }
}

/// Refuses policies that no decision could name: without id or title, too long, or two under one id.
pub(crate) fn check(policies: &[PolicyConfig]) -> Result<(), ConfigError> {
    for (index, policy) in policies.iter().enumerate() {
        let is_blank = policy.id.trim().is_empty() || policy.title.trim().is_empty();
        if is_blank || policy.quoted().chars().count() > MOST_CHARS {
            let what = format!("each needs an id and a title, at most {MOST_CHARS} characters with its day");
            return Err(ConfigError::setting("platform.policy", what));
        }
        if policies.iter().take(index).any(|other| other.id == policy.id) {
            return Err(ConfigError::setting("platform.policy", format!("`{}` stands twice", policy.id)));
        }
    }
    Ok(())
}

/// Reason and policy of a decision that is made now.
pub(crate) fn why(state: &State, verdict: Verdict, reason: &str, policy: &str) -> Result<Why, Failure> {
    let today = day_of(&state.zone, state.node.clock().now());
    let reason = prose("reason", reason)?;
    Ok(Why { reason, policy: named(&state.config.platform.policy, policy, verdict, today)? })
}

/// What a form offers: the policies that apply today, after the choice of none.
pub(crate) fn choices(state: &State, none: String) -> Vec<(String, String)> {
    let policies = &state.config.platform.policy;
    if policies.is_empty() {
        return Vec::new();
    }
    let today = day_of(&state.zone, state.node.clock().now());
    let applies = policies.iter().filter(|policy| policy.since <= today);
    let choice = |policy: &PolicyConfig| (policy.id.clone(), policy.quoted());
    std::iter::once((String::new(), none)).chain(applies.map(choice)).collect()
}

/// The policy of that id, quoted; where none is configured, the words. Who confirms names one of those that are configured.
fn named(
    policies: &[PolicyConfig],
    text: &str,
    verdict: Verdict,
    today: Date,
) -> Result<Option<Named>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return match verdict {
            Verdict::Confirm if !policies.is_empty() => {
                Err(Failure::refused("policy", "name the policy that the content is against"))
            }
            Verdict::Confirm | Verdict::Dismiss => Ok(None),
        };
    }
    if policies.is_empty() {
        if text.chars().count() > MOST_CHARS {
            return Err(Failure::refused("policy", format!("must be at most {MOST_CHARS} characters")));
        }
        return Ok(Some(Named { id: String::new(), text: prose("policy", text)? }));
    }
    let found = policies.iter().find(|policy| policy.id == text && policy.since <= today);
    let absent = || Failure::refused("policy", "is none of the policies that apply today");
    found.map(|policy| Some(Named { id: policy.id.clone(), text: policy.quoted() })).ok_or_else(absent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policies() -> Vec<PolicyConfig> {
        let policy = |id: &str, since: &str| PolicyConfig {
            id: id.to_owned(),
            title: "Child safety".to_owned(),
            since: since.parse().unwrap(),
        };
        vec![policy("3.2", "2020-01-01"), policy("3.3", "2021-01-01")]
    }

    fn say(policies: &[PolicyConfig], text: &str, verdict: Verdict) -> Result<Option<String>, String> {
        let named = named(policies, text, verdict, "2020-12-28".parse().unwrap());
        named.map(|named| named.map(|policy| policy.text)).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_decision_is_counted_by_the_id_and_never_by_words() {
        let id = |policies: &[PolicyConfig], text: &str| {
            let named = named(policies, text, Verdict::Confirm, "2020-12-28".parse().unwrap());
            named.unwrap().unwrap().id
        };
        assert_eq!(id(&policies(), "3.2"), "3.2");
        assert_eq!(id(&[], "3.2, which luna broke"), "");
    }

    #[test]
    fn a_configured_policy_is_quoted_with_its_day_and_a_later_one_is_none_yet() {
        let quoted = say(&policies(), " 3.2 ", Verdict::Confirm).unwrap();
        assert_eq!(quoted.as_deref(), Some("3.2 Child safety (2020-01-01)"));
        for refused in ["3.3", "4", "3.2 Child safety"] {
            let why = say(&policies(), refused, Verdict::Confirm).unwrap_err();
            assert!(why.contains("apply today"), "{refused}: {why}");
        }
    }

    #[test]
    fn who_confirms_names_one_where_some_are_configured() {
        assert!(say(&policies(), "", Verdict::Confirm).unwrap_err().contains("name the policy"));
        assert_eq!(say(&policies(), "", Verdict::Dismiss).unwrap(), None);
        assert_eq!(say(&[], "", Verdict::Confirm).unwrap(), None);
        assert_eq!(say(&[], "our rule 7", Verdict::Confirm).unwrap().as_deref(), Some("our rule 7"));
        assert!(say(&[], &"x".repeat(MOST_CHARS + 1), Verdict::Confirm).is_err());
    }

    #[test]
    fn policies_have_ids_of_their_own() {
        assert!(check(&policies()).is_ok());
        let twice = [policies(), policies()].concat();
        assert!(check(&twice).unwrap_err().to_string().contains("stands twice"));
        let mut blank = policies();
        " ".clone_into(&mut blank[0].title);
        assert!(check(&blank).unwrap_err().to_string().contains("`platform.policy`"));
    }
}
