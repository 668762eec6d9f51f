//! From what a report states to what its urgency is made of. Names, nationality, language, postcode and places of persons are not read here.

use jiff::Timestamp;
use model::triage::{Basis, Fact, Factor, Quality, Raised, Stated, Trigger, find_access};
use wire::cybertipline::{Email, FileDetails, IncidentType, InternetDetails, Person, Phone, Report};

use super::files::{self, ScoredFile};
use super::texts;

/// All that a report gives for its urgency; None once its document is gone. `details` are the newest of each file, by file id.
pub fn state(
    report: Option<&Report>,
    details: &[(String, FileDetails)],
    files: &[ScoredFile],
    received_at: Timestamp,
    is_read: bool,
) -> Stated {
    let Some(report) = report else {
        // its document is gone, so that nothing of it is known
        return Stated { is_read, unknowns: vec!["report".to_owned()], ..Stated::default() };
    };
    let mut facts = facts_of_incident(report, files::quality(files));
    facts.extend(facts_of_accounts(report, received_at));
    facts.extend(files::facts(files, report.batched_report.is_some(), received_at));
    let mut raised = raised_by(report);
    raised.extend(files::raised(files, received_at));
    let mut unknowns = files::unknowns(files);
    if !facts.iter().any(|fact| fact.factor == Factor::Access) {
        unknowns.push("access".to_owned());
    }
    if is_of_conversation(report) && !has_conversation(report) {
        unknowns.push("conversation".to_owned());
    }
    let texts = texts::of_people(report, details);
    Stated { facts, raised, texts, has_account: has_account(report), is_read, unknowns }
}

fn has_account(report: &Report) -> bool {
    let mut accounts = report.person_or_user_reported.iter();
    accounts.any(|account| account.esp_identifier.is_some() || account.screen_name.is_some())
}

fn is_of_conversation(report: &Report) -> bool {
    use IncidentType as I;
    matches!(report.incident_summary.incident_type, I::OnlineEnticement | I::UnsolicitedObsceneMaterial)
}

fn has_conversation(report: &Report) -> bool {
    report.internet_details.iter().any(|scene| match scene {
        InternetDetails::ChatIm(chat) => chat.content.is_some(),
        InternetDetails::Email(mail) => mail.content.is_some(),
        InternetDetails::OnlineGaming(game) => game.content.is_some(),
        InternetDetails::Newsgroup(group) => group.content.is_some(),
        _ => false,
    })
}

fn facts_of_incident(report: &Report, quality: Quality) -> Vec<Fact> {
    use IncidentType as I;
    let summary = &report.incident_summary;
    let at = summary.incident_date_time.instant();
    let factor = match summary.incident_type {
        I::OnlineEnticement | I::UnsolicitedObsceneMaterial => Some(Factor::Enticement),
        I::ChildSexTrafficking
        | I::ChildSexTourism
        | I::ChildSexualMolestation
        | I::ChildSexualMolestationNotByFamilyMember => Some(Factor::Contact),
        I::ChildPornography | I::MisleadingDomainName | I::MisleadingWordsOrImages => None,
    };
    let of_type = |factor| {
        let says = summary.incident_type.code();
        Fact::new(factor, quality, says, "report/incidentSummary/incidentType").since(at)
    };
    let mut facts: Vec<Fact> = factor.map(of_type).into_iter().collect();
    if summary.report_annotations.as_ref().is_some_and(|marks| marks.csam_solicitation) {
        let source = "report/incidentSummary/reportAnnotations";
        facts.push(Fact::new(Factor::Enticement, quality, "csamSolicitation", source).since(at));
    }
    let spread = report.internet_details.iter().any(|scene| matches!(scene, InternetDetails::PeerToPeer(_)));
    if spread || !report.intended_recipient.is_empty() {
        let (says, source) = if spread {
            ("peer2peerIncident", "report/internetDetails")
        } else {
            ("intendedRecipient", "report/intendedRecipient")
        };
        facts.push(Fact::new(Factor::Distribution, Quality::Fact, says, source).since(at));
    }
    facts
}

/// What is said of who is reported: earlier reports, and words by which somebody has to do with children.
fn facts_of_accounts(report: &Report, received_at: Timestamp) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (index, account) in report.person_or_user_reported.iter().enumerate() {
        let at = format!("report/personOrUserReported[{}]", index + 1);
        if !account.prior_ct_reports.is_empty() {
            let count = u32::try_from(account.prior_ct_reports.len()).unwrap_or(1000).min(1000);
            let fact = Fact::new(
                Factor::Repetition,
                Quality::Fact,
                count.to_string(),
                format!("{at}/priorCTReports"),
            );
            facts.push(fact.since(received_at).amount(count * 1000));
        }
        for (element, text) in
            [("profileBio", &account.profile_bio), ("additionalInfo", &account.additional_info)]
        {
            facts.extend(access(format!("{at}/{element}"), text.as_deref(), received_at));
        }
        for (index, other) in account.associated_account.iter().enumerate() {
            let at = format!("{at}/associatedAccount[{}]", index + 1);
            for (element, text) in
                [("profileBio", &other.profile_bio), ("additionalInfo", &other.additional_info)]
            {
                facts.extend(access(format!("{at}/{element}"), text.as_deref(), received_at));
            }
        }
    }
    facts.extend(access("report/additionalInfo".to_owned(), report.additional_info.as_deref(), received_at));
    facts
}

/// That other parties reported an account, an e-mail address or a number of who is reported.
pub fn reported_by_others(parties: usize, received_at: Timestamp) -> Option<Fact> {
    let count = u32::try_from(parties).unwrap_or(1000).min(1000);
    let fact = Fact::new(Factor::Repetition, Quality::Automatic, count.to_string(), "report_trait");
    (count > 0).then(|| fact.since(received_at).amount(count * 1000))
}

fn access(element: String, text: Option<&str>, received_at: Timestamp) -> Option<Fact> {
    let words = find_access(text?)?;
    Some(Fact::new(Factor::Access, Quality::Automatic, words, element).since(received_at))
}

/// What the sender states that alone makes Band A.
fn raised_by(report: &Report) -> Vec<Raised> {
    const MARKS: &str = "report/incidentSummary/reportAnnotations";
    let summary = &report.incident_summary;
    let raise = |trigger, says: &str, source: &str| Raised {
        trigger,
        basis: Basis::Assessment,
        says: says.to_owned(),
        source: source.to_owned(),
    };
    let mut raised = Vec::new();
    if summary.escalate_to_high_priority.is_some() {
        raised.push(raise(Trigger::SenderMarkedUrgent, "escalateToHighPriority", texts::URGENT_MARK));
    }
    if let Some(marks) = &summary.report_annotations {
        if marks.sextortion {
            raised.push(raise(Trigger::Blackmail, "sextortion", MARKS));
        }
        if marks.sadistic_online_exploitation {
            raised.push(raise(Trigger::Threat, "sadisticOnlineExploitation", MARKS));
        }
    }
    if is_told_by_victim(report) {
        raised.push(raise(Trigger::VictimReports, "reportingPerson", "report/reporter/reportingPerson"));
    }
    raised
}

/// Whether who reports has an e-mail address or a telephone number that the report states of a victim.
fn is_told_by_victim(report: &Report) -> bool {
    let told_by = contacts(&report.reporter.reporting_person);
    report
        .victim
        .iter()
        .any(|victim| contacts(&victim.person).iter().any(|contact| told_by.contains(contact)))
}

/// The addresses and numbers of a person, as they are compared.
fn contacts(person: &Person) -> Vec<String> {
    let email = |email: &Email| email.address.trim().to_lowercase();
    let phone = |phone: &Phone| phone.number.chars().filter(char::is_ascii_digit).collect::<String>();
    let all = person.email.iter().map(email).chain(person.phone.iter().map(phone));
    all.filter(|contact| !contact.is_empty()).collect()
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
