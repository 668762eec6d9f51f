//! Packages as readers see them.

use jiff::Timestamp;
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::db::referrals::{self, ReferralRow};
use crate::db::{Reader, Rows};

/// A received package.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReferralView {
    pub(crate) referral_id: String,
    pub(crate) receipt_id: String,
    /// Name of the trusted key that signed.
    pub(crate) sender: String,
    pub(crate) from_name: String,
    pub(crate) from_country: String,
    pub(crate) to_agency: String,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) conveyed_by: Option<String>,
    pub(crate) package_sha256: String,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
    pub(crate) received_by: String,
    /// How many reports it carried.
    pub(crate) reports: i64,
}

impl ReferralView {
    fn new(row: ReferralRow, reports: i64) -> Self {
        Self {
            referral_id: row.referral_id,
            receipt_id: row.receipt_id.to_string(),
            sender: row.sender,
            from_name: row.from_name,
            from_country: row.from_country,
            to_agency: row.to_agency,
            made_at: row.made_at,
            conveyed_by: row.conveyed_by,
            package_sha256: row.package_sha256,
            received_at: row.received_at,
            received_by: row.received_by,
            reports,
        }
    }
}

/// Newest first.
pub(crate) async fn list_referrals(tx: &mut Tx, reader: &Reader) -> Result<Vec<ReferralView>, Failure> {
    let rows = referrals::list_referrals(tx, reader).await?;
    Ok(rows.into_iter().map(|row| ReferralView::new(row.referral, row.reports)).collect())
}

/// One page of them, and how many the whole list holds; of those on which nobody has begun work, or all.
pub(crate) async fn page_referrals(
    tx: &mut Tx,
    reader: &Reader,
    untouched: bool,
    rows: &Rows,
) -> Result<(Vec<ReferralView>, i64), Failure> {
    let total = referrals::count(tx, untouched, &rows.pattern).await?;
    let found = referrals::list_page(tx, reader, untouched, rows).await?;
    Ok((found.into_iter().map(|row| ReferralView::new(row.referral, row.reports)).collect(), total))
}

/// One of them.
pub(crate) async fn load_referral(
    tx: &mut Tx,
    reader: &Reader,
    referral_id: &str,
) -> Result<ReferralView, Failure> {
    let listed = list_referrals(tx, reader).await?;
    listed.into_iter().find(|view| view.referral_id == referral_id).ok_or_else(|| Failure::absent("referral"))
}
