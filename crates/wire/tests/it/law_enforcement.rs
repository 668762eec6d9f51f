//! The JSON that tools of law enforcement read.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use wire::cybertipline::{FileDetails, Report};
use wire::law_enforcement::{
    AdditionalInformation, Address, Addresses, EmailIncident, Emails, EspMetadata, Facts, IncidentDetails,
    IncidentSummary, IntendedRecipients, Moment, NamedValue, NcmecTags, Person, Phones, ReportedInformation,
    ReportedPeople, ReportingEsp, ScreenName, SourceCapture, SourceInformation, TagGroup, Tip, UploadedFile,
    UploadedFiles, Verified, WebpageIncident, from_report,
};

use crate::documents::referral;

const REPORT: &str = "<report><incidentSummary><incidentType>Child Pornography (possession, manufacture, and distribution)\
    </incidentType><incidentDateTime>2020-12-19T23:30:00.25+01:00</incidentDateTime></incidentSummary>\
    <internetDetails><webPageIncident><url>https://rede.example/a</url></webPageIncident></internetDetails>\
    <internetDetails><chatImIncident><chatClient>Example Chat</chatClient></chatImIncident></internetDetails>\
    <reporter><reportingPerson><firstName>Trust</firstName></reportingPerson></reporter>\
    <personOrUserReported><personOrUserReportedPerson><email verified=\"true\">a@example.org</email></personOrUserReportedPerson>\
    <espIdentifier>account-1</espIdentifier><espService>Rede</espService><screenName>screen-1</screenName>\
    <displayName>Seen</displayName><ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>Login</eventName>\
    <dateTime>2020-12-19T23:30:00+01:00</dateTime><port>40001</port></ipCaptureEvent></personOrUserReported></report>";

fn details(body: &str) -> FileDetails {
    let file = "0123456789abcdef0123456789abcdef";
    let xml = format!("<fileDetails><reportId>7000001</reportId><fileId>{file}</fileId>{body}</fileDetails>");
    FileDetails::read(xml.as_bytes()).unwrap().value
}

fn tip(report: &str, details: &[FileDetails]) -> Value {
    let referral = referral();
    let report = Report::read(report.as_bytes()).unwrap().value;
    let facts = Facts {
        report_number: 7_000_001,
        reporting_party: "Rede",
        received_at: "2020-12-20T10:00:00.5Z".parse().unwrap(),
        report: &report,
        details,
        files: &referral.reports[0].files,
    };
    serde_json::from_slice(&from_report(&facts).write().unwrap()).unwrap()
}

/// The keys that one of the parsers asks for without a default.
const DEMANDED: [(&str, &[&str]); 3] = [
    (
        "/reportedInformation/reportedPeople/reportedPersons/0",
        &[
            "firstName",
            "middleName",
            "lastName",
            "screenName",
            "espUserId",
            "dateOfBirth",
            "emails",
            "phones",
            "sourceInformation",
            "races",
            "disabilities",
            "physicalDescription",
        ],
    ),
    (
        "/reportedInformation/uploadedFiles/uploadedFiles/0",
        &[
            "filename",
            "originalFilename",
            "industryClassification",
            "viewedByEsp",
            "verificationHash",
            "sourceInformation",
            "ncmecTags",
            "additionalInformations",
        ],
    ),
    ("/reportedInformation/incidentSummary", &["incidentType", "incidentDateTime"]),
];

#[test]
fn what_has_no_key_of_its_own_stands_as_text() {
    let more = "<priorCTReports>6999999</priorCTReports></personOrUserReported>";
    let report = REPORT.replace("</personOrUserReported>", more);
    let place = "<internetDetails><nonInternetIncident><locationName>A hall</locationName><incidentAddress><address>Calle Mayor 1</address>\
        <city>Madrid</city><country>ES</country></incidentAddress></nonInternetIncident></internetDetails><reporter>";
    let tip = tip(&report.replace("<reporter>", place), &[]);
    let said = tip["reportedInformation"]["additionalInformations"].to_string();
    assert!(said.contains("Place: A hall") && said.contains("Address: Calle Mayor 1, Madrid, ES"), "{said}");
    let person = tip["reportedInformation"]["reportedPeople"]["reportedPersons"][0].to_string();
    assert!(person.contains("Prior CyberTipline report: 6999999"), "{person}");
}

#[test]
fn what_an_inquiry_must_know_first_stands_as_text() {
    let shut = "<accountPermanentlyDisabled disabledDate=\"2020-12-20T09:00:00Z\" userNotified=\"true\">true\
        </accountPermanentlyDisabled><estimatedLocation><city>Madrid</city><countryCode>ES</countryCode></estimatedLocation>\
        <associatedAccount type=\"Linked\"><phone>+34600000000</phone><espIdentifier>account-2</espIdentifier></associatedAccount>\
        </personOrUserReported>";
    let agency = "<lawEnforcement><agencyName>Policia</agencyName><caseNumber>7</caseNumber></lawEnforcement><reporter>";
    let marks = "<reportAnnotations><sextortion/></reportAnnotations><incidentDateTime>";
    let report = REPORT.replace("</personOrUserReported>", shut).replace("<reporter>", agency);
    let tip = tip(&report.replace("<incidentDateTime>", marks), &[]);
    let said = tip["reportedInformation"]["additionalInformations"].to_string();
    assert!(said.contains("Marked by the sender: sextortion"), "{said}");
    assert!(said.contains("Known to an agency: Policia, case 7"), "{said}");
    let person = tip["reportedInformation"]["reportedPeople"]["reportedPersons"][0].to_string();
    for text in [
        "Account disabled for good: yes, 2020-12-20T09:00:00Z; user told of it: yes",
        "Estimated location: Madrid, ES",
        "Associated account: Linked, account-2, +34600000000",
    ] {
        assert!(person.contains(text), "{text}: {person}");
    }
}

#[test]
fn every_key_is_there_and_times_have_the_one_form_that_parsers_read() {
    let seen = "<fileViewedByEsp>false</fileViewedByEsp><ipCaptureEvent><ipAddress>203.0.113.9</ipAddress>\
                <dateTime>2020-12-20T00:00:00.75+01:00</dateTime></ipCaptureEvent>";
    let tip = tip(REPORT, &[details("<fileViewedByEsp>true</fileViewedByEsp>"), details(seen)]);
    for (place, keys) in DEMANDED {
        let object = tip.pointer(place).and_then(Value::as_object).unwrap();
        for key in keys {
            assert!(object.contains_key(*key), "{place}/{key}");
        }
    }
    assert_eq!((&tip["reportId"], &tip["dateReceived"]), (&json!("7000001"), &json!("2020-12-20T10:00:00Z")));
    let said = &tip["reportedInformation"];
    assert_eq!(said["incidentSummary"]["incidentDateTime"], "2020-12-19T22:30:00Z");
    let login = &said["reportedPeople"]["reportedPersons"][0]["sourceInformation"]["sourceCaptures"][0];
    assert_eq!(
        *login,
        json!({
            "captureType": "IP Address", "value": "203.0.113.7", "dateTime": "2020-12-19T22:30:00Z",
            "eventName": "Login", "port": 40_001
        })
    );
    let file = &said["uploadedFiles"]["uploadedFiles"][0];
    assert_eq!((&file["viewedByEsp"], &file["originalFilename"]), (&json!(false), &Value::Null));
    assert_eq!(file["sourceInformation"]["sourceCaptures"][0]["dateTime"], "2020-12-19T23:00:00Z");
    assert_eq!(file["verificationHash"], "cd".repeat(16));
    let page = &said["incidentDetails"]["webpageIncident"][0]["sourceInformation"]["sourceCaptures"][0];
    assert_eq!((&page["captureType"], &page["value"]), (&json!("URL"), &json!("https://rede.example/a")));
    assert_eq!(said["additionalInformations"], json!([{"value": "Chat client: Example Chat"}]));
}

#[test]
fn what_is_not_stated_is_null_and_a_file_without_details_is_not_said_to_be_viewed() {
    let plain = "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
        <incidentDateTime>2020-12-19T22:30:00Z</incidentDateTime></incidentSummary>\
        <reporter><reportingPerson/></reporter></report>";
    let tip = tip(plain, &[]);
    let said = &tip["reportedInformation"];
    let people = said["reportedPeople"]["reportedPersons"].as_array().unwrap();
    assert_eq!(people.len(), 1, "a parser asks for the first");
    assert_eq!((&people[0]["emails"], &people[0]["races"]), (&Value::Null, &json!([])));
    assert_eq!(said["uploadedFiles"]["uploadedFiles"][0]["viewedByEsp"], Value::Null);
    assert_eq!(said["additionalInformations"], json!([]), "a parser goes through it without a look");
    // an address without a time would stop a parser
    let undated = "<ipCaptureEvent><ipAddress>203.0.113.9</ipAddress></ipCaptureEvent>";
    let file = self::tip(plain, &[details(undated)])["reportedInformation"]["uploadedFiles"]["uploadedFiles"]
        [0]
    .clone();
    assert_eq!(file["sourceInformation"], Value::Null);
    assert!(file["additionalInformations"].to_string().contains("203.0.113.9"), "{file}");
}

#[test]
fn what_others_write_is_read_however_they_write_it() {
    let foreign = json!({
        "reportId": 7_000_001, "somethingNew": {"a": [1]}, "dateReceived": null,
        "reportedInformation": {
            "reportingEsp": {"espName": "Rede"}, "incidentDetails": null,
            "reportedPeople": {"reportedPersons": [{
                "approximateAge": 31, "languages": "es", "races": "N/A", "accessToChildren": true,
                "emails": {"emails": [{"value": "a@example.org", "verified": "true"}]},
                "sourceInformation": {"sourceCaptures": [{"captureType": "IP Address", "port": "40001"}]}
            }]},
            "uploadedFiles": {"uploadedFiles": [{"viewedByEsp": "false"}]}
        }
    });
    let bytes = [b"\xEF\xBB\xBF".as_slice(), foreign.to_string().as_bytes()].concat();
    let tip = Tip::read(&bytes).unwrap();
    assert_eq!(tip.report_id, "7000001");
    let person = &tip.reported_information.reported_people.reported_persons[0];
    assert_eq!(
        (person.approximate_age.as_deref(), person.access_to_children.as_deref()),
        (Some("31"), Some("true"))
    );
    assert_eq!((person.languages.as_slice(), person.races.len()), (["es".to_owned()].as_slice(), 0));
    assert_eq!(person.emails.as_ref().unwrap().emails[0].verified, Some(true));
    assert_eq!(person.source_information.as_ref().unwrap().source_captures[0].port, Some(40_001));
    assert_eq!(tip.reported_information.uploaded_files.uploaded_files[0].viewed_by_esp, Some(false));
    assert!(Tip::read(b"{}").unwrap_err().to_string().starts_with("reportId"));
    assert!(Tip::read(b"[").is_err());
}

fn word() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[ -~é\n\u{2028}]{0,12}")
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    let seconds = proptest::option::of(0_i64..=4_102_444_800);
    seconds.prop_map(|seconds| Some(Moment::at(Timestamp::from_second(seconds?).unwrap())))
}

fn texts() -> impl Strategy<Value = Vec<AdditionalInformation>> {
    proptest::collection::vec(word().prop_map(|value| AdditionalInformation { value }), 0..3)
}

fn verified() -> impl Strategy<Value = Vec<Verified>> {
    let one = (word(), any::<Option<bool>>()).prop_map(|(value, verified)| Verified { value, verified });
    proptest::collection::vec(one, 0..3)
}

fn sources() -> impl Strategy<Value = Option<SourceInformation>> {
    let one = ("[A-Z a-z]{1,10}", word(), moment(), word(), any::<Option<u16>>()).prop_map(
        |(capture_type, value, date_time, event_name, port)| SourceCapture {
            capture_type,
            value,
            date_time,
            event_name,
            port,
        },
    );
    let all = proptest::collection::vec(one, 0..3);
    proptest::option::of(all.prop_map(|source_captures| SourceInformation { source_captures }))
}

#[allow(clippy::too_many_lines, reason = "one line for each key")]
fn person() -> impl Strategy<Value = Person> {
    let words = proptest::collection::vec(word(), 24);
    let lists = proptest::collection::vec("[a-z]{0,8}", 0..3);
    let address = proptest::collection::vec(word(), 6);
    let contacts = (verified(), verified(), proptest::collection::vec(address, 0..2));
    (words, lists, contacts, sources(), texts()).prop_map(|(words, list, contacts, sources, texts)| {
        let mut words = words.into_iter();
        let mut next = || words.next().flatten();
        let (emails, phones, addresses) = contacts;
        let address = |parts: Vec<Option<String>>| {
            let mut parts = parts.into_iter();
            let mut next = || parts.next().flatten();
            Address {
                street1: next(),
                street2: next(),
                city: next(),
                state: next(),
                postal_code: next(),
                country: next(),
            }
        };
        Person {
            first_name: next(),
            middle_name: next(),
            last_name: next(),
            preferred_name: next(),
            gender: next(),
            preferred_pronouns: next(),
            date_of_birth: next(),
            approximate_age: next(),
            physical_description: next(),
            vehicle_description: next(),
            vehicle_tag_number: next(),
            occupation: next(),
            esp_service: next(),
            esp_user_id: next(),
            ip_address: next(),
            relationship_to_reporter: next(),
            relationship_to_child_victim: next(),
            access_to_child_victim: next(),
            access_to_children: next(),
            access_to_firearms: next(),
            convicted_sex_offender: next(),
            aware_of_report: next(),
            gang_affiliation: next(),
            screen_name: Some(ScreenName { value: next() }),
            emails: Some(Emails { emails }),
            phones: (!phones.is_empty()).then_some(Phones { phones }),
            addresses: Some(Addresses { addresses: addresses.into_iter().map(address).collect() }),
            languages: list.clone(),
            races: list.clone(),
            disabilities: list,
            additional_disability_information: None,
            source_information: sources,
            additional_informations: texts,
            additional_contact_information: Some("x".into()),
        }
    })
}

fn file() -> impl Strategy<Value = UploadedFile> {
    let pair = (word(), word()).prop_map(|(name, value)| NamedValue { name, value });
    let metadata = proptest::option::of(
        proptest::collection::vec(pair, 0..3).prop_map(|metadatas| EspMetadata { metadatas }),
    );
    let group = texts().prop_map(|tags| TagGroup { tags });
    let tags =
        proptest::option::of(proptest::collection::vec(group, 0..2).prop_map(|groups| NcmecTags { groups }));
    let words = proptest::collection::vec(word(), 5);
    (words, any::<Option<bool>>(), sources(), tags, metadata, texts()).prop_map(
        |(words, viewed_by_esp, source_information, ncmec_tags, esp_metadata, additional_informations)| {
            let mut words = words.into_iter();
            let mut next = || words.next().flatten();
            UploadedFile {
                filename: next(),
                original_filename: next(),
                submittal_id: next(),
                verification_hash: next(),
                industry_classification: next(),
                viewed_by_esp,
                source_information,
                ncmec_tags,
                esp_metadata,
                additional_informations,
            }
        },
    )
}

fn any_tip() -> impl Strategy<Value = Tip> {
    let people = || proptest::collection::vec(person(), 0..3);
    let files = proptest::collection::vec(file(), 0..3);
    let page = (sources(), texts()).prop_map(|(source_information, additional_informations)| {
        WebpageIncident { source_information, additional_informations }
    });
    let pages = proptest::collection::vec(page, 0..2);
    let mail = proptest::collection::vec(texts().prop_map(|contents| EmailIncident { contents }), 0..2);
    let heads = ("[0-9]{1,9}", moment(), moment(), proptest::collection::vec(word(), 4));
    (heads, people(), people(), files, pages, mail, texts()).prop_map(
        |((report_id, date_received, at, words), reported, recipients, files, pages, mail, texts)| {
            let mut words = words.into_iter();
            let mut next = || words.next().flatten();
            Tip {
                report_id,
                date_received,
                reported_information: ReportedInformation {
                    reporting_esp: ReportingEsp {
                        esp_name: "Rede".into(),
                        first_name: next(),
                        last_name: next(),
                    },
                    incident_summary: IncidentSummary {
                        incident_type: next(),
                        incident_date_time: at,
                        incident_date_time_description: next(),
                    },
                    incident_details: IncidentDetails { webpage_incident: pages, email_incident: mail },
                    reported_people: ReportedPeople { reported_persons: reported },
                    intended_recipients: IntendedRecipients { intended_recipients: recipients },
                    uploaded_files: UploadedFiles { uploaded_files: files },
                    additional_informations: texts,
                },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back(tip in any_tip()) {
        prop_assert_eq!(Tip::read(&tip.write().unwrap()).unwrap(), tip);
    }

    #[test]
    fn every_time_that_is_written_has_the_strict_form(seconds in 0_i64..=4_102_444_800, nanos in 0_i32..1_000_000_000) {
        let at = Timestamp::new(seconds, nanos).unwrap();
        let text = Moment::at(at).text().to_owned();
        prop_assert_eq!((text.len(), &text[10..11], &text[19..]), (20, "T", "Z"));
        prop_assert_eq!(Moment::at(at).instant(), Some(Timestamp::from_second(seconds).unwrap()));
    }
}
