//! `/queue`: what is open, put together by account, the most urgent first; and `/queue/{id}`: the uploads of one account, decided on together.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use model::triage::Band;
use serde::Deserialize;
use service::opening::Viewing;
use service::{
    Cell, Column, Failure, List, Markup, NavItem, Page, PageContext, PageFrame, Row, Table, Tone, Tx, Typed,
    TypedForm,
};

use super::item::{address_of, age};
use super::{back_to, instant_of, may, nav};
use crate::State;
use crate::actions::DecideItem;
use crate::api::id_in_path;
use crate::api::queue::{load, load_uploads};
use crate::db::open_items::ItemUpload;
use crate::db::reports::{self, ReportRow};
use crate::db::{history, match_results, queue, uploads, user_reports};
use crate::ids::Upload;
use crate::match_results::MatchResult;
use crate::opening::{page_of, viewing};
use crate::permissions::Permission;
use crate::policies;
use crate::reported::open_statement;
use crate::review::Verdict;
use crate::urgency::RankedItem;

/// The queue.
#[derive(Template)]
#[template(path = "open_items.html")]
pub(crate) struct QueuePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    items: Table,
}

/// One account with its uploads.
#[derive(Template)]
#[template(path = "open_item.html")]
pub(crate) struct QueueItemPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    id: String,
    /// The application's own key of the account; none once the upload is erased.
    account: Option<String>,
    files: Vec<FileLine>,
    /// Where it is said why the report is urgent, if somebody told of danger.
    urgent_at: Option<String>,
    /// What was filed of the account, or is being filed.
    reports: Vec<ReportRow>,
    may_decide: bool,
    /// The node's policies that a decision can name; none where it has none.
    policies: Vec<(String, String)>,
    typed: Typed,
}

/// One upload of the account.
struct FileLine {
    upload: ItemUpload,
    viewing: Viewing,
    /// What other services say of it now.
    match_results: Vec<MatchResult>,
    /// Its hit or user report, the oldest open one first.
    page: String,
    is_chosen: bool,
}

impl QueueItemPage {
    /// Whether the reader can decide on anything.
    fn can_decide(&self) -> bool {
        self.may_decide && self.files.iter().any(|file| file.upload.can_be_decided())
    }

    /// A size in bytes as pages write it.
    fn size(&self, file: &FileLine) -> String {
        self.ctx.size(file.upload.size_bytes.unsigned_abs())
    }

    /// When it was uploaded, as the application stated it.
    fn uploaded(&self, file: &FileLine) -> Markup {
        let text = &file.upload.uploaded_at_text;
        self.ctx.stated(text, instant_of(text))
    }
}

/// A decision as the form says it.
#[derive(Deserialize)]
pub(crate) struct ItemForm {
    #[serde(default)]
    upload: Vec<String>,
    decision: Verdict,
    reason: String,
    #[serde(default)]
    policy: String,
}

model::unprintable!(ItemForm);

/// Shows the queue.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = state.node.db().begin_read("queue-page").await?;
    let ranked = load(&state, &mut tx).await?;
    let mut items = table(&ctx, &list, i64::try_from(ranked.len()).unwrap_or(i64::MAX));
    for item in list.page_of(&ranked) {
        items.row(line(&ctx, item));
    }
    if let Some(download) = list.download() {
        return Ok(items.download(download));
    }
    Ok(Page(QueuePage { nav: nav(&ctx), items, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "queue", total)
        .column(Column::new("band", ctx.t("queue-band")))
        .column(Column::new("reasons", ctx.t("queue-reasons")))
        .column(Column::new("since", ctx.t("overview-since")))
        .column(Column::new("age", ctx.t("overview-age")))
        .column(Column::new("files", ctx.t("queue-files")).is_number())
        .column(Column::new("texts", ctx.t("queue-texts")).is_number())
        .column(Column::new("hits", ctx.t("queue-hits")).is_number())
        .column(Column::new("user_reports", ctx.t("queue-user-reports")).is_number())
        .nothing(ctx.t("overview-nothing"), Some((ctx.t("reports-title"), ctx.href("/reports"))))
}

fn line(ctx: &PageContext, ranked: &RankedItem) -> Row {
    let (item, urgency) = (&ranked.item, &ranked.urgency);
    // what a user reported of an address at which nothing is known has a page of its own
    let folder = if item.id.starts_with("usr_") { "user-reports" } else { "queue" };
    let tone = match urgency.band {
        Band::A => Tone::Bad,
        Band::B => Tone::Warn,
        Band::C | Band::D => Tone::Info,
    };
    let mut reasons: Vec<Cell> =
        urgency.lines.iter().map(|line| Cell::text(ctx.word("urgency", &line.factor))).collect();
    if urgency.floor.is_some() {
        reasons.push(Cell::text(ctx.word("urgency", "unread_text")));
    }
    if reasons.is_empty() {
        reasons.push(Cell::text(ctx.word("urgency", "age")));
    }
    let number = |count: usize| Cell::number(i64::try_from(count).unwrap_or(i64::MAX));
    Row::to(ctx.href(&format!("/{folder}/{}", item.id)))
        .cell(Cell::badge(tone, ctx.word("band", urgency.band.as_str())))
        .cell(Cell::lines(reasons))
        .cell(Cell::time(item.since))
        .cell(Cell::text(age(ctx, item.since)))
        .cell(number(item.files.len()))
        .cell(number(item.texts.len()))
        .cell(number(item.hits))
        .cell(number(item.user_reports))
}

/// Shows the uploads of one account.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<QueueItemPage>, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    load_page(&state, ctx, id, Typed::default()).await.map(Page)
}

/// Takes a decision from the form: back to the queue, or to the form with what was typed.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ItemForm>,
) -> Result<Response, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    match act(&state, &ctx, id, form.fields).await {
        Ok(verdict) => Ok(back_to(&ctx, &format!("/queue?done={}", verdict.name())).into_response()),
        Err(failure) => {
            let page = load_page(&state, ctx, id, form.typed.refused(failure)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn act(
    state: &State,
    ctx: &PageContext,
    id: Id<Upload>,
    fields: Result<ItemForm, Failure>,
) -> Result<Verdict, Failure> {
    let mut tx = state.node.db().begin_read("find-item").await?;
    load_uploads(&mut tx, id).await?;
    drop(tx);
    let ItemForm { upload, decision, reason, policy } = fields?;
    let uploads = upload
        .iter()
        .map(|text| text.parse::<Id<Upload>>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Failure::refused("upload", "choose among the files of the page"))?;
    let why = policies::why(state, decision, &reason, &policy)?;
    let action = DecideItem { uploads, verdict: decision, why };
    state.node.act(&ctx.actor, &action).await?;
    Ok(decision)
}

async fn load_page(
    state: &State,
    ctx: PageContext,
    id: Id<Upload>,
    typed: Typed,
) -> Result<QueueItemPage, Failure> {
    let mut tx = state.node.db().begin_read("queue-item-page").await?;
    let is_first = typed.message().is_none();
    let (mut files, mut urgent_at) = (Vec::new(), None);
    for upload in load_uploads(&mut tx, id).await? {
        if urgent_at.is_none() && user_reports::is_raised(&mut tx, upload.upload_id).await? {
            urgent_at = Some(ctx.href(&format!("/uploads/{}/facts", upload.upload_id)));
        }
        let is_chosen = is_first || typed.has("upload", &upload.upload_id.to_string());
        let mut match_results =
            match_results::list_standing(&mut tx, upload.upload_id, Timestamp::MAX).await?;
        match_results.retain(|result| result.matched);
        let open = queue::list_open_subjects(&mut tx, upload.upload_id).await?;
        let page = match open.first() {
            Some(subject) => address_of(*subject),
            None => page_of(&mut tx, upload.upload_id).await?,
        };
        files.push(FileLine {
            match_results,
            viewing: viewing(&mut tx, upload.upload_id, Timestamp::MAX).await?,
            page: ctx.href(&page),
            is_chosen,
            upload,
        });
    }
    let (account, reports) = load_account(state, &mut tx, id).await?;
    Ok(QueueItemPage {
        nav: nav(&ctx),
        id: id.to_string(),
        account,
        files,
        urgent_at,
        reports,
        may_decide: may(&ctx, Permission::Decide),
        policies: policies::choices(state, ctx.t("decision-policy-choose")),
        typed,
        ctx,
    })
}

/// What the account is called, and its reports.
async fn load_account(
    state: &State,
    tx: &mut Tx,
    id: Id<Upload>,
) -> Result<(Option<String>, Vec<ReportRow>), Failure> {
    let origin = history::find_origin(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    if origin.erased_at.is_some() {
        return Ok((None, Vec::new()));
    }
    let upload = uploads::find_upload(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let statement = open_statement(&state.node, &upload)?;
    let reports = reports::list_of_account(tx, &origin.account_blind).await?;
    Ok((Some(statement.account.esp_identifier), reports))
}
