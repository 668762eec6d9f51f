//! Funnel: the counts of steps that follow each other, each with its share of the step before.

use super::{Figure, Head, LENGTH, ROW, WIDTH, Words, figure_of_rows, labelled_row, part, scaled, table};
use crate::i18n::PageFrame;

/// Steps in their order, as centred bars. The share is above 100 where one of a step becomes several of the next, such as acts of a
/// report; after a step of none there is no share.
pub fn funnel(ctx: &PageFrame, title: &str, description: &str, steps: &[(String, i64)]) -> Figure {
    draw(ctx, title, description, steps)
}

fn draw(words: &dyn Words, title: &str, description: &str, steps: &[(String, i64)]) -> Figure {
    let most = steps.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let shares: Vec<_> = (0..steps.len())
        .map(|place| {
            let before = place.checked_sub(1).and_then(|before| steps.get(before)).map(|(_, count)| *count);
            before.and_then(|before| share(steps[place].1, before)).map(|share| words.number(share))
        })
        .collect();
    let (mut body, mut top) = (String::new(), 0);
    let rows = || steps.iter().zip(shares.iter().map(Option::as_deref));
    for ((label, count), share) in rows() {
        let value = match share {
            Some(share) => {
                format!("{} ({})", words.number(*count), words.t1("drawn-percent", "percent", share))
            }
            None => words.number(*count),
        };
        labelled_row(&mut body, top, label, &value);
        let length = scaled(*count, most, LENGTH);
        part(&mut body, "c1", (WIDTH - length) / 2, top, length, &format!("{label}: {value}"));
        top += ROW;
    }
    let heads = [
        Head(words.t("drawn-step"), false),
        Head(words.t("drawn-count"), true),
        Head(words.t("drawn-share"), true),
    ];
    let row = |((label, count), share): (&(String, i64), Option<&str>)| {
        let share = share.map(|share| words.t1("drawn-percent", "percent", share));
        vec![label.clone(), words.number(*count), share.unwrap_or_else(|| "–".to_owned())]
    };
    let table = table(title, &heads, &rows().map(row).collect::<Vec<_>>());
    figure_of_rows(words, [title, description], "chart funnel", steps.len(), body, table)
}

/// `count` in hundredths of `before`, rounded.
fn share(count: i64, before: i64) -> Option<i64> {
    let (count, before) = (i128::from(count), i128::from(before));
    (before > 0 && count >= 0)
        .then(|| i64::try_from((count * 200 + before) / (before * 2)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    #[test]
    fn a_small_chart_stands_as_drawn() {
        let steps = [("Reports", 4), ("Acts", 10), ("Subjects", 3), ("Persons", 0), ("Assigned", 0)];
        let steps = steps.map(|(label, count)| (label.to_owned(), count));
        let figure = draw(&Spoken::new(Lang::En), "From report to outcome", "Counts of each step.", &steps);
        assert_inside(&figure);
        insta::assert_snapshot!("funnel", figure.to_string());
    }

    #[test]
    fn shares_are_rounded_and_need_a_step_before() {
        for (count, before, expected) in [
            (1, 3, Some(33)),
            (2, 3, Some(67)),
            (10, 4, Some(250)),
            (0, 4, Some(0)),
            (4, 0, None),
            (-1, 4, None),
            (i64::MAX, 1, Some(i64::MAX)),
        ] {
            assert_eq!(share(count, before), expected, "{count} of {before}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_counts_all_lies_within_the_box(steps in prop::collection::vec((".{0,60}", any::<i64>()), 1..9)) {
            assert_inside(&draw(&Spoken::new(Lang::Es), "t", "d", &steps));
        }
    }
}
