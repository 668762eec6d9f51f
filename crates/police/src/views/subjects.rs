//! Subjects as readers see them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Link, Subject};
use model::triage::Band;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::relations::list_relations;
use super::shared_keys::{SharedKey, add_shared_keys};
use super::{AccountView, ActView, IpEventView, PersonView, RelationView};
use crate::around::Around;
use crate::db::accounts::AccountRow;
use crate::db::contests::ContestRow;
use crate::db::decisions::Decided;
use crate::db::link_restorations::{self, RestorationRow};
use crate::db::links::LinkRow;
use crate::db::{Reader, Rows, accounts, acts, contests, ip_events, links, subjects, triage};
use crate::ids::{Account, Veto};
use crate::seals;

/// A subject in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SubjectView {
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    pub(crate) account_count: i64,
    pub(crate) act_count: i64,
    /// Acts that an officer attributed to a person.
    pub(crate) identified_act_count: i64,
    /// The earliest day on which an operator may erase a record not yet asked for.
    #[schema(value_type = Option<String>)]
    pub(crate) next_erasable_on: Option<Date>,
    /// The first day on which an act of it may have lapsed.
    #[schema(value_type = Option<String>)]
    pub(crate) limitation_until: Option<Date>,
    /// A standing link of it is disputed, and nobody has decided on that.
    pub(crate) contested: bool,
}

/// A subject with everything about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SubjectDetail {
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// The most urgent band among its reports, `a` first; none where no report has one.
    pub(crate) band: Option<&'static str>,
    pub(crate) accounts: Vec<AccountView>,
    pub(crate) acts: Vec<ActView>,
    /// Where its accounts were seen of which no act is made, in order of time; without what has no time.
    pub(crate) events: Vec<IpEventView>,
    pub(crate) links: Vec<LinkView>,
    pub(crate) vetoes: Vec<VetoView>,
    /// Links to a subject of an operation that is closed to the reader: their ids, by which to ask for access.
    #[schema(value_type = Vec<String>)]
    pub(crate) closed_links: Vec<Id<Link>>,
    /// The persons whose acts an officer found among these.
    pub(crate) persons: Vec<PersonView>,
    /// Subjects that have a line or a household in common with it: none of them is made one with it for that.
    pub(crate) relations: Vec<RelationView>,
}

/// Why two accounts are one subject, or were.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LinkView {
    #[schema(value_type = String)]
    pub(crate) link_id: Id<Link>,
    #[schema(value_type = String)]
    pub(crate) account_a: Id<Account>,
    #[schema(value_type = String)]
    pub(crate) account_b: Id<Account>,
    /// Kind of the trait that both state.
    pub(crate) kind: &'static str,
    /// Why, in words.
    pub(crate) grounds: String,
    /// What both state; none where neither states it any more.
    #[serde(skip)]
    pub(crate) shared: Option<SharedKey>,
    /// What it rests on was erased: nobody can check it any more, and once withdrawn it does not stand again.
    pub(crate) erased: bool,
    /// Whether it holds accounts together at present; a veto, or a key that proved common, may keep it from that.
    pub(crate) joins: bool,
    /// How many of all accounts that state the key contradict each other over whose they are; 20 means as many or more.
    pub(crate) holders: u32,
    /// What it weighs, in thousandths of a bit.
    pub(crate) points_millibits: i64,
    /// Whether it stands and weighs too little to join, even with the other links of the two accounts.
    pub(crate) weakened: bool,
    /// Whether more accounts state the key than links are made for: it joins nothing, and its holders were not counted.
    pub(crate) crowded: bool,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) standing: bool,
    /// Who withdrew it; none where it stands, and where it fell because what it rested on was erased.
    pub(crate) withdrawn_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) withdrawn_reason: Option<String>,
    /// How often it was withdrawn and made to stand again, oldest first.
    pub(crate) restorations: Vec<RestorationView>,
    /// Every dispute over it, oldest first.
    pub(crate) contests: Vec<ContestView>,
}

model::unprintable!(LinkView);

/// That a withdrawn link was made to stand again.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct RestorationView {
    pub(crate) withdrawn_by: String,
    #[schema(value_type = String)]
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) withdrawn_reason: String,
    pub(crate) restored_by: String,
    #[schema(value_type = String)]
    pub(crate) restored_at: Timestamp,
    pub(crate) reason: String,
}

model::unprintable!(RestorationView);

/// A dispute over a link.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ContestView {
    /// Empty once it was erased with what the link rests on.
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    /// The person's request about their own data in which it is said; none where an officer disputes it.
    pub(crate) rights_request_id: Option<String>,
    /// None while it is open.
    pub(crate) decided: Option<DecidedView>,
}

model::unprintable!(ContestView);

/// What was decided on a dispute.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct DecidedView {
    /// `kept` or `withdrawn`; or `erased`, where nobody decided and the link fell with what it rested on.
    pub(crate) decision: String,
    pub(crate) grounds: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

model::unprintable!(DecidedView);

/// A decision that two accounts are not one subject.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct VetoView {
    #[schema(value_type = String)]
    pub(crate) veto_id: Id<Veto>,
    #[schema(value_type = String)]
    pub(crate) account_a: Id<Account>,
    #[schema(value_type = String)]
    pub(crate) account_b: Id<Account>,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) standing: bool,
}

model::unprintable!(VetoView);

impl SubjectView {
    fn new(row: subjects::SubjectSummary, contested: &BTreeSet<Id<Subject>>) -> Self {
        Self {
            contested: contested.contains(&row.subject_id),
            subject_id: row.subject_id,
            account_count: row.accounts,
            act_count: row.acts,
            identified_act_count: row.identified_acts,
            next_erasable_on: row.next_erasable_on,
            limitation_until: row.limitation_until,
        }
    }
}

impl LinkView {
    /// Whether and why it holds accounts together, as a code for the texts `link-state-…`.
    pub(crate) fn state(&self) -> &'static str {
        match (self.standing, self.weakened, self.joins) {
            (false, ..) => "withdrawn",
            (true, true, _) => "weakened",
            (true, false, true) => "joins",
            (true, false, false) => "vetoed",
        }
    }

    /// Whether it stands and somebody disputes it, and nobody has decided on that yet.
    pub(crate) fn is_contested(&self) -> bool {
        self.standing && self.contests.iter().any(|contest| contest.decided.is_none())
    }

    fn new(
        keys: &ColumnKeys,
        row: LinkRow,
        members: &[AccountRow],
        around: &Around,
        weakened: &BTreeSet<Id<Link>>,
    ) -> Result<Self, Failure> {
        let is_member = |account| members.iter().any(|member| member.account_id == account);
        let weighed = around.weigh(&row);
        let weakened = weakened.contains(&row.link_id);
        let (withdrawn_by, withdrawn_at) = row.withdrawn.clone().unzip();
        Ok(Self {
            holders: weighed.holders,
            points_millibits: weighed.millibits(),
            weakened,
            crowded: around.is_crowded(&row),
            link_id: row.link_id,
            account_a: row.account_a,
            account_b: row.account_b,
            kind: row.kind.as_str(),
            grounds: seals::LINK_GROUNDS.open_kept(keys, row.link_id, &row.grounds)?,
            shared: None,
            erased: row.grounds.as_column().is_empty(),
            joins: row.standing && !weakened && is_member(row.account_a) && is_member(row.account_b),
            made_at: row.made_at,
            made_by: row.made_by,
            standing: row.standing,
            withdrawn_by,
            withdrawn_at,
            withdrawn_reason: row
                .withdrawn_reason
                .map(|reason| seals::withdrawn_reason(Decided::Link).open_kept(keys, row.link_id, &reason))
                .transpose()?,
            restorations: Vec::new(),
            contests: Vec::new(),
        })
    }
}

impl RestorationView {
    fn new(keys: &ColumnKeys, row: RestorationRow) -> Result<Self, Failure> {
        let (id, why) = (row.restoration_id, &row.withdrawn_reason);
        Ok(Self {
            withdrawn_reason: seals::RESTORED_WITHDRAWAL.open_kept(keys, id, why)?,
            reason: seals::RESTORED_REASON.open_kept(keys, id, &row.reason)?,
            withdrawn_by: row.withdrawn_by,
            withdrawn_at: row.withdrawn_at,
            restored_by: row.restored_by,
            restored_at: row.restored_at,
        })
    }
}

impl ContestView {
    fn new(keys: &ColumnKeys, row: ContestRow) -> Result<Self, Failure> {
        let decided = row.decided.map(|decided| {
            let grounds = seals::CONTEST_GROUNDS.open_kept(keys, row.contest_id, &decided.grounds)?;
            Ok::<_, Failure>(DecidedView {
                decision: decided.decision,
                grounds,
                decided_at: decided.decided_at,
                decided_by: decided.decided_by,
            })
        });
        Ok(Self {
            reason: seals::CONTEST_REASON.open_kept(keys, row.contest_id, &row.reason)?,
            made_at: row.made_at,
            made_by: row.made_by,
            rights_request_id: row.rights_request_id,
            decided: decided.transpose()?,
        })
    }
}

/// What is erased first on top.
pub(crate) async fn list_subjects(tx: &mut Tx, reader: &Reader) -> Result<Vec<SubjectView>, Failure> {
    let rows = subjects::list_subjects(tx, reader).await?;
    let contested = contests::list_contested_subjects(tx).await?;
    Ok(rows.into_iter().map(|row| SubjectView::new(row, &contested)).collect())
}

/// One page of them, and how many the whole list holds: of all, or of those in no operation of which an operator may erase a record up to
/// `waiting_until` that nobody has asked for; up to the end of the calendar those are all in no operation.
pub(crate) async fn page_subjects(
    tx: &mut Tx,
    reader: &Reader,
    waiting_until: Option<Date>,
    rows: &Rows,
) -> Result<(Vec<SubjectView>, i64), Failure> {
    let total = subjects::count(tx, reader, waiting_until).await?;
    let found = subjects::list_page(tx, reader, waiting_until, rows).await?;
    let contested = contests::list_contested_subjects(tx).await?;
    Ok((found.into_iter().map(|row| SubjectView::new(row, &contested)).collect(), total))
}

/// One subject.
pub(crate) async fn load_subject(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
) -> Result<SubjectDetail, Failure> {
    if !subjects::exists(tx, reader, subject_id).await? {
        return Err(Failure::absent("subject"));
    }
    let statements = accounts::list_statements_of_subject(tx, reader, subject_id).await?;
    let rows = acts::list_acts_of_subject(tx, reader, subject_id).await?;
    let views = ActView::open_all(tx, reader, keys, &rows).await?;
    let events = ip_events::list_events_of_subject(tx, reader, subject_id).await?;
    let events = IpEventView::open_all(tx, reader, keys, events).await?;
    let persons = super::list_authors(tx, reader, keys, &views).await?;
    let members = accounts::list_accounts(tx, reader, subject_id).await?;
    let seeds: Vec<_> = members.iter().map(|member| member.account_id).collect();
    let around = Around::load_beside(tx, keys, &seeds).await?;
    let mut links = list_links(tx, reader, keys, subject_id, &members, &around).await?;
    add_shared_keys(tx, reader, keys, (&statements, &around), &mut links).await?;
    let relations = list_relations(tx, reader, keys, subject_id, &statements, &links).await?;
    let closed_links = links::list_border_links(tx, reader, subject_id).await?;
    let vetoes = list_vetoes(tx, reader, keys, subject_id).await?;
    let band = triage::find_band_of_subject(tx, reader, subject_id).await?;
    let mut accounts = AccountView::fold(tx, keys, &statements).await?;
    AccountView::mark_births(&mut accounts, &views);
    Ok(SubjectDetail {
        subject_id,
        band: band.map(Band::as_str),
        accounts,
        acts: views,
        events,
        links,
        vetoes,
        closed_links,
        persons,
        relations,
    })
}

/// The links that the reader may read, with what they weigh; `around` are the members.
pub(super) async fn list_links(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
    members: &[AccountRow],
    around: &Around,
) -> Result<Vec<LinkView>, Failure> {
    let weakened = around.weakened();
    let mut views: BTreeMap<Id<Link>, LinkView> = BTreeMap::new();
    for row in links::list_links_of_subject(tx, reader, subject_id).await? {
        views.insert(row.link_id, LinkView::new(keys, row, members, around, &weakened)?);
    }
    for restored in link_restorations::list_of_subject(tx, subject_id).await? {
        if let Some(view) = views.get_mut(&restored.link_id) {
            view.restorations.push(RestorationView::new(keys, restored)?);
        }
    }
    for contest in contests::list_of_subject(tx, subject_id).await? {
        if let Some(view) = views.get_mut(&contest.link_id) {
            view.contests.push(ContestView::new(keys, contest)?);
        }
    }
    // which links there are on a crowded key depends on who came first; somebody's decision on one is shown all the same
    views.retain(|_, view| {
        !view.crowded || !view.standing || !view.contests.is_empty() || !view.restorations.is_empty()
    });
    Ok(views.into_values().collect())
}

async fn list_vetoes(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
) -> Result<Vec<VetoView>, Failure> {
    let mut vetoes = Vec::new();
    for row in links::list_vetoes_of_subject(tx, reader, subject_id).await? {
        vetoes.push(VetoView {
            veto_id: row.veto_id,
            account_a: row.account_a,
            account_b: row.account_b,
            reason: seals::VETO_REASON.open_kept(keys, row.veto_id, &row.reason)?,
            made_at: row.made_at,
            made_by: row.made_by,
            standing: row.standing,
        });
    }
    Ok(vetoes)
}
