//! Each fact is asked where it belongs, and no more once it is stated.

use std::collections::HashSet;

use super::super::{FileDetails, Report, Token};
use super::{Advice, Missing, absent, advise, examine, examine_file, examine_report};

const THIN: &str = r"<report>
<incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType>
<incidentDateTime>2026-03-01T10:00:00Z</incidentDateTime></incidentSummary>
<internetDetails><webPageIncident/></internetDetails>
<internetDetails><chatImIncident/></internetDetails>
<reporter><reportingPerson/></reporter>
<personOrUserReported><ipCaptureEvent><ipAddress>192.0.2.7</ipAddress></ipCaptureEvent></personOrUserReported>
</report>";

const RICH: &str = r#"<report>
<incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType>
<incidentDateTime>2026-03-01T10:00:00Z</incidentDateTime>
<incidentDateTimeDescription>when the message was sent</incidentDateTimeDescription></incidentSummary>
<internetDetails><webPageIncident><url>https://social.example/u/7</url></webPageIncident></internetDetails>
<internetDetails><chatImIncident><content>the text of the conversation</content></chatImIncident></internetDetails>
<reporter><reportingPerson><email>trust@social.example</email></reportingPerson></reporter>
<personOrUserReported>
<personOrUserReportedPerson><email>user7@mail.example</email><age>41</age></personOrUserReportedPerson>
<espIdentifier>7</espIdentifier><screenName>user7</screenName>
<ipCaptureEvent><ipAddress>192.0.2.7</ipAddress><eventName>Upload</eventName><dateTime>2026-03-01T10:00:00Z</dateTime>
<port>40123</port></ipCaptureEvent>
<deviceId><idType>IMEI</idType><idValue>000000000000000</idValue></deviceId>
<accountPermanentlyDisabled userNotified="false">true</accountPermanentlyDisabled>
</personOrUserReported>
<victim><victimPerson><age>12</age></victimPerson><espIdentifier>9</espIdentifier></victim>
<additionalInfo>found by a moderator</additionalInfo>
</report>"#;

fn report(xml: &str) -> Report {
    Report::read(xml.as_bytes()).unwrap().value
}

fn keys(advice: &[Advice]) -> Vec<&'static str> {
    advice.iter().map(|advice| advice.missing.key()).collect()
}

#[test]
fn a_thin_report_lacks_every_fact_by_its_place() {
    let advice = advise(&report(THIN), &[]);
    let expected = [
        "date-meaning",
        "url",
        "conversation",
        "reporter-contact",
        "account-contact",
        "reported-age",
        "account-identifier",
        "account-name",
        "account-device",
        "account-standing",
        "address-event",
        "address-time",
        "address-port",
        "victim",
        "narrative",
    ];
    assert_eq!(keys(&advice), expected);
    let port = advice.iter().find(|advice| advice.missing == Missing::AddressPort).unwrap();
    assert_eq!(port.path, "report/personOrUserReported[1]/ipCaptureEvent[1]/port");
    assert_eq!(
        port.sentence(),
        "report/personOrUserReported[1]/ipCaptureEvent[1]/port: An IPv4 address without its source port. \
         Many subscribers share one address; the port tells them apart."
    );
}

#[test]
fn a_full_report_lacks_nothing() {
    assert_eq!(advise(&report(RICH), &[]), []);
    // what a thin one lacks was asked of the full one too
    let thin: HashSet<_> = advise(&report(THIN), &[]).into_iter().map(|advice| advice.missing).collect();
    let asked: HashSet<_> = examine_report(&report(RICH)).into_iter().map(|asked| asked.fact).collect();
    assert!(thin.is_subset(&asked));
}

#[test]
fn an_address_that_leads_nowhere_is_named() {
    let asked_of = |address: &str| {
        let asked = examine_report(&report(&RICH.replace("192.0.2.7", address)));
        asked.into_iter().find(|asked| asked.fact == Missing::AddressPublic).unwrap().present
    };
    for inside in [
        "10.0.0.1",
        "100.64.0.9",
        "127.0.0.1",
        "224.0.0.1",
        "0.0.0.0",
        "fe80::1",
        "fc00::1",
        "::1",
        "unknown",
    ] {
        assert!(!asked_of(inside), "{inside}");
    }
    for outside in ["192.0.2.7", "100.63.0.9", "100.128.0.9", "2001:db8::7", " 198.51.100.4 "] {
        assert!(asked_of(outside), "{outside}");
    }
}

#[test]
fn the_port_is_asked_of_shared_addresses_only() {
    let v6 = report(&THIN.replace("192.0.2.7", "2001:db8::7"));
    assert!(examine_report(&v6).iter().all(|asked| asked.fact != Missing::AddressPort));
}

#[test]
fn a_victim_is_asked_for_where_a_child_was_in_contact() {
    let possession = "Child Pornography (possession, manufacture, and distribution)";
    let report_of_possession =
        report(&THIN.replace("Online Enticement of Children for Sexual Acts", possession));
    assert!(!keys(&advise(&report_of_possession, &[])).contains(&"victim"));
    let anonymous = "<victim><victimPerson/></victim></report>";
    let report_of_anonymous = report(&THIN.replace("</report>", anonymous));
    let advice = advise(&report_of_anonymous, &[]);
    assert!(keys(&advice).ends_with(&["victim-age", "victim-contact", "narrative"]), "{advice:?}");
}

#[test]
fn each_file_is_asked_by_its_number() {
    let bare = FileDetails::new(7, Token::new("f1"));
    let supplemental = FileDetails::read(
        b"<fileDetails><reportId>7</reportId><fileId>f2</fileId>\
          <fileRelevance>Supplemental Reported</fileRelevance></fileDetails>",
    );
    let files = [bare.clone(), supplemental.unwrap().value];
    let advice = advise(&report(RICH), &files);
    let expected =
        ["file-viewed", "file-name", "file-time", "file-public", "file-hash", "file-address", "file-viewed"];
    assert_eq!(keys(&advice), expected);
    assert_eq!(advice.last().unwrap().path, "fileDetails[2]/fileViewedByEsp");
    assert_eq!(absent(examine_file(&bare)).first().unwrap().path, "fileDetails/fileViewedByEsp");
}

#[test]
fn every_fact_has_a_name_of_its_own_and_is_asked_by_some_report() {
    let keys: HashSet<_> = Missing::ALL.iter().map(|fact| fact.key()).collect();
    assert_eq!(keys.len(), Missing::ALL.len());
    assert!(Missing::ALL.iter().all(|fact| Missing::from_key(fact.key()) == Some(*fact)));
    let asked = examine(&report(RICH), &[FileDetails::new(7, Token::new("f1"))]);
    let asked: HashSet<_> = asked.into_iter().map(|asked| asked.fact).collect();
    assert_eq!(asked.len(), Missing::ALL.len());
}
