//! Draft letters that ask operators to preserve the records of connections: one for each operator of the chosen acts and events.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use model::Id;
use model::kind::Act;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::preservation::{self as table, LetterRow};
use crate::ids::{IpEvent, PreservationLetter};
use crate::permissions::Permission;
use crate::preservation::MOST_ACTS;
use crate::seen::{Seen, SeenRow};

/// Drafts the letters.
pub(crate) struct DraftPreservationLetters {
    pub(crate) act_ids: Vec<Id<Act>>,
    /// Where accounts were seen besides: at sign-ins, say.
    pub(crate) event_ids: Vec<Id<IpEvent>>,
    pub(crate) legal_basis: String,
    /// Of the node's country.
    pub(crate) clock: TimeZone,
}

impl Action for DraftPreservationLetters {
    type Permission = Permission;
    /// In the order of the operators' names.
    type Output = Vec<Id<PreservationLetter>>;
    const NAME: &'static str = "draft-preservation-letters";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Vec<Id<PreservationLetter>>>, Failure> {
        let by_operator = self.group(acting).await?;
        let legal_basis = required("legal_basis", &self.legal_basis)?;
        let year = i64::from(self.clock.to_datetime(acting.now).year());
        let mut letters = Vec::new();
        for (operator, chosen) in by_operator {
            let row = LetterRow {
                letter_id: acting.new_id(),
                year,
                serial: table::next_serial(acting.tx, year).await?,
                operator,
                legal_basis: legal_basis.clone(),
                drafted_at: acting.now,
                drafted_by: acting.actor.name().to_owned(),
                standing: true,
                sending: None,
                answer: None,
                lines: 0,
            };
            table::insert_letter(acting.tx, &row, &chosen).await?;
            letters.push(row.letter_id);
        }
        let ids: Vec<_> = letters.iter().map(ToString::to_string).collect();
        let first = ids.first().cloned().unwrap_or_default();
        let mut entry = EntryDraft::on("preservation_letter", first)
            .with("letters", ids.join(" "))
            .with("acts", self.act_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        if !self.event_ids.is_empty() {
            let events: Vec<_> = self.event_ids.iter().map(ToString::to_string).collect();
            entry = entry.with("events", events.join(" "));
        }
        Ok(Done::new(letters, entry))
    }
}

impl DraftPreservationLetters {
    /// What was chosen by operator, each once, in the order of time.
    async fn group(&self, acting: &mut Acting<'_>) -> Result<BTreeMap<String, Vec<Seen>>, Failure> {
        let chosen = Seen::list(&self.act_ids, &self.event_ids);
        if chosen.is_empty() {
            return Err(Failure::refused("act_ids", "name one act at least"));
        }
        let each: BTreeSet<_> = chosen.iter().map(|(_, seen)| *seen).collect();
        if each.len() > usize::from(MOST_ACTS) {
            return Err(Failure::refused("act_ids", format!("name {MOST_ACTS} acts at most at once")));
        }
        let (mut found, mut known) = (Vec::new(), BTreeSet::new());
        for (field, seen) in chosen {
            let row = SeenRow::find(acting.tx, &Reader::of(acting.actor), seen).await?;
            let row = row.ok_or_else(|| Failure::refused(&field, seen.absent()))?;
            if row.connection.is_none() {
                return Err(Failure::refused(&field, seen.without_address()));
            }
            let Some(operator) = row.operator else {
                return Err(Failure::refused(&field, seen.without_operator()));
            };
            // one line stands for the same in every report
            if known.insert(row.first) {
                found.push((row.happened_at, seen, operator));
            }
        }
        found.sort();
        let mut by_operator: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (_, seen, operator) in found {
            by_operator.entry(operator).or_default().push(seen);
        }
        Ok(by_operator)
    }
}
