//! What a reporting party is told of its own reports: how complete they are, and why what is missing is needed.

use axum::extract::{Path, State};
use serde::Serialize;
use service::{Authenticated, Failure, Json};
use utoipa::ToSchema;
use wire::cybertipline::advice::Missing as Fact;

use crate::db;
use crate::scoring::standing;
use crate::state::State as Clearinghouse;

/// How complete a report is. Nothing in it is a reason to file less: a thin report is taken like any other.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnCompleteness {
    report_number: i64,
    /// From 0 to 1000; none until the report has been looked at.
    completeness_tenths: Option<i32>,
    /// Under which weights.
    weights_version: Option<String>,
    missing: Vec<MissingFact>,
}

/// What a report lacks.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingFact {
    /// A stable name.
    fact: String,
    /// Where it would stand.
    element: String,
    /// What is missing, in English.
    says: &'static str,
    /// Why a police needs it, in English.
    why: &'static str,
}

/// `GET /api/reports/own/{number}/completeness`.
pub(crate) async fn completeness(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(report_number): Path<i64>,
) -> Result<Json<OwnCompleteness>, Failure> {
    let mut tx = state.node().db().begin_read("own-completeness").await?;
    let report = db::reports::find_by_number(&mut tx, report_number).await?;
    // a foreign report looks like none
    let report = report.filter(|report| report.reporting_party == actor.name());
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    let score = db::scores::latest(&mut tx, report.report_id).await?;
    drop(tx);
    let grounds = match &score {
        Some(score) => standing::open(state.node().columns(), report.report_id, score)?,
        None => None,
    };
    let completeness = grounds.map(|grounds| grounds.completeness);
    let missing =
        completeness.as_ref().map(|completeness| completeness.missing.as_slice()).unwrap_or_default();
    let missing = missing.iter().filter_map(|missing| {
        let fact = Fact::from_key(&missing.why)?;
        let (fact_key, element) = (missing.why.clone(), missing.element.clone());
        Some(MissingFact { fact: fact_key, element, says: fact.says(), why: fact.why() })
    });
    Ok(Json(OwnCompleteness {
        report_number,
        missing: missing.collect(),
        completeness_tenths: completeness.as_ref().map(|completeness| completeness.points_tenths),
        weights_version: completeness.as_ref().map(|completeness| completeness.weights_version.clone()),
    }))
}
