//! What a report holds beside the file that it shares with many others: whoever acts on all at once must not overlook it.

use wire::cybertipline::{
    AssociatedAccount, AssociatedAccountType, FileAnnotations, FileDetails, FileMark, InternetDetails,
    PersonOrUserReported, Report, ReportAnnotations, date_words, match_words,
};

/// Something that a report holds beside the shared file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Beside {
    /// Its sender marks it as urgent, or marks of it tell of a living situation.
    Trigger,
    /// It names a child, or the parent of whoever is reported.
    ChildContact,
    /// Content of a chat, a mail or a game.
    Chat,
    /// To whom something was sent.
    Recipient,
    /// Words of its sender, a place off the internet, or an agency that knows of it already.
    Text,
    /// A file of another cluster.
    OtherFile,
    /// Another report names the same account, e-mail address or telephone number, or the sender says that one did.
    OtherReports,
}

impl Beside {
    const ALL: [Self; 7] = [
        Self::Trigger,
        Self::ChildContact,
        Self::Chat,
        Self::Recipient,
        Self::Text,
        Self::OtherFile,
        Self::OtherReports,
    ];

    /// As it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::ChildContact => "child_contact",
            Self::Chat => "chat",
            Self::Recipient => "recipient",
            Self::Text => "text",
            Self::OtherFile => "other_file",
            Self::OtherReports => "other_reports",
        }
    }

    /// What stands in a column of words, the gravest first; a word that is none counts for nothing.
    pub(crate) fn read(words: &str) -> Vec<Self> {
        let is_said = |beside: &Self| words.split(' ').any(|word| word == beside.as_str());
        Self::ALL.into_iter().filter(is_said).collect()
    }

    /// The column of words.
    pub(crate) fn write(all: &[Self]) -> String {
        let words: Vec<&str> =
            Self::ALL.into_iter().filter(|beside| all.contains(beside)).map(Self::as_str).collect();
        words.join(" ")
    }
}

/// What a report and the details of its files say beside the files themselves.
pub(crate) fn of_documents(report: &Report, details: &[FileDetails]) -> Vec<Beside> {
    let mut found = Vec::new();
    let mut note = |is_there: bool, beside: Beside| {
        if is_there {
            found.push(beside);
        }
    };
    note(is_triggered(report) || details.iter().any(tells_of_now), Beside::Trigger);
    note(!report.victim.is_empty() || names_a_parent(report), Beside::ChildContact);
    note(report.internet_details.iter().any(has_content), Beside::Chat);
    note(!report.intended_recipient.is_empty(), Beside::Recipient);
    note(has_words(report) || details.iter().any(file_has_words), Beside::Text);
    let says_so = |account: &PersonOrUserReported| !account.prior_ct_reports.is_empty();
    note(report.person_or_user_reported.iter().any(says_so), Beside::OtherReports);
    found
}

/// Whether a sender marks a file as a possible meme, in the old way or the new.
pub(crate) fn is_possible_meme(details: &FileDetails) -> bool {
    match &details.mark {
        Some(FileMark::PotentialMeme(is_meme)) => *is_meme,
        Some(FileMark::Annotations(annotations)) => annotations.potential_meme,
        None => false,
    }
}

/// Escalated, or annotated as something that goes on between persons.
fn is_triggered(report: &Report) -> bool {
    let summary = &report.incident_summary;
    let says = |marks: &ReportAnnotations| {
        marks.sextortion
            || marks.csam_solicitation
            || marks.minor_to_minor_interaction
            || marks.sadistic_online_exploitation
    };
    summary.escalate_to_high_priority.is_some() || summary.report_annotations.as_ref().is_some_and(says)
}

fn tells_of_now(details: &FileDetails) -> bool {
    let says = |marks: &FileAnnotations| {
        marks.live_streaming || marks.physical_harm || marks.possible_self_production
    };
    matches!(&details.mark, Some(FileMark::Annotations(marks)) if says(marks))
}

fn has_content(scene: &InternetDetails) -> bool {
    match scene {
        InternetDetails::Email(email) => email.content.is_some(),
        InternetDetails::Newsgroup(group) => group.content.is_some(),
        InternetDetails::ChatIm(chat) => chat.content.is_some(),
        InternetDetails::OnlineGaming(game) => game.content.is_some(),
        InternetDetails::WebPage(_)
        | InternetDetails::CellPhone(_)
        | InternetDetails::NonInternet(_)
        | InternetDetails::PeerToPeer(_) => false,
    }
}

/// Who has a parent's account beside the own is a child, as far as its service knows.
fn names_a_parent(report: &Report) -> bool {
    let is_parent =
        |account: &AssociatedAccount| account.stated_type() == Some(AssociatedAccountType::ParentOrGuardian);
    report.person_or_user_reported.iter().flat_map(|account| &account.associated_account).any(is_parent)
}

fn has_words(report: &Report) -> bool {
    report.additional_info.is_some()
        || report.incident_summary.incident_date_time_description.as_deref().is_some_and(is_typed)
        || report.law_enforcement.is_some()
        || report.person_or_user_reported.iter().any(account_has_words)
        || report.internet_details.iter().any(scene_has_words)
}

/// Whether somebody typed what the date means: a sentence of a program's own would keep every report of its sender out of what is done to all.
fn is_typed(described: &str) -> bool {
    !date_words::are_standing(described)
}

/// Whether somebody wrote of a file: that it matches a list is a program's own sentence.
pub(crate) fn file_has_words(details: &FileDetails) -> bool {
    !details.additional_info.iter().all(|words| match_words::are_standing(words))
}

fn account_has_words(account: &PersonOrUserReported) -> bool {
    let of_linked =
        |linked: &AssociatedAccount| linked.additional_info.is_some() || linked.profile_bio.is_some();
    account.additional_info.is_some()
        || account.profile_bio.is_some()
        || account.vehicle_description.is_some()
        || account.associated_account.iter().any(of_linked)
}

fn scene_has_words(scene: &InternetDetails) -> bool {
    match scene {
        InternetDetails::WebPage(scene) => scene.additional_info.is_some(),
        InternetDetails::Email(scene) => scene.additional_info.is_some(),
        InternetDetails::Newsgroup(scene) => scene.additional_info.is_some(),
        InternetDetails::ChatIm(scene) => scene.additional_info.is_some(),
        InternetDetails::OnlineGaming(scene) => scene.additional_info.is_some(),
        InternetDetails::CellPhone(scene) => scene.additional_info.is_some(),
        InternetDetails::NonInternet(_) => true,
        InternetDetails::PeerToPeer(scene) => scene.additional_info.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::{
        ChatImIncident, IncidentSummary, IncidentType, LawEnforcement, NonInternetIncident, Reporter,
        StatedDateTime, Token, Victim,
    };

    use super::*;

    fn report() -> Report {
        let at = StatedDateTime::parse("2024-05-01T10:00:00Z").unwrap();
        Report::new(IncidentSummary::new(IncidentType::ALL[0], at), Reporter::default())
    }

    #[test]
    fn a_report_that_only_has_a_file_says_nothing_beside_it() {
        let details = FileDetails::new(7, Token::new("a"));
        assert_eq!(of_documents(&report(), &[details]), Vec::<Beside>::new());
    }

    #[test]
    fn whatever_tells_of_a_person_is_found() {
        let mut full = report();
        full.incident_summary.escalate_to_high_priority = Some("x".into());
        full.additional_info = Some("x".into());
        full.victim.push(Victim::default());
        let chat = ChatImIncident { content: Some("x".into()), ..ChatImIncident::default() };
        full.internet_details.push(InternetDetails::ChatIm(chat));
        let account = PersonOrUserReported { prior_ct_reports: vec![7], ..PersonOrUserReported::default() };
        full.person_or_user_reported.push(account);
        let found = of_documents(&full, &[]);
        let all = [Beside::Trigger, Beside::ChildContact, Beside::Chat, Beside::Text, Beside::OtherReports];
        assert_eq!(found, all);
        assert_eq!(Beside::write(&found), "trigger child_contact chat text other_reports");
        assert_eq!(
            Beside::read("text other_reports trigger x"),
            [Beside::Trigger, Beside::Text, Beside::OtherReports]
        );
        assert_eq!((Beside::read(""), Beside::write(&[])), (vec![], String::new()));
    }

    #[test]
    fn words_that_stand_elsewhere_are_words() {
        let mut dated = report();
        dated.incident_summary.incident_date_time_description = Some("x".into());
        assert_eq!(of_documents(&dated, &[]), [Beside::Text]);
        dated.incident_summary.incident_date_time_description = Some(date_words::UPLOADED.into());
        assert_eq!(of_documents(&dated, &[]), Vec::<Beside>::new());
        let mut described = report();
        let account =
            PersonOrUserReported { profile_bio: Some("x".into()), ..PersonOrUserReported::default() };
        described.person_or_user_reported.push(account);
        assert_eq!(of_documents(&described, &[]), [Beside::Text]);
        let mut known = report();
        known.law_enforcement = Some(LawEnforcement::default());
        assert_eq!(of_documents(&known, &[]), [Beside::Text]);
        let mut outside = report();
        outside.internet_details.push(InternetDetails::NonInternet(NonInternetIncident::default()));
        assert_eq!(of_documents(&outside, &[]), [Beside::Text]);
    }

    #[test]
    fn that_a_file_matches_a_list_is_no_word_and_what_stands_beside_it_is() {
        let confirmed = match_words::ConfirmedMatch {
            list_name: "known",
            list_version: 3,
            algorithm: "pdq",
            distance_bits: 12,
        };
        let said = |words: Vec<String>| FileDetails {
            additional_info: words,
            ..FileDetails::new(7, Token::new("a"))
        };
        let alone = said(vec![confirmed.to_string(), confirmed.to_string()]);
        assert_eq!(of_documents(&report(), &[alone]), Vec::<Beside>::new());
        let more = said(vec![confirmed.to_string(), "x".to_owned()]);
        assert_eq!(of_documents(&report(), &[more]), [Beside::Text]);
        let mut elsewhere = report();
        elsewhere.additional_info = Some(confirmed.to_string());
        assert_eq!(of_documents(&elsewhere, &[]), [Beside::Text], "no program writes it there");
    }

    #[test]
    fn what_is_said_of_a_linked_account_counts_and_that_of_a_parent_tells_of_a_child() {
        let beside = |linked: AssociatedAccount| {
            let account =
                PersonOrUserReported { associated_account: vec![linked], ..PersonOrUserReported::default() };
            let mut full = report();
            full.person_or_user_reported.push(account);
            of_documents(&full, &[])
        };
        let of = |account_type| AssociatedAccount {
            account_type: Some(account_type),
            ..AssociatedAccount::default()
        };
        assert_eq!(beside(of(AssociatedAccountType::Billing)), Vec::<Beside>::new());
        assert_eq!(beside(of(AssociatedAccountType::ParentOrGuardian)), [Beside::ChildContact]);
        let said = AssociatedAccount { additional_info: Some("x".into()), ..AssociatedAccount::default() };
        assert_eq!(beside(said), [Beside::Text]);
    }

    #[test]
    fn marks_of_files_count_in_the_old_way_and_the_new() {
        let marked = |mark| FileDetails { mark: Some(mark), ..FileDetails::new(7, Token::new("a")) };
        assert!(is_possible_meme(&marked(FileMark::PotentialMeme(true))));
        assert!(!is_possible_meme(&marked(FileMark::PotentialMeme(false))));
        let live =
            FileAnnotations { live_streaming: true, potential_meme: true, ..FileAnnotations::default() };
        let live = marked(FileMark::Annotations(live));
        assert!(is_possible_meme(&live));
        assert_eq!(of_documents(&report(), &[live]), [Beside::Trigger]);
    }
}
