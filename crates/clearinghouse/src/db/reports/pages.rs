//! Lists of reports, a page at a time.

use model::Id;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::{ReportRow, in_state, read, select_reports};
use crate::kinds::ReportImport;
use crate::report_state::ReportState;

/// In what order a list of reports stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportOrder {
    /// By arrival.
    Received,
    /// By CyberTipline number.
    Number,
    /// By reporting party, then arrival.
    Party,
    /// By country, then arrival.
    Country,
    /// By band, then points, then arrival: the most urgent first, and of equals the oldest.
    Urgency,
    /// By completeness, then arrival.
    Completeness,
}

impl ReportOrder {
    fn sql(self, descending: bool) -> &'static str {
        match (self, descending) {
            (Self::Received, false) => "r.report_id",
            (Self::Received, true) => "r.report_id DESC",
            (Self::Number, false) => "r.report_number",
            (Self::Number, true) => "r.report_number DESC",
            (Self::Party, false) => "r.reporting_party, r.report_id",
            (Self::Party, true) => "r.reporting_party DESC, r.report_id DESC",
            (Self::Country, false) => "COALESCE(r.country_code, ''), r.report_id",
            (Self::Country, true) => "COALESCE(r.country_code, '') DESC, r.report_id DESC",
            (Self::Urgency, false) => "r.band_rank, r.urgency_tenths DESC, r.report_id",
            (Self::Urgency, true) => "r.band_rank DESC, r.urgency_tenths, r.report_id DESC",
            (Self::Completeness, false) => "r.completeness_tenths, r.report_id",
            (Self::Completeness, true) => "r.completeness_tenths DESC, r.report_id DESC",
        }
    }
}

/// Which reports are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Those in this state alone.
    pub(crate) state: Option<ReportState>,
    /// Whose number begins so, whose country this is, or whose reporting party's name holds it; empty for all.
    pub(crate) text: &'a str,
}

impl Wanted<'_> {
    /// The condition, with the text as `$1` and its pattern as `$2`.
    fn condition(self) -> String {
        let text = if self.text.is_empty() {
            "$1 = '' AND $2 = '%%'" // both are bound all the same
        } else {
            "(r.country_code = UPPER($1) OR SUBSTR(CAST(r.report_number AS TEXT), 1, LENGTH($1)) = $1
                 OR LOWER(r.reporting_party) LIKE $2 ESCAPE '!')"
        };
        format!("{} AND {text}", in_state(self.state))
    }
}

/// A text that is looked for anywhere, as `LIKE` takes it with `ESCAPE '!'`.
fn anywhere(text: &str) -> String {
    let text = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{text}%")
}

/// One page of reports.
pub(crate) async fn list_page(
    tx: &mut Tx,
    wanted: Wanted<'_>,
    (order, descending): (ReportOrder, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<ReportRow>, DbError> {
    // chosen by narrow indexes first: only the rows of the page are read whole
    let (condition, order) = (wanted.condition(), order.sql(descending));
    let rest = format!(
        "WHERE r.report_id IN (SELECT r.report_id FROM report r WHERE {condition} ORDER BY {order} LIMIT $3 OFFSET $4)
         ORDER BY {order}"
    );
    let rows = sqlx::query(select_reports(&rest))
        .bind(wanted.text)
        .bind(anywhere(wanted.text))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// One page of the reports of an import, in the order of its lines.
pub(crate) async fn page_of_import(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    (limit, offset): (i64, i64),
) -> Result<Vec<ReportRow>, DbError> {
    let rest = "JOIN report_origin o ON o.report_id = r.report_id WHERE r.report_id IN (
             SELECT one.report_id FROM report_origin one WHERE one.import_id = $1 ORDER BY one.line LIMIT $2 OFFSET $3)
         ORDER BY o.line";
    let rows = sqlx::query(select_reports(rest))
        .bind(import_id.to_string())
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// How many reports are wanted.
pub(crate) async fn count_wanted(tx: &mut Tx, wanted: Wanted<'_>) -> Result<i64, DbError> {
    let sql =
        format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report r WHERE {}", wanted.condition());
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(wanted.text)
        .bind(anywhere(wanted.text))
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("reports")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_no_pattern() {
        assert_eq!(anywhere("Ab"), "%ab%");
        assert_eq!(anywhere("100%_!"), "%100!%!_!!%");
    }
}
