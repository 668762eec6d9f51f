//! Figures: drawings made on the server, each with title, description and the same numbers as a table.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::i18n::PageFrame;

/// What a figure says, and how it writes numbers: the frame of a page, or in tests texts alone.
pub(super) trait Words {
    fn t(&self, key: &str) -> String;
    fn t1(&self, key: &str, name: &str, value: &str) -> String;
    fn number(&self, number: i64) -> String;
    fn date(&self, on: Date) -> String;
    fn is_spanish(&self) -> bool;
}

impl Words for PageFrame {
    fn t(&self, key: &str) -> String {
        Self::t(self, key)
    }

    fn t1(&self, key: &str, name: &str, value: &str) -> String {
        Self::t1(self, key, name, value)
    }

    fn number(&self, number: i64) -> String {
        Self::number(self, number)
    }

    fn date(&self, on: Date) -> String {
        Self::date(self, on)
    }

    fn is_spanish(&self) -> bool {
        self.lang == crate::Lang::Es
    }
}

/// A drawing with its caption, its description and its table: `{{ figure }}` in a template.
///
/// Everything in it is escaped, whatever it was made from; colours come from the style sheet by class, and none says anything alone.
pub struct Figure {
    id: String,
    title: String,
    description: String,
    drawing: Option<Drawing>,
    /// Legend and notes, as markup.
    below: String,
    as_table: String,
    table: String,
}

/// The picture of a figure, in units of its own box.
pub(super) struct Drawing {
    /// Class of the picture.
    pub(super) kind: &'static str,
    /// Whether it holds links; a picture that holds none is one image to a screen reader.
    pub(super) has_links: bool,
    pub(super) width: i64,
    pub(super) height: i64,
    /// Markup.
    pub(super) body: String,
}

impl Figure {
    /// A figure; its identifier follows from what it shows, so that it is the same each time and differs from the others of a page.
    pub(super) fn new(
        words: &dyn Words,
        title: &str,
        description: &str,
        drawing: Option<Drawing>,
        table: String,
    ) -> Self {
        let mut digest = Sha256::new();
        for part in [title, description, drawing.as_ref().map_or("", |drawing| drawing.kind), &table] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        Self {
            id: format!("figure-{}", &hex::encode(digest.finalize())[..10]),
            title: title.to_owned(),
            description: description.to_owned(),
            drawing,
            below: String::new(),
            as_table: words.t("drawn-as-table"),
            table,
        }
    }

    /// The same with legend and notes under the picture; these are markup.
    pub(super) fn with_below(self, below: String) -> Self {
        Self { below, ..self }
    }

    /// The same under an identifier that the page gives, for a page that shows the same figure twice. Letters, digits and hyphens.
    #[must_use]
    pub fn named(self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, title) = (Escaped(&self.id), Escaped(&self.title));
        write!(f, "<figure class=\"figure\" id=\"{id}\"><figcaption>{title}</figcaption>")?;
        if let Some(drawing) = &self.drawing {
            let role = if drawing.has_links { "group" } else { "img" };
            write!(
                f,
                "<svg class=\"{}\" role=\"{role}\" aria-labelledby=\"{id}-title {id}-desc\" \
                 viewBox=\"0 0 {} {}\"><title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{}</desc>{}</svg>",
                drawing.kind,
                drawing.width,
                drawing.height,
                Escaped(&self.description),
                drawing.body,
            )?;
        }
        f.write_str(&self.below)?;
        // without a picture the table is the figure
        let open = if self.drawing.is_none() { " open" } else { "" };
        let summary = Escaped(&self.as_table);
        write!(f, "<details{open}><summary>{summary}</summary>{}</details></figure>", self.table)
    }
}

// every text passed through `Escaped`, the rest is our own markup and numbers
impl HtmlSafe for Figure {}

/// What a figure shows may be about persons.
impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Figure(…)")
    }
}

/// A text within markup, in an element or in quotes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// A label that fits into so many characters, with an ellipsis for what is left out; the table holds it whole.
pub(super) fn short(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The part of `length` that `value` takes when `most` takes all of it; nothing for what is below zero.
pub(super) fn scaled(value: i64, most: i64, length: i64) -> i64 {
    let (value, most) = (i128::from(value.max(0)), i128::from(most.max(1)));
    i64::try_from(value.min(most) * i128::from(length) / most).unwrap_or(length)
}

/// A heading of a table; whether the column holds numbers.
pub(super) struct Head(pub(super) String, pub(super) bool);

/// The table of a figure. The first cell of a row is its heading.
pub(super) fn table(title: &str, heads: &[Head], rows: &[Vec<String>]) -> String {
    let class = |number: bool| if number { " class=\"number\"" } else { "" };
    let mut html = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table><thead><tr>",
        Escaped(title)
    );
    // writing to a String cannot fail
    for Head(text, number) in heads {
        let _ = write!(html, "<th scope=\"col\"{}>{}</th>", class(*number), Escaped(text));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let class = class(heads.get(place).is_some_and(|Head(_, number)| *number));
            let _ = if place == 0 {
                write!(html, "<th scope=\"row\"{class}>{}</th>", Escaped(cell))
            } else {
                write!(html, "<td{class}>{}</td>", Escaped(cell))
            };
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
    html
}

/// What tests of figures share.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::i18n::{Lang, Texts};

    /// The texts of one language.
    pub(in crate::ui) struct Spoken(pub(in crate::ui) Lang, Texts);

    impl Spoken {
        pub(in crate::ui) fn new(lang: Lang) -> Self {
            let role = [(Lang::En, "node-name = x"), (Lang::Es, "node-name = x")];
            Self(lang, Texts::new(&role).unwrap())
        }
    }

    impl Words for Spoken {
        fn t(&self, key: &str) -> String {
            self.1.text(self.0, key, &[])
        }

        fn t1(&self, key: &str, name: &str, value: &str) -> String {
            self.1.text(self.0, key, &[(name, value.into())])
        }

        fn number(&self, number: i64) -> String {
            crate::i18n::format::number(self.0, number)
        }

        fn date(&self, on: Date) -> String {
            crate::i18n::format::date(self.0, on)
        }

        fn is_spanish(&self) -> bool {
            self.0 == Lang::Es
        }
    }

    /// Every number of the attributes that place something lies within the box; none is missing.
    pub(in crate::ui) fn assert_inside(figure: &Figure) {
        let drawing = figure.drawing.as_ref().unwrap();
        let mut placed = 0;
        for (names, most) in [
            (["x", "x1", "x2", "cx", "width"], drawing.width),
            (["y", "y1", "y2", "cy", "height"], drawing.height),
        ] {
            for name in names {
                for rest in drawing.body.split(&format!(" {name}=\"")).skip(1) {
                    let number: i64 = rest.split('"').next().unwrap().parse().unwrap();
                    assert!((0..=most).contains(&number), "{name}={number} of {most}: {}", drawing.body);
                    placed += 1;
                }
            }
        }
        assert!(placed > 0, "{}", drawing.body);
        let html = figure.to_string();
        assert!(!html.contains("NaN") && !html.contains("style=") && !html.contains(">[drawn"), "{html}");
    }
}

#[cfg(test)]
mod tests {
    use super::testing::Spoken;
    use super::*;
    use crate::Lang;

    #[test]
    fn a_hostile_text_stays_a_text() {
        let hostile = "\"><script>alert('x')</script>&";
        let rows = [vec![hostile.to_owned(), hostile.to_owned()]];
        let table = table(hostile, &[Head(hostile.to_owned(), false), Head("n".to_owned(), true)], &rows);
        let figure = Figure::new(&Spoken::new(Lang::En), hostile, hostile, None, table).named(hostile);
        let html = figure.to_string();
        assert!(!html.contains("<script") && !html.contains("\"\">") && !html.contains("alert('"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"), "{html}");
        assert_eq!(format!("{figure:?}"), "Figure(…)");
    }

    #[test]
    fn lengths_are_shares_without_overflow() {
        for (value, most, expected) in
            [(0, 0, 0), (5, 5, 300), (1, 3, 100), (-4, 9, 0), (i64::MAX, i64::MAX, 300), (9, 3, 300)]
        {
            assert_eq!(scaled(value, most, 300), expected, "{value} of {most}");
        }
        assert_eq!(short("Las Palmas", 10), "Las Palmas");
        assert_eq!(short("Las Palmas", 5), "Las …");
    }

    #[test]
    fn figures_of_other_content_have_other_identifiers() {
        let words = Spoken::new(Lang::En);
        let figure = |title: &str| Figure::new(&words, title, "d", None, String::new()).id;
        assert_ne!(figure("a"), figure("b"));
        assert_eq!(figure("a"), figure("a"));
    }
}
