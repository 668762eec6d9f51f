//! Markdown in one language.

use std::fmt::{Display, Write as _};

use anyhow::Result;
use service::Lang;
use service::i18n::Texts;

/// What the documents say.
const TEXTS: [(Lang, &str); 2] = [
    (Lang::En, include_str!("../../../locales/en.ftl")),
    (Lang::Es, include_str!("../../../locales/es.ftl")),
];

/// A document that grows.
pub(super) struct Page {
    texts: Texts,
    pub(super) lang: Lang,
    pub(super) text: String,
}

impl Page {
    pub(super) fn new(lang: Lang) -> Result<Self> {
        Ok(Self { texts: Texts::new(&TEXTS)?, lang, text: String::new() })
    }

    pub(super) fn t(&self, key: &str) -> String {
        self.texts.text(self.lang, key, &[])
    }

    /// The texts of codes, with commas between.
    pub(super) fn words(&self, kind: &str, codes: &[String]) -> String {
        let words: Vec<_> =
            codes.iter().map(|code| self.t(&format!("{kind}-{}", code.replace('_', "-")))).collect();
        words.join("; ")
    }

    pub(super) fn heading(&mut self, mark: &str, text: impl Display) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{mark} {text}\n");
    }

    pub(super) fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.text, "{text}");
    }

    pub(super) fn item(&mut self, label: &str, value: impl Display) {
        let _ = writeln!(self.text, "- {label}: {value}");
    }

    /// What a human must fill.
    pub(super) fn blank(&mut self, key: &str) {
        let (mark, what) = (self.t("to-fill"), self.t(key));
        let _ = writeln!(self.text, "- **[{mark}: {what}]**");
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    pub(super) fn head(&mut self, keys: &[&str]) {
        let cells: Vec<_> = keys.iter().map(|key| self.t(key)).collect();
        self.row(&cells);
        self.row(&vec!["---".to_owned(); keys.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::TEXTS;

    #[test]
    fn texts_are_whole_and_none_is_dead() {
        let composed = [
            "activity-",
            "purpose-",
            "subjects-",
            "recipient-",
            "law-",
            "risk-",
            "measure-",
            "role-",
            "kept-",
        ];
        assert_eq!(
            service::check::text_mistakes(env!("CARGO_MANIFEST_DIR"), &TEXTS, &composed),
            Vec::<String>::new()
        );
    }
}
