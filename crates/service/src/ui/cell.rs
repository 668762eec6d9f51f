//! What stands in a cell of a list, and how it is shown on a page.

use jiff::Timestamp;
use jiff::civil::Date;

use super::markup::{Markup, moment_in_row, stated_in_row};
use crate::i18n::PageFrame;

/// What a badge, a card or a notice says by its colour; the word always says it too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Done, in order.
    Good,
    /// Needs somebody soon.
    Warn,
    /// Wrong, or dangerous.
    Bad,
    /// Worth knowing.
    Info,
}

impl Tone {
    /// Its class in the style sheet; empty for [`Tone::Plain`].
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }
}

/// One cell of a row.
#[derive(Clone)]
pub struct Cell {
    pub(super) content: Content,
    /// Language of its text, where it is another than the page's.
    language: Option<String>,
}

#[derive(Clone)]
pub(super) enum Content {
    Text(String),
    Link { text: String, href: String },
    Number(i64),
    Time(Timestamp),
    Stated(String, Option<Timestamp>),
    Date(Date),
    Badge(Tone, String),
    Digest(String),
    Lines(Vec<Cell>),
    None,
}

impl Cell {
    fn of(content: Content) -> Self {
        Self { content, language: None }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(Content::Text(text.into()))
    }

    /// A text that leads somewhere; in the first cell of a row that leads somewhere itself, only the text.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::of(Content::Link { text: text.into(), href: href.into() })
    }

    /// A count.
    pub fn number(number: i64) -> Self {
        Self::of(Content::Number(number))
    }

    /// An instant, shown in the node's zone.
    pub fn time(at: Timestamp) -> Self {
        Self::of(Content::Time(at))
    }

    /// A stated time: what its source wrote, and the instant where one is known.
    pub fn stated(original_text: impl Into<String>, at: Option<Timestamp>) -> Self {
        Self::of(Content::Stated(original_text.into(), at))
    }

    /// A day.
    pub fn date(on: Date) -> Self {
        Self::of(Content::Date(on))
    }

    /// A state, by a word and a colour.
    pub fn badge(tone: Tone, text: impl Into<String>) -> Self {
        Self::of(Content::Badge(tone, text.into()))
    }

    /// A digest, hex: it may break anywhere.
    pub fn digest(hex: impl Into<String>) -> Self {
        Self::of(Content::Digest(hex.into()))
    }

    /// Several, one below the other.
    pub fn lines(cells: Vec<Self>) -> Self {
        Self::of(Content::Lines(cells))
    }

    /// Nothing is known.
    pub fn none() -> Self {
        Self::of(Content::None)
    }

    /// Says of which language its text is (BCP 47, `es`), where that is not the page's.
    #[must_use]
    pub fn in_language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// The cell as a page shows it; without links of its own where it stands in one.
    pub(super) fn html(&self, ctx: &PageFrame, in_link: bool) -> Markup {
        let inner = self.content.html(ctx, in_link);
        match &self.language {
            Some(language) => {
                let start = Markup::default().raw("<span lang=\"").text(language).raw("\">");
                start.then(&inner).raw("</span>")
            }
            None => inner,
        }
    }
}

impl Content {
    fn html(&self, ctx: &PageFrame, in_link: bool) -> Markup {
        let html = Markup::default();
        match self {
            Self::Link { text, href } if !in_link => {
                html.raw("<a href=\"").text(href).raw("\">").text(text).raw("</a>")
            }
            Self::Text(text) | Self::Link { text, .. } => html.text(text),
            Self::Number(number) => html.text(&ctx.number(number)),
            Self::Time(at) => moment_in_row(ctx, *at),
            Self::Stated(original, at) => stated_in_row(ctx, original, *at),
            Self::Date(on) => {
                html.raw("<time datetime=\"").plain(on).raw("\">").text(&ctx.date(on)).raw("</time>")
            }
            Self::Badge(tone, text) => {
                html.raw("<span class=\"badge ").raw(tone.class()).raw("\">").text(text).raw("</span>")
            }
            Self::Digest(hex) => html.raw("<code class=\"digest\">").text(hex).raw("</code>"),
            Self::Lines(cells) => {
                let one = |html: Markup, cell: &Cell| {
                    html.raw("<span class=\"line\">").then(&cell.html(ctx, in_link)).raw("</span>")
                };
                cells.iter().fold(html.raw("<span>"), one).raw("</span>")
            }
            Self::None => html.raw("–"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_holds_is_text() {
        let ctx = PageFrame::for_tests("/reports", "UTC");
        let hostile = "<a href='x'>";
        for cell in [
            Cell::text(hostile),
            Cell::link(hostile, hostile),
            Cell::badge(Tone::Bad, hostile),
            Cell::digest(hostile),
            Cell::stated(hostile, None),
            Cell::lines(vec![Cell::text(hostile), Cell::link("a", hostile)]),
            Cell::text("a").in_language("\"><a href='x'>"),
        ] {
            for in_link in [false, true] {
                let html = cell.html(&ctx, in_link);
                assert!(!html.as_str().contains("href='x'"), "{html}");
                assert!(html.as_str().contains("&lt;a href=&#39;x&#39;&gt;") || in_link, "{html}");
                assert!(!in_link || !html.as_str().contains("<a "), "{html}");
            }
        }
    }

    #[test]
    fn numbers_days_and_nothing_have_their_form() {
        let ctx = PageFrame::for_tests("/", "UTC");
        let html = |cell: Cell| cell.html(&ctx, false).to_string();
        assert_eq!(html(Cell::number(12_345)), "12,345");
        assert_eq!(html(Cell::none()), "–");
        assert_eq!(
            html(Cell::date(jiff::civil::date(2020, 12, 28))),
            "<time datetime=\"2020-12-28\">28 December 2020</time>"
        );
        assert_eq!(html(Cell::badge(Tone::Good, "filed")), "<span class=\"badge good\">filed</span>");
        assert_eq!(html(Cell::text("sí").in_language("es")), "<span lang=\"es\">sí</span>");
    }
}
