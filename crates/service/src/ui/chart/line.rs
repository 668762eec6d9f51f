//! Line: a count for each day.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::figure::Escaped;
use super::{Drawing, Figure, Head, WIDTH, Words, nothing, scaled, table};
use crate::i18n::PageFrame;

/// Top and bottom of the plot, and its outer edges.
const TOP: i64 = 24;
const BOTTOM: i64 = 164;
const LEFT: i64 = 4;
const RIGHT: i64 = WIDTH - 4;
/// Below the plot stand two lines of text: the first day and the last.
const HEIGHT: i64 = 206;

/// Counts over days, as a line. Days that are missing are not made up: the line goes straight on. A count below zero is drawn as zero.
pub fn line(ctx: &PageFrame, title: &str, description: &str, points: &[(Date, i64)]) -> Figure {
    draw(ctx, title, description, points)
}

fn draw(words: &dyn Words, title: &str, description: &str, points: &[(Date, i64)]) -> Figure {
    let mut points = points.to_vec();
    points.sort_by_key(|(day, _)| *day);
    let heads = [Head(words.t("drawn-day"), false), Head(words.t("drawn-count"), true)];
    let cells: Vec<_> =
        points.iter().map(|(day, count)| vec![words.date(*day), words.number(*count)]).collect();
    let table = table(title, &heads, &cells);
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else {
        return Figure::new(words, title, description, None, table).with_below(nothing(words));
    };
    let mut body = grid(&points, *first, *last);
    let place = |(day, count): &(Date, i64), most: i64| {
        let x = LEFT + scaled(days(*first, *day), days(*first, *last), RIGHT - LEFT);
        (x, BOTTOM - scaled(*count, most, BOTTOM - TOP))
    };
    let most = most(&points);
    let places: Vec<_> = points.iter().map(|point| place(point, most)).collect();
    let path: Vec<_> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let _ = write!(body, "<polyline class=\"trace\" points=\"{}\"/>", path.join(" "));
    if let Some((x, y)) = places.last() {
        let _ = write!(body, "<circle class=\"c1\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
    }
    label(&mut body, words, most, *first, *last);
    let drawing = Drawing { kind: "chart line", has_links: false, width: WIDTH, height: HEIGHT, body };
    Figure::new(words, title, description, Some(drawing), table)
}

fn most(points: &[(Date, i64)]) -> i64 {
    points.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1)
}

/// Days from one to the other.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Lines at round counts, and marks at the first of each month.
fn grid(points: &[(Date, i64)], first: Date, last: Date) -> String {
    let (mut body, most) = (String::new(), most(points));
    for (day, _) in points.iter().filter(|(day, _)| day.day() == 1) {
        let x = LEFT + scaled(days(first, *day), days(first, last), RIGHT - LEFT);
        let _ = write!(
            body,
            "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"{BOTTOM}\" y2=\"{}\"/>",
            BOTTOM + 5
        );
    }
    for tick in ticks(most) {
        let y = BOTTOM - scaled(tick, most, BOTTOM - TOP);
        let class = if tick == 0 { "axis" } else { "grid" };
        let _ = write!(body, "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y}\" y2=\"{y}\"/>");
    }
    body
}

/// The round counts above their lines, over the trace, with the first and the last day below.
fn label(body: &mut String, words: &dyn Words, most: i64, first: Date, last: Date) {
    for tick in ticks(most) {
        let y = BOTTOM - scaled(tick, most, BOTTOM - TOP) - 4;
        let number = words.number(tick);
        let _ = write!(body, "<text class=\"tick\" x=\"{LEFT}\" y=\"{y}\">{}</text>", Escaped(&number));
    }
    let (from, to) = (words.date(first), words.date(last));
    let _ = write!(body, "<text x=\"{LEFT}\" y=\"{}\">{}</text>", BOTTOM + 20, Escaped(&from));
    if first != last {
        let _ =
            write!(body, "<text class=\"end\" x=\"{RIGHT}\" y=\"{}\">{}</text>", BOTTOM + 37, Escaped(&to));
    }
}

/// Round counts from 0 to at most `most`: one, two or five times a power of ten apart, five at most.
fn ticks(most: i64) -> Vec<i64> {
    let mut step: i64 = 1;
    let mut factors = [2_i64, 5, 10].into_iter().cycle();
    let mut power: i64 = 1;
    while most / step > 4 {
        let factor = factors.next().unwrap_or(10);
        step = power.saturating_mul(factor);
        if factor == 10 {
            power = step;
        }
    }
    (0..=most / step).map(|times| times * step).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    #[test]
    fn a_small_chart_stands_as_drawn() {
        let points = [(date(2026, 2, 27), 3), (date(2026, 3, 1), 9), (date(2026, 3, 2), 0)];
        let figure = draw(&Spoken::new(Lang::En), "Reports per day", "How many came.", &points);
        assert_inside(&figure);
        insta::assert_snapshot!("line", figure.to_string());
    }

    #[test]
    fn the_ends_are_drawn_too() {
        let words = Spoken::new(Lang::Es);
        let day = date(2026, 3, 1);
        for points in
            [&[(day, 0)][..], &[(day, i64::MAX)], &[(day, 4), (day, 4)], &[(Date::MIN, 1), (Date::MAX, 2)]]
        {
            assert_inside(&draw(&words, "t", "d", points));
        }
        assert!(draw(&words, "t", "d", &[]).to_string().contains("<details open>"));
    }

    #[test]
    fn ticks_are_round_and_few() {
        for (most, expected) in [
            (1, &[0, 1][..]),
            (4, &[0, 1, 2, 3, 4]),
            (5, &[0, 2, 4]),
            (12, &[0, 5, 10]),
            (49, &[0, 10, 20, 30, 40]),
            (99, &[0, 20, 40, 60, 80]),
            (250, &[0, 100, 200]),
        ] {
            assert_eq!(ticks(most), expected, "{most}");
        }
        assert!(ticks(i64::MAX).len() <= 5);
    }

    proptest! {
        #[test]
        fn whatever_the_counts_all_lies_within_the_box(points in prop::collection::vec((0_i32..4000, any::<i64>()), 1..100)) {
            let day = |days: i32| date(2020, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let points: Vec<_> = points.into_iter().map(|(days, count)| (day(days), count)).collect();
            assert_inside(&draw(&Spoken::new(Lang::En), "t", "d", &points));
        }

        #[test]
        fn ticks_end_and_stay_below(most in 1..=i64::MAX) {
            let ticks = ticks(most);
            prop_assert!((2..=5).contains(&ticks.len()) && ticks.iter().all(|tick| (0..=most).contains(tick)), "{ticks:?}");
        }
    }
}
