//! The hand-over of a shift: what is left over and what came, on one sheet, given to the next person and taken by them.
//!
//! The sheet is computed for whoever reads it, from what they may read. It is kept only when it is handed over: who to whom, the numbers,
//! and a note, which is sealed, is read by these two alone, and is forgotten after thirty days.

mod actions;
mod pages;
mod sheet;

use std::future::Future;

use axum::extract::FromRef;
use jiff::{SignedDuration, Timestamp};

pub(crate) use actions::{ForgetNotes, has_old_notes};

use crate::accounts::Accounts;
use crate::http::{Access, Site};
use crate::{Actor, Failure, Operation, Routes};

model::kinds! {
    /// A shift handed from one person to another.
    Handover = "hov";
}

/// How long a note is kept.
const NOTE_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far back the sheet looks where nobody says: one shift.
const SHIFT: SignedDuration = SignedDuration::from_hours(8);

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its text is that of the key `left-CODE`.
    pub code: &'static str,
    /// How many.
    pub count: i64,
    /// The page that shows them; the sheet adds the language.
    pub page: String,
    /// Whether somebody must look at it first.
    pub is_urgent: bool,
}

impl Left {
    /// A line that waits for nobody in particular.
    pub fn new(code: &'static str, count: i64, page: impl Into<String>) -> Self {
        Self { code, count, page: page.into(), is_urgent: false }
    }

    /// The same, marked where there is any.
    #[must_use]
    pub fn urgent(self) -> Self {
        Self { is_urgent: self.count > 0, ..self }
    }
}

/// A role whose people hand shifts over. Implemented by the state that its handlers share.
pub trait HandsOver: Accounts {
    /// What came since an instant, and what is left over, as far as `actor` may read it: the most pressing first.
    fn left_over(
        &self,
        actor: &Actor,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Left>, Failure>> + Send;
}

/// Adds the sheet to the routes of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: HandsOver,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    let staff = Access::Staff;
    routes
        .page("/handover", staff, "Page: what is left over of a shift", pages::show::<S>)
        .operation(Operation::Consultation)
        .asks(&["since"])
        .post("/handover", staff, "Form: hand a shift over", pages::hand_over::<S>)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/handover/{id}/take", staff, "Form: take a shift over", pages::take_over::<S>)
        .operation(Operation::Alteration)
}
