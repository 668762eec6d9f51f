//! What decisions relied on, then and now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use model::kind::{Link, Subject};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::relied::ReliedRow;
use crate::relied::{LinkStanding, Relied};
use crate::seals;

/// What one decision relied on in one subject, and what has become of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReliedView {
    /// `identification` or `assignment`.
    pub(crate) kind: String,
    pub(crate) decision_id: String,
    /// The subject at that time.
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    #[schema(value_type = String)]
    pub(crate) kept_at: Timestamp,
    pub(crate) kept_by: String,
    /// The weights at that time; empty once erased.
    pub(crate) weights_version: String,
    pub(crate) weights_dated_on: String,
    pub(crate) lines: Vec<ReliedLine>,
    /// Whether a link that it relied on stands otherwise by now, or one that was made since joins.
    pub(crate) changed: bool,
}

/// One link, then and now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReliedLine {
    #[schema(value_type = String)]
    pub(crate) link_id: Id<Link>,
    /// Kind of the common trait.
    pub(crate) kind: String,
    /// None where it was made later.
    pub(crate) then: Option<LinkStanding>,
    /// None where it is not around any more.
    pub(crate) now: Option<LinkStanding>,
}

impl ReliedLine {
    /// Whether a link of then holds or does not hold otherwise, or is disputed otherwise, or whether one that was not there joins: the subject is
    /// another than the one decided on. More points or fewer are no change.
    fn has_changed(&self) -> bool {
        let Some(then) = &self.then else { return self.now.as_ref().is_some_and(|now| now.state == "joins") };
        self.now.as_ref().is_none_or(|now| (&now.state, now.contested) != (&then.state, then.contested))
    }
}

/// Opens what decisions relied on, beside what stands now. It says of which kind links are and how they stand, and no value of a trait.
pub(crate) async fn load_relied(
    tx: &mut Tx,
    keys: &ColumnKeys,
    rows: Vec<ReliedRow>,
) -> Result<Vec<ReliedView>, Failure> {
    let mut views = Vec::new();
    for row in rows {
        let sealed_for = format!("{}/{}", row.decision_id, row.subject_id);
        let then = seals::RELIED_LINKS.open_kept(keys, sealed_for, &row.links)?;
        let now = Relied::load(tx, keys, then.accounts.clone()).await?;
        let (weights_version, weights_dated_on) =
            (then.weights_version.clone(), then.weights_dated_on.clone());
        let lines = lines(then, now);
        views.push(ReliedView {
            kind: row.kind,
            decision_id: row.decision_id,
            subject_id: row.subject_id,
            kept_at: row.kept_at,
            kept_by: row.kept_by,
            weights_version,
            weights_dated_on,
            changed: lines.iter().any(ReliedLine::has_changed),
            lines,
        });
    }
    Ok(views)
}

/// Every link of either time, once.
fn lines(then: Relied, now: Relied) -> Vec<ReliedLine> {
    let mut lines: BTreeMap<Id<Link>, ReliedLine> = BTreeMap::new();
    for link in then.links {
        let line = ReliedLine { link_id: link.link_id, kind: link.kind, then: Some(link.stood), now: None };
        lines.insert(link.link_id, line);
    }
    for link in now.links {
        let line = ReliedLine { link_id: link.link_id, kind: link.kind, then: None, now: None };
        lines.entry(link.link_id).or_insert(line).now = Some(link.stood);
    }
    lines.into_values().collect()
}
