//! Which accounts were one subject before something changed, and whose grounds went with it when they are not any more.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Subject;
use service::{Acting, Failure};

use crate::db::losses::{self as table, RestingRow};
use crate::db::{Reader, accounts, assignments, relied};
use crate::ids::Account;
use crate::losses::{self, Cause, LossSaid};
use crate::{linking, seals};

/// Subjects, whole, as they were at one moment.
pub(crate) struct Together(Vec<(Id<Subject>, Vec<Id<Account>>)>);

impl Together {
    /// The subjects of some accounts as they are now.
    pub(crate) async fn load(
        acting: &mut Acting<'_>,
        seeds: &BTreeSet<Id<Account>>,
    ) -> Result<Self, Failure> {
        let mut before = BTreeSet::new();
        for seed in seeds {
            before.insert(linking::load_subject(acting, *seed).await?);
        }
        let mut held = Vec::new();
        for subject in before {
            let rows = accounts::list_accounts(acting.tx, &Reader::node(), subject).await?;
            held.push((subject, rows.into_iter().map(|row| row.account_id).collect()));
        }
        Ok(Self(held))
    }

    /// Marks whoever was identified behind a subject that fell apart because what joined it proved common. The reason is left empty: the page
    /// says it in the reader's language.
    pub(crate) async fn mark_grown_common(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        for (before, members) in &self.0 {
            let (parts, _) = parts_of(acting, members).await?;
            if parts.len() < 2 {
                continue;
            }
            let mut resting = Vec::new();
            for part in parts {
                resting.extend(table::list_resting_on_subject(acting.tx, part).await?);
            }
            let said = LossSaid { what: before.to_string(), reason: String::new() };
            losses::mark(acting, Cause::Link, "", &said, &resting).await?;
        }
        Ok(())
    }

    /// What was decided on accounts as one subject that fell apart since, or lost accounts that are gone. What was decided before they came
    /// together did not rest on that.
    pub(crate) async fn list_lost(&self, acting: &mut Acting<'_>) -> Result<Vec<RestingRow>, Failure> {
        let mut lost = Vec::new();
        for (_, members) in &self.0 {
            let (parts, is_smaller) = parts_of(acting, members).await?;
            if parts.len() < 2 && !is_smaller {
                continue;
            }
            for part in parts {
                for row in table::list_resting_on_subject(acting.tx, part).await? {
                    if has_lost(acting, &row, members).await? {
                        lost.push(row);
                    }
                }
            }
        }
        Ok(lost)
    }
}

/// The subjects that accounts are in now, and whether some are gone.
async fn parts_of(
    acting: &mut Acting<'_>,
    members: &[Id<Account>],
) -> Result<(BTreeSet<Id<Subject>>, bool), Failure> {
    let (mut parts, mut is_smaller) = (BTreeSet::new(), false);
    for account_id in members {
        match accounts::find_account(acting.tx, &Reader::node(), *account_id).await? {
            Some(account) => {
                parts.insert(account.subject_id);
            }
            None => is_smaller = true,
        }
    }
    Ok((parts, is_smaller))
}

/// Whether somebody was identified, or handed to a unit, on accounts as one subject that are not one any more: by what was kept of these
/// decisions. One of which nothing is kept is taken to.
async fn has_lost(
    acting: &mut Acting<'_>,
    row: &RestingRow,
    members: &[Id<Account>],
) -> Result<bool, Failure> {
    let mut kept = relied::list_of_decision(acting.tx, &row.identification_id.to_string()).await?;
    let assignment =
        assignments::find_assignment_of_person(acting.tx, &Reader::node(), row.person_id).await?;
    if let Some(assignment) = assignment {
        let id = assignment.assignment_id.to_string();
        kept.extend(relied::list_of_decision(acting.tx, &id).await?);
    }
    if kept.is_empty() {
        return Ok(true);
    }
    for decided in kept {
        let sealed_for = format!("{}/{}", decided.decision_id, decided.subject_id);
        let then = seals::RELIED_LINKS.open_kept(acting.columns(), sealed_for, &decided.links)?;
        // of another subject of the same person
        if !then.accounts.is_empty() && !then.accounts.iter().any(|account_id| members.contains(account_id)) {
            continue;
        }
        let (parts, is_smaller) = parts_of(acting, &then.accounts).await?;
        if is_smaller || parts.len() != 1 {
            return Ok(true);
        }
    }
    Ok(false)
}
