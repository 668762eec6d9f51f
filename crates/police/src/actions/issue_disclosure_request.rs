//! Ask an operator who had the addresses of acts, and of events that are none.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::Act;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::authorize_request::{find_basis, is_any_no_adult};
use super::{optional, required};
use crate::asking::{Addressee, LegalBasis};
use crate::db::disclosure_orders::Authority;
use crate::db::disclosures::{self, NewLine, RequestRow};
use crate::db::{Reader, subjects};
use crate::feedback;
use crate::guard::{EventFlag, Reading};
use crate::ids::{DisclosureRequest, IpEvent};
use crate::permissions::Permission;
use crate::seals;
use crate::seen::{Seen, SeenRow};

/// Most acts and events in one request.
const MAX_ACTS: usize = 10_000;

/// Issues a request to one operator under a recorded legal basis, one line per act or event. Address, port and time are those that its report
/// states: nothing is typed anew between a report and a request.
pub(crate) struct IssueDisclosureRequest {
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    /// Code of the legal basis; empty where only words say it.
    pub(crate) basis: String,
    pub(crate) act_ids: Vec<Id<Act>>,
    /// Where accounts were seen besides: at sign-ins, say.
    pub(crate) event_ids: Vec<Id<IpEvent>>,
    /// Why events are asked about that may mislead; empty where none does.
    pub(crate) despite: String,
    /// The zone in which clock readings are looked up as well, by its IANA name; empty for none. Of acts whose zone is in doubt, beside
    /// which the others are asked about once; of all where none is.
    pub(crate) also_read_in: String,
    /// Whose law binds the node; empty where its configuration does not say.
    pub(crate) country: String,
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
        let request_id: Id<DisclosureRequest> = acting.new_id();
        let operator = required("operator", &self.operator)?;
        let legal_basis = required("legal_basis", &self.legal_basis)?;
        let basis = find_basis(&self.basis, acting.now, &self.country)?;
        let despite = optional("despite", &self.despite)?;
        let also_read_in = self.also_read_in(despite.is_some())?;
        let found = self.load(acting, &operator).await?;
        let minor_hint = has_minor_hint(acting, &found).await?;
        let seal = |reason: &String| seals::ASKED_DESPITE.seal(acting, request_id, reason);
        let row = RequestRow {
            request_id,
            operator,
            legal_basis,
            despite: despite.as_ref().map(seal).transpose()?,
            authority: Authority {
                basis: basis.map(|basis| basis.code.to_owned()).unwrap_or_default(),
                addressee: drafted_to(basis, minor_hint),
                ..Authority::default()
            },
            minor_hint,
            sent: None,
            issued_at: acting.now,
            standing: true,
            answered_at: None,
            country: self.country.clone(),
        };
        disclosures::insert_request(acting.tx, &row, acting.actor.name()).await?;
        let (mut reports, mut line_no) = (BTreeSet::new(), 0);
        let asked = Asked::list(acting, &found, despite.is_some(), also_read_in)?;
        for ((_, found), asked) in found.iter().zip(&asked) {
            for asked_at in std::iter::once(None).chain(asked.second_reading.map(Some)) {
                line_no += 1;
                let (seen, flags) = (found.seen, asked.flags.as_str());
                let line = NewLine { request_id, line_no, seen, asked_at, flags };
                disclosures::insert_line(acting.tx, &line).await?;
            }
            reports.insert(found.report_id);
        }
        subjects::refresh_clocks_of_request(acting.tx, &request_id.to_string()).await?;
        feedback::refresh(acting, reports).await?;
        let mut entry = EntryDraft::on("disclosure_request", request_id)
            .disclosed_to(&row.operator)
            .with("minor_hint", minor_hint.to_string())
            .with("acts", self.act_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        if !self.event_ids.is_empty() {
            let events: Vec<_> = self.event_ids.iter().map(ToString::to_string).collect();
            entry = entry.with("events", events.join(" "));
        }
        if let Some(reading) = also_read_in {
            entry = entry.with("also_read_in", reading.name());
        }
        Ok(Done::new(request_id, entry))
    }
}

/// To whom a request is drafted: with any hint of a minor to the juvenile prosecutor, whatever the basis.
fn drafted_to(basis: Option<&LegalBasis>, minor_hint: bool) -> String {
    let addressee = match basis {
        Some(basis) => Some(basis.drafted_to(minor_hint)),
        None => minor_hint.then_some(Addressee::JuvenileProsecutor),
    };
    addressee.map_or_else(String::new, |addressee| addressee.code().to_owned())
}

/// Whether a report says that the holder of an account was under age, or an author is not certainly an adult at every act.
async fn has_minor_hint(acting: &mut Acting<'_>, found: &[(String, SeenRow)]) -> Result<bool, Failure> {
    if found.iter().any(|(_, found)| found.maybe_minor) {
        return Ok(true);
    }
    let authors: BTreeSet<_> = found.iter().flat_map(|(_, found)| found.authors.iter().copied()).collect();
    is_any_no_adult(acting, authors).await
}

/// What is asked about one act or event.
struct Asked {
    /// Codes with spaces between.
    flags: String,
    second_reading: Option<Timestamp>,
}

impl Asked {
    /// Where the zone of some acts is in doubt, those alone are read anew: another instant of the others would lead to people who have nothing
    /// to do with it. Where none is, the reason is about all of them.
    fn list(
        acting: &Acting<'_>,
        found: &[(String, SeenRow)],
        has_reason: bool,
        also_read_in: Option<Reading>,
    ) -> Result<Vec<Self>, Failure> {
        let mut flagged = Vec::new();
        for (field, found) in found {
            let flags = list_flags(acting, field, found, has_reason)?;
            if also_read_in.is_none() && flags.iter().any(|flag| flag.asks_second_reading()) {
                return Err(Failure::refused(
                    "also_read_in",
                    "say in which zone the clock of such an act may have been, so that both instants are asked about",
                ));
            }
            flagged.push(flags);
        }
        let is_doubted = |flags: &[EventFlag]| flags.iter().any(|flag| flag.doubts_zone());
        let all = !flagged.iter().any(|flags| is_doubted(flags));
        let mut asked = Vec::new();
        for ((field, found), flags) in found.iter().zip(flagged) {
            let zone = also_read_in.filter(|_| all || is_doubted(&flags));
            let second_reading = zone.map(|zone| read_in(zone, field, found)).transpose()?;
            let second_reading = second_reading.filter(|read| *read != found.happened_at);
            let flags = flags.into_iter().map(EventFlag::code).collect::<Vec<_>>().join(" ");
            asked.push(Self { flags, second_reading });
        }
        Ok(asked)
    }
}

/// What may mislead about an act; refused where that needs a reason and none is given.
fn list_flags(
    acting: &Acting<'_>,
    field: &str,
    found: &SeenRow,
    has_reason: bool,
) -> Result<Vec<EventFlag>, Failure> {
    let connection = found.connection.as_ref();
    let connection = connection.ok_or_else(|| Failure::refused(field, found.seen.without_address()))?;
    let connection = found.seen.open(acting.columns(), connection)?;
    let flags = found.event(&connection).flags();
    if let Some(why) = flags.iter().find_map(|flag| flag.refusal()).filter(|_| !has_reason) {
        return Err(Failure::refused(field, why));
    }
    Ok(flags)
}

/// The instant of an act by the clocks of another zone.
fn read_in(zone: Reading, field: &str, found: &SeenRow) -> Result<Timestamp, Failure> {
    zone.instant(&found.stated_text).ok_or_else(|| {
        Failure::refused(field, "the clocks of that zone showed the stated time twice or never")
    })
}

impl IssueDisclosureRequest {
    /// What is asked about under the fields that name it, each with an address of this operator as far as anybody knows.
    async fn load(&self, acting: &mut Acting<'_>, operator: &str) -> Result<Vec<(String, SeenRow)>, Failure> {
        let (mut rows, mut known) = (Vec::new(), BTreeSet::new());
        for (field, seen) in self.chosen()? {
            let found = SeenRow::find(acting.tx, &Reader::of(acting.actor), seen).await?;
            let found = found.ok_or_else(|| Failure::refused(&field, seen.absent()))?;
            if found.operator.as_ref().is_some_and(|known| known != operator) {
                return Err(Failure::refused(&field, seen.of_another()));
            }
            // one line stands for the same in every report
            if known.insert(found.first) {
                rows.push((field, found));
            }
        }
        Ok(rows)
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

    fn chosen(&self) -> Result<Vec<(String, Seen)>, Failure> {
        let chosen = Seen::list(&self.act_ids, &self.event_ids);
        if chosen.is_empty() {
            return Err(Failure::refused("act_ids", "name one act at least"));
        }
        if chosen.len() > MAX_ACTS {
            return Err(Failure::refused("act_ids", format!("name {MAX_ACTS} acts at most in one request")));
        }
        let mut known = BTreeSet::new();
        if let Some((field, _)) = chosen.iter().find(|(_, seen)| !known.insert(*seen)) {
            return Err(Failure::refused(field, "stands here a second time"));
        }
        Ok(chosen)
    }
}
