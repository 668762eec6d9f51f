//! Where accounts were seen of which no act is made, at sign-ins and registrations, say: kept beside the acts, since operators erase their records
//! just as well.

use model::Id;
use model::kind::Report;
use service::{Acting, Failure};

use crate::country::day_of;
use crate::db::ip_events::{self as table, EventRow};
use crate::db::subjects;
use crate::ids::{Account, IpEvent};
use crate::intake::IncomingEvent;
use crate::seen::Seen;
use crate::{Police, connections, preservation, retention, seals};

/// So many are filled in at once.
const PIECE: i64 = 500;

/// Keeps an event of a report, with the day from which operators of the node's country may erase the record of it.
pub(crate) async fn keep(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    account_id: Id<Account>,
    (event, country): (&IncomingEvent, &str),
) -> Result<(), Failure> {
    let event_id: Id<IpEvent> = acting.new_id();
    let erasable_on = retention::erasable_on(country, event.happened_at);
    let connection = seals::EVENT_CONNECTION.seal(acting, event_id, &event.connection)?;
    let row = EventRow {
        event_id,
        report_id,
        account_id,
        event_name: event.event_name.clone(),
        stated_text: event.stated_text.clone(),
        happened_at: event.happened_at,
        connection: Some(connection),
        address_blind: connections::blind(acting.columns(), &event.connection.address),
        connection_blind: connections::blind_whole(acting.columns(), &event.connection),
        operator: event.operator.clone(),
        shared_by_many: event.shared_by_many,
        erasable_on,
        erasable_by_law_on: erasable_on,
        lapsed: erasable_on <= day_of(country, acting.now),
    };
    table::insert_event(acting.tx, &row).await?;
    let own = Seen::Event(event_id);
    if table::list_same(acting.tx, own).await?.len() > 1 {
        // an operator may have said already that it keeps the record for longer
        preservation::refresh(acting.tx, &[own]).await?;
    }
    Ok(())
}

/// Lets events whose day has come hold up no list any more: what nobody asked for in time is gone, and accounts have long histories of sign-ins. It
/// follows from what is kept and the day, so it is no action.
pub(crate) async fn lapse(police: &Police) -> Result<(), Failure> {
    loop {
        let mut tx = police.reading("list-lapsing-events").await?;
        let events = table::list_lapsing(&mut tx, police.today(), PIECE).await?;
        drop(tx);
        if events.is_empty() {
            return Ok(());
        }
        let mut tx = police.node.db().begin_write("lapse-events").await?;
        for event_id in events {
            table::set_lapsed(&mut tx, event_id).await?;
            subjects::refresh_clocks_of_event(&mut tx, &event_id.to_string()).await?;
        }
        tx.commit().await?;
    }
}

/// At start: as [`crate::preservation::fill`], of events.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let country = &police.settings.opening.country;
    loop {
        let mut tx = police.node.db().begin_read("list-events-without-law-day").await?;
        let events = table::list_without_law_day(&mut tx, PIECE).await?;
        drop(tx);
        if events.is_empty() {
            return Ok(());
        }
        let mut tx = police.node.db().begin_write("fill-law-days-of-events").await?;
        for (event_id, happened_at) in &events {
            table::set_law_day(&mut tx, *event_id, retention::erasable_on(country, *happened_at)).await?;
        }
        let events: Vec<_> = events.into_iter().map(|(event_id, _)| Seen::Event(event_id)).collect();
        preservation::refresh(&mut tx, &events).await?;
        tx.commit().await?;
    }
}
