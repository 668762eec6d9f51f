//! What a walk calls the routes on, and what it sends there.

use std::collections::BTreeMap;

use serde_json::Value;

/// One set of objects, by the word of the path before their identifier: `persons` for `/api/persons/{id}`, `{kind}` for what stands
/// after a kind.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// What the callers have to do with them, such as `08`: the unit that has them.
    pub relation: &'static str,
    ids: BTreeMap<&'static str, String>,
}

impl Objects {
    /// None yet.
    pub fn new(relation: &'static str) -> Self {
        Self { relation, ids: BTreeMap::new() }
    }

    /// This one too.
    #[must_use]
    pub fn with(mut self, word: &'static str, id: impl Into<String>) -> Self {
        self.ids.insert(word, id.into());
        self
    }

    /// The identifier after this word.
    pub fn id(&self, word: &str) -> &str {
        self.ids.get(word).unwrap_or_else(|| panic!("no identifier after `{word}`"))
    }

    /// The text with each `«word»` turned into its identifier; none where one is not among these.
    pub(in crate::check) fn fill(&self, text: &str) -> Option<String> {
        let mut filled = text.to_owned();
        for (word, id) in &self.ids {
            filled = filled.replace(&format!("«{word}»"), id);
        }
        (!filled.contains('«')).then_some(filled)
    }

    /// Identifiers that are no mere word.
    fn telling(&self) -> impl Iterator<Item = &str> {
        self.ids.values().map(String::as_str).filter(|id| id.contains(|c: char| c.is_ascii_digit()))
    }

    /// The text without these identifiers.
    pub(super) fn blank(&self, text: &str) -> String {
        self.telling().fold(text.to_owned(), |text, id| text.replace(id, "…"))
    }

    /// Whether a list shows one of these.
    pub(super) fn mark_in(&self, body: &str) -> char {
        if self.telling().any(|id| body.contains(id)) { '+' } else { '.' }
    }
}

/// What is sent to a route. It is well formed, and refused only after the object was found, so that no call changes what the next one
/// meets. `«word»` in it stands for an identifier, as in [`Objects`].
#[derive(Debug, Clone)]
pub enum Sample {
    /// JSON under `/api`, the same fields as a form elsewhere.
    Fields(Value),
    /// A body of this media type.
    Raw(&'static str, String),
    /// Nothing that fits: the route makes what its address names, so nothing there is looked for.
    Makes,
}
