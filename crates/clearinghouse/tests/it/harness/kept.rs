//! What rows keep so that lists need not count: it says the same as a count.

use service::Node;
use sqlx::Row as _;

/// Which agencies have a report `r`, as its referrals say.
const HOLDERS: &str = "FROM referral_report x JOIN referral y ON y.referral_id = x.referral_id
     WHERE x.report_id = r.report_id AND x.withdrawn_at IS NULL AND y.state <> 'refused'";

/// Counts anew how many reports each referral has, and who has each report.
pub(super) async fn check_counts(node: &Node) {
    let referrals = "SELECT CAST(COUNT(*) AS BIGINT) AS wrong FROM referral f WHERE
         f.reports <> (SELECT COUNT(*) FROM referral_report x WHERE x.referral_id = f.referral_id)
         OR f.standing <> (SELECT COUNT(*) FROM referral_report x
                           WHERE x.referral_id = f.referral_id AND x.withdrawn_at IS NULL)";
    let reports = format!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS wrong FROM report r WHERE
             r.referred <> (SELECT CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END {HOLDERS})
             OR r.only_holder <> (SELECT CASE WHEN COUNT(DISTINCT y.agency_code) = 1 THEN MIN(y.agency_code) ELSE '' END {HOLDERS})"
    );
    let mut tx = node.db().begin_read("check-counts").await.unwrap();
    for sql in [referrals.to_owned(), reports] {
        let row = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).fetch_one(tx.conn()).await.unwrap();
        assert_eq!(row.get::<i64, _>("wrong"), 0, "{sql}");
    }
}
