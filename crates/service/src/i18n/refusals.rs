//! What refusals say in Spanish. As with gettext, the English text is the key: actions go on saying what is wrong in one language, and
//! only pages ask here. Problem documents stay English.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::Lang;
use crate::ui::Markup;

/// This crate's own refusals; a role adds its own to them.
pub(crate) const OWN_REFUSALS: &str = include_str!("../../locales/refusals.es.toml");

/// How deep a message may stand in the places of others.
const DEEPEST: usize = 3;

/// A file of refusals: the English text, with `{}` for what is put in, and the Spanish one with `{}` in the same order or `{0}`, `{1}` in
/// another.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RefusalFile {
    /// What our sources say.
    pub(crate) ours: BTreeMap<String, String>,
    /// What comes from libraries, whose sources no test reads.
    pub(crate) libraries: BTreeMap<String, String>,
}

impl RefusalFile {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Every message of it with its translation.
    pub(crate) fn into_messages(self) -> impl Iterator<Item = (String, String)> {
        self.ours.into_iter().chain(self.libraries)
    }
}

/// The Spanish of every refusal that is known.
#[derive(Default)]
pub(crate) struct Refusals {
    exact: HashMap<String, String>,
    /// Those with places, the longest text first: it says the most.
    patterns: Vec<Pattern>,
}

impl Refusals {
    /// Those of several files; the mistake where one cannot be read, or a message stands twice.
    pub(crate) fn read(files: &[&str]) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        for file in files {
            for (english, spanish) in RefusalFile::read(file)?.into_messages() {
                if let Some(twice) = all.insert(english.clone(), spanish) {
                    return Err(format!("`{english}` stands twice, once as `{twice}`"));
                }
            }
        }
        let mut refusals = Self::default();
        for (english, spanish) in all {
            if english.contains("{}") {
                let pattern = Pattern::read(&english, &spanish)
                    .ok_or_else(|| format!("the places of `{english}` are not those of `{spanish}`"))?;
                refusals.patterns.push(pattern);
            } else {
                refusals.exact.insert(english, spanish);
            }
        }
        refusals
            .patterns
            .sort_by_key(|pattern| Reverse(pattern.literals.iter().map(String::len).sum::<usize>()));
        Ok(refusals)
    }

    /// The Spanish of a message.
    pub(super) fn find(&self, message: &str) -> Option<String> {
        self.find_at(message, 0)
    }

    /// What stands in a place can be a message itself, such as the reason within a sentence.
    fn find_at(&self, message: &str, depth: usize) -> Option<String> {
        if let Some(spanish) = self.exact.get(message) {
            return Some(spanish.clone());
        }
        if depth == DEEPEST {
            return None;
        }
        self.patterns.iter().find_map(|pattern| {
            let captures = pattern.captures(message)?;
            let found: Vec<_> = captures.iter().map(|capture| self.find_at(capture, depth + 1)).collect();
            // signs alone, as in `{}: {}`, make no sentence Spanish
            if !pattern.has_words() && found.iter().all(Option::is_none) {
                return None;
            }
            let words = captures.iter().zip(&found);
            let words: Vec<&str> = words.map(|(own, found)| found.as_deref().unwrap_or(own)).collect();
            Some(pattern.fill(&words))
        })
    }
}

/// A message with places.
struct Pattern {
    /// The English text around the places: one more than these.
    literals: Vec<String>,
    spanish: Vec<Piece>,
}

enum Piece {
    Text(String),
    /// What stood in this place of the English text, from 0.
    Place(usize),
}

impl Pattern {
    /// None where the places of both do not fit together, or two stand without a text between.
    fn read(english: &str, spanish: &str) -> Option<Self> {
        let literals: Vec<_> = english.split("{}").map(str::to_owned).collect();
        let spanish = pieces(spanish)?;
        let places = literals.len() - 1;
        let used =
            |wanted| spanish.iter().any(|piece| matches!(piece, Piece::Place(place) if *place == wanted));
        let beyond = spanish.iter().any(|piece| matches!(piece, Piece::Place(place) if *place >= places));
        let fits = (0..places).all(used) && !beyond && english != "{}" && !english.contains("{}{}");
        fits.then_some(Self { literals, spanish })
    }

    fn has_words(&self) -> bool {
        self.literals.iter().any(|literal| literal.contains(char::is_alphabetic))
    }

    /// What stands in the places of a message; none where it is another message.
    fn captures<'a>(&self, message: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.literals.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut left = message.strip_prefix(first.as_str())?;
        let mut captures = Vec::new();
        for literal in between {
            let (capture, after) = left.split_once(literal.as_str())?;
            captures.push(capture);
            left = after;
        }
        captures.push(left.strip_suffix(last.as_str())?);
        Some(captures)
    }

    fn fill(&self, words: &[&str]) -> String {
        let pieces = self.spanish.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Place(place) => words.get(*place).copied().unwrap_or_default(),
        });
        pieces.collect()
    }
}

/// A translation in its pieces; none where a place is not `{}` or a number in braces.
fn pieces(spanish: &str) -> Option<Vec<Piece>> {
    let (mut pieces, mut rest, mut next) = (Vec::new(), spanish, 0_usize);
    while let Some((text, after)) = rest.split_once('{') {
        let (number, after) = after.split_once('}')?;
        let place: usize = if number.is_empty() {
            next += 1;
            next - 1
        } else {
            number.parse().ok()?
        };
        pieces.extend([Piece::Text(text.to_owned()), Piece::Place(place)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Some(pieces)
}

/// A refusal as a page says it. In a template, `{{ ctx.refusal(message) }}` marks its language where that is not the page's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it says.
    pub text: String,
    /// The language of the text.
    pub lang: Lang,
    /// The language of the page.
    page: Lang,
}

impl Refusal {
    /// For a page in `page`: in Spanish where it was `found`, else in English as it came.
    pub(super) fn new(page: Lang, message: &str, found: Option<String>) -> Self {
        match found {
            Some(text) => Self { text, lang: Lang::Es, page },
            None => Self { text: message.to_owned(), lang: Lang::En, page },
        }
    }

    /// Whether it speaks the language of the page.
    pub fn is_of_page(&self) -> bool {
        self.lang == self.page
    }
}

/// The markup of the text, escaped.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = Markup::default();
        let markup = if self.is_of_page() {
            start.text(&self.text)
        } else {
            start.raw("<span lang=\"").raw(self.lang.code()).raw("\">").text(&self.text).raw("</span>")
        };
        fmt::Display::fmt(&markup, f)
    }
}

// the text is escaped where it is written
impl HtmlSafe for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"[ours]
"lies in the past" = "está en el pasado"
"give 1 to {}" = "hay que dar de 1 a {}"
"{} is no entry on {}" = "en {1} no hay ningún apunte {0}"
"{}; on record as {}" = "{}; consta como {}"
"{} ({})" = "{} ({})"
[libraries]
"cut off" = "cortado"
"#;

    #[test]
    fn messages_are_found_whole_by_their_places_and_within_others() {
        let refusals = Refusals::read(&[FILE]).unwrap();
        for (english, spanish) in [
            ("lies in the past", Some("está en el pasado")),
            ("cut off", Some("cortado")),
            ("give 1 to 60", Some("hay que dar de 1 a 60")),
            ("a1 is no entry on b2", Some("en b2 no hay ningún apunte a1")),
            ("cut off; on record as o1", Some("cortado; consta como o1")),
            ("other; on record as o1", Some("other; consta como o1")),
            ("lies in the past (art. 1)", Some("está en el pasado (art. 1)")),
            ("other (art. 1)", None),
            ("lies in the future", None),
            ("", None),
        ] {
            assert_eq!(refusals.find(english).as_deref(), spanish, "{english}");
        }
        // what somebody types into a message cannot keep us busy
        assert!(refusals.find(&"give 1 to ".repeat(10_000)).is_some());
    }

    #[test]
    fn mistakes_in_a_file_are_found_at_the_start() {
        for (file, said) in [
            ("[ours]\n\"a {}\" = \"b\"", "places"),
            ("[ours]\n\"a {}\" = \"b {1}\"", "places"),
            ("[ours]\n\"a {}\" = \"b {} {}\"", "places"),
            ("[ours]\n\"a {}\" = \"b {x}\"", "places"),
            ("[ours]\n\"{}\" = \"{}\"", "places"),
            ("[ours]\n\"a {}{}\" = \"a {}{}\"", "places"),
            ("[ours]\n\"lies in the past\" = \"b\"", "twice"),
            ("[other]", "unknown field"),
        ] {
            let error = Refusals::read(&[FILE, file]).err().unwrap();
            assert!(error.contains(said), "{file}: {error}");
        }
    }

    #[test]
    fn only_another_language_than_the_page_s_is_marked() {
        let said =
            |page, found: Option<&str>| Refusal::new(page, "a < b", found.map(str::to_owned)).to_string();
        assert_eq!(said(Lang::En, None), "a &lt; b");
        assert_eq!(said(Lang::Es, None), "<span lang=\"en\">a &lt; b</span>");
        assert_eq!(said(Lang::Es, Some("á < b")), "á &lt; b");
    }
}
