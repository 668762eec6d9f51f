//! What an application may say of an upload, and which field is refused.

use serde_json::{Value, json};

use super::*;

fn good() -> Value {
    json!({
        "account": {"esp_identifier": "user-1", "screen_name": "luna", "display_names": ["Luna"], "emails": ["l@mail.example"],
                    "phones": ["+34 600 000 000"], "device_ids": ["D1"], "date_of_birth": "1990-02-28"},
        "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7", "port": 51111, "device_id": "D1",
        "url": "https://social.example/p/1", "channel": "public", "file_name": "a.png"
    })
}

fn parse(value: &Value) -> Result<UploadStatement, Failure> {
    let parsed =
        UploadStatement::parse(value.to_string().as_bytes(), "2020-12-28T09:00:00Z".parse().unwrap());
    parsed.map(|told| told.statement)
}

#[test]
fn the_surface_is_named_as_the_channel_and_everything_is_scanned_unless_said_otherwise() {
    let now = "2020-12-28T09:00:00Z".parse().unwrap();
    let of = |value: &Value| UploadStatement::parse(value.to_string().as_bytes(), now).unwrap();
    let read = of(&good());
    assert_eq!((read.statement.surface.as_str(), read.scan), ("public", true));
    let mut told = good();
    told["surface"] = json!("group-chat");
    told["scan"] = json!(false);
    let read = of(&told);
    assert_eq!((read.statement.surface.as_str(), read.scan), ("group-chat", false));
}

#[test]
fn words_are_no_file_and_a_time_without_a_zone_is_refused() {
    let good = json!({
        "account": {"esp_identifier": "user-1"}, "written_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
        "url": "https://social.example/m/1", "channel": "private",
        "words": {"kind": "chat", "client": "Example Chat", "room": "r1", "text": "one line\nand another"}
    });
    let now = "2020-12-28T09:00:00Z".parse().unwrap();
    let parse = |value: &Value| -> Result<UploadStatement, Failure> {
        UploadStatement::parse_words(Fields::parse("text", value.to_string().as_bytes())?, now)
    };
    let statement = parse(&good).unwrap_or_else(|failure| panic!("{failure}"));
    let words = statement.words.unwrap();
    assert_eq!((words.kind, words.text.as_str()), (WordsKind::Chat, "one line\nand another"));
    for (pointer, value, field) in [
        ("/written_at", json!("2020-10-03T21:14:05"), "text.written_at"),
        ("/words/kind", json!("follow_up"), "text.words.kind"),
        ("/words/text", json!(" "), "text.words.text"),
        ("/words/text", json!("a\u{0}b"), "text.words.text"),
        ("/url", json!("m/1"), "text.url"),
    ] {
        let mut wrong = good.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        let Err(Failure::Refused(refused)) = parse(&wrong) else { panic!("{field} passed") };
        assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
    }
}

#[test]
fn the_original_time_text_is_kept_and_optional_fields_may_be_absent() {
    let statement = parse(&good()).unwrap();
    assert_eq!(statement.uploaded_at.text(), "2020-10-03T21:14:05+02:00");
    assert_eq!((statement.port, statement.possible_proxy), (Some(51111), None));
    let mut behind = good();
    behind["possible_proxy"] = json!(true);
    assert_eq!(parse(&behind).unwrap().possible_proxy, Some(true));
    let mut bare = good();
    bare["account"] = json!({"esp_identifier": "user-1"});
    bare.as_object_mut().unwrap().remove("port");
    bare.as_object_mut().unwrap().remove("device_id");
    let statement = parse(&bare).unwrap();
    assert_eq!((statement.port, statement.account.emails.len()), (None, 0));
    assert!(statement.ip.is_some());
    bare.as_object_mut().unwrap().remove("ip");
    assert_eq!(parse(&bare).unwrap().ip, None);
    for (name, value) in [("port", json!(51111)), ("possible_proxy", json!(true))] {
        let mut of_no_address = bare.clone();
        of_no_address[name] = value;
        let Err(Failure::Refused(refused)) = parse(&of_no_address) else { panic!("{name} passed") };
        assert_eq!(refused.field, Some(format!("upload.{name}")), "{refused:?}");
    }
}

#[test]
fn a_refusal_names_the_field() {
    let check = |pointer: &str, value: Value, field: &str| {
        let mut statement = good();
        match statement.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => statement[pointer.trim_start_matches('/')] = value,
        }
        let Err(Failure::Refused(refused)) = parse(&statement) else { panic!("{field} passed") };
        assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
    };
    check("/uploaded_at", json!("2020-10-03T21:14:05"), "upload.uploaded_at");
    check("/uploaded_at", json!("2020-10-03 21:14:05Z"), "upload.uploaded_at");
    check("/uploaded_at", json!("2020-10-03T21:14:05[Europe/Madrid]"), "upload.uploaded_at");
    check("/uploaded_at", json!("2021-10-03T21:14:05Z"), "upload.uploaded_at");
    check("/uploaded_at", Value::Null, "upload.uploaded_at");
    check("/port", json!(0), "upload.port");
    check("/port", json!(65_536), "upload.port");
    check("/port", json!("51111"), "upload.port");
    check("/possible_proxy", json!("yes"), "upload.possible_proxy");
    check("/ip", json!("203.0.113"), "upload.ip");
    check("/url", json!("social.example/p/1"), "upload.url");
    check("/url", json!("https://social.example/p 1"), "upload.url");
    check("/channel", json!("secret"), "upload.channel");
    check("/surface", json!("Group chat"), "upload.surface");
    check("/scan", json!("no"), "upload.scan");
    check("/file_name", json!(" "), "upload.file_name");
    check("/file_name", json!("a\u{0}b"), "upload.file_name");
    check("/account", json!("user-1"), "upload.account");
    check("/account/esp_identifier", json!(7), "upload.account.esp_identifier");
    check("/account/emails", json!(["ok@mail.example", "nobody"]), "upload.account.emails[1]");
    check("/account/display_names", json!("Luna"), "upload.account.display_names");
    check("/account/date_of_birth", json!("1990-02-30"), "upload.account.date_of_birth");
    check("/account/date_of_birth", json!("2020-12-30"), "upload.account.date_of_birth");
    check("/colour", json!("red"), "upload.colour");
}
