//! Which reports wait for which agency.

use service::{DbError, Tx};
use sqlx::Row as _;

use super::reports::{ReportRow, read, select_reports};

/// Whether the agency `$1` has a report `r`: a referral to it that it has not refused, and in which the clearinghouse stands by the report.
macro_rules! held {
    () => {
        "EXISTS (SELECT 1 FROM referral_report x WHERE x.report_id = r.report_id AND x.withdrawn_at IS NULL AND EXISTS (
             SELECT 1 FROM referral y WHERE y.referral_id = x.referral_id AND y.agency_code = $1 AND y.state <> 'refused'))"
    };
}

/// Whether a report `r` was taken back from the agency `$1`, for whatever reason. It goes there again by its number alone: with all that wait,
/// what is no offence, or what a court ordered back, would be sent anew by the next package.
macro_rules! taken_back {
    () => {
        "EXISTS (SELECT 1 FROM referral_report w WHERE w.report_id = r.report_id AND w.withdrawn_at IS NOT NULL AND EXISTS (
             SELECT 1 FROM referral v WHERE v.referral_id = w.referral_id AND v.agency_code = $1))"
    };
}

/// A ready report `r` of the country `$2` that was not taken back from the agency `$1`.
macro_rules! ready {
    () => {
        concat!(
            "r.country_code = $2 AND r.state = 'ready' AND r.informational = 0 AND r.erased_at IS NULL AND NOT ",
            taken_back!()
        )
    };
}

/// The ways in which a report `r` of the country `$2` waits for the agency `$1`: nobody has it; one other agency alone has it, which stands before
/// or after this one; several have it, this one not. Each is a range of one index, so that what the agency has long had is not read; no report
/// waits in two of them.
const OF_COUNTRY: [&str; 4] = [
    concat!(ready!(), " AND r.referred = 0 AND r.only_holder = '' AND $1 <> ''"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder > '' AND r.only_holder < $1"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder > $1"),
    concat!(ready!(), " AND r.referred = 1 AND r.only_holder = '' AND NOT ", held!()),
];

/// The same in one condition, where other things say which few reports are meant.
const TO_REFER: &str = concat!(ready!(), " AND NOT ", held!());

/// The same of a report `r` whose country `$2` is one beside its first: begun with those few, so the state is asked as no index holds it.
const ALSO_TO_REFER: &str = concat!(
    "COALESCE(r.state, '') = 'ready' AND r.informational = 0 AND r.erased_at IS NULL AND COALESCE(r.country_code, '') <> $2
     AND r.report_id IN (SELECT c.report_id FROM report_country c WHERE c.country_code = $2) AND NOT ",
    taken_back!(),
    " AND NOT ",
    held!()
);

/// All ways in which a report waits for an agency; no report waits in two of them.
fn ways() -> impl Iterator<Item = &'static str> {
    OF_COUNTRY.into_iter().chain([ALSO_TO_REFER])
}

/// Which of the reports that wait are meant. One in the first band of urgency never waits for a batch, nor one that holds anything beside the shared
/// file, be it another report on its account. One that is in no cluster yet goes neither way until it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// All.
    All,
    /// Those that go by themselves.
    Single,
    /// Those that rest on files which are known everywhere.
    Viral,
}

impl Waiting {
    fn condition(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Single => {
                "(r.viral = 0 OR COALESCE(r.band, '') = 'a' OR EXISTS (
                     SELECT 1 FROM cluster_report k WHERE k.report_id = r.report_id AND k.has_more = 1))"
            }
            Self::Viral => {
                "r.viral = 1 AND COALESCE(r.band, '') <> 'a'
                 AND EXISTS (SELECT 1 FROM cluster_report k WHERE k.report_id = r.report_id)
                 AND NOT EXISTS (SELECT 1 FROM cluster_report k WHERE k.report_id = r.report_id AND k.has_more = 1)"
            }
        }
    }
}

/// How many reports wait for an agency of this country.
pub(crate) async fn count(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    waiting: Waiting,
) -> Result<i64, DbError> {
    let (mut reports, part) = (0, waiting.condition());
    for condition in ways() {
        let sql =
            format!("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report r WHERE {condition} AND {part}");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agency_code).bind(country);
        reports += query.fetch_one(tx.conn()).await?.try_get::<i64, _>("reports")?;
    }
    Ok(reports)
}

/// The reports that wait for an agency of this country: those of the first band of urgency, then the others, of each the oldest first. What is
/// beyond the limit waits for the next package, and no urgent one does behind thousands that are older.
pub(crate) async fn list(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    waiting: Waiting,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let (mut urgent, mut others, part) = (Vec::new(), Vec::new(), waiting.condition());
    for (reports, band) in [(&mut urgent, "= 'a'"), (&mut others, "<> 'a'")] {
        for condition in ways() {
            let rest = format!(
                "WHERE {condition} AND {part} AND COALESCE(r.band, '') {band} ORDER BY r.report_id LIMIT $3"
            );
            let query = sqlx::query(select_reports(&rest)).bind(agency_code).bind(country).bind(limit);
            for row in &query.fetch_all(tx.conn()).await? {
                reports.push(read(row)?);
            }
        }
    }
    Ok(in_order(oldest(urgent, limit), oldest(others, limit), limit))
}

/// The first ones, then as many of the others as the limit leaves.
fn in_order<T>(mut first: Vec<T>, others: Vec<T>, limit: i64) -> Vec<T> {
    first.extend(others);
    first.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    first
}

/// The same of one cluster, without what holds more than the shared file.
pub(crate) async fn list_of_cluster(
    tx: &mut Tx,
    (agency_code, country): (&str, &str),
    cluster_id: &str,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let mut reports = Vec::new();
    for condition in [TO_REFER, ALSO_TO_REFER] {
        let rest = format!(
            "JOIN cluster_report k ON k.report_id = r.report_id AND k.cluster_id = $3 AND k.has_more = 0
             WHERE {condition} ORDER BY r.report_id LIMIT $4"
        );
        let query = sqlx::query(select_reports(&rest)).bind(agency_code).bind(country);
        for row in &query.bind(cluster_id).bind(limit).fetch_all(tx.conn()).await? {
            reports.push(read(row)?);
        }
    }
    Ok(oldest(reports, limit))
}

/// The oldest of reports that were asked for in two parts.
fn oldest(mut reports: Vec<ReportRow>, limit: i64) -> Vec<ReportRow> {
    reports.sort_by_key(|report| report.report_id);
    reports.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    reports
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn what_is_urgent_is_not_left_for_the_next_package() {
        assert_eq!(in_order(vec!["urgent"], vec!["old", "older", "oldest"], 3), ["urgent", "old", "older"]);
    }
}
