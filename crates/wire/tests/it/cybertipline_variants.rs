//! The forms that differ from client to client, and those in which newer clients and the stored schema differ.

use wire::cybertipline::{
    AssociatedAccountType, Country, FileDetails, FileMark, IncidentType, MetadataType, ReadErrorKind, Report,
    XSD,
};

/// The least report that the schema takes, with more put in at its places.
fn report(annotations: &str, between: &str, people: &str) -> String {
    format!(
        "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>{annotations}\
         <incidentDateTime>2026-02-03T04:05:57.813381896Z</incidentDateTime></incidentSummary>{between}\
         <reporter><reportingPerson/></reporter>{people}</report>"
    )
}

fn read(text: &str) -> Report {
    let read = Report::read(text.as_bytes()).unwrap();
    assert_eq!(read.unknown, []);
    assert_eq!(Report::read(read.value.write().as_bytes()).unwrap().value, read.value);
    read.value
}

#[test]
fn declarations_byte_order_mark_and_schema_hints_vary() {
    let plain = report("", "", "");
    let least = read(&plain);
    for start in [
        "<?xml version='1.0' encoding='utf-8'?>\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
        "<?xml version=\"1.0\"?>\r\n<!-- made by hand -->\r\n",
        "\u{FEFF}",
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xml-stylesheet href='x'?>",
    ] {
        assert_eq!(read(&format!("{start}{plain}\n")), least, "{start}");
    }
    let hinted = plain.replacen(
        "<report>",
        "<report xmlns=\"\" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
         xsi:noNamespaceSchemaLocation='https://report.cybertip.org/ispws/xsd' xml:lang='en'>",
        1,
    );
    assert_eq!(read(&hinted), least);
}

#[test]
fn text_comes_escaped_in_cdata_or_in_pieces() {
    for text in
        ["a &lt;b&gt; &#38; c", "<![CDATA[a <b> & c]]>", "a &#x3C;b<!-- no -->><?no?> <![CDATA[&]]> c"]
    {
        let body = report("", "", &format!("<additionalInfo>{text}</additionalInfo>"));
        assert_eq!(read(&body).additional_info.as_deref(), Some("a <b> & c"));
    }
    let lines = report("", "", "<additionalInfo>one\r\ntwo\rthree&#13;</additionalInfo>");
    assert_eq!(read(&lines).additional_info.as_deref(), Some("one\ntwo\nthree\r"));
}

#[test]
fn flags_are_empty_or_true() {
    let body = report(
        "<reportAnnotations><informational/><spam>true</spam><sextortion></sextortion></reportAnnotations>",
        "",
        "",
    );
    let marks = read(&body).incident_summary.report_annotations.unwrap();
    assert!(marks.informational && marks.spam && marks.sextortion && !marks.csam_solicitation);
}

#[test]
fn a_batched_report_may_have_an_end_tag() {
    let body = report("", "", "").replacen(
        "<report>",
        "<report><batchedReport reason=\"VIRAL_POTENTIAL_MEME\"></batchedReport>",
        1,
    );
    assert!(read(&body).batched_report.is_some());
}

#[test]
fn newer_and_older_places_of_the_same_fact_are_read() {
    let law = "<lawEnforcement fleaCountry='ES'><agencyName>a</agencyName>\
               <servedLegalProcessInternational fleaCountry='FR'>true</servedLegalProcessInternational></lawEnforcement>";
    let people = "<personOrUserReported><personOrUserReportedPerson><age>15</age>\
        <ageAssertionDiscrepancy>true</ageAssertionDiscrepancy><dateOfBirth>2010-01-01</dateOfBirth>\
        </personOrUserReportedPerson>\
        <associatedAccount type='Creator'><platform thirdPartyUser='true'>p</platform></associatedAccount>\
        <associatedAccount accountType='Parent/Guardian' thirdPartyUser='false'><approximateAge>40</approximateAge>\
        <ageAssertionDiscrepancy>false</ageAssertionDiscrepancy></associatedAccount>\
        <associatedAccount/></personOrUserReported>";
    let report = read(&report("", law, people));
    let law = report.law_enforcement.unwrap();
    assert_eq!(law.flea_country.map(Country::code), Some("ES"));
    assert_eq!(law.served_legal_process_international.unwrap().flea_country.map(Country::code), Some("FR"));
    let reported = &report.person_or_user_reported[0];
    assert_eq!(reported.person.as_ref().unwrap().age_assertion_discrepancy, Some(true));
    let [first, second, third] = reported.associated_account.as_slice() else { panic!() };
    assert_eq!(first.stated_type(), Some(AssociatedAccountType::Creator));
    assert_eq!(first.platform.as_ref().unwrap().third_party_user, Some(true));
    assert_eq!(second.stated_type(), Some(AssociatedAccountType::ParentOrGuardian));
    assert_eq!(second.third_party_user, Some(false));
    assert_eq!(third.stated_type(), None);
}

#[test]
fn the_incident_type_of_2015_and_the_old_marks_of_files_are_read() {
    let body = report("", "", "")
        .replace("Child Sex Trafficking", "Child Sexual Molestation (not by family member)");
    let incident_type = read(&body).incident_summary.incident_type;
    assert_eq!(incident_type, IncidentType::ChildSexualMolestationNotByFamilyMember);
    let file = "<fileDetails><reportId>1</reportId><fileId> a  b </fileId><fileName>n</fileName>\
        <potentialMeme>false</potentialMeme><details><nameValuePair type='HASH'><name>n</name><value/></nameValuePair>\
        </details></fileDetails>";
    let file = FileDetails::read(file.as_bytes()).unwrap().value;
    assert_eq!(file.mark, Some(FileMark::PotentialMeme(false)));
    assert_eq!(file.file_id.as_str(), "a b");
    assert_eq!(file.details[0].name_value_pair[0].metadata_type, Some(MetadataType::Hash));
}

#[test]
fn lists_of_codes_are_whole_and_have_the_empty_code() {
    assert_eq!(Country::CODES.len(), 258);
    assert_eq!(wire::cybertipline::State::CODES.len(), 55);
    assert!(Country::from_code("").is_some() && Country::from_code("es").is_none());
    let body = report(
        "",
        "",
        "<victim><victimPerson><address><state/><country></country></address></victimPerson></victim>",
    );
    assert_eq!(read(&body).victim[0].person.address[0].country.map(Country::code), Some(""));
}

#[test]
fn a_time_without_zone_is_refused_by_name() {
    let body = report("", "", "").replace("57.813381896Z", "57");
    let error = Report::read(body.as_bytes()).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::Invalid);
    assert_eq!(error.path, "report/incidentSummary/incidentDateTime");
    insta::assert_snapshot!(error, @"line 1, report/incidentSummary/incidentDateTime: the value `2026-02-03T04:05:57`; expected a date and time with its zone, such as 2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00");
}

#[test]
fn children_out_of_order_are_refused_with_what_was_expected() {
    let body = report("<platform>p</platform>", "", "").replace(
        "<incidentType>Child Sex Trafficking</incidentType><platform>p</platform>",
        "\n<platform>p</platform>\n<incidentType>Child Sex Trafficking</incidentType>",
    );
    insta::assert_snapshot!(Report::read(body.as_bytes()).unwrap_err(), @"line 2, report/incidentSummary/platform: `platform` is not allowed here; expected `incidentType`");
    let body = report("", "<internetDetails/>", "");
    insta::assert_snapshot!(Report::read(body.as_bytes()).unwrap_err(), @"line 1, report/internetDetails[1]: one element is missing; expected `webPageIncident` or `emailIncident` or `newsgroupIncident` or `chatImIncident` or `onlineGamingIncident` or `cellPhoneIncident` or `nonInternetIncident` or `peer2peerIncident`");
    let body = report("", "", "<victim><victimPerson/></victim><intendedRecipient/>");
    insta::assert_snapshot!(Report::read(body.as_bytes()).unwrap_err(), @"line 1, report/intendedRecipient: `intendedRecipient` is not allowed here; expected `intendedRecipient` before `victim`");
    let body = report("", "", "<personOrUserReported><ipCaptureEvent/></personOrUserReported>");
    insta::assert_snapshot!(Report::read(body.as_bytes()).unwrap_err(), @"line 1, report/personOrUserReported[1]/ipCaptureEvent[1]: `ipAddress` is missing; expected `ipAddress`");
}

#[test]
fn a_namespace_or_another_root_is_refused() {
    let body = report("", "", "").replacen("<report>", "<report xmlns='urn:x'>", 1);
    insta::assert_snapshot!(Report::read(body.as_bytes()).unwrap_err(), @"line 1, report/@xmlns: the namespace `urn:x`; expected no namespace");
    insta::assert_snapshot!(Report::read(b"<fileDetails/>").unwrap_err(), @"line 1, fileDetails: the root element `fileDetails`; expected `report`");
}

#[test]
fn the_schema_is_given_out_with_all_four_roots() {
    for root in ["report", "fileDetails", "reportResponse", "reportDoneResponse"] {
        assert!(XSD.contains(&format!("<xs:element name=\"{root}\" type=\"{root}\"/>")), "{root}");
    }
    assert!(XSD.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xs:schema"));
}
