//! Register, look up, extend, decide: one action each.

use std::marker::PhantomData;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::Id;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::words::{Age, Channel, Decision, Ground, IdentityCheck, Right, Token};
use super::{Desk, MONTHS, MOST_EXTENSION_MONTHS, RightsRequest};
use crate::db::rights_requests::{self as table, NewRow, RequestRow, TABLE};
use crate::rights::required;
use crate::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

pub(super) const OBJECT: &str = "rights_request";

/// Registers a request.
pub(super) struct Register<S> {
    pub(super) right: Right,
    pub(super) token: Token,
    pub(super) requester: String,
    pub(super) channel: Channel,
    pub(super) identity_check: IdentityCheck,
    pub(super) identity_note: String,
    pub(super) age: Age,
    pub(super) representative: String,
    pub(super) received_on: Date,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Desk> Action for Register<S> {
    type Permission = S::Permission;
    type Output = Id<RightsRequest>;
    const NAME: &'static str = "register-rights-request";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> S::Permission {
        S::HANDLE_REQUESTS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<RightsRequest>>, Failure> {
        let kind = self.token.kind();
        if !S::TOKENS.contains(&kind) {
            let can: Vec<_> = S::TOKENS.iter().map(|kind| kind.as_str()).collect();
            let message =
                format!("nothing here can be found by it; this role looks up by {}", can.join(", "));
            return Err(Failure::refused("token", message));
        }
        let today = day_of(acting.now);
        if self.received_on > today {
            return Err(Failure::refused("received_on", "lies in the future"));
        }
        let requester = required("requester", &self.requester)?;
        let representative = match (self.age, self.representative.trim()) {
            (Age::Minor, "") => {
                let message =
                    "a minor is answered through the legal representative: name them, and how that was shown";
                return Err(Failure::refused("representative", message));
            }
            (_, "") => None,
            (_, _) => Some(required("representative", &self.representative)?),
        };
        let id: Id<RightsRequest> = acting.new_id();
        let row_id = id.to_string();
        let token = seal(acting, &row_id, "token", &self.token)?;
        let requester = seal(acting, &row_id, "requester", &requester)?;
        let identity_note = seal(acting, &row_id, "identity_note", &self.identity_note.trim().to_owned())?;
        let representative =
            representative.map(|text| seal(acting, &row_id, "representative", &text)).transpose()?;
        let due_on = add_months("received_on", self.received_on, MONTHS)?;
        let row = NewRow {
            id: &row_id,
            right: self.right,
            token_kind: kind,
            token: &token,
            requester: &requester,
            channel: self.channel,
            identity_check: self.identity_check,
            identity_note: &identity_note,
            age: self.age,
            representative: representative.as_ref(),
            received_on: self.received_on,
            due_on,
            registered_at: acting.now,
            registered_by: acting.actor.name(),
        };
        table::insert(acting.tx, &row).await?;
        let entry =
            EntryDraft::on(OBJECT, id).with("right", self.right.as_str()).with("due_on", due_on.to_string());
        Ok(Done::new(id, entry))
    }
}

/// Looks the token of a request up, and keeps how much was found.
pub(super) struct LookUp<S> {
    pub(super) id: Id<RightsRequest>,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Desk> Action for LookUp<S> {
    type Permission = S::Permission;
    type Output = Id<RightsRequest>;
    const NAME: &'static str = "look-up-rights-request";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> S::Permission {
        S::HANDLE_REQUESTS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<RightsRequest>>, Failure> {
        let row = open_request(acting, self.id).await?;
        let at = ColumnRef { table: TABLE, row: &row.id, column: "token" };
        let token = row.token.open(acting.columns(), at)?;
        let found = S::look_up(acting.tx, acting.columns(), &token).await?;
        let found = seal(acting, &row.id, "found", &found)?;
        table::set_found(acting.tx, &row.id, &found, acting.now, acting.actor.name()).await?;
        Ok(Done::new(self.id, EntryDraft::on(OBJECT, self.id).grounds("rights_request")))
    }
}

/// Extends the month of a request, once.
pub(super) struct Extend<S> {
    pub(super) id: Id<RightsRequest>,
    pub(super) until: Date,
    pub(super) reason: String,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Desk> Action for Extend<S> {
    type Permission = S::Permission;
    type Output = Id<RightsRequest>;
    const NAME: &'static str = "extend-rights-request";

    fn permission(&self) -> S::Permission {
        S::HANDLE_REQUESTS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<RightsRequest>>, Failure> {
        let row = open_request(acting, self.id).await?;
        let reason = required("reason", &self.reason)?;
        if day_of(acting.now) > row.due_on {
            return Err(Failure::conflict(
                "its month is over; the person must have been told of an extension within it",
            ));
        }
        let latest = add_months("until", row.due_on, MOST_EXTENSION_MONTHS)?;
        if self.until <= row.due_on || self.until > latest {
            let message = format!("give a day after {} and no later than {latest}", row.due_on);
            return Err(Failure::refused("until", message));
        }
        let reason = seal(acting, &row.id, "extended_reason", &reason)?;
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::extend(acting.tx, &row.id, self.until, &reason, now, &by).await? {
            return Err(Failure::conflict("it was extended before"));
        }
        Ok(Done::new(self.id, EntryDraft::on(OBJECT, self.id).with("until", self.until.to_string())))
    }
}

/// Decides a request.
pub(super) struct Decide<S> {
    pub(super) id: Id<RightsRequest>,
    pub(super) decision: Decision,
    pub(super) ground: Option<Ground>,
    pub(super) reason: String,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Desk> Action for Decide<S> {
    type Permission = S::Permission;
    type Output = Id<RightsRequest>;
    const NAME: &'static str = "decide-rights-request";

    fn permission(&self) -> S::Permission {
        S::HANDLE_REQUESTS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<RightsRequest>>, Failure> {
        let row = open_request(acting, self.id).await?;
        let reason = required("reason", &self.reason)?;
        self.check(&row)?;
        let reason = seal(acting, &row.id, "decision_reason", &reason)?;
        let decided = (self.decision, self.ground);
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::decide(acting.tx, &row.id, decided, &reason, now, &by).await? {
            return Err(Failure::conflict("it was decided before"));
        }
        // which one it was would say whether anything is held: that stands in the row alone
        Ok(Done::new(self.id, EntryDraft::on(OBJECT, self.id)))
    }
}

impl<S> Decide<S> {
    fn check(&self, row: &RequestRow) -> Result<(), Failure> {
        if !row.right.decisions().contains(&self.decision) {
            let can: Vec<_> = row.right.decisions().iter().map(|decision| decision.as_str()).collect();
            return Err(Failure::refused("decision", format!("give one of {}", can.join(", "))));
        }
        match (self.decision.needs_ground(), self.ground) {
            (true, None) => {
                return Err(Failure::refused("ground", "say on which ground it is refused or restricted"));
            }
            (false, Some(_)) => return Err(Failure::refused("ground", "leave it empty: nothing is refused")),
            _ => {}
        }
        if row.searched_at.is_none() {
            return Err(Failure::conflict("look the token up first"));
        }
        if !self.decision.is_neutral() && row.identity_check == IdentityCheck::NotChecked {
            return Err(Failure::refused(
                "decision",
                "it was not checked who asks: register the request again once it is, or refuse",
            ));
        }
        Ok(())
    }
}

/// A request that is not decided.
pub(super) async fn open_request(
    acting: &mut Acting<'_>,
    id: Id<RightsRequest>,
) -> Result<RequestRow, Failure> {
    let row = table::find(acting.tx, &id.to_string()).await?;
    let row = row.ok_or_else(|| Failure::absent("rights_request"))?;
    if row.decision.is_some() {
        return Err(Failure::conflict("it was decided before"));
    }
    Ok(row)
}

pub(super) fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::UTC).date()
}

/// The same day of a later month, or its last.
fn add_months(field: &str, day: Date, months: i32) -> Result<Date, Failure> {
    day.checked_add(Span::new().months(months))
        .map_err(|_| Failure::refused(field, "is outside the calendar"))
}

fn seal<T: Serialize + DeserializeOwned>(
    acting: &Acting<'_>,
    row: &str,
    column: &str,
    value: &T,
) -> Result<Sealed<T>, Failure> {
    Ok(Sealed::seal(acting.columns(), ColumnRef { table: TABLE, row, column }, value, acting.rng())?)
}
