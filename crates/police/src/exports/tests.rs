//! What leaves, in every format.

use std::io::Cursor;

use jiff::civil::Date;
use wire::hash_list::{Format, read};
use wire::law_enforcement::{Tip, Zip, ZipLimits};

use super::*;
use crate::db::ip_events::EventRow;

fn act(report_number: i64, file: Option<char>, address: Option<&str>) -> LeavingAct {
    let act = ExportedAct {
        act_id: "act_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        account_id: "acc_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        report_id: report_id(report_number),
        report_number,
        reporting_party: "Rede".to_owned(),
        finished_at: "2020-11-30T10:05:00Z".parse().unwrap(),
        country_code: "ES".to_owned(),
        country_grounds: "allocation".to_owned(),
        stated_text: "2020-11-30T11:00:00+01:00".to_owned(),
        happened_at: "2020-11-30T10:00:00Z".parse().unwrap(),
        time_source: "ipCaptureEvent".to_owned(),
        connection: None,
        operator: None,
        shared_by_many: false,
        file: file.map(|digit| ExportedFile {
            sha256: digit.to_string().repeat(64),
            md5: digit.to_string().repeat(32),
            sha1: (digit == 'a').then(|| digit.to_string().repeat(40)),
            size_bytes: 9,
        }),
        link_contested: false,
        ground_lost: false,
    };
    let connection = address.map(|address| Connection { address: address.to_owned(), port: Some(4711) });
    LeavingAct { act, connection }
}

/// A sign-in of the account of the acts.
fn signed_in(report_number: i64, address: &str) -> LeavingEvent {
    let event = EventRow {
        event_id: "ipe_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        report_id: report_id(report_number),
        account_id: "acc_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        event_name: "Login".to_owned(),
        stated_text: "2020-09-20T10:00:00+02:00".to_owned(),
        happened_at: "2020-09-20T08:00:00Z".parse().unwrap(),
        connection: None,
        address_blind: String::new(),
        connection_blind: String::new(),
        operator: None,
        shared_by_many: false,
        erasable_on: Date::MAX,
        erasable_by_law_on: Date::MAX,
        lapsed: false,
    };
    let found = EventInContext {
        event,
        report_number,
        reported_at: "2020-11-30T10:05:00Z".parse().unwrap(),
        maybe_minor: false,
        subject_id: "sub_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        first_id: "ipe_0176a893628079a08b0c0746228b6672".parse().unwrap(),
    };
    let connection = Some(Connection { address: address.to_owned(), port: Some(4712) });
    LeavingEvent { found, connection }
}

fn operation() -> Exported {
    Exported::Operation("ope_0176a893628079a08b0c0746228b6672".parse().unwrap())
}

fn report_id(number: i64) -> Id<Report> {
    format!("rep_0176a893628079a08b0c0746228b667{number}").parse().unwrap()
}

fn leaving(acts: Vec<LeavingAct>, reports: Vec<ReportRow>) -> Leaving {
    let stated = Stated {
        esp_identifier: Some("user-1".to_owned()),
        screen_name: Some("screen-1".to_owned()),
        first_name: Some("Iker".to_owned()),
        ..Stated::default()
    };
    let account = LeavingAccount {
        account_id: "acc_0176a893628079a08b0c0746228b6672".parse().unwrap(),
        report_id: report_id(1),
        report_number: 1,
        service: "Rede".to_owned(),
        stated,
    };
    Leaving { reports, acts, events: Vec::new(), accounts: vec![account], doubts: Doubts::default() }
}

fn report(report_number: i64) -> ReportRow {
    ReportRow {
        report_id: report_id(report_number),
        sender: "clearinghouse".to_owned(),
        report_number,
        reporting_party: "Rede".to_owned(),
        finished_at: "2020-11-30T10:05:00Z".parse().unwrap(),
        incident_type: "Online Enticement of Children for Sexual Acts".to_owned(),
        incident_text: "2020-11-30T11:00:00+01:00".to_owned(),
        incident_at: "2020-11-30T10:00:00Z".parse().unwrap(),
        country_code: "ES".to_owned(),
        country_grounds: "allocation".to_owned(),
        detection_basis: String::new(),
        xml_sha256: "0".repeat(64),
        unknown_elements: 0,
    }
}

#[test]
fn each_file_is_written_once_and_readers_find_it_again() {
    let acts =
        vec![act(1, Some('a'), None), act(2, Some('a'), None), act(2, Some('b'), None), act(3, None, None)];
    let leaving = leaving(acts, Vec::new());
    for (format, kind) in [
        (ExportFormat::Vics1, Format::Vics),
        (ExportFormat::Vics2, Format::Vics),
        (ExportFormat::Icse, Format::Icse),
    ] {
        let written = format.write(&leaving, operation(), "police.example").unwrap();
        let found = read(kind, &written.bytes).unwrap().entries;
        let md5s: Vec<_> = found.iter().map(|file| file.md5.unwrap()).collect();
        assert_eq!(md5s, [[0xaa; 16], [0xbb; 16]], "{format:?}");
        let sha1s: Vec<_> = found.iter().map(|file| file.sha1).collect();
        assert_eq!(sha1s, [Some([0xaa; 20]), None], "{format:?}: what no package told stays empty");
    }
    let graph = ExportFormat::Case.write(&leaving, operation(), "police.example").unwrap();
    let graph = String::from_utf8(graph.bytes).unwrap();
    assert_eq!(graph.matches("\"SHA1\"").count(), 1, "{graph}");
}

#[test]
fn two_reports_of_one_number_stay_two_in_a_graph() {
    let mut other = act(1, Some('b'), Some("192.0.2.2"));
    other.act.report_id = report_id(2);
    other.act.reporting_party = "Otra".to_owned();
    let leaving = leaving(vec![act(1, Some('a'), Some("192.0.2.1")), other], Vec::new());
    let written = ExportFormat::Case.write(&leaving, operation(), "police.example").unwrap();
    let document: serde_json::Value = serde_json::from_slice(&written.bytes).unwrap();
    let nodes = document["@graph"].as_array().unwrap();
    let records: Vec<_> =
        nodes.iter().filter(|node| node["@type"] == "case-investigation:ProvenanceRecord").collect();
    assert_eq!(records.len(), 2, "{document}");
    assert_ne!(records[0]["@id"], records[1]["@id"]);
    // each holds its own file, address and original; the account is stated in the first one alone
    let objects = |record: &serde_json::Value| record["uco-core:object"].as_array().unwrap().len();
    assert_eq!((objects(records[0]), objects(records[1])), (4, 3));
    let text = document.to_string();
    assert!(
        text.contains("by Rede") && text.contains("by Otra") && text.contains("2 reports, from"),
        "{text}"
    );
}

#[test]
fn a_graph_names_reports_files_accounts_and_each_address_once() {
    let acts = vec![act(1, Some('a'), Some("192.0.2.1")), act(1, Some('b'), Some("192.0.2.1"))];
    let leaving = leaving(acts, Vec::new());
    let written = ExportFormat::Case.write(&leaving, operation(), "police.example").unwrap();
    assert_eq!(written.file_name, format!("{}-case.jsonld", operation().id()));
    let text = String::from_utf8(written.bytes).unwrap();
    for (said, count) in [
        ("case-investigation:ProvenanceRecord", 1),
        ("\"uco-observable:DigitalAccount\"", 1),
        ("\"uco-observable:IPv4Address\"", 1),
        ("\"192.0.2.1\"", 1),
    ] {
        assert_eq!(text.matches(said).count(), count, "{said} in {text}");
    }
    assert!(!text.contains("Iker"), "{text}");
}

#[test]
fn what_is_in_doubt_is_said_in_every_format_or_in_the_name_of_the_file() {
    let write = |leaving: &Leaving, format: ExportFormat| {
        let written = format.write(leaving, Exported::Report(report_id(1)), "police.example").unwrap();
        (written.file_name, String::from_utf8(written.bytes).unwrap())
    };
    let mut doubted = leaving(vec![act(1, Some('a'), None), act(1, Some('b'), None)], vec![report(1)]);
    for format in ExportFormat::ALL {
        let (name, text) = write(&doubted, format);
        for said in ["ontested", "round lost", "Comments"] {
            assert!(!text.contains(said) && !name.contains("contested"), "{said} in {name}: {text}");
        }
    }
    let (link, loss) = ("lnk_0176a893628079a08b0c0746228b6672", "gls_0176a893628079a08b0c0746228b6672");
    doubted.doubts =
        Doubts { contested_links: vec![link.parse().unwrap()], lost_grounds: vec![loss.parse().unwrap()] };
    doubted.acts[0].act.link_contested = true;
    doubted.acts[0].act.ground_lost = true;
    for format in [ExportFormat::Case, ExportFormat::LawEnforcement] {
        let (name, text) = write(&doubted, format);
        for said in ["Contested, and not decided yet", "Ground lost, and not settled yet", link, loss] {
            assert!(text.contains(said), "{said} in {name}: {text}");
        }
    }
    for format in [ExportFormat::Vics1, ExportFormat::Vics2] {
        let (_, text) = write(&doubted, format);
        let said = "Contested link, not decided yet. Ground lost, not settled yet.";
        assert_eq!(text.matches(said).count(), 1, "of the one file: {text}");
    }
    // the doubt of one act is said of its file, also where another act has the file too
    doubted.acts.insert(0, act(2, Some('a'), None));
    let (_, text) = write(&doubted, ExportFormat::Vics2);
    assert_eq!(
        (text.matches("\"MediaSize\"").count(), text.matches("Contested link").count()),
        (2, 1),
        "{text}"
    );
    let (name, _) = write(&doubted, ExportFormat::Icse);
    assert!(name.ends_with("-icse-contested-ground-lost.csv"), "{name}");
    doubted.doubts.lost_grounds.clear();
    assert!(write(&doubted, ExportFormat::Icse).0.ends_with("-icse-contested.csv"));
}

#[test]
fn a_report_is_read_back_by_the_reader_of_the_json_and_names_nobody() {
    let acts = vec![act(1, Some('a'), Some("192.0.2.1"))];
    let format = ExportFormat::LawEnforcement;
    let one = Exported::Report(report_id(1));
    let written = format.write(&leaving(acts, vec![report(1)]), one, "police.example").unwrap();
    let tip = Tip::read(&written.bytes).unwrap();
    assert_eq!(tip.report_id, "1");
    let person = &tip.reported_information.reported_people.reported_persons[0];
    assert_eq!(
        (person.esp_user_id.as_deref(), person.ip_address.as_deref()),
        (Some("user-1"), Some("192.0.2.1"))
    );
    let captures = &person.source_information.as_ref().unwrap().source_captures;
    assert_eq!((captures.len(), captures[0].port), (1, Some(4711)));
    let files = &tip.reported_information.uploaded_files.uploaded_files;
    assert_eq!(files[0].verification_hash.as_deref(), Some("a".repeat(32).as_str()));
    let text = String::from_utf8(written.bytes).unwrap();
    assert!(text.contains("2020-11-30T11:00:00+01:00") && !text.contains("Iker"), "{text}");
    assert!(format.write(&leaving(Vec::new(), Vec::new()), one, "police.example").is_err());
}

#[test]
fn sign_ins_leave_behind_the_acts_and_those_of_a_report_without_acts_too() {
    let mut leaving = leaving(vec![act(1, Some('a'), Some("192.0.2.1"))], vec![report(1), report(2)]);
    leaving.events = vec![signed_in(1, "192.0.2.7"), signed_in(1, "192.0.2.1"), signed_in(2, "192.0.2.8")];
    let graph = ExportFormat::Case.write(&leaving, operation(), "police.example").unwrap();
    let graph = String::from_utf8(graph.bytes).unwrap();
    for (said, count) in [
        ("\"192.0.2.1\"", 1),
        ("\"192.0.2.7\"", 1),
        ("\"192.0.2.8\"", 1),
        ("case-investigation:ProvenanceRecord", 2),
    ] {
        assert_eq!(graph.matches(said).count(), count, "{said} in {graph}");
    }
    let one = Exported::Report(report_id(1));
    let written = ExportFormat::LawEnforcement.write(&leaving, one, "police.example").unwrap();
    let tip = Tip::read(&written.bytes).unwrap();
    let person = &tip.reported_information.reported_people.reported_persons[0];
    assert_eq!(person.ip_address.as_deref(), Some("192.0.2.1"), "of the act");
    let captures = &person.source_information.as_ref().unwrap().source_captures;
    let told: Vec<_> = captures.iter().map(|found| (found.event_name.as_deref(), found.port)).collect();
    assert_eq!(told, [(None, Some(4711)), (Some("Login"), Some(4712)), (Some("Login"), Some(4712))]);
    let text = String::from_utf8(written.bytes).unwrap();
    assert!(text.contains("2020-09-20T10:00:00+02:00") && !text.contains("192.0.2.8"), "{text}");
    // no list of files tells of them
    let list = ExportFormat::Vics2.write(&leaving, operation(), "police.example").unwrap();
    assert!(!String::from_utf8(list.bytes).unwrap().contains("192.0.2."));
}

#[test]
fn several_reports_leave_as_a_zip_each_with_what_is_its_own() {
    let acts = vec![act(1, Some('a'), Some("192.0.2.1")), act(2, Some('b'), Some("192.0.2.2"))];
    let leaving = leaving(acts, vec![report(1), report(2)]);
    let written = ExportFormat::LawEnforcement.write(&leaving, operation(), "police.example").unwrap();
    assert_eq!((written.media_type, written.file_name.ends_with(".zip")), ("application/zip", true));
    let limits = ZipLimits { members: 10, member_bytes: 1 << 20, total_bytes: 1 << 20 };
    let mut zip = Zip::open(Cursor::new(written.bytes), &limits).unwrap();
    let members = zip.members().to_vec();
    assert_eq!(members.len(), 2);
    for (member, (number, own, other)) in
        members.iter().zip([("1", "192.0.2.1", "aaaa"), ("2", "bbbb", "user-1")])
    {
        let bytes = zip.read(member).unwrap();
        assert_eq!(Tip::read(&bytes).unwrap().report_id, number);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(own), "{own} in {text}");
        assert_eq!(text.contains(other), number == "1", "{other} in {text}");
    }
}

#[test]
fn a_format_is_read_by_its_name() {
    for format in ExportFormat::ALL {
        assert_eq!(ExportFormat::read(format.code()).unwrap(), format);
    }
    assert!(ExportFormat::read("pdf").is_err());
}

#[test]
fn where_each_report_is_a_file_they_are_not_too_many() {
    assert!(ExportFormat::LawEnforcement.require_room(MOST_REPORTS).is_ok());
    assert!(ExportFormat::LawEnforcement.require_room(MOST_REPORTS + 1).is_err());
    assert!(ExportFormat::Case.require_room(MOST_REPORTS + 1).is_ok());
}
