//! The form by which an analyst makes a report of a tip.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::Id;
use serde::Deserialize;
use service::{Failure, PageContext, TypedForm};
use wire::tip::TipId;

use super::tip::again;
use crate::actions::open_report::OpenReport;
use crate::actions::pass_on_tip::{PassOnTip, PassedOn};
use crate::evidence::{put_document, take_back};
use crate::state::State as Clearinghouse;
use crate::tip_report::{Passage, Written};
use crate::tips::{load, parse};

/// What the analyst wrote.
#[derive(Deserialize)]
pub(crate) struct PassOnForm {
    incident_type: String,
    incident_on: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    account: String,
    happened: String,
    pass_on_reason: String,
}

/// `POST /tips/{id}/pass-on`: on to the report.
pub(crate) async fn pass_on(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<PassOnForm>,
) -> Result<Response, Failure> {
    let tip_id = parse(&id)?;
    let made = match form.fields {
        Ok(fields) => file(&state, &ctx, &tip_id, fields).await,
        Err(failure) => Err(failure),
    };
    match made {
        Ok(made) => {
            let report = ctx.href(&format!("/reports/{}?done=tip-passed-on", made.report_number));
            Ok(Redirect::to(&report).into_response())
        }
        Err(failure) => again(&state, ctx, &tip_id, form.typed.refused(failure)?).await,
    }
}

/// Files the report, in the name of the clearinghouse.
async fn file(
    state: &Clearinghouse,
    ctx: &PageContext,
    tip_id: &TipId,
    form: PassOnForm,
) -> Result<PassedOn, Failure> {
    let mut tx = state.node().db().begin_read("find-tip").await?;
    load(&mut tx, tip_id, ctx.now).await?;
    drop(tx);
    let reporting_party = state.settings().name.clone();
    let passage = Passage {
        incident_type: form.incident_type,
        incident_on: form.incident_on,
        url: form.url,
        service: form.service,
        account: form.account,
        words: form.happened,
    };
    let Written { xml, report, warnings } = passage.write(&reporting_party)?;
    let summary = &report.incident_summary;
    let incident_at = summary.incident_date_time.instant();
    if incident_at > ctx.now {
        return Err(Failure::refused("incident_on", "must not be in the future"));
    }
    let report_id = Id::new(state.node().clock(), state.node().rng());
    let case = state.node().cases().draw(report_id);
    let item = put_document(state, &case, xml.as_bytes()).await?;
    let opened = OpenReport {
        report_id,
        case,
        xml: item.clone(),
        incident_type: summary.incident_type.code(),
        incident_at,
        escalated: false,
        warnings,
    };
    let action =
        PassOnTip { tip_id: tip_id.clone(), reason: form.pass_on_reason, report: opened, reporting_party };
    take_back(state, &item, state.node().act(&ctx.actor, &action).await).await
}
