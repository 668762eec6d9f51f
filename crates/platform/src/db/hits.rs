//! Hits, with the decision that stands on each.

use jiff::Timestamp;
use model::Id;
use service::opening::Viewing;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::hash_lists::read_members;
use super::uploads::read_digests;
use super::{hash_list_entries, instant, instant_if_any, parsed, parsed_if_any};
use crate::digests::Digests;
use crate::ids::{Hit, Report, Upload};
use crate::lists::{EntryNames, Found};
use crate::review::{ReviewState, Standing};

/// A hit as the queue shows it.
pub(crate) struct HitRow {
    pub(crate) hit_id: Id<Hit>,
    pub(crate) upload_id: Id<Upload>,
    pub(crate) list_name: String,
    pub(crate) list_version: i64,
    pub(crate) classification: Option<String>,
    pub(crate) algorithm: String,
    pub(crate) distance_bits: i64,
    pub(crate) quality: Option<i64>,
    /// 0 as stored, 1 to 7 turned or mirrored.
    pub(crate) form: i64,
    /// Of a video: how many percent of the upload match, and of the listed one.
    pub(crate) video: Option<(i64, i64)>,
    pub(crate) weak: bool,
    /// Who vouches for the entry.
    pub(crate) members: Vec<String>,
    /// Since when the hash is taken back that the hit rests on.
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) found_at: Timestamp,
    pub(crate) uploaded_at_text: String,
    pub(crate) channel: String,
    pub(crate) digests: Digests,
    pub(crate) viewing: Viewing,
    pub(crate) standing: Option<Standing>,
    pub(crate) report_id: Option<Id<Report>>,
    /// Whether the upload is.
    pub(crate) is_erased: bool,
}

impl HitRow {
    /// Whether the decision that stands confirms it.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.state() == ReviewState::Confirmed
    }

    /// The same, of what a report could say at an instant: what is confirmed after that is none of its grounds.
    pub(crate) fn is_confirmed_by(&self, by: Timestamp) -> bool {
        self.is_confirmed() && self.standing.as_ref().is_some_and(|standing| standing.decided_at <= by)
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> ReviewState {
        ReviewState::of(self.standing.as_ref(), self.is_erased)
    }
}

/// Stores one hit of an upload, with the entry that it rests on.
pub(crate) async fn insert_hit(
    tx: &mut Tx,
    hit_id: Id<Hit>,
    upload_id: Id<Upload>,
    found: &Found,
    found_at: Timestamp,
) -> Result<(), DbError> {
    hash_list_entries::keep_entry(tx, found).await?;
    sqlx::query(
        "INSERT INTO hit (hit_id, upload_id, list_name, list_version, entry_no, algorithm, distance_bits, weak, found_at, shadow,
            quality, form, query_percent, compared_percent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(hit_id.to_string())
    .bind(upload_id.to_string())
    .bind(&found.list_name)
    .bind(found.list_version)
    .bind(found.entry_no)
    .bind(found.algorithm.as_str())
    .bind(i64::from(found.distance_bits))
    .bind(i64::from(found.weak))
    .bind(found_at.as_microsecond())
    .bind(i64::from(found.shadow))
    .bind(found.quality.map(i64::from))
    .bind(i64::from(found.form))
    .bind(found.video.map(|video| i64::from(video.query_percent)))
    .bind(found.video.map(|video| i64::from(video.compared_percent)))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether an upload has a hit of this list on an entry that carries one of the same digests or identifiers; one in shadow counts for another in
/// shadow only.
pub(crate) async fn has_hit(tx: &mut Tx, upload_id: Id<Upload>, found: &Found) -> Result<bool, DbError> {
    let names = EntryNames::of(&found.entry);
    let row = sqlx::query(
        "SELECT 1 FROM hit h JOIN hash_list_entry n ON n.list_name = h.list_name AND n.version = h.list_version AND n.entry_no = h.entry_no
         WHERE h.upload_id = $1 AND h.list_name = $2 AND h.shadow <= $3
             AND (n.md5 = $4 OR n.sha1 = $5 OR n.sha256 = $6 OR n.pdq = $7 OR n.opaque = $8 OR n.source_id = $9) LIMIT 1",
    )
    .bind(upload_id.to_string())
    .bind(&found.list_name)
    .bind(i64::from(found.shadow))
    .bind(names.md5)
    .bind(names.sha1)
    .bind(names.sha256)
    .bind(names.pdq)
    .bind(names.opaque)
    .bind(names.source_id)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

/// Whether an upload had been found by a hash by an instant, whatever was decided on the hit; one in shadow is none.
pub(crate) async fn was_matched(tx: &mut Tx, upload_id: Id<Upload>, by: Timestamp) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM hit WHERE upload_id = $1 AND shadow = 0 AND found_at <= $2 LIMIT 1";
    let found = sqlx::query(sql).bind(upload_id.to_string()).bind(by.as_microsecond());
    Ok(found.fetch_optional(tx.conn()).await?.is_some())
}

/// The upload that a hit belongs to; one in shadow is none.
pub(crate) async fn find_upload_of_hit(tx: &mut Tx, id: Id<Hit>) -> Result<Option<Id<Upload>>, DbError> {
    sqlx::query("SELECT upload_id FROM hit WHERE hit_id = $1 AND shadow = 0")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| parsed(&row, "upload_id"))
        .transpose()
}

/// Every hit that somebody is to review, with its file, the decision that stands and its report.
pub(super) const SELECT: &str =
    "SELECT h.*, COALESCE(n.classification, v.classification) AS classification,
            CASE WHEN n.members = '[]' THEN v.members ELSE n.members END AS members,
            (SELECT MIN(w.withdrawn_at) FROM hash_list_withdrawal w WHERE w.list_name = h.list_name AND w.restored_at IS NULL
                AND w.digest IN (n.md5, n.sha1, n.sha256, n.pdq, n.opaque, n.source_id)) AS withdrawn_at, u.uploaded_at_text, u.channel, u.erased_at, u.kind, u.md5, u.sha1, u.sha256, u.pdq, u.pdq_quality,
            u.pdq_absent_because, e.size_bytes, d.verdict, d.viewed, d.decided_by, d.decided_at, r.report_id,
            (SELECT COUNT(*) FROM opening o WHERE o.object_kind = 'upload' AND o.object_id = h.upload_id
                AND o.look = 'original' AND o.result = 'in_full') AS viewings
     FROM (SELECT * FROM hit WHERE shadow = 0) h
     JOIN hash_list_version v ON v.list_name = h.list_name AND v.version = h.list_version
     JOIN hash_list_entry n ON n.list_name = h.list_name AND n.version = h.list_version AND n.entry_no = h.entry_no
     JOIN upload u ON u.upload_id = h.upload_id
     JOIN evidence_item e ON e.evidence_item_id = u.evidence_item_id
     LEFT JOIN decision d ON d.hit_id = h.hit_id
          AND d.decision_no = (SELECT MAX(x.decision_no) FROM decision x WHERE x.hit_id = h.hit_id)
     LEFT JOIN report_file rf ON rf.upload_id = h.upload_id
     LEFT JOIN report r ON r.report_id = rf.report_id";

/// Hits in one state, or in any, oldest first, after a given one.
pub(crate) async fn list_hits(
    tx: &mut Tx,
    state: Option<ReviewState>,
    after: Option<Id<Hit>>,
    at_most: i64,
) -> Result<Vec<HitRow>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE ($1 = '' OR COALESCE(d.verdict, CASE WHEN u.erased_at IS NULL THEN 'open' ELSE 'erased' END) = $1) AND h.hit_id > $2 ORDER BY h.hit_id LIMIT $3"
    )))
    .bind(state.map_or("", ReviewState::column))
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(at_most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The hits of one upload, oldest first.
pub(crate) async fn list_hits_of_upload(tx: &mut Tx, upload_id: Id<Upload>) -> Result<Vec<HitRow>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE h.upload_id = $1 ORDER BY h.hit_id")))
        .bind(upload_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

pub(super) fn read(row: &AnyRow) -> Result<HitRow, DbError> {
    Ok(HitRow {
        hit_id: parsed(row, "hit_id")?,
        upload_id: parsed(row, "upload_id")?,
        list_name: row.try_get("list_name")?,
        list_version: row.try_get("list_version")?,
        classification: row.try_get("classification")?,
        algorithm: row.try_get("algorithm")?,
        distance_bits: row.try_get("distance_bits")?,
        quality: row.try_get("quality")?,
        form: row.try_get("form")?,
        video: row
            .try_get::<Option<i64>, _>("query_percent")?
            .zip(row.try_get::<Option<i64>, _>("compared_percent")?),
        weak: row.try_get::<i64, _>("weak")? == 1,
        members: read_members(row, "members")?,
        withdrawn_at: instant_if_any(row, "withdrawn_at")?,
        found_at: instant(row, "found_at")?,
        uploaded_at_text: row.try_get("uploaded_at_text")?,
        channel: row.try_get("channel")?,
        digests: read_digests(row)?,
        viewing: Viewing::of_statement(Some(row.try_get::<i64, _>("viewings")? > 0)),
        standing: super::decisions::read_standing(row)?,
        report_id: parsed_if_any(row, "report_id")?,
        is_erased: instant_if_any(row, "erased_at")?.is_some(),
    })
}

/// How many hits were found since an instant.
pub(crate) async fn count_found_since(tx: &mut Tx, since: Timestamp) -> Result<i64, DbError> {
    let row = sqlx::query("SELECT COUNT(*) AS hits FROM hit WHERE found_at > $1 AND shadow = 0")
        .bind(since.as_microsecond())
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("hits")?)
}

/// How many hits nobody has decided on.
pub(crate) async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS hits FROM hit h JOIN upload u ON u.upload_id = h.upload_id
         WHERE h.shadow = 0 AND u.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id)",
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("hits")?)
}
