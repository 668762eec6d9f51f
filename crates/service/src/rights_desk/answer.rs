//! What the person is told.

use super::words::{Decision, Right};
use super::{Age, Law};
use crate::i18n::{Lang, Texts};

/// The text of an answer. It depends on the law, the right and whether the answer is neutral, and on nothing that was found.
pub(crate) fn answer(
    texts: &Texts,
    lang: Lang,
    law: Law,
    right: Right,
    decision: Decision,
    age: Age,
) -> String {
    let text = |key: &str| texts.text(lang, key, &[]);
    let law = match law {
        Law::Gdpr => "gdpr",
        Law::Led => "led",
    };
    let greeting = if age == Age::Minor { "answer-to-representative" } else { "answer-to-person" };
    let body = if decision.is_neutral() {
        format!("answer-neutral-{law}")
    } else {
        format!("answer-{}", decision.as_str())
    };
    let asked = text(&format!("answer-asked-{}", right.as_str()));
    [text(greeting), asked, text(&body), text(&format!("answer-remedies-{law}"))].join("\n\n")
}
