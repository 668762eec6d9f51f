//! `/clusters`: contents that several accounts shared; `/clusters/{id}`: one of them, decided on at once for all who have nothing beside it.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Typed, TypedForm, forms,
};

use super::{may, nav};
use crate::State;
use crate::actions::{DecideCluster, MOST_MEMBERS};
use crate::api::id_in_path;
use crate::db::clusters::{self, MemberRow};
use crate::db::uploads;
use crate::ids::Upload;
use crate::permissions::Permission;
use crate::policies;
use crate::review::Verdict;

/// Contents that several accounts shared.
#[derive(Template)]
#[template(path = "clusters.html")]
pub(crate) struct ClustersPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    clusters: Table,
}

/// One of them.
#[derive(Template)]
#[template(path = "cluster.html")]
pub(crate) struct ClusterPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    id: String,
    sha256: String,
    /// Who has anything beside the file: left out.
    beside: Vec<MemberRow>,
    /// Who has not.
    alone: i64,
    /// Those of them that rest on what somebody reported.
    told: Vec<MemberRow>,
    /// Whether there are more than one decision takes.
    is_cut: bool,
    /// Reports that hold the content, withdrawn ones excepted.
    opened: i64,
    /// Those of them that are filed.
    filed: i64,
    may_decide: bool,
    /// The node's policies that a decision can name; none where it has none.
    policies: Vec<(String, String)>,
    typed: Typed,
}

/// A decision as the form says it.
#[derive(Deserialize)]
pub(crate) struct ClusterForm {
    decision: Verdict,
    reason: String,
    #[serde(default)]
    policy: String,
    #[serde(default)]
    viral: String,
    #[serde(default)]
    meme: String,
}

model::unprintable!(ClusterForm);

/// Shows the contents.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = state.node.db().begin_read("clusters-page").await?;
    let rows = clusters::list(&mut tx).await?;
    let mut table = table(&ctx, &list, i64::try_from(rows.len()).unwrap_or(i64::MAX));
    for row in list.page_of(&rows) {
        let row = Row::to(ctx.href(&format!("/clusters/{}", row.first)))
            .cell(Cell::digest(row.sha256.clone()))
            .cell(Cell::number(row.accounts))
            .cell(Cell::number(row.uploads));
        table.row(row);
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ClustersPage { nav: nav(&ctx), clusters: table, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "clusters", total)
        .column(Column::new("sha256", "SHA-256"))
        .column(Column::new("accounts", ctx.t("clusters-accounts")).is_number())
        .column(Column::new("uploads", ctx.t("clusters-uploads")).is_number())
        .nothing(ctx.t("clusters-none"), Some((ctx.t("queue-title"), ctx.href("/queue"))))
}

/// Shows one content.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ClusterPage>, Failure> {
    load(&state, ctx, id_in_path::<Upload>(&id, "upload")?, Typed::default()).await
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ClusterForm>,
) -> Result<Response, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    let outcome = act(&state, &ctx, id, form.fields).await;
    let again = |ctx, typed| load(&state, ctx, id, typed);
    forms::answer(ctx, outcome, form.typed, &format!("/clusters/{id}"), "cluster", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    upload_id: Id<Upload>,
    fields: Result<ClusterForm, Failure>,
) -> Result<(), Failure> {
    let mut tx = state.node.db().begin_read("find-cluster").await?;
    uploads::find_upload(&mut tx, upload_id).await?.ok_or_else(|| Failure::absent("upload"))?;
    drop(tx);
    let ClusterForm { decision, reason, policy, viral, meme } = fields?;
    let why = policies::why(state, decision, &reason, &policy)?;
    let (is_viral, is_meme) = (viral == "yes", meme == "yes");
    let action = DecideCluster { upload_id, verdict: decision, why, is_viral, is_meme };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

async fn load(
    state: &State,
    ctx: PageContext,
    id: Id<Upload>,
    typed: Typed,
) -> Result<Page<ClusterPage>, Failure> {
    let mut tx = state.node.db().begin_read("cluster-page").await?;
    let upload = uploads::find_upload(&mut tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let sha256 = upload.digests.sha256;
    let most = i64::try_from(MOST_MEMBERS).unwrap_or(i64::MAX);
    let members = clusters::list_members(&mut tx, &sha256, false, most).await?;
    let alone = members.len();
    let beside = clusters::list_members(&mut tx, &sha256, true, most).await?;
    let (opened, filed) = clusters::count_reports(&mut tx, &sha256).await?;
    Ok(Page(ClusterPage {
        nav: nav(&ctx),
        id: id.to_string(),
        sha256,
        beside,
        alone: i64::try_from(alone).unwrap_or(i64::MAX),
        told: members.into_iter().filter(|member| member.rests_on_told).collect(),
        is_cut: alone >= MOST_MEMBERS,
        opened,
        filed,
        may_decide: may(&ctx, Permission::Decide),
        policies: policies::choices(state, ctx.t("decision-policy-choose")),
        typed,
        ctx,
    }))
}
