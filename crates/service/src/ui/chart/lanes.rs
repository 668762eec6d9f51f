//! Lanes: things in the order of time, each in a lane or across those that it may belong to.

use std::fmt::Write as _;

use super::figure::{Escaped, short};
use super::{Drawing, Figure, Head, WIDTH, Words, nothing, table};
use crate::i18n::PageFrame;

/// Where the lanes begin; the labels of the marks stand before.
const LEFT: i64 = 96;
/// Height of the headings and of a mark.
const TOP: i64 = 46;
const ROW: i64 = 28;
/// More marks than this are left to the table.
const MOST_MARKS: usize = 100;
/// Characters of a mark's label.
const LABEL: usize = 12;

/// The lanes of a drawing.
#[derive(Clone)]
pub struct Lanes {
    /// The names of the lanes, from left to right; short words, two lanes at least.
    pub names: Vec<String>,
    /// What parts each lane from the next: one less than the lanes.
    pub bounds: Vec<String>,
    /// What the column of the marks is called, and that of their lanes.
    pub heads: [String; 2],
}

model::unprintable!(Lanes, Mark);

/// One thing: in its order, with the lanes that it may belong to.
#[derive(Clone)]
pub struct Mark {
    /// A few characters, such as a day.
    pub label: String,
    /// What it is and where it lies, in words: said when it is pointed at, and in the table.
    pub text: String,
    /// The first and the last lane that it may belong to, from 0; the same when that is certain.
    pub within: (usize, usize),
    /// Where it leads.
    pub href: Option<String>,
}

/// Draws marks below each other in the order given. A filled dot lies in one lane; an open bar crosses every lane that it may belong to, so
/// that what is certain and what is not differ in shape.
pub fn lanes(ctx: &PageFrame, title: &str, description: &str, lanes: &Lanes, marks: &[Mark]) -> Figure {
    draw(ctx, title, description, lanes, marks)
}

fn draw(words: &dyn Words, title: &str, description: &str, lanes: &Lanes, marks: &[Mark]) -> Figure {
    let heads = lanes.heads.clone().map(|head| Head(head, false));
    let cells: Vec<_> = marks.iter().map(|mark| vec![mark.label.clone(), mark.text.clone()]).collect();
    let table = table(title, &heads, &cells);
    if marks.is_empty() {
        return Figure::new(words, title, description, None, table).with_below(nothing(words));
    }
    let shown = &marks[..marks.len().min(MOST_MARKS)];
    let height = TOP + whole(shown.len()) * ROW;
    let mut body = draw_lanes(lanes, height);
    for (place, mark) in shown.iter().enumerate() {
        draw_mark(&mut body, lanes, TOP + whole(place) * ROW, mark);
    }
    let has_links = shown.iter().any(|mark| mark.href.is_some());
    let drawing = Drawing { kind: "chart lanes", has_links, width: WIDTH, height, body };
    let figure = Figure::new(words, title, description, Some(drawing), table);
    if shown.len() == marks.len() {
        return figure;
    }
    let note = words.t1("drawn-first-only", "count", &words.number(whole(shown.len())));
    figure.with_below(format!("<p class=\"muted\">{}</p>", Escaped(&note)))
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The left edge of a lane; that of the one after the last is the right edge of all.
fn edge(lanes: &Lanes, lane: usize) -> i64 {
    let count = whole(lanes.names.len()).max(1);
    LEFT + (WIDTH - 2 - LEFT) * whole(lane).min(count) / count
}

fn draw_lanes(lanes: &Lanes, height: i64) -> String {
    let mut body = String::new();
    let letters = usize::try_from((edge(lanes, 1) - LEFT) / 7).unwrap_or_default();
    for (lane, name) in lanes.names.iter().enumerate() {
        let x = i64::midpoint(edge(lanes, lane), edge(lanes, lane + 1));
        let _ = write!(
            body,
            "<text class=\"middle\" x=\"{x}\" y=\"38\">{}</text>",
            Escaped(&short(name, letters.max(2)))
        );
    }
    for (lane, bound) in lanes.bounds.iter().enumerate() {
        let x = edge(lanes, lane + 1);
        let _ = write!(
            body,
            "<text class=\"middle bound\" x=\"{x}\" y=\"16\">{}</text>\
             <line class=\"bound\" x1=\"{x}\" x2=\"{x}\" y1=\"20\" y2=\"{height}\"/>",
            Escaped(bound)
        );
    }
    body
}

fn draw_mark(body: &mut String, lanes: &Lanes, top: i64, mark: &Mark) {
    let last = lanes.names.len().saturating_sub(1);
    let (from, to) = (mark.within.0.min(last), mark.within.1.min(last));
    let (left, right) = (edge(lanes, from.min(to)), edge(lanes, from.max(to) + 1));
    let (open, close) = match &mark.href {
        Some(href) => (format!("<a href=\"{}\">", Escaped(href)), "</a>"),
        None => ("<g>".to_owned(), "</g>"),
    };
    let _ = write!(
        body,
        "{open}<title>{}</title><text x=\"1\" y=\"{}\">{}</text><line class=\"grid\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>",
        Escaped(&mark.text),
        top + 19,
        Escaped(&short(&mark.label, LABEL)),
        WIDTH - 2,
        y = top + 14,
    );
    let _ = if from == to {
        let x = i64::midpoint(left, right);
        write!(body, "<circle class=\"c1\" cx=\"{x}\" cy=\"{}\" r=\"6\"/>", top + 14)
    } else {
        let (x, width) = (left + 8, right - left - 16);
        write!(
            body,
            "<rect class=\"open\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"12\" rx=\"6\"/>",
            top + 8
        )
    };
    body.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::{Spoken, assert_inside};

    fn three() -> Lanes {
        Lanes {
            names: ["protection", "juvenile", "adult"].map(str::to_owned).to_vec(),
            bounds: ["14", "18"].map(str::to_owned).to_vec(),
            heads: ["Act", "Side"].map(str::to_owned),
        }
    }

    fn mark(label: &str, within: (usize, usize)) -> Mark {
        Mark {
            label: label.to_owned(),
            text: format!("{label}: in words"),
            within,
            href: Some("/a?b&c".to_owned()),
        }
    }

    #[test]
    fn what_is_certain_is_a_dot_and_what_is_not_an_open_bar() {
        let marks = [mark("2020-01-01", (0, 0)), mark("2020-02-01", (0, 1)), mark("2021-02-01", (2, 2))];
        let figure = draw(&Spoken::new(Lang::En), "Acts", "In time.", &three(), &marks);
        assert_inside(&figure);
        let html = figure.to_string();
        assert_eq!(
            (html.matches("<circle").count(), html.matches("class=\"open\"").count()),
            (2, 1),
            "{html}"
        );
        assert!(html.contains("role=\"group\"") && html.contains("href=\"/a?b&amp;c\""), "{html}");
        insta::assert_snapshot!("lanes", html);
    }

    #[test]
    fn many_marks_are_left_to_the_table_and_strange_lanes_are_the_last() {
        let words = Spoken::new(Lang::Es);
        let many: Vec<_> = (0..300).map(|place| mark("2020-01-01", (place, place + 5))).collect();
        let figure = draw(&words, "t", "d", &three(), &many);
        assert_inside(&figure);
        let html = figure.to_string();
        assert_eq!((html.matches("<a ").count(), html.matches("<tr>").count()), (MOST_MARKS, 301));
        assert!(html.contains("class=\"muted\""), "{html}");
        let none = Lanes { names: Vec::new(), bounds: Vec::new(), ..three() };
        assert_inside(&draw(&words, "t", "d", &none, &many));
        assert!(draw(&words, "t", "d", &three(), &[]).to_string().contains("<details open>"));
    }
}
