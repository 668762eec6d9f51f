//! What a step says once it is open.

use serde::{Deserialize, Serialize};

use super::{NAME_MAX, TipError, TipId, URL_MAX, WORDS_MAX};
use crate::document::{DocumentError, check_country, check_hex, check_present, check_unique};
use crate::package::sealed::RecipientKey;

/// What may have happened, as codes; a tip names any number of them.
pub const KINDS: [&str; 6] =
    ["pictures_shared", "asked_for_pictures", "threatened", "met_in_person", "saw_online", "other"];
/// Oldest age that is taken for one.
pub const AGE_MAX: u8 = 120;

/// About whom a tip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// About the one who writes.
    AboutMe,
    /// About a child of the one who writes.
    AboutMyChild,
    /// About anybody else.
    AboutSomeoneElse,
}

impl Door {
    /// The code as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AboutMe => "about_me",
            Self::AboutMyChild => "about_my_child",
            Self::AboutSomeoneElse => "about_someone_else",
        }
    }

    /// The door that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AboutMe, Self::AboutMyChild, Self::AboutSomeoneElse]
            .into_iter()
            .find(|door| door.as_str() == text)
    }
}

/// Where the reporter reads answers: known to whoever holds the receipt, from which both parts follow.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// 64 hexadecimal digits.
    pub id: String,
    /// What answers are sealed to, as [`RecipientKey`] prints it.
    pub public_key: String,
}

impl Mailbox {
    /// The id under which later messages of the receipt's holder arrive: the first half of the mailbox's id. The form keeps nothing, so that
    /// it does not know the tip any more; the clearinghouse knows which tip named the mailbox.
    ///
    /// # Errors
    /// The mailbox's id is not of its form.
    pub fn conversation(&self) -> Result<TipId, TipError> {
        self.id.get(..self.id.len() / 2).unwrap_or_default().parse()
    }

    fn check(&self, field: &str) -> Result<(), DocumentError> {
        check_hex(&format!("{field}.id"), &self.id, 32)?;
        let key = self.public_key.parse::<RecipientKey>();
        key.map(drop).map_err(|error| DocumentError::field(format!("{field}.public_key"), error.to_string()))
    }
}

/// Where it happened. A chat names no address, and so asks for none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// A page of the web.
    Web {
        /// Its address, as typed.
        url: String,
    },
    /// A social network or another service with accounts.
    Network {
        /// Which one.
        service: String,
        /// The account, as seen.
        account: String,
        /// Address of a post or profile; may be empty.
        url: String,
    },
    /// A group in a messenger.
    GroupChat {
        /// Which messenger.
        app: String,
        /// Name of the group.
        group: String,
        /// The sender, as seen.
        sender: String,
        /// When, in the reporter's words.
        time_text: String,
    },
    /// A game.
    Game {
        /// Which one.
        game: String,
        /// The player, as seen.
        player: String,
    },
    /// Not on a network.
    InPerson {
        /// Where, in the reporter's words.
        where_text: String,
    },
}

impl Place {
    fn check(&self) -> Result<(), DocumentError> {
        let texts: Vec<(&str, &String, usize)> = match self {
            Self::Web { url } => vec![("url", url, URL_MAX)],
            Self::Network { service, account, url } => {
                vec![("service", service, NAME_MAX), ("account", account, NAME_MAX), ("url", url, URL_MAX)]
            }
            Self::GroupChat { app, group, sender, time_text } => vec![
                ("app", app, NAME_MAX),
                ("group", group, NAME_MAX),
                ("sender", sender, NAME_MAX),
                ("time_text", time_text, NAME_MAX),
            ],
            Self::Game { game, player } => vec![("game", game, NAME_MAX), ("player", player, NAME_MAX)],
            Self::InPerson { where_text } => vec![("where_text", where_text, WORDS_MAX)],
        };
        texts
            .into_iter()
            .try_for_each(|(name, text, most)| check_text(&format!("step.place.{name}"), text, most))
    }
}

/// One step of a tip, in the reporter's own words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The first one.
    Begun {
        /// About whom.
        door: Door,
        /// Language of the form: `en` or `es`.
        language: String,
        /// Country that the reporter chose (ISO 3166-1, two letters).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
    },
    /// What happened.
    Happening {
        /// Codes of [`KINDS`].
        kinds: Vec<String>,
        /// The reporter's words; may be empty.
        words: String,
    },
    /// Where it happened.
    Place {
        /// The place.
        place: Place,
    },
    /// Who is concerned.
    Who {
        /// The reporter's words; may be empty.
        who: String,
        /// The child itself shared or sent something: such a tip protects, and accuses nobody.
        own_act: bool,
        /// Age of the child, in years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        age_years: Option<u8>,
    },
    /// Whether somebody is in danger.
    Danger {
        /// At this time.
        now: bool,
        /// The reporter's words; may be empty.
        words: String,
    },
    /// How the reporter may be reached.
    Contact {
        /// The reporter's words; none if nobody should.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        how: Option<String>,
    },
    /// The last one.
    Finished {
        /// Where answers may be left, if the reporter wants any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mailbox: Option<Mailbox>,
    },
    /// A later message of who holds the receipt; its tip id is [`Mailbox::conversation`].
    Message {
        /// The reporter's words.
        words: String,
    },
}

impl Step {
    /// The tag as it stands in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::Happening { .. } => "happening",
            Self::Place { .. } => "place",
            Self::Who { .. } => "who",
            Self::Danger { .. } => "danger",
            Self::Contact { .. } => "contact",
            Self::Finished { .. } => "finished",
            Self::Message { .. } => "message",
        }
    }

    fn check(&self) -> Result<(), DocumentError> {
        match self {
            Self::Begun { language, country, .. } => {
                if !["en", "es"].contains(&language.as_str()) {
                    return Err(DocumentError::field("step.language", "must be en or es"));
                }
                country.as_ref().map_or(Ok(()), |code| check_country("step.country", code))
            }
            Self::Happening { kinds, words } => {
                if let Some(at) = kinds.iter().position(|kind| !KINDS.contains(&kind.as_str())) {
                    return Err(DocumentError::field(format!("step.kinds[{at}]"), "is no kind that we know"));
                }
                check_unique("step.kinds", kinds)?;
                check_text("step.words", words, WORDS_MAX)
            }
            Self::Place { place } => place.check(),
            Self::Who { who, age_years, .. } => {
                if age_years.is_some_and(|age| age > AGE_MAX) {
                    return Err(DocumentError::field("step.age_years", "must be 120 or less"));
                }
                check_text("step.who", who, WORDS_MAX)
            }
            Self::Danger { words, .. } => check_text("step.words", words, WORDS_MAX),
            Self::Contact { how } => {
                how.as_ref().map_or(Ok(()), |how| check_text("step.how", how, WORDS_MAX))
            }
            Self::Finished { mailbox } => {
                mailbox.as_ref().map_or(Ok(()), |mailbox| mailbox.check("step.mailbox"))
            }
            Self::Message { words } => {
                check_present("step.words", words)?;
                check_text("step.words", words, WORDS_MAX)
            }
        }
    }
}

/// The sealed plain text: a step with its place, which must be the one that it came in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The tip.
    pub tip_id: TipId,
    /// Place within the tip, from 1. Numbers grow; some may be missing.
    pub number: u32,
    /// What the step says.
    pub step: Step,
}

impl Opened {
    /// Reads a step; trailing spaces are what it was filled up with.
    ///
    /// # Errors
    /// Not JSON of this shape, an unknown field or code, a text that is too long. The error names no content.
    pub fn read(plain: &[u8]) -> Result<Self, TipError> {
        // the reader's own words may quote the document, and these end up in logs
        let opened: Self = serde_json::from_slice(plain)
            .map_err(|_| DocumentError::field("step", "does not have the expected shape"))?;
        opened.check()?;
        Ok(opened)
    }

    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// As [`Opened::read`]; number 0.
    pub fn check(&self) -> Result<(), TipError> {
        if self.number == 0 {
            return Err(DocumentError::field("number", "must be 1 or more").into());
        }
        Ok(self.step.check()?)
    }
}

/// Not too long, and no control character but the ends of lines and tabulators.
fn check_text(field: &str, text: &str, most: usize) -> Result<(), DocumentError> {
    if text.chars().count() > most {
        return Err(DocumentError::field(field, format!("must have {most} characters at most")));
    }
    if text.chars().any(|c| c.is_control() && !['\n', '\r', '\t'].contains(&c)) {
        return Err(DocumentError::field(field, "must hold no control characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::sealed::RecipientSecret;

    fn opened(step: &str) -> Result<Opened, TipError> {
        let id = "0".repeat(32);
        Opened::read(format!(r#"{{"tip_id":"{id}","number":1,"step":{step}}}   "#).as_bytes())
    }

    #[test]
    fn every_step_reads() {
        let key = RecipientSecret::derive(&[1; 32]).recipient();
        let mailbox = format!(r#"{{"id":"{}","public_key":"{key}"}}"#, "0".repeat(64));
        for (name, step) in [
            ("begun", r#"{"step":"begun","door":"about_my_child","language":"es","country":"ES"}"#),
            ("begun", r#"{"step":"begun","door":"about_me","language":"en"}"#),
            ("happening", r#"{"step":"happening","kinds":["threatened","other"],"words":"a\nb"}"#),
            ("place", r#"{"step":"place","place":{"kind":"web","url":"https://a.example"}}"#),
            (
                "place",
                r#"{"step":"place","place":{"kind":"group_chat","app":"a","group":"","sender":"x","time_text":"today"}}"#,
            ),
            ("place", r#"{"step":"place","place":{"kind":"in_person","where_text":"park"}}"#),
            ("who", r#"{"step":"who","who":"","own_act":true,"age_years":13}"#),
            ("danger", r#"{"step":"danger","now":false,"words":""}"#),
            ("contact", r#"{"step":"contact"}"#),
            ("finished", r#"{"step":"finished"}"#),
            ("finished", format!(r#"{{"step":"finished","mailbox":{mailbox}}}"#).as_str()),
            ("message", r#"{"step":"message","words":"thank you"}"#),
        ] {
            let read = opened(step).unwrap();
            assert_eq!(read.step.name(), name);
            let again = Opened::read(&serde_json::to_vec(&read).unwrap()).unwrap();
            assert!(again == read, "{step}");
        }
    }

    #[test]
    fn what_is_not_a_step_is_refused_without_quoting_it() {
        let long = format!(r#"{{"step":"message","words":"{}"}}"#, "x".repeat(WORDS_MAX + 1));
        for step in [
            r#"{"step":"begun","door":"about_me","language":"fr"}"#,
            r#"{"step":"begun","door":"about_me","language":"en","country":"es"}"#,
            r#"{"step":"begun","door":"secret-word","language":"en"}"#,
            r#"{"step":"happening","kinds":["secret-word"],"words":""}"#,
            r#"{"step":"happening","kinds":["other","other"],"words":""}"#,
            r#"{"step":"place","place":{"kind":"web","url":"a","secret-word":1}}"#,
            r#"{"step":"who","who":"","own_act":true,"age_years":121}"#,
            r#"{"step":"danger","now":true,"words":"secret-word\u0000"}"#,
            r#"{"step":"contact","how":"x","secret-word":1}"#,
            r#"{"step":"finished","mailbox":{"id":"0","public_key":"secret-word"}}"#,
            r#"{"step":"message","words":" "}"#,
            &long,
        ] {
            let error = opened(step).err().unwrap().to_string();
            assert!(!error.contains("secret-word"), "{error}");
        }
    }

    #[test]
    fn messages_arrive_under_the_first_half_of_the_mailbox() {
        let mailbox =
            Mailbox { id: format!("{}{}", "a".repeat(32), "b".repeat(32)), public_key: String::new() };
        assert_eq!(mailbox.conversation().unwrap().as_str(), "a".repeat(32));
        assert!(Mailbox { id: "aé".into(), public_key: String::new() }.conversation().is_err());
    }
}
