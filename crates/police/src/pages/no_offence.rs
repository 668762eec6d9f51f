//! On a report's page: that what was reported is no offence, where nobody was identified.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::{Action, ColumnKeys, Failure, PageContext, Tx, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, reports};
use crate::actions::{Decision, FindNoOffence};
use crate::db::{feedback, no_offence};
use crate::permissions::Permission;
use crate::{Police, seals};

/// What the page says of it.
pub(super) struct NoOffenceView {
    /// Reason, officer and time of the finding that stands.
    pub(super) found: Option<(String, String, Timestamp)>,
    /// Whether the reader may record or withdraw one now.
    pub(super) may_find: bool,
}

impl NoOffenceView {
    /// Of a report that the reader has found.
    pub(super) async fn load(
        tx: &mut Tx,
        keys: &ColumnKeys,
        ctx: &PageContext,
        report_id: Id<Report>,
    ) -> Result<Self, Failure> {
        let found = match no_offence::find(tx, report_id).await? {
            Some(row) => {
                let reason = seals::NO_OFFENCE_REASON.open_kept(keys, row.finding_id, &row.reason)?;
                Some((reason, row.found_by, row.found_at))
            }
            None => None,
        };
        let is_nobodys = feedback::load_standing(tx, report_id).await?.persons.is_empty();
        let may_find = may(ctx, Permission::IdentifyPersons) && (is_nobodys || found.is_some());
        Ok(Self { found, may_find })
    }
}

/// `POST /reports/{id}/no-offence`.
pub(crate) async fn find(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| FindNoOffence { report_id, reason: fields.reason });
    carry_out(&police, ctx, report_id, action, form.typed, "no-offence-found").await
}

/// `POST /reports/{id}/no-offence/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::NoOffence(report_id)));
    carry_out(&police, ctx, report_id, action, form.typed, "no-offence-withdrawn").await
}

async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<Report>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    let again = |ctx, typed| reports::load(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &format!("/reports/{id}"), done, again).await
}
