//! What a decision on a link or a veto would change, before it is made.

use std::collections::{BTreeMap, BTreeSet};

use model::Id;
use model::kind::{Link, Subject};
use service::{ColumnKeys, Failure, Tx};

use super::{AccountView, ActView, OperationView, PersonView, list_authors, list_operations_of_subject};
use crate::around::Around;
use crate::db::{Reader, accounts, acts, assignments};
use crate::ids::{Account, Veto};

/// What somebody is about to decide.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    /// A standing link is withdrawn, a withdrawn one restored.
    Link(Id<Link>),
    /// Two accounts are kept apart.
    KeepApart,
    /// A veto is withdrawn.
    Veto(Id<Veto>),
}

/// What would follow.
pub(crate) struct EffectView {
    /// Subjects as they are now; of those that stay as they are, nothing.
    pub(crate) before: Vec<Group>,
    /// What becomes of them.
    pub(crate) after: Vec<Group>,
    /// Whose acts are among theirs.
    pub(crate) persons: Vec<PersonView>,
    /// Operations that they are in: these follow the accounts.
    pub(crate) operations: Vec<OperationView>,
    /// The units to which one of the persons was handed: they hear of it, since they work on what was said before.
    pub(crate) units: BTreeSet<&'static str>,
}

model::unprintable!(EffectView);

/// Accounts that are one subject.
pub(crate) struct Group {
    pub(crate) accounts: Vec<AccountView>,
    /// Others of it that are closed to the reader.
    pub(crate) closed: usize,
}

model::unprintable!(Group);

/// What would follow from a change that is about these two accounts. Nothing is changed.
pub(crate) async fn load_effect(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    change: Change,
    pair: [Id<Account>; 2],
) -> Result<EffectView, Failure> {
    let mut around = Around::load(tx, keys, &pair).await?;
    let before: BTreeSet<Vec<_>> = around.subjects().subjects().into_values().collect();
    let after: BTreeSet<Vec<_>> = with_change(&mut around, change, pair).into_values().collect();
    let (gone, come): (Vec<_>, Vec<_>) =
        (before.difference(&after).cloned().collect(), after.difference(&before).cloned().collect());
    let mut effect = EffectView {
        before: load_groups(tx, reader, keys, &gone).await?,
        after: load_groups(tx, reader, keys, &come).await?,
        persons: Vec::new(),
        operations: Vec::new(),
        units: BTreeSet::new(),
    };
    let subjects: BTreeSet<_> =
        effect.before.iter().flat_map(|group| &group.accounts).map(|account| account.subject_id).collect();
    concern(tx, reader, keys, &subjects, &mut effect).await?;
    Ok(effect)
}

/// The subjects once the change is made.
fn with_change(
    around: &mut Around,
    change: Change,
    [one, other]: [Id<Account>; 2],
) -> BTreeMap<Id<Account>, Vec<Id<Account>>> {
    match change {
        Change::Link(link_id) => {
            if let Some(link) = around.links.get_mut(&link_id) {
                link.standing = !link.standing;
            }
        }
        Change::Veto(veto_id) => {
            if let Some(veto) = around.vetoes.get_mut(&veto_id) {
                veto.standing = false;
            }
        }
        Change::KeepApart => {
            let mut subjects = around.subjects();
            subjects.add_veto(one, other);
            return subjects.subjects();
        }
    }
    around.subjects().subjects()
}

async fn load_groups(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    groups: &[Vec<Id<Account>>],
) -> Result<Vec<Group>, Failure> {
    let mut loaded = Vec::new();
    for group in groups {
        let mut statements = Vec::new();
        for account_id in group {
            statements.extend(accounts::list_statements_of_account(tx, reader, *account_id).await?);
        }
        let accounts = AccountView::fold(tx, keys, &statements).await?;
        loaded.push(Group { closed: group.len().saturating_sub(accounts.len()), accounts });
    }
    Ok(loaded)
}

/// Adds whom and what the subjects concern.
async fn concern(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subjects: &BTreeSet<Id<Subject>>,
    effect: &mut EffectView,
) -> Result<(), Failure> {
    let (mut persons, mut operations) = (BTreeMap::new(), BTreeMap::new());
    for subject_id in subjects {
        let rows = acts::list_acts_of_subject(tx, reader, *subject_id).await?;
        let views = ActView::open_all(tx, reader, keys, &rows).await?;
        for person in list_authors(tx, reader, keys, &views).await? {
            persons.insert(person.person_id, person);
        }
        for operation in list_operations_of_subject(tx, reader, keys, *subject_id).await? {
            operations.insert(operation.operation_id, operation);
        }
    }
    let ids: Vec<_> = persons.keys().copied().collect();
    let assigned = assignments::list_of_persons(tx, reader, &ids).await?;
    effect.units = assigned.iter().map(|row| row.unit.name()).collect();
    effect.persons = persons.into_values().collect();
    effect.operations = operations.into_values().collect();
    Ok(())
}
