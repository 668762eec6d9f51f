//! What the police can search for: reports by number, address and file, subjects by what accounts state, persons by name.

use std::collections::BTreeSet;
use std::net::IpAddr;

use linkage::IdentityTrait;
use model::Kind;
use service::rights::ObjectRef;
use service::search::{Searches, Sought, SoughtKind};
use service::{ColumnKeys, Failure, Tx};

use crate::Police;
use crate::db::{desk, search as table};
use crate::permissions::Permission;
use crate::{linking, names, seals};

/// Connections are sealed, so each is opened; so many at once.
const PAGE: i64 = 1000;
/// More than this are not opened for one search.
const MOST_CONNECTIONS: usize = 1_000_000;

impl Searches for Police {
    const SEARCH: Permission = Permission::ReadReports;
    const READ_SEARCHES: Permission = Permission::ReadAccessEntries;
    const SOUGHT: &'static [SoughtKind] = &SoughtKind::ALL;

    async fn list_candidates(
        tx: &mut Tx,
        keys: &ColumnKeys,
        sought: &Sought,
    ) -> Result<Vec<ObjectRef>, Failure> {
        match sought {
            Sought::Report(named) => list_reports(tx, named).await,
            Sought::Digest(digest) => Ok(objects("report", table::list_by_digest(tx, digest).await?)),
            Sought::Address(address) => list_by_address(tx, keys, *address).await,
            Sought::Name { given, family } => {
                let blind = keys.blind("person-name", &names::normalised(given, family));
                let named = desk::list_named(tx, &blind).await?;
                Ok(objects("person", named.into_iter().map(|person| person.person_id).collect()))
            }
            Sought::Account { service, identifier } => {
                let (service, identifier) = (service.clone(), identifier.clone());
                list_stating(tx, keys, &IdentityTrait::EspIdentifier { service, identifier }).await
            }
            Sought::Email(address) => {
                let stated = IdentityTrait::Email { address: address.clone(), verified: false };
                list_stating(tx, keys, &stated).await
            }
            Sought::Phone(number) => {
                let number = number.clone();
                let stated = IdentityTrait::Phone { number, calling_code: None, verified: false };
                list_stating(tx, keys, &stated).await
            }
        }
    }
}

fn objects<K: Kind>(kind: &str, ids: Vec<model::Id<K>>) -> Vec<ObjectRef> {
    ids.into_iter().map(|id| ObjectRef::new(kind, id)).collect()
}

/// By the clearinghouse's number, or by the own identifier.
async fn list_reports(tx: &mut Tx, named: &str) -> Result<Vec<ObjectRef>, Failure> {
    match named.parse::<i64>() {
        Ok(number) => Ok(objects("report", table::list_by_number(tx, number).await?)),
        Err(_) => Ok(vec![ObjectRef::new("report", named)]),
    }
}

async fn list_stating(
    tx: &mut Tx,
    keys: &ColumnKeys,
    stated: &IdentityTrait,
) -> Result<Vec<ObjectRef>, Failure> {
    let Some(key) = stated.key() else { return Ok(Vec::new()) };
    Ok(objects("subject", table::list_by_trait(tx, &linking::blind(keys, &key)).await?))
}

async fn list_by_address(tx: &mut Tx, keys: &ColumnKeys, address: IpAddr) -> Result<Vec<ObjectRef>, Failure> {
    let (mut found, mut opened, mut after) = (BTreeSet::new(), 0, String::new());
    loop {
        let rows = table::list_connections(tx, &after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.act_id.to_string();
        opened += rows.len();
        for row in &rows {
            let connection = seals::CONNECTION.open(keys, row.act_id, &row.connection)?;
            if connection.address.parse::<IpAddr>().is_ok_and(|stated| stated == address) {
                found.insert(row.report_id);
            }
        }
        if opened >= MOST_CONNECTIONS {
            return Err(Failure::conflict("there are too many connections here for one search"));
        }
    }
    Ok(objects("report", found.into_iter().rev().collect()))
}
