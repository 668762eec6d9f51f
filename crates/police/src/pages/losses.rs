//! Lost grounds: what fell away, what rested on it, and the forms by which an officer decides and a unit takes note.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use service::{
    Action, Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm,
};

use super::forms::{self, ReasonForm};
use super::{may, navigation, option, word};
use crate::Police;
use crate::actions::{DecideLostObjects, Decision, LoseGround, NoteLoss};
use crate::api::losses::{load, load_part};
use crate::ids::{GroundLoss, LostObject};
use crate::losses::{Cause, Fate};
use crate::permissions::Permission;
use crate::views::{LossDetail, LossView};

#[derive(Template)]
#[template(path = "losses.html")]
struct LossesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// What an officer can record as lost; none for who may not.
    causes: Vec<(String, String)>,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "loss.html")]
struct LossPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: LossDetail,
    fates: Vec<(String, String)>,
    may_decide: bool,
    may_note: bool,
    may_withdraw: bool,
    typed: Typed,
}

impl LossPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("{}/{what}", page_of(self.detail.loss.loss_id)))
    }

    /// Whether the reader may follow links to what rested on it: a unit may have given the person back since.
    fn leads_on(&self) -> bool {
        self.ctx.actor.unit().is_none()
    }
}

/// What fell away, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoseForm {
    cause: String,
    value: String,
    reason: String,
}

model::unprintable!(LoseForm);

/// What becomes of objects, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    objects: Vec<String>,
    fate: String,
    reason: String,
}

model::unprintable!(DecideForm);

/// A form without fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {}

impl DecideForm {
    fn action(self, loss_id: Id<GroundLoss>) -> Result<DecideLostObjects, Failure> {
        let objects: Vec<Id<LostObject>> = forms::read_ids("objects", &self.objects)?;
        Ok(DecideLostObjects { loss_id, objects, fate: self.fate, reason: self.reason })
    }
}

/// `GET /lost-grounds`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let table = load_table(&police, &ctx, &list).await?;
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(list_page(ctx, table, Typed::default()).into_response())
}

fn list_page(ctx: PageContext, table: Table, typed: Typed) -> Page<LossesPage> {
    let causes = if may(&ctx, Permission::DecideNotices) {
        [Cause::File, Cause::Allocation].map(|cause| option(&ctx, "loss-lose", cause.code())).to_vec()
    } else {
        Vec::new()
    };
    Page(LossesPage { nav: navigation(&ctx), ctx, table, causes, typed })
}

async fn load_table(police: &Police, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let (rows, total) = load_part(police, &ctx.actor, (list.limit(), list.offset())).await?;
    Ok(table(ctx, list, &rows, total))
}

fn table(ctx: &PageContext, list: &List, rows: &[LossView], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "lost-grounds", total)
        .column(Column::new("cause", ctx.t("loss-cause")))
        .column(Column::new("lost_at", ctx.t("loss-at")))
        .column(Column::new("undecided", ctx.t("loss-undecided")).is_number())
        .column(Column::new("unheard", ctx.t("loss-unheard")).is_number())
        .nothing(ctx.t("losses-none"), None);
    for row in rows {
        let mut cause = vec![Cell::text(word(ctx, "loss-cause", row.cause))];
        if !row.standing {
            cause.push(Cell::badge(Tone::Plain, ctx.t("withdrawn")));
        }
        let cells = Row::to(ctx.href(&page_of(row.loss_id)))
            .cell(Cell::lines(cause))
            .cell(Cell::time(row.lost_at))
            .cell(Cell::number(row.undecided))
            .cell(Cell::number(row.unheard));
        table.row(cells);
    }
    table
}

/// `POST /lost-grounds`.
pub(crate) async fn lose(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: TypedForm<LoseForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|LoseForm { cause, value, reason }| LoseGround { cause, value, reason });
    match forms::act(&police.node, &ctx, action).await {
        Ok(loss_id) => Ok(forms::done(&ctx, &page_of(loss_id), "ground-lost")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            let table = load_table(&police, &ctx, &list).await?;
            Ok(forms::refused(list_page(ctx, table, typed)))
        }
    }
}

/// `GET /lost-grounds/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<GroundLoss>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /lost-grounds/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<GroundLoss>>,
    form: TypedForm<DecideForm>,
) -> Result<Response, Failure> {
    let action = form.fields.and_then(|fields| fields.action(id));
    carry_out(&police, ctx, id, action, form.typed, "loss-decided").await
}

/// `POST /lost-grounds/{id}/note`.
pub(crate) async fn note(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<GroundLoss>>,
    form: TypedForm<NoteForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|NoteForm {}| NoteLoss { loss_id: id });
    carry_out(&police, ctx, id, action, form.typed, "loss-noted").await
}

/// `POST /lost-grounds/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<GroundLoss>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::GroundLoss(id)));
    carry_out(&police, ctx, id, action, form.typed, "loss-withdrawn").await
}

/// Acts: back to the page with word of what was done, or with the form that was refused.
async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<GroundLoss>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    // a loss that is not there for the reader has no form
    load(police, &ctx.actor, id).await?;
    let again = |ctx, typed| page(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &page_of(id), done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<GroundLoss>,
    typed: Typed,
) -> Result<Page<LossPage>, Failure> {
    let detail = load(police, &ctx.actor, id).await?;
    let standing = detail.loss.standing;
    Ok(Page(LossPage {
        nav: navigation(&ctx),
        fates: Fate::ALL.map(|fate| option(&ctx, "loss-fate", fate.code())).to_vec(),
        may_decide: standing && may(&ctx, Permission::IdentifyPersons),
        may_note: standing && ctx.actor.unit().is_some() && detail.loss.unheard > 0,
        may_withdraw: standing && may(&ctx, Permission::DecideNotices),
        typed,
        detail,
        ctx,
    }))
}

fn page_of(id: Id<GroundLoss>) -> String {
    format!("/lost-grounds/{id}")
}
