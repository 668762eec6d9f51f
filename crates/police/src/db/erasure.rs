//! Overwriting what was erased. An erased sealed column is an empty text; keyed digests of personal values go as well.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::db::wipe;
use service::rights::Overwritten;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::subjects::{refresh_clock_of_account, refresh_clocks_of_report};
use super::{Columns, DbError, Tx, read_all, request_erasure};
use crate::ids::Account;

/// What a report states, and what was disclosed about its acts.
pub(crate) async fn wipe_report(tx: &mut Tx, done: &mut Overwritten, report_id: &str) -> Result<(), DbError> {
    request_erasure::wipe_answer_files(tx, done, &request_erasure::asked_of("report_id"), report_id).await?;
    for (table, sql) in [
        ("band_alarm_fact", "DELETE FROM band_alarm_fact WHERE report_id = $1 AND kind = 'account'"),
        ("report_account", "UPDATE report_account SET stated = '' WHERE report_id = $1 AND stated <> ''"),
        (
            "act",
            "UPDATE act SET connection = NULL, address_blind = '', file_name = NULL WHERE report_id = $1",
        ),
        (
            "ip_event",
            "UPDATE ip_event SET connection = NULL, address_blind = '', connection_blind = event_id
             WHERE report_id = $1 AND connection IS NOT NULL",
        ),
        (
            "disclosed_subscriber",
            "UPDATE disclosed_subscriber SET subscriber = '', line_blind = ''
             WHERE subscriber <> '' AND subscriber_id IN (
                 SELECT s.subscriber_id FROM disclosed_subscriber s
                 JOIN disclosure_answer a ON a.answer_id = s.answer_id
                 JOIN disclosure_line l ON l.request_id = a.request_id AND l.line_no = s.line_no
                 JOIN act ON act.act_id = l.act_id WHERE act.report_id = $1)",
        ),
        (
            "disclosed_subscriber",
            "UPDATE disclosed_subscriber SET subscriber = '', line_blind = ''
             WHERE subscriber <> '' AND subscriber_id IN (
                 SELECT s.subscriber_id FROM disclosed_subscriber s
                 JOIN disclosure_answer a ON a.answer_id = s.answer_id
                 JOIN disclosure_line l ON l.request_id = a.request_id AND l.line_no = s.line_no
                 JOIN ip_event ON ip_event.event_id = l.event_id WHERE ip_event.report_id = $1)",
        ),
        (
            "no_offence",
            "UPDATE no_offence SET reason = '',
                 withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE report_id = $1 AND reason <> ''",
        ),
        (
            "evidence_warning_undo",
            "UPDATE evidence_warning_undo SET reason = ''
             WHERE reason <> '' AND act_id IN (SELECT act_id FROM act WHERE report_id = $1)",
        ),
        (
            "evidence_warning_undo",
            "UPDATE evidence_warning_undo SET reason = ''
             WHERE reason <> '' AND event_id IN (SELECT event_id FROM ip_event WHERE report_id = $1)",
        ),
        ("report_score", "UPDATE report_score SET grounds = '' WHERE report_id = $1 AND grounds <> ''"),
        (
            "band_override",
            "UPDATE band_override SET reason = '', undo_reason = '' WHERE report_id = $1 AND reason <> ''",
        ),
        (
            "notice_decision",
            "UPDATE notice_decision SET reason = '' WHERE reason <> '' AND notice_id IN (
                 SELECT m.notice_id FROM referral_notice m
                 JOIN referral_notice_report n ON n.notice_id = m.notice_id
                 JOIN report r ON r.report_number = n.report_number AND r.sender = m.sender
                 WHERE r.report_id = $1)",
        ),
    ] {
        wipe(tx, done, table, sql, report_id).await?;
    }
    refresh_clocks_of_report(tx, report_id).await
}

/// What is stated of an account in a report that also speaks of others.
pub(crate) async fn wipe_account_in_reports(
    tx: &mut Tx,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<(), DbError> {
    let id = account_id.to_string();
    request_erasure::wipe_answer_files(tx, done, &request_erasure::asked_of("account_id"), &id).await?;
    for (table, sql) in [
        (
            "band_alarm_fact",
            "DELETE FROM band_alarm_fact WHERE kind = 'account'
                 AND fact IN (SELECT key_blind FROM account_trait WHERE account_id = $1)",
        ),
        ("report_account", "UPDATE report_account SET stated = '' WHERE account_id = $1 AND stated <> ''"),
        (
            "act",
            "UPDATE act SET connection = NULL, address_blind = '', file_name = NULL WHERE account_id = $1",
        ),
        (
            "ip_event",
            "UPDATE ip_event SET connection = NULL, address_blind = '', connection_blind = event_id
             WHERE account_id = $1 AND connection IS NOT NULL",
        ),
        (
            "disclosed_subscriber",
            "UPDATE disclosed_subscriber SET subscriber = '', line_blind = ''
             WHERE subscriber <> '' AND subscriber_id IN (
                 SELECT s.subscriber_id FROM disclosed_subscriber s
                 JOIN disclosure_answer a ON a.answer_id = s.answer_id
                 JOIN disclosure_line l ON l.request_id = a.request_id AND l.line_no = s.line_no
                 JOIN act ON act.act_id = l.act_id WHERE act.account_id = $1)",
        ),
        (
            "disclosed_subscriber",
            "UPDATE disclosed_subscriber SET subscriber = '', line_blind = ''
             WHERE subscriber <> '' AND subscriber_id IN (
                 SELECT s.subscriber_id FROM disclosed_subscriber s
                 JOIN disclosure_answer a ON a.answer_id = s.answer_id
                 JOIN disclosure_line l ON l.request_id = a.request_id AND l.line_no = s.line_no
                 JOIN ip_event ON ip_event.event_id = l.event_id WHERE ip_event.account_id = $1)",
        ),
        (
            "evidence_warning_undo",
            "UPDATE evidence_warning_undo SET reason = ''
             WHERE reason <> '' AND act_id IN (SELECT act_id FROM act WHERE account_id = $1)",
        ),
        (
            "evidence_warning_undo",
            "UPDATE evidence_warning_undo SET reason = ''
             WHERE reason <> '' AND event_id IN (SELECT event_id FROM ip_event WHERE account_id = $1)",
        ),
    ] {
        wipe(tx, done, table, sql, &id).await?;
    }
    refresh_clock_of_account(tx, &id).await
}

/// Forgets by which keys an account is found and linked; those that other statements still make are put back by the caller before
/// [`wipe_links`].
pub(crate) async fn forget_traits(tx: &mut Tx, account_id: Id<Account>) -> Result<(), DbError> {
    sqlx::query("DELETE FROM account_trait WHERE account_id = $1")
        .bind(account_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An account of which nothing is stated any more is not found by its identifier; what was decided on it goes, also on links whose traits went
/// before.
pub(crate) async fn forget_account(
    tx: &mut Tx,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<(), DbError> {
    let id = account_id.to_string();
    for (table, sql) in [
        ("account", "UPDATE account SET identifier_blind = NULL WHERE account_id = $1"),
        (
            "veto",
            "UPDATE veto SET reason = '', withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE account_a = $1 OR account_b = $1",
        ),
        (
            "link",
            "UPDATE link SET withdrawn_reason = ''
             WHERE withdrawn_reason <> '' AND grounds = '' AND (account_a = $1 OR account_b = $1)",
        ),
        (
            "link_contest",
            "UPDATE link_contest SET reason = '', grounds = ''
             WHERE (reason <> '' OR grounds <> '') AND link_id IN (
                 SELECT link.link_id FROM link WHERE link.grounds = '' AND (link.account_a = $1 OR link.account_b = $1))",
        ),
    ] {
        wipe(tx, done, table, sql, &id).await?;
    }
    Ok(())
}

/// The grounds of links on keys that the account does not state any more name the value. What such a link weighs cannot be found out any more: one
/// that joined nothing stands no longer, so that no later regrouping makes it join.
pub(crate) async fn wipe_links(
    tx: &mut Tx,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<(), DbError> {
    wipe(
        tx,
        done,
        "link",
        "UPDATE link SET grounds = '', key_blind = link_id,
             standing = CASE WHEN standing = 1
                 AND (SELECT one.subject_id FROM account one WHERE one.account_id = link.account_a)
                     = (SELECT other.subject_id FROM account other WHERE other.account_id = link.account_b)
                 THEN 1 ELSE 0 END,
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE (account_a = $1 OR account_b = $1) AND grounds <> '' AND NOT EXISTS (
             SELECT 1 FROM account_trait WHERE account_trait.account_id = $1 AND account_trait.key_blind = link.key_blind)",
        &account_id.to_string(),
    )
    .await?;
    for (table, sql) in [
        (
            "link_contest",
            "UPDATE link_contest SET reason = '', grounds = ''
             WHERE reason <> '' AND link_id IN (
                 SELECT link.link_id FROM link WHERE link.grounds = '' AND (link.account_a = $1 OR link.account_b = $1))",
        ),
        (
            "link_restoration",
            "UPDATE link_restoration SET reason = '', withdrawn_reason = ''
             WHERE reason <> '' AND link_id IN (
                 SELECT link.link_id FROM link WHERE link.grounds = '' AND (link.account_a = $1 OR link.account_b = $1))",
        ),
    ] {
        wipe(tx, done, table, sql, &account_id.to_string()).await?;
    }
    Ok(())
}

fn read_item(row: &AnyRow) -> Result<(String, String), Error> {
    Ok((row.text("name")?, row.text("case_id")?))
}

/// The names in the vault, and the cases, of the packages that carried a report, and of the files that only erased reports speak of.
async fn list_items(tx: &mut Tx, report_id: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = sqlx::query(
        "SELECT evidence_item.name AS name, evidence_item.case_id AS case_id FROM evidence_item WHERE evidence_item.wrapped_key <> '' AND evidence_item.item_id IN (
             SELECT referral.package_item_id FROM referral
             JOIN referral_report ON referral_report.referral_id = referral.referral_id
             WHERE referral_report.report_id = $1
             UNION SELECT media_file.item_id FROM media_file
             WHERE media_file.sha256 IN (SELECT file_sha256 FROM act WHERE report_id = $1)
                 AND NOT EXISTS (SELECT 1 FROM act JOIN report ON report.report_id = act.report_id
                     WHERE act.file_sha256 = media_file.sha256 AND report.erased_at IS NULL))",
    )
    .bind(report_id)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_item)
}

/// Marks a report as erased, and destroys the keys of its packages and of the files that no other report needs.
pub(crate) async fn close_report(
    tx: &mut Tx,
    done: &mut Overwritten,
    report_id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    mark(tx, done, "UPDATE report SET erased_at = $2 WHERE report_id = $1", "report", report_id, at).await?;
    for (name, case_id) in list_items(tx, report_id).await? {
        // the name goes too: the sweep at start then finds a file that nothing speaks of
        let sql = "UPDATE evidence_item SET wrapped_key = '', name = item_id WHERE name = $1";
        wipe(tx, done, "evidence_item", sql, &name).await?;
        done.items.push(name);
        done.cases.push(case_id);
    }
    Ok(())
}

pub(super) async fn mark(
    tx: &mut Tx,
    done: &mut Overwritten,
    sql: &'static str,
    table: &str,
    id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let marked = sqlx::query(sql).bind(id).bind(at.as_microsecond()).execute(tx.conn()).await?;
    done.add(table, marked.rows_affected());
    Ok(())
}

/// Marks a subject as erased.
pub(crate) async fn close_subject(
    tx: &mut Tx,
    done: &mut Overwritten,
    id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    for (table, sql) in [
        (
            "claim",
            "UPDATE claim SET reason = '', withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE claim_id IN (SELECT claim_id FROM claim_subject WHERE subject_id = $1)",
        ),
        (
            "claim_decision",
            "UPDATE claim_decision SET reason = '',
                 withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE claim_id IN (SELECT claim_id FROM claim_subject WHERE subject_id = $1)
                 OR other_claim_id IN (SELECT claim_id FROM claim_subject WHERE subject_id = $1)",
        ),
    ] {
        wipe(tx, done, table, sql, id).await?;
    }
    mark(tx, done, "UPDATE subject SET erased_at = $2 WHERE subject_id = $1", "subject", id, at).await
}

fn read_account(row: &AnyRow) -> Result<Id<Account>, Error> {
    row.id("account_id")
}

fn read_report(row: &AnyRow) -> Result<Id<Report>, Error> {
    row.id("report_id")
}

/// The accounts that a report names.
pub(crate) async fn list_accounts_of_report(
    tx: &mut Tx,
    report_id: &str,
) -> Result<Vec<Id<Account>>, DbError> {
    let sql = "SELECT DISTINCT account_id FROM report_account WHERE report_id = $1 ORDER BY account_id";
    let rows = sqlx::query(sql).bind(report_id).fetch_all(tx.conn()).await?;
    read_all(&rows, read_account)
}

/// The reports that name accounts of a subject and of which nothing is stated any more.
pub(crate) async fn list_emptied_reports(tx: &mut Tx, subject_id: &str) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT report_account.report_id FROM report_account
         JOIN account ON account.account_id = report_account.account_id
         WHERE account.subject_id = $1 AND NOT EXISTS (
             SELECT 1 FROM report_account other WHERE other.report_id = report_account.report_id AND other.stated <> '')
         ORDER BY report_account.report_id",
    )
    .bind(subject_id)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_report)
}
