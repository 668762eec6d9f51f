//! Several countries of one report: those that rules propose, and those that were chosen beside the first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::reports::ChosenCountryRow;
use super::{corrupt, micros};
use crate::country::Proposal;

/// Keeps what the rules propose.
pub(crate) async fn insert_proposals(
    tx: &mut Tx,
    report_id: Id<Report>,
    proposals: &[Proposal],
) -> Result<(), DbError> {
    for (position, proposal) in (0_i64..).zip(proposals) {
        let json = serde_json::to_string(proposal).map_err(|error| sqlx::Error::Encode(error.into()))?;
        sqlx::query("INSERT INTO country_proposal (report_id, position, proposal) VALUES ($1, $2, $3)")
            .bind(report_id.to_string())
            .bind(position)
            .bind(json)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// What the rules propose for a report, in their order.
pub(crate) async fn list_proposals(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<Proposal>, DbError> {
    let rows = sqlx::query("SELECT proposal FROM country_proposal WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        serde_json::from_str(&row.try_get::<String, _>("proposal")?).map_err(|_| corrupt("proposal"))
    };
    rows.iter().map(read).collect()
}

/// Chooses these countries beside the first, and no others.
pub(crate) async fn set_further(
    tx: &mut Tx,
    report_id: Id<Report>,
    countries: &[ChosenCountryRow],
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("DELETE FROM report_country WHERE report_id = $1")
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    for country in countries {
        let grounds =
            serde_json::to_string(&country.grounds).map_err(|error| sqlx::Error::Encode(error.into()))?;
        sqlx::query(
            "INSERT INTO report_country (report_id, country_code, grounds, chosen_by, chosen_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(report_id.to_string())
        .bind(&country.code)
        .bind(grounds)
        .bind(&country.chosen_by)
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The countries of a report beside the first.
pub(crate) async fn list_further(
    tx: &mut Tx,
    report_id: Id<Report>,
) -> Result<Vec<ChosenCountryRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_country WHERE report_id = $1 ORDER BY country_code")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Of the reports of a referral, the country for which its agency gets them, where that is not the first one of the report: by report.
pub(crate) async fn list_of_referral(
    tx: &mut Tx,
    referral_id: &str,
) -> Result<BTreeMap<String, ChosenCountryRow>, DbError> {
    let rows = sqlx::query(
        "SELECT c.* FROM referral y JOIN referral_report x ON x.referral_id = y.referral_id
         JOIN report_country c ON c.report_id = x.report_id AND c.country_code = y.agency_country
         WHERE y.referral_id = $1",
    )
    .bind(referral_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("report_id")?, read(row)?))).collect()
}

fn read(row: &AnyRow) -> Result<ChosenCountryRow, DbError> {
    Ok(ChosenCountryRow {
        code: row.try_get("country_code")?,
        grounds: serde_json::from_str(&row.try_get::<String, _>("grounds")?)
            .map_err(|_| corrupt("grounds"))?,
        chosen_by: row.try_get("chosen_by")?,
    })
}
