//! What an explanation of a subject says; put together in `explanation`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use linkage::{Join, MOST_ACCOUNTS, MOST_HOLDERS, TraitKind, WEIGHTS};
use model::Id;
use model::kind::{Link, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use super::ReliedView;
use super::subjects::{DecidedView, RestorationView};
use crate::ids::Account;

/// The explanation of a subject, as a defence lawyer may read it: accounts of the subject are numbered, those of others too, and nothing else is
/// said of these.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ExplanationView {
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    pub(crate) weights: WeightsView,
    pub(crate) accounts: Vec<NumberedAccount>,
    pub(crate) lines: Vec<LinkLine>,
    /// Traits of the subject that so many accounts state that no links are made by them.
    pub(crate) crowded: Vec<CrowdedTrait>,
    pub(crate) pairs: Vec<PairView>,
    /// The sum over all pairs that join, in thousandths of a bit.
    pub(crate) total_millibits: i64,
    /// The strongest joins that hold all accounts together: on the way between two accounts, no other way has a stronger weakest join.
    pub(crate) tree: Vec<JoinView>,
    /// Joins without which the subject falls apart, weakest first.
    pub(crate) bridges: Vec<BridgeView>,
    /// Links into operations that are closed to the reader: they are not explained here, and not counted.
    pub(crate) closed_links: usize,
    /// What decisions relied on, then and now.
    pub(crate) decisions: Vec<ReliedView>,
}

model::unprintable!(ExplanationView);

/// The table of weights, and what came of it on data that it was not made from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WeightsView {
    pub(crate) version: &'static str,
    pub(crate) dated_on: &'static str,
    /// From so many points the accounts of a pair join.
    pub(crate) bar_millibits: i64,
    /// A trait that more accounts state is crowded: no links are made by it, and those made before join nothing.
    pub(crate) most_accounts: usize,
    pub(crate) kinds: Vec<KindWeights>,
    pub(crate) measured: Vec<MeasuredView>,
}

/// What a key of one kind is worth, by how many holders contradict each other.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KindWeights {
    pub(crate) kind: &'static str,
    /// From so many holders on.
    pub(crate) holders: Vec<u32>,
    /// So many points, for each.
    pub(crate) millibits: Vec<i64>,
    /// Most that all keys of this kind add to one pair.
    pub(crate) cap_millibits: i64,
}

impl KindWeights {
    /// From how many holders on it is worth what.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (u32, i64)> {
        self.holders.iter().copied().zip(self.millibits.iter().copied())
    }
}

/// One invented operation on which the error was measured.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MeasuredView {
    pub(crate) reports: u32,
    pub(crate) misplaced: u32,
    pub(crate) misplaced_without_points: u32,
}

/// An account of the subject, under the number that it has here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NumberedAccount {
    pub(crate) number: u32,
    #[schema(value_type = String)]
    pub(crate) account_id: Id<Account>,
    pub(crate) service: String,
    pub(crate) report_numbers: Vec<i64>,
}

/// One link.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LinkLine {
    #[schema(value_type = String)]
    pub(crate) link_id: Id<Link>,
    /// Number of the account, or of the third party: `T1`.
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) kind: &'static str,
    /// `fact`: what reports state. That both are one subject is an assessment.
    pub(crate) basis: &'static str,
    /// What the reports on either account say, as they say it; of third parties nothing.
    pub(crate) stated_a: Vec<StatedForm>,
    pub(crate) stated_b: Vec<StatedForm>,
    /// What both become once different ways of writing are set aside; empty once erased.
    pub(crate) normalised: String,
    /// What it rests on was erased: nobody can check it any more.
    pub(crate) erased: bool,
    pub(crate) holders: u32,
    pub(crate) millibits: i64,
    /// `joins`, `weakened`, `vetoed` or `withdrawn`.
    pub(crate) state: &'static str,
    /// Whether more accounts state the key than links are made for.
    pub(crate) crowded: bool,
    /// Somebody disputes it, and nobody has decided on that yet.
    pub(crate) contested: bool,
    /// What was decided on disputes over it, oldest first: what a person wrote in a request stays with the request.
    pub(crate) decided: Vec<DecidedView>,
    /// Who withdrew it; none where it stands, and where it fell because what it rested on was erased.
    pub(crate) withdrawn_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) withdrawn_reason: Option<String>,
    /// How often it was withdrawn and made to stand again, oldest first.
    pub(crate) restorations: Vec<RestorationView>,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
}

model::unprintable!(LinkLine);

impl LinkLine {
    /// Whether more holders contradict each other than are counted.
    pub(crate) fn has_many_holders(&self) -> bool {
        self.holders >= MOST_HOLDERS
    }
}

/// A trait that more accounts state than links are made for.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct CrowdedTrait {
    pub(crate) kind: &'static str,
    /// As it is compared.
    pub(crate) normalised: String,
    /// Numbers of the accounts of the subject that state it.
    pub(crate) accounts: Vec<u32>,
}

model::unprintable!(CrowdedTrait);

/// What one report says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct StatedForm {
    pub(crate) report_number: i64,
    pub(crate) text: String,
    pub(crate) verified: bool,
}

model::unprintable!(StatedForm);

/// Two accounts with all standing links between them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PairView {
    pub(crate) a: String,
    pub(crate) b: String,
    #[schema(value_type = Vec<String>)]
    pub(crate) link_ids: Vec<Id<Link>>,
    pub(crate) sum_millibits: i64,
    /// What the caps take away; never above nought.
    pub(crate) capped_millibits: i64,
    pub(crate) millibits: i64,
    /// Whether it holds the subject together.
    pub(crate) joins: bool,
}

/// Two accounts of the subject that join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct JoinView {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) millibits: i64,
}

/// A join without which the subject falls into two.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BridgeView {
    pub(crate) join: JoinView,
    /// Numbers of the accounts on either side.
    pub(crate) side_a: Vec<u32>,
    pub(crate) side_b: Vec<u32>,
}

/// What ties two reports.
pub(crate) enum Between {
    /// Both name this account: the service's own identifier ties them.
    SameAccount(u32),
    /// The weakest join on the strongest way between them.
    Weakest(JoinView),
}

impl ExplanationView {
    /// What ties two reports of the subject, by their numbers; `None` for a number that is not here.
    pub(crate) fn between(&self, from: i64, to: i64) -> Option<Between> {
        let of = |number: i64| {
            let names = |account: &&NumberedAccount| account.report_numbers.contains(&number);
            self.accounts.iter().filter(names).map(|account| account.number).collect::<BTreeSet<_>>()
        };
        let (from, to) = (of(from), of(to));
        if let Some(same) = from.intersection(&to).next() {
            return Some(Between::SameAccount(*same));
        }
        let tree: Vec<_> = self.tree.iter().map(JoinView::join).collect();
        let weakest = linkage::weakest_between(&tree, *from.first()?, *to.first()?)?;
        Some(Between::Weakest(weakest.into()))
    }

    /// The numbers of all reports, for a choice.
    pub(crate) fn report_numbers(&self) -> BTreeSet<i64> {
        self.accounts.iter().flat_map(|account| account.report_numbers.iter().copied()).collect()
    }
}

impl JoinView {
    fn join(&self) -> Join<u32> {
        Join { a: self.a, b: self.b, millibits: self.millibits }
    }
}

impl From<Join<u32>> for JoinView {
    fn from(join: Join<u32>) -> Self {
        Self { a: join.a, b: join.b, millibits: join.millibits }
    }
}

impl WeightsView {
    /// The table at present.
    pub(crate) fn current() -> Self {
        let holders = [1, 2, 3, 5];
        let kinds = [TraitKind::EspIdentifier, TraitKind::Email, TraitKind::Phone, TraitKind::DeviceId];
        let weights = |kind: TraitKind| KindWeights {
            kind: kind.as_str(),
            holders: holders.to_vec(),
            millibits: holders.map(|holders| WEIGHTS.millibits(kind, holders)).to_vec(),
            cap_millibits: WEIGHTS.cap_millibits(kind),
        };
        let measured = WEIGHTS.reports_measured.map(|measured| MeasuredView {
            reports: measured.reports,
            misplaced: measured.misplaced,
            misplaced_without_points: measured.misplaced_without_points,
        });
        Self {
            version: WEIGHTS.version,
            dated_on: WEIGHTS.dated_on,
            bar_millibits: WEIGHTS.bar_millibits,
            most_accounts: MOST_ACCOUNTS,
            kinds: kinds.map(weights).to_vec(),
            measured: measured.to_vec(),
        }
    }
}
