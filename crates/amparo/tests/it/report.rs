//! `amparo report validate`, as an engineer and a pipeline run it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::run::{amparo, repository, told};

/// Keys of a line of `--json`.
const KEYS: [&str; 6] = ["path", "document", "valid", "error", "warnings", "advice"];

/// The documents that the guide prints, in their order.
fn documents_of_the_guide() -> Vec<String> {
    let guide = fs::read_to_string(repository("docs/operator/first-report.md")).unwrap();
    let blocks = guide.split("```xml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

fn validate(arguments: &[&str], files: &[&Path]) -> Output {
    amparo().args(["report", "validate"]).args(arguments).args(files).output().unwrap()
}

/// The lines of `--json`.
fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn only_line(output: &Output) -> Value {
    let [line]: [Value; 1] = lines(output).try_into().unwrap();
    line
}

#[test]
fn the_documents_of_the_guide_are_valid_and_lack_little() {
    let folder = tempfile::tempdir().unwrap();
    let documents = documents_of_the_guide();
    assert_eq!(documents.len(), 2, "a report and the details of a file");
    for (document, root) in documents.iter().zip(["report", "fileDetails"]) {
        let file = folder.path().join(format!("{root}.xml"));
        fs::write(&file, document).unwrap();
        let output = validate(&["--json"], &[&file]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let line = only_line(&output);
        assert_eq!((&line["document"], &line["valid"]), (&json!(root), &json!(true)), "{line}");
        assert_eq!((&line["warnings"], &line["advice"]), (&json!([]), &json!([])), "{line}");
    }
}

#[test]
fn an_invalid_report_is_told_by_line_element_and_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let good = &documents_of_the_guide()[0];
    let file = folder.path().join("report.xml");
    fs::write(&file, good.replace("<reporter>", "<reporters/>\n<reporter>")).unwrap();
    let output = validate(&[], &[&file]);
    assert_eq!(output.status.code(), Some(1));
    let said = told(&output);
    assert!(said.contains("INVALID (4100 Validation failed)"), "{said}");
    assert!(
        said.contains("report/reporters: the schema does not know this; expected `reporter`, or nothing"),
        "{said}"
    );

    let output = validate(&["--keep-unknown"], &[&file]);
    assert_eq!(output.status.code(), Some(0));
    assert!(told(&output).contains("warning: line "), "{}", told(&output));

    fs::write(
        &file,
        good.replace("2024-05-01T10:00:00Z</incidentDateTime>", "2999-05-01T10:00:00Z</incidentDateTime>"),
    )
    .unwrap();
    let output = validate(&["--json"], &[&file]);
    let line = only_line(&output);
    let keys: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(KEYS));
    assert_eq!(line["error"]["element"], "report/incidentSummary/incidentDateTime");
    assert_eq!(line["error"]["problem"], "must not be in the future");
    assert_eq!(
        (&line["error"]["code"], &line["valid"], &line["document"]),
        (&json!(4100), &json!(false), &Value::Null)
    );
    assert!(line["error"]["line"].as_u64().unwrap() > 1, "{line}");
}

#[test]
fn the_worst_document_decides_the_exit_code_and_each_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("good.xml"), &documents_of_the_guide()[0]).unwrap();
    fs::write(at("bad.xml"), "<report>\n<victim>\n</report>").unwrap();
    let output = validate(&["--json"], &[&at("good.xml"), &at("absent.xml"), &at("bad.xml")]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let [good, absent, bad]: [Value; 3] = lines(&output).try_into().unwrap();
    assert_eq!(good["error"], Value::Null);
    assert_eq!((&absent["error"]["code"], &absent["error"]["line"]), (&Value::Null, &Value::Null));
    assert!(absent["error"]["problem"].as_str().unwrap().contains("absent.xml"), "{absent}");
    assert_eq!((&bad["error"]["code"], &bad["error"]["line"]), (&json!(4110), &json!(3)));
    assert_eq!(validate(&[], &[&at("good.xml"), &at("bad.xml")]).status.code(), Some(1));
    assert_eq!(validate(&[], &[]).status.code(), Some(2), "no file is a wrong command line");
}

#[test]
fn advice_says_what_is_missing_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thin.xml");
    let good = &documents_of_the_guide()[0];
    let port = good.lines().find(|line| line.contains("<port>")).unwrap();
    fs::write(&file, good.replace(port, "")).unwrap();
    let output = validate(&["--json"], &[&file]);
    assert_eq!(output.status.code(), Some(0), "advice is no error");
    let line = only_line(&output);
    assert_eq!(line["advice"].as_array().unwrap().len(), 1, "{line}");
    let advice = &line["advice"][0];
    assert_eq!(advice["key"], "address-port");
    assert_eq!(advice["element"], "report/personOrUserReported[1]/ipCaptureEvent[1]/port");
    assert!(advice["why"].as_str().unwrap().contains("subscribers"), "{advice}");
    assert!(
        told(&validate(&[], &[&file]))
            .contains("advice: report/personOrUserReported[1]/ipCaptureEvent[1]/port: ")
    );
}

#[test]
fn standard_input_is_read_and_hostile_text_moves_no_cursor() {
    let mut child = amparo()
        .args(["report", "validate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("<report>\u{202e}</report>".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = told(&output);
    assert!(said.starts_with("-: INVALID (4100") && said.contains("\\u{202e}"), "{said}");
    assert!(!said.contains('\u{202e}'));
}

#[test]
fn a_document_that_is_too_large_is_invalid() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.xml");
    fs::write(&file, vec![b' '; (5 << 20) + 7]).unwrap();
    let output = validate(&["--json"], &[&file]);
    assert_eq!(output.status.code(), Some(1));
    let line = only_line(&output);
    assert_eq!(line["error"]["expected"], "at most 5242880 bytes");
}
