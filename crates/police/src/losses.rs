//! Grounds that fall away: a report that was taken back, a link, the match of a file, an allocation, an operator's answer. What rested on them is marked, held back,
//! and told to whoever has it; a named officer decides what becomes of each.

use std::collections::BTreeSet;
use std::net::IpAddr;

use model::Id;
use model::kind::{Person, Subject};
use serde::{Deserialize, Serialize};
use service::{Acting, Failure};
use utoipa::ToSchema;

use crate::db::acts::ActInContext;
use crate::db::losses::{self, LossRow, LostObjectRow, RestingRow};
use crate::db::{Reader, assignments, known_losses, recipients};
use crate::ids::{Account, GroundLoss, Identification};
use crate::known_losses::KnownLosses;
use crate::recipients::{RecipientKind, find_or_add};
use crate::{linking, seals};

/// What fell away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// A clearinghouse took reports back.
    Notice,
    /// A link was withdrawn, or joins no more as its traits proved common, and its subject fell apart.
    Link,
    /// Two accounts were kept apart, and their subject fell apart.
    Veto,
    /// The match of a file is wrong: its digest was withdrawn from a list.
    File,
    /// An allocation row is wrong: the addresses belonged to somebody else then.
    Allocation,
    /// An import was undone, and what it had brought went.
    Import,
    /// A report, a subject or what an operator answered was erased.
    Erasure,
    /// The answer of an operator was withdrawn.
    Answer,
}

impl Cause {
    /// Every cause.
    pub(crate) const ALL: [Self; 8] = [
        Self::Notice,
        Self::Link,
        Self::Veto,
        Self::File,
        Self::Allocation,
        Self::Import,
        Self::Erasure,
        Self::Answer,
    ];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Link => "link",
            Self::Veto => "veto",
            Self::File => "file",
            Self::Allocation => "allocation",
            Self::Import => "import",
            Self::Erasure => "erasure",
            Self::Answer => "answer",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }
}

/// What rested on a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LostKind {
    Act,
    Identification,
    Assignment,
    ArrestEntry,
    /// A file or an authority outside this node that has the person's data.
    Recipient,
}

impl LostKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 5] =
        [Self::Act, Self::Identification, Self::Assignment, Self::ArrestEntry, Self::Recipient];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Identification => "identification",
            Self::Assignment => "assignment",
            Self::ArrestEntry => "arrest_entry",
            Self::Recipient => "recipient",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What becomes of an object whose ground was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    /// It rests on other grounds.
    Stands,
    /// It is given up: its own action withdraws it.
    Dropped,
}

impl Fate {
    /// Every fate.
    pub(crate) const ALL: [Self; 2] = [Self::Stands, Self::Dropped];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Dropped => "dropped",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.code() == code)
    }
}

/// What is said of a loss. It is kept sealed as a whole.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct LossSaid {
    /// What fell away, where its identifier does not say it: a range of addresses, the subject that fell apart.
    pub(crate) what: String,
    pub(crate) reason: String,
}

model::unprintable!(LossSaid);

/// A range of addresses, as `192.0.2.0/24`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressRange {
    network: IpAddr,
    prefix: u8,
}

impl AddressRange {
    /// None for what is no range.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (network, prefix) = match text.trim().split_once('/') {
            Some((network, prefix)) => (network.parse::<IpAddr>().ok()?, Some(prefix.parse::<u8>().ok()?)),
            None => (text.trim().parse::<IpAddr>().ok()?, None),
        };
        let prefix = prefix.unwrap_or_else(|| width(network));
        (prefix <= width(network)).then_some(Self { network, prefix })
    }

    /// Whether an address lies in it.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        let start = |address| bits(address).checked_shr(u32::from(width(self.network) - self.prefix));
        self.network.is_ipv4() == address.is_ipv4() && start(self.network) == start(address)
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// Marks what rested on a ground; nothing is recorded where nothing did.
pub(crate) async fn mark(
    acting: &mut Acting<'_>,
    cause: Cause,
    cause_id: &str,
    said: &LossSaid,
    resting: &[RestingRow],
) -> Result<(), Failure> {
    if resting.is_empty() {
        return Ok(());
    }
    remember(acting, cause, cause_id, said, resting).await.map(drop)
}

/// Records a loss, and marks what rests on it by now, if anything does.
pub(crate) async fn remember(
    acting: &mut Acting<'_>,
    cause: Cause,
    cause_id: &str,
    said: &LossSaid,
    resting: &[RestingRow],
) -> Result<Id<GroundLoss>, Failure> {
    let loss_id: Id<GroundLoss> = acting.new_id();
    let row = LossRow {
        loss_id,
        cause,
        cause_id: cause_id.to_owned(),
        said: seals::LOSS_SAID.seal(acting, loss_id, said)?,
        lost_at: acting.now,
        lost_by: acting.actor.name().to_owned(),
        standing: true,
        withdrawn_reason: None,
    };
    losses::insert_loss(acting.tx, &row).await?;
    let mut persons = BTreeSet::new();
    for found in resting {
        let assignment =
            assignments::find_assignment_of_person(acting.tx, &Reader::node(), found.person_id).await?;
        let unit = assignment.as_ref().map(|assignment| assignment.unit.code().to_owned());
        let mut objects = vec![
            (LostKind::Act, found.act_id.to_string()),
            (LostKind::Identification, found.identification_id.to_string()),
        ];
        let is_first = persons.insert(found.person_id);
        if is_first {
            if let Some(assignment) = &assignment {
                objects.push((LostKind::Assignment, assignment.assignment_id.to_string()));
                let entry = assignment.arrest_entry_id.map(|id| (LostKind::ArrestEntry, id.to_string()));
                objects.extend(entry);
            }
            let given = recipients::list_of_person(acting.tx, &Reader::node(), found.person_id).await?;
            // the unit that has the person is told by the list of losses itself
            let outside = given.iter().filter(|row| row.standing && row.kind != RecipientKind::Unit);
            objects.extend(outside.map(|row| (LostKind::Recipient, row.recipient_id.to_string())));
        }
        let mut lost: Vec<_> = objects.into_iter().map(|(kind, id)| (kind, id, unit.clone())).collect();
        if is_first {
            lost.extend(list_former_units(acting, found.person_id, unit.as_deref()).await?);
        }
        for (kind, object_id, unit) in lost {
            let row = LostObjectRow {
                lost_object_id: acting.new_id(),
                loss_id,
                kind,
                object_id,
                person_id: found.person_id,
                unit,
                is_noted: false,
                fate: None,
            };
            losses::insert_object(acting.tx, &row).await?;
        }
    }
    Ok(loss_id)
}

/// The units that had a person and have them no more: each is a recipient that reads of the loss and takes note.
async fn list_former_units(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
    unit: Option<&str>,
) -> Result<Vec<(LostKind, String, Option<String>)>, Failure> {
    let mut former = Vec::new();
    for name in recipients::list_units_of_person(acting.tx, person_id).await? {
        if Some(name.as_str()) != unit {
            let recipient_id = find_or_add(acting, person_id, RecipientKind::Unit, &name).await?;
            former.push((LostKind::Recipient, recipient_id.to_string(), Some(name)));
        }
    }
    Ok(former)
}

/// Marks a new identification by acts whose own ground was lost before, its file, its address or its report: it is lost to whoever is identified by them
/// next, too.
pub(crate) async fn mark_known(
    acting: &mut Acting<'_>,
    (identification_id, person_id): (Id<Identification>, Id<Person>),
    acts: &[ActInContext],
) -> Result<(), Failure> {
    let assignment = assignments::find_assignment_of_person(acting.tx, &Reader::node(), person_id).await?;
    let unit = assignment.map(|assignment| assignment.unit.code().to_owned());
    let known = KnownLosses::load(acting.tx, acting.columns()).await?;
    for found in acts {
        let act_id = found.act.act_id;
        let mut lost = known.of_act(acting.columns(), &found.act)?;
        lost.extend(known_losses::list_standing_of_act(acting.tx, act_id).await?);
        for loss_id in lost {
            let objects = [
                (LostKind::Act, act_id.to_string()),
                (LostKind::Identification, identification_id.to_string()),
            ];
            for (kind, object_id) in objects {
                let row = LostObjectRow {
                    lost_object_id: acting.new_id(),
                    loss_id,
                    kind,
                    object_id,
                    person_id,
                    unit: unit.clone(),
                    is_noted: false,
                    fate: None,
                };
                losses::insert_object(acting.tx, &row).await?;
            }
        }
    }
    Ok(())
}

/// The subjects of two accounts.
pub(crate) async fn subjects_of(
    acting: &mut Acting<'_>,
    [a, b]: [Id<Account>; 2],
) -> Result<[Id<Subject>; 2], Failure> {
    Ok([linking::load_subject(acting, a).await?, linking::load_subject(acting, b).await?])
}

/// Marks whoever was identified behind a subject that fell apart; nothing where it did not.
pub(crate) async fn mark_split(
    acting: &mut Acting<'_>,
    (cause, cause_id): (Cause, &str),
    reason: &str,
    [before_a, before_b]: [Id<Subject>; 2],
    pair: [Id<Account>; 2],
) -> Result<(), Failure> {
    let [a, b] = subjects_of(acting, pair).await?;
    if before_a != before_b || a == b {
        return Ok(());
    }
    let mut resting = losses::list_resting_on_subject(acting.tx, a).await?;
    resting.extend(losses::list_resting_on_subject(acting.tx, b).await?);
    let said = LossSaid { what: String::new(), reason: reason.to_owned() };
    mark(acting, cause, cause_id, &said, &resting).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_its_range_and_in_no_other() {
        let check = |range: &str, address: &str, expected| {
            let range = AddressRange::read(range).unwrap();
            assert_eq!(range.contains(address.parse().unwrap()), expected, "{range:?} {address}");
        };
        check("192.0.2.0/24", "192.0.2.255", true);
        check("192.0.2.0/24", "192.0.3.0", false);
        check("192.0.2.7", "192.0.2.7", true);
        check("192.0.2.7", "192.0.2.6", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("2001:db8::/32", "2001:db8:ffff::1", true);
        check("2001:db8::/32", "2001:db9::1", false);
        check("::/0", "2001:db8::1", true);
        check("::/0", "192.0.2.1", false);
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["", "192.0.2.0/33", "2001:db8::/129", "192.0.2", "192.0.2.0/-1", "host.example"] {
            assert_eq!(AddressRange::read(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_read_back() {
        for cause in Cause::ALL {
            assert_eq!(Cause::find(cause.code()), Some(cause));
        }
        for kind in LostKind::ALL {
            assert_eq!(LostKind::find(kind.code()), Some(kind));
        }
        for fate in Fate::ALL {
            assert_eq!(Fate::find(fate.code()), Some(fate));
        }
    }
}
