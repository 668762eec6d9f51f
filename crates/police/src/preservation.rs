//! What operators say that they preserve moves the day from which they may erase: the law's day, or a later one by their own word.

use jiff::Timestamp;
use jiff::civil::Date;
use model::law::PreservationOrder;
use service::{Failure, Tx};

use crate::country::{day_of, law_of};
use crate::db::ip_events::list_same;
use crate::db::law_days as table;
use crate::db::subjects;
use crate::seen::Seen;
use crate::{Police, retention};

/// So many acts are filled in at once.
const PIECE: i64 = 500;

/// By which channel a letter is sent.
pub(crate) const CHANNELS: [&str; 5] = ["portal", "post", "email", "by_hand", "other"];

/// Most acts and events in the letters of one draft.
pub(crate) const MOST_ACTS: u16 = 1000;

/// The order that the law of the node's country has for it on a day; none where none is known.
pub(crate) fn order_on(country: &str, now: Timestamp) -> Option<&'static PreservationOrder> {
    law_of(country)?.find_preservation(day_of(country, now))
}

/// Computes anew from when operators may erase the records of these, and of what tells of the same in other reports: an answer came, or was withdrawn.
pub(crate) async fn refresh(tx: &mut Tx, all: &[Seen]) -> Result<(), Failure> {
    for named in all {
        for seen in list_same(tx, *named).await? {
            refresh_one(tx, seen).await?;
        }
    }
    Ok(())
}

async fn refresh_one(tx: &mut Tx, seen: Seen) -> Result<(), Failure> {
    let Some((by_law, before)) = table::find_erasable(tx, seen).await? else { return Ok(()) };
    let by_word = table::find_preserved(tx, seen).await?;
    let day = by_word.map_or(by_law, |day| later(by_law, day));
    if day != before {
        table::set_erasable(tx, seen, day).await?;
        match seen {
            Seen::Act(act_id) => subjects::refresh_clocks_of_act(tx, &act_id.to_string()).await?,
            Seen::Event(event_id) => subjects::refresh_clocks_of_event(tx, &event_id.to_string()).await?,
        }
    }
    Ok(())
}

/// The day of the law, or a later one by the operator's own word. Where no rule tells a day, that word is all there is.
fn later(by_law: Date, by_word: Date) -> Date {
    if by_law == Date::MAX { by_word } else { by_law.max(by_word) }
}

/// At start: computes the days of the law of what came before they were kept, by the node's country. It may stop anywhere, and goes on from
/// there at the next start. It follows from what is kept and says nothing new, so it is no action, just as a migration is none.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let country = &police.settings.opening.country;
    loop {
        let mut tx = police.node.db().begin_read("list-acts-without-law-day").await?;
        let acts = table::list_without_law_day(&mut tx, PIECE).await?;
        drop(tx);
        if acts.is_empty() {
            return Ok(());
        }
        let mut tx = police.node.db().begin_write("fill-law-days").await?;
        for (act_id, happened_at) in &acts {
            table::set_law_day(&mut tx, *act_id, retention::erasable_on(country, *happened_at)).await?;
        }
        let acts: Vec<_> = acts.into_iter().map(|(act_id, _)| Seen::Act(act_id)).collect();
        refresh(&mut tx, &acts).await?;
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_later_day_counts_and_no_day_is_none() {
        let (law, word) = (date(2021, 10, 10), date(2022, 3, 1));
        assert_eq!((later(law, word), later(word, law), later(Date::MAX, word)), (word, word, word));
    }

    #[test]
    fn a_country_has_its_own_order_or_none() {
        let source =
            |country| order_on(country, "2026-01-01T12:00:00Z".parse().unwrap()).map(|it| it.article);
        assert_eq!(
            (source("ES"), source(""), source("PT")),
            (Some("588 octies"), Some("588 octies"), Some("12"))
        );
        assert_eq!(source("FR"), None);
    }
}
