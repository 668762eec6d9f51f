//! Ask an operator who had the addresses of acts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::Act;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::acts::{self, ActInContext};
use crate::db::disclosures::{self, NewLine, RequestRow};
use crate::db::subjects;
use crate::feedback;
use crate::guard::Reading;
use crate::ids::DisclosureRequest;
use crate::permissions::Permission;
use crate::seals;

/// Most acts in one request.
const MAX_ACTS: usize = 10_000;

/// Issues a request to one operator under a recorded legal basis, one line per act. Address, port and time are those of the act's event:
/// nothing is typed anew between a report and a request.
pub(crate) struct IssueDisclosureRequest {
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    pub(crate) act_ids: Vec<Id<Act>>,
    /// Why events are asked about that may mislead; empty where none does.
    pub(crate) despite: String,
    /// The zone in which every clock reading is looked up as well, by its IANA name; empty for none.
    pub(crate) also_read_in: String,
}

impl Action for IssueDisclosureRequest {
    type Permission = Permission;
    type Output = Id<DisclosureRequest>;
    const NAME: &'static str = "issue-disclosure-request";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<DisclosureRequest>>, Failure> {
        let request_id = acting.new_id();
        let despite = self.despite()?;
        let seal = |reason: &String| seals::ASKED_DESPITE.seal(acting, request_id, reason);
        let row = RequestRow {
            request_id,
            operator: required("operator", &self.operator)?,
            legal_basis: required("legal_basis", &self.legal_basis)?,
            despite: despite.as_ref().map(seal).transpose()?,
            issued_at: acting.now,
            standing: true,
            answered_at: None,
        };
        let also_read_in = self.also_read_in(despite.is_some())?;
        self.check_act_ids()?;
        disclosures::insert_request(acting.tx, &row, acting.actor.name()).await?;
        let (mut reports, mut line_no) = (BTreeSet::new(), 0);
        for (index, act_id) in self.act_ids.iter().enumerate() {
            let field = format!("act_ids[{index}]");
            let known = acts::find_act(acting.tx, &Reader::of(acting.actor), *act_id).await?;
            let found = known.ok_or_else(|| Failure::refused(&field, "there is no such act"))?;
            if found.act.operator.as_ref().is_some_and(|operator| *operator != row.operator) {
                return Err(Failure::refused(&field, "the address of this act belongs to another operator"));
            }
            let asked = Asked::of(acting, &field, &found, despite.is_some(), also_read_in)?;
            for asked_at in std::iter::once(None).chain(asked.second_reading.map(Some)) {
                line_no += 1;
                let line = NewLine { request_id, line_no, act_id: *act_id, asked_at, flags: &asked.flags };
                disclosures::insert_line(acting.tx, &line).await?;
            }
            reports.insert(found.act.report_id);
        }
        subjects::refresh_clocks_of_request(acting.tx, &request_id.to_string()).await?;
        feedback::refresh(acting, reports).await?;
        let mut entry = EntryDraft::on("disclosure_request", request_id)
            .disclosed_to(&row.operator)
            .with("acts", self.act_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        if let Some(reading) = also_read_in {
            entry = entry.with("also_read_in", reading.name());
        }
        Ok(Done::new(request_id, entry))
    }
}

/// What is asked about one act.
struct Asked {
    /// Codes with spaces between.
    flags: String,
    second_reading: Option<Timestamp>,
}

impl Asked {
    fn of(
        acting: &Acting<'_>,
        field: &str,
        found: &ActInContext,
        has_reason: bool,
        also_read_in: Option<Reading>,
    ) -> Result<Self, Failure> {
        let act = &found.act;
        let connection = act.connection.as_ref().ok_or_else(|| {
            Failure::refused(field, "no address is stated for this act, so no operator can be asked")
        })?;
        let connection = seals::CONNECTION.open(acting.columns(), act.act_id, connection)?;
        let flags = found.event(connection.port.is_some()).flags();
        if let Some(why) = flags.iter().find_map(|flag| flag.refusal()).filter(|_| !has_reason) {
            return Err(Failure::refused(field, why));
        }
        if also_read_in.is_none() && flags.iter().any(|flag| flag.asks_second_reading()) {
            return Err(Failure::refused(
                "also_read_in",
                "say in which zone the clock of such an act may have been, so that both instants are asked about",
            ));
        }
        let second_reading = match also_read_in {
            Some(zone) => {
                let read = zone.instant(&act.stated_text).ok_or_else(|| {
                    Failure::refused(
                        field,
                        "the clocks of that zone showed the time of this act twice or never",
                    )
                })?;
                Some(read).filter(|read| *read != act.happened_at)
            }
            None => None,
        };
        let flags = flags.into_iter().map(crate::guard::EventFlag::code).collect::<Vec<_>>().join(" ");
        Ok(Self { flags, second_reading })
    }
}

impl IssueDisclosureRequest {
    fn despite(&self) -> Result<Option<String>, Failure> {
        if self.despite.trim().is_empty() { Ok(None) } else { required("despite", &self.despite).map(Some) }
    }

    fn also_read_in(&self, has_reason: bool) -> Result<Option<Reading>, Failure> {
        let name = self.also_read_in.trim();
        if name.is_empty() {
            return Ok(None);
        }
        let known = "give Europe/Madrid, Atlantic/Canary or UTC, or nothing";
        let reading = Reading::find(name).ok_or_else(|| Failure::refused("also_read_in", known))?;
        if !has_reason {
            return Err(Failure::refused(
                "despite",
                "say why the times are looked up in another zone as well",
            ));
        }
        Ok(Some(reading))
    }

    fn check_act_ids(&self) -> Result<(), Failure> {
        if self.act_ids.is_empty() {
            return Err(Failure::refused("act_ids", "name one act at least"));
        }
        if self.act_ids.len() > MAX_ACTS {
            return Err(Failure::refused("act_ids", format!("name {MAX_ACTS} acts at most in one request")));
        }
        let mut seen = BTreeSet::new();
        match self.act_ids.iter().position(|act_id| !seen.insert(act_id)) {
            Some(index) => Err(Failure::refused(&format!("act_ids[{index}]"), "stands here a second time")),
            None => Ok(()),
        }
    }
}
