//! Oversight of the staff: which operation on personal data each route and action is, an entry before anything is shown
//! and after a refusal, and the register of these entries for the data protection officer.

mod consultation;
pub mod four_eyes;
mod operation;
mod refusals;
mod register;

use crate::i18n::PageFrame;
use crate::{Actor, ColumnKeys};

pub use operation::{Operation, Touches};
pub use register::AccessEntry;

pub(crate) use four_eyes::State;

pub(crate) use consultation::{About, consult, is_identifier, not_logged, object_kind};
pub(crate) use refusals::{Because, Refusals, note as note_refusal};
pub(crate) use register::{ASKED, AccessEntries, RECIPIENT, list, page};

/// The text of a code, `KIND-CODE`; one that has none stands for itself.
pub(crate) fn word(ctx: &PageFrame, kind: &str, code: &str) -> String {
    ctx.word(kind, code)
}

/// The keyed digest by which entries name a member of the staff.
pub fn staff_digest(keys: &ColumnKeys, name: &str) -> String {
    let staff = Actor::Staff { name: name.to_owned(), role: String::new(), unit: None };
    keys.blind("actor", &staff.identity())
}
