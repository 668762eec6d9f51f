//! What a client says of content beside its hashes. It may tell of a person, so it is sealed where it is kept and never in a log.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// Longest note in characters, as with HMA.
const MOST_NOTE_CHARS: usize = 255;
/// Longest identifier or address in characters.
const MOST_TEXT_CHARS: usize = 2000;
/// Largest JSON object of the client's own, in bytes.
const MOST_JSON_BYTES: usize = 64 * 1024;

/// What is said of content.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Said {
    /// The client's own number of the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_id: Option<String>,
    /// Where the client keeps the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_uri: Option<String>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) json: Option<Map<String, Value>>,
    /// A note for whoever looks after the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// `metadata` of a request, without the note, which stands beside it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Metadata {
    content_id: Option<String>,
    content_uri: Option<String>,
    json: Option<Map<String, Value>>,
}

impl Said {
    /// From the JSON body of a request: `metadata` and `note`.
    ///
    /// # Errors
    /// 400: unknown keys in `metadata`, or more than is kept.
    pub(crate) fn of_json(body: &Value) -> Result<Self, Refusal> {
        let metadata = match body.get("metadata") {
            None | Some(Value::Null) => Metadata::default(),
            Some(object) if object.is_object() => Metadata::deserialize(object)
                .map_err(|error| Refusal::bad(format!("Invalid metadata: {error}")))?,
            Some(_) => return Err(Refusal::bad("metadata should be a json object")),
        };
        let note = match body.get("note") {
            None | Some(Value::Null) => None,
            Some(Value::String(note)) => Some(note.clone()),
            Some(_) => return Err(Refusal::bad("note should be a string")),
        };
        let Metadata { content_id, content_uri, json } = metadata;
        Self { content_id, content_uri, json, note }.checked()
    }

    /// Takes one field of a form.
    ///
    /// # Errors
    /// 400: `metadata` is no JSON object.
    pub(crate) fn take(&mut self, field: &str, text: String) -> Result<(), Refusal> {
        match field {
            "content_id" => self.content_id = Some(text),
            "content_uri" => self.content_uri = Some(text),
            "note" => self.note = Some(text),
            "metadata" => {
                let read = serde_json::from_str(&text);
                self.json = Some(read.map_err(|_| Refusal::bad("metadata should be a json object"))?);
            }
            // what HMA does not know it lets pass
            _ => {}
        }
        Ok(())
    }

    /// The same, if it is no more than is kept.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        let too_long = |text: &Option<String>, most: usize| {
            text.as_ref().is_some_and(|text| text.chars().count() > most)
        };
        if too_long(&self.note, MOST_NOTE_CHARS) {
            return Err(Refusal::bad(format!("note must be at most {MOST_NOTE_CHARS} characters")));
        }
        if too_long(&self.content_id, MOST_TEXT_CHARS) || too_long(&self.content_uri, MOST_TEXT_CHARS) {
            let message = format!("content_id and content_uri must be at most {MOST_TEXT_CHARS} characters");
            return Err(Refusal::bad(message));
        }
        let json =
            self.json.as_ref().map(|json| serde_json::to_vec(json).map_or(usize::MAX, |text| text.len()));
        if json.is_some_and(|bytes| bytes > MOST_JSON_BYTES) {
            return Err(Refusal::bad(format!("metadata must be at most {MOST_JSON_BYTES} bytes")));
        }
        Ok(self)
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// `metadata` of an answer, none where nothing is said.
    pub(crate) fn metadata(&self) -> Option<Value> {
        let mut said = Map::new();
        let texts = [("content_id", &self.content_id), ("content_uri", &self.content_uri)];
        for (name, text) in texts {
            if let Some(text) = text {
                said.insert(name.to_owned(), text.clone().into());
            }
        }
        if let Some(json) = &self.json {
            said.insert("json".to_owned(), Value::Object(json.clone()));
        }
        (!said.is_empty()).then_some(Value::Object(said))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_said_is_taken_from_both_kinds_of_bodies() {
        let body = json!({ "metadata": { "content_id": "1", "json": { "a": {} } }, "note": "n" });
        let by_json = Said::of_json(&body).unwrap();
        let mut by_form = Said::default();
        for (field, text) in
            [("content_id", "1"), ("metadata", "{\"a\":{}}"), ("note", "n"), ("csrf", "never kept")]
        {
            by_form.take(field, text.to_owned()).unwrap();
        }
        assert!(by_json == by_form && by_json.metadata().unwrap() == body["metadata"]);
        assert!(Said::of_json(&json!({})).unwrap().is_empty());
    }

    #[test]
    fn unknown_keys_and_too_much_are_refused() {
        for body in [
            json!({ "metadata": { "invalid_metadata": 5 } }),
            json!({ "metadata": 5 }),
            json!({ "note": 5 }),
            json!({ "note": "n".repeat(256) }),
            json!({ "metadata": { "content_uri": "n".repeat(2001) } }),
            json!({ "metadata": { "json": { "a": "n".repeat(70_000) } } }),
        ] {
            assert!(Said::of_json(&body).is_err_and(|refusal| refusal.status() == 400));
        }
        assert!(Said::default().take("metadata", "5".into()).is_err());
    }
}
