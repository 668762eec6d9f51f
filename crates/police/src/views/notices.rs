//! Notices as readers see them.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::notices::{self, NoticeRow};
use crate::db::{Reader, referrals, reports};
use crate::seals;

/// What a clearinghouse says later of reports that it referred.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    pub(crate) notice_id: String,
    /// `withdrawn` or `corrected`.
    pub(crate) kind: String,
    pub(crate) reason_code: String,
    pub(crate) sender: String,
    pub(crate) referral_id: String,
    /// The referral that stands for the reports now.
    pub(crate) replaced_by: Option<String>,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
    /// Our receipt, and the SHA-256 of the notice: who carried it tells both to the clearinghouse.
    pub(crate) receipt_id: String,
    pub(crate) digest_sha256: String,
    /// What officers decided on it, newest first: the first counts.
    pub(crate) decisions: Vec<NoticeDecisionView>,
}

model::unprintable!(NoticeView);

/// What an officer decided on a notice.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NoticeDecisionView {
    /// `stopped`, `goes_on` or `noted`.
    pub(crate) decision: String,
    pub(crate) reason: String,
    pub(crate) decided_by: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
}

model::unprintable!(NoticeDecisionView);

/// All, newest first.
pub(crate) async fn list_notices(tx: &mut Tx, keys: &ColumnKeys) -> Result<Vec<NoticeView>, Failure> {
    let rows = notices::list_notices(tx).await?;
    open_all(tx, keys, rows).await
}

/// One of them.
pub(crate) async fn load_notice(
    tx: &mut Tx,
    keys: &ColumnKeys,
    notice_id: &str,
) -> Result<NoticeView, Failure> {
    let row = notices::find_notice(tx, notice_id).await?.ok_or_else(|| Failure::absent("notice"))?;
    open(tx, keys, row).await
}

/// Those about a referral that came; none for one that did not.
pub(crate) async fn notices_of_referral(
    tx: &mut Tx,
    keys: &ColumnKeys,
    referral_id: &str,
) -> Result<Vec<NoticeView>, Failure> {
    let Some(referral) = referrals::find_referral(tx, referral_id).await? else { return Ok(Vec::new()) };
    let rows = notices::list_of_referral(tx, &referral.sender, referral_id).await?;
    open_all(tx, keys, rows).await
}

/// Those about a report that the reader may read.
pub(crate) async fn notices_of_report(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    report_id: Id<Report>,
) -> Result<Vec<NoticeView>, Failure> {
    let Some(found) = reports::find_report(tx, reader, report_id).await? else { return Ok(Vec::new()) };
    let rows = notices::list_of_report(tx, &found.report.sender, found.report.report_number).await?;
    open_all(tx, keys, rows).await
}

async fn open_all(tx: &mut Tx, keys: &ColumnKeys, rows: Vec<NoticeRow>) -> Result<Vec<NoticeView>, Failure> {
    let mut views = Vec::new();
    for row in rows {
        views.push(open(tx, keys, row).await?);
    }
    Ok(views)
}

async fn open(tx: &mut Tx, keys: &ColumnKeys, row: NoticeRow) -> Result<NoticeView, Failure> {
    let mut decisions = Vec::new();
    for decided in notices::list_decisions(tx, &row.notice_id).await? {
        decisions.push(NoticeDecisionView {
            reason: seals::NOTICE_REASON.open_kept(keys, decided.decision_id, &decided.reason)?,
            decision: decided.decision,
            decided_by: decided.decided_by,
            decided_at: decided.decided_at,
        });
    }
    Ok(NoticeView {
        notice_id: row.notice_id,
        kind: row.kind,
        reason_code: row.reason_code,
        sender: row.sender,
        referral_id: row.referral_id,
        replaced_by: row.replaced_by,
        made_at: row.made_at,
        received_at: row.received_at,
        receipt_id: row.receipt_id.to_string(),
        digest_sha256: row.digest_sha256,
        decisions,
    })
}
