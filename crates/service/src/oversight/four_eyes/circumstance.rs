//! What a second person is shown beside the input.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::i18n::PageFrame;
use crate::oversight::word;

/// One thing that speaks for or against carrying an action out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Circumstance {
    /// What it is: the text `input-NAME` says it.
    pub name: &'static str,
    /// A code, an id, or an instant.
    pub value: String,
    #[serde(skip)]
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Text,
    /// The text `KIND-CODE` says it.
    Word(&'static str),
    At(Timestamp),
}

impl Circumstance {
    /// What stands for itself, such as an id.
    pub fn text(name: &'static str, value: String) -> Self {
        Self { name, value, form: Form::Text }
    }

    /// A code that the text `KIND-CODE` says.
    pub fn word(name: &'static str, kind: &'static str, code: &str) -> Self {
        Self { name, value: code.to_owned(), form: Form::Word(kind) }
    }

    /// An instant.
    pub fn at(name: &'static str, at: Timestamp) -> Self {
        Self { name, value: at.to_string(), form: Form::At(at) }
    }

    /// The value in the language of a page.
    pub(crate) fn shown(&self, ctx: &PageFrame) -> String {
        match self.form {
            Form::Text => self.value.clone(),
            Form::Word(kind) => word(ctx, kind, &self.value),
            Form::At(at) => ctx.instant(at),
        }
    }
}
