//! Subjects that have a line or a household in common: shown beside each other, and never made one for it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::Subject;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::LinkView;
use crate::db::accounts::{self, StatementRow};
use crate::db::{Reader, relations};
use crate::seals;

/// Words of a family name that say nothing of a family.
const PARTICLES: [&str; 9] = ["de", "del", "la", "las", "los", "y", "i", "da", "dos"];

/// Another subject, and what it has in common with this one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RelationView {
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// `same_line`, or `same_household` where more than the line speaks for one home.
    pub(crate) kind: &'static str,
    /// Why: `line`, `family_name`, `thing` (a device or telephone number in common that makes them no subject).
    pub(crate) grounds: Vec<&'static str>,
    /// How many of its acts came from an address of this subject's within a day.
    pub(crate) act_count: i64,
    #[schema(value_type = String)]
    pub(crate) first_at: Timestamp,
    #[schema(value_type = String)]
    pub(crate) last_at: Timestamp,
}

/// The relations of a subject: with its statements, and its links, as far as the reader may read them.
pub(super) async fn list_relations(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
    statements: &[StatementRow],
    links: &[LinkView],
) -> Result<Vec<RelationView>, Failure> {
    let names = family_names(keys, statements)?;
    let mut views = Vec::new();
    for near in relations::list_near(tx, reader, subject_id).await? {
        let theirs = accounts::list_statements_of_subject(tx, reader, near.subject_id).await?;
        let mut grounds = vec!["line"];
        if !names.is_disjoint(&family_names(keys, &theirs)?) {
            grounds.push("family_name");
        }
        let is_theirs =
            |account_id| theirs.iter().any(|row: &StatementRow| row.account.account_id == account_id);
        let is_thing = |link: &LinkView| matches!(link.kind, "device_id" | "phone");
        if links.iter().any(|link| is_thing(link) && (is_theirs(link.account_a) || is_theirs(link.account_b)))
        {
            grounds.push("thing");
        }
        views.push(RelationView {
            subject_id: near.subject_id,
            kind: if grounds.len() > 1 { "same_household" } else { "same_line" },
            grounds,
            act_count: near.acts,
            first_at: near.first_at,
            last_at: near.last_at,
        });
    }
    Ok(views)
}

/// The family names that reports state of accounts, in small letters.
fn family_names(keys: &ColumnKeys, statements: &[StatementRow]) -> Result<BTreeSet<String>, Failure> {
    let mut names = BTreeSet::new();
    for row in statements {
        let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
        let words = stated.last_name.iter().flat_map(|name| name.split_whitespace());
        names.extend(words.map(str::to_lowercase).filter(|word| !PARTICLES.contains(&word.as_str())));
    }
    Ok(names)
}
