//! Every text of a report that somebody wrote in words of their own.

use model::triage::FreeText;
use wire::cybertipline::{FileDetails, InternetDetails, Report, match_words};

/// Where a sender says why it marked a report as urgent.
pub const URGENT_MARK: &str = "report/incidentSummary/escalateToHighPriority";

/// Where the details of a file begin.
const FILE: &str = "fileDetails";

/// Texts as they are found.
#[derive(Default)]
struct Texts(Vec<FreeText>);

impl Texts {
    fn add(&mut self, element: impl Into<String>, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.0.push(FreeText { element: element.into(), text: Some(text.to_owned()), is_read: false });
        }
    }
}

/// The texts of a report, and of the newest details of its files.
pub fn of(report: &Report, details: &[(String, FileDetails)]) -> Vec<FreeText> {
    let mut texts = Texts::default();
    texts.add(URGENT_MARK, report.incident_summary.escalate_to_high_priority.as_deref());
    for (index, scene) in report.internet_details.iter().enumerate() {
        add_scene(&mut texts, &format!("report/internetDetails[{}]", index + 1), scene);
    }
    for (index, account) in report.person_or_user_reported.iter().enumerate() {
        let at = format!("report/personOrUserReported[{}]", index + 1);
        texts.add(format!("{at}/profileBio"), account.profile_bio.as_deref());
        texts.add(format!("{at}/additionalInfo"), account.additional_info.as_deref());
        for (index, other) in account.associated_account.iter().enumerate() {
            let at = format!("{at}/associatedAccount[{}]", index + 1);
            texts.add(format!("{at}/profileBio"), other.profile_bio.as_deref());
            texts.add(format!("{at}/additionalInfo"), other.additional_info.as_deref());
        }
    }
    for (index, recipient) in report.intended_recipient.iter().enumerate() {
        let at = format!("report/intendedRecipient[{}]", index + 1);
        texts.add(format!("{at}/profileBio"), recipient.profile_bio.as_deref());
        for info in &recipient.additional_info {
            texts.add(format!("{at}/additionalInfo"), Some(info));
        }
    }
    for (index, victim) in report.victim.iter().enumerate() {
        let at = format!("report/victim[{}]", index + 1);
        texts.add(format!("{at}/profileBio"), victim.profile_bio.as_deref());
        texts.add(format!("{at}/additionalInfo"), victim.additional_info.as_deref());
    }
    texts.add("report/additionalInfo", report.additional_info.as_deref());
    for (file_id, details) in details {
        for info in &details.additional_info {
            texts.add(format!("{FILE}[fileId={file_id}]/additionalInfo"), Some(info));
        }
    }
    texts.0
}

/// The same without what programs write of each match with a list: nobody has to have read that.
pub(super) fn of_people(report: &Report, details: &[(String, FileDetails)]) -> Vec<FreeText> {
    let mut texts = of(report, details);
    texts.retain(|text| !is_of_a_match(text));
    texts
}

fn is_of_a_match(text: &FreeText) -> bool {
    text.element.starts_with(FILE) && text.text.as_deref().is_some_and(match_words::are_standing)
}

fn add_scene(texts: &mut Texts, at: &str, scene: &InternetDetails) {
    let (step, content, info) = match scene {
        InternetDetails::WebPage(page) => ("webPageIncident", None, &page.additional_info),
        InternetDetails::Email(mail) => ("emailIncident", mail.content.as_deref(), &mail.additional_info),
        InternetDetails::Newsgroup(group) => {
            ("newsgroupIncident", group.content.as_deref(), &group.additional_info)
        }
        InternetDetails::ChatIm(chat) => ("chatImIncident", chat.content.as_deref(), &chat.additional_info),
        InternetDetails::OnlineGaming(game) => {
            ("onlineGamingIncident", game.content.as_deref(), &game.additional_info)
        }
        InternetDetails::CellPhone(phone) => ("cellPhoneIncident", None, &phone.additional_info),
        InternetDetails::NonInternet(place) => ("nonInternetIncident", None, &place.additional_info),
        InternetDetails::PeerToPeer(network) => ("peer2peerIncident", None, &network.additional_info),
    };
    texts.add(format!("{at}/{step}/content"), content);
    texts.add(format!("{at}/{step}/additionalInfo"), info.as_deref());
}
