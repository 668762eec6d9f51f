//! Counts what a cause reached.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::reach::{How, Reach, Reader, Touched};
use super::{Asked, Cause, Findings, KeyFacts, KindCount, Records, TIME_FOR_NOTICE};
use crate::db::breach::{self as table, Sought};
use crate::db::sealed::list_text_columns;
use crate::db::{Tx, access_entries};
use crate::rights::ObjectRef;
use crate::{Actor, EntryDraft, Failure, Node, Operation, custody_log};

const PAGE: i64 = 500;
/// The action's name in the entry.
pub(super) const NAME: &str = "investigate-breach";

/// What `asked` reached in this node's records. An access entry is committed before anything is looked at.
///
/// # Errors
/// Refused when what is named is not known here, with the field and what to do; broken when the database fails.
pub async fn investigate<R: Records>(node: &Node, asked: &Asked) -> Result<Findings, Failure> {
    let now = node.clock().now();
    check(asked, now)?;
    record(node, asked, now).await?;
    let log = custody_log::verify(node.db()).await.map_err(Failure::from)?;
    let mut tx = node.db().begin_read(NAME).await?;
    let sought = sought(&mut tx, node, asked).await?;
    let mut key = None;
    let reach = match &asked.cause {
        Cause::Key(version) => {
            let facts = find_key(&mut tx, node, *version).await?;
            let before = facts.retired_at;
            key = Some(facts);
            Reach::Standing { before }
        }
        Cause::Package(named) => {
            let package = R::find_package(&mut tx, named.trim()).await?;
            let package = package.ok_or_else(|| {
                Failure::refused(
                    "package",
                    "there is no such package here; give its referral id, its receipt or its SHA-256",
                )
            })?;
            Reach::Touched(Touched {
                records: package.into_iter().map(|record| (record, BTreeSet::new())).collect(),
                ..Touched::default()
            })
        }
        Cause::Account(_) | Cause::Period => {
            Reach::Touched(Reader::new(&mut tx).touched::<R>(&sought).await?)
        }
    };
    let counted = count::<R>(&mut tx, &reach).await?;
    let recipients =
        Reader::new(&mut tx).recipients::<R>(&sought, |record| counted.affected.contains(record)).await?;
    let persons = R::ages(&mut tx, node.columns(), &counted.persons).await?;
    let (entries, operations) = by_operation(&reach);
    Ok(Findings {
        role: node.role(),
        asked: asked.clone(),
        reckoned_at: now,
        notify_by: asked.aware_at.and_then(|at| at.checked_add(TIME_FOR_NOTICE).ok()),
        records: counted.records,
        categories: counted.categories,
        persons,
        unidentified: counted.unidentified.len() as u64,
        entries,
        operations,
        recipients,
        key,
        log,
    })
}

fn check(asked: &Asked, now: Timestamp) -> Result<(), Failure> {
    if asked.cause == Cause::Period && asked.from.is_none() && asked.until.is_none() {
        return Err(Failure::refused("from", "give a beginning, an end, or both"));
    }
    if let (Some(from), Some(until)) = (asked.from, asked.until)
        && from >= until
    {
        return Err(Failure::refused("until", "must come after the beginning"));
    }
    for (field, at) in [("from", asked.from), ("aware", asked.aware_at)] {
        if at.is_some_and(|at| at > now) {
            return Err(Failure::refused(field, "lies in the future"));
        }
    }
    Ok(())
}

/// The access entry of this look, on its own transaction: no entry, no answer.
async fn record(node: &Node, asked: &Asked, now: Timestamp) -> Result<(), Failure> {
    let (cause, named) = match &asked.cause {
        Cause::Key(version) => ("key", version.to_string()),
        Cause::Account(name) => ("account", blinds(node, name).join(" ")),
        Cause::Package(_) => ("package", String::new()),
        Cause::Period => ("period", String::new()),
    };
    let draft = EntryDraft::on("breach", "")
        .operation(Operation::Consultation)
        .grounds("breach")
        .with("cause", cause)
        .with("named", named);
    let actor = Actor::Job { name: NAME };
    let mut tx = node.db().begin_queue(NAME).await?;
    let recorded = custody_log::record(&mut tx, node, &actor, NAME, draft, now).await?;
    tx.commit().await?;
    node.committed(recorded);
    Ok(())
}

/// The keyed digests of a person and of a machine with this sign-in name.
fn blinds(node: &Node, name: &str) -> Vec<String> {
    let (name, role) = (name.trim().to_owned(), String::new());
    let staff = Actor::Staff { name: name.clone(), role: role.clone(), unit: None };
    let machine = Actor::Machine { name, role };
    [staff, machine].iter().map(|actor| node.columns().blind("actor", &actor.identity())).collect()
}

async fn sought(tx: &mut Tx, node: &Node, asked: &Asked) -> Result<Sought, Failure> {
    let mut sought = Sought { from: asked.from, until: asked.until, ..Sought::default() };
    if let Cause::Account(name) = &asked.cause {
        sought.actor_blinds = blinds(node, name);
        let mut known = false;
        for blind in &sought.actor_blinds {
            known |= access_entries::find_name(tx, blind).await?.is_some();
        }
        if !known {
            return Err(Failure::refused(
                "account",
                "nobody with this name ever acted here; give the exact sign-in name of a person or machine",
            ));
        }
    }
    Ok(sought)
}

async fn find_key(tx: &mut Tx, node: &Node, version: u32) -> Result<KeyFacts, Failure> {
    let newest = node.cases().key_version();
    if version == 0 || version > newest {
        return Err(Failure::refused(
            "key",
            format!("there is no such version; this node knows 1 to {newest}"),
        ));
    }
    let rotated_at = table::find_rotation(tx, version + 1).await?;
    let mut values = BTreeMap::new();
    if rotated_at.is_none() {
        for column in list_text_columns(tx).await? {
            for (prefix, is_current) in node.columns().prefixes() {
                let under =
                    if is_current == (version == newest) { column.count(tx, &prefix).await? } else { 0 };
                if under > 0 {
                    values.insert(format!("{}.{}", column.table, column.column), under.unsigned_abs());
                }
            }
        }
    }
    let case_keys = table::count_case_keys(tx, version).await?.unsigned_abs();
    Ok(KeyFacts { retired_at: rotated_at, case_keys, values })
}

#[derive(Default)]
struct Counted {
    records: BTreeMap<&'static str, KindCount>,
    categories: BTreeMap<&'static str, u64>,
    affected: BTreeSet<ObjectRef>,
    persons: BTreeSet<String>,
    unidentified: BTreeSet<String>,
}

async fn count<R: Records>(tx: &mut Tx, reach: &Reach) -> Result<Counted, Failure> {
    let mut counted = Counted::default();
    for kind in R::KINDS {
        let mut of_kind = KindCount::default();
        let mut after = String::new();
        loop {
            let page = R::list(tx, kind.name, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.id);
            for record in page {
                let object = ObjectRef::new(kind.name, &record.id);
                match reach.how(&object, &record) {
                    How::Singly => of_kind.affected += 1,
                    How::InList => of_kind.in_lists += 1,
                    How::Not => {
                        of_kind.not_affected += 1;
                        continue;
                    }
                }
                of_kind.erased_since += u64::from(record.erased_at.is_some());
                for category in kind.categories {
                    *counted.categories.entry(category.as_str()).or_default() += 1;
                }
                counted.persons.extend(record.persons);
                counted.unidentified.extend(record.unidentified);
                counted.affected.insert(object);
            }
        }
        counted.records.insert(kind.name, of_kind);
    }
    Ok(counted)
}

/// Entries, and records touched one by one, by operation.
fn by_operation(reach: &Reach) -> (BTreeMap<String, u64>, BTreeMap<String, u64>) {
    let Reach::Touched(touched) = reach else { return Default::default() };
    let mut operations = BTreeMap::new();
    for done in touched.records.values().flatten() {
        *operations.entry(done.clone()).or_default() += 1;
    }
    (touched.entries.clone(), operations)
}
