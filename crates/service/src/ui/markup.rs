//! Markup that Rust writes itself, where a template cannot: escaped once, here.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use jiff::Timestamp;

use crate::i18n::PageFrame;

/// HTML that is shown as it stands. Every text in it went through [`Markup::text`].
#[derive(Clone, Default)]
pub struct Markup(String);

impl Markup {
    /// Our own markup, as it is.
    #[must_use]
    pub(crate) fn raw(mut self, html: &str) -> Self {
        self.0.push_str(html);
        self
    }

    /// A text from anywhere: its signs become characters (HTML, "serializing", and the quotes of attributes).
    #[must_use]
    pub(crate) fn text(mut self, text: &str) -> Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// What can only be digits, letters and hyphens: numbers, instants.
    #[must_use]
    pub(crate) fn plain(mut self, value: &impl fmt::Display) -> Self {
        // writing to a String cannot fail
        let _ = write!(self.0, "{value}");
        self
    }

    /// Markup made elsewhere.
    #[must_use]
    pub(crate) fn then(self, other: &Self) -> Self {
        self.raw(&other.0)
    }

    #[cfg(test)]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// every text in it is escaped where it is put in
impl HtmlSafe for Markup {}

/// `<time>` in the node's zone.
fn bare(ctx: &PageFrame, at: Timestamp) -> Markup {
    let start = Markup::default().raw("<time datetime=\"").plain(&at).raw("\">");
    start.text(&ctx.instant(at)).raw("</time>")
}

/// A moment with more about it for who points at it or comes to it by the keyboard; the style sheet shows it.
fn with_more(moment: &Markup, more: &str) -> Markup {
    let start = Markup::default().raw("<span class=\"moment\" tabindex=\"0\">").then(moment);
    start.raw(" <span class=\"more\" role=\"tooltip\">").text(more).raw("</span></span>")
}

/// An instant in the node's zone, and in UTC for who asks.
pub(crate) fn moment(ctx: &PageFrame, at: Timestamp) -> Markup {
    match ctx.in_utc(at) {
        Some(utc) => with_more(&bare(ctx, at), &utc),
        None => bare(ctx, at),
    }
}

/// The same in a table: fifty rows are no fifty stops of the keyboard.
pub(crate) fn moment_in_row(ctx: &PageFrame, at: Timestamp) -> Markup {
    let Some(utc) = ctx.in_utc(at) else { return bare(ctx, at) };
    let start = Markup::default().raw("<time datetime=\"").plain(&at).raw("\" title=\"").text(&utc);
    start.raw("\">").text(&ctx.instant(at)).raw("</time>")
}

/// A stated time: the instant, and how its source wrote it; where no instant is known, only that.
pub(crate) fn stated(ctx: &PageFrame, original: &str, at: Option<Timestamp>) -> Markup {
    let as_stated = ctx.t1("time-as-stated", "text", original);
    match at {
        None => Markup::default().raw("<span class=\"stated\">").text(original).raw("</span>"),
        Some(at) => match ctx.in_utc(at) {
            Some(utc) => with_more(&bare(ctx, at), &format!("{utc}. {as_stated}")),
            None => with_more(&bare(ctx, at), &as_stated),
        },
    }
}

/// The same in a table.
pub(crate) fn stated_in_row(ctx: &PageFrame, original: &str, at: Option<Timestamp>) -> Markup {
    let Some(at) = at else { return stated(ctx, original, None) };
    let said = Markup::default().raw("<br><span class=\"stated small muted\">").text(original).raw("</span>");
    Markup::default().raw("<span>").then(&moment_in_row(ctx, at)).then(&said).raw("</span>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2020-12-28T23:30:00Z".parse().unwrap()
    }

    #[test]
    fn a_time_says_its_zone_and_tells_utc_to_who_asks() {
        let utc = PageFrame::for_tests("/", "UTC");
        assert_eq!(
            moment(&utc, at()).as_str(),
            "<time datetime=\"2020-12-28T23:30:00Z\">28 December 2020, 23:30:00 UTC</time>"
        );
        let madrid = PageFrame::for_tests("/", "Europe/Madrid");
        let shown = moment(&madrid, at());
        assert!(shown.as_str().starts_with("<span class=\"moment\" tabindex=\"0\"><time"), "{shown}");
        assert!(shown.as_str().contains("29 December 2020, 00:30:00 CET</time>"), "{shown}");
        assert!(shown.as_str().contains("role=\"tooltip\">28 December 2020, 23:30:00 UTC</span>"), "{shown}");
        let in_row = moment_in_row(&madrid, at());
        assert!(!in_row.as_str().contains("tabindex") && in_row.as_str().contains("title=\"28 December"));
    }

    #[test]
    fn what_a_source_wrote_is_shown_as_text() {
        let utc = PageFrame::for_tests("/", "UTC");
        let hostile = "<b>\"1'&";
        for shown in [stated(&utc, hostile, None), stated(&utc, hostile, Some(at()))] {
            assert!(shown.as_str().contains("&lt;b&gt;&quot;1&#39;&amp;"), "{shown}");
            assert!(!shown.as_str().contains("<b>"), "{shown}");
        }
        assert!(stated_in_row(&utc, hostile, Some(at())).as_str().contains("<br>"));
    }
}
