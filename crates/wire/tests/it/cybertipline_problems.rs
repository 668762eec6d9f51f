//! The rules beyond the schema.

use wire::cybertipline::{
    AssociatedAccount, Details, Email, FileAnnotations, FileClassification, FileDetails, FileMark,
    FileRelevance, IncidentSummary, IncidentType, InternetDetails, IpCaptureEvent, OriginalFileHash,
    PersonOrUserReported, Report, Reporter, Severity, StatedDateTime, Token, WebPageIncident,
};

fn sound_report() -> Report {
    let at = StatedDateTime::parse("2026-03-01T10:00:00Z").unwrap();
    let mut report =
        Report::new(IncidentSummary::new(IncidentType::OnlineEnticement, at), Reporter::default());
    report.reporter.reporting_person.email =
        vec![Email { address: "desk@platform.example".to_owned(), ..Email::default() }];
    report.internet_details = vec![page("https://platform.example/p/1")];
    report
}

fn page(url: &str) -> InternetDetails {
    InternetDetails::WebPage(WebPageIncident { url: vec![url.to_owned()], ..WebPageIncident::default() })
}

fn sound_file() -> FileDetails {
    FileDetails::new(7_000_001, Token::new("15e9941f00c4d6d7962e4292b3559618"))
}

/// One line a problem.
fn told(problems: &[wire::cybertipline::Problem]) -> String {
    let lines = problems.iter().map(|problem| {
        let severity = if problem.severity == Severity::Refuse { "refuse" } else { "warn" };
        format!("{severity} {}: {}", problem.path, problem.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn sound_documents_have_no_problems() {
    assert_eq!(sound_report().problems(), []);
    assert_eq!(sound_file().problems(), []);
    let mut report = sound_report();
    report.internet_details.push(page("bad1.example.com"));
    assert_eq!(report.problems(), [], "a scheme is not asked for");
}

#[test]
fn urls_and_free_text_must_say_something() {
    let mut report = sound_report();
    report.internet_details.extend([
        page("https://a.example/b c"),
        page("https://a.example/\u{7}"),
        page(""),
    ]);
    report.incident_summary.escalate_to_high_priority = Some(" \n".to_owned());
    report.reporter.terms_of_service = Some(String::new());
    report.additional_info = Some("\t".to_owned());
    insta::assert_snapshot!(told(&report.problems()), @"
    refuse report/incidentSummary/escalateToHighPriority: must not be blank when present
    refuse report/internetDetails[2]/webPageIncident/url[1]: must not be empty nor hold whitespace or control characters
    refuse report/internetDetails[3]/webPageIncident/url[1]: must not be empty nor hold whitespace or control characters
    refuse report/internetDetails[4]/webPageIncident/url[1]: must not be empty nor hold whitespace or control characters
    refuse report/reporter/termsOfService: must not be blank when present
    refuse report/additionalInfo: must not be blank when present
    ");
}

#[test]
fn what_is_documented_but_not_enforced_is_a_warning() {
    let mut report = sound_report();
    report.internet_details.clear();
    report.reporter.reporting_person.email.clear();
    report.incident_summary.platform = Some("ñ".repeat(257));
    let reported = PersonOrUserReported {
        ip_capture_event: vec![IpCaptureEvent {
            ip_address: "192.0.2.1".to_owned(),
            port: Some(65_536),
            ..IpCaptureEvent::default()
        }],
        associated_account: vec![AssociatedAccount {
            approximate_age: Some(-1),
            ..AssociatedAccount::default()
        }],
        ..PersonOrUserReported::default()
    };
    report.person_or_user_reported = vec![reported, PersonOrUserReported::default()];
    insta::assert_snapshot!(told(&report.problems()), @"
    warn report/incidentSummary/platform: is longer than the documented 256 characters
    warn report/personOrUserReported[1]/ipCaptureEvent[1]/port: is not between 1 and 65535
    warn report/personOrUserReported[1]/associatedAccount[1]/approximateAge: is not between 0 and 150
    warn report: has no internetDetails; the documentation asks for one at least
    warn report/reporter/reportingPerson: has no email; the documentation asks for one
    warn report: reports several people; the documentation asks for at most one
    warn report/personOrUserReported[1]/associatedAccount[1]: has no type; the stored schema asks for the attribute `type`
    ");
    report.incident_summary.platform = Some("ñ".repeat(256));
    assert!(
        !told(&report.problems()).contains("platform"),
        "256 characters are allowed, whatever their bytes"
    );
}

#[test]
fn rules_of_files_are_refusals() {
    let mut file = sound_file();
    file.exif_viewed_by_esp = Some(true);
    file.file_viewed_by_esp = Some(false);
    file.file_relevance = Some(FileRelevance::SupplementalReported);
    file.industry_classification = Some(FileClassification::B2);
    file.mark =
        Some(FileMark::Annotations(FileAnnotations { potential_meme: true, ..FileAnnotations::default() }));
    file.location_of_file = Some("platform.example/p/1".to_owned());
    file.original_file_hash = vec![OriginalFileHash { value: "00".to_owned(), hash_type: "x".repeat(65) }];
    file.details = vec![Details::default()];
    insta::assert_snapshot!(told(&file.problems()), @"
    warn fileDetails/originalFileHash[1]/@hashType: is longer than the documented 64 characters
    refuse fileDetails/details[1]: has no nameValuePair; one at least is required
    refuse fileDetails/fileViewedByEsp: must be true because exifViewedByEsp is true
    refuse fileDetails/industryClassification: must be absent because fileRelevance is `Supplemental Reported`
    refuse fileDetails/fileAnnotations/potentialMeme: must be absent because fileRelevance is `Supplemental Reported`
    refuse fileDetails/locationOfFile: must be a URL with its scheme, such as https://…
    ");
    file.mark = Some(FileMark::PotentialMeme(true));
    assert!(told(&file.problems()).contains("fileDetails/potentialMeme"));
    file.mark = Some(FileMark::PotentialMeme(false));
    assert!(!told(&file.problems()).contains("otentialMeme"));
    file.file_relevance = Some(FileRelevance::Reported);
    assert!(!told(&file.problems()).contains("industryClassification"));
}

#[test]
fn the_place_of_a_file_is_an_absolute_url() {
    for (url, sound) in [
        ("https://platform.example/p/1", true),
        ("https://platform.example/ñ", true),
        ("urn:example:1", true),
        ("//platform.example", false),
        ("https://", false),
        ("1https://a", false),
        ("https://a b", false),
        ("", false),
    ] {
        let mut file = sound_file();
        file.location_of_file = Some(url.to_owned());
        assert_eq!(file.problems().is_empty(), sound, "{url}");
    }
}

#[test]
fn a_kind_of_incident_that_only_old_clients_know_is_a_warning() {
    let mut report = sound_report();
    report.incident_summary.incident_type = IncidentType::ChildSexualMolestationNotByFamilyMember;
    let said = told(&report.problems());
    assert!(said.contains("warn report/incidentSummary/incidentType: is a value of 2015"), "{said}");
    report.incident_summary.incident_type = IncidentType::ChildSexualMolestation;
    assert_eq!(report.problems(), []);
}
