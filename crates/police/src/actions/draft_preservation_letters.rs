//! Draft letters that ask operators to preserve the records of connections: one for each operator of the chosen acts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use model::Id;
use model::kind::Act;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::preservation::{self as table, LetterRow};
use crate::db::{Reader, acts};
use crate::ids::PreservationLetter;
use crate::permissions::Permission;
use crate::preservation::MOST_ACTS;

/// Drafts the letters.
pub(crate) struct DraftPreservationLetters {
    pub(crate) act_ids: Vec<Id<Act>>,
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
        let entry = EntryDraft::on("preservation_letter", first)
            .with("letters", ids.join(" "))
            .with("acts", self.act_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        Ok(Done::new(letters, entry))
    }
}

impl DraftPreservationLetters {
    /// The chosen acts by operator, each once, in the order of time.
    async fn group(&self, acting: &mut Acting<'_>) -> Result<BTreeMap<String, Vec<Id<Act>>>, Failure> {
        let chosen: BTreeSet<_> = self.act_ids.iter().copied().collect();
        if chosen.is_empty() {
            return Err(Failure::refused("act_ids", "name one act at least"));
        }
        if chosen.len() > usize::from(MOST_ACTS) {
            return Err(Failure::refused("act_ids", format!("name {MOST_ACTS} acts at most at once")));
        }
        let mut found = Vec::new();
        for (index, act_id) in self.act_ids.iter().enumerate() {
            let field = format!("act_ids[{index}]");
            let act = acts::find_act(acting.tx, &Reader::of(acting.actor), *act_id).await?;
            let act = act.ok_or_else(|| Failure::refused(&field, "there is no such act"))?.act;
            if act.connection.is_none() {
                return Err(Failure::refused(
                    &field,
                    "no address is stated for this act, so no operator can be asked",
                ));
            }
            let Some(operator) = act.operator else {
                return Err(Failure::refused(&field, "no operator is known of the address of this act"));
            };
            found.push((act.happened_at, act.act_id, operator));
        }
        found.sort();
        found.dedup();
        let mut by_operator: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (_, act_id, operator) in found {
            by_operator.entry(operator).or_default().push(act_id);
        }
        Ok(by_operator)
    }
}
