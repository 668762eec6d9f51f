//! Accounts become subjects by links on exactly equal traits (crate `linkage`) that weigh enough, incrementally: an intake loads only what its
//! keys touch. Every link can be undone, and a veto keeps two accounts apart whatever is linked later.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{IdentityTrait, MOST_ACCOUNTS, TraitKey, candidate_links};
use model::Id;
use model::kind::Subject;
use service::{Acting, ColumnKeys, Failure};

use crate::around::Around;
use crate::db::Reader;
use crate::db::links::{self, LinkRow};
use crate::db::{accounts, operations, subjects};
use crate::ids::Account;
use crate::intake::Stated;
use crate::recounts::recount_subject;
use crate::seals;
use crate::together::Together;

/// Who links on equal traits.
const LINKER: &str = "exact-traits";

/// What a report states that tells an account from others.
pub(crate) fn traits(service: &str, stated: &Stated) -> Vec<IdentityTrait> {
    let identifier = stated.esp_identifier.iter().map(|identifier| IdentityTrait::EspIdentifier {
        service: service.to_owned(),
        identifier: identifier.clone(),
    });
    let emails = stated
        .emails
        .iter()
        .map(|email| IdentityTrait::Email { address: email.address.clone(), verified: email.verified });
    let phones = stated.phones.iter().map(|phone| IdentityTrait::Phone {
        number: phone.number.clone(),
        calling_code: phone.calling_code.clone(),
        verified: phone.verified,
    });
    let devices =
        stated.device_ids.iter().map(|device| IdentityTrait::DeviceId { identifier: device.clone() });
    identifier.chain(emails).chain(phones).chain(devices).collect()
}

/// The keys by which an account is linked.
pub(crate) fn keys(service: &str, stated: &Stated) -> Vec<TraitKey> {
    let stated = traits(service, stated);
    stated.iter().filter_map(IdentityTrait::key).filter(|key| key.kind.links_alone()).collect()
}

/// The key under which reports of one account are folded.
pub(crate) fn identifier_key(service: &str, stated: &Stated) -> Option<TraitKey> {
    keys(service, stated).into_iter().find(|key| key.kind == linkage::TraitKind::EspIdentifier)
}

/// The blind index of a key.
pub(crate) fn blind(columns: &ColumnKeys, key: &TraitKey) -> String {
    columns.blind("account-trait", &key.canonical_text())
}

/// Keeps that an account states the keys of one statement, and links it by all that it states. One account after the other: a key that becomes
/// crowded is seen to when the first account too many states it.
pub(crate) async fn link_stated(
    acting: &mut Acting<'_>,
    account_id: Id<Account>,
    service: &str,
    stated: &Stated,
) -> Result<(), Failure> {
    for key in keys(service, stated) {
        let blind = blind(acting.columns(), &key);
        accounts::insert_trait(acting.tx, account_id, &blind).await?;
    }
    link_account(acting, account_id).await
}

/// Links an account to every other that states an equal key, unless that was done, or undone, before, or the key is crowded; then regroups.
/// Whether a link joins is not decided here: a key that proves common weighs less, whenever it does.
async fn link_account(acting: &mut Acting<'_>, account_id: Id<Account>) -> Result<(), Failure> {
    let (mut sharing, mut by_keys) = (BTreeSet::new(), BTreeSet::new());
    let mut seeds = BTreeSet::from([account_id]);
    for key_blind in accounts::list_keys_of_account(acting.tx, account_id).await? {
        let holders = accounts::list_accounts_of_key(acting.tx, &key_blind, MOST_ACCOUNTS + 2).await?;
        if holders.len() <= MOST_ACCOUNTS {
            sharing.extend(holders);
            by_keys.insert(key_blind);
        } else if holders.len() == MOST_ACCOUNTS + 1 {
            // by this account, or by one before that came alone: what the key joined falls apart
            seeds.extend(holders);
        }
    }
    sharing.remove(&account_id);
    let known: Vec<_> = sharing.iter().copied().collect();
    make_links(acting, &[account_id], &known, &by_keys).await?;
    // what it states of its holder may have made its keys common: all that hold them are looked at again, linked to it or not
    seeds.extend(known);
    let before = Together::load(acting, &seeds).await?;
    regroup(acting, &seeds.into_iter().collect::<Vec<_>>()).await?;
    before.mark_grown_common(acting).await
}

/// Those to be looked at again once an account states keys no more, or nothing, that it stated: whoever states them still. What a key joins again
/// that was crowded with the account is linked.
pub(crate) async fn settle_keys(
    acting: &mut Acting<'_>,
    stated_before: Vec<String>,
) -> Result<BTreeSet<Id<Account>>, Failure> {
    let mut seeds = BTreeSet::new();
    for key_blind in stated_before {
        let holders = accounts::list_accounts_of_key(acting.tx, &key_blind, MOST_ACCOUNTS + 1).await?;
        if holders.len() > MOST_ACCOUNTS {
            continue;
        }
        if holders.len() == MOST_ACCOUNTS {
            make_links(acting, &holders, &[], &BTreeSet::from([key_blind])).await?;
        }
        seeds.extend(holders);
    }
    Ok(seeds)
}

/// Accounts, and whoever states a key of theirs that is not crowded: whose subjects may change with what they state.
pub(crate) async fn list_sharing(
    acting: &mut Acting<'_>,
    account_ids: &[Id<Account>],
) -> Result<BTreeSet<Id<Account>>, Failure> {
    let mut sharing: BTreeSet<_> = account_ids.iter().copied().collect();
    for account_id in account_ids {
        for key_blind in accounts::list_keys_of_account(acting.tx, *account_id).await? {
            let holders = accounts::list_accounts_of_key(acting.tx, &key_blind, MOST_ACCOUNTS + 1).await?;
            if holders.len() <= MOST_ACCOUNTS {
                sharing.extend(holders);
            }
        }
    }
    Ok(sharing)
}

/// Makes the links by these keys of new accounts with each other and with those known, where there was none.
async fn make_links(
    acting: &mut Acting<'_>,
    new: &[Id<Account>],
    known: &[Id<Account>],
    by_keys: &BTreeSet<String>,
) -> Result<(), Failure> {
    let (mut fresh, mut others) = (Vec::new(), Vec::new());
    for account_id in new {
        fresh.push(load_account(acting, *account_id).await?);
    }
    for account_id in known {
        others.push(load_account(acting, *account_id).await?);
    }
    for link in candidate_links(&fresh, &others) {
        let key_blind = blind(acting.columns(), &link.key);
        if !by_keys.contains(&key_blind) || links::is_known(acting.tx, link.a, link.b, &key_blind).await? {
            continue;
        }
        let link_id = acting.new_id();
        let row = LinkRow {
            link_id,
            account_a: link.a,
            account_b: link.b,
            kind: link.key.kind,
            key_blind,
            grounds: seals::LINK_GROUNDS.seal(acting, link_id, &link.grounds)?,
            made_at: acting.now,
            made_by: LINKER.to_owned(),
            standing: true,
            withdrawn: None,
            withdrawn_reason: None,
        };
        links::insert_link(acting.tx, &row).await?;
    }
    Ok(())
}

/// An account with everything that reports state of it.
async fn load_account(
    acting: &mut Acting<'_>,
    account_id: Id<Account>,
) -> Result<linkage::Account<Id<Account>>, Failure> {
    let mut all = Vec::new();
    for row in accounts::list_statements_of_account(acting.tx, &Reader::node(), account_id).await? {
        let stated = seals::STATED.open_kept(acting.columns(), row.statement_id, &row.stated)?;
        all.extend(traits(&row.account.service, &stated));
    }
    Ok(linkage::Account { node: account_id, traits: all })
}

/// Computes the subjects around the seeds anew. The part with the oldest account keeps the oldest subject; a part that fell off gets a new
/// one. Operations follow the accounts, and the scores of reports count the other reports that stand beside them now.
pub(crate) async fn regroup(acting: &mut Acting<'_>, seeds: &[Id<Account>]) -> Result<(), Failure> {
    let around = Around::load(acting.tx, acting.columns(), seeds).await?;
    let mut taken = BTreeSet::new();
    let mut touched = BTreeSet::new();
    for members in around.subjects().subjects().into_values() {
        let mut held = BTreeMap::new();
        for account_id in members {
            held.insert(account_id, load_subject(acting, account_id).await?);
        }
        let oldest = held.values().filter(|subject| !taken.contains(*subject)).min().copied();
        let subject = match oldest {
            Some(subject) => subject,
            None => new_subject(acting).await?,
        };
        taken.insert(subject);
        touched.insert(subject);
        touched.extend(held.values().copied());
        for (account_id, before) in held.into_iter().filter(|(_, before)| *before != subject) {
            accounts::set_subject(acting.tx, account_id, subject).await?;
            operations::copy_memberships(acting.tx, before, subject).await?;
        }
    }
    for subject in touched {
        subjects::refresh_clock(acting.tx, subject).await?;
        recount_subject(acting, subject).await?;
    }
    Ok(())
}

async fn new_subject(acting: &mut Acting<'_>) -> Result<Id<Subject>, Failure> {
    let subject_id = acting.new_id();
    subjects::insert_subject(acting.tx, subject_id, acting.now).await?;
    Ok(subject_id)
}

/// The subject that holds an account.
pub(crate) async fn load_subject(
    acting: &mut Acting<'_>,
    account_id: Id<Account>,
) -> Result<Id<Subject>, Failure> {
    let account = accounts::find_account(acting.tx, &Reader::node(), account_id).await?;
    Ok(account.ok_or_else(|| Failure::absent("account"))?.subject_id)
}

/// Refuses an account that does not exist for the actor, naming the field.
pub(crate) async fn require_account(
    acting: &mut Acting<'_>,
    field: &str,
    account_id: Id<Account>,
) -> Result<(), Failure> {
    match accounts::find_account(acting.tx, &Reader::of(acting.actor), account_id).await? {
        Some(_) => Ok(()),
        None => Err(Failure::refused(field, "there is no such account")),
    }
}
