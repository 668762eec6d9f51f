//! Stacked bars: what each count consists of.

use std::fmt::Write as _;

use super::figure::Escaped;
use super::{Figure, Head, LENGTH, ROW, Words, beginning, figure_of_rows, labelled_row, part, scaled, table};
use crate::i18n::PageFrame;

/// Least length of a part that its number is written into.
const LEGIBLE: i64 = 34;

/// Bars of several parts: the names of the parts, and for each label its counts in the order of the names. At most five parts have
/// colours of their own; every part of a legible length carries its number, and the legend keeps the order of the parts.
pub fn stacked(
    ctx: &PageFrame,
    title: &str,
    description: &str,
    parts: &[String],
    rows: &[(String, Vec<i64>)],
) -> Figure {
    draw(ctx, title, description, parts, rows)
}

fn draw(
    words: &dyn Words,
    title: &str,
    description: &str,
    parts: &[String],
    rows: &[(String, Vec<i64>)],
) -> Figure {
    let most = rows.iter().map(|(_, counts)| sum(counts)).max().unwrap_or_default();
    let (mut body, mut top) = (String::new(), 0);
    for (label, counts) in rows {
        labelled_row(&mut body, top, label, &words.number(sum(counts)));
        beginning(&mut body, top);
        draw_parts(&mut body, words, top, most, parts, counts);
        top += ROW;
    }
    let mut heads = vec![Head(words.t("drawn-item"), false)];
    heads.extend(parts.iter().map(|part| Head(part.clone(), true)));
    heads.push(Head(words.t("drawn-sum"), true));
    let cells = |(label, counts): &(String, Vec<i64>)| {
        let numbers = counts.iter().copied().chain([sum(counts)]).map(|count| words.number(count));
        std::iter::once(label.clone()).chain(numbers).collect()
    };
    let table = table(title, &heads, &rows.iter().map(cells).collect::<Vec<_>>());
    let figure = figure_of_rows(words, [title, description], "chart stacked", rows.len(), body, table);
    if rows.is_empty() { figure } else { figure.with_below(legend(parts)) }
}

/// Each part begins where the sum of those before it ends, so that rounding never adds up.
fn draw_parts(body: &mut String, words: &dyn Words, top: i64, most: i64, parts: &[String], counts: &[i64]) {
    let mut before: i64 = 0;
    for (place, (name, count)) in parts.iter().zip(counts).enumerate() {
        let from = scaled(before, most, LENGTH);
        before = before.saturating_add((*count).max(0));
        let length = scaled(before, most, LENGTH) - from;
        if length == 0 {
            continue;
        }
        let value = words.number(*count);
        part(body, &class(place), from + 1, top, length, &format!("{name}: {value}"));
        if length >= LEGIBLE && value.chars().count() <= 4 {
            let (x, y) = (from + 1 + length / 2, top + 34);
            let _ = write!(body, "<text class=\"within\" x=\"{x}\" y=\"{y}\">{}</text>", Escaped(&value));
        }
    }
}

fn sum(counts: &[i64]) -> i64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add((*count).max(0)))
}

/// The colour of a part; it comes again after five.
fn class(place: usize) -> String {
    format!("c{}", place % 5 + 1)
}

fn legend(parts: &[String]) -> String {
    let mut html = String::from("<ul class=\"legend\">");
    for (place, name) in parts.iter().enumerate() {
        let _ = write!(
            html,
            "<li><svg class=\"swatch\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\
             <rect class=\"{}\" width=\"16\" height=\"16\"/></svg> {}</li>",
            class(place),
            Escaped(name),
        );
    }
    html.push_str("</ul>");
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    fn drawn(rows: &[(&str, &[i64])]) -> Figure {
        let rows: Vec<_> =
            rows.iter().map(|(label, counts)| ((*label).to_owned(), counts.to_vec())).collect();
        let parts = ["Minor".to_owned(), "Adult".to_owned()];
        draw(&Spoken::new(Lang::En), "Persons by class", "Who was identified.", &parts, &rows)
    }

    #[test]
    fn a_small_chart_stands_as_drawn() {
        insta::assert_snapshot!(
            "stacked",
            drawn(&[("Identified", &[6, 2]), ("Assigned", &[3, 0])]).to_string()
        );
    }

    #[test]
    fn the_ends_are_drawn_too() {
        assert_inside(&drawn(&[("zero", &[0, 0])]));
        assert_inside(&drawn(&[("large", &[i64::MAX, i64::MAX]), ("small", &[1, 1])]));
        assert!(drawn(&[]).to_string().contains("No figures"));
    }

    proptest! {
        #[test]
        fn whatever_the_counts_all_lies_within_the_box(rows in prop::collection::vec((".{0,60}", prop::collection::vec(any::<i64>(), 7)), 1..9)) {
            let parts: Vec<_> = (0..7).map(|part| part.to_string()).collect();
            assert_inside(&draw(&Spoken::new(Lang::Es), "t", "d", &parts, &rows));
        }
    }
}
