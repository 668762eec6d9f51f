//! What is asked of a report.

use super::super::accounts::{PersonOrUserReported, Victim};
use super::super::codes::IncidentType;
use super::super::incident::InternetDetails;
use super::super::people::Person;
use super::super::report::{Report, Reporter};
use super::{Asked, Missing, Questions, events, is_filled};

/// Every fact that is asked of a report, in document order.
pub(super) fn examine(report: &Report) -> Vec<Asked> {
    let mut questions = Questions::default();
    let summary = &report.incident_summary;
    questions.ask(
        Missing::DateMeaning,
        "report/incidentSummary/incidentDateTimeDescription".to_owned(),
        is_filled(summary.incident_date_time_description.as_deref()),
    );
    scenes(&mut questions, report);
    questions.ask(
        Missing::ReporterContact,
        "report/reporter/contactPerson".to_owned(),
        can_be_reached(&report.reporter),
    );
    people(&mut questions, report);
    victims(&mut questions, report);
    questions.ask(
        Missing::Narrative,
        "report/additionalInfo".to_owned(),
        is_filled(report.additional_info.as_deref()),
    );
    questions.0
}

fn scenes(questions: &mut Questions, report: &Report) {
    questions.ask(Missing::Scene, "report/internetDetails".to_owned(), !report.internet_details.is_empty());
    for (index, scene) in report.internet_details.iter().enumerate() {
        let root = format!("report/internetDetails[{}]", index + 1);
        scene_facts(questions, scene, &root);
    }
}

fn scene_facts(questions: &mut Questions, scene: &InternetDetails, root: &str) {
    let mut text = |step: &str, content: Option<&str>| {
        questions.ask(Missing::Conversation, format!("{root}/{step}/content"), is_filled(content));
    };
    match scene {
        InternetDetails::Email(scene) => text("emailIncident", scene.content.as_deref()),
        InternetDetails::Newsgroup(scene) => text("newsgroupIncident", scene.content.as_deref()),
        InternetDetails::ChatIm(scene) => text("chatImIncident", scene.content.as_deref()),
        InternetDetails::OnlineGaming(scene) => text("onlineGamingIncident", scene.content.as_deref()),
        InternetDetails::WebPage(scene) => {
            questions.ask(Missing::Url, format!("{root}/webPageIncident/url"), !scene.url.is_empty());
        }
        InternetDetails::PeerToPeer(scene) => {
            for (index, event) in scene.ip_capture_event.iter().enumerate() {
                let path = format!("{root}/peer2peerIncident/ipCaptureEvent[{}]", index + 1);
                events::ask(questions, event, &path);
            }
        }
        InternetDetails::CellPhone(_) | InternetDetails::NonInternet(_) => {}
    }
}

fn can_be_reached(reporter: &Reporter) -> bool {
    let person = &reporter.reporting_person;
    let contact = reporter.contact_person.as_ref();
    !person.email.is_empty()
        || !person.phone.is_empty()
        || contact.is_some_and(|contact| !contact.email.is_empty() || !contact.phone.is_empty())
}

fn people(questions: &mut Questions, report: &Report) {
    questions.ask(
        Missing::ReportedAccount,
        "report/personOrUserReported".to_owned(),
        !report.person_or_user_reported.is_empty(),
    );
    for (index, account) in report.person_or_user_reported.iter().enumerate() {
        account_facts(questions, account, &format!("report/personOrUserReported[{}]", index + 1));
    }
}

fn account_facts(questions: &mut Questions, account: &PersonOrUserReported, root: &str) {
    let person = account.person.as_ref();
    let mut ask = |fact: Missing, element: &str, present: bool| {
        questions.ask(fact, format!("{root}/{element}"), present);
    };
    let has_name = is_filled(account.screen_name.as_deref())
        || !account.display_name.is_empty()
        || !account.profile_url.is_empty();
    let has_contact = person.is_some_and(|person| !person.email.is_empty() || !person.phone.is_empty());
    let has_standing =
        account.account_temporarily_disabled.is_some() || account.account_permanently_disabled.is_some();
    ask(Missing::AccountContact, "personOrUserReportedPerson", has_contact);
    ask(Missing::ReportedAge, "personOrUserReportedPerson/dateOfBirth", person.is_some_and(states_age));
    ask(Missing::AccountIdentifier, "espIdentifier", is_filled(account.esp_identifier.as_deref()));
    ask(Missing::AccountName, "screenName", has_name);
    ask(Missing::AccountAddress, "ipCaptureEvent", !account.ip_capture_event.is_empty());
    ask(Missing::AccountDevice, "deviceId", !account.device_id.is_empty());
    ask(Missing::AccountStanding, "accountPermanentlyDisabled", has_standing);
    for (index, event) in account.ip_capture_event.iter().enumerate() {
        events::ask(questions, event, &format!("{root}/ipCaptureEvent[{}]", index + 1));
    }
}

fn states_age(person: &Person) -> bool {
    person.date_of_birth.is_some() || person.age.is_some()
}

fn victims(questions: &mut Questions, report: &Report) {
    if report.victim.is_empty() && harms_a_child_in_contact(report) {
        questions.ask(Missing::Victim, "report/victim".to_owned(), false);
    }
    for (index, victim) in report.victim.iter().enumerate() {
        let root = format!("report/victim[{}]", index + 1);
        questions.ask(Missing::Victim, root.clone(), true);
        let age = states_age(&victim.person);
        questions.ask(Missing::VictimAge, format!("{root}/victimPerson/dateOfBirth"), age);
        questions.ask(Missing::VictimContact, root, can_be_found(victim));
    }
}

/// Incidents in which a certain child was written to, met or used: the reporting party usually sees both accounts.
fn harms_a_child_in_contact(report: &Report) -> bool {
    let summary = &report.incident_summary;
    let marked = summary.report_annotations.as_ref().is_some_and(|marks| {
        marks.sextortion || marks.csam_solicitation || marks.sadistic_online_exploitation
    });
    let contact = matches!(
        summary.incident_type,
        IncidentType::OnlineEnticement
            | IncidentType::ChildSexTrafficking
            | IncidentType::ChildSexualMolestation
            | IncidentType::ChildSexualMolestationNotByFamilyMember
            | IncidentType::UnsolicitedObsceneMaterial
    );
    marked || contact
}

fn can_be_found(victim: &Victim) -> bool {
    let person = &victim.person;
    let account = is_filled(victim.esp_identifier.as_deref())
        || is_filled(victim.screen_name.as_deref())
        || !victim.profile_url.is_empty()
        || !victim.ip_capture_event.is_empty()
        || is_filled(victim.school_name.as_deref());
    let name = is_filled(person.first_name.as_deref()) && is_filled(person.last_name.as_deref());
    account || name || !person.email.is_empty() || !person.phone.is_empty() || !person.address.is_empty()
}
