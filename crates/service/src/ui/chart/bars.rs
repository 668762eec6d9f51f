//! Bars: one count for each label.

use super::{Figure, Head, LENGTH, ROW, Words, beginning, figure_of_rows, labelled_row, part, scaled, table};
use crate::i18n::PageFrame;

/// Horizontal bars, in the order given: labels with counts. A count below zero is written and gets no bar.
pub fn bars(ctx: &PageFrame, title: &str, description: &str, rows: &[(String, i64)]) -> Figure {
    draw(ctx, title, description, rows)
}

fn draw(words: &dyn Words, title: &str, description: &str, rows: &[(String, i64)]) -> Figure {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let (mut body, mut top) = (String::new(), 0);
    for (label, count) in rows {
        let value = words.number(*count);
        labelled_row(&mut body, top, label, &value);
        beginning(&mut body, top);
        part(&mut body, "c1", 1, top, scaled(*count, most, LENGTH), &format!("{label}: {value}"));
        top += ROW;
    }
    let heads = [Head(words.t("drawn-item"), false), Head(words.t("drawn-count"), true)];
    let cells: Vec<_> = rows.iter().map(|(label, count)| vec![label.clone(), words.number(*count)]).collect();
    let table = table(title, &heads, &cells);
    figure_of_rows(words, [title, description], "chart bars", rows.len(), body, table)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    fn drawn(rows: &[(&str, i64)]) -> Figure {
        let rows: Vec<_> = rows.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect();
        draw(&Spoken::new(Lang::En), "Reports by state", "How many reports stand where.", &rows)
    }

    #[test]
    fn a_small_chart_stands_as_drawn() {
        insta::assert_snapshot!("bars", drawn(&[("Open", 3), ("Ready", 12), ("<Expired>", 0)]).to_string());
    }

    #[test]
    fn the_ends_are_drawn_too() {
        for rows in [
            &[("zero", 0)][..],
            &[("one", 1)],
            &[("equal", 7), ("equal too", 7)],
            &[("large", i64::MAX), ("small", 1), ("below", i64::MIN)],
            &[("a label that is far too long to stand beside any number at all", 5)],
        ] {
            assert_inside(&drawn(rows));
        }
        let long =
            drawn(&[("a label that is far too long to stand beside any number at all", 5)]).to_string();
        assert!(
            long.contains("a label that is far too lon…") && long.contains("number at all</th>"),
            "{long}"
        );
        assert!(drawn(&[]).to_string().contains("No figures"));
    }

    proptest! {
        #[test]
        fn whatever_the_counts_all_lies_within_the_box(rows in prop::collection::vec((".{0,60}", any::<i64>()), 1..20)) {
            assert_inside(&draw(&Spoken::new(Lang::Es), "t", "d", &rows));
        }
    }
}
