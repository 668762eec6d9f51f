//! Addresses of reports, and what allocation data say of them.

use jiff::civil::Date;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, flag};
use crate::country::Source;

/// An address as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct AddressRow {
    pub(crate) position: i64,
    pub(crate) element: String,
    pub(crate) address: Sealed,
    /// The keyed digest of the address.
    pub(crate) address_blind: String,
    pub(crate) port: Option<u16>,
    pub(crate) stated_time: Option<String>,
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
}

/// What one source says of an address.
#[derive(Debug, Clone)]
pub(crate) struct OpinionRow {
    pub(crate) position: i64,
    pub(crate) source: Source,
    pub(crate) country: String,
    pub(crate) valid_on: Date,
}

/// Keeps an address of a report.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, address: &AddressRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_address (report_id, position, element, address, port, stated_time, operator, shared_by_many, address_blind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(report_id.to_string())
    .bind(address.position)
    .bind(&address.element)
    .bind(address.address.as_column())
    .bind(address.port.map(i64::from))
    .bind(&address.stated_time)
    .bind(&address.operator)
    .bind(i64::from(address.shared_by_many))
    .bind(&address.address_blind)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps an opinion on an address.
pub(crate) async fn insert_opinion(
    tx: &mut Tx,
    report_id: Id<Report>,
    opinion: &OpinionRow,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO country_opinion (report_id, position, source, country, valid_on) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(report_id.to_string())
    .bind(opinion.position)
    .bind(opinion.source.as_str())
    .bind(&opinion.country)
    .bind(opinion.valid_on.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The addresses of a report, in order.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<AddressRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_address WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        let port: Option<i64> = row.try_get("port")?;
        Ok(AddressRow {
            position: row.try_get("position")?,
            element: row.try_get("element")?,
            address: Sealed::from_column(row.try_get("address")?),
            address_blind: row.try_get("address_blind")?,
            port: port.map(u16::try_from).transpose().map_err(|_| corrupt("port"))?,
            stated_time: row.try_get("stated_time")?,
            operator: row.try_get("operator")?,
            shared_by_many: flag(row, "shared_by_many")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The opinions on a report's addresses, in order.
pub(crate) async fn list_opinions(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<OpinionRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM country_opinion WHERE report_id = $1 ORDER BY position, source")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        Ok(OpinionRow {
            position: row.try_get("position")?,
            source: Source::parse(row.try_get("source")?).ok_or_else(|| corrupt("source"))?,
            country: row.try_get("country")?,
            valid_on: row.try_get::<String, _>("valid_on")?.parse().map_err(|_| corrupt("valid_on"))?,
        })
    };
    rows.iter().map(read).collect()
}
