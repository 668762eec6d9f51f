//! What is noted on a report after it was kept.

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Tx};

use super::super::micros;
use super::ChosenCountryRow;
use crate::report_state::ReportState;

/// Notes that something was added to a report.
pub(crate) async fn touch(tx: &mut Tx, report_id: Id<Report>, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET changed_at = $2 WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Moves a report to another state, of those that are stored; `finished_at` is set on finishing.
pub(crate) async fn set_state(
    tx: &mut Tx,
    report_id: Id<Report>,
    state: ReportState,
    finished_at: Option<Timestamp>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET state = $2, finished_at = COALESCE($3, finished_at) WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(state.as_str())
        .bind(finished_at.map(micros))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sets the country of a report, or takes it away.
pub(crate) async fn set_country(
    tx: &mut Tx,
    report_id: Id<Report>,
    country: Option<&ChosenCountryRow>,
) -> Result<(), DbError> {
    set_country_over(tx, report_id, country, "").await
}

/// Sets the country of a report that a choice for all of a cluster gives it.
pub(crate) async fn set_country_of_cluster(
    tx: &mut Tx,
    report_id: Id<Report>,
    country: &ChosenCountryRow,
    cluster_id: &str,
) -> Result<(), DbError> {
    set_country_over(tx, report_id, Some(country), cluster_id).await
}

async fn set_country_over(
    tx: &mut Tx,
    report_id: Id<Report>,
    country: Option<&ChosenCountryRow>,
    cluster_id: &str,
) -> Result<(), DbError> {
    let grounds = country.map(|country| serde_json::to_string(&country.grounds)).transpose();
    let grounds = grounds.map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "UPDATE report SET country_code = $2, country_grounds = $3, country_chosen_by = $4, country_of_cluster = $5
         WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .bind(country.map(|country| country.code.as_str()))
    .bind(grounds)
    .bind(country.map(|country| country.chosen_by.as_str()))
    .bind(cluster_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes whether the sources name more than one country for a report.
pub(crate) async fn set_disagreement(
    tx: &mut Tx,
    report_id: Id<Report>,
    disagree: bool,
) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET countries_disagree = $2 WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(i64::from(disagree))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that a report rests on files which are known everywhere.
pub(crate) async fn set_viral(tx: &mut Tx, report_id: Id<Report>) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET viral = 1 WHERE report_id = $1")
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Says whether a report is informational.
pub(crate) async fn set_informational(
    tx: &mut Tx,
    report_id: Id<Report>,
    informational: bool,
) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET informational = $2 WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(i64::from(informational))
        .execute(tx.conn())
        .await?;
    Ok(())
}
