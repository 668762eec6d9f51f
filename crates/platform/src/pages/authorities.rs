//! `/reports/{id}/authorities`: what courts and the police ordered of a report, and what they were handed as sealed files.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use model::Id;
use serde::Deserialize;
use service::{ColumnRef, Failure, NavItem, Page, PageContext, PageFrame, Typed, TypedForm, forms};

use super::processes::opened as opened_process;
use super::{may, nav};
use crate::State;
use crate::actions::{NotePackageReceipt, RecordProcess};
use crate::api::packages::{self as handing, PackageRequest, require_report};
use crate::api::{id_in_path, prose};
use crate::db::packages::{self, PackageRow};
use crate::db::processes::{self, ProcessRow};
use crate::db::reports;
use crate::ids::{EvidencePackage, Report};
use crate::permissions::Permission;
use crate::processes::{NewProcess, ProcessFields, ProcessKind, ProcessWords};
use crate::surfaces::day_of;

/// Orders and packages of a report.
#[derive(Template)]
#[template(path = "authorities.html")]
pub(crate) struct AuthoritiesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_id: String,
    is_filed: bool,
    has_company: bool,
    verifier_key: String,
    processes: Vec<(ProcessRow, ProcessWords)>,
    packages: Vec<HandedOver>,
    kinds: Vec<(String, String)>,
    /// The orders that a package may answer; the first says none.
    orders: Vec<(String, String)>,
    may_record: bool,
    may_hand_over: bool,
    typed: Typed,
}

/// A package with what was said of it.
pub(crate) struct HandedOver {
    row: PackageRow,
    reason: String,
    receipt: String,
}

/// An order as the form says it.
#[derive(Deserialize)]
pub(crate) struct ProcessForm {
    kind: ProcessKind,
    authority: String,
    reference: String,
    asked: String,
    #[serde(default)]
    received_on: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    hold_until: String,
}

/// To whom evidence goes, as the form says it.
#[derive(Deserialize)]
pub(crate) struct PackageForm {
    recipient: String,
    agency: String,
    country: String,
    reason: String,
    #[serde(default)]
    process: String,
}

/// The receipt of a package.
#[derive(Deserialize)]
pub(crate) struct ReceiptForm {
    receipt: String,
}

model::unprintable!(ProcessForm);

/// Shows them.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<AuthoritiesPage>, Failure> {
    load(&state, ctx, &id, Typed::default()).await.map(Page)
}

/// Records an order.
pub(crate) async fn record(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ProcessForm>,
) -> Result<Response, Failure> {
    match act(&state, &ctx, &id, form.fields).await {
        Ok(()) => Ok(forms::done(&ctx, &format!("/reports/{id}/authorities"), "process")),
        Err(failure) => refused(&state, ctx, &id, form.typed.refused(failure)?).await,
    }
}

async fn act(
    state: &State,
    ctx: &PageContext,
    id: &str,
    fields: Result<ProcessForm, Failure>,
) -> Result<(), Failure> {
    let report_id = require_report(state, id).await?;
    let form = fields?;
    let fields = ProcessFields {
        kind: form.kind,
        authority: &form.authority,
        reference: &form.reference,
        asked: &form.asked,
        received_on: &form.received_on,
        due_on: &form.due_on,
        hold_until: &form.hold_until,
    };
    let process = NewProcess::read(&fields, day_of(&state.zone, ctx.now))?;
    state.node.act(&ctx.actor, &RecordProcess { report_id, process }).await.map(drop)
}

/// Hands evidence over: the answer is the sealed file.
pub(crate) async fn hand_over(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<PackageForm>,
) -> Result<Response, Failure> {
    let TypedForm { typed, fields } = form;
    match make(&state, &ctx, &id, fields).await {
        Ok(file) => Ok(file),
        Err(failure) => refused(&state, ctx, &id, typed.refused(failure)?).await,
    }
}

async fn make(
    state: &State,
    ctx: &PageContext,
    id: &str,
    fields: Result<PackageForm, Failure>,
) -> Result<Response, Failure> {
    require_report(state, id).await?;
    let PackageForm { recipient, agency, country, reason, process } = fields?;
    let asked = PackageRequest { recipient, agency, country, reason, process };
    handing::hand_over(state, &ctx.actor, id, asked.read()?).await
}

/// Notes the receipt of a package.
pub(crate) async fn receipt(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ReceiptForm>,
) -> Result<Response, Failure> {
    let package_id = id_in_path::<EvidencePackage>(&id, "package")?;
    let mut tx = state.node.db().begin_read("find-package").await?;
    let report_id = packages::find_report_of(&mut tx, package_id).await?;
    drop(tx);
    let report_id = report_id.ok_or_else(|| Failure::absent("package"))?.to_string();
    let TypedForm { typed, fields } = form;
    match note(&state, &ctx, package_id, fields).await {
        Ok(()) => Ok(forms::done(&ctx, &format!("/reports/{report_id}/authorities"), "receipt")),
        Err(failure) => refused(&state, ctx, &report_id, typed.refused(failure)?).await,
    }
}

async fn note(
    state: &State,
    ctx: &PageContext,
    package_id: Id<EvidencePackage>,
    fields: Result<ReceiptForm, Failure>,
) -> Result<(), Failure> {
    let action = NotePackageReceipt { package_id, receipt: prose("receipt", &fields?.receipt)? };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

/// The page with the form that was refused.
async fn refused(state: &State, ctx: PageContext, id: &str, typed: Typed) -> Result<Response, Failure> {
    let page = load(state, ctx, id, typed).await?;
    Ok(forms::refused(Page(page)))
}

async fn load(state: &State, ctx: PageContext, id: &str, typed: Typed) -> Result<AuthoritiesPage, Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let mut tx = state.node.db().begin_read("report-authorities").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let rows = processes::list_of(&mut tx, report_id).await?;
    let handed = packages::list_of(&mut tx, report_id).await?;
    drop(tx);
    let processes = rows.into_iter().map(|row| {
        let words = opened_process(state, &row)?;
        Ok((row, words))
    });
    let processes: Vec<_> = processes.collect::<Result<_, Failure>>()?;
    let packages = handed.into_iter().map(|row| opened(state, row)).collect::<Result<_, _>>()?;
    Ok(AuthoritiesPage {
        nav: nav(&ctx),
        report_id: report_id.to_string(),
        is_filed: report.report_number.is_some(),
        has_company: state.config.platform.company.is_some(),
        verifier_key: state.signer.verifier().to_string(),
        kinds: ProcessKind::ALL
            .map(|kind| (kind.name().to_owned(), ctx.word("process-kind", kind.name())))
            .to_vec(),
        orders: orders(&ctx, &processes),
        processes,
        packages,
        may_record: may(&ctx, Permission::PlaceHolds),
        may_hand_over: may(&ctx, Permission::Decide),
        typed,
        ctx,
    })
}

fn orders(ctx: &PageFrame, processes: &[(ProcessRow, ProcessWords)]) -> Vec<(String, String)> {
    let none = (String::new(), ctx.t("package-no-order"));
    let known = processes.iter().map(|(row, words)| {
        (row.process_id.to_string(), format!("{}, {}", words.authority, words.reference))
    });
    std::iter::once(none).chain(known).collect()
}

/// A package with what was said of it.
fn opened(state: &State, row: PackageRow) -> Result<HandedOver, Failure> {
    let key = row.package_id.to_string();
    let at = |column| ColumnRef { table: packages::TABLE, row: &key, column };
    let columns = state.node.columns();
    let reason = row.reason.open_kept(columns, at(packages::REASON))?;
    let receipt = row.receipt.as_ref().map(|receipt| receipt.open_kept(columns, at(packages::RECEIPT)));
    let receipt = receipt.transpose()?.unwrap_or_default();
    Ok(HandedOver { row, reason, receipt })
}
