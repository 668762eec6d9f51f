use jiff::Timestamp;
use serde_json::{Value, json};
use wire::{
    disclosure::{
        AnswerLine, DisclosureAnswer, DisclosureRequest, Installation, LineKind, RequestLine, Subscriber,
    },
    document::Document,
    feedback::{
        BatchOutcome, FeedOutcome, FeedbackBatch, KnownReports, OutcomeCode, OutcomePage, READS_NOW, Receipt,
    },
    referral::{
        ChosenCountry, CountryOpinion, PdqDigest, Recipient, Referral, ReferredAddress, ReferredFile,
        ReferredReport, Sender,
    },
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn referral() -> Referral {
    let sha256 = "ab".repeat(32);
    Referral {
        schema: Referral::SCHEMA.into(),
        referral_id: "ref_00000000000000000000000000000001".into(),
        from: Sender { name: "Clearinghouse (example)".into(), country: "US".into() },
        to: Recipient { agency: "ES-CNP".into(), country: "ES".into() },
        made_at: at("2020-12-28T09:00:00Z"),
        made_by: "analyst".into(),
        conveyed_by: None,
        custody: None,
        reports: vec![ReferredReport {
            report_number: 7_000_001,
            reporting_party: "platform".into(),
            received_at: at("2020-12-20T10:00:00Z"),
            finished_at: at("2020-12-20T10:00:05.25Z"),
            report_path: "data/reports/7000001/report.xml".into(),
            file_details_paths: vec!["data/reports/7000001/file-details-1.xml".into()],
            files: vec![ReferredFile {
                file_id: "0123456789abcdef0123456789abcdef".into(),
                path: format!("data/files/{sha256}"),
                sha256,
                md5: "cd".repeat(16),
                sha1: None,
                size_bytes: 32,
                file_name: "pattern 1.png".into(),
                pdq: Some(PdqDigest { hash: "ef".repeat(32), quality: 100 }),
            }],
            ip_addresses: vec![ReferredAddress {
                address: "203.0.113.7".into(),
                port: Some(40_001),
                time: Some("2020-12-19T23:30:00+01:00".into()),
                element: "fileDetails/ipCaptureEvent".into(),
                opinions: vec![CountryOpinion {
                    source: "scenario allocation table".into(),
                    country: "ES".into(),
                    valid_on: "2020-12-19".parse().unwrap(),
                }],
                operator: Some("Operador Ejemplo".into()),
                shared_by_many: true,
            }],
            country: ChosenCountry { code: "ES".into(), grounds: "1 of 1 addresses".into() },
            detection_bases: Vec::new(),
        }],
        derived: Vec::new(),
        batch: Vec::new(),
    }
}

fn batch() -> FeedbackBatch {
    let decided_at = at("2021-01-15T12:00:00Z");
    FeedbackBatch::new(
        "ref_00000000000000000000000000000001",
        vec![BatchOutcome { report_number: 7_000_001, code: OutcomeCode::PersonIdentified, decided_at }],
    )
}

fn page() -> OutcomePage {
    let decided_at = at("2021-01-15T12:00:00Z");
    OutcomePage::after(
        3,
        vec![FeedOutcome {
            sequence: 4,
            report_number: 7_000_001,
            code: OutcomeCode::ClosedWithAction,
            decided_at,
        }],
    )
}

fn receipt() -> Receipt {
    Receipt::new("rcp_1", "ref_00000000000000000000000000000001", at("2021-01-15T12:00:00Z"), "ab".repeat(32))
}

fn receipt_of_known() -> Receipt {
    let referral_id = "ref_00000000000000000000000000000000".into();
    receipt().with_known(vec![KnownReports { referral_id, report_numbers: vec![7_000_001] }])
}

fn request() -> DisclosureRequest {
    let line = |line_no, port: Option<u16>| RequestLine {
        line_no,
        address: "100.64.3.9".into(),
        port,
        at: at("2020-12-19T22:30:00Z"),
        stated: port.map(|_| "2020-12-19T23:30:00+01:00".into()),
    };
    let lines = vec![line(1, Some(40_001)), line(2, None)];
    DisclosureRequest::new("dis_1", "Operador Ejemplo", "Auto 12/2021", at("2021-01-02T08:00:00Z"), lines)
}

fn answer() -> DisclosureAnswer {
    let installation =
        Installation { street: "Calle Mayor 1".into(), city: "Bilbao".into(), province: "Vizcaya".into() };
    let fixed = Subscriber {
        line: "L-1".into(),
        kind: LineKind::Fixed,
        holder: "Ana Ejemplo".into(),
        born_on: Some(jiff::civil::date(1980, 2, 3)),
        billing_address: "Calle Mayor 1, Bilbao".into(),
        installation: Some(installation),
    };
    let mobile =
        Subscriber { line: "L-2".into(), kind: LineKind::Mobile, installation: None, ..fixed.clone() };
    let line =
        |line_no, subscribers| AnswerLine { line_no, address: None, at: None, subscribers, note: None };
    let lines = vec![
        AnswerLine {
            address: Some("100.64.3.9".into()),
            at: Some(at("2020-12-19T22:30:00Z")),
            ..line(1, vec![fixed.clone()])
        },
        AnswerLine { note: Some("no port given".into()), ..line(2, vec![fixed, mobile]) },
        line(3, Vec::new()),
    ];
    DisclosureAnswer::new("dis_1", at("2021-01-05T08:00:00Z"), lines)
}

fn check<T: Document + PartialEq + std::fmt::Debug>(name: &str, document: &T, path_to_objects: &[&str]) {
    let bytes = document.write().unwrap();
    insta::assert_snapshot!(name, String::from_utf8(bytes.clone()).unwrap());
    assert_eq!(&T::read(&bytes).unwrap(), document);
    for path in path_to_objects {
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        value.pointer_mut(path).unwrap()["surprise"] = json!(1);
        let error = T::read(&serde_json::to_vec(&value).unwrap()).unwrap_err().to_string();
        assert!(error.contains("surprise"), "{name} {path}: {error}");
    }
    let mut value: Value = serde_json::from_slice(&bytes).unwrap();
    value["schema"] = json!("amparo-other/1");
    let error = T::read(&serde_json::to_vec(&value).unwrap()).unwrap_err().to_string();
    assert!(error.starts_with("schema: "), "{name}: {error}");
}

#[test]
fn documents_have_one_form_and_read_strictly() {
    let report = "/reports/0";
    check(
        "referral",
        &referral(),
        &[
            "",
            "/from",
            "/to",
            report,
            "/reports/0/files/0",
            "/reports/0/files/0/pdq",
            "/reports/0/ip_addresses/0",
            "/reports/0/ip_addresses/0/opinions/0",
            "/reports/0/country",
        ],
    );
    check("feedback_batch", &batch(), &["", "/outcomes/0"]);
    check("outcome_page", &page(), &["", "/outcomes/0"]);
    check("receipt", &receipt(), &[""]);
    check("receipt_of_known", &receipt_of_known(), &["", "/known/0"]);
    check("disclosure_request", &request(), &["", "/lines/0"]);
    check(
        "disclosure_answer",
        &answer(),
        &["", "/lines/0", "/lines/0/subscribers/0", "/lines/0/subscribers/0/installation"],
    );
}

/// Changes one value and expects a refusal that names `field`.
fn refuse<T: Document>(document: &T, pointer: &str, value: Value, field: &str) {
    let mut changed: Value = serde_json::from_slice(&document.write().unwrap()).unwrap();
    *changed.pointer_mut(pointer).unwrap() = value;
    match T::read(&serde_json::to_vec(&changed).unwrap()) {
        Ok(_) => panic!("{pointer} was accepted"),
        Err(error) => assert!(error.to_string().starts_with(field), "{pointer}: {error}"),
    }
}

#[test]
fn ill_formed_values_are_refused_by_name() {
    let long_paths = json!(["data/reports/7000001/report.xml"]);
    refuse(&referral(), "/reports", json!([]), "reports: ");
    refuse(&referral(), "/to/country", json!("es"), "to.country: ");
    refuse(&referral(), "/made_by", json!(" "), "made_by: ");
    refuse(&referral(), "/reports/0/report_number", json!(0), "reports[0].report_number: ");
    refuse(
        &referral(),
        "/reports/0/report_path",
        json!("data/reports/7/report.xml"),
        "reports[0].report_path: ",
    );
    refuse(&referral(), "/reports/0/file_details_paths", long_paths, "reports[0].report_path: ");
    refuse(&referral(), "/reports/0/files/0/md5", json!("CD"), "reports[0].files[0].md5: ");
    refuse(&referral(), "/reports/0/files/0/path", json!("data/files/x"), "reports[0].files[0].path: ");
    refuse(&referral(), "/reports/0/files/0/pdq/quality", json!(101), "reports[0].files[0].pdq.quality: ");
    refuse(&referral(), "/reports/0/ip_addresses/0/port", json!(0), "reports[0].ip_addresses[0].port: ");
    refuse(&referral(), "/reports/0/country/grounds", json!(""), "reports[0].country.grounds: ");
    let twice = json!([referral().reports[0], referral().reports[0]]);
    refuse(&referral(), "/reports", twice, "reports[1]: ");
    refuse(&batch(), "/outcomes", json!([]), "outcomes: ");
    refuse(&batch(), "/outcomes/0/report_number", json!(-1), "outcomes[0].report_number: ");
    refuse(&batch(), "/outcomes/0/code", json!("minor_identified"), "the JSON document");
    refuse(&page(), "/next", json!(9), "next: ");
    refuse(&receipt(), "/digest_sha256", json!("ab"), "digest_sha256: ");
    refuse(&request(), "/lines/1/line_no", json!(1), "lines[1]: ");
    refuse(&request(), "/lines", json!([]), "lines: ");
    refuse(&request(), "/legal_basis", json!(""), "legal_basis: ");
    refuse(&request(), "/lines/0/at", json!("2020-12-19T22:30:00"), "the JSON document");
    refuse(&answer(), "/lines/0/subscribers/0/holder", json!(""), "lines[0].subscribers[0].holder: ");
}

#[test]
fn a_receipt_has_no_field_that_its_reader_does_not_know() {
    for reads in [None, Some(""), Some("receipt.other"), Some("known")] {
        assert_eq!(
            receipt_of_known().for_reader(reads),
            receipt_of_known().with_known(Vec::new()),
            "{reads:?}"
        );
    }
    for reads in [READS_NOW, "receipt.other, receipt.known"] {
        assert_eq!(receipt_of_known().for_reader(Some(reads)), receipt_of_known());
    }
}

#[test]
fn a_file_may_carry_its_sha1() {
    let mut referral = referral();
    referral.reports[0].files[0].sha1 = Some("12".repeat(20));
    assert_eq!(Referral::read(&referral.write().unwrap()).unwrap(), referral);
    refuse(&referral, "/reports/0/files/0/sha1", json!("12"), "reports[0].files[0].sha1: ");
}

#[test]
fn outcome_codes_are_written_as_they_parse() {
    for code in [
        OutcomeCode::InInquiry,
        OutcomeCode::PersonIdentified,
        OutcomeCode::ClosedWithAction,
        OutcomeCode::ClosedWithoutAction,
        OutcomeCode::NotAnOffence,
    ] {
        assert_eq!(OutcomeCode::parse(code.as_str()), Some(code));
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
    }
    assert_eq!(OutcomeCode::parse("arrested"), None);
}
