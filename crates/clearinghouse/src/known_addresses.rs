//! The addresses of a report, opened, with what allocation data say of them.

use std::collections::BTreeMap;

use service::{Failure, Tx};
use wire::referral::{CountryOpinion, ReferredAddress};

use crate::State;
use crate::actions::enrich_report::{address_column, address_row};
use crate::db;
use crate::db::addresses::OpinionRow;
use crate::db::reports::ReportRow;

/// An address, opened.
pub(crate) struct KnownAddress {
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    /// As the report writes it.
    pub(crate) time: Option<String>,
    pub(crate) element: String,
    pub(crate) opinions: Vec<OpinionRow>,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
}

/// The addresses of a report, in order.
pub(crate) async fn list(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
) -> Result<Vec<KnownAddress>, Failure> {
    let mut opinions: BTreeMap<i64, Vec<OpinionRow>> = BTreeMap::new();
    for row in db::addresses::list_opinions(tx, report.report_id).await? {
        opinions.entry(row.position).or_default().push(row);
    }
    let mut addresses = Vec::new();
    for row in db::addresses::list(tx, report.report_id).await? {
        let sealed_row = address_row(report.report_id, row.position);
        addresses.push(KnownAddress {
            address: row.address.open_kept(state.node().columns(), address_column(&sealed_row))?,
            port: row.port,
            time: row.stated_time,
            element: row.element,
            opinions: opinions.remove(&row.position).unwrap_or_default(),
            operator: row.operator,
            shared_by_many: row.shared_by_many,
        });
    }
    Ok(addresses)
}

impl From<KnownAddress> for ReferredAddress {
    fn from(known: KnownAddress) -> Self {
        let opinion = |row: OpinionRow| CountryOpinion {
            source: row.source.in_english().to_owned(),
            country: row.country,
            valid_on: row.valid_on,
        };
        Self {
            address: known.address,
            port: known.port,
            time: known.time,
            element: known.element,
            opinions: known.opinions.into_iter().map(opinion).collect(),
            operator: known.operator,
            shared_by_many: known.shared_by_many,
        }
    }
}
