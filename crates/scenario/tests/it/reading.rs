//! What may not be in a scenario is refused by the name of its field. The document is the example of docs/scenario.md.

use scenario::{Scenario, Truth};

/// The JSON blocks of the page.
fn examples() -> Vec<String> {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scenario.md")).unwrap();
    page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_example_of_the_page_reads() {
    let [scenario, truth] = examples().try_into().unwrap();
    let scenario = Scenario::read(&scenario).unwrap();
    let truth = Truth::read(&truth).unwrap();
    assert_eq!(truth.problems(&scenario), []);
    assert_eq!(Truth::new(&scenario, truth.authors.clone()), truth);
}

/// Changes one piece of the example; the refusal must begin with the field and say what is wrong.
#[track_caller]
fn check(from: &str, to: &str, field: &str, says: &str) {
    let example = examples().remove(0);
    assert!(example.contains(from), "{from} is not in the example");
    let refused = Scenario::read(&example.replacen(from, to, 1)).unwrap_err();
    let found =
        refused.problems.iter().any(|problem| problem.path == field && problem.message.contains(says));
    assert!(found, "wanted {field}: …{says}…\n{refused}");
}

#[test]
fn times_and_births() {
    check("23:41:07+02:00", "23:41:07", "uploads[0].at", "names no zone or offset");
    check("2020-10-03T23:41:07+02:00", "2020-10-03", "uploads[0].at", "no time of day");
    check("09:00:00+01:00", "09:00:00", "now", "names no zone");
    check(
        "2020-10-03T23:41:07+02:00",
        "2021-01-03T23:41:07+02:00",
        "uploads[0].at",
        "after the scenario's now",
    );
    check("2007-05-04", "2020-12-29", "people[0].birth", "2020-12-29 lies in the future");
    check("2007-05-04", "2007-02-30", "people[0].birth.day.date", "");
    check(r#"{ "day": { "date": "2007-05-04" } }"#, r#"{ "year": 2021 }"#, "people[0].birth", "future");
    check(
        r#"{ "day": { "date": "2007-05-04" } }"#,
        r#"{ "range": { "from": "2007-05-04", "to": "2007-05-03" } }"#,
        "people[0].birth",
        "ends before it begins",
    );
    let stated = r#""stated_birth_date": "2021-02-01", "emails""#;
    check(r#""emails""#, stated, "accounts[0].stated_birth_date", "future");
    check("2020-12-21T10:00", "2021-12-21T10:00", "decisions[0].then.identify.assign.outcome.at", "after");
}

#[test]
fn addresses() {
    check(r#""192.0.2.10","#, r#""192.0.3.10","#, "uploads[0].ip", "in no allocation");
    check("192.0.2.0/24", "192.0.2.0/23", "allocations[0].range", "real addresses are refused");
    check("192.0.2.10/32", "198.51.100.1/32", "subscriber_records[0].range", "in no allocation of");
    check("192.0.2.10/32", "8.8.8.8/32", "subscriber_records[0].range", "real addresses are refused");
    check("correo.example", "correo.test", "accounts[0].emails[0]", "`.example`");
    check("red.example", "red.test", "uploads[0].url", "`.example`");
    check(r#""emails""#, r#""phones": ["+34600000001"], "emails""#, "accounts[0].phones[0]", "+34000");
    check("2019-01-01", "2020-11-01", "uploads[0].ip", "in no allocation");
}

#[test]
fn references_and_keys() {
    check(r#""account": "account-1""#, r#""account": "account-2""#, "uploads[0].account", "not in accounts");
    check(r#""media": "file-a""#, r#""media": "file-b""#, "uploads[0].media", "not in media");
    check(r#""line": "A-00001" }]"#, r#""line": "A-9" }]"#, "decisions[0].sees[0].line", "`A-9` is not in");
    check(r#"[{ "account": "7300000001""#, r#"[{ "account": "7""#, "decisions[0].sees[0].account", "`7`");
    check(
        r#""unit": "Vizcaya""#,
        r#""unit": "Bizkaia""#,
        "decisions[0].then.identify.assign.unit",
        "not in units",
    );
    check(r#""province": "48", "lines""#, r#""province": "53", "lines""#, "households[0].province", "INE");
    check("Bizkaia", "Vizcay", "subscriber_records[0].installation.province", "no name of a province");
    check(r#""key": "file-a""#, r#""key": """#, "media[0].key", "is empty");
    check(r#""country": "ES","#, r#""country": "FR","#, "country", "only the law of `ES`");
    check(r#""width_px": 256"#, r#""width_px": 9999"#, "media[0].width_px", "64 to 2048");
    check(r#""list": "reviewed" }"#, r#""variant_of": "b" }"#, "media[0].variant_of", "`b` is not in media");
}

#[test]
fn shape() {
    check(r#""public""#, r#""open""#, "uploads[0].channel", "unknown variant `open`");
    check(r#""channel""#, r#""canal""#, "uploads[0]", "unknown field `canal`");
    check(r#""country": "ES", "op"#, r#""op"#, "allocations[0]", "missing field `country`");
    check("amparo-scenario/1", "amparo-scenario/2", "schema", "expected `amparo-scenario/1`");
    check(r#""schema""#, "schema", "", "key must be a string");
    check(r#""192.0.2.10","#, r#""192.0.2.256","#, "uploads[0].ip", "");
}

#[test]
fn what_decisions_lead_to() {
    let assign = "decisions[0].then.identify.assign";
    check(
        "referred_to_protection",
        "located_and_arrested",
        &format!("{assign}.outcome.code"),
        "would be refused",
    );
    check(
        r#""identify": {"#,
        r#""identify": { "grounds": "twice","#,
        "decisions[0].then.identify",
        "duplicate field `grounds`",
    );
    let refused = format!("{assign}.expect_refused");
    let example = examples().remove(0).replace("2007-05-04", "2003-05-04");
    let problems = Scenario::read(&example).unwrap_err().problems;
    assert_eq!(problems.iter().map(|problem| &problem.path).collect::<Vec<_>>(), [&refused]);
    check(r#""confirm""#, r#""dismiss""#, "decisions[0].sees", "selects no act");
    check(
        r#""code": "located_and_arrested""#,
        r#""code": "no_offence""#,
        &format!("{refused}[0].code"),
        "only",
    );
    check("192.0.2.10/32", "192.0.2.11/32", "decisions[0].sees", "selects no act");
}

#[test]
fn two_decisions_cannot_take_one_act() {
    let mut document: serde_json::Value = serde_json::from_str(&examples()[0]).unwrap();
    let mut again = document["decisions"][0].clone();
    again["key"] = "decision-2".into();
    document["decisions"].as_array_mut().unwrap().push(again);
    let refused = Scenario::read(&document.to_string()).unwrap_err().to_string();
    assert_eq!(refused, "decisions[1].sees: selects `upload-1`, which `decision-1` gave to another person");
}

#[test]
fn an_installation_must_be_known() {
    let place = "decisions[0].then.identify.place_of_acts";
    let mut document: serde_json::Value = serde_json::from_str(&examples()[0]).unwrap();
    let record = &mut document["subscriber_records"][0];
    record["kind"] = "mobile".into();
    record.as_object_mut().unwrap().remove("installation");
    let refused = Scenario::read(&document.to_string()).unwrap_err().to_string();
    assert!(refused.starts_with(&format!("{place}: the operator names no one province")), "{refused}");
    document["decisions"][0]["then"]["identify"]["place_of_acts"] = serde_json::json!({"province": "48"});
    assert!(Scenario::read(&document.to_string()).is_ok());
}

#[test]
fn hostile_text_never_panics() {
    let example = examples().remove(0);
    for end in (0..example.len()).filter(|&end| example.is_char_boundary(end)) {
        assert!(Scenario::read(&example[..end]).is_err() || example[end..].trim().is_empty());
    }
    for text in ["", "\u{0}", "[[[[", "{\"a\\", "é{\"é\":é", "null", "\n\n\n{\"now\":1}"] {
        assert!(Scenario::read(text).is_err(), "{text}");
    }
}

#[test]
fn a_truth_that_contradicts_is_refused() {
    let [scenario, truth] = examples().try_into().unwrap();
    let scenario = Scenario::read(&scenario).unwrap();
    let problems = |from: &str, to: &str| {
        assert!(truth.contains(from));
        let truth = Truth::read(&truth.replacen(from, to, 1)).unwrap();
        truth.problems(&scenario).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(problems(r#""minors": 1"#, r#""minors": 2"#), ["tally: minors: expected 1, found 2"]);
    assert!(problems(r#""person-1""#, r#""person-2""#)[0].starts_with("authors[0].person: `person-2`"));
    assert!(problems(r#""upload-1""#, r#""upload-2""#)[0].starts_with("authors[0].upload: `upload-2`"));
    let mut other = scenario.clone();
    other.people[0].birth = scenario::Birth::Year(2006);
    let truth = Truth::read(&truth).unwrap();
    assert_eq!(
        truth.problems(&other).iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["decisions[0].then.identify.birth: leaves out the true birth of `person-1`"]
    );
}
