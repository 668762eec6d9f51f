//! What was sent of a notice under article 18 by a program, and sending it: a part of the page of its duty.

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use service::{ColumnRef, Failure, PageContext, Tx, TypedForm, forms};

use super::may;
use super::recipients::{chosen_state, load};
use crate::State;
use crate::actions::{OrderNotice, OrderedBy, SendNoticeAgain};
use crate::api::id_in_path;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::reports::{self, ReportRow};
use crate::duties::Paper;
use crate::handed::write_notice;
use crate::ids::Report;
use crate::permissions::Permission;
use crate::recipients::ItemState;
use crate::report_state::ReportState;
use crate::reported::Reported;

/// What the page of a notice says of its sending. Personal.
pub(crate) struct Sending {
    /// The newest, with the other side's words.
    pub(super) newest: Option<(NoticeOrderRow, String)>,
    /// Whether the reader may send one now.
    pub(super) may_send: bool,
    /// Whether the reader may have the newest sent again, as it is.
    pub(super) may_repeat: bool,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sent {
    /// The notice that the page shows.
    Now,
    /// The newest, as it is.
    Again,
}

/// The form.
#[derive(Deserialize)]
pub(crate) struct NoticeForm {
    decision: Sent,
    #[serde(default)]
    state: String,
    #[serde(default)]
    because: String,
}

/// What there is to say; none where nothing was sent and nobody is configured.
pub(super) async fn sending(
    state: &State,
    tx: &mut Tx,
    ctx: &PageContext,
    (report, item): (&ReportRow, &ItemState),
    duty: &str,
) -> Result<Option<Sending>, Failure> {
    let newest = notice_orders::find_newest(tx, report.report_id, duty).await?;
    if newest.is_none() && state.notices.is_none() {
        return Ok(None);
    }
    let is_free = newest.as_ref().is_none_or(|row| row.state.may_be_followed());
    let was_begun = report.held.is_none() && (report.destination.is_some() || state.by_hand().is_some());
    let is_due = *item == ItemState::Open && report.state != ReportState::Withdrawn;
    let may_send = state.notices.is_some() && is_free && was_begun && is_due && may(ctx, Permission::Decide);
    let may_repeat = newest.as_ref().is_some_and(|row| row.state.may_be_sent_again())
        && may(ctx, Permission::RetryDelivery);
    let newest = newest.map(|row| opened(state, row)).transpose()?;
    Ok(Some(Sending { newest, may_send, may_repeat }))
}

/// A notice with what the other side said.
fn opened(state: &State, row: NoticeOrderRow) -> Result<(NoticeOrderRow, String), Failure> {
    let key = notice_orders::row_key(row.report_id, &row.duty, row.order_no);
    let at = ColumnRef { table: notice_orders::TABLE, row: &key, column: notice_orders::WORDS };
    let words = row.words.as_ref().map(|words| words.open_kept(state.node.columns(), at)).transpose()?;
    Ok((row, words.unwrap_or_default()))
}

/// Sends the notice, or has the newest sent again.
pub(crate) async fn send(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path((id, duty)): Path<(String, String)>,
    form: TypedForm<NoticeForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, (&id, &duty), form.fields).await;
    let path = format!("/reports/{id}/recipients/{duty}");
    let again = |ctx, typed| load(&state, ctx, (&id, &duty), typed);
    forms::answer(ctx, outcome, form.typed, &path, "notice", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    (id, duty): (&str, &str),
    fields: Result<NoticeForm, Failure>,
) -> Result<(), Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let duty = state.duties.find(duty).ok_or_else(|| Failure::absent("duty"))?;
    let form = fields?;
    if form.decision == Sent::Again {
        let again = SendNoticeAgain { report_id, duty: duty.id.clone() };
        return state.node.act(&ctx.actor, &again).await.map(drop);
    }
    let mut tx = state.node.db().begin_read("notice-to-send").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let reported = Reported::load(state, &mut tx, &report).await?;
    drop(tx);
    if state.notices.is_none() || duty.document != Paper::Notice {
        return Err(Failure::conflict("no program takes this; carry it by hand, and note the receipt"));
    }
    let company = state.config.platform.company.as_ref();
    let company =
        company.ok_or_else(|| Failure::conflict("it is not configured whose law binds the company"))?;
    let reported = reported
        .ok_or_else(|| Failure::conflict("what the report says is erased; nothing more is sent of it"))?;
    let value = |name: &str| match name {
        "state" => Some(form.state.clone()),
        _ => Some(form.because.clone()),
    };
    let states = chosen_state(state, value).into_iter().collect();
    let notice = write_notice(state, company, report_id, &reported, states)?;
    let order = OrderNotice {
        report_id,
        duty: duty.id.clone(),
        notice,
        by: OrderedBy::Moderator,
        by_hand: state.by_hand(),
    };
    state.node.act(&ctx.actor, &order).await.map(drop)
}
