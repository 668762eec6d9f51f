//! Charts of counts and of acts in time: narrow boxes whose text stays readable on a phone, in whole units, labels above what they name.

mod bars;
mod funnel;
mod lanes;
mod line;
mod stacked;

pub use bars::bars;
pub use funnel::funnel;
pub use lanes::{Lanes, Mark, lanes};
pub use line::line;
pub use stacked::stacked;

use std::fmt::Write as _;

use super::figure::{self, Drawing, Escaped, Figure, Head, Words, scaled, short, table};

/// Width of every chart's box. The style sheet never shows it narrower than a phone, so its text of 13.5 units stays above 12 pixels.
const WIDTH: i64 = 320;
/// Longest bar: one unit is left at each side for the outline.
const LENGTH: i64 = WIDTH - 2;
/// Height of a labelled bar with its label and the space below.
const ROW: i64 = 46;
/// Characters of a label that fit beside a number.
const LABEL: usize = 28;

/// A label with its number at the right, above where a bar goes; a long number leaves less room to the label.
fn labelled_row(body: &mut String, top: i64, label: &str, value: &str) {
    let room = 40_usize.saturating_sub(value.chars().count()).clamp(8, LABEL);
    // writing to a String cannot fail
    let _ = write!(
        body,
        "<text x=\"1\" y=\"{y}\">{}</text><text class=\"end\" x=\"{x}\" y=\"{y}\">{}</text>",
        Escaped(&short(label, room)),
        Escaped(value),
        x = WIDTH - 1,
        y = top + 15,
    );
}

/// Where bars begin: seen even where there is no bar.
fn beginning(body: &mut String, top: i64) {
    let (from, to) = (top + 20, top + 40);
    let _ = write!(body, "<line class=\"axis\" x1=\"1\" x2=\"1\" y1=\"{from}\" y2=\"{to}\"/>");
}

/// A part of a bar from `from`, `length` long; it says its text when pointed at.
fn part(body: &mut String, class: &str, from: i64, top: i64, length: i64, text: &str) {
    let _ = write!(
        body,
        "<rect class=\"{class}\" x=\"{from}\" y=\"{}\" width=\"{length}\" height=\"16\"><title>{}</title></rect>",
        top + 22,
        Escaped(text),
    );
}

/// The chart of no rows at all: words in place of a picture.
fn nothing(words: &dyn Words) -> String {
    format!("<p class=\"muted\">{}</p>", Escaped(&words.t("drawn-nothing")))
}

/// A figure of rows; without any, words say so.
fn figure_of_rows(
    words: &dyn Words,
    texts: [&str; 2],
    kind: &'static str,
    rows: usize,
    body: String,
    table: String,
) -> Figure {
    let height = i64::try_from(rows).unwrap_or(i64::MAX / ROW) * ROW;
    let drawing = (rows > 0).then_some(Drawing { kind, has_links: false, width: WIDTH, height, body });
    let below = if rows == 0 { nothing(words) } else { String::new() };
    Figure::new(words, texts[0], texts[1], drawing, table).with_below(below)
}
