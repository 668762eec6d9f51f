//! What persons say of a report: whether it is informational, and whether its sender's urgent mark was right.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::{
    Action, ColumnKeys, ColumnRef, Failure, NavItem, Page, PageContext, Sealed, Typed, TypedForm, forms,
};

use super::band_a::confirmed_text;
use crate::Permission;
use crate::actions::judge_urgent_mark::JudgeUrgentMark;
use crate::actions::mark_informational::{MarkInformational, UndoInformational};
use crate::api::reports::load;
use crate::db;
use crate::db::informational::sealing_row;
use crate::db::reports::ReportRow;
use crate::db::urgent_marks::UrgentMarks;
use crate::db::{informational, urgent_marks};
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

/// Something that a person said, and why.
struct SaidView {
    at: Timestamp,
    by: String,
    what: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "judge.html")]
struct JudgePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportRow,
    /// On the informational state, in order.
    marks: Vec<SaidView>,
    /// On the urgent mark, in order; the last counts.
    verdicts: Vec<SaidView>,
    sender: UrgentMarks,
    verdict_options: Vec<(String, String)>,
    /// The Band A alarm that the report is under.
    alarm_id: Option<String>,
    typed: Typed,
}

impl JudgePage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/reports/{}/{what}", self.report.report_number))
    }

    fn is_ready(&self) -> bool {
        self.report.state == ReportState::Ready
    }

    fn is_informational(&self) -> bool {
        self.report.state == ReportState::Informational
    }

    fn is_urgent(&self) -> bool {
        self.report.escalated && self.report.state.is_filed()
    }

    fn confirmed(&self) -> String {
        confirmed_text(&self.ctx, self.sender)
    }
}

/// A reason alone.
#[derive(Deserialize)]
pub(crate) struct Reason {
    reason: String,
}

/// A verdict on an urgent mark.
#[derive(Deserialize)]
pub(crate) struct Verdict {
    #[serde(default)]
    verdict: String,
    verdict_reason: String,
}

model::unprintable!(Reason, Verdict);

/// `GET /reports/{number}/judge`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(number): Path<i64>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(load_page(&state, ctx, number, Typed::default()).await?.into_response())
}

/// `POST /reports/{number}/informational`.
pub(crate) async fn mark(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<Reason>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| MarkInformational { report_number, reason: fields.reason });
    act(&state, ctx, (report_number, "informational-marked"), form.typed, action).await
}

/// `POST /reports/{number}/informational/undo`.
pub(crate) async fn undo(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<Reason>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| UndoInformational { report_number, reason: fields.reason });
    act(&state, ctx, (report_number, "informational-undone"), form.typed, action).await
}

/// `POST /reports/{number}/urgent-mark`.
pub(crate) async fn judge(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<Verdict>,
) -> Result<Response, Failure> {
    let action = form.fields.and_then(|fields| {
        let is_confirmed = match fields.verdict.as_str() {
            "confirmed" => true,
            "not_confirmed" => false,
            _ => return Err(Failure::refused("verdict", "choose one of the list")),
        };
        Ok(JudgeUrgentMark { report_number, is_confirmed, reason: fields.verdict_reason })
    });
    act(&state, ctx, (report_number, "urgent-judged"), form.typed, action).await
}

/// Acts, and goes back to the page; what was refused is shown again.
async fn act<A: Action<Permission = Permission, Output = ()>>(
    state: &Clearinghouse,
    ctx: PageContext,
    (report_number, done): (i64, &str),
    typed: Typed,
    action: Result<A, Failure>,
) -> Result<Response, Failure> {
    let outcome = forms::act(state.node(), &ctx, action).await;
    let path = format!("/reports/{report_number}/judge");
    let again = |ctx, typed| load_page(state, ctx, report_number, typed);
    forms::answer(ctx, outcome, typed, &path, done, again).await
}

async fn load_page(
    state: &Clearinghouse,
    ctx: PageContext,
    report_number: i64,
    typed: Typed,
) -> Result<Page<JudgePage>, Failure> {
    let keys = state.node().columns();
    let mut tx = state.node().db().begin_read("judge-page").await?;
    let report = load(&mut tx, report_number).await?;
    let open = |table, position, column, sealed: &Sealed<String>| {
        reason(keys, table, &sealing_row(report.report_id, position), column, sealed)
    };
    let mut marks = Vec::new();
    for row in informational::list(&mut tx, report.report_id).await? {
        marks.push(SaidView {
            at: row.marked_at,
            by: row.marked_by,
            what: ctx.t("informational-said"),
            reason: open(informational::TABLE, row.position, "reason", &row.reason)?,
        });
        if let (Some(at), Some(by), Some(why)) = (row.undone_at, row.undone_by, row.undone_reason) {
            let reason = open(informational::TABLE, row.position, "undone_reason", &why)?;
            marks.push(SaidView { at, by, what: ctx.t("informational-unsaid"), reason });
        }
    }
    let mut verdicts = Vec::new();
    for row in urgent_marks::list(&mut tx, report.report_id).await? {
        let code = if row.is_confirmed { "confirmed" } else { "not_confirmed" };
        verdicts.push(SaidView {
            at: row.decided_at,
            by: row.decided_by,
            what: ctx.word("urgent-verdict", code),
            reason: open(urgent_marks::TABLE, row.position, "reason", &row.reason)?,
        });
    }
    let sender = db::urgent_marks::count(&mut tx, &report.reporting_party).await?;
    let alarm = db::band_alarms::find_of_report(&mut tx, report.report_id).await?;
    let alarm_id = alarm.map(|alarm| alarm.alarm_id.to_string());
    drop(tx);
    let verdict_options = ["confirmed", "not_confirmed"]
        .map(|code| (code.to_owned(), ctx.word("urgent-verdict", code)))
        .to_vec();
    Ok(Page(JudgePage {
        nav: super::nav(&ctx),
        ctx,
        report,
        marks,
        verdicts,
        sender,
        verdict_options,
        alarm_id,
        typed,
    }))
}

fn reason(
    keys: &ColumnKeys,
    table: &str,
    row: &str,
    column: &str,
    sealed: &Sealed<String>,
) -> Result<String, Failure> {
    Ok(sealed.open_kept(keys, ColumnRef { table, row, column })?)
}
