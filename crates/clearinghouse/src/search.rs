//! What a clearinghouse can search for: reports by number, by what they state of persons, by address and by file.

use linkage::IdentityTrait;
use service::rights::ObjectRef;
use service::search::{Searches, Sought, SoughtKind};
use service::{ColumnKeys, Failure, Tx};

use crate::db::search as table;
use crate::{Permission, State, addresses, identities};

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
            Sought::Address(address) => {
                let blind = addresses::blind(keys, &address.to_string());
                return Ok(reports(table::list_by_address(tx, &blind).await?));
            }
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
