//! What both accounts of a link state, so that a page says it in the language of its reader; the grounds that are kept say it in English.

use std::collections::{BTreeMap, BTreeSet};

use linkage::TraitKey;
use model::Id;
use service::{ColumnKeys, Failure, Tx};

use super::LinkView;
use crate::around::Around;
use crate::db::Reader;
use crate::db::accounts::{self, StatementRow};
use crate::ids::Account;
use crate::{linking, seals};

/// The key of a link, and by how many of its two accounts' services it was verified.
#[derive(Clone)]
pub(crate) struct SharedKey {
    pub(crate) key: TraitKey,
    pub(crate) verified: usize,
}

model::unprintable!(SharedKey);

/// The keys that an account states, by their digests, each with whether a service verified it.
type Stated = BTreeMap<(Id<Account>, String), (TraitKey, bool)>;

/// Says of each link what it rests on; `statements` are those of the subject. Of a link whose key neither account states any more it says nothing.
pub(super) async fn add_shared_keys(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    (statements, around): (&[StatementRow], &Around),
    links: &mut [LinkView],
) -> Result<(), Failure> {
    let mut stated = Stated::new();
    add_stated(keys, statements, &mut stated)?;
    let members: BTreeSet<_> = statements.iter().map(|row| row.account.account_id).collect();
    let ends: BTreeSet<_> = links.iter().flat_map(|link| [link.account_a, link.account_b]).collect();
    for outside in ends.difference(&members) {
        let theirs = accounts::list_statements_of_account(tx, reader, *outside).await?;
        add_stated(keys, &theirs, &mut stated)?;
    }
    for link in links {
        let Some(row) = around.links.get(&link.link_id) else { continue };
        let ends = [link.account_a, link.account_b].map(|account| (account, row.key_blind.clone()));
        let found: Vec<_> = ends.iter().filter_map(|end| stated.get(end)).collect();
        let verified = found.iter().filter(|(_, is_verified)| *is_verified).count();
        link.shared = found.first().map(|(key, _)| SharedKey { key: key.clone(), verified });
    }
    Ok(())
}

fn add_stated(keys: &ColumnKeys, statements: &[StatementRow], known: &mut Stated) -> Result<(), Failure> {
    for row in statements {
        let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
        for one in linking::traits(&row.account.service, &stated) {
            let Some(key) = one.key().filter(|key| key.kind.links_alone()) else { continue };
            let place = (row.account.account_id, linking::blind(keys, &key));
            known.entry(place).or_insert((key, false)).1 |= one.is_verified();
        }
    }
    Ok(())
}
