//! What a sender's program writes into its reports by itself: the same in all of them, it tells of no single one, and nobody has to read it again.
//! A person marks each sentence after reading one; from then on additional information that consists of nothing else does not count as text.

use service::{ColumnRef, Failure};
use wire::cybertipline::InternetDetails;

use crate::State;
use crate::db;
use crate::db::standing_texts::TABLE;
use crate::documents::Documents;

/// Most characters of a sentence.
const MOST_CHARS: usize = 500;
/// Fewest words: what is shorter could stand in anybody's text.
const FEWEST_WORDS: usize = 4;

/// Where a marked sentence, the reason for it, or for undoing it, is sealed.
pub(crate) fn column<'a>(row: &'a str, column: &'static str) -> ColumnRef<'a> {
    ColumnRef { table: TABLE, row, column }
}

/// A text with one space for every run of white space.
pub(crate) fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentence to be marked. What could name somebody or lead somewhere is none: digits, addresses, links.
pub(crate) fn markable(sentence: &str) -> Result<String, Failure> {
    let sentence = normalised(sentence);
    if sentence.chars().count() > MOST_CHARS || sentence.split(' ').count() < FEWEST_WORDS {
        return Err(Failure::refused(
            "sentence",
            "must have four words at least, and 500 characters at most",
        ));
    }
    let is_inner_point = |word: &str| word.trim_end_matches('.').contains('.');
    let leads_away = sentence.contains(['@', '/', '\\']) || sentence.split(' ').any(is_inner_point);
    if leads_away || sentence.chars().any(char::is_numeric) {
        return Err(Failure::refused(
            "sentence",
            "must hold no digit, address or link: such a text is not the same in every report",
        ));
    }
    Ok(sentence)
}

/// The sentences of a sender that stand.
#[derive(Default)]
struct StandingTexts(Vec<String>);

model::unprintable!(StandingTexts);

/// The documents of a sender's report without what does not count as text.
pub(crate) async fn left_out(
    state: &State,
    party: &str,
    documents: &Documents,
) -> Result<Documents, Failure> {
    let mut tx = state.node().db().begin_read("standing-texts").await?;
    let mut sentences = Vec::new();
    for row in db::standing_texts::list(&mut tx, party).await? {
        let id = row.standing_text_id.to_string();
        sentences.push(row.sentence.open(state.node().columns(), column(&id, "sentence"))?);
    }
    drop(tx);
    Ok(StandingTexts::new(sentences).leave_out(documents))
}

impl StandingTexts {
    fn new(mut sentences: Vec<String>) -> Self {
        // where one begins as another does, the longer is tried first
        sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.len()));
        Self(sentences)
    }

    /// Whether a text consists of nothing but these.
    fn cover(&self, text: &str) -> bool {
        let text = normalised(text);
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let after = |sentence: &String| {
                let after = rest.strip_prefix(sentence.as_str())?;
                if after.is_empty() { Some(after) } else { after.strip_prefix(' ') }
            };
            match self.0.iter().find_map(after) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        true
    }

    /// The documents without the additional information of the report, its accounts, scenes and files that consists of nothing else. What is
    /// said of a victim, a recipient or a linked account stays.
    fn leave_out(&self, documents: &Documents) -> Documents {
        let mut left = documents.clone();
        if self.0.is_empty() {
            return left;
        }
        if let Some(report) = &mut left.report {
            self.clear(&mut report.additional_info);
            for account in &mut report.person_or_user_reported {
                self.clear(&mut account.additional_info);
            }
            for scene in &mut report.internet_details {
                self.clear(info_of(scene));
            }
        }
        for (_, details) in &mut left.details {
            details.additional_info.retain(|text| !self.cover(text));
        }
        left
    }

    fn clear(&self, text: &mut Option<String>) {
        if text.as_deref().is_some_and(|text| self.cover(text)) {
            *text = None;
        }
    }
}

fn info_of(scene: &mut InternetDetails) -> &mut Option<String> {
    match scene {
        InternetDetails::WebPage(scene) => &mut scene.additional_info,
        InternetDetails::Email(scene) => &mut scene.additional_info,
        InternetDetails::Newsgroup(scene) => &mut scene.additional_info,
        InternetDetails::ChatIm(scene) => &mut scene.additional_info,
        InternetDetails::OnlineGaming(scene) => &mut scene.additional_info,
        InternetDetails::CellPhone(scene) => &mut scene.additional_info,
        InternetDetails::NonInternet(scene) => &mut scene.additional_info,
        InternetDetails::PeerToPeer(scene) => &mut scene.additional_info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_marked_sentences_alone_is_covered() {
        let footer = "Sent by the reporting program.".to_owned();
        let longer = "Sent by the reporting program. Do not reply to it.".to_owned();
        let texts = StandingTexts::new(vec![footer, longer]);
        for text in [
            "Sent by the reporting program.",
            " Sent  by the\nreporting program. ",
            "Sent by the reporting program. Do not reply to it. Sent by the reporting program.",
        ] {
            assert!(texts.cover(text), "{text}");
        }
        for text in [
            "Sent by the reporting program. She",
            "She. Sent by the reporting program.",
            "Sent by the reporting program.She",
            "sent by the reporting program.",
        ] {
            assert!(!texts.cover(text), "{text}");
        }
        assert!(!StandingTexts::default().cover("Sent by the reporting program."));
    }

    #[test]
    fn what_could_name_somebody_cannot_be_marked() {
        assert_eq!(
            markable(" Sent by the\nreporting program. ").ok().as_deref(),
            Some("Sent by the reporting program.")
        );
        for sentence in [
            "",
            "three words only",
            "Matches list number 7 of ours",
            "Ask us at desk@mail.example for more",
            "Our terms are at https://terms.example and hold",
            "Our terms are at terms.example and hold",
            "so ".repeat(200).as_str(),
        ] {
            assert!(markable(sentence).is_err(), "{sentence}");
        }
    }
}
