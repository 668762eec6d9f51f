//! Acts as readers see them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Act, Person, Report, Subject};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;
use wire::disclosure::{Installation, LineKind};

use crate::db::Reader;
use crate::db::acts::ActInContext;
use crate::db::disclosure_answers::{self, SubscriberRow};
use crate::db::disclosures;
use crate::guard::EventFlag;
use crate::ids::{Account, DisclosureRequest, GroundLoss};
use crate::intake::Connection;
use crate::known_losses::KnownLosses;
use crate::seals;
use crate::seen::Seen;

/// One alleged act.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ActView {
    #[schema(value_type = String)]
    pub(crate) act_id: Id<Act>,
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    #[schema(value_type = String)]
    pub(crate) account_id: Id<Account>,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// The time in the report's own words.
    pub(crate) time_text: String,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// The element that states the time.
    pub(crate) time_source: String,
    /// Codes of what may mislead about the event: an operator is asked about it with a reason only.
    pub(crate) event_flags: Vec<&'static str>,
    pub(crate) ip: Option<String>,
    pub(crate) port: Option<u16>,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    /// Whether many subscribers share the address: then the port is needed.
    pub(crate) shared_by_many: bool,
    pub(crate) file_id: Option<String>,
    pub(crate) file_sha256: Option<String>,
    pub(crate) file_name: Option<String>,
    pub(crate) cluster_id: Option<String>,
    /// The first day on which the operator may erase the record of the connection: by the law of the node's country, or by
    /// its own word if that is later. The end of the calendar where no rule tells it.
    #[schema(value_type = String)]
    pub(crate) erasable_on: Date,
    /// The same by law alone.
    #[schema(value_type = String)]
    pub(crate) erasable_by_law_on: Date,
    /// The first day on which the act may have lapsed; none where no clock of limitation runs.
    #[schema(value_type = Option<String>)]
    pub(crate) limitation_until: Option<Date>,
    /// Standing requests that ask about this act.
    #[schema(value_type = Vec<String>)]
    pub(crate) asked_in: Vec<Id<DisclosureRequest>>,
    /// What operators answered.
    pub(crate) subscribers: Vec<SubscriberView>,
    /// Whose act an officer says it is.
    #[schema(value_type = Option<String>)]
    pub(crate) person_id: Option<Id<Person>>,
    /// Lost grounds of its file or its address: whoever is identified by it is held back.
    #[schema(value_type = Vec<String>)]
    pub(crate) lost_grounds: Vec<Id<GroundLoss>>,
}

model::unprintable!(ActView);

/// A subscriber that an operator named for an act or an event.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct SubscriberView {
    #[schema(value_type = String)]
    pub(crate) request_id: Id<DisclosureRequest>,
    /// The operator's own reference of the line.
    pub(crate) line: String,
    #[schema(value_type = String)]
    pub(crate) kind: LineKind,
    pub(crate) holder: String,
    /// When the holder was born, as the operator keeps it.
    #[schema(value_type = Option<String>)]
    pub(crate) born_on: Option<Date>,
    /// Where bills go: no place of use.
    pub(crate) billing_address: String,
    /// Where a fixed line ends.
    #[schema(value_type = Option<Object>)]
    pub(crate) installation: Option<Installation>,
    /// The province of the installation, as an INE code, when it was understood.
    pub(crate) installation_province: Option<&'static str>,
}

model::unprintable!(SubscriberView);

impl ActView {
    /// From when the operator may erase; none where no rule and no word tells it.
    pub(crate) fn known_day(&self) -> Option<Date> {
        Some(self.erasable_on).filter(|day| *day != Date::MAX)
    }

    /// The same by law alone.
    pub(crate) fn known_law_day(&self) -> Option<Date> {
        Some(self.erasable_by_law_on).filter(|day| *day != Date::MAX)
    }

    /// Opens acts, with what was asked and answered about each.
    pub(crate) async fn open_all(
        tx: &mut Tx,
        reader: &Reader,
        keys: &ColumnKeys,
        rows: &[ActInContext],
    ) -> Result<Vec<Self>, Failure> {
        let known = KnownLosses::load(tx, keys).await?;
        let mut views = rows.iter().map(|row| Self::new(keys, &known, row)).collect::<Result<Vec<_>, _>>()?;
        let subjects: BTreeSet<_> = rows.iter().map(|row| row.subject_id).collect();
        for subject_id in subjects {
            let subscribers = disclosure_answers::list_subscribers_of_subject(tx, reader, subject_id).await?;
            let asked = disclosures::list_asked(tx, reader, subject_id).await?;
            for view in views.iter_mut().filter(|view| view.subject_id == subject_id) {
                view.disclose(keys, &asked, &subscribers)?;
            }
        }
        Ok(views)
    }

    fn new(keys: &ColumnKeys, known: &KnownLosses, row: &ActInContext) -> Result<Self, Failure> {
        let act = &row.act;
        let open = |sealed| seals::CONNECTION.open(keys, act.act_id, sealed);
        let connection: Option<Connection> = act.connection.as_ref().map(open).transpose()?;
        let event_flags = match &connection {
            Some(connection) => row.event(connection).flags(),
            // nobody is asked about it
            None => Vec::new(),
        };
        let address = connection.as_ref().map(|connection| connection.address.as_str());
        let lost_grounds = known.of(act.act_id, act.file_sha256.as_deref(), address);
        let name = act.file_name.as_ref().map(|sealed| seals::FILE_NAME.open(keys, act.act_id, sealed));
        Ok(Self {
            act_id: act.act_id,
            report_id: act.report_id,
            report_number: row.report_number,
            account_id: act.account_id,
            subject_id: row.subject_id,
            time_text: act.stated_text.clone(),
            at: act.happened_at,
            time_source: act.time_source.clone(),
            event_flags: event_flags.into_iter().map(EventFlag::code).collect(),
            port: connection.as_ref().and_then(|connection| connection.port),
            ip: connection.map(|connection| connection.address),
            operator: act.operator.clone(),
            shared_by_many: act.shared_by_many,
            file_id: act.file_id.clone(),
            file_sha256: act.file_sha256.clone(),
            file_name: name.transpose()?,
            cluster_id: row.cluster_id.clone(),
            erasable_on: act.erasable_on,
            erasable_by_law_on: act.erasable_by_law_on,
            limitation_until: act.limitation_until,
            asked_in: Vec::new(),
            subscribers: Vec::new(),
            person_id: row.person_id,
            lost_grounds: lost_grounds.into_iter().collect(),
        })
    }

    /// Adds what was asked and answered about this act.
    fn disclose(
        &mut self,
        keys: &ColumnKeys,
        asked: &[(Seen, Id<DisclosureRequest>)],
        subscribers: &[SubscriberRow],
    ) -> Result<(), Failure> {
        let own = Seen::Act(self.act_id);
        self.asked_in = asked.iter().filter(|(seen, _)| *seen == own).map(|(_, request)| *request).collect();
        self.subscribers = subscribers_of(keys, own, subscribers)?;
        Ok(())
    }
}

/// Opens what operators answered about one act or event; without what was erased since.
pub(super) fn subscribers_of(
    keys: &ColumnKeys,
    own: Seen,
    subscribers: &[SubscriberRow],
) -> Result<Vec<SubscriberView>, Failure> {
    let mut views = Vec::new();
    let kept = |row: &&SubscriberRow| row.seen == own && !row.subscriber.as_column().is_empty();
    for row in subscribers.iter().filter(kept) {
        let subscriber = seals::SUBSCRIBER.open(keys, row.subscriber_id, &row.subscriber)?;
        views.push(SubscriberView {
            request_id: row.request_id,
            line: subscriber.line,
            kind: subscriber.kind,
            holder: subscriber.holder,
            born_on: subscriber.born_on,
            billing_address: subscriber.billing_address,
            installation: subscriber.installation,
            installation_province: row.installation_province.map(model::Province::code),
        });
    }
    Ok(views)
}
