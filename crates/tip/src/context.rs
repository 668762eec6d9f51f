//! What a page knows of its request: language, country, and the token of a tip. Never what was answered.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use service::Lang;
use service::i18n::TextArg;
use wire::tip::{Door, TipId};

use crate::data::Country;
use crate::form::Shared;
use crate::sent::Place;

/// A tip under way: its token, the number of its next step, and whom it is about, which decides what is asked.
#[derive(Clone)]
pub(crate) struct Hold {
    pub(crate) tip: TipId,
    pub(crate) next: u32,
    pub(crate) door: Door,
}

impl Hold {
    /// The tip once a step of it is kept there.
    pub(crate) fn after(self, place: Place) -> Self {
        Self { tip: place.tip, next: place.number.saturating_add(1), door: self.door }
    }
}

/// The context of a page.
#[derive(Clone)]
pub(crate) struct Ctx {
    pub(crate) lang: Lang,
    pub(crate) country: String,
    pub(crate) now: Timestamp,
    pub(crate) form: Shared,
    path: String,
    /// Whether the page can be asked for again: what answers a form cannot, and a receipt on it would be lost.
    can_switch: bool,
    hold: Option<Hold>,
    choice: String,
}

impl FromRequestParts<Shared> for Ctx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, form: &Shared) -> Result<Self, Infallible> {
        Ok(Self::of(parts, form))
    }
}

impl Ctx {
    /// The context of a request.
    pub(crate) fn of(parts: &Parts, form: &Shared) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let find = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
        };
        let accept = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        // browsers name what they like best first
        let preferred = || {
            accept
                .unwrap_or_default()
                .split(',')
                .find_map(|range| Lang::from_code(range.split(';').next().unwrap_or_default().trim()))
        };
        let hold = || {
            Some(Hold {
                tip: find("t")?.parse().ok()?,
                next: find("n")?.parse().ok()?,
                door: door(find("w")?)?,
            })
        };
        let country = find("c").filter(|code| form.lists.knows(code));
        Self {
            lang: find("lang").and_then(Lang::from_code).or_else(preferred).unwrap_or(Lang::En),
            country: country.unwrap_or(&form.country).to_owned(),
            now: form.clock.now(),
            form: Arc::clone(form),
            path: parts.uri.path().to_owned(),
            can_switch: matches!(parts.method, Method::GET | Method::HEAD),
            hold: hold(),
            choice: find("k").unwrap_or_default().chars().filter(char::is_ascii_digit).take(1).collect(),
        }
    }

    /// The tip under way, if there is one.
    pub(crate) fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }

    /// What was chosen on the page before, as one digit; empty if nothing was.
    pub(crate) fn choice(&self) -> &str {
        &self.choice
    }

    /// The same page of another tip, or of another place in it.
    pub(crate) fn holding(self, hold: Hold) -> Self {
        Self { hold: Some(hold), ..self }
    }

    /// The text of `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.form.texts.text(self.lang, key, &[])
    }

    /// The text of `key` with one argument.
    pub(crate) fn t1(&self, key: &str, name: &str, value: impl TextArg) -> String {
        self.form.texts.text(self.lang, key, &[(name, value.value())])
    }

    /// The text of `key` with two arguments.
    pub(crate) fn t2(&self, key: &str, one: (&str, impl TextArg), other: (&str, impl TextArg)) -> String {
        self.form.texts.text(self.lang, key, &[(one.0, one.1.value()), (other.0, other.1.value())])
    }

    /// The text of `key` as paragraphs, lists (lines that begin with `- `) and headings (`# `), escaped.
    pub(crate) fn prose(&self, key: &str) -> String {
        prose(&self.t(key))
    }

    /// The same of a text with two arguments.
    pub(crate) fn prose2(&self, key: &str, one: (&str, impl TextArg), other: (&str, impl TextArg)) -> String {
        prose(&self.t2(key, one, other))
    }

    /// A page of this form in the same language and country, without the tip under way.
    pub(crate) fn plain(&self, path: &str) -> String {
        format!("{path}?lang={}&c={}", self.lang.code(), self.country)
    }

    /// A page of this form that goes on with the tip under way.
    pub(crate) fn href(&self, path: &str) -> String {
        self.address(path, self.lang, &self.country, "")
    }

    /// … with a choice.
    pub(crate) fn href_with(&self, path: &str, choice: &str) -> String {
        self.address(path, self.lang, &self.country, choice)
    }

    /// Whether the page offers other languages and countries.
    pub(crate) fn can_switch(&self) -> bool {
        self.can_switch
    }

    /// Every language, for the switch.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub(crate) fn languages(&self) -> &'static [Lang] {
        &Lang::ALL
    }

    /// Every country that has lines, for the switch.
    pub(crate) fn countries(&self) -> &[Country] {
        self.form.lists.countries()
    }

    /// This page in another language.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(crate) fn in_language(&self, lang: &Lang) -> String {
        self.address(&self.path, *lang, &self.country, &self.choice)
    }

    /// This page for another country.
    pub(crate) fn in_country(&self, country: &str) -> String {
        self.address(&self.path, self.lang, country, &self.choice)
    }

    fn address(&self, path: &str, lang: Lang, country: &str, choice: &str) -> String {
        let mut text = format!("{path}?lang={}&c={country}", lang.code());
        // writing to a String cannot fail
        if let Some(hold) = &self.hold {
            let _ = write!(text, "&t={}&n={}&w={}", hold.tip, hold.next, letter(hold.door));
        }
        if !choice.is_empty() {
            let _ = write!(text, "&k={choice}");
        }
        text
    }

    /// A hidden field of a form: the page sent twice is one step.
    pub(crate) fn once(&self) -> String {
        format!("<input type=\"hidden\" name=\"o\" value=\"{}\">", self.form.new_page())
    }

    /// Sends the browser on to a page of this tip: 303, so that Back and Reload send nothing again.
    pub(crate) fn go(&self, path: &str) -> Response {
        Redirect::to(&self.href(path)).into_response()
    }

    /// … that still has what was chosen.
    pub(crate) fn go_on(&self, path: &str) -> Response {
        Redirect::to(&self.href_with(path, &self.choice)).into_response()
    }

    /// Sends the browser to the beginning: no tip is under way.
    pub(crate) fn to_start(&self) -> Response {
        Redirect::to(&self.plain("/")).into_response()
    }

    /// `Monday 30 November 2026, 09:00 CET`.
    pub(crate) fn moment(&self, at: Timestamp, zone: &TimeZone) -> String {
        let there = at.to_zoned_datetime(zone.clone());
        let day = self.day(there.date().weekday().to_monday_one_offset());
        let date = service::i18n::date(self.lang, there.date());
        format!("{day} {date}, {}", there.strftime("%H:%M %Z"))
    }

    /// The name of a day of the week, from 1 for Monday.
    pub(crate) fn day(&self, day: i8) -> String {
        self.t(&format!("day-{day}"))
    }
}

/// The letter that stands for a door in addresses, which stay in the browser's history.
fn letter(door: Door) -> char {
    match door {
        Door::AboutMe => 'x',
        Door::AboutMyChild => 'y',
        Door::AboutSomeoneElse => 'z',
    }
}

/// The door of a letter.
pub(crate) fn door(letter_text: &str) -> Option<Door> {
    let all = [Door::AboutMe, Door::AboutMyChild, Door::AboutSomeoneElse];
    all.into_iter().find(|door| letter_text.chars().eq([letter(*door)]))
}

/// Paragraphs, lists and headings of a text.
fn prose(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let lines: Vec<&str> = block.lines().map(str::trim).collect();
        if lines.iter().all(|line| line.starts_with("- ")) {
            html.push_str("<ul>");
            for line in lines {
                html.extend(["<li>", &escaped(line.trim_start_matches("- ")), "</li>"]);
            }
            html.push_str("</ul>");
        } else if let Some(heading) = block.strip_prefix("# ") {
            html.extend(["<h2>", &escaped(heading), "</h2>"]);
        } else {
            html.extend(["<p>", &escaped(&lines.join(" ")), "</p>"]);
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_paragraphs_lists_and_headings_and_escapes() {
        let text = "# One & two\n\nA line\nand more.\n\n- a <b>\n- c\n";
        let html = "<h2>One &amp; two</h2><p>A line and more.</p><ul><li>a &lt;b&gt;</li><li>c</li></ul>";
        assert_eq!(prose(text), html);
        assert_eq!(prose(""), "");
    }

    #[test]
    fn doors_have_letters_that_say_nothing() {
        for known in [Door::AboutMe, Door::AboutMyChild, Door::AboutSomeoneElse] {
            assert_eq!(door(&letter(known).to_string()), Some(known));
        }
        assert_eq!(door(""), None);
        assert_eq!(door("xy"), None);
    }
}
