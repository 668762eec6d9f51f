//! A document held against all rules at once: each refusal names line, element and what was expected.

use wire::cybertipline::{
    FileDetails, MAX_SUBMITTED_BYTES, Refused, Report, ReportResponse, ResponseCode, Rules, Submitted,
    UnknownElements,
};

const REPORT: &str = "<report>
<incidentSummary>
<incidentType>Child Sex Trafficking</incidentType>
<incidentDateTime>2026-03-01T10:00:00Z</incidentDateTime>
</incidentSummary>
<internetDetails><webPageIncident>
<url>https://social.example/p/1</url>
</webPageIncident></internetDetails>
<reporter><reportingPerson><email>desk@social.example</email></reportingPerson></reporter>
<personOrUserReported>
<espIdentifier>7</espIdentifier>
<ipCaptureEvent><ipAddress>192.0.2.7</ipAddress>
<dateTime>2026-03-01T10:00:00Z</dateTime>
<port>40123</port></ipCaptureEvent>
</personOrUserReported>
</report>";

const FILE: &str = "<fileDetails>
<reportId>7</reportId>
<fileId>f1</fileId>
<fileViewedByEsp>true</fileViewedByEsp>
</fileDetails>";

const STRICT: Rules = Rules { unknown: UnknownElements::Refuse, now: None };

fn refused(xml: &str) -> String {
    refusal(xml, STRICT).to_string()
}

fn refusal(xml: &str, rules: Rules) -> Refused {
    Submitted::check(xml.as_bytes(), rules).unwrap_err()
}

#[test]
fn sound_documents_are_taken_without_a_remark() {
    for xml in [REPORT, FILE] {
        assert_eq!(Submitted::check(xml.as_bytes(), STRICT).unwrap().remarks(), []);
    }
    assert_eq!(Report::check(REPORT.as_bytes(), STRICT).unwrap().value.internet_details.len(), 1);
    assert_eq!(FileDetails::check(FILE.as_bytes(), STRICT).unwrap().value.report_id, 7);
}

#[test]
fn what_comes_too_late_is_refused_with_what_it_belongs_before() {
    let late = REPORT
        .replace("<dateTime>2026-03-01T10:00:00Z</dateTime>\n", "")
        .replace("</port>", "</port>\n<dateTime>2026-03-01T10:00:00Z</dateTime>");
    assert_eq!(
        refused(&late),
        "line 14, report/personOrUserReported[1]/ipCaptureEvent[1]/dateTime: `dateTime` is not allowed here; \
         expected `dateTime` before `port`"
    );
    let late = REPORT.replace("<espIdentifier>7</espIdentifier>\n", "").replace(
        "</ipCaptureEvent>",
        "</ipCaptureEvent>\n<screenName>a</screenName>\n<espIdentifier>7</espIdentifier>",
    );
    assert_eq!(
        refused(&late),
        "line 14, report/personOrUserReported[1]/screenName: `screenName` is not allowed here; \
         expected `screenName` before `ipCaptureEvent`"
    );
}

#[test]
fn rules_of_the_documentation_are_refused_by_line_too() {
    let url = REPORT.replace("social.example/p/1", "social.example/p 1");
    assert_eq!(
        refused(&url),
        "line 7, report/internetDetails[1]/webPageIncident/url[1]: must not be empty nor hold whitespace or control characters"
    );
    let blank = REPORT.replace("</report>", "<additionalInfo>\n</additionalInfo>\n</report>");
    assert_eq!(refused(&blank), "line 16, report/additionalInfo: must not be blank when present");
    let file = FILE.replace("fileViewedByEsp", "exifViewedByEsp");
    assert_eq!(
        refused(&file),
        "line 1, fileDetails/fileViewedByEsp: must be true because exifViewedByEsp is true"
    );
    let response = ReportResponse::from(&refusal(&file, STRICT));
    assert_eq!(response.response_code, ResponseCode::ValidationFailed);
    assert!(response.response_description.starts_with("Validation failed: line 1, fileDetails/"));
}

#[test]
fn an_incident_of_the_future_is_refused_where_the_present_is_known() {
    let rules = |now: &str| Rules { now: Some(now.parse().unwrap()), ..STRICT };
    assert_eq!(
        refusal(REPORT, rules("2026-03-01T09:59:59Z")).to_string(),
        "line 4, report/incidentSummary/incidentDateTime: must not be in the future"
    );
    assert!(Submitted::check(REPORT.as_bytes(), rules("2026-03-01T10:00:00Z")).is_ok());
}

#[test]
fn unknown_elements_are_refused_by_name_or_kept_with_a_remark() {
    let xml = REPORT
        .replace("<espIdentifier>7</espIdentifier>", "<espIdentifer>7</espIdentifer>\n<shoeSize unit='EU'/>")
        .replace("<ipAddress>", "<ipAddress trust='1'>");
    assert_eq!(
        refused(&xml),
        "line 11, report/personOrUserReported[1]/espIdentifer: the schema does not know this, nor line 12, \
         report/personOrUserReported[1]/shoeSize, nor line 13, \
         report/personOrUserReported[1]/ipCaptureEvent[1]/ipAddress/@trust; expected `espIdentifier`, or nothing"
    );
    let kept = Submitted::check(xml.as_bytes(), Rules::default()).unwrap();
    let told: Vec<_> = kept.remarks().iter().map(|remark| (remark.line, remark.message.as_str())).collect();
    let unknown = "the schema does not know this; it is kept in the original";
    assert_eq!(
        told,
        [
            (11, format!("{unknown}; perhaps `espIdentifier` was meant").as_str()),
            (12, unknown),
            (13, unknown)
        ]
    );
}

#[test]
fn many_unknown_elements_are_counted() {
    let xml = FILE.replace("</fileDetails>", &format!("{}</fileDetails>", "<x/>".repeat(5_000)));
    let said = refused(&xml);
    assert!(said.ends_with(", nor 4990 more; expected nothing here") && said.len() < 1_000, "{said}");
    assert_eq!(Submitted::check(xml.as_bytes(), Rules::default()).unwrap().remarks().len(), 100);
}

#[test]
fn remarks_name_their_line() {
    let xml = REPORT.replace("<port>40123", "<port>70000").replace(
        "<reportingPerson><email>desk@social.example</email></reportingPerson>",
        "<reportingPerson/>",
    );
    let checked = Report::check(xml.as_bytes(), STRICT).unwrap();
    let told: Vec<_> = checked
        .remarks
        .iter()
        .map(|remark| format!("{} {}: {}", remark.line, remark.path, remark.message))
        .collect();
    assert_eq!(
        told,
        [
            "14 report/personOrUserReported[1]/ipCaptureEvent[1]/port: is not between 1 and 65535",
            "9 report/reporter/reportingPerson: has no email; the documentation asks for one",
        ]
    );
}

#[test]
fn a_document_is_told_by_its_root_and_bounded_in_size() {
    assert_eq!(
        refused("<reportResponse/>"),
        "line 1, reportResponse: this is the root element; expected `report` or `fileDetails`"
    );
    assert_eq!(refused("<report>").split(':').next(), Some("line 1, report"));
    let spaces = MAX_SUBMITTED_BYTES - REPORT.len();
    assert!(Submitted::check(format!("{REPORT}{}", " ".repeat(spaces)).as_bytes(), STRICT).is_ok());
    let large = refusal(&format!("{REPORT}{}", " ".repeat(spaces + 1)), STRICT);
    assert_eq!(large.code, ResponseCode::MalformedXml);
    assert_eq!(
        large.to_string(),
        "line 1, document: the document is too large; expected at most 5242880 bytes"
    );
}
