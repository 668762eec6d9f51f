//! What senders' reports are worth, in counts.

use std::collections::BTreeMap;

use model::{Id, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;
use wire::feedback::OutcomeCode;

use super::{corrupt, id};

/// In how many parts the scale of completeness is cut.
pub(crate) const PARTS: usize = 4;

/// The reports of one sender, or of one country, that it has filed.
pub(crate) struct GroupRow {
    /// The sender's name, or the country; empty for no country.
    pub(crate) name: String,
    pub(crate) reports: i64,
    pub(crate) urgent: i64,
    pub(crate) informational: i64,
    pub(crate) referred: i64,
}

/// What reports are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// By reporting party.
    Sender,
    /// By the country that was chosen.
    Country,
}

impl Grouping {
    /// A text of this file.
    fn column(self) -> &'static str {
        match self {
            Self::Sender => "r.reporting_party",
            Self::Country => "COALESCE(r.country_code, '')",
        }
    }
}

/// The filed reports in groups, the largest on top.
pub(crate) async fn list(tx: &mut Tx, grouping: Grouping) -> Result<Vec<GroupRow>, DbError> {
    let column = grouping.column();
    let sql = format!(
        "SELECT {column} AS name, CAST(COUNT(*) AS BIGINT) AS reports, CAST(SUM(r.escalated) AS BIGINT) AS urgent,
             CAST(SUM(r.informational) AS BIGINT) AS informational, CAST(SUM(r.referred) AS BIGINT) AS referred
         FROM report r WHERE r.state = 'ready' GROUP BY {column} ORDER BY 2 DESC, 1"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await?;
    let read = |row: &sqlx::any::AnyRow| -> Result<GroupRow, DbError> {
        Ok(GroupRow {
            name: row.try_get("name")?,
            reports: row.try_get("reports")?,
            urgent: row.try_get("urgent")?,
            informational: row.try_get("informational")?,
            referred: row.try_get("referred")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many reports of each group have each outcome; one report may have several.
pub(crate) async fn count_outcomes(
    tx: &mut Tx,
    grouping: Grouping,
) -> Result<BTreeMap<String, BTreeMap<OutcomeCode, i64>>, DbError> {
    let column = grouping.column();
    let sql = format!(
        "SELECT {column} AS name, o.code, CAST(COUNT(DISTINCT o.report_id) AS BIGINT) AS reports
         FROM outcome o JOIN report r ON r.report_id = o.report_id GROUP BY {column}, o.code"
    );
    let mut groups = BTreeMap::<String, BTreeMap<OutcomeCode, i64>>::new();
    for row in sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await? {
        let code = OutcomeCode::parse(&row.try_get::<String, _>("code")?).ok_or_else(|| corrupt("code"))?;
        groups.entry(row.try_get("name")?).or_default().insert(code, row.try_get("reports")?);
    }
    Ok(groups)
}

/// How many scored reports of a sender lie in each quarter of the scale of completeness, from the lowest.
pub(crate) async fn count_completeness(tx: &mut Tx, party: &str) -> Result<[i64; PARTS], DbError> {
    let rows = sqlx::query(
        "SELECT CAST(CASE WHEN completeness_tenths >= 750 THEN 3 WHEN completeness_tenths >= 500 THEN 2
                     WHEN completeness_tenths >= 250 THEN 1 ELSE 0 END AS BIGINT) AS part, CAST(COUNT(*) AS BIGINT) AS reports
         FROM report WHERE reporting_party = $1 AND state = 'ready' AND band <> ''
         GROUP BY CASE WHEN completeness_tenths >= 750 THEN 3 WHEN completeness_tenths >= 500 THEN 2
                     WHEN completeness_tenths >= 250 THEN 1 ELSE 0 END",
    )
    .bind(party)
    .fetch_all(tx.conn())
    .await?;
    let mut parts = [0; PARTS];
    for row in &rows {
        let part = usize::try_from(row.try_get::<i64, _>("part")?).map_err(|_| corrupt("part"))?;
        if let Some(count) = parts.get_mut(part) {
            *count = row.try_get("reports")?;
        }
    }
    Ok(parts)
}

/// The newest filed reports of a sender, without those erased.
pub(crate) async fn list_newest(tx: &mut Tx, party: &str, limit: i64) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        "SELECT report_id FROM report WHERE reporting_party = $1 AND state = 'ready' AND erased_at IS NULL
         ORDER BY report_id DESC LIMIT $2",
    )
    .bind(party)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}
