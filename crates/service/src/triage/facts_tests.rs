use model::triage::{Band, Urgency, Weights, urgency};
use wire::cybertipline::{
    BatchedReport, BatchedReportReason, ChatImIncident, FileAnnotations, FileDetails, FileMark,
    IncidentSummary, PersonOrUserReported, ReportAnnotations, Reporter, StatedDateTime, Token, Victim,
    match_words,
};

use super::*;
use crate::opening::Viewing;
use crate::triage::Listed;

fn received_at() -> Timestamp {
    "2024-06-01T08:00:00Z".parse().unwrap()
}

fn report(kind: IncidentType) -> Report {
    let at = StatedDateTime::parse("2024-05-31T10:00:00Z").unwrap();
    let mut report = Report::new(IncidentSummary::new(kind, at), Reporter::default());
    report.person_or_user_reported.push(PersonOrUserReported {
        esp_identifier: Some("account-1".to_owned()),
        ..PersonOrUserReported::default()
    });
    report
}

fn file(elsewhere: usize, viewing: Viewing) -> ScoredFile {
    ScoredFile {
        file_id: "f1".to_owned(),
        sha256: "00".repeat(32),
        viewing,
        elsewhere,
        lists: Vec::new(),
        is_compared: true,
        details: None,
    }
}

fn score(report: Report, files: &[ScoredFile]) -> Urgency {
    let stated = state(Some(&report), &[], files, received_at(), false);
    urgency(&Weights::built_in().unwrap(), &stated, received_at())
}

fn factors(urgency: &Urgency) -> Vec<&str> {
    urgency.lines.iter().map(|line| line.factor.as_str()).collect()
}

#[test]
fn a_list_that_has_the_md5_alone_makes_no_file_known() {
    let listed = |counts| {
        let listed = Listed { list: "known".to_owned(), by: "x".to_owned(), counts };
        ScoredFile { lists: vec![listed], ..file(0, Viewing::InFull) }
    };
    let plain = report(IncidentType::ChildPornography);
    let is_new = |file| factors(&score(plain.clone(), &[file])).contains(&"unseen_file");
    assert!(is_new(file(0, Viewing::InFull)) && is_new(listed(false)) && !is_new(listed(true)));
}

#[test]
fn the_senders_mark_is_band_a_and_the_plain_report_is_not() {
    let mut marked = report(IncidentType::ChildPornography);
    let plain = score(marked.clone(), &[file(0, Viewing::InFull)]);
    assert_eq!((plain.band, plain.floor), (Band::C, None));
    assert_eq!(factors(&plain), ["unseen_file", "file_count"]);
    marked.incident_summary.escalate_to_high_priority = Some("please hurry".to_owned());
    let urgency = score(marked, &[]);
    assert_eq!(
        (urgency.band, urgency.triggers, urgency.floor),
        (Band::A, vec![Trigger::SenderMarkedUrgent], Some(Band::C))
    );
}

#[test]
fn known_files_take_points_only_where_there_is_nothing_else() {
    let known = score(report(IncidentType::ChildPornography), &[file(40, Viewing::NotStated)]);
    assert_eq!(known.band, Band::D);
    assert!(known.points_tenths < 0 && factors(&known).contains(&"only_known_files"));
    assert_eq!(known.unknowns, ["access", "viewed"]);
    let mut batch = report(IncidentType::ChildPornography);
    batch.batched_report = Some(BatchedReport { reason: BatchedReportReason::ViralPotentialMeme });
    assert!(factors(&score(batch.clone(), &[])).contains(&"only_known_files"));
    batch.additional_info = Some("a text".to_owned());
    let with_text = score(batch, &[]);
    assert!(!factors(&with_text).contains(&"only_known_files") && with_text.band == Band::C);
}

#[test]
fn that_a_file_matches_a_list_is_no_text_to_be_read_and_what_stands_beside_it_is() {
    let confirmed = match_words::ConfirmedMatch {
        list_name: "known",
        list_version: 3,
        algorithm: "pdq",
        distance_bits: 12,
    };
    let floor = |words: Vec<String>| {
        let details = FileDetails { additional_info: words, ..FileDetails::new(7, Token::new("f1")) };
        let details = [("f1".to_owned(), details)];
        let report = report(IncidentType::ChildPornography);
        let stated = state(Some(&report), &details, &[file(40, Viewing::NotStated)], received_at(), false);
        urgency(&Weights::built_in().unwrap(), &stated, received_at()).floor
    };
    assert_eq!(floor(vec![confirmed.to_string()]), None);
    assert_eq!(floor(vec![confirmed.to_string(), "she wrote to us".to_owned()]), Some(Band::C));
}

#[test]
fn words_about_access_with_enticement_are_band_a() {
    let mut enticement = report(IncidentType::OnlineEnticement);
    let without = score(enticement.clone(), &[]);
    assert_eq!((without.band, without.points_tenths), (Band::D, 80));
    assert_eq!(without.unknowns, ["access", "conversation"]);
    enticement.person_or_user_reported[0].profile_bio = Some("Entrenador de natación".to_owned());
    let with = score(enticement.clone(), &[]);
    assert_eq!((with.band, with.triggers), (Band::A, vec![Trigger::AccessAndContact]));
    let other = wire::cybertipline::AssociatedAccount {
        profile_bio: enticement.person_or_user_reported[0].profile_bio.take(),
        ..Default::default()
    };
    enticement.person_or_user_reported[0].associated_account.push(other);
    assert_eq!(score(enticement, &[]).triggers, [Trigger::AccessAndContact]);
}

#[test]
fn every_text_is_read_for_triggers() {
    let mut chat = report(IncidentType::ChildPornography);
    let scene =
        ChatImIncident { content: Some("¿Quedamos mañana?".to_owned()), ..ChatImIncident::default() };
    chat.internet_details.push(InternetDetails::ChatIm(scene));
    let urgency = score(chat, &[]);
    assert_eq!(urgency.triggers, [Trigger::MeetingSoon]);
    let line = &urgency.lines[0];
    assert_eq!(
        (line.says.as_str(), line.source.as_str()),
        ("quedamos, manana", "report/internetDetails[1]/chatImIncident/content")
    );
}

#[test]
fn annotations_raise_by_their_names() {
    let mut marked = report(IncidentType::OnlineEnticement);
    let marks = ReportAnnotations { sextortion: true, ..ReportAnnotations::default() };
    marked.incident_summary.report_annotations = Some(marks);
    assert_eq!(score(marked, &[]).triggers, [Trigger::Blackmail]);
    let mut live = file(3, Viewing::InFull);
    let mut details = FileDetails::new(1, Token::new("f1"));
    let marks = FileAnnotations { live_streaming: true, ..FileAnnotations::default() };
    details.mark = Some(FileMark::Annotations(marks));
    live.details = Some(details);
    assert_eq!(score(report(IncidentType::ChildPornography), &[live]).triggers, [Trigger::LiveAbuse]);
}

#[test]
fn a_new_file_that_says_it_is_recent_is_band_a() {
    let check = |made: &str, elsewhere: usize, raises: bool| {
        let mut new = file(elsewhere, Viewing::InFull);
        let mut details = FileDetails::new(1, Token::new("f1"));
        details.details.push(wire::cybertipline::Details {
            name_value_pair: vec![wire::cybertipline::NameValuePair {
                name: "DateTimeOriginal".to_owned(),
                value: made.to_owned(),
                metadata_type: None,
            }],
            metadata_type: None,
        });
        new.details = Some(details);
        let urgency = score(report(IncidentType::ChildPornography), &[new]);
        assert_eq!(urgency.triggers.contains(&Trigger::NewAndRecent), raises, "{made}");
    };
    check("2024:05:20 10:00:00", 0, true);
    check("2024:05:20 10:00:00", 1, false);
    check("2024:04:20 10:00:00", 0, false);
    check("2030:05:20 10:00:00", 0, false);
    check("long ago", 0, false);
}

#[test]
fn who_somebody_is_changes_nothing() {
    let score_of = |first: &str, last: &str, country: &str, zip: &str| {
        let mut report = report(IncidentType::OnlineEnticement);
        let address = wire::cybertipline::Address {
            city: Some(last.to_owned()),
            zip_code: Some(zip.to_owned()),
            country: wire::cybertipline::Country::from_code(country),
            ..wire::cybertipline::Address::default()
        };
        let person = wire::cybertipline::Person {
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            address: vec![address],
            ..wire::cybertipline::Person::default()
        };
        report.person_or_user_reported[0].person = Some(person.clone());
        report.person_or_user_reported[0].screen_name = Some(first.to_lowercase());
        report.victim.push(Victim { person, ..Victim::default() });
        score(report, &[file(0, Viewing::InFull)])
    };
    let one = score_of("Ana", "Ejemplo", "ES", "28001");
    assert!(one == score_of("Wu", "Muster", "CN", "99999"));
    assert!(one == score_of("Fátima", "Modelo", "MA", "10000"));
}

#[test]
fn a_victim_who_reports_is_heard_at_once() {
    let mut told = report(IncidentType::OnlineEnticement);
    let email =
        |address: &str| wire::cybertipline::Email { address: address.to_owned(), ..Default::default() };
    told.reporter.reporting_person.email.push(email("ana@example.org"));
    let mut victim = Victim::default();
    victim.person.email.push(email("Ana@example.org "));
    told.victim.push(victim);
    assert_eq!(score(told.clone(), &[]).triggers, [Trigger::VictimReports]);
    told.victim[0].person.email.clear();
    assert!(score(told.clone(), &[]).triggers.is_empty());
    let phone = |number: &str| wire::cybertipline::Phone { number: number.to_owned(), ..Default::default() };
    told.reporter.reporting_person.phone.push(phone("+34 600 000 000"));
    told.victim[0].person.phone.push(phone("+34600000000"));
    assert_eq!(score(told, &[]).triggers, [Trigger::VictimReports]);
}

#[test]
fn a_more_complete_report_is_not_more_urgent() {
    let thin = report(IncidentType::OnlineEnticement);
    let mut full = thin.clone();
    full.incident_summary.platform = Some("Example".to_owned());
    full.incident_summary.incident_date_time_description = Some("time of the upload".to_owned());
    full.reporter
        .reporting_person
        .email
        .push(wire::cybertipline::Email { address: "esp@party.example".to_owned(), ..Default::default() });
    let account = &mut full.person_or_user_reported[0];
    account.screen_name = Some("screen-1".to_owned());
    account.display_name = vec!["Somebody".to_owned()];
    account.profile_url = vec!["https://a.example/x".to_owned()];
    account.ip_capture_event = vec![wire::cybertipline::IpCaptureEvent {
        ip_address: "203.0.113.7".to_owned(),
        port: Some(40_001),
        date_time: Some(StatedDateTime::parse("2024-05-31T10:00:00Z").unwrap()),
        ..Default::default()
    }];
    account.person = Some(wire::cybertipline::Person {
        age: Some(40),
        phone: vec![wire::cybertipline::Phone { number: "+34600000000".to_owned(), ..Default::default() }],
        ..Default::default()
    });
    assert!(score(thin, &[]) == score(full, &[]));
}
