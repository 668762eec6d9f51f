//! Facts as JSON. A refusal names the field and says what to do.

use jiff::Timestamp;
use service::Failure;
use wire::cybertipline::{AssociatedAccountType, BatchedReportReason, IpCaptureType};

use super::account::{AccountFacts, country};
use super::agency::AgencyFact;
use super::file::FileFacts;
use super::scenes::SceneFacts;
use super::{
    AssociatedFact, ChatFacts, DeviceFact, EventFact, FILE_MARKS, INCIDENT_TYPES, PersonFact, REPORT_MARKS,
    ReportFacts,
};
use crate::fields::Fields;
use crate::statement::{MOST_WORDS, check_url, stated_time, stated_time_if_any};

/// Most characters of a reason or narrative: the protocol's.
pub(super) const MOST_PROSE: usize = 3000;

impl ReportFacts {
    /// Reads facts.
    ///
    /// # Errors
    /// Names the field that does not fit, such as `facts.events[1].at`.
    pub(crate) fn parse(mut fields: Fields, now: Timestamp) -> Result<Self, Failure> {
        let facts = Self {
            urgent_because: fields.paragraphs_if_any("urgent_because", MOST_PROSE)?,
            report_marks: marks(&mut fields, "report_marks", &REPORT_MARKS)?,
            file_marks: marks(&mut fields, "file_marks", &FILE_MARKS)?,
            incident_type: incident_type(&mut fields)?,
            agency: AgencyFact::take(&mut fields)?,
            batched: batched(&mut fields)?,
            chat: chat(&mut fields)?,
            more_chats: Vec::new(),
            scenes: SceneFacts::take(&mut fields, now)?,
            account: AccountFacts::take(&mut fields, now)?,
            file: FileFacts::take(&mut fields)?,
            events: each(&mut fields, "events", |one| event(one, now))?,
            devices: each(&mut fields, "devices", |one| device(one, now))?,
            associated: each(&mut fields, "associated", associated)?,
            recipients: each(&mut fields, "recipients", person)?,
            victims: each(&mut fields, "victims", victim)?,
            narrative: fields.paragraphs_if_any("narrative", MOST_PROSE)?,
        };
        fields.finish()?;
        Ok(facts)
    }
}

pub(super) fn each<T>(
    fields: &mut Fields,
    name: &str,
    read: impl Fn(&mut Fields) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    for mut one in fields.objects(name)? {
        all.push(read(&mut one)?);
        one.finish()?;
    }
    Ok(all)
}

/// Marks by the protocol's names, each once.
fn marks(fields: &mut Fields, name: &str, known: &[&str]) -> Result<Vec<String>, Failure> {
    let mut marks = fields.texts(name, 64)?;
    if !marks.iter().all(|mark| known.contains(&mark.as_str())) {
        return Err(fields.refuse(name, format!("must be one of {}", known.join(", "))));
    }
    marks.sort();
    marks.dedup();
    Ok(marks)
}

/// What kind of incident it is.
fn incident_type(fields: &mut Fields) -> Result<Option<String>, Failure> {
    let Some(kind) = fields.text_if_any("incident_type", 200)? else { return Ok(None) };
    word(fields, "incident_type", &kind, INCIDENT_TYPES.iter().map(|kind| kind.code())).map(Some)
}

/// Why the report stands for many.
fn batched(fields: &mut Fields) -> Result<Option<String>, Failure> {
    let Some(reason) = fields.text_if_any("batched", 64)? else { return Ok(None) };
    word(fields, "batched", &reason, BatchedReportReason::ALL.iter().map(|reason| reason.code())).map(Some)
}

fn chat(fields: &mut Fields) -> Result<Option<ChatFacts>, Failure> {
    let Some(mut chat) = fields.object_if_any("chat")? else { return Ok(None) };
    let facts = ChatFacts {
        client: chat.text_if_any("client", 255)?,
        room: chat.text_if_any("room", 255)?,
        content: chat.paragraphs_if_any("content", MOST_WORDS)?,
    };
    chat.finish()?;
    let says_anything = facts.client.is_some() || facts.room.is_some() || facts.content.is_some();
    Ok(says_anything.then_some(facts))
}

pub(super) fn event(fields: &mut Fields, now: Timestamp) -> Result<EventFact, Failure> {
    let at = stated_time(fields, "at", now)?;
    let event = fields.text_if_any("event", 64)?.unwrap_or_else(|| IpCaptureType::Unknown.code().to_owned());
    let known = IpCaptureType::ALL.iter().map(|kind| kind.code());
    Ok(EventFact {
        at,
        ip: fields.parsed("ip", "an IPv4 or IPv6 address")?,
        port: fields.number_if_any("port", 1, 65_535)?.and_then(|port| u16::try_from(port).ok()),
        possible_proxy: fields.flag_if_any("possible_proxy")?,
        event: word(fields, "event", &event, known)?,
    })
}

fn device(fields: &mut Fields, now: Timestamp) -> Result<DeviceFact, Failure> {
    let event = fields.text_if_any("event", 64)?;
    let known = IpCaptureType::ALL.iter().map(|kind| kind.code());
    Ok(DeviceFact {
        kind: fields.text("kind", 255)?,
        value: fields.text("value", 2083)?,
        event: event.map(|event| word(fields, "event", &event, known)).transpose()?,
        at: stated_time_if_any(fields, "at", now)?,
    })
}

fn associated(fields: &mut Fields) -> Result<AssociatedFact, Failure> {
    let kind =
        fields.text_if_any("kind", 64)?.unwrap_or_else(|| AssociatedAccountType::Other.code().to_owned());
    let known = AssociatedAccountType::ALL.iter().map(|kind| kind.code());
    let facts = AssociatedFact {
        service: fields.text("service", 256)?,
        identifier: fields.text_if_any("identifier", 255)?,
        screen_name: fields.text_if_any("screen_name", 256)?,
        kind: word(fields, "kind", &kind, known)?,
        profile_url: url(fields, "profile_url")?,
        email: email(fields)?,
        phone: fields.text_if_any("phone", 64)?,
    };
    if facts.identifier.is_none() && facts.screen_name.is_none() {
        return Err(fields.refuse("identifier", "give an identifier or a screen name"));
    }
    Ok(facts)
}

fn person(fields: &mut Fields) -> Result<PersonFact, Failure> {
    let facts = PersonFact {
        identifier: fields.text_if_any("identifier", 255)?,
        screen_name: fields.text_if_any("screen_name", 256)?,
        email: email(fields)?,
        age_years: fields.number_if_any("age_years", 0, 150)?.and_then(|age| u8::try_from(age).ok()),
        first_name: fields.text_if_any("first_name", 100)?,
        last_name: fields.text_if_any("last_name", 100)?,
        phone: fields.text_if_any("phone", 64)?,
        profile_url: url(fields, "profile_url")?,
        city: fields.text_if_any("city", 255)?,
        country: country(fields)?,
        school: None,
    };
    if facts.identifier.is_none() && facts.screen_name.is_none() && facts.email.is_none() {
        return Err(fields.refuse("identifier", "give an identifier, a screen name or an e-mail address"));
    }
    Ok(facts)
}

/// A child, of whom the protocol knows the school as well.
fn victim(fields: &mut Fields) -> Result<PersonFact, Failure> {
    let school = fields.text_if_any("school", 255)?;
    Ok(PersonFact { school, ..person(fields)? })
}

fn email(fields: &mut Fields) -> Result<Option<String>, Failure> {
    let email = fields.text_if_any("email", 320)?;
    if email.as_ref().is_some_and(|email| !email.contains('@')) {
        return Err(fields.refuse("email", "must be an e-mail address"));
    }
    Ok(email)
}

/// The absolute address of a page.
fn url(fields: &mut Fields, name: &str) -> Result<Option<String>, Failure> {
    let url = fields.text_if_any(name, 2083)?;
    if let Some(url) = &url {
        check_url(&fields.path(name), url)?;
    }
    Ok(url)
}

/// A word of the protocol, however its letters are written.
pub(super) fn word<'a>(
    fields: &Fields,
    name: &str,
    text: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<String, Failure> {
    match known.clone().find(|word| word.eq_ignore_ascii_case(text)) {
        Some(word) => Ok(word.to_owned()),
        None => {
            let known: Vec<&str> = known.collect();
            Err(fields.refuse(name, format!("must be one of {}", known.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(value: Value) -> Result<ReportFacts, Failure> {
        ReportFacts::parse(Fields::of_value("facts", value)?, "2020-12-28T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn everything_that_the_protocol_has_an_element_for_can_be_given() {
        let account = json!({
            "first_name": "A", "last_name": "B", "addresses": [{"city": "Madrid", "country": "es", "kind": "billing"}],
            "compromised": false, "profile_urls": ["https://social.example/u/1"], "profile_bio": "one\ntwo", "third_party": false,
            "group": "g1", "all_emails": true, "note": "a note",
            "standing": {"state": "permanently_disabled", "disabled_at": "2020-10-04T08:00:00Z", "user_notified": false},
            "location": {"city": "Madrid", "country": "es", "verified": true, "at": "2020-10-04T08:00:00Z"}
        });
        let facts = parse(json!({
            "urgent_because": "says that a child is in danger tonight", "report_marks": ["sextortion"], "file_marks": ["viral", "viral"],
            "chat": {"client": "Example Chat", "room": "r1", "content": "first line\nsecond line"},
            "events": [{"at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.9", "port": 4000, "event": "login"}],
            "devices": [{"kind": "IMEI", "value": "490154203237518"}],
            "associated": [{"service": "chat.example", "identifier": "u-9", "kind": "linked"}],
            "recipients": [{"identifier": "user-2", "email": "r@mail.example"}],
            "victims": [{"screen_name": "sol", "age_years": 13, "school": "Example School"}], "narrative": "what happened",
            "batched": "viral_potential_meme",
            "account": account,
            "scenes": {
                "email": {"addresses": ["a@mail.example"], "content": "one\ntwo"},
                "newsgroup": {"name": "example.group", "addresses": [], "content": null},
                "game": {"name": "Example Game", "console": "Example Console"},
                "phone": {"number": "+34 600 000 001", "latitude": 40.4168, "longitude": -3},
                "peer": {"client": "Example Client", "events": [{"at": "2020-10-03T21:14:05Z", "ip": "203.0.113.9"}]}
            },
            "file": {"class": "a1", "relevance": "Reported", "metadata": [{"name": "Make", "value": "Example"}]}
        }))
        .unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((facts.events[0].event.as_str(), facts.associated[0].kind.as_str()), ("Login", "Linked"));
        let scenes = &facts.scenes;
        let place =
            scenes.phone.as_ref().map(|phone| (phone.latitude.as_deref(), phone.longitude.as_deref()));
        assert_eq!(place, Some((Some("40.4168"), Some("-3"))));
        assert!(scenes.email.is_some() && scenes.newsgroup.is_some() && scenes.game.is_some());
        assert_eq!(scenes.peer.as_ref().map(|peer| peer.events.len()), Some(1));
        assert_eq!(facts.file_marks, ["viral"]);
        assert_eq!(facts.batched.as_deref(), Some("VIRAL_POTENTIAL_MEME"));
        assert_eq!(facts.account.addresses[0].country.as_deref(), Some("ES"));
        assert!(parse(json!({})).unwrap_or_else(|failure| panic!("{failure}")) == ReportFacts::default());
    }

    fn check(value: Value, field: &str, says: &str) {
        let Err(Failure::Refused(refused)) = parse(value) else { panic!("{field} passed") };
        assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
        assert!(refused.message.contains(says), "{field}: {}", refused.message);
    }

    #[test]
    fn a_refusal_names_the_field_and_the_remedy() {
        for (value, field, says) in [
            (
                json!({"events": [{"at": "2020-10-03T21:14:05", "ip": "203.0.113.9"}]}),
                "facts.events[0].at",
                "zone",
            ),
            (
                json!({"events": [{"at": "2021-10-03T21:14:05Z", "ip": "203.0.113.9"}]}),
                "facts.events[0].at",
                "future",
            ),
            (
                json!({"events": [{"at": "2020-10-03T21:14:05Z", "ip": "203.0.113.9", "port": 0}]}),
                "facts.events[0].port",
                "65535",
            ),
            (
                json!({"events": [{"at": "2020-10-03T21:14:05Z", "ip": "203.0.113.9", "event": "x"}]}),
                "facts.events[0].event",
                "Login",
            ),
            (json!({"file_marks": ["grave"]}), "facts.file_marks", "viral"),
            (json!({"victims": [{"age_years": 13}]}), "facts.victims[0].identifier", "screen name"),
            (
                json!({"associated": [{"service": "chat.example"}]}),
                "facts.associated[0].identifier",
                "screen name",
            ),
            (json!({"recipients": [{"email": "nobody"}]}), "facts.recipients[0].email", "e-mail"),
            (json!({"narrative": " "}), "facts.narrative", "blank"),
            (json!({"incident_type": "theft"}), "facts.incident_type", "Online Enticement"),
            (
                json!({"incident_type": "Child Sexual Molestation (not by family member)"}),
                "facts.incident_type",
                "one of",
            ),
            (json!({"agency": {"case_number": "7"}}), "facts.agency.name", "name the agency"),
            (
                json!({"agency": {"name": "a", "served_from": "Spain"}}),
                "facts.agency.served_from",
                "two letters",
            ),
            (json!({"colour": "red"}), "facts.colour", "known"),
            (
                json!({"scenes": {"email": {"addresses": ["a@mail.example", "b"]}}}),
                "facts.scenes.email.addresses[1]",
                "e-mail",
            ),
            (
                json!({"scenes": {"phone": {"latitude": 91, "longitude": 0}}}),
                "facts.scenes.phone.latitude",
                "from -90 to 90",
            ),
            (json!({"scenes": {"phone": {"latitude": 40}}}), "facts.scenes.phone.longitude", "together"),
            (json!({"scenes": {"game": {"level": "1"}}}), "facts.scenes.game.level", "known"),
        ] {
            check(value, field, says);
        }
    }

    #[test]
    fn a_refusal_of_the_account_or_the_file_names_its_place() {
        for (value, field, says) in [
            (
                json!({"victims": [{"identifier": "u", "country": "Spain"}]}),
                "facts.victims[0].country",
                "two letters",
            ),
            (
                json!({"recipients": [{"identifier": "u", "school": "s"}]}),
                "facts.recipients[0].school",
                "known",
            ),
            (json!({"account": {"standing": {"state": "gone"}}}), "facts.account.standing.state", "open"),
            (
                json!({"account": {"standing": {"state": "open", "disabled_at": "2020-10-04T08:00:00Z"}}}),
                "facts.account.standing.disabled_at",
                "is disabled",
            ),
            (
                json!({"account": {"standing": {"state": "permanently_disabled", "reenabled_at": "2021-10-04T08:00:00Z"}}}),
                "facts.account.standing.reenabled_at",
                "for a time",
            ),
            (
                json!({"account": {"standing": {"state": "open", "user_notified": false, "user_notified_at": "2020-10-04T08:00:00Z"}}}),
                "facts.account.standing.user_notified_at",
                "was told",
            ),
            (
                json!({"account": {"location": {"verified": true}}}),
                "facts.account.location.city",
                "a country",
            ),
            (
                json!({"account": {"addresses": [{"kind": "Home"}]}}),
                "facts.account.addresses[0].street",
                "postcode",
            ),
            (json!({"account": {"profile_urls": ["u/1"]}}), "facts.account.profile_urls[0]", "absolute"),
            (json!({"file": {"class": "C"}}), "facts.file.class", "A1"),
            (json!({"file": {"exif_viewed": true}}), "facts.file.exif_viewed", "known"),
        ] {
            check(value, field, says);
        }
    }
}
