//! Place and lift holds; keep something longer.

use std::marker::PhantomData;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::Id;
use model::kind::LegalHold;
use model::retention::{Hold, Verdict};

use super::{KeepDecision, ObjectRef, Rights, own, required, rule_on, verdict_on};
use crate::db::rights::{self as table, HoldRow, KeepRow};
use crate::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

pub(super) const HOLD_TABLE: &str = "legal_hold";
pub(super) const KEEP_TABLE: &str = "keep_decision";
/// Where no rule says how often to look again, in years.
const LONGEST_KEEP_YEARS: i16 = 3;

/// Forbids the erasure of an object.
pub struct PlaceHold<S> {
    /// Which one.
    pub object: ObjectRef,
    /// Why.
    pub reason: String,
    /// Number of the order, request or procedure behind it.
    pub authorization: String,
    /// The last day on which it holds, in UTC; without it, until it is lifted.
    pub last_day: Option<Date>,
    /// The role.
    pub role: PhantomData<fn() -> S>,
}

impl<S: Rights> Action for PlaceHold<S> {
    type Permission = S::Permission;
    type Output = Id<LegalHold>;
    const NAME: &'static str = "place-hold";

    fn permission(&self) -> S::Permission {
        S::PLACE_HOLDS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LegalHold>>, Failure> {
        let (reason, authorization) = (self.reason.as_str(), self.authorization.as_str());
        let placed = place_hold::<S>(acting, &self.object, (reason, authorization), self.last_day).await?;
        let entry = EntryDraft::on(&self.object.kind, &self.object.id)
            .with("hold_id", placed.hold_id.to_string())
            .with("until", placed.until.map_or_else(|| "open".to_owned(), |until| until.to_string()));
        Ok(Done::new(placed.hold_id, entry))
    }
}

/// Places a hold in the transaction of an action that has asked [`Rights::PLACE_HOLDS`] and writes an entry on the object.
///
/// # Errors
/// A field that is blank or lies in the past; absent or conflict where the object is not kept.
pub async fn place_hold<S: Rights>(
    acting: &mut Acting<'_>,
    object: &ObjectRef,
    (reason, authorization): (&str, &str),
    last_day: Option<Date>,
) -> Result<Hold, Failure> {
    let reason = required("reason", reason)?;
    let authorization = required("authorization", authorization)?;
    require_kept::<S>(acting, object).await?;
    let until = last_day.map(day_after);
    if until.is_some_and(|until| until <= acting.now) {
        return Err(Failure::refused("last_day", "lies in the past; leave it empty for an open hold"));
    }
    let hold = Hold { hold_id: acting.new_id(), from: acting.now, until, lifted_at: None };
    let key = hold.hold_id.to_string();
    let row = HoldRow {
        hold,
        object: object.clone(),
        reason: seal(acting, HOLD_TABLE, &key, "reason", &reason)?,
        authorization: seal(acting, HOLD_TABLE, &key, "authorization_number", &authorization)?,
        placed_at: acting.now,
        placed_by: acting.actor.name().to_owned(),
        lifted_by: None,
        lifted_reason: None,
    };
    table::insert_hold(acting.tx, &row).await?;
    Ok(hold)
}

/// Lifts a hold before its end.
pub struct LiftHold<S> {
    /// Which one.
    pub hold_id: Id<LegalHold>,
    /// Why.
    pub reason: String,
    /// The role.
    pub role: PhantomData<fn() -> S>,
}

impl<S: Rights> Action for LiftHold<S> {
    type Permission = S::Permission;
    type Output = Id<LegalHold>;
    const NAME: &'static str = "lift-hold";

    fn permission(&self) -> S::Permission {
        S::PLACE_HOLDS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LegalHold>>, Failure> {
        let row = table::find_hold(acting.tx, self.hold_id).await?.ok_or_else(|| Failure::absent("hold"))?;
        if !S::may_read(acting.tx, acting.actor, &row.object).await? {
            return Err(Failure::absent("hold"));
        }
        let reason = required("reason", &self.reason)?;
        let reason = seal(acting, HOLD_TABLE, &self.hold_id.to_string(), "lifted_reason", &reason)?;
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::lift_hold(acting.tx, self.hold_id, now, &by, &reason).await? {
            return Err(Failure::conflict("the hold is lifted already"));
        }
        let entry =
            EntryDraft::on(&row.object.kind, &row.object.id).with("hold_id", self.hold_id.to_string());
        Ok(Done::new(self.hold_id, entry))
    }
}

/// Decides that something whose period is over, or whose review is due, is still needed.
pub struct KeepLonger<S> {
    /// Which one.
    pub object: ObjectRef,
    /// Why it is still needed.
    pub reason: String,
    /// The day on which to look again.
    pub until: Date,
    /// The role.
    pub role: PhantomData<fn() -> S>,
}

impl<S: Rights> Action for KeepLonger<S> {
    type Permission = S::Permission;
    type Output = Id<KeepDecision>;
    const NAME: &'static str = "keep-longer";

    fn permission(&self) -> S::Permission {
        S::DECIDE_RETENTION
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<KeepDecision>>, Failure> {
        let reason = required("reason", &self.reason)?;
        let kept = require_kept::<S>(acting, &self.object).await?;
        let (verdict, _) = verdict_on(acting.tx, &kept, acting.now).await?;
        if matches!(verdict, Verdict::Keep { .. }) {
            return Err(Failure::conflict("it is neither due for review nor at the end of its period"));
        }
        let kept_until = self.checked_until(acting.now, &kept)?;
        let id: Id<KeepDecision> = acting.new_id();
        let row = KeepRow {
            keep_decision_id: id.to_string(),
            object: self.object.clone(),
            reason: seal(acting, KEEP_TABLE, &id.to_string(), "reason", &reason)?,
            kept_until,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
        };
        table::insert_keep(acting.tx, &row).await?;
        let entry = EntryDraft::on(&self.object.kind, &self.object.id)
            .with("keep_decision_id", id.to_string())
            .with("kept_until", kept_until.to_string());
        Ok(Done::new(id, entry))
    }
}

impl<S: Rights> KeepLonger<S> {
    /// No later than the next review that the rule asks for.
    fn checked_until(&self, now: Timestamp, kept: &super::Kept) -> Result<Timestamp, Failure> {
        let until = day_after(self.until);
        if until <= now {
            return Err(Failure::refused("until", "lies in the past"));
        }
        let every = rule_on(kept).and_then(|rule| rule.review_every).map_or(LONGEST_KEEP_YEARS, |p| p.years);
        let latest = now
            .to_zoned_datetime(TimeZone::UTC)
            .checked_add(Span::new().years(every).days(1))
            .map_or(Timestamp::MAX, |day| day.timestamp());
        if until > latest {
            return Err(Failure::refused(
                "until",
                format!("look again within {every} years; give an earlier day"),
            ));
        }
        Ok(until)
    }
}

/// The object as it is kept; absent when it is not, or is erased.
pub(super) async fn require_kept<S: Rights>(
    acting: &mut Acting<'_>,
    object: &ObjectRef,
) -> Result<super::Kept, Failure> {
    if !S::may_read(acting.tx, acting.actor, object).await? {
        return Err(Failure::absent("object"));
    }
    if let Some(row) = table::find_erasure(acting.tx, object).await? {
        return Err(Failure::conflict(format!(
            "it was erased at {}; receipt {}",
            row.erased_at, row.erasure_id
        )));
    }
    own::find_kept::<S>(acting.tx, object).await?.ok_or_else(|| Failure::absent("object"))
}

/// The first instant after a day, in UTC.
fn day_after(day: Date) -> Timestamp {
    let next = day.tomorrow().and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)));
    next.unwrap_or(Timestamp::MAX)
}

fn seal(
    acting: &Acting<'_>,
    table: &str,
    row: &str,
    column: &str,
    text: &String,
) -> Result<Sealed<String>, Failure> {
    Ok(Sealed::seal(acting.columns(), ColumnRef { table, row, column }, text, acting.rng())?)
}
