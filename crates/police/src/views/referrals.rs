//! Packages as readers see them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::db::referrals::{self, Part, ReferralSummary};
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
    /// When it came: the first day on which an operator might erase, and the first on which an act might have lapsed.
    #[schema(value_type = Option<String>)]
    pub(crate) evidence_on_arrival: Option<Date>,
    #[schema(value_type = Option<String>)]
    pub(crate) limitation_on_arrival: Option<Date>,
    /// How many reports it carried.
    pub(crate) reports: i64,
    /// What its sender said last of it: `withdrawn` or `corrected`.
    pub(crate) notice: Option<String>,
}

impl ReferralView {
    fn new(summary: ReferralSummary) -> Self {
        let ReferralSummary { referral: row, reports, notice } = summary;
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
            evidence_on_arrival: row.evidence_on_arrival,
            limitation_on_arrival: row.limitation_on_arrival,
            reports,
            notice,
        }
    }
}

/// Newest first.
pub(crate) async fn list_referrals(tx: &mut Tx, reader: &Reader) -> Result<Vec<ReferralView>, Failure> {
    let rows = referrals::list_referrals(tx, reader).await?;
    Ok(rows.into_iter().map(ReferralView::new).collect())
}

/// One page of a part of them, and how many that part holds.
pub(crate) async fn page_referrals(
    tx: &mut Tx,
    reader: &Reader,
    part: Part,
    rows: &Rows,
) -> Result<(Vec<ReferralView>, i64), Failure> {
    let total = referrals::count(tx, part, &rows.pattern).await?;
    let found = referrals::list_page(tx, reader, part, rows).await?;
    Ok((found.into_iter().map(ReferralView::new).collect(), total))
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

/// One of them by its id alone, without counting its reports; none that did not come.
pub(crate) async fn find_referral(tx: &mut Tx, referral_id: &str) -> Result<Option<ReferralView>, Failure> {
    let row = referrals::find_referral(tx, referral_id).await?;
    Ok(row.map(|referral| ReferralView::new(ReferralSummary { referral, reports: 0, notice: None })))
}
