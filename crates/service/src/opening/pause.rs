//! A pause after many openings in a row: what one must look at wears, and nobody notices in time how much.
//!
//! Computed from the openings alone. Of a person's openings (previews among them) within the `pause_window_minutes` before their last one, those count
//! that follow each other without a break of `pause_minutes`; once there are `pause_after_openings` of them, the next look waits until the last
//! one lies `pause_minutes` back. Nothing is kept of it, and nobody else is told.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::OpeningConfig;
use crate::db::openings as table;
use crate::{Failure, Tx};

/// Until when `person` pauses; none while they may go on.
///
/// # Errors
/// When the database fails.
pub(super) async fn pause_of(
    tx: &mut Tx,
    person: &str,
    config: &OpeningConfig,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    if config.pause_after_openings == 0 || config.pause_minutes == 0 {
        return Ok(None);
    }
    // while one pauses, the openings that led to it grow old: they count from the last one, not from now
    let back = minutes(config.pause_window_minutes) + minutes(config.pause_minutes);
    let first = now.checked_sub(back).unwrap_or(Timestamp::MIN);
    let most = i64::from(config.pause_after_openings);
    // no clock is a day behind UTC
    let day = TimeZone::UTC.to_datetime(first).date().saturating_sub(1.day());
    let newest_first = table::list_times(tx, person, (day, first), most).await?;
    Ok(pause_until(&newest_first, config, now))
}

/// The same from the times themselves, newest first.
fn pause_until(newest_first: &[Timestamp], config: &OpeningConfig, now: Timestamp) -> Option<Timestamp> {
    let pause = minutes(config.pause_minutes);
    let newest = *newest_first.first()?;
    let ends_at = newest.checked_add(pause).ok()?;
    let window = minutes(config.pause_window_minutes);
    let in_window = newest_first.iter().take_while(|at| newest.duration_since(**at) <= window).count();
    let breaks = newest_first.windows(2).position(|pair| pair[0].duration_since(pair[1]) >= pause);
    let in_a_row = breaks.map_or(newest_first.len(), |at| at + 1).min(in_window);
    let is_due = u32::try_from(in_a_row).is_ok_and(|count| count >= config.pause_after_openings);
    (is_due && now < ends_at).then_some(ends_at)
}

fn minutes(minutes: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_609_146_000 + minute * 60).unwrap()
    }

    /// Three in a row, then ten minutes.
    fn config() -> OpeningConfig {
        OpeningConfig { pause_after_openings: 3, pause_minutes: 10, ..OpeningConfig::default() }
    }

    #[test]
    fn a_pause_is_due_after_so_many_in_a_row_and_no_longer_than_it_says() {
        let until = |times: &[i64], now: i64| {
            let times: Vec<_> = times.iter().map(|minute| at(*minute)).collect();
            pause_until(&times, &config(), at(now))
        };
        assert_eq!(until(&[], 0), None);
        assert_eq!(until(&[2, 1], 2), None, "two are none too many");
        assert_eq!(until(&[2, 1, 0], 2), Some(at(12)));
        assert_eq!(until(&[2, 1, 0], 11), Some(at(12)));
        assert_eq!(until(&[2, 1, 0], 12), None, "it is over");
        assert_eq!(until(&[12, 2, 1, 0], 12), None, "who has paused begins anew");
        assert_eq!(until(&[14, 13, 12, 2, 1, 0], 14), Some(at(24)));
        assert_eq!(until(&[11, 2, 1], 11), Some(at(21)), "nine minutes are no pause");
    }

    #[test]
    fn a_pause_does_not_end_early_because_what_led_to_it_grew_old() {
        let config = OpeningConfig { pause_window_minutes: 18, ..config() };
        let until = |times: [i64; 3], now| pause_until(&times.map(at), &config, at(now));
        assert_eq!(until([18, 9, 0], 27), Some(at(28)));
        assert_eq!(until([19, 10, 0], 19), None, "the first lies too far before the last");
    }

    #[test]
    fn a_pause_of_no_time_or_after_none_is_never_due() {
        let times = [at(2), at(1), at(0)];
        let of_no_time = OpeningConfig { pause_minutes: 0, ..config() };
        assert_eq!(pause_until(&times, &of_no_time, at(2)), None);
        assert_eq!(pause_until(&times, &OpeningConfig { pause_after_openings: 4, ..config() }, at(2)), None);
    }
}
