//! Facts as a form: one fact a line, its parts between semicolons, so that it works in every browser and can be pasted; a semicolon within a part
//! is written `\;`. What is typed becomes the same JSON that the API takes, so that one reading judges both.

use jiff::Timestamp;
use model::StatedTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use service::{Failure, Refused};

use super::account_form::{pairs_of_account_and_file, said};
use super::scenes_form::pairs_of_scenes;
use super::{EventFact, PersonFact, ReportFacts};
use crate::fields::Fields;

/// The form as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct FactsForm {
    urgent_because: String,
    report_marks: Vec<String>,
    file_marks: Vec<String>,
    chat_client: String,
    chat_room: String,
    chat_content: String,
    pub(super) scenes_email_addresses: String,
    pub(super) scenes_email_content: String,
    pub(super) scenes_newsgroup_name: String,
    pub(super) scenes_newsgroup_addresses: String,
    pub(super) scenes_newsgroup_content: String,
    pub(super) scenes_game_name: String,
    pub(super) scenes_game_console: String,
    pub(super) scenes_game_content: String,
    pub(super) scenes_phone_number: String,
    pub(super) scenes_phone_latitude: String,
    pub(super) scenes_phone_longitude: String,
    pub(super) scenes_peer_client: String,
    pub(super) scenes_peer_file_names: String,
    pub(super) scenes_peer_events: String,
    events: String,
    devices: String,
    associated: String,
    recipients: String,
    victims: String,
    narrative: String,
    batched: String,
    incident_type: String,
    agency_name: String,
    agency_case_number: String,
    agency_reported: String,
    agency_served_domestic: String,
    agency_served_from: String,
    pub(super) account_first_name: String,
    pub(super) account_last_name: String,
    pub(super) account_addresses: String,
    pub(super) account_compromised: String,
    pub(super) account_profile_urls: String,
    pub(super) account_profile_bio: String,
    pub(super) account_third_party: String,
    pub(super) account_group: String,
    pub(super) account_standing_state: String,
    pub(super) account_standing_disabled_at: String,
    pub(super) account_standing_user_notified: String,
    pub(super) account_standing_user_notified_at: String,
    pub(super) account_standing_reenabled_at: String,
    pub(super) account_location_city: String,
    pub(super) account_location_region: String,
    pub(super) account_location_country: String,
    pub(super) account_location_verified: String,
    pub(super) account_location_at: String,
    pub(super) account_all_emails: String,
    pub(super) account_note: String,
    pub(super) file_class: String,
    pub(super) file_relevance: String,
    pub(super) file_metadata: String,
}

model::unprintable!(FactsForm);

/// What each part of a line is called where it is refused.
const PARTS: [(&str, &str); 23] = [
    ("at", "the time"),
    ("ip", "the address"),
    ("port", "the port"),
    ("event", "what was done"),
    ("kind", "the kind"),
    ("value", "the value"),
    ("service", "the service"),
    ("identifier", "the identifier"),
    ("screen_name", "the screen name"),
    ("email", "the e-mail address"),
    ("age_years", "the age"),
    ("possible_proxy", "the proxy"),
    ("first_name", "the first name"),
    ("last_name", "the last name"),
    ("phone", "the telephone number"),
    ("profile_url", "the address of the profile"),
    ("street", "the street"),
    ("city", "the city"),
    ("postcode", "the postcode"),
    ("region", "the region"),
    ("country", "the country"),
    ("name", "the name"),
    ("school", "the school"),
];

/// The parts of a line of each kind, in order.
pub(super) const EVENT: [&str; 5] = ["at", "ip", "port", "event", "possible_proxy"];
const DEVICE: [&str; 4] = ["kind", "value", "event", "at"];
const ASSOCIATED: [&str; 7] =
    ["service", "identifier", "screen_name", "kind", "profile_url", "email", "phone"];
/// The last is of victims alone.
const VICTIM: &[&str] = &[
    "identifier",
    "screen_name",
    "email",
    "age_years",
    "first_name",
    "last_name",
    "phone",
    "profile_url",
    "city",
    "country",
    "school",
];
const RECIPIENT: &[&str] = VICTIM.split_at(VICTIM.len() - 1).0;

impl FactsForm {
    /// The facts.
    ///
    /// # Errors
    /// Names the field of the form, and the line where it has several.
    pub(crate) fn facts(&self, now: Timestamp) -> Result<ReportFacts, Failure> {
        let mut value = Map::new();
        for (name, lines, parts) in [
            ("events", &self.events, &EVENT[..]),
            ("devices", &self.devices, &DEVICE[..]),
            ("associated", &self.associated, &ASSOCIATED[..]),
            ("recipients", &self.recipients, RECIPIENT),
            ("victims", &self.victims, VICTIM),
        ] {
            value.insert(name.to_owned(), objects(name, lines, parts)?);
        }
        value.insert("urgent_because".to_owned(), text(&self.urgent_because));
        value.insert("narrative".to_owned(), text(&self.narrative));
        value.insert("report_marks".to_owned(), json!(self.report_marks));
        value.insert("file_marks".to_owned(), json!(self.file_marks));
        let chat = json!({
            "client": text(&self.chat_client), "room": text(&self.chat_room), "content": text(&self.chat_content)
        });
        value.insert("chat".to_owned(), chat);
        value.insert("batched".to_owned(), text(&self.batched));
        value.insert("incident_type".to_owned(), text(&self.incident_type));
        let agency = json!({
            "name": text(&self.agency_name), "case_number": text(&self.agency_case_number),
            "reported": flag(&self.agency_reported), "served_domestic": flag(&self.agency_served_domestic),
            "served_from": text(&self.agency_served_from)
        });
        value.insert("agency".to_owned(), agency);
        value.insert("scenes".to_owned(), self.scenes()?);
        value.insert("account".to_owned(), self.account()?);
        value.insert("file".to_owned(), self.file()?);
        ReportFacts::parse(Fields::of_value("facts", Value::Object(value))?, now).map_err(of_form)
    }
}

/// A field that may be empty.
pub(super) fn text(text: &str) -> Value {
    if text.trim().is_empty() { Value::Null } else { json!(text.trim()) }
}

/// Yes, no, or nothing; what is neither is refused as what it is.
pub(super) fn flag(word: &str) -> Value {
    word.parse::<bool>().map_or_else(|_| text(word), |flag| json!(flag))
}

/// Degrees, or nothing; what is no number is refused as what it is.
pub(super) fn degrees(number: &str) -> Value {
    let degrees = number.trim().parse::<f64>().ok().filter(|degrees| degrees.is_finite());
    degrees.map_or_else(|| text(number), |degrees| json!(degrees))
}

/// One object a line; an empty part is left out. Numbers are read as such, so that a wrong one is refused as what it is.
pub(super) fn objects(name: &str, lines: &str, parts: &[&str]) -> Result<Value, Failure> {
    let mut objects = Vec::new();
    for (no, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let values = parts_of(line);
        if values.len() > parts.len() {
            let message = format!("line {}: has too many parts; the hint at the field names them", no + 1);
            return Err(Failure::refused(name, message));
        }
        let mut object = Map::new();
        for (part, value) in parts.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
            let value = match *part {
                "port" | "age_years" => value.parse::<u64>().map_or_else(|_| json!(value), |no| json!(no)),
                "possible_proxy" => flag(&value),
                _ => json!(value),
            };
            object.insert((*part).to_owned(), value);
        }
        objects.push(Value::Object(object));
    }
    Ok(Value::Array(objects))
}

/// The parts of a line, without empty ones at its end. Of `\;` the semicolon is part of a text, such as an address of a page.
fn parts_of(line: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for piece in line.split_inclusive(';') {
        let Some(last) = parts.last_mut() else { break };
        if let Some(text) = piece.strip_suffix("\\;") {
            last.push_str(text);
            last.push(';');
        } else if let Some(text) = piece.strip_suffix(';') {
            last.push_str(text);
            parts.push(String::new());
        } else {
            last.push_str(piece);
        }
    }
    let mut parts: Vec<String> = parts.iter().map(|part| part.trim().to_owned()).collect();
    parts.truncate(parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1));
    parts
}

/// A refusal of `facts.events[1].at` as one of the form's field `events`, which says the line and the part.
fn of_form(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refused { reason, field: Some(field), message }) => {
            let (name, message) = in_form(&field, message);
            Failure::Refused(Refused { reason, field: Some(name), message })
        }
        other => other,
    }
}

fn in_form(field: &str, message: String) -> (String, String) {
    let path = field.strip_prefix("facts.").unwrap_or(field);
    let Some((name, place)) = path.split_once('[') else { return (path.replace('.', "_"), message) };
    let place = place.split_once(']').and_then(|(no, part)| Some((no.parse::<usize>().ok()?, part)));
    let message = match place {
        Some((no, part)) => {
            let part = part.trim_start_matches('.');
            let called = PARTS.iter().find(|(name, _)| *name == part).map_or(part, |(_, called)| called);
            if part.is_empty() {
                format!("line {}: {message}", no + 1)
            } else {
                format!("line {}, {called}: {message}", no + 1)
            }
        }
        None => message,
    };
    (name.replace('.', "_"), message)
}

/// Facts as a form shows them first.
pub(crate) fn pairs(facts: &ReportFacts) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    put("urgent_because", facts.urgent_because.clone().unwrap_or_default());
    for mark in &facts.report_marks {
        put("report_marks", mark.clone());
    }
    for mark in &facts.file_marks {
        put("file_marks", mark.clone());
    }
    if let Some(chat) = &facts.chat {
        put("chat_client", chat.client.clone().unwrap_or_default());
        put("chat_room", chat.room.clone().unwrap_or_default());
        put("chat_content", chat.content.clone().unwrap_or_default());
    }
    put("events", events(&facts.events));
    let devices = facts.devices.iter().map(|device| {
        let at = device.at.as_ref().map(StatedTime::text).unwrap_or_default();
        line(&[&device.kind, &device.value, device.event.as_deref().unwrap_or_default(), at])
    });
    put("devices", devices.collect::<Vec<_>>().join("\n"));
    let associated = facts.associated.iter().map(|account| {
        let more = [&account.profile_url, &account.email, &account.phone].map(some);
        let [profile_url, email, phone] = more;
        let (identifier, screen_name) = (some(&account.identifier), some(&account.screen_name));
        line(&[&account.service, identifier, screen_name, &account.kind, profile_url, email, phone])
    });
    put("associated", associated.collect::<Vec<_>>().join("\n"));
    put("recipients", people(&facts.recipients));
    put("victims", people(&facts.victims));
    put("narrative", facts.narrative.clone().unwrap_or_default());
    put("batched", facts.batched.clone().unwrap_or_default());
    put("incident_type", facts.incident_type.clone().unwrap_or_default());
    if let Some(agency) = &facts.agency {
        put("agency_name", agency.name.clone());
        put("agency_case_number", some(&agency.case_number).to_owned());
        put("agency_reported", said(agency.reported));
        put("agency_served_domestic", said(agency.served_domestic));
        put("agency_served_from", some(&agency.served_from).to_owned());
    }
    pairs.extend(pairs_of_scenes(facts));
    pairs.extend(pairs_of_account_and_file(facts));
    pairs
}

/// Addresses of the internet, one a line.
pub(super) fn events(events: &[EventFact]) -> String {
    let event = |event: &EventFact| {
        let port = event.port.map(|port| port.to_string()).unwrap_or_default();
        let proxy = event.possible_proxy.map(|proxy| proxy.to_string()).unwrap_or_default();
        line(&[event.at.text(), &event.ip.to_string(), &port, &event.event, &proxy])
    };
    events.iter().map(event).collect::<Vec<_>>().join("\n")
}

/// A part of a line that may be empty.
#[allow(clippy::ref_option, reason = "fields of facts are such")]
pub(super) fn some(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn people(people: &[PersonFact]) -> String {
    let person = |person: &PersonFact| {
        let age = person.age_years.map(|age| age.to_string()).unwrap_or_default();
        line(&[
            some(&person.identifier),
            some(&person.screen_name),
            some(&person.email),
            &age,
            some(&person.first_name),
            some(&person.last_name),
            some(&person.phone),
            some(&person.profile_url),
            some(&person.city),
            some(&person.country),
            some(&person.school),
        ])
    };
    people.iter().map(person).collect::<Vec<_>>().join("\n")
}

/// Parts of a line, as [`objects`] reads them; empty ones at its end are left out.
pub(super) fn line(parts: &[&str]) -> String {
    let said = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
    let part = |part: &&str| {
        let part = part.replace(';', "\\;");
        // a backslash at its end is not one before the next semicolon
        if part.ends_with('\\') { part + " " } else { part }
    };
    parts.iter().take(said).map(part).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
