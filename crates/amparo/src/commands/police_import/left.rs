//! Which fields of a document nothing of its report is made from. Each is named by its path and never by its value: some say what nobody may
//! process without need, as race, disability or what a body looks like.

use std::collections::BTreeSet;

use serde_json::Value;

use super::MOST_TEXT;

/// Most characters of a report's note on them; the import names all.
const MOST_NOTE: usize = 1000;
/// Most characters of a key that are shown.
const MOST_KEY: usize = 60;

const PERSON: &str = "reportedInformation.reportedPeople.reportedPersons[].";
const FILE: &str = "reportedInformation.uploadedFiles.uploadedFiles[].";
const CAPTURES: &str = "sourceInformation.sourceCaptures";

/// What a report is made from; `[]` stands for one of a list.
const OF_REPORT: [&str; 6] = [
    "reportId",
    "dateReceived",
    "reportedInformation.reportingEsp.espName",
    "reportedInformation.incidentSummary.incidentType",
    "reportedInformation.incidentSummary.incidentDateTime",
    "reportedInformation.additionalInformations[].value",
];
const OF_PERSON: [&str; 18] = [
    "firstName",
    "lastName",
    "dateOfBirth",
    "approximateAge",
    "occupation",
    "espService",
    "espUserId",
    "relationshipToChildVictim",
    "accessToChildVictim",
    "accessToChildren",
    "accessToFirearms",
    "convictedSexOffender",
    "screenName.value",
    "emails.emails[].value",
    "emails.emails[].verified",
    "phones.phones[].value",
    "phones.phones[].verified",
    "additionalInformations[].value",
];
const OF_FILE: [&str; 5] =
    ["filename", "originalFilename", "verificationHash", "viewedByEsp", "additionalInformations[].value"];
const OF_CAPTURE: [&str; 5] = ["captureType", "value", "dateTime", "eventName", "port"];

/// A field that says something and is not taken over.
pub(super) struct Left {
    /// Its path, `[]` for one of a list.
    pub(super) field: String,
    /// Where the document has it first.
    pub(super) at: String,
}

/// Those of a document, each once.
///
/// # Errors
/// No JSON, or nested too deeply to be gone through.
pub(super) fn list(json: &[u8]) -> Result<Vec<Left>, serde_json::Error> {
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let mut left = Vec::new();
    walk(&serde_json::from_slice(json)?, "", "", &mut left);
    let mut seen = BTreeSet::new();
    left.retain(|left| seen.insert(left.field.clone()));
    Ok(left)
}

/// What the report says of them; none where everything was taken over.
pub(super) fn note(left: &[Left]) -> Option<String> {
    let (first, rest) = left.split_first()?;
    let first: String = first.field.chars().take(MOST_NOTE).collect();
    let mut note = format!("Stated in the original and not taken over: {first}");
    for (index, left) in rest.iter().enumerate() {
        if note.chars().count() + left.field.chars().count() > MOST_NOTE {
            note.push_str(&format!(" and {} more", rest.len() - index));
            break;
        }
        note.push_str(", ");
        note.push_str(&left.field);
    }
    Some(note)
}

/// How many characters the note leaves to what the sender said.
pub(super) fn room(note: Option<&str>) -> usize {
    MOST_TEXT.saturating_sub(note.map_or(0, |note| note.chars().count() + 1))
}

fn walk(value: &Value, field: &str, at: &str, left: &mut Vec<Left>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = shown(key);
                walk(value, &joined(field, &key), &joined(at, &key), left);
            }
        }
        Value::Array(items) => {
            let is_captures = field.ends_with(CAPTURES);
            let mut addresses = 0;
            for (index, item) in items.iter().enumerate() {
                let (field, at) = (format!("{field}[]"), format!("{at}[{index}]"));
                addresses += usize::from(is_address(item));
                // of a file the report has room for one address
                if is_captures && (!is_address(item) || (field.starts_with(FILE) && addresses > 1)) {
                    left.push(Left { field, at });
                } else {
                    walk(item, &field, &at, left);
                }
            }
        }
        _ if says_nothing(value) || is_taken(field) => {}
        _ => left.push(Left { field: field.to_owned(), at: at.to_owned() }),
    }
}

fn is_taken(field: &str) -> bool {
    let of = |prefix: &str, fields: &[&str]| {
        let rest = field.strip_prefix(prefix);
        rest.is_some_and(|rest| {
            let of_capture = rest.strip_prefix(CAPTURES).and_then(|rest| rest.strip_prefix("[]."));
            fields.contains(&rest) || of_capture.is_some_and(|key| OF_CAPTURE.contains(&key))
        })
    };
    OF_REPORT.contains(&field) || of(PERSON, &OF_PERSON) || of(FILE, &OF_FILE)
}

/// An address of the internet, which alone of what was captured the report can hold.
fn is_address(capture: &Value) -> bool {
    let says = |key: &str| capture.get(key).filter(|value| !says_nothing(value));
    says("captureType").is_some_and(|kind| kind == "IP Address") && says("value").is_some()
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => matches!(text.trim(), "" | "N/A"),
        _ => false,
    }
}

/// A key as it can be shown and written into a report. It is one step of a path, whatever stands in it.
fn shown(key: &str) -> String {
    let plain = |c: char| if c.is_control() || matches!(c, '.' | '[' | ']') { '?' } else { c };
    key.chars().take(MOST_KEY).map(plain).collect()
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Vec<String> {
        list(json.as_bytes()).unwrap().into_iter().map(|left| left.field).collect()
    }

    #[test]
    fn what_says_nothing_is_not_named() {
        let empty = wire::law_enforcement::Tip { report_id: "1".to_owned(), ..Default::default() };
        assert_eq!(fields(&String::from_utf8(empty.write().unwrap()).unwrap()), Vec::<String>::new());
        assert_eq!(fields(r#"{"a": "N/A", "b": [], "c": {}, "d": " ", "e": null}"#), Vec::<String>::new());
    }

    #[test]
    fn of_captures_what_is_no_address_and_a_file_s_second_address_are_named() {
        let captures = r#"{"sourceCaptures": [{"captureType": "IP Address", "value": "192.0.2.1"},
            {"captureType": "URL", "value": "https://social.example/u"}, {"captureType": "IP Address", "value": "192.0.2.2"}]}"#;
        let of = |part: &str, list: &str| {
            let json = format!(
                r#"{{"reportedInformation": {{"{part}": {{"{list}": [{{"sourceInformation": {captures}}}]}}}}}}"#
            );
            super::list(json.as_bytes()).unwrap().into_iter().map(|left| left.at).collect::<Vec<_>>()
        };
        let at = |part: &str, index: usize| {
            format!("reportedInformation.{part}[0].sourceInformation.sourceCaptures[{index}]")
        };
        let person = of("reportedPeople", "reportedPersons");
        assert_eq!(person, [at("reportedPeople.reportedPersons", 1)]);
        // each field once, by its first place
        assert_eq!(of("uploadedFiles", "uploadedFiles"), [at("uploadedFiles.uploadedFiles", 1)]);
        assert_eq!(fields(r#"{"x": [{"y": 1}, {"y": 2}], "z\u0007": true}"#), ["x[].y", "z?"]);
        let spelt_as_a_path = r#"{"reportedInformation.reportingEsp.espName": "x"}"#;
        assert_eq!(fields(spelt_as_a_path), ["reportedInformation?reportingEsp?espName"]);
    }

    #[test]
    fn a_note_stays_short_and_counts_what_it_does_not_name() {
        let left: Vec<_> = (0..100)
            .map(|n| Left { field: format!("a.field.of.the.number{n}"), at: String::new() })
            .collect();
        let note = note(&left).unwrap();
        assert!(note.chars().count() < MOST_NOTE + 20 && note.ends_with(" more"), "{note}");
        let named = note.matches("a.field").count();
        assert!(note.ends_with(&format!(" and {} more", left.len() - named)), "{note}");
        assert!(super::note(&[]).is_none());
        assert_eq!((room(None), room(Some("four"))), (MOST_TEXT, MOST_TEXT - 5));
    }
}
