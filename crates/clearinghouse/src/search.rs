//! What a clearinghouse can search for: reports by number, by what they state of persons, by address and by file.

use std::net::IpAddr;

use linkage::IdentityTrait;
use service::rights::ObjectRef;
use service::search::{Searches, Sought, SoughtKind};
use service::{ColumnKeys, Failure, Tx};

use crate::actions::enrich_report::{address_column, address_row};
use crate::db::search as table;
use crate::{Permission, State, identities};

/// Addresses are sealed, so each is opened; so many at once.
const PAGE: i64 = 1000;
/// More than this are not opened for one search.
const MOST_ADDRESSES: usize = 1_000_000;

impl Searches for State {
    const SEARCH: Permission = Permission::ReadReports;
    const READ_SEARCHES: Permission = Permission::ReadAccessEntries;
    const SOUGHT: &'static [SoughtKind] = &[
        SoughtKind::Report,
        SoughtKind::Account,
        SoughtKind::Email,
        SoughtKind::Phone,
        SoughtKind::Address,
        SoughtKind::Digest,
    ];

    async fn list_candidates(
        tx: &mut Tx,
        keys: &ColumnKeys,
        sought: &Sought,
    ) -> Result<Vec<ObjectRef>, Failure> {
        let stated = match sought {
            Sought::Report(named) => return Ok(vec![ObjectRef::new("report", named)]),
            Sought::Digest(digest) => return Ok(reports(table::list_by_digest(tx, digest).await?)),
            Sought::Address(address) => return list_by_address(tx, keys, *address).await,
            Sought::Name { .. } => return Ok(Vec::new()),
            Sought::Account { service, identifier } => {
                IdentityTrait::EspIdentifier { service: service.clone(), identifier: identifier.clone() }
            }
            Sought::Email(address) => IdentityTrait::Email { address: address.clone(), verified: false },
            Sought::Phone(number) => {
                IdentityTrait::Phone { number: number.clone(), calling_code: None, verified: false }
            }
        };
        let Some(blind) = identities::blind(keys, &stated) else { return Ok(Vec::new()) };
        Ok(reports(table::list_by_trait(tx, &blind).await?))
    }
}

fn reports(ids: Vec<model::Id<model::kind::Report>>) -> Vec<ObjectRef> {
    ids.into_iter().map(|report_id| ObjectRef::new("report", report_id)).collect()
}

async fn list_by_address(tx: &mut Tx, keys: &ColumnKeys, address: IpAddr) -> Result<Vec<ObjectRef>, Failure> {
    let (mut found, mut opened, mut after) = (Vec::new(), 0, (String::new(), 0));
    loop {
        let rows = table::list_addresses(tx, (&after.0, after.1), PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = (last.report_id.to_string(), last.position);
        opened += rows.len();
        for row in &rows {
            let sealed_row = address_row(row.report_id, row.position);
            let text: String = row.address.open(keys, address_column(&sealed_row))?;
            if text.parse::<IpAddr>().is_ok_and(|stated| stated == address) {
                found.push(row.report_id);
            }
        }
        if opened >= MOST_ADDRESSES {
            return Err(Failure::conflict("there are too many addresses here for one search"));
        }
    }
    found.dedup();
    found.reverse();
    Ok(reports(found))
}
