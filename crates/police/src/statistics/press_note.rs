//! A short, careful public text about an operation.

use std::collections::BTreeSet;

use jiff::civil::Date;
use model::Province;
use serde::Serialize;
use service::i18n::TextArg;
use service::{ColumnKeys, Failure, Lang, Texts};
use utoipa::ToSchema;

use super::overlap::{Counted, may_be_said_together};
use super::press_table::{PublishedFigures, may_be_said_beside};
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
    /// Figures that the text leaves out, in its language: the small ones, and what would give them away, also beside what was published
    /// before of this operation or of one that shares persons with it. Not for publication.
    pub(crate) withheld: Vec<String>,
    /// A warning for each small cell, one for arrests in question, and one for notes of operations that share persons with this one, in the language of the note. Not for publication.
    pub(crate) warnings: Vec<String>,
}

/// Numbers from 1 to below the threshold are withheld; what was published before counts with them.
pub(crate) struct Before<'a> {
    pub(crate) threshold: i64,
    /// All of it, withdrawn or not: readers know it.
    pub(crate) published: &'a [PublishedFigures],
    /// What was published of each other operation that shares persons with this one, withdrawn or not.
    pub(crate) elsewhere: &'a [Vec<PublishedFigures>],
    /// Whom the figures count.
    pub(crate) counted: &'a Counted,
    /// All that a reader can set beside them, of this operation and of others, through shared persons.
    pub(crate) connected: &'a [PublishedFigures],
    /// When those were published that were withdrawn and that no note has replaced yet: this one does.
    pub(crate) replaced: &'a [Date],
}

impl Before<'_> {
    fn may_be_said(&self, tally: &Tally) -> BTreeSet<String> {
        let said = may_be_said_beside(tally, self.published, self.elsewhere, self.threshold);
        may_be_said_together(said, self.counted, self.connected, self.threshold)
    }
}

/// The figures that a note says now: what is kept of it when it is published.
pub(crate) fn published_figures(tally: &Tally, before: &Before<'_>) -> PublishedFigures {
    PublishedFigures {
        tally: tally.clone(),
        said: before.may_be_said(tally),
        persons: before.counted.clone(),
    }
}

/// A keyed digest of what a note says, in whatever language, and of whom it counts: a note with another one is another note. Reports and referrals
/// are in no note.
///
/// # Errors
/// Figures that cannot be written as JSON: never.
pub(crate) fn shown_digest(
    keys: &ColumnKeys,
    figures: &PublishedFigures,
    replaced: &[Date],
) -> Result<String, Failure> {
    let tally = Tally { reports: 0, referrals: 0, ..figures.tally.clone() };
    let figures = PublishedFigures { tally, ..figures.clone() };
    let shown = serde_json::to_string(&(figures, replaced)).map_err(Failure::broken)?;
    Ok(keys.blind("press-note", &shown))
}

/// Writes the note from its figures, without those that are withheld. Counted arrests that the facts do not bear out now, `in_question`, only
/// add a warning.
pub(crate) fn press_note(
    texts: &Texts,
    lang: Lang,
    simulation: bool,
    figures: &PublishedFigures,
    before: &Before<'_>,
    in_question: usize,
) -> PressNote {
    let threshold = before.threshold;
    let (tally, told) = (&figures.tally, &figures.said);
    let say = |key: &str, count: i64| texts.text(lang, key, &[("count", count.value())]);
    let mut paragraphs = Vec::new();
    if simulation {
        paragraphs.push(texts.text(lang, "press-simulation", &[]));
    }
    let is_told = |name: &str| told.contains(name);
    let figures = |named: &[(&'static str, &str, i64)]| -> Vec<(&'static str, i64)> {
        named.iter().filter(|(_, name, _)| is_told(name)).map(|(key, _, figure)| (*key, *figure)).collect()
    };
    let ages = figures(&[
        ("press-minors", "minors", tally.minors),
        ("press-under-14", "under_14", tally.under_14),
        ("press-undetermined", "undetermined", tally.undetermined),
    ]);
    let (title, identified) = if is_told("identified") {
        (say("press-title", tally.identified), say("press-identified", tally.identified))
    } else {
        ["press-title-withheld", "press-identified-withheld"].map(|key| texts.text(lang, key, &[])).into()
    };
    paragraphs.push(title);
    paragraphs.extend(before.replaced.iter().map(|day| on_day(texts, lang, "press-replaces", *day)));
    paragraphs.push(sentences(identified, &ages, &say));
    if is_told("arrested") {
        let arrests = figures(&[("press-arrested-minors", "arrested_minors", tally.arrested_minors)]);
        paragraphs.push(sentences(say("press-arrested", tally.arrested), &arrests, &say));
    }
    let list = provinces(tally, told);
    if !list.is_empty() {
        paragraphs.push(texts.text(lang, "press-provinces", &[("list", list.value())]));
    }
    let withheld = withheld(texts, lang, tally, told);
    if !withheld.is_empty() {
        paragraphs.push(texts.text(lang, "press-withheld", &[]));
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
    let checks = [
        ("press-arrests-in-question", count(in_question)),
        ("press-published-elsewhere", count(before.elsewhere.len())),
    ];
    let checks = checks.into_iter().filter(|(_, found)| *found > 0).map(|(key, found)| say(key, found));
    PressNote {
        lang: lang.code(),
        simulation,
        text: paragraphs.join("\n\n"),
        paragraphs,
        threshold,
        withheld,
        warnings: checks.chain(small_cells.iter().map(warn)).collect(),
        small_cells,
    }
}

/// What readers are told of a note that is withdrawn: which one, and no figure and no reason, since either may tell of one person.
pub(crate) fn withdrawal_text(texts: &Texts, lang: Lang, simulation: bool, published_on: Date) -> String {
    let said = on_day(texts, lang, "press-withdrawal", published_on);
    if simulation { format!("{} {said}", texts.text(lang, "press-simulation", &[])) } else { said }
}

fn on_day(texts: &Texts, lang: Lang, key: &str, day: Date) -> String {
    texts.text(lang, key, &[("date", service::i18n::date(lang, day).value())])
}

/// A first sentence, and one more for each figure that is not zero.
fn sentences(first: String, figures: &[(&str, i64)], say: &impl Fn(&str, i64) -> String) -> String {
    let more = figures.iter().filter(|(_, figure)| *figure > 0).map(|(key, figure)| say(key, *figure));
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

/// The figures that the text leaves out though they are not zero, in words.
fn withheld(texts: &Texts, lang: Lang, tally: &Tally, told: &BTreeSet<String>) -> Vec<String> {
    let figures = [
        ("identified", tally.identified),
        ("minors", tally.minors),
        ("under_14", tally.under_14),
        ("undetermined", tally.undetermined),
        ("arrested", tally.arrested),
        ("arrested_minors", tally.arrested_minors),
    ];
    let figures = figures.into_iter().map(|(name, value)| (name.to_owned(), value));
    let provinces = tally.by_province.iter().map(|(code, value)| (format!("by_province.{code}"), *value));
    let left_out = figures.chain(provinces).filter(|(name, value)| *value != 0 && !told.contains(name));
    left_out.map(|(name, _)| cell_name(texts, lang, &name)).collect()
}

/// `Barcelona (8), Madrid (7), …`: most first, Castilian names; those that may be told.
fn provinces(tally: &Tally, told: &BTreeSet<String>) -> String {
    let is_told =
        |(code, arrests): &(&String, &i64)| **arrests > 0 && told.contains(&format!("by_province.{code}"));
    let mut cells: Vec<_> = tally.by_province.iter().filter(is_told).collect();
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
