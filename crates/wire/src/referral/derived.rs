//! What stands in a package beside the originals, and the rows of a batch.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::Referral;
use crate::document::{DocumentError, check_hex, check_present, check_unique};
use crate::package::{REFERRAL_PATH, path_is_allowed};

/// A document that was made from the reports. Its digest stands in the signed manifest; it proves nothing that the originals do not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedDocument {
    /// Path in the bag, below `data/` and neither in `data/reports/` nor in `data/files/`.
    pub path: String,
    /// What it is, such as `law-enforcement-json`, `case-uco`, `vics-2.0`, `summary` or `batch`.
    pub kind: String,
    /// Media type.
    pub media_type: String,
}

/// One account and act in a batch: what it needs to be worked on by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRow {
    /// The row's own name: the report's number, a point, a number from 1 on.
    pub row_id: String,
    /// CyberTipline number of its report, which is one of the referral.
    pub report_number: i64,
    /// When the clearinghouse acknowledged the report to who sent it.
    pub receipt_at: Timestamp,
    /// The service of the account, where one is stated.
    pub service: Option<String>,
    /// The service's own key of the account, else the name under which it is seen.
    pub account: Option<String>,
    /// SHA-256 of the act's file, hex; none for an act without one.
    pub sha256: Option<String>,
    /// When it happened, in the report's own words.
    pub act_time: String,
    /// The same in UTC.
    pub act_at: Timestamp,
    /// The address from which it was done, where one is stated.
    pub address: Option<String>,
    /// The day until which the sender keeps what it holds of the report, where a law says so.
    pub evidence_until: Option<Date>,
    /// What came of it; null until an agency says so.
    pub outcome: Option<String>,
}

impl Referral {
    /// A derived document takes no original's place.
    pub(super) fn check_derived(&self) -> Result<(), DocumentError> {
        check_unique("derived", self.derived.iter().map(|document| &document.path))?;
        for (index, document) in self.derived.iter().enumerate() {
            let at = format!("derived[{index}]");
            let is_original =
                ["data/reports/", "data/files/"].iter().any(|own| document.path.starts_with(own));
            if is_original || document.path == REFERRAL_PATH || !path_is_allowed(&document.path) {
                let message = format!("{:?} must be a path of its own below data/", document.path);
                return Err(DocumentError::field(format!("{at}.path"), message));
            }
            check_present(&format!("{at}.kind"), &document.kind)?;
            check_present(&format!("{at}.media_type"), &document.media_type)?;
        }
        Ok(())
    }

    pub(super) fn check_batch(&self) -> Result<(), DocumentError> {
        check_unique("batch", self.batch.iter().map(|row| &row.row_id))?;
        let numbers: BTreeSet<i64> = self.reports.iter().map(|report| report.report_number).collect();
        for (index, row) in self.batch.iter().enumerate() {
            let at = format!("batch[{index}]");
            check_present(&format!("{at}.row_id"), &row.row_id)?;
            if !numbers.contains(&row.report_number) {
                let message = "must be the number of a report of the referral";
                return Err(DocumentError::field(format!("{at}.report_number"), message));
            }
            if let Some(sha256) = &row.sha256 {
                check_hex(&format!("{at}.sha256"), sha256, 32)?;
            }
        }
        Ok(())
    }
}
