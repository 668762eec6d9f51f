//! What operators say that they preserve moves the day from which they may erase: the law's day, or a later one by their own word.

use jiff::Timestamp;
use jiff::civil::Date;
use model::kind::Act;
use model::law::{Jurisdiction, PreservationOrder};
use model::{Id, Zone};
use service::{Failure, Tx};

use crate::db::preservation as table;
use crate::db::{limitation, subjects};
use crate::retention;

/// By which channel a letter is sent.
pub(crate) const CHANNELS: [&str; 5] = ["portal", "post", "email", "by_hand", "other"];

/// Most acts in the letters of one draft.
pub(crate) const MOST_ACTS: u16 = 1000;

/// The order that the law has for it on a day.
pub(crate) fn order_on(now: Timestamp) -> Option<&'static PreservationOrder> {
    Jurisdiction::Spain.find_preservation(today(now))
}

/// The day by the clock of Madrid.
pub(crate) fn today(now: Timestamp) -> Date {
    Zone::EuropeMadrid.time_zone().to_datetime(now).date()
}

/// Computes anew from when operators may erase the records of these acts: an answer came, or was withdrawn.
pub(crate) async fn refresh(tx: &mut Tx, acts: &[Id<Act>]) -> Result<(), Failure> {
    for act_id in acts {
        let Some(act) = limitation::find_timed(tx, *act_id).await? else { continue };
        let by_law = retention::erasable_on(act.happened_at);
        let by_word = table::find_preserved(tx, *act_id).await?;
        table::set_erasable(tx, *act_id, by_word.map_or(by_law, |day| day.max(by_law))).await?;
        subjects::refresh_clocks_of_act(tx, &act_id.to_string()).await?;
    }
    Ok(())
}
