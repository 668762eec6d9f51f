//! What the police can search for: reports by number, address and file, subjects by what accounts state, persons by name.

use linkage::IdentityTrait;
use model::Kind;
use service::rights::ObjectRef;
use service::search::{Searches, Sought, SoughtKind};
use service::{ColumnKeys, Failure, Tx};

use crate::Police;
use crate::db::{desk, search as table};
use crate::permissions::Permission;
use crate::{connections, linking, name_blinds};

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
            Sought::Address(address) => {
                let blind = connections::blind(keys, &address.to_string());
                Ok(objects("report", table::list_by_address(tx, &blind).await?))
            }
            Sought::Name { given, family } => {
                let blind = name_blinds::blind(keys, given, family);
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
