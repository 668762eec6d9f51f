//! Facts as a form: one fact a line, its parts between semicolons, so that it works in every browser and can be pasted. What is typed becomes the
//! same JSON that the API takes, so that one reading judges both.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use service::{Failure, Refused};

use super::{PersonFact, ReportFacts};
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
    events: String,
    devices: String,
    associated: String,
    recipients: String,
    victims: String,
    narrative: String,
}

model::unprintable!(FactsForm);

/// What each part of a line is called where it is refused.
const PARTS: [(&str, &str); 11] = [
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
];

/// The parts of a line of each kind, in order.
const EVENT: [&str; 4] = ["at", "ip", "port", "event"];
const DEVICE: [&str; 2] = ["kind", "value"];
const ASSOCIATED: [&str; 4] = ["service", "identifier", "screen_name", "kind"];
const PERSON: [&str; 4] = ["identifier", "screen_name", "email", "age_years"];

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
            ("recipients", &self.recipients, &PERSON[..]),
            ("victims", &self.victims, &PERSON[..]),
        ] {
            value.insert(name.to_owned(), objects(name, lines, parts)?);
        }
        let text = |text: &str| if text.trim().is_empty() { Value::Null } else { json!(text.trim()) };
        value.insert("urgent_because".to_owned(), text(&self.urgent_because));
        value.insert("narrative".to_owned(), text(&self.narrative));
        value.insert("report_marks".to_owned(), json!(self.report_marks));
        value.insert("file_marks".to_owned(), json!(self.file_marks));
        let chat = json!({
            "client": text(&self.chat_client), "room": text(&self.chat_room), "content": text(&self.chat_content)
        });
        value.insert("chat".to_owned(), chat);
        ReportFacts::parse(Fields::of_value("facts", Value::Object(value))?, now).map_err(of_form)
    }
}

/// One object a line; an empty part is left out. Numbers are read as such, so that a wrong one is refused as what it is.
fn objects(name: &str, lines: &str, parts: &[&str]) -> Result<Value, Failure> {
    let mut objects = Vec::new();
    for (no, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line = line.trim_end().trim_end_matches(';');
        let values: Vec<&str> = line.split(';').map(str::trim).collect();
        if values.len() > parts.len() {
            let message = format!("line {}: has too many parts; the hint at the field names them", no + 1);
            return Err(Failure::refused(name, message));
        }
        let mut object = Map::new();
        for (part, value) in parts.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
            let number = ["port", "age_years"].contains(part).then(|| value.parse::<u64>().ok()).flatten();
            let value = number.map_or_else(|| json!(value), |number| json!(number));
            object.insert((*part).to_owned(), value);
        }
        objects.push(Value::Object(object));
    }
    Ok(Value::Array(objects))
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
    let Some((name, place)) = path.split_once('[') else { return (path.replace("chat.", "chat_"), message) };
    let place = place.split_once(']').and_then(|(no, part)| Some((no.parse::<usize>().ok()?, part)));
    let message = match place {
        Some((no, part)) => {
            let part = part.trim_start_matches('.');
            let called = PARTS.iter().find(|(name, _)| *name == part).map_or(part, |(_, called)| called);
            format!("line {}, {called}: {message}", no + 1)
        }
        None => message,
    };
    (name.to_owned(), message)
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
    let events = facts.events.iter().map(|event| {
        let port = event.port.map(|port| port.to_string()).unwrap_or_default();
        line(&[event.at.text(), &event.ip.to_string(), &port, &event.event])
    });
    put("events", events.collect::<Vec<_>>().join("\n"));
    let devices = facts.devices.iter().map(|device| line(&[&device.kind, &device.value]));
    put("devices", devices.collect::<Vec<_>>().join("\n"));
    let associated = facts.associated.iter().map(|account| {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        line(&[&account.service, &some(&account.identifier), &some(&account.screen_name), &account.kind])
    });
    put("associated", associated.collect::<Vec<_>>().join("\n"));
    put("recipients", people(&facts.recipients));
    put("victims", people(&facts.victims));
    put("narrative", facts.narrative.clone().unwrap_or_default());
    pairs
}

fn people(people: &[PersonFact]) -> String {
    let person = |person: &PersonFact| {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        let age = person.age_years.map(|age| age.to_string()).unwrap_or_default();
        line(&[&some(&person.identifier), &some(&person.screen_name), &some(&person.email), &age])
    };
    people.iter().map(person).collect::<Vec<_>>().join("\n")
}

/// Parts of a line; empty ones at its end are left out.
fn line(parts: &[&str]) -> String {
    parts.join("; ").trim_end_matches([';', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2020-12-28T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn what_a_form_shows_reads_back_as_what_it_was() {
        let form = FactsForm {
            urgent_because: "a child may be in danger".to_owned(),
            report_marks: vec!["sextortion".to_owned()],
            chat_client: "Example Chat".to_owned(),
            events:
                "2020-10-03T21:14:05+02:00; 203.0.113.9; 4000; login\n\n2020-10-04T21:14:05Z; 2001:db8::1"
                    .to_owned(),
            devices: "IMEI; 490154203237518".to_owned(),
            associated: "chat.example; u-9; ; Linked".to_owned(),
            recipients: "user-2; ; r@mail.example".to_owned(),
            victims: "; sol; ; 13".to_owned(),
            ..FactsForm::default()
        };
        let facts = form.facts(now()).unwrap_or_else(|failure| panic!("{failure}"));
        let shown = pairs(&facts);
        let value = |name: &str| {
            shown.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let again = FactsForm {
            urgent_because: value("urgent_because"),
            report_marks: vec![value("report_marks")],
            chat_client: value("chat_client"),
            events: value("events"),
            devices: value("devices"),
            associated: value("associated"),
            recipients: value("recipients"),
            victims: value("victims"),
            ..FactsForm::default()
        };
        assert!(again.facts(now()).unwrap_or_else(|failure| panic!("{failure}")) == facts);
        assert_eq!(facts.events.len(), 2);
    }

    #[test]
    fn a_refusal_names_the_field_of_the_form_and_its_line() {
        let check = |form: FactsForm, field: &str, says: &str| {
            let Err(Failure::Refused(refused)) = form.facts(now()) else { panic!("{field} passed") };
            assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
            assert!(refused.message.contains(says), "{}", refused.message);
        };
        let empty = FactsForm::default;
        let events = "2020-10-03T21:14:05Z; 203.0.113.9\n2020-10-03T21:14:05; 203.0.113.9".to_owned();
        check(FactsForm { events, ..empty() }, "events", "line 2, the time:");
        check(FactsForm { events: "a; b; c; d; e".to_owned(), ..empty() }, "events", "line 1: has too many");
        check(FactsForm { victims: "; sol; ; old".to_owned(), ..empty() }, "victims", "line 1, the age:");
        check(FactsForm { file_marks: vec!["x".to_owned()], ..empty() }, "file_marks", "one of");
    }
}
