//! `/uploads/{id}/facts`: what a moderator adds to the report of an upload, with what the report says then and what a police unit would miss.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use service::drafts::{self, Draft};
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};
use wire::cybertipline::{BatchedReportReason, FileClassification, FileRelevance};

use super::said::{Said, said};
use super::{back_to, may, nav};
use crate::State;
use crate::actions::{GiveFacts, GivenBy};
use crate::api::facts::check;
use crate::api::id_in_path;
use crate::db::report_facts::{self, FactsRow};
use crate::db::{history, hits, match_results, reports, uploads};
use crate::facts::{FILE_MARKS, FactsForm, INCIDENT_TYPES, REPORT_MARKS, STANDINGS, pairs};
use crate::filing::content::{ReportedFile, Told};
use crate::ids::Upload;
use crate::opening::{metadata_viewed, page_of, viewing};
use crate::permissions::Permission;
use crate::report_state::ReportState;
use crate::reported::{grounds, open_facts, open_statement};

/// The facts of one upload.
#[derive(Template)]
#[template(path = "facts.html")]
pub(crate) struct FactsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    upload_id: String,
    /// Where its item is.
    item: String,
    /// Who gave them last, and when.
    given: Option<(String, Timestamp)>,
    /// What a report says with them; none once the upload is erased.
    said: Option<Said>,
    /// Whether they can still be changed by the reader.
    may_give: bool,
    report_marks: [&'static str; REPORT_MARKS.len()],
    file_marks: [&'static str; FILE_MARKS.len()],
    choices: Choices,
    typed: Typed,
    draft: Option<Draft>,
}

/// What may be chosen: values and words, the first of each for what is not stated.
struct Choices {
    flags: Vec<(String, String)>,
    standings: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    classes: Vec<(String, String)>,
    relevances: Vec<(String, String)>,
    incident_types: Vec<(String, String)>,
}

impl Choices {
    fn new(ctx: &PageContext) -> Self {
        let first = || std::iter::once((String::new(), ctx.t("facts-not-stated")));
        let usual = std::iter::once((String::new(), ctx.t("facts-incident-usual")));
        let incident = INCIDENT_TYPES.map(|kind| (kind.code().to_owned(), ctx.incident_type(kind.code())));
        let code = |code: &str| (code.to_owned(), code.to_owned());
        let word = |kind: &str, code: &str| (code.to_owned(), ctx.word(kind, code));
        let flags = [("true", ctx.t("said-yes")), ("false", ctx.t("said-no"))];
        let standing = |standing: &str| (standing.to_owned(), ctx.word("facts-standing", standing));
        Self {
            flags: first().chain(flags.map(|(value, text)| (value.to_owned(), text))).collect(),
            standings: first().chain(STANDINGS.map(standing)).collect(),
            reasons: first()
                .chain(BatchedReportReason::ALL.iter().map(|one| word("batch", one.code())))
                .collect(),
            classes: first().chain(FileClassification::ALL.iter().map(|one| code(one.code()))).collect(),
            relevances: first()
                .chain(FileRelevance::ALL.iter().map(|one| word("relevance", one.code())))
                .collect(),
            incident_types: usual.chain(incident).collect(),
        }
    }
}

impl FactsPage {
    /// Address of the page within the role: its form is sent there too.
    fn address(&self) -> String {
        format!("/uploads/{}/facts", self.upload_id)
    }
}

/// Shows the facts.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<FactsPage>, Failure> {
    load(&state, ctx, id_in_path::<Upload>(&id, "upload")?, None).await.map(Page)
}

/// Takes facts from the form.
pub(crate) async fn give(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<FactsForm>,
) -> Result<Response, Failure> {
    let upload_id = id_in_path::<Upload>(&id, "upload")?;
    match act(&state, &ctx, upload_id, form.fields).await {
        Ok(()) => {
            drafts::sent(&state.node, &ctx.actor, &format!("/uploads/{upload_id}/facts")).await;
            Ok(back_to(&ctx, &format!("/uploads/{upload_id}/facts?done=facts")).into_response())
        }
        Err(failure) => {
            let page = load(&state, ctx, upload_id, Some(form.typed.refused(failure)?)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn act(
    state: &State,
    ctx: &PageContext,
    upload_id: Id<Upload>,
    fields: Result<FactsForm, Failure>,
) -> Result<(), Failure> {
    let mut tx = state.node.db().begin_read("find-upload").await?;
    uploads::find_upload(&mut tx, upload_id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let facts = fields?.facts(ctx.now)?;
    check(state, &mut tx, upload_id, &facts).await?;
    drop(tx);
    state.node.act(&ctx.actor, &GiveFacts { upload_id, facts, by: GivenBy::Moderator }).await.map(drop)
}

async fn load(
    state: &State,
    ctx: PageContext,
    id: Id<Upload>,
    typed: Option<Typed>,
) -> Result<FactsPage, Failure> {
    let mut tx = state.node.db().begin_read("facts-page").await?;
    let upload = uploads::find_upload(&mut tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let origin = history::find_origin(&mut tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let facts = open_facts(&state.node, &mut tx, id).await?;
    let given = report_facts::find(&mut tx, id).await?;
    let report = reports::find_report_of_upload(&mut tx, id).await?;
    let hits = hits::list_hits_of_upload(&mut tx, id).await?;
    let stated = match_results::list_standing(&mut tx, id, Timestamp::MAX).await?;
    let said = if origin.erased_at.is_none() {
        let statement = open_statement(&state.node, &upload)?;
        let file = ReportedFile {
            report_number: 0,
            file_id: "",
            statement: &statement,
            digests: &upload.digests,
            viewing: viewing(&mut tx, id, Timestamp::MAX).await?,
            metadata_viewed: metadata_viewed(&mut tx, id, Timestamp::MAX).await?,
            grounds: grounds(hits.iter().filter(|hit| hit.is_confirmed()), &stated),
            facts: &facts,
        };
        let files = if statement.words.is_none() { vec![file] } else { Vec::new() };
        Some(said(&ctx, &state.reporting, &Told::of(&statement, &facts), &files)?)
    } else {
        None
    };
    let is_filed = report.is_some_and(|report| report.state == ReportState::Filed);
    let item = ctx.href(&page_of(&mut tx, id).await?);
    drop(tx);
    let kept = drafts::find(&state.node, &ctx.actor, &format!("/uploads/{id}/facts")).await?;
    let is_used = ctx.query_value("draft").as_deref() == Some("use");
    let (typed, draft) = match (typed, kept) {
        (Some(typed), _) => (typed, None),
        (None, Some(kept)) if is_used => (Typed::with(kept.fields), None),
        (None, kept) => (Typed::with(pairs(&facts)), kept),
    };
    Ok(FactsPage {
        nav: nav(&ctx),
        upload_id: id.to_string(),
        item,
        given: given.map(|FactsRow { given_by, given_at, .. }| (given_by, given_at)),
        may_give: said.is_some() && !is_filed && may(&ctx, Permission::Decide),
        said,
        report_marks: REPORT_MARKS,
        file_marks: FILE_MARKS,
        choices: Choices::new(&ctx),
        typed,
        draft,
        ctx,
    })
}
