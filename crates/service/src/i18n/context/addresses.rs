//! Addresses within the node: they keep the language that a reader chose.

use std::fmt::Write as _;

use super::super::escapes::{encode, value_in};
use super::super::texts::Lang;
use super::PageFrame;

impl PageFrame {
    /// A link within the node that keeps the language, if the reader chose one.
    pub fn href(&self, address: &str) -> String {
        if !self.chosen {
            return address.to_owned();
        }
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}lang={}", self.lang.code())
    }

    /// Where it says what to do when a child may be in danger now, told which object it is about.
    pub fn danger_href(&self, kind: &str, id: &str) -> String {
        self.href(&format!("/danger?object={}", encode(&format!("{kind}/{id}"))))
    }

    /// Where the files of an object are opened.
    pub fn files_href(&self, id: &str) -> String {
        self.href(&format!("/files/{id}"))
    }

    /// The language that the reader chose, if any: for forms whose answer replaces the address.
    pub fn chosen_lang(&self) -> Option<Lang> {
        self.chosen.then_some(self.lang)
    }

    /// This page with the query parameters `changes` in place of those of the same names; an empty value takes one away.
    pub fn here_with(&self, changes: &[(&str, &str)]) -> String {
        self.href(&self.address_with(changes))
    }

    /// The same without the language that the reader chose, to be kept and read in any.
    pub fn address_with(&self, changes: &[(&str, &str)]) -> String {
        let replaced = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && !changes.iter().any(|(changed, _)| *changed == name)
        };
        let mut query = self.query.split('&').filter(replaced).collect::<Vec<_>>().join("&");
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            let mark = if query.is_empty() { "" } else { "&" };
            // writing to a String cannot fail
            let _ = write!(query, "{mark}{name}={}", encode(value));
        }
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// This page in another language.
    pub fn in_language(&self, lang: &Lang) -> String {
        let chosen = Self { lang: *lang, chosen: true, ..self.clone() };
        chosen.here_with(&[])
    }

    /// The value of a query parameter of this page, percent-decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        value_in(&self.query, name)
    }
}
