//! A short, careful public text about an operation.

use model::Province;
use serde::Serialize;
use service::i18n::TextArg;
use service::{Lang, Texts};
use utoipa::ToSchema;

use super::{SmallCell, Tally, count, small_cells};

/// A press note, and what to think of before it is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PressNote {
    /// `es` or `en`.
    pub(crate) lang: &'static str,
    /// Whether it tells of a demonstration; the text says so too.
    pub(crate) simulation: bool,
    /// The paragraphs of the text, the first is its title.
    pub(crate) paragraphs: Vec<String>,
    /// The same as one text.
    pub(crate) text: String,
    /// Numbers below this may point to a person.
    pub(crate) threshold: i64,
    /// The cells below it. Not for publication.
    pub(crate) small_cells: Vec<SmallCell>,
    /// A warning for each and one for arrests in question, in the language of the note. Not for publication.
    pub(crate) warnings: Vec<String>,
}

/// Writes the note from the tally and nothing else; `in_question` of its arrests only add a warning.
pub(crate) fn press_note(
    texts: &Texts,
    lang: Lang,
    simulation: bool,
    tally: &Tally,
    threshold: i64,
    in_question: usize,
) -> PressNote {
    let say = |key: &str, count: i64| texts.text(lang, key, &[("count", count.value())]);
    let mut paragraphs = Vec::new();
    if simulation {
        paragraphs.push(texts.text(lang, "press-simulation", &[]));
    }
    paragraphs.push(say("press-title", tally.identified));
    let ages = [
        ("press-minors", tally.minors),
        ("press-under-14", tally.under_14),
        ("press-undetermined", tally.undetermined),
    ];
    paragraphs.push(sentences(say("press-identified", tally.identified), &ages, &say));
    let arrests = [("press-arrested-minors", tally.arrested_minors)];
    paragraphs.push(sentences(say("press-arrested", tally.arrested), &arrests, &say));
    if !tally.by_province.is_empty() {
        let list = provinces(tally);
        paragraphs.push(texts.text(lang, "press-provinces", &[("list", list.value())]));
    }
    paragraphs.push(sentences(say("press-media", tally.media_clusters), &[], &say));
    paragraphs.push(texts.text(lang, "press-plea", &[]));
    paragraphs.push(texts.text(lang, "press-channels", &[]));
    if simulation {
        paragraphs.push(texts.text(lang, "press-simulation", &[]));
    }
    let small_cells = small_cells(tally, threshold);
    let warn = |small: &SmallCell| {
        let cell = cell_name(texts, lang, &small.cell);
        let args = [("cell", cell.value()), ("value", small.value.value()), ("threshold", threshold.value())];
        texts.text(lang, "press-warning", &args)
    };
    let doubted = (in_question > 0).then(|| say("press-arrests-in-question", count(in_question)));
    PressNote {
        lang: lang.code(),
        simulation,
        text: paragraphs.join("\n\n"),
        paragraphs,
        threshold,
        warnings: doubted.into_iter().chain(small_cells.iter().map(warn)).collect(),
        small_cells,
    }
}

/// A first sentence, and one more for each figure that is not zero.
fn sentences(first: String, figures: &[(&str, i64)], say: &impl Fn(&str, i64) -> String) -> String {
    let more = figures.iter().filter(|(_, figure)| *figure > 0).map(|(key, figure)| say(key, *figure));
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

/// `Barcelona (8), Madrid (7), …`: most first, Castilian names.
fn provinces(tally: &Tally) -> String {
    let mut cells: Vec<_> = tally.by_province.iter().collect();
    cells.sort_by_key(|(code, arrests)| (-**arrests, (*code).clone()));
    let cell = |(code, arrests): (&String, &i64)| format!("{} ({arrests})", province_name(code));
    cells.into_iter().map(cell).collect::<Vec<_>>().join(", ")
}

fn province_name(code: &str) -> &str {
    Province::find_code(code).map_or(code, |province| province.name())
}

fn cell_name(texts: &Texts, lang: Lang, cell: &str) -> String {
    match cell.strip_prefix("by_province.") {
        Some(code) => {
            let name = province_name(code);
            texts.text(lang, "figure-in-province", &[("province", name.value())])
        }
        None => texts.text(lang, &format!("figure-{}", cell.replace('_', "-")), &[]),
    }
}
