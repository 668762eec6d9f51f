//! Maps of counts: of Spain by province and of the world by country, in five shades with a legend, and the counts as a table.

mod classes;
mod countries;
mod outline;
mod projection;
mod topology;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::Province;

use super::figure::{Drawing, Escaped, Figure, Head, Words, table};
use crate::i18n::PageFrame;
use classes::{Class, classes, step};
use outline::{Outline, SPAIN, WORLD};

/// Spain: counts by INE code of a province. Provinces that are not named have none; the Canary Islands stand in a frame, Ceuta and Melilla are
/// dots.
pub fn spain(ctx: &PageFrame, title: &str, description: &str, counts: &[(String, i64)]) -> Figure {
    draw_spain(ctx, title, description, counts)
}

/// The world: counts by ISO 3166-1 alpha-2 code. What is too small to be drawn, or no country, stands in the table and in a note.
pub fn world(ctx: &PageFrame, title: &str, description: &str, counts: &[(String, i64)]) -> Figure {
    draw_world(ctx, title, description, counts)
}

/// A map and how its regions are called.
struct Chart<'a> {
    outline: &'a Outline,
    kind: &'static str,
    /// Key of what a region is, and that of where the shapes come from.
    keys: [&'static str; 2],
    name: &'a dyn Fn(&str) -> String,
}

fn draw_spain(words: &dyn Words, title: &str, description: &str, counts: &[(String, i64)]) -> Figure {
    let name = |code: &str| {
        Province::find_code(code).map_or_else(|| code.to_owned(), |found| found.name().to_owned())
    };
    let keys = ["drawn-province", "drawn-spain-source"];
    let chart = Chart { outline: &SPAIN, kind: "map spain", keys, name: &name };
    chart.draw(words, [title, description], counts)
}

fn draw_world(words: &dyn Words, title: &str, description: &str, counts: &[(String, i64)]) -> Figure {
    let in_spanish = words.is_spanish();
    let name = |code: &str| {
        countries::find(code).map_or_else(|| code.to_owned(), |found| found.name(in_spanish).to_owned())
    };
    let keys = ["drawn-country", "drawn-world-source"];
    let chart = Chart { outline: &WORLD, kind: "map world", keys, name: &name };
    chart.draw(words, [title, description], counts)
}

impl Chart<'_> {
    fn draw(&self, words: &dyn Words, texts: [&str; 2], counts: &[(String, i64)]) -> Figure {
        let mut by_code: BTreeMap<String, i64> = BTreeMap::new();
        for (code, count) in counts {
            let sum = by_code.entry(code.clone()).or_default();
            *sum = sum.saturating_add(*count);
        }
        let classes = classes(&by_code);
        let body = self.shapes(words, &by_code, &classes);
        let (width, height) = (self.outline.width, self.outline.height);
        let drawing = Drawing { kind: self.kind, has_links: false, width, height, body };
        let [title, description] = texts;
        let table = self.twin(words, title, &by_code);
        let below = format!("{}{}", legend(words, &classes), self.notes(words, &by_code));
        Figure::new(words, title, description, Some(drawing), table).with_below(below)
    }

    fn shapes(&self, words: &dyn Words, counts: &BTreeMap<String, i64>, classes: &[Class]) -> String {
        let mut body = String::with_capacity(32 << 10);
        for shape in &self.outline.shapes {
            let count = shape.code.map(|code| counts.get(code).copied().unwrap_or_default());
            let title = match (shape.code, count) {
                (Some(code), Some(count)) => format!("{}: {}", (self.name)(code), words.number(count)),
                _ => shape.name.clone(),
            };
            let step = step(classes, count.unwrap_or_default());
            // writing to a String cannot fail
            let _ = write!(
                body,
                "<path class=\"s{step}\" d=\"{}\"><title>{}</title></path>",
                shape.path,
                Escaped(&title)
            );
        }
        body.push_str(self.outline.beside);
        body
    }

    /// Most first; what has none is one row.
    fn twin(&self, words: &dyn Words, title: &str, counts: &BTreeMap<String, i64>) -> String {
        let mut rows: Vec<_> = counts
            .iter()
            .filter(|(_, count)| **count != 0)
            .map(|(code, count)| ((self.name)(code), *count))
            .collect();
        rows.sort_by(|(one, count), (other, other_count)| {
            other_count.cmp(count).then_with(|| one.cmp(other))
        });
        let mut cells: Vec<_> =
            rows.into_iter().map(|(name, count)| vec![name, words.number(count)]).collect();
        cells.push(vec![words.t("drawn-others"), words.number(0)]);
        table(title, &[Head(words.t(self.keys[0]), false), Head(words.t("drawn-count"), true)], &cells)
    }

    /// What could not be drawn, and where the shapes come from.
    fn notes(&self, words: &dyn Words, counts: &BTreeMap<String, i64>) -> String {
        let is_drawn = |code: &str| self.outline.shapes.iter().any(|shape| shape.code == Some(code));
        let missing: Vec<_> = counts
            .iter()
            .filter(|(code, count)| **count > 0 && !is_drawn(code))
            .map(|(code, count)| format!("{} ({})", (self.name)(code), words.number(*count)))
            .collect();
        let mut notes = String::new();
        if !missing.is_empty() {
            let list = words.t1("drawn-not-drawn", "list", &missing.join(", "));
            let _ = write!(notes, "<p class=\"small\">{}</p>", Escaped(&list));
        }
        let _ = write!(notes, "<p class=\"small muted\">{}</p>", Escaped(&words.t(self.keys[1])));
        notes
    }
}

/// The ranges of the shades, with the number of regions in each.
fn legend(words: &dyn Words, classes: &[Class]) -> String {
    let mut html = String::from("<ul class=\"legend\">");
    let mut row = |step: usize, text: &str| {
        let _ = write!(
            html,
            "<li><svg class=\"swatch\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\
             <rect class=\"s{step}\" width=\"16\" height=\"16\"/></svg> {}</li>",
            Escaped(text)
        );
    };
    row(0, &words.number(0));
    for class in classes {
        let (least, most) = (words.number(class.least), words.number(class.most));
        let range = if class.least == class.most { most } else { format!("{least}–{most}") };
        row(class.step, &format!("{range} (× {})", class.regions));
    }
    html.push_str("</ul>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use crate::ui::figure::testing::Spoken;

    fn counts(counts: &[(&str, i64)]) -> Vec<(String, i64)> {
        counts.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
    }

    #[test]
    fn every_province_is_on_the_map_with_its_count() {
        let all: Vec<_> = Province::all()
            .zip(1..)
            .map(|(province, count)| (province.code().to_owned(), count * 1_000_000))
            .collect();
        for lang in Lang::ALL {
            let html = draw_spain(
                &Spoken::new(lang),
                "Persons by province",
                "Where persons were handed over.",
                &all,
            )
            .to_string();
            for (province, count) in Province::all().zip(1..) {
                let number = crate::i18n::format::number(lang, count * 1_000_000);
                let title = format!("<title>{}: {number}</title>", province.name());
                assert_eq!(html.matches(&title).count(), 1, "{title}");
            }
            assert!(html.len() < 30_000, "{} bytes", html.len());
            assert!(
                html.contains("ign.es") && !html.contains("Gibraltar") && !html.contains("NaN"),
                "{html}"
            );
        }
    }

    #[test]
    fn the_world_is_small_and_names_what_it_does_not_draw() {
        let all: Vec<_> = countries_of_the_world().map(|code| (code, 1_000)).collect();
        for lang in Lang::ALL {
            let html =
                draw_world(&Spoken::new(lang), "Reports by country", "Where reports go.", &all).to_string();
            assert!(html.len() < 60_000, "{} bytes with every country", html.len());
        }
        let few = counts(&[("ES", 1_234), ("GI", 3), ("<i>", 2), ("FR", 0)]);
        let html = draw_world(&Spoken::new(Lang::En), "t", "d", &few).to_string();
        assert!(html.len() < 45_000, "{} bytes", html.len());
        assert!(
            html.contains("<title>Spain: 1,234</title>") && html.contains("<title>France: 0</title>"),
            "{html}"
        );
        assert!(
            html.contains("Gibraltar (3)") && html.contains("&lt;i&gt; (2)") && !html.contains("<i>"),
            "{html}"
        );
        // most first
        assert!(
            html.find("<th scope=\"row\">Spain").unwrap() < html.find("<th scope=\"row\">Gibraltar").unwrap()
        );
    }

    fn countries_of_the_world() -> impl Iterator<Item = String> {
        let csv = include_str!("../../../assets/maps/countries.csv");
        csv.lines().skip(1).map(|line| line[..2].to_owned())
    }

    #[test]
    fn a_map_of_nothing_is_a_map() {
        let html = draw_spain(&Spoken::new(Lang::Es), "t", "d", &[]).to_string();
        assert_eq!(html.matches("class=\"s0\"").count(), 53, "52 provinces and the legend");
        assert!(html.contains("<title>Madrid: 0</title>"), "{html}");
        insta::assert_snapshot!(
            "legend",
            legend(&Spoken::new(Lang::En), &classes(&counts(&[("01", 3), ("02", 9)]).into_iter().collect()))
        );
    }
}
