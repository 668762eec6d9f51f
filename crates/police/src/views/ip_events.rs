//! Where accounts were seen of which no act is made, as readers see them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Report, Subject};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::acts::{SubscriberView, subscribers_of};
use crate::db::disclosure_answers::{self, SubscriberRow};
use crate::db::ip_events::EventInContext;
use crate::db::{Reader, disclosures};
use crate::guard::EventFlag;
use crate::ids::{Account, DisclosureRequest, IpEvent};
use crate::seen::{Seen, SeenRow};

/// A dated event of an account that is no act: a sign-in or a registration, say.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct IpEventView {
    #[schema(value_type = String)]
    pub(crate) event_id: Id<IpEvent>,
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    #[schema(value_type = String)]
    pub(crate) account_id: Id<Account>,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// During what the account was seen, as the CyberTipline names it; empty where none is stated.
    pub(crate) event: String,
    /// The time in the report's own words.
    pub(crate) time_text: String,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// Codes of what may mislead about the event: an operator is asked about it with a reason only.
    pub(crate) event_flags: Vec<&'static str>,
    /// None is left once the report is erased.
    pub(crate) ip: Option<String>,
    pub(crate) port: Option<u16>,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    /// Whether many subscribers share the address: then the port is needed.
    pub(crate) shared_by_many: bool,
    /// The first day on which the operator may erase the record of it: by the law of the node's country, or by its own word if that is later.
    /// The end of the calendar where no rule tells it.
    #[schema(value_type = String)]
    pub(crate) erasable_on: Date,
    /// The same by law alone.
    #[schema(value_type = String)]
    pub(crate) erasable_by_law_on: Date,
    /// Whether that day has come: the record may be gone, and holds up no list any more.
    pub(crate) lapsed: bool,
    /// Standing requests that ask about it.
    #[schema(value_type = Vec<String>)]
    pub(crate) asked_in: Vec<Id<DisclosureRequest>>,
    /// What operators answered.
    pub(crate) subscribers: Vec<SubscriberView>,
}

model::unprintable!(IpEventView);

impl IpEventView {
    /// From when the operator may erase; none where no rule and no word tells it.
    pub(crate) fn known_day(&self) -> Option<Date> {
        Some(self.erasable_on).filter(|day| *day != Date::MAX)
    }

    /// The same by law alone.
    pub(crate) fn known_law_day(&self) -> Option<Date> {
        Some(self.erasable_by_law_on).filter(|day| *day != Date::MAX)
    }

    /// Whether nobody has asked about it while its record is there for certain.
    pub(crate) fn waits(&self) -> bool {
        self.asked_in.is_empty() && !self.lapsed
    }

    /// Opens events, with what was asked and answered about each.
    pub(crate) async fn open_all(
        tx: &mut Tx,
        reader: &Reader,
        keys: &ColumnKeys,
        rows: Vec<EventInContext>,
    ) -> Result<Vec<Self>, Failure> {
        let mut views = rows.into_iter().map(|row| Self::new(keys, row)).collect::<Result<Vec<_>, _>>()?;
        let subjects: BTreeSet<_> = views.iter().map(|view| view.subject_id).collect();
        for subject_id in subjects {
            let subscribers = disclosure_answers::list_subscribers_of_subject(tx, reader, subject_id).await?;
            let asked = disclosures::list_asked(tx, reader, subject_id).await?;
            for view in views.iter_mut().filter(|view| view.subject_id == subject_id) {
                view.disclose(keys, &asked, &subscribers)?;
            }
        }
        Ok(views)
    }

    fn new(keys: &ColumnKeys, found: EventInContext) -> Result<Self, Failure> {
        let (report_number, subject_id) = (found.report_number, found.subject_id);
        let (account_id, event) = (found.event.account_id, found.event.event_name.clone());
        let (event_id, shared_by_many) = (found.event.event_id, found.event.shared_by_many);
        let (erasable_on, erasable_by_law_on) = (found.event.erasable_on, found.event.erasable_by_law_on);
        let lapsed = found.event.lapsed;
        let row = SeenRow::of_event(found, Vec::new());
        let open = |sealed| row.seen.open(keys, sealed);
        let connection = row.connection.as_ref().map(open).transpose()?;
        let event_flags = match &connection {
            Some(connection) => row.event(connection).flags(),
            // nobody is asked about it
            None => Vec::new(),
        };
        Ok(Self {
            event_id,
            report_id: row.report_id,
            report_number,
            account_id,
            subject_id,
            event,
            time_text: row.stated_text.clone(),
            at: row.happened_at,
            event_flags: event_flags.into_iter().map(EventFlag::code).collect(),
            port: connection.as_ref().and_then(|connection| connection.port),
            ip: connection.map(|connection| connection.address),
            operator: row.operator.clone(),
            shared_by_many,
            erasable_on,
            erasable_by_law_on,
            lapsed,
            asked_in: Vec::new(),
            subscribers: Vec::new(),
        })
    }

    /// Adds what was asked and answered about it.
    fn disclose(
        &mut self,
        keys: &ColumnKeys,
        asked: &[(Seen, Id<DisclosureRequest>)],
        subscribers: &[SubscriberRow],
    ) -> Result<(), Failure> {
        let own = Seen::Event(self.event_id);
        self.asked_in = asked.iter().filter(|(seen, _)| *seen == own).map(|(_, request)| *request).collect();
        self.subscribers = subscribers_of(keys, own, subscribers)?;
        Ok(())
    }
}
