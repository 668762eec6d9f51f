//! A cluster: first what an action over it leaves out, then its contents, then what can be done with all reports that hold nothing else.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, Permission as _, Row, Scope, Table, Tone, Tx,
    Typed, TypedForm, forms,
};

use super::clusters::Figures;
use crate::Permission;
use crate::actions::choose_country_of_cluster::ChooseCountryOfCluster;
use crate::actions::classify_content::{ClassifyContent, WithdrawClass};
use crate::actions::make_referral::Selection;
use crate::actions::mark_cluster_informational::MarkClusterInformational;
use crate::api::referrals::action;
use crate::beside::Beside;
use crate::content_class::{ContentClass, reason_column};
use crate::db;
use crate::db::cluster_contents::Content;
use crate::db::clusters::LeftOut;
use crate::state::State as Clearinghouse;

/// So many contents are shown; a cluster of more says so.
const MOST_CONTENTS: i64 = 100;
/// So many of the reports are named whose country was chosen by hand; how many there are is said.
const MOST_BY_HAND: i64 = 100;

/// The class of a content as the page tells it.
struct ClassView {
    class: ContentClass,
    reason: String,
    by: String,
}

/// One content of the cluster.
struct ContentView {
    row: Content,
    /// The class that an analyst gave to these very bytes.
    class: Option<ClassView>,
    /// Whether a person here opened these very bytes to their end.
    opened_here: bool,
    /// The report to open it in.
    report_id: Option<String>,
}

#[derive(Template)]
#[template(path = "cluster.html")]
struct ClusterPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    cluster_id: String,
    figures: Figures,
    left_out: i64,
    table: Table,
    /// Reports whose country an analyst chose by itself, with it, and how many there are.
    by_hand: Vec<(i64, String)>,
    by_hand_count: i64,
    contents: Vec<ContentView>,
    /// The classes of its contents, for those that have none: presumed, and told as presumed. Where they differ, all of them.
    presumed: Option<String>,
    agencies: Vec<(String, String)>,
    /// Contents that may be classed, and those that have a class.
    to_class: Vec<(String, String)>,
    classed: Vec<(String, String)>,
    classes: Vec<(String, String)>,
    may_refer: bool,
    may_choose: bool,
    may_class: bool,
    may_judge: bool,
    typed: Typed,
}

/// `GET /clusters/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let page = page(&state, ctx, &cluster_id, &list, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.table.download(download));
    }
    Ok(Page(page).into_response())
}

/// The page of a cluster, with the form as it was typed.
async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    cluster_id: &str,
    list: &List,
    typed: Typed,
) -> Result<ClusterPage, Failure> {
    let mut tx = state.node().db().begin_read("cluster-page").await?;
    let cluster = db::clusters::find(&mut tx, cluster_id).await?;
    let cluster = cluster.ok_or_else(|| Failure::absent("cluster"))?;
    let figures = Figures::read(&mut tx, &cluster, ctx.now).await?;
    let left_out = db::clusters::count_left_out(&mut tx, cluster_id).await?;
    let mut table = left_out_table(&ctx, list, left_out);
    let part = (list.limit(), list.offset());
    for report in db::clusters::list_left_out(&mut tx, cluster_id, part).await? {
        table.row(left_out_row(&ctx, &report));
    }
    let by_hand = db::clusters::list_chosen_by_hand(&mut tx, cluster_id, MOST_BY_HAND).await?;
    let by_hand_count = db::clusters::count_chosen_by_hand(&mut tx, cluster_id).await?;
    let contents = contents(state, &mut tx, cluster_id).await?;
    drop(tx);
    let may = |permission: Permission| permission.allows(&ctx.actor) != Scope::None;
    let choice = |content: &ContentView| (content.row.sha256.clone(), content.row.sha256.clone());
    let class_choice =
        |class: ContentClass| (class.as_str().to_owned(), ctx.t(&format!("class-{}", class.as_str())));
    let agencies = state.agencies().iter();
    Ok(ClusterPage {
        nav: super::nav(&ctx),
        cluster_id: cluster.cluster_id,
        figures,
        left_out,
        table,
        by_hand,
        by_hand_count,
        presumed: presumed(&ctx, &contents),
        agencies: agencies.map(|agency| (agency.code.clone(), agency.name.clone())).collect(),
        to_class: contents.iter().filter(|content| content.class.is_none()).map(choice).collect(),
        classed: contents.iter().filter(|content| content.class.is_some()).map(choice).collect(),
        classes: ContentClass::ALL.into_iter().map(class_choice).collect(),
        may_refer: may(Permission::MakeReferrals),
        may_choose: may(Permission::ChooseCountry),
        may_class: may(Permission::OpenFiles),
        may_judge: may(Permission::JudgeReports),
        contents,
        typed,
        ctx,
    })
}

/// The classes that contents of a cluster have, each once.
fn presumed(ctx: &PageContext, contents: &[ContentView]) -> Option<String> {
    let is_given = |class: &ContentClass| {
        contents.iter().any(|content| content.class.as_ref().is_some_and(|given| given.class == *class))
    };
    let given = ContentClass::ALL.into_iter().filter(is_given);
    let names: Vec<String> = given.map(|class| ctx.t(&format!("class-{}", class.as_str()))).collect();
    (!names.is_empty()).then(|| names.join(" / "))
}

async fn contents(state: &Clearinghouse, tx: &mut Tx, cluster_id: &str) -> Result<Vec<ContentView>, Failure> {
    let rows = db::cluster_contents::list(tx, cluster_id, MOST_CONTENTS).await?;
    let digests: Vec<String> = rows.iter().map(|row| row.sha256.clone()).collect();
    let mut standing = db::content_classes::list_standing(tx, &digests).await?;
    let mut contents = Vec::new();
    for row in rows {
        let place = standing.iter().position(|class| class.sha256 == row.sha256);
        let class = match place.map(|place| standing.swap_remove(place)) {
            Some(class) => Some(ClassView {
                class: class.class,
                reason: class.reason.open_kept(state.node().columns(), reason_column(&class.class_id))?,
                by: class.made_by,
            }),
            None => None,
        };
        let opened_here = db::content_classes::was_opened(tx, &row.sha256, "").await?;
        let report_id = db::cluster_contents::find_report_with(tx, &row.sha256).await?;
        contents.push(ContentView { row, class, opened_here, report_id });
    }
    Ok(contents)
}

fn left_out_table(ctx: &PageContext, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "left-out", total)
        .column(Column::new("report_number", ctx.t("report-number")))
        .column(Column::new("beside", ctx.t("cluster-beside")))
        .column(Column::new("reporting_party", ctx.t("report-party")))
        .column(Column::new("received_at", ctx.t("report-received")))
        .nothing(ctx.t("cluster-left-out-none"), None)
}

fn left_out_row(ctx: &PageContext, report: &LeftOut) -> Row {
    let badge = |beside: &Beside| {
        let tone = match beside {
            Beside::Trigger | Beside::ChildContact => Tone::Bad,
            Beside::Chat | Beside::Recipient => Tone::Warn,
            Beside::Text | Beside::OtherFile | Beside::OtherReports => Tone::Info,
        };
        Cell::badge(tone, ctx.t(&format!("beside-{}", beside.as_str())))
    };
    Row::to(ctx.href(&format!("/reports/{}", report.report_number)))
        .cell(Cell::text(report.report_number.to_string()))
        .cell(Cell::lines(report.beside.iter().map(badge).collect()))
        .cell(Cell::text(report.reporting_party.as_str()))
        .cell(Cell::time(report.received_at))
}

/// Back to the page when it is done; the page with the form as it was typed when it is refused.
async fn settle(
    state: &Clearinghouse,
    ctx: PageContext,
    cluster_id: &str,
    (list, typed): (&List, Typed),
    (done, key): (Result<(), Failure>, &str),
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(forms::done(&ctx, &format!("/clusters/{cluster_id}"), key)),
        Err(failure) => {
            let page = page(state, ctx, cluster_id, list, typed.refused(failure)?).await?;
            Ok(forms::refused(Page(page)))
        }
    }
}

/// A country for all that hold nothing else.
#[derive(Deserialize)]
pub(crate) struct CountryForm {
    country: String,
    grounds: String,
}

/// `POST /clusters/{id}/country`.
pub(crate) async fn choose_country(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<CountryForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|CountryForm { country, grounds }| {
        let country = country.trim().to_uppercase();
        ChooseCountryOfCluster { cluster_id: cluster_id.clone(), country, grounds }
    });
    let done = forms::act(state.node(), &ctx, action).await.map(drop);
    settle(&state, ctx, &cluster_id, (&list, form.typed), (done, "cluster-country")).await
}

/// Why all that hold nothing else are too little to act on.
#[derive(Deserialize)]
pub(crate) struct InformationalForm {
    informational_reason: String,
}

/// `POST /clusters/{id}/informational`.
pub(crate) async fn mark_informational(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<InformationalForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|InformationalForm { informational_reason: reason }| {
        MarkClusterInformational { cluster_id: cluster_id.clone(), reason }
    });
    let done = forms::act(state.node(), &ctx, action).await.map(drop);
    settle(&state, ctx, &cluster_id, (&list, form.typed), (done, "cluster-informational")).await
}

/// To whom all that hold nothing else are referred.
#[derive(Deserialize)]
pub(crate) struct ReferForm {
    agency: String,
}

/// `POST /clusters/{id}/refer`: on to the referral.
pub(crate) async fn refer(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<ReferForm>,
) -> Result<Response, Failure> {
    let selection = Selection::Cluster(cluster_id.clone());
    let action = form.fields.and_then(|ReferForm { agency }| action(&state, &agency, selection));
    match forms::act(state.node(), &ctx, action).await {
        Ok(made) => Ok(forms::done(&ctx, &format!("/referrals/{}", made.referral_id), "referral-made")),
        Err(failure) => {
            settle(&state, ctx, &cluster_id, (&list, form.typed), (Err(failure), "referral-made")).await
        }
    }
}

/// The class of a content.
#[derive(Deserialize)]
pub(crate) struct ClassForm {
    sha256: String,
    class: String,
    class_reason: String,
}

/// `POST /clusters/{id}/class`.
pub(crate) async fn classify(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<ClassForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|ClassForm { sha256, class, class_reason: reason }| ClassifyContent {
        cluster_id: cluster_id.clone(),
        sha256,
        class,
        reason,
    });
    let done = forms::act(state.node(), &ctx, action).await;
    settle(&state, ctx, &cluster_id, (&list, form.typed), (done, "cluster-classed")).await
}

/// Which class is taken back, and why.
#[derive(Deserialize)]
pub(crate) struct WithdrawForm {
    sha256: String,
    reason: String,
}

/// `POST /clusters/{id}/class/withdraw`.
pub(crate) async fn withdraw_class(
    State(state): State<Clearinghouse>,
    Path(cluster_id): Path<String>,
    list: List,
    ctx: PageContext,
    form: TypedForm<WithdrawForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|WithdrawForm { sha256, reason }| WithdrawClass {
        cluster_id: cluster_id.clone(),
        sha256,
        reason,
    });
    let done = forms::act(state.node(), &ctx, action).await;
    settle(&state, ctx, &cluster_id, (&list, form.typed), (done, "cluster-class-withdrawn")).await
}
