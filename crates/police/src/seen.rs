//! What an operator can be asked about: an act, or where else its account was seen.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Person, Report};
use service::{ColumnKeys, SealError, Sealed, Tx};

use crate::db::{DbError, Reader, acts, ip_events};
use crate::guard::Event;
use crate::ids::IpEvent;
use crate::intake::Connection;
use crate::seals;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    Act(Id<Act>),
    /// At a sign-in or a registration, say.
    Event(Id<IpEvent>),
}

impl Seen {
    /// All that were chosen, each with the field that names it.
    pub(crate) fn list(act_ids: &[Id<Act>], event_ids: &[Id<IpEvent>]) -> Vec<(String, Self)> {
        let acts = act_ids.iter().map(|id| Self::Act(*id)).enumerate();
        let events = event_ids.iter().map(|id| Self::Event(*id)).enumerate();
        let acts = acts.map(|(index, seen)| (format!("act_ids[{index}]"), seen));
        acts.chain(events.map(|(index, seen)| (format!("event_ids[{index}]"), seen))).collect()
    }

    pub(crate) fn act_id(self) -> Option<Id<Act>> {
        match self {
            Self::Act(act_id) => Some(act_id),
            Self::Event(_) => None,
        }
    }

    pub(crate) fn event_id(self) -> Option<Id<IpEvent>> {
        match self {
            Self::Act(_) => None,
            Self::Event(event_id) => Some(event_id),
        }
    }

    /// Its identifier.
    pub(crate) fn id(self) -> String {
        match self {
            Self::Act(act_id) => act_id.to_string(),
            Self::Event(event_id) => event_id.to_string(),
        }
    }

    /// Opens its connection.
    ///
    /// # Errors
    /// When the value was not sealed in its place, or is damaged.
    pub(crate) fn open(
        self,
        keys: &ColumnKeys,
        connection: &Sealed<Connection>,
    ) -> Result<Connection, SealError> {
        match self {
            Self::Act(act_id) => seals::CONNECTION.open(keys, act_id, connection),
            Self::Event(event_id) => seals::EVENT_CONNECTION.open(keys, event_id, connection),
        }
    }

    /// Why nobody is asked about it: it is not there.
    pub(crate) fn absent(self) -> &'static str {
        match self {
            Self::Act(_) => "there is no such act",
            Self::Event(_) => "there is no such event",
        }
    }

    /// The same: no address is stated, or none is left.
    pub(crate) fn without_address(self) -> &'static str {
        match self {
            Self::Act(_) => "no address is stated for this act, so no operator can be asked",
            Self::Event(_) => "the address of this event was erased, so no operator can be asked",
        }
    }

    /// The same: no operator is known.
    pub(crate) fn without_operator(self) -> &'static str {
        match self {
            Self::Act(_) => "no operator is known of the address of this act",
            Self::Event(_) => "no operator is known of the address of this event",
        }
    }

    /// The same: the operator is another.
    pub(crate) fn of_another(self) -> &'static str {
        match self {
            Self::Act(_) => "the address of this act belongs to another operator",
            Self::Event(_) => "the address of this event belongs to another operator",
        }
    }
}

/// One of them, with what says whom to ask and what may mislead.
pub(crate) struct SeenRow {
    pub(crate) seen: Seen,
    /// What stands for it where several reports tell of the same.
    pub(crate) first: Seen,
    pub(crate) report_id: Id<Report>,
    /// The time in the report's own words.
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// When its report was finished.
    reported_at: Timestamp,
    pub(crate) connection: Option<Sealed<Connection>>,
    pub(crate) operator: Option<String>,
    shared_by_many: bool,
    /// Whether what its report states of an account says that the holder was under age.
    pub(crate) maybe_minor: bool,
    /// Whose act an officer says it is; of an event, whose acts those of its account are.
    pub(crate) authors: Vec<Id<Person>>,
}

impl SeenRow {
    /// As far as it is there for the reader.
    pub(crate) async fn find(tx: &mut Tx, reader: &Reader, seen: Seen) -> Result<Option<Self>, DbError> {
        match seen {
            Seen::Act(act_id) => Ok(acts::find_act(tx, reader, act_id).await?.map(Self::of_act)),
            Seen::Event(event_id) => {
                let Some(found) = ip_events::find_event(tx, reader, event_id).await? else { return Ok(None) };
                let authors = ip_events::list_authors(tx, found.event.account_id).await?;
                Ok(Some(Self::of_event(found, authors)))
            }
        }
    }

    fn of_act(found: acts::ActInContext) -> Self {
        let act = found.act;
        Self {
            seen: Seen::Act(act.act_id),
            first: Seen::Act(act.act_id),
            report_id: act.report_id,
            stated_text: act.stated_text,
            happened_at: act.happened_at,
            reported_at: found.reported_at,
            connection: act.connection,
            operator: act.operator,
            shared_by_many: act.shared_by_many,
            maybe_minor: found.maybe_minor,
            authors: found.person_id.into_iter().collect(),
        }
    }

    pub(crate) fn of_event(found: ip_events::EventInContext, authors: Vec<Id<Person>>) -> Self {
        let event = found.event;
        Self {
            seen: Seen::Event(event.event_id),
            first: Seen::Event(found.first_id),
            report_id: event.report_id,
            stated_text: event.stated_text,
            happened_at: event.happened_at,
            reported_at: found.reported_at,
            connection: event.connection,
            operator: event.operator,
            shared_by_many: event.shared_by_many,
            maybe_minor: found.maybe_minor,
            authors,
        }
    }

    /// Its event, with what the sealed connection says.
    pub(crate) fn event<'a>(&'a self, connection: &'a Connection) -> Event<'a> {
        Event {
            stated_text: &self.stated_text,
            happened_at: self.happened_at,
            reported_at: self.reported_at,
            address: &connection.address,
            has_port: connection.port.is_some(),
            shared_by_many: self.shared_by_many,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_named_by_its_field() {
        let act: Id<Act> = "act_0190163d8694739b8e3b2c7d3a0f1301".parse().unwrap();
        let event: Id<IpEvent> = "ipe_0190163d8694739b8e3b2c7d3a0f1301".parse().unwrap();
        let listed = Seen::list(&[act, act], &[event]);
        let fields: Vec<_> = listed.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["act_ids[0]", "act_ids[1]", "event_ids[0]"]);
        assert_eq!(listed.last().map(|(_, seen)| *seen), Some(Seen::Event(event)));
    }
}
