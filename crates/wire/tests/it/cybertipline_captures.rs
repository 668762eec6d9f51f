//! What public clients really sent is read in full.

use wire::cybertipline::{
    Country, FileClassification, FileDetails, FileMark, IncidentType, InternetDetails, IpCaptureType,
    MetadataType, PhoneType, Report,
};

const PYTHON_SUBMIT: &[u8] = include_bytes!("../../testdata/cybertipline/python-submit.xml");
const PYTHON_FILEINFO: &[u8] = include_bytes!("../../testdata/cybertipline/python-fileinfo.xml");
const TYPESCRIPT_SUBMIT: &[u8] = include_bytes!("../../testdata/cybertipline/typescript-submit.xml");
const TYPESCRIPT_FILEINFO: &[u8] = include_bytes!("../../testdata/cybertipline/typescript-fileinfo.xml");

/// The document below its declaration and without the schema hint, as both clients and we write it.
fn bare(xml: &str) -> String {
    let start = xml.find("<report").or_else(|| xml.find("<fileDetails")).unwrap();
    let hint = r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://report.cybertip.org/ispws/xsd""#;
    xml[start..].replace(hint, "")
}

#[test]
fn reports_come_back_as_they_were_sent() {
    for body in [PYTHON_SUBMIT, TYPESCRIPT_SUBMIT] {
        let read = Report::read(body).unwrap();
        assert_eq!(read.unknown, []);
        assert_eq!(read.value.problems(), []);
        assert_eq!(bare(&read.value.write()), bare(std::str::from_utf8(body).unwrap()));
    }
}

#[test]
fn file_details_come_back_as_they_were_sent() {
    for body in [PYTHON_FILEINFO, TYPESCRIPT_FILEINFO] {
        let read = FileDetails::read(body).unwrap();
        assert_eq!(read.unknown, []);
        assert_eq!(read.value.problems(), []);
        assert_eq!(bare(&read.value.write()), bare(std::str::from_utf8(body).unwrap()));
    }
}

#[test]
fn the_python_report_says_what_it_says() {
    let report = Report::read(PYTHON_SUBMIT).unwrap().value;
    let summary = &report.incident_summary;
    assert_eq!(summary.incident_type, IncidentType::ChildPornography);
    assert_eq!(summary.incident_date_time.instant().to_string(), "2024-05-01T10:00:00Z");
    assert_eq!(summary.escalate_to_high_priority.as_deref(), Some("synthetic test"));
    let annotations = summary.report_annotations.as_ref().unwrap();
    assert!(annotations.sextortion && annotations.minor_to_minor_interaction && !annotations.spam);
    let [InternetDetails::WebPage(page), InternetDetails::ChatIm(chat), InternetDetails::PeerToPeer(peer)] =
        report.internet_details.as_slice()
    else {
        panic!("{:?}", report.internet_details)
    };
    assert_eq!(page.url, ["https://social.example.test/p/1"]);
    assert_eq!(page.third_party_hosted_content, Some(false));
    assert_eq!(chat.content.as_deref(), Some("hello"));
    assert_eq!(peer.ip_capture_event[0].port, Some(51111));
    let reported = &report.person_or_user_reported[0];
    let person = reported.person.as_ref().unwrap();
    assert_eq!(person.phone[0].phone_type, Some(PhoneType::Mobile));
    assert_eq!(person.phone[0].country_calling_code.as_ref().unwrap().as_str(), "+34");
    assert_eq!(person.address[0].country.map(Country::code), Some("ES"));
    assert_eq!(person.date_of_birth.as_ref().unwrap().date(), jiff::civil::date(1994, 1, 2));
    assert_eq!(reported.ip_capture_event[0].ip_address, "203.0.113.7");
    assert_eq!(reported.ip_capture_event[0].event_name, Some(IpCaptureType::Upload));
    assert_eq!(reported.prior_ct_reports, [123]);
    assert_eq!(reported.estimated_location.as_ref().unwrap().verified, Some(true));
    assert_eq!(report.victim[0].school_name.as_deref(), Some("School"));
}

#[test]
fn the_typescript_file_details_say_what_they_say() {
    let details = FileDetails::read(TYPESCRIPT_FILEINFO).unwrap().value;
    assert_eq!(details.report_id, 7_000_001);
    assert_eq!(details.file_id.as_str(), "457d37c8d9042ae4a1f00bfac65ddcf5");
    let Some(FileMark::Annotations(marks)) = &details.mark else { panic!("{:?}", details.mark) };
    assert!(marks.viral && marks.generative_ai && !marks.infant);
    assert_eq!(details.industry_classification, Some(FileClassification::A1));
    assert_eq!(details.original_file_hash[0].hash_type, "MD5");
    assert_eq!(details.details[0].metadata_type, Some(MetadataType::Exif));
    assert_eq!(details.details[0].name_value_pair[0].value, "Canon");
    assert_eq!(details.additional_info, ["a", "b"]);
}
