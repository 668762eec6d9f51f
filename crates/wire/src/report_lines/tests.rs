//! Lines under a mapping.

use super::*;

const MAPPING: &str = r#"
schema = "amparo-import/1"
source = "old hotline"
format = "csv"
key = "number"
delimiter = ";"
zone = "+01:00"
[columns]
number = "fact"
seen = "incidentSummary.incidentDateTime"
account = "personOrUserReported.espIdentifier"
address = "personOrUserReported.ipAddress"
words = "additionalInfo"
[constants]
"incidentSummary.incidentType" = "Child Sex Trafficking"
"personOrUserReported.espService" = "Example"
"#;

fn header() -> Vec<String> {
    ["number", "seen", "account", "address", "words", "unused"].map(str::to_owned).to_vec()
}

fn reader() -> Reader {
    Reader::new(MAPPING, &header()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_line_makes_the_report_that_the_mapping_says() {
    let line = "7;2024-05-01 10:00:00;a-1;203.0.113.7;\"said; \"\"so\"\"\";x";
    let read = reader().read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(read.key, "7");
    let report = &read.report;
    assert_eq!(report.incident_summary.incident_date_time.text(), "2024-05-01T10:00:00+01:00");
    assert_eq!(report.additional_info.as_deref(), Some("said; \"so\"\nnumber: 7"));
    let account = &report.person_or_user_reported[0];
    assert_eq!(
        (account.esp_identifier.as_deref(), account.esp_service.as_deref()),
        (Some("a-1"), Some("Example"))
    );
    assert_eq!(account.ip_capture_event[0].ip_address, "203.0.113.7");
    assert_eq!(report.reporter.reporting_person.last_name.as_deref(), Some("Hotline"));
}

#[test]
fn mistakes_are_named_by_column_and_never_quoted() {
    let check = |line: &str, column: &str, says: &str| {
        let error = reader().read(line, "Hotline").err().expect("refused");
        assert_eq!(error.column, column, "{error:?}");
        assert!(error.message.contains(says) && !error.message.contains("zebra"), "{error:?}");
    };
    check("7;zebra;a;203.0.113.7;w;x", "seen", "a date and time");
    check(";2024-05-01 10:00:00;a;203.0.113.7;w;x", "number", "must name the line");
    check("7;2024-05-01", "", "has 2 fields where the header has 6");
    check("7;2024-05-01 10:00:00;a;203.0.113.7;w;x;zebra", "", "has more fields than the header");
    check("7;\"zebra;a;203.0.113.7;w;x", "", "quote");
    check("7;;a;203.0.113.7;w;x", "", "incidentSummary.incidentDateTime");
}

#[test]
fn a_mapping_that_cannot_stand_is_refused_by_name() {
    for (from, to, says) in [
        ("amparo-import/1", "x", "schema"),
        ("\"old hotline\"", "\" \"", "source"),
        ("\";\"", "\"\\n\"", "delimiter"),
        ("\"additionalInfo\"", "\"pet\"", "pet: is no element"),
        ("words =", "pets =", "pets: must stand once"),
        ("zone =", "zoo =", "unknown field"),
        ("Child Sex Trafficking", "zebra", "incidentSummary.incidentType: must be one of these: Child "),
        (
            "\"incidentSummary.incidentDateTime\"",
            "\"fact\"",
            "incidentSummary.incidentDateTime: needs a column",
        ),
    ] {
        let error = Reader::new(&MAPPING.replace(from, to), &header()).err().expect("refused");
        assert!(error.contains(says) && !error.contains("zebra"), "{error}");
    }
    let comma = Reader::new(&MAPPING.replace("\";\"", "\",\""), &["number;seen;account".to_owned()]);
    assert!(comma.err().expect("refused").contains("of which the delimiter makes 1"));
}

#[test]
fn a_line_may_be_a_json_object() {
    let array = Reader::new(&MAPPING.replace("\"csv\"", "\"json\""), &[]);
    let object = "{\n\"number\": 7,\n\"seen\": \"2024-05-01T10:00:00Z\"\n}";
    let read = array.unwrap_or_else(|error| panic!("{error}")).read(object, "Hotline");
    assert_eq!(
        read.unwrap_or_else(|error| panic!("{error:?}")).key,
        "7",
        "of an array it may have many lines"
    );
    let mapping = MAPPING.replace("\"csv\"", "\"json_lines\"");
    let reader = Reader::new(&mapping, &[]).unwrap_or_else(|error| panic!("{error}"));
    let line = r#"{"number":7,"seen":"2024-05-01T10:00:00Z","account":"a-1","unused":null}"#;
    let read = reader.read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(
        (read.key.as_str(), read.report.incident_summary.incident_date_time.text()),
        ("7", "2024-05-01T10:00:00Z")
    );
    assert_eq!(reader.read(r#"{"number":[7]}"#, "Hotline").err().expect("refused").column, "number");
    assert!(reader.read("[", "Hotline").err().expect("refused").message.contains("no JSON object"));
}

#[test]
fn a_number_that_would_be_another_one_is_refused() {
    let mapping = MAPPING.replace("\"csv\"", "\"json_lines\"");
    let reader = Reader::new(&mapping, &[]).unwrap_or_else(|error| panic!("{error}"));
    let read = |account: &str| {
        let line = format!(r#"{{"number":7,"seen":"2024-05-01T10:00:00Z","account":{account}}}"#);
        let read = reader.read(&line, "Hotline");
        read.map(|read| read.report.person_or_user_reported[0].esp_identifier.clone())
    };
    assert_eq!(read("18446744073709551615"), Ok(Some("18446744073709551615".to_owned())));
    assert_eq!(read("0.5"), Ok(Some("0.5".to_owned())));
    for account in ["18446744073709551616", "-9223372036854775809", "1e300"] {
        assert_eq!(read(account).expect_err("refused").column, "account", "{account}");
    }
}

#[test]
fn what_is_refused_is_told_briefly_however_long_it_is() {
    let long = "x".repeat(MAX_RECORD_BYTES);
    let mapping = MAPPING.replace("\"csv\"", "\"json_lines\"");
    let reader = Reader::new(&mapping, &[]).unwrap_or_else(|error| panic!("{error}"));
    let error = reader.read(&format!("{{\"{long}\":[]}}"), "Hotline").err().expect("refused");
    assert!(error.message.contains("longer than a mebibyte"), "{}", error.message.len());
    let half = &long[..MAX_RECORD_BYTES / 2];
    let error = reader.read(&format!("{{\"{half}\":[]}}"), "Hotline").err().expect("refused");
    assert!(error.column.len() < 1000, "{}", error.column.len());
    let mapping = MAPPING.replace("words =", &format!("{half} ="));
    assert!(Reader::new(&mapping, &header()).err().expect("refused").len() < 5000);
}

#[test]
fn without_a_key_the_line_names_itself() {
    let mapping = MAPPING.replace("key = \"number\"", "");
    let reader = Reader::new(&mapping, &header()).unwrap_or_else(|error| panic!("{error}"));
    let key = |line: &str| reader.read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}")).key;
    let line = "7;2024-05-01 10:00:00;a-1;203.0.113.7;w;x";
    assert_eq!(key(line), key(line));
    assert_ne!(key(line), key(&line.replace("a-1", "a-2")));
}
