//! The queues as pages show them: filtered, ordered, one page at a time; and what waits longest in them.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::hits::{self, HitRow};
use super::user_reports::{self, UserReportRow};
use super::{instant, parsed, parsed_if_any};
use crate::ids::{Hit, Upload, UserReport};
use crate::review::{ReviewState, ReviewSubject};

/// Which rows of a list are asked for.
pub(crate) struct Asked<'a> {
    /// Only those in this state.
    pub(crate) state: Option<ReviewState>,
    /// Only those that hold this text.
    pub(crate) text: Option<&'a str>,
    /// The column to order by, out of the list's own, and whether descending.
    pub(crate) order: (&'a str, bool),
    /// Rows to skip.
    pub(crate) offset: i64,
    /// Rows at most.
    pub(crate) limit: i64,
}

/// Columns by which hits are ordered, and what stands for them in SQL.
const HIT_ORDERS: &[(&str, &str)] = &[
    ("found_at", "h.hit_id"),
    ("list", "h.list_name"),
    ("distance", "h.distance_bits"),
    ("size", "e.size_bytes"),
];
/// The same of user reports.
const USER_REPORT_ORDERS: &[(&str, &str)] = &[("received_at", "s.user_report_id")];

const HITS_ASKED: &str = "WHERE ($1 = '' OR COALESCE(d.verdict, CASE WHEN u.erased_at IS NULL THEN 'open' ELSE 'erased' END) = $1)
     AND ($2 = '' OR h.list_name LIKE $2 ESCAPE '!' OR h.hit_id LIKE $2 ESCAPE '!' OR u.upload_id LIKE $2 ESCAPE '!'
          OR u.md5 LIKE $2 ESCAPE '!' OR u.sha1 LIKE $2 ESCAPE '!' OR u.sha256 LIKE $2 ESCAPE '!')";

/// Hits as asked for.
pub(crate) async fn list_hits(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<HitRow>, DbError> {
    let order = order_by(asked.order, HIT_ORDERS, "h.hit_id");
    let sql = format!("{} {HITS_ASKED} {order} LIMIT $3 OFFSET $4", hits::SELECT);
    list_asked(tx, asked, sql).await?.iter().map(hits::read).collect()
}

/// How many hits there are of a state with a text.
pub(crate) async fn count_hits(
    tx: &mut Tx,
    state: Option<ReviewState>,
    text: Option<&str>,
) -> Result<i64, DbError> {
    count_asked(tx, (state, text), &format!("{} {HITS_ASKED}", hits::SELECT)).await
}

const USER_REPORTS_ASKED: &str =
    "WHERE ($1 = '' OR COALESCE(d.verdict, CASE WHEN s.erased_at IS NULL THEN 'open' ELSE 'erased' END) = $1)
     AND ($2 = '' OR s.user_report_id LIKE $2 ESCAPE '!' OR COALESCE(s.upload_id, '') LIKE $2 ESCAPE '!')";

/// User reports as asked for.
pub(crate) async fn list_user_reports(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<UserReportRow>, DbError> {
    let order = order_by(asked.order, USER_REPORT_ORDERS, "s.user_report_id");
    let sql = format!("{} {USER_REPORTS_ASKED} {order} LIMIT $3 OFFSET $4", user_reports::SELECT);
    list_asked(tx, asked, sql).await?.iter().map(user_reports::read).collect()
}

/// How many user reports there are of a state with a text.
pub(crate) async fn count_user_reports(
    tx: &mut Tx,
    state: Option<ReviewState>,
    text: Option<&str>,
) -> Result<i64, DbError> {
    count_asked(tx, (state, text), &format!("{} {USER_REPORTS_ASKED}", user_reports::SELECT)).await
}

/// The rows of a statement that takes state, text, limit and offset.
async fn list_asked(tx: &mut Tx, asked: &Asked<'_>, sql: String) -> Result<Vec<AnyRow>, DbError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(asked.state.map_or("", ReviewState::column))
        .bind(pattern(asked.text))
        .bind(asked.limit)
        .bind(asked.offset);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// How many rows a statement has that takes state and text.
async fn count_asked(
    tx: &mut Tx,
    (state, text): (Option<ReviewState>, Option<&str>),
    select: &str,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS found FROM ({select}) AS asked");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql));
    let query = query.bind(state.map_or("", ReviewState::column)).bind(pattern(text));
    Ok(query.fetch_one(tx.conn()).await?.try_get("found")?)
}

/// One hit.
pub(crate) async fn find_hit(tx: &mut Tx, id: Id<Hit>) -> Result<Option<HitRow>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{} WHERE h.hit_id = $1", hits::SELECT)))
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| hits::read(&row))
        .transpose()
}

/// One user report.
pub(crate) async fn find_user_report(
    tx: &mut Tx,
    id: Id<UserReport>,
) -> Result<Option<UserReportRow>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{} WHERE s.user_report_id = $1", user_reports::SELECT)))
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| user_reports::read(&row))
        .transpose()
}

/// Something that waits for a decision.
pub(crate) struct Waiting {
    pub(crate) id: String,
    pub(crate) since: Timestamp,
}

/// The open hits after the one with the id `after`, oldest first.
pub(crate) async fn list_open_hits(tx: &mut Tx, after: &str, at_most: i64) -> Result<Vec<Waiting>, DbError> {
    let sql = "SELECT h.hit_id AS id, h.found_at AS since FROM hit h JOIN upload u ON u.upload_id = h.upload_id
         WHERE h.hit_id > $1 AND h.shadow = 0 AND u.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id)
         ORDER BY h.hit_id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read_waiting).collect()
}

/// The open user reports after the one with the id `after`, oldest first.
pub(crate) async fn list_open_user_reports(
    tx: &mut Tx,
    after: &str,
    at_most: i64,
) -> Result<Vec<Waiting>, DbError> {
    let sql = "SELECT s.user_report_id AS id, s.received_at AS since FROM user_report s
         WHERE s.user_report_id > $1 AND s.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)
         ORDER BY s.user_report_id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read_waiting).collect()
}

/// The first hit and the first user report of an upload.
pub(crate) async fn find_items_of_upload(
    tx: &mut Tx,
    upload_id: Id<Upload>,
) -> Result<(Option<Id<Hit>>, Option<Id<UserReport>>), DbError> {
    let sql = "SELECT (SELECT MIN(h.hit_id) FROM hit h WHERE h.upload_id = $1 AND h.shadow = 0) AS hit_id,
         (SELECT MIN(s.user_report_id) FROM user_report s WHERE s.upload_id = $1) AS user_report_id";
    let row = sqlx::query(sql).bind(upload_id.to_string()).fetch_one(tx.conn()).await?;
    Ok((parsed_if_any(&row, "hit_id")?, parsed_if_any(&row, "user_report_id")?))
}

/// The hits and user reports of an upload that nobody has decided on, oldest first; none that went with it when it was erased.
pub(crate) async fn list_open_subjects(
    tx: &mut Tx,
    upload_id: Id<Upload>,
) -> Result<Vec<ReviewSubject>, DbError> {
    let hits = "SELECT h.hit_id AS id FROM hit h JOIN upload u ON u.upload_id = h.upload_id
         WHERE h.upload_id = $1 AND h.shadow = 0 AND u.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id) ORDER BY h.hit_id";
    let user_reports = "SELECT s.user_report_id AS id FROM user_report s
         WHERE s.upload_id = $1 AND s.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id) ORDER BY s.user_report_id";
    let mut subjects = Vec::new();
    for row in sqlx::query(hits).bind(upload_id.to_string()).fetch_all(tx.conn()).await? {
        subjects.push(ReviewSubject::Hit(parsed(&row, "id")?));
    }
    for row in sqlx::query(user_reports).bind(upload_id.to_string()).fetch_all(tx.conn()).await? {
        subjects.push(ReviewSubject::UserReport(parsed(&row, "id")?));
    }
    Ok(subjects)
}

fn read_waiting(row: &AnyRow) -> Result<Waiting, DbError> {
    Ok(Waiting { id: row.try_get("id")?, since: instant(row, "since")? })
}

/// Only columns of ours get into the SQL, whatever is asked for.
pub(super) fn order_by((asked, descending): (&str, bool), known: &[(&str, &str)], then: &str) -> String {
    let column = known.iter().find(|(name, _)| *name == asked).map_or(then, |(_, column)| *column);
    let direction = if descending { "DESC" } else { "ASC" };
    format!("ORDER BY {column} {direction}, {then} {direction}")
}

/// A text as `LIKE` finds it anywhere, with `!` before what would stand for others; what is searched is written small. Empty for none.
pub(super) fn pattern(text: Option<&str>) -> String {
    let Some(text) = text else { return String::new() };
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c.to_ascii_lowercase());
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_is_taken_word_for_word() {
        assert_eq!(pattern(None), "");
        assert_eq!(pattern(Some("Known_1")), "%known!_1%");
        assert_eq!(pattern(Some("100%!")), "%100!%!!%");
    }

    #[test]
    fn only_known_columns_order() {
        assert_eq!(
            order_by(("size", true), HIT_ORDERS, "h.hit_id"),
            "ORDER BY e.size_bytes DESC, h.hit_id DESC"
        );
        assert_eq!(
            order_by(("1;drop", false), HIT_ORDERS, "h.hit_id"),
            "ORDER BY h.hit_id ASC, h.hit_id ASC"
        );
    }
}
