//! Answers, as the server writes and the client reads them.

use wire::cybertipline::{
    DoneFiles, ReadErrorKind, Report, ReportDoneResponse, ReportResponse, Response, ResponseCode, Token,
};

#[test]
fn answers_are_one_line() {
    let mut response = ReportResponse::new(ResponseCode::Success);
    response.report_id = Some(7_000_001);
    insta::assert_snapshot!(response.write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportResponse><responseCode>0</responseCode><responseDescription>Success</responseDescription><reportId>7000001</reportId></reportResponse>"#);
    response.file_id = Some(Token::new("15e9941f00c4d6d7962e4292b3559618"));
    response.hash = Some(Token::new("124ca86e5f3379c310a354222b4b256d"));
    insta::assert_snapshot!(response.write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportResponse><responseCode>0</responseCode><responseDescription>Success</responseDescription><reportId>7000001</reportId><fileId>15e9941f00c4d6d7962e4292b3559618</fileId><hash>124ca86e5f3379c310a354222b4b256d</hash></reportResponse>"#);
    insta::assert_snapshot!(ReportResponse::described(ResponseCode::Success, "Remote User : usr123, Remote Ip : 192.0.2.1").write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportResponse><responseCode>0</responseCode><responseDescription>Remote User : usr123, Remote Ip : 192.0.2.1</responseDescription></reportResponse>"#);
    let mut done = ReportDoneResponse {
        response_code: ResponseCode::Success,
        report_id: 7_000_001,
        files: DoneFiles::default(),
    };
    insta::assert_snapshot!(done.write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportDoneResponse><responseCode>0</responseCode><reportId>7000001</reportId><files/></reportDoneResponse>"#);
    done.files.file_id = vec!["a".to_owned(), "b".to_owned()];
    insta::assert_snapshot!(done.write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportDoneResponse><responseCode>0</responseCode><reportId>7000001</reportId><files><fileId>a</fileId><fileId>b</fileId></files></reportDoneResponse>"#);
    assert_eq!(ReportDoneResponse::read(done.write().as_bytes()).unwrap().value, done);
}

#[test]
fn a_client_reads_either_answer() {
    let refused = ReportResponse::new(ResponseCode::ReportAlreadyFinished);
    let read = Response::read(refused.write().as_bytes()).unwrap().value;
    assert_eq!(read.code().number(), 5102);
    assert_eq!(read, Response::Report(refused));
    let done = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><reportDoneResponse>\
                <responseCode>0</responseCode><reportId>1</reportId><files/></reportDoneResponse>";
    let read = Response::read(done.as_bytes()).unwrap().value;
    assert_eq!(read.code(), ResponseCode::Success);
    assert!(matches!(read, Response::Done(done) if done.report_id == 1));
    let error = Response::read(b"<html/>").unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::Invalid);
    insta::assert_snapshot!(error, @"line 1, html: the root element `html`; expected `reportResponse` or `reportDoneResponse`");
}

#[test]
fn a_refusal_carries_code_place_and_reason() {
    let malformed = Report::read(b"<report>\n<incidentSummary>").unwrap_err();
    insta::assert_snapshot!(ReportResponse::from(&malformed).write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportResponse><responseCode>4110</responseCode><responseDescription>Malformed XML submittal: line 2, report/incidentSummary: the document ends early; expected `&lt;/incidentSummary&gt;`</responseDescription></reportResponse>"#);
    let invalid = Report::read(b"<report>\n<reporter/></report>").unwrap_err();
    insta::assert_snapshot!(ReportResponse::from(&invalid).write(), @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><reportResponse><responseCode>4100</responseCode><responseDescription>Validation failed: line 2, report/reporter: `reporter` is not allowed here; expected `batchedReport` or `incidentSummary`</responseDescription></reportResponse>"#);
}

#[test]
fn every_documented_code_keeps_its_number_and_others_are_kept() {
    for code in ResponseCode::ALL {
        assert_eq!(ResponseCode::from_number(code.number()), *code);
    }
    assert_eq!(ResponseCode::from_number(4712), ResponseCode::Other(4712));
    let listed: Vec<_> =
        ResponseCode::ALL.iter().map(|code| format!("{} {}", code.number(), code.text())).collect();
    insta::assert_snapshot!(listed.join("\n"));
}
