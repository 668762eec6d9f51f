//! Why accounts are one subject: every link with what both reports say, its points, what holds the subject together, and what it would fall into.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{IdentityTrait, Join, TraitKey};
use model::Id;
use model::kind::Subject;
use service::{ColumnKeys, Failure, Tx};

use super::explained::{
    BridgeView, CrowdedTrait, ExplanationView, JoinView, LinkLine, NumberedAccount, PairView, StatedForm,
    WeightsView,
};
use super::subjects::list_links;
use super::{LinkView, load_relied};
use crate::around::Around;
use crate::db::accounts::{self, StatementRow};
use crate::db::links::LinkRow;
use crate::db::{Reader, links, relied, subjects};
use crate::ids::Account;
use crate::{linking, seals};

/// The explanation of one subject.
pub(crate) async fn load_explanation(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
) -> Result<ExplanationView, Failure> {
    if !subjects::exists(tx, reader, subject_id).await? {
        return Err(Failure::absent("subject"));
    }
    let members = accounts::list_accounts(tx, reader, subject_id).await?;
    let statements = accounts::list_statements_of_subject(tx, reader, subject_id).await?;
    let seeds: Vec<_> = members.iter().map(|member| member.account_id).collect();
    let around = Around::load_beside(tx, keys, &seeds).await?;
    let mut views = list_links(tx, reader, keys, subject_id, &members, &around).await?;
    views.sort_by_key(|view| (view.account_a, view.account_b, view.kind, view.link_id));
    let closed_links = links::list_border_links(tx, reader, subject_id).await?.len();
    let relied = relied::list_of_subject(tx, subject_id).await?;
    let decisions = load_relied(tx, keys, relied).await?;
    let numbering = Numbering::new(&seeds, &views);
    let mut lines = Vec::new();
    for view in views {
        if let Some(row) = around.links.get(&view.link_id) {
            lines.push(line(keys, row, view, &statements, &numbering)?);
        }
    }
    let crowded = list_crowded(tx, keys, &statements, &numbering).await?;
    let (pairs, joins) = pairs(&around, &lines, &numbering);
    let bridges = linkage::bridges(&joins).into_iter().map(|bridge| BridgeView {
        join: bridge.join.into(),
        side_a: bridge.side_a.into_iter().collect(),
        side_b: bridge.side_b.into_iter().collect(),
    });
    Ok(ExplanationView {
        subject_id,
        weights: WeightsView::current(),
        accounts: numbering.accounts(&statements),
        total_millibits: pairs.iter().filter(|pair| pair.joins).map(|pair| pair.millibits).sum(),
        tree: linkage::strongest_tree(&joins).into_iter().map(JoinView::from).collect(),
        bridges: bridges.collect(),
        lines,
        crowded,
        pairs,
        closed_links,
        decisions,
    })
}

/// The numbers under which accounts are spoken of: those of the subject by age, then third parties in the order of the links.
struct Numbering {
    members: BTreeMap<Id<Account>, u32>,
    third_parties: BTreeMap<Id<Account>, u32>,
}

impl Numbering {
    fn new(members: &[Id<Account>], links: &[LinkView]) -> Self {
        let members: BTreeMap<_, _> = members.iter().copied().zip(1..).collect();
        let mut third_parties = BTreeMap::new();
        for account_id in links.iter().flat_map(|link| [link.account_a, link.account_b]) {
            if !members.contains_key(&account_id) {
                let next = u32::try_from(third_parties.len()).unwrap_or(u32::MAX).saturating_add(1);
                third_parties.entry(account_id).or_insert(next);
            }
        }
        Self { members, third_parties }
    }

    fn label(&self, account_id: Id<Account>) -> String {
        match (self.members.get(&account_id), self.third_parties.get(&account_id)) {
            (Some(number), _) => number.to_string(),
            (None, Some(number)) => format!("T{number}"),
            (None, None) => "T".to_owned(),
        }
    }

    fn accounts(&self, statements: &[StatementRow]) -> Vec<NumberedAccount> {
        let account = |(account_id, number): (&Id<Account>, &u32)| {
            let of_it: Vec<_> =
                statements.iter().filter(|row| row.account.account_id == *account_id).collect();
            let reports: BTreeSet<_> = of_it.iter().map(|row| row.report_number).collect();
            NumberedAccount {
                number: *number,
                account_id: *account_id,
                service: of_it.first().map(|row| row.account.service.clone()).unwrap_or_default(),
                report_numbers: reports.into_iter().collect(),
            }
        };
        self.members.iter().map(account).collect()
    }
}

fn line(
    keys: &ColumnKeys,
    row: &LinkRow,
    view: LinkView,
    statements: &[StatementRow],
    numbering: &Numbering,
) -> Result<LinkLine, Failure> {
    let (stated_a, of_a) = stated_forms(keys, row, row.account_a, statements)?;
    let (stated_b, of_b) = stated_forms(keys, row, row.account_b, statements)?;
    Ok(LinkLine {
        link_id: view.link_id,
        a: numbering.label(row.account_a),
        b: numbering.label(row.account_b),
        kind: view.kind,
        basis: "fact",
        stated_a,
        stated_b,
        normalised: of_a.or(of_b).unwrap_or_default(),
        erased: view.erased,
        holders: view.holders,
        millibits: view.points_millibits,
        state: view.state(),
        crowded: view.crowded,
        contested: view.is_contested(),
        decided: view.contests.into_iter().filter_map(|contest| contest.decided).collect(),
        withdrawn_by: view.withdrawn_by,
        withdrawn_at: view.withdrawn_at,
        withdrawn_reason: view.withdrawn_reason,
        restorations: view.restorations,
        made_at: view.made_at,
        made_by: view.made_by,
    })
}

/// What reports say of an account that is the key of a link, and that key.
fn stated_forms(
    keys: &ColumnKeys,
    link: &LinkRow,
    account_id: Id<Account>,
    statements: &[StatementRow],
) -> Result<(Vec<StatedForm>, Option<String>), Failure> {
    let (mut forms, mut normalised) = (BTreeSet::new(), None);
    for row in statements.iter().filter(|row| row.account.account_id == account_id) {
        let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
        for one in linking::traits(&row.account.service, &stated) {
            let Some(key) = one.key().filter(|key| key.kind == link.kind) else { continue };
            if linking::blind(keys, &key) == link.key_blind {
                let (text, verified) = (as_stated(&one), one.is_verified());
                forms.insert(StatedForm { report_number: row.report_number, text, verified });
                normalised = Some(key.value);
            }
        }
    }
    Ok((forms.into_iter().collect(), normalised))
}

/// A trait as reports write it.
pub(super) fn as_stated(one: &IdentityTrait) -> String {
    match one {
        IdentityTrait::EspIdentifier { identifier, .. } | IdentityTrait::DeviceId { identifier } => {
            identifier.clone()
        }
        IdentityTrait::Email { address, .. } => address.clone(),
        IdentityTrait::Phone { number, calling_code, .. } => match calling_code {
            Some(code) => format!("{code} {number}"),
            None => number.clone(),
        },
        IdentityTrait::ScreenName { name, .. } => name.clone(),
        IdentityTrait::Address { address, .. } => address.to_string(),
    }
}

/// The traits of the subject by which so many accounts could be linked that none is.
async fn list_crowded(
    tx: &mut Tx,
    keys: &ColumnKeys,
    statements: &[StatementRow],
    numbering: &Numbering,
) -> Result<Vec<CrowdedTrait>, Failure> {
    let mut stated_by: BTreeMap<TraitKey, BTreeSet<u32>> = BTreeMap::new();
    for row in statements {
        let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
        for key in linking::keys(&row.account.service, &stated) {
            stated_by.entry(key).or_default().extend(numbering.members.get(&row.account.account_id));
        }
    }
    let mut crowded = Vec::new();
    for (key, numbers) in stated_by {
        if accounts::is_crowded(tx, &linking::blind(keys, &key)).await? {
            crowded.push(CrowdedTrait {
                kind: key.kind.as_str(),
                normalised: key.value,
                accounts: numbers.into_iter().collect(),
            });
        }
    }
    Ok(crowded)
}

/// The pairs whose links are all among the lines, and the joins of the subject among them.
fn pairs(around: &Around, lines: &[LinkLine], numbering: &Numbering) -> (Vec<PairView>, Vec<Join<u32>>) {
    let shown: BTreeMap<_, _> = lines.iter().map(|line| (line.link_id, line.state)).collect();
    let (mut pairs, mut joins) = (Vec::new(), Vec::new());
    for pair in around.pairs() {
        if !pair.links.iter().all(|link| shown.contains_key(link)) {
            continue;
        }
        let joined = pair.links.iter().any(|link| shown.get(link) == Some(&"joins"));
        let ends = (numbering.members.get(&pair.a), numbering.members.get(&pair.b));
        if let (true, (Some(&a), Some(&b))) = (joined, ends) {
            joins.push(Join { a, b, millibits: pair.millibits() });
        }
        pairs.push(PairView {
            a: numbering.label(pair.a),
            b: numbering.label(pair.b),
            millibits: pair.millibits(),
            sum_millibits: pair.sum_millibits,
            capped_millibits: pair.capped_millibits,
            link_ids: pair.links,
            joins: joined,
        });
    }
    (pairs, joins)
}
