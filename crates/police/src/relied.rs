//! What a decision relied on: the links as they stood, kept beside it, so that it can be read by what was known then.

use std::collections::{BTreeMap, BTreeSet};

use linkage::WEIGHTS;
use model::Id;
use model::kind::{Link, Person, Subject};
use serde::{Deserialize, Serialize};
use service::{Acting, ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::around::Around;
use crate::db::relied::{ReliedRow, insert_relied, list_of_decision};
use crate::db::{Reader, accounts, authored, contests};
use crate::ids::Account;
use crate::seals;

/// The links of a subject at one time. It holds no value of a trait: what both reports say stays with the reports.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Relied {
    /// Name and date of the weights.
    pub(crate) weights_version: String,
    pub(crate) weights_dated_on: String,
    /// The accounts of the subject.
    pub(crate) accounts: Vec<Id<Account>>,
    /// Their links.
    pub(crate) links: Vec<ReliedLink>,
}

/// A link at one time.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReliedLink {
    pub(crate) link_id: Id<Link>,
    pub(crate) kind: String,
    pub(crate) stood: LinkStanding,
}

/// How a link stood, or stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct LinkStanding {
    /// `joins`, `weakened`, `vetoed` or `withdrawn`.
    pub(crate) state: String,
    pub(crate) holders: u32,
    pub(crate) millibits: i64,
    /// Somebody disputed it, and nobody had decided on that.
    pub(crate) contested: bool,
}

impl Relied {
    /// The links among these accounts, and from them to others, as they stand.
    pub(crate) async fn load(
        tx: &mut Tx,
        keys: &ColumnKeys,
        accounts: Vec<Id<Account>>,
    ) -> Result<Self, Failure> {
        let around = Around::load_beside(tx, keys, &accounts).await?;
        let (weakened, disputed) = (around.weakened(), contests::list_contested(tx).await?);
        let mut subjects = BTreeMap::new();
        let mut links = Vec::new();
        for link in around.links.values() {
            for account_id in [link.account_a, link.account_b] {
                if !subjects.contains_key(&account_id) {
                    subjects.insert(account_id, find_subject(tx, account_id).await?);
                }
            }
            let is_one = subjects.get(&link.account_a) == subjects.get(&link.account_b);
            let state = match (link.standing, weakened.contains(&link.link_id), is_one) {
                (false, ..) => "withdrawn",
                (true, true, _) => "weakened",
                (true, false, true) => "joins",
                (true, false, false) => "vetoed",
            };
            let weighed = around.weigh(link);
            let stood = LinkStanding {
                state: state.to_owned(),
                holders: weighed.holders,
                millibits: weighed.millibits(),
                contested: link.standing && disputed.contains(&link.link_id),
            };
            links.push(ReliedLink { link_id: link.link_id, kind: link.kind.as_str().to_owned(), stood });
        }
        Ok(Self {
            weights_version: WEIGHTS.version.to_owned(),
            weights_dated_on: WEIGHTS.dated_on.to_owned(),
            accounts,
            links,
        })
    }
}

async fn find_subject(tx: &mut Tx, account_id: Id<Account>) -> Result<Option<Id<Subject>>, Failure> {
    let account = accounts::find_account(tx, &Reader::node(), account_id).await?;
    Ok(account.map(|account| account.subject_id))
}

/// Keeps what an identification relies on.
pub(crate) async fn keep_for_identification(
    acting: &mut Acting<'_>,
    decision_id: &str,
    subject_id: Id<Subject>,
) -> Result<(), Failure> {
    keep(acting, "identification", decision_id, subject_id).await
}

/// Keeps what an assignment relies on: the links of every subject in which acts of the person are.
pub(crate) async fn keep_for_assignment(
    acting: &mut Acting<'_>,
    decision_id: &str,
    person_id: Id<Person>,
) -> Result<(), Failure> {
    let acts = authored::list_acts_of_person(acting.tx, &Reader::node(), person_id).await?;
    let subjects: BTreeSet<_> = acts.iter().map(|act| act.subject_id).collect();
    for subject_id in subjects {
        keep(acting, "assignment", decision_id, subject_id).await?;
    }
    Ok(())
}

/// Keeps what acts that come to an assignment later rely on; a subject of which it kept the links already is left as it was.
pub(crate) async fn keep_for_added_acts(
    acting: &mut Acting<'_>,
    decision_id: &str,
    subject_id: Id<Subject>,
) -> Result<(), Failure> {
    let kept = list_of_decision(acting.tx, decision_id).await?;
    if kept.iter().any(|row| row.subject_id == subject_id) {
        return Ok(());
    }
    keep(acting, "assignment", decision_id, subject_id).await
}

async fn keep(
    acting: &mut Acting<'_>,
    kind: &str,
    decision_id: &str,
    subject_id: Id<Subject>,
) -> Result<(), Failure> {
    let members = accounts::list_accounts(acting.tx, &Reader::node(), subject_id).await?;
    let members: Vec<_> = members.iter().map(|member| member.account_id).collect();
    let relied = Relied::load(acting.tx, acting.columns(), members).await?;
    let row = ReliedRow {
        decision_id: decision_id.to_owned(),
        subject_id,
        kind: kind.to_owned(),
        links: seals::RELIED_LINKS.seal(acting, format!("{decision_id}/{subject_id}"), &relied)?,
        kept_at: acting.now,
        kept_by: acting.actor.name().to_owned(),
    };
    Ok(insert_relied(acting.tx, &row).await?)
}
