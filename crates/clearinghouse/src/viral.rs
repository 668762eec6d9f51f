//! Whether a report rests on files that are known everywhere, and says nothing beside them. Such reports go as one batch, since each of them
//! alone would hide the others; whatever says more than the shared file stays by itself.

use std::collections::BTreeSet;

use wire::cybertipline::{BatchedReportReason, FileDetails, FileMark, InternetDetails, Report};

use crate::beside;

/// Whether a report with these files, by their ids, and these newest details of them rests on nothing but files that are known everywhere: as
/// the sender marks them, or as this node `counted`.
pub(crate) fn rests_on_known_files(
    report: &Report,
    file_ids: &[&str],
    newest: &[&FileDetails],
    counted: &BTreeSet<String>,
) -> bool {
    let is_batched = report
        .batched_report
        .as_ref()
        .is_some_and(|batched| batched.reason == BatchedReportReason::ViralPotentialMeme);
    let of_file = |file_id: &&str| newest.iter().find(|details| details.file_id.as_str() == *file_id);
    let is_known = |file_id: &&str| match of_file(file_id) {
        Some(details) => {
            (is_batched || is_marked(details) || counted.contains(*file_id)) && says_nothing_beside(details)
        }
        None => is_batched || counted.contains(*file_id),
    };
    !file_ids.is_empty() && file_ids.iter().all(is_known) && nothing_beside(report)
}

fn is_marked(details: &FileDetails) -> bool {
    matches!(&details.mark, Some(FileMark::Annotations(marks)) if marks.viral)
}

/// No word, and no mark that makes the file more than one that is passed around.
fn says_nothing_beside(details: &FileDetails) -> bool {
    let is_plain = match &details.mark {
        Some(FileMark::Annotations(marks)) => {
            !(marks.possible_self_production
                || marks.physical_harm
                || marks.violence_gore
                || marks.live_streaming
                || marks.infant)
        }
        Some(FileMark::PotentialMeme(_)) | None => true,
    };
    is_plain && !beside::file_has_words(details)
}

/// What an action over a cluster would leave out, and beside that a word to the police, linked accounts, and every scene but a bare page.
fn nothing_beside(report: &Report) -> bool {
    beside::of_documents(report, &[]).is_empty()
        && report.law_enforcement.is_none()
        && report.internet_details.iter().all(|scene| matches!(scene, InternetDetails::WebPage(_)))
        && report.person_or_user_reported.iter().all(|account| account.associated_account.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(summary: &str, rest: &str) -> Report {
        let xml = format!(
            "<report><incidentSummary><incidentType>Child Pornography (possession, manufacture, and distribution)\
             </incidentType>{summary}<incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime></incidentSummary>\
             <reporter><reportingPerson/></reporter>{rest}</report>"
        );
        Report::read(xml.as_bytes()).unwrap().value
    }

    fn details(file: &str, rest: &str) -> FileDetails {
        let xml = format!("<fileDetails><reportId>7</reportId><fileId>{file}</fileId>{rest}</fileDetails>");
        FileDetails::read(xml.as_bytes()).unwrap().value
    }

    const VIRAL: &str = "<fileAnnotations><viral/></fileAnnotations>";
    const ACCOUNT: &str = "<personOrUserReported><espIdentifier>one</espIdentifier></personOrUserReported>";

    #[test]
    fn only_marked_files_with_nothing_beside_make_a_report_that_waits_for_a_batch() {
        let plain = report("", ACCOUNT);
        let viral = |rest: &str| [details("a", &format!("{VIRAL}{rest}"))];
        let [marked] = viral("");
        let none = BTreeSet::new();
        assert!(rests_on_known_files(&plain, &["a"], &[&marked], &none));
        let (counted, unmarked) = (BTreeSet::from(["a".to_owned()]), details("a", ""));
        assert!(rests_on_known_files(&plain, &["a"], &[&unmarked], &counted), "many accounts had it");
        assert!(rests_on_known_files(&plain, &["a"], &[], &counted));
        let infant = details("a", "<fileAnnotations><infant/></fileAnnotations>");
        assert!(!rests_on_known_files(&plain, &["a"], &[&infant], &counted), "but it says more");
        assert!(
            !rests_on_known_files(&plain, &["a", "b"], &[&unmarked], &counted),
            "of another nothing is known"
        );
        for (what, report, files, details) in [
            ("no file", plain.clone(), vec![], viral("").to_vec()),
            ("a file of which nothing is said", plain.clone(), vec!["a", "b"], viral("").to_vec()),
            ("a file without the mark", plain.clone(), vec!["a"], vec![details("a", "")]),
            (
                "words about the file",
                plain.clone(),
                vec!["a"],
                viral("<additionalInfo>more</additionalInfo>").to_vec(),
            ),
            (
                "another mark",
                plain,
                vec!["a"],
                vec![details("a", "<fileAnnotations><viral/><infant/></fileAnnotations>")],
            ),
            (
                "urgent",
                report("<escalateToHighPriority>now</escalateToHighPriority>", ACCOUNT),
                vec!["a"],
                viral("").to_vec(),
            ),
            (
                "words about the account",
                report(
                    "",
                    "<personOrUserReported><additionalInfo>more</additionalInfo></personOrUserReported>",
                ),
                vec!["a"],
                viral("").to_vec(),
            ),
            (
                "words about all",
                report("", "<additionalInfo>more</additionalInfo>"),
                vec!["a"],
                viral("").to_vec(),
            ),
        ] {
            let newest: Vec<&FileDetails> = details.iter().collect();
            assert!(!rests_on_known_files(&report, &files, &newest, &none), "{what}");
        }
    }
}
