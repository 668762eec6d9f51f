//! Imports: packages that the unit made of what it had downloaded, and how one is undone as a whole.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::Sealed;
use service::db::wipe;
use service::rights::Overwritten;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::{Account, ReportImport};

/// Most names of what stands in the way.
const MOST_NAMED: i64 = 20;

/// SQL: the reports that an import alone brought, and the accounts that only these name; `$1` is its referral.
const OWN: &str = "WITH own AS (
        SELECT mine.report_id FROM referral_report mine WHERE mine.referral_id = $1 AND NOT EXISTS (
            SELECT 1 FROM referral_report other
            WHERE other.report_id = mine.report_id AND other.referral_id <> $1)),
    gone AS (
        SELECT DISTINCT stated.account_id FROM report_account stated
        JOIN own ON own.report_id = stated.report_id
        WHERE NOT EXISTS (
            SELECT 1 FROM report_account other
            WHERE other.account_id = stated.account_id AND other.report_id NOT IN (SELECT own.report_id FROM own)))";

/// An import as it is stored.
pub(crate) struct ImportRow {
    pub(crate) import_id: Id<ReportImport>,
    /// The referral of its package.
    pub(crate) referral_id: String,
    /// Name of the unit's key.
    pub(crate) sender: String,
    pub(crate) package_sha256: String,
    pub(crate) imported_at: Timestamp,
    pub(crate) imported_by: String,
    /// Reports in it, and of them those that had come before.
    pub(crate) reports: i64,
    pub(crate) known: i64,
    pub(crate) undone: Option<(String, Timestamp)>,
    /// Why; empty while it stands.
    pub(crate) undone_reason: Option<Sealed>,
}

fn read_import(row: &AnyRow) -> Result<ImportRow, Error> {
    Ok(ImportRow {
        import_id: row.id("import_id")?,
        referral_id: row.text("referral_id")?,
        sender: row.text("sender")?,
        package_sha256: row.text("package_sha256")?,
        imported_at: row.instant("imported_at")?,
        imported_by: row.text("imported_by")?,
        reports: row.number("reports")?,
        known: row.number("known")?,
        undone: row.maybe_text("undone_by")?.zip(row.maybe_instant("undone_at")?),
        undone_reason: row.maybe_text("undone_reason")?.map(Sealed::from_column),
    })
}

pub(crate) async fn insert(tx: &mut Tx, row: &ImportRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_import
             (import_id, referral_id, sender, package_sha256, imported_at, imported_by, reports, known)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.import_id.to_string())
    .bind(&row.referral_id)
    .bind(&row.sender)
    .bind(&row.package_sha256)
    .bind(row.imported_at.as_microsecond())
    .bind(&row.imported_by)
    .bind(row.reports)
    .bind(row.known)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, import_id: Id<ReportImport>) -> Result<Option<ImportRow>, DbError> {
    let row = sqlx::query("SELECT * FROM report_import WHERE import_id = $1")
        .bind(import_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_import).transpose()?)
}

/// The import whose package has this referral, unless it was undone.
pub(crate) async fn find_of_referral(tx: &mut Tx, referral_id: &str) -> Result<Option<ImportRow>, DbError> {
    let row = sqlx::query("SELECT * FROM report_import WHERE referral_id = $1 AND undone_at IS NULL")
        .bind(referral_id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_import).transpose()?)
}

/// One page of them, the newest first.
pub(crate) async fn list_page(tx: &mut Tx, (limit, offset): (i64, i64)) -> Result<Vec<ImportRow>, DbError> {
    let sql = "SELECT * FROM report_import ORDER BY import_id DESC LIMIT $1 OFFSET $2";
    let rows = sqlx::query(sql).bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    read_all(&rows, read_import)
}

pub(crate) async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query("SELECT COUNT(*) AS total FROM report_import").fetch_one(tx.conn()).await?;
    Ok(row.number("total")?)
}

/// Notes that it was undone; says whether it stood until then.
pub(crate) async fn note_undone(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    (by, at): (&str, Timestamp),
    reason: &Sealed,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE report_import SET undone_by = $2, undone_at = $3, undone_reason = $4
         WHERE import_id = $1 AND undone_at IS NULL",
    )
    .bind(import_id.to_string())
    .bind(by)
    .bind(at.as_microsecond())
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The reports that this referral alone brought.
pub(crate) async fn list_own(tx: &mut Tx, referral_id: &str) -> Result<Vec<Id<Report>>, DbError> {
    let sql = format!("{OWN} SELECT own.report_id FROM own ORDER BY own.report_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("report_id"))
}

/// Whether a closed operation holds something of these reports that is not there for the reader.
pub(crate) async fn is_closed_to(tx: &mut Tx, reader: &Reader, referral_id: &str) -> Result<bool, DbError> {
    let may_read = may_read(Closed::Report, "own.report_id", 2);
    let sql = format!("{OWN} SELECT own.report_id FROM own WHERE NOT {may_read} LIMIT 1");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).bind(reader.name());
    Ok(query.fetch_optional(tx.conn()).await?.is_some())
}

/// What officers built on these reports, withdrawn or not: a word and a name for each.
pub(crate) async fn list_built(tx: &mut Tx, referral_id: &str) -> Result<Vec<(String, String)>, DbError> {
    let sql = format!(
        "{OWN} SELECT built.what, built.name FROM (
             SELECT 'person' AS what, identification.person_id AS name FROM own
                 JOIN act ON act.report_id = own.report_id
                 JOIN identified_act ON identified_act.act_id = act.act_id
                 JOIN identification ON identification.identification_id = identified_act.identification_id
             UNION SELECT 'disclosure request' AS what, disclosure_line.request_id AS name FROM own
                 JOIN act ON act.report_id = own.report_id
                 JOIN disclosure_line ON disclosure_line.act_id = act.act_id
             UNION SELECT 'disclosure request' AS what, disclosure_line.request_id AS name FROM own
                 JOIN ip_event ON ip_event.report_id = own.report_id
                 JOIN disclosure_line ON disclosure_line.event_id = ip_event.event_id
             UNION SELECT 'preservation letter' AS what, preservation_line.letter_id AS name FROM own
                 JOIN act ON act.report_id = own.report_id
                 JOIN preservation_line ON preservation_line.act_id = act.act_id
             UNION SELECT 'preservation letter' AS what, preservation_line.letter_id AS name FROM own
                 JOIN ip_event ON ip_event.report_id = own.report_id
                 JOIN preservation_line ON preservation_line.event_id = ip_event.event_id
             UNION SELECT 'note on limitation' AS what, limitation_note_act.note_id AS name FROM own
                 JOIN act ON act.report_id = own.report_id
                 JOIN limitation_note_act ON limitation_note_act.act_id = act.act_id
             UNION SELECT 'path' AS what, path_decision_act.decision_id AS name FROM own
                 JOIN act ON act.report_id = own.report_id
                 JOIN path_decision_act ON path_decision_act.act_id = act.act_id
             UNION SELECT 'operation' AS what, operation_subject.operation_id AS name FROM gone
                 JOIN account ON account.account_id = gone.account_id
                 JOIN operation_subject ON operation_subject.subject_id = account.subject_id
             UNION SELECT 'veto' AS what, veto.veto_id AS name FROM gone
                 JOIN veto ON veto.account_a = gone.account_id OR veto.account_b = gone.account_id
             UNION SELECT 'withdrawn link' AS what, link.link_id AS name FROM gone
                 JOIN link ON link.account_a = gone.account_id OR link.account_b = gone.account_id
                 WHERE link.standing = 0
             UNION SELECT 'contested link' AS what, link_contest.link_id AS name FROM own
                 JOIN report_account stated ON stated.report_id = own.report_id
                 JOIN link ON link.account_a = stated.account_id OR link.account_b = stated.account_id
                 JOIN link_contest ON link_contest.link_id = link.link_id
             UNION SELECT 'restored link' AS what, link_restoration.link_id AS name FROM own
                 JOIN report_account stated ON stated.report_id = own.report_id
                 JOIN link ON link.account_a = stated.account_id OR link.account_b = stated.account_id
                 JOIN link_restoration ON link_restoration.link_id = link.link_id
             UNION SELECT 'open alarm' AS what, alarm.alarm_id AS name FROM own
                 JOIN band_alarm_report ON band_alarm_report.report_id = own.report_id
                 JOIN alarm ON alarm.alarm_id = band_alarm_report.alarm_id WHERE alarm.closed_at IS NULL
             UNION SELECT 'band of report' AS what, CAST(report.report_number AS TEXT) AS name FROM own
                 JOIN band_override ON band_override.report_id = own.report_id
                 JOIN report ON report.report_id = own.report_id
             UNION SELECT 'feedback on report' AS what, CAST(report.report_number AS TEXT) AS name FROM feedback
                 JOIN report ON report.report_id = feedback.report_id
                 WHERE feedback.referral_id = $1 AND feedback.batch_id IS NOT NULL
         ) built ORDER BY built.what, built.name LIMIT $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).bind(MOST_NAMED);
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((row.text("what")?, row.text("name")?)))
}

/// The accounts that these reports name.
pub(crate) async fn list_accounts(tx: &mut Tx, referral_id: &str) -> Result<Vec<Id<Account>>, DbError> {
    let sql = format!(
        "{OWN} SELECT DISTINCT stated.account_id FROM own
         JOIN report_account stated ON stated.report_id = own.report_id ORDER BY stated.account_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("account_id"))
}

/// The files that these reports name, by digest.
pub(crate) async fn list_files(tx: &mut Tx, referral_id: &str) -> Result<Vec<String>, DbError> {
    let sql = format!(
        "{OWN} SELECT DISTINCT act.file_sha256 FROM own JOIN act ON act.report_id = own.report_id
         WHERE act.file_sha256 IS NOT NULL ORDER BY act.file_sha256"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.text("file_sha256"))
}

/// Removes what was read of a report, and the report. Its accounts are the caller's.
pub(crate) async fn remove_report(
    tx: &mut Tx,
    done: &mut Overwritten,
    report_id: Id<Report>,
) -> Result<(), DbError> {
    let id = report_id.to_string();
    for (table, sql) in [
        ("report_score", "DELETE FROM report_score WHERE report_id = $1"),
        ("band_alarm_fact", "DELETE FROM band_alarm_fact WHERE report_id = $1"),
        ("band_alarm_report", "DELETE FROM band_alarm_report WHERE report_id = $1"),
        ("feedback", "DELETE FROM feedback WHERE report_id = $1"),
        (
            "evidence_warning_undo",
            "DELETE FROM evidence_warning_undo WHERE act_id IN (SELECT act_id FROM act WHERE report_id = $1)",
        ),
        (
            "evidence_warning",
            "DELETE FROM evidence_warning WHERE act_id IN (SELECT act_id FROM act WHERE report_id = $1)",
        ),
        (
            "evidence_warning_undo",
            "DELETE FROM evidence_warning_undo
             WHERE event_id IN (SELECT event_id FROM ip_event WHERE report_id = $1)",
        ),
        (
            "evidence_warning",
            "DELETE FROM evidence_warning WHERE event_id IN (SELECT event_id FROM ip_event WHERE report_id = $1)",
        ),
        ("act", "DELETE FROM act WHERE report_id = $1"),
        ("ip_event", "DELETE FROM ip_event WHERE report_id = $1"),
        ("report_account", "DELETE FROM report_account WHERE report_id = $1"),
        ("referral_report", "DELETE FROM referral_report WHERE report_id = $1"),
        ("report", "DELETE FROM report WHERE report_id = $1"),
    ] {
        wipe(tx, done, table, sql, &id).await?;
    }
    Ok(())
}

/// Removes a file that no act has any more, so that it may come again, and destroys its key.
pub(crate) async fn remove_file(tx: &mut Tx, done: &mut Overwritten, sha256: &str) -> Result<(), DbError> {
    let sql = "SELECT media_file.item_id FROM media_file
         WHERE media_file.sha256 = $1 AND NOT EXISTS (SELECT 1 FROM act WHERE act.file_sha256 = $1)";
    let Some(row) = sqlx::query(sql).bind(sha256).fetch_optional(tx.conn()).await? else { return Ok(()) };
    let item_id = row.text("item_id")?;
    wipe(tx, done, "media_file", "DELETE FROM media_file WHERE sha256 = $1", sha256).await?;
    close_item(tx, done, &item_id).await
}

/// Removes a referral, which brings no report any more that another one does not bring as well, and destroys the key of its package.
pub(crate) async fn remove_referral(
    tx: &mut Tx,
    done: &mut Overwritten,
    referral_id: &str,
) -> Result<(), DbError> {
    let sql = "SELECT package_item_id FROM referral WHERE referral_id = $1";
    let Some(row) = sqlx::query(sql).bind(referral_id).fetch_optional(tx.conn()).await? else {
        return Ok(());
    };
    let item_id = row.text("package_item_id")?;
    for (table, sql) in [
        ("feedback", "DELETE FROM feedback WHERE referral_id = $1"),
        ("referral_report", "DELETE FROM referral_report WHERE referral_id = $1"),
        ("referral", "DELETE FROM referral WHERE referral_id = $1"),
    ] {
        wipe(tx, done, table, sql, referral_id).await?;
    }
    close_item(tx, done, &item_id).await
}

/// Destroys the key of an item, as an erasure does: the row stays, and opens nothing.
async fn close_item(tx: &mut Tx, done: &mut Overwritten, item_id: &str) -> Result<(), DbError> {
    let sql = "SELECT name, case_id FROM evidence_item WHERE item_id = $1 AND wrapped_key <> ''";
    let Some(row) = sqlx::query(sql).bind(item_id).fetch_optional(tx.conn()).await? else { return Ok(()) };
    done.items.push(row.text("name")?);
    done.cases.push(row.text("case_id")?);
    let sql = "UPDATE evidence_item SET wrapped_key = '', name = item_id WHERE item_id = $1";
    wipe(tx, done, "evidence_item", sql, item_id).await
}

/// Removes the standing links of an account on keys that it does not state any more; gives the accounts at their other ends. A link whose grounds
/// were erased stays: nobody can say any more on what key it was.
pub(crate) async fn remove_links(
    tx: &mut Tx,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<Vec<Id<Account>>, DbError> {
    let rows = sqlx::query(
        "DELETE FROM link WHERE standing = 1 AND grounds <> '' AND (account_a = $1 OR account_b = $1) AND NOT EXISTS (
             SELECT 1 FROM account_trait
             WHERE account_trait.account_id = $1 AND account_trait.key_blind = link.key_blind)
         RETURNING CASE WHEN account_a = $1 THEN account_b ELSE account_a END AS other_id",
    )
    .bind(account_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    done.add("link", rows.len() as u64);
    read_all(&rows, |row| row.id("other_id"))
}

/// Removes an account that no report names any more. Its subject stays, empty: it says when it was opened, and of whom nothing.
pub(crate) async fn remove_account(
    tx: &mut Tx,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<(), DbError> {
    let id = account_id.to_string();
    let sql = "DELETE FROM account WHERE account_id = $1 AND NOT EXISTS (
             SELECT 1 FROM report_account WHERE report_account.account_id = $1)";
    wipe(tx, done, "account", sql, &id).await
}
