//! What a pair of accounts shares, family by family, as one level each: the classes whose weight is estimated.

use super::accounts::Account;
use super::family::Family;
use super::keys::{DAY_S, Kind};
use super::pairs::{Shared, SharedKeys};
use super::texts::number_of;

/// A level of one family. 0: nothing is known.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(pub(super) u8);

/// The levels of a pair, by family.
#[derive(Clone, Copy, Default)]
pub(super) struct Levels {
    by_family: [Level; Family::ALL.len()],
    /// 1 to 3, by the reports of the account with fewer.
    pub(super) size: u8,
}

impl std::ops::Index<Family> for Levels {
    type Output = Level;

    fn index(&self, family: Family) -> &Level {
        &self.by_family[family as usize]
    }
}

impl std::ops::IndexMut<Family> for Levels {
    fn index_mut(&mut self, family: Family) -> &mut Level {
        &mut self.by_family[family as usize]
    }
}

impl Levels {
    /// Whether something is shared that a home has: a telephone, a device, or a line; but of the address of a crowd only where both acted in the
    /// same hours. An e-mail address, a handle or a file are not of a home.
    pub(super) fn share_a_home(self) -> bool {
        let line = self[Family::Line];
        let identifier =
            [Family::Phone, Family::Device].into_iter().any(|family| self[family].is_shared(family));
        identifier || (line.is_shared(Family::Line) && !line.is_of_crowd()) || line.met_in_crowd()
    }
}

/// One more than the highest level.
pub(super) const LEVELS: usize = 104;

impl Level {
    pub(super) const UNKNOWN: Self = Self(0);
    /// Both state something of the family and share none of it: 1 to 3, by the reports of the account with fewer.
    const NONE_SHARED: std::ops::RangeInclusive<u8> = 1..=3;
    const FIRST_SHARED: u8 = 4;
    const DAY: u8 = 10;
    const LEASE: u8 = 40;
    /// From [`Self::DAY`] or [`Self::LEASE`].
    const OF_CROWD: u8 = 12;
    /// From [`Self::DAY`].
    const MET: u8 = 21;
    const REPEATS_NAME: u8 = 52;
    /// Of [`Family::Email`]: levels for each class of how many others have addresses of the same letters.
    const ALIKE: u8 = 12;

    /// Whether the level says that something is shared.
    pub(super) fn is_shared(self, family: Family) -> bool {
        self.0 >= if family.is_stated() { Self::FIRST_SHARED } else { 1 }
    }

    /// Whether both state something and share nothing; the number of reports of the account with fewer, as a class.
    pub(super) fn none_shared(self, family: Family) -> Option<usize> {
        (family.is_stated() && Self::NONE_SHARED.contains(&self.0)).then_some(usize::from(self.0))
    }

    /// Of [`Family::Line`]: one line on one day, and not merely within a lease.
    pub(super) fn is_line_of_one_day(self) -> bool {
        (1..Self::LEASE).contains(&self.0)
    }

    /// Of [`Family::Line`]: on how many days, at least, a line was shared; 3 for more.
    fn days_of_line(self) -> usize {
        if self.is_line_of_one_day() { usize::from((self.0 - 1) % 3 + 1) } else { 0 }
    }

    /// Of [`Family::Line`]: an address that a crowd has used, without a block of ports.
    pub(super) fn is_of_crowd(self) -> bool {
        (Self::DAY + Self::OF_CROWD..Self::LEASE).contains(&self.0) || self.0 >= Self::LEASE + Self::OF_CROWD
    }

    /// Of [`Family::Line`]: an address that a crowd has used on one day, when the two acted in the same hours.
    fn met_in_crowd(self) -> bool {
        (Self::DAY + Self::MET..Self::LEASE).contains(&self.0)
    }

    /// Of [`Family::Handle`], [`Family::Email`]: whether what is shared is made of a name.
    pub(super) fn repeats_name(self) -> bool {
        self.0 > Self::REPEATS_NAME
    }

    /// Of [`Family::Email`]: how many doublings of others, about, have addresses of the same letters.
    pub(super) fn doublings_alike(self) -> u8 {
        let level = if self.repeats_name() { self.0 - Self::REPEATS_NAME } else { self.0 };
        2 * (level.saturating_sub(Self::FIRST_SHARED) / Self::ALIKE)
    }

    /// Of [`Family::Evening`], of two whose acts happened at these times; what a shared line tells of its days is not told twice.
    pub(super) fn of_evenings(one: &[i64], other: &[i64], line: Self) -> Self {
        Self(evening(one, other, line.days_of_line()))
    }

    /// The levels of a pair.
    pub(super) fn of_pair(shared: &SharedKeys, one: &Account, other: &Account) -> Levels {
        let size = size_class(one.at_s.len().min(other.at_s.len()));
        let identifier = |kind: Kind| {
            let found = shared.of(kind);
            if found.any() {
                Self::FIRST_SHARED
                    + few_or_many(found.holders) * 4
                    + u8::from(found.apart) * 2
                    + u8::from(found.keys > 1)
            } else if one.states[kind as usize] && other.states[kind as usize] {
                size
            } else {
                0
            }
        };
        let line = line(shared, || {
            let (few, many) = fewer_first(&one.at_s, &other.at_s);
            met(few, many) > 0
        });
        let file = shared.of(Kind::File);
        let file = if file.any() { 1 + few_or_many(file.holders) * 4 + (file.keys - 1).min(3) } else { 0 };
        let evening = Self::of_evenings(&one.at_s, &other.at_s, Self(line)).0;
        let by_family = [
            if shared.of(Kind::Email).any() { email(shared) } else { identifier(Kind::Email) },
            identifier(Kind::Phone),
            identifier(Kind::Device),
            line,
            file,
            handle(shared).unwrap_or(if one.states_handle && other.states_handle { size } else { 0 }),
            evening,
        ];
        Levels { by_family: by_family.map(Self), size }
    }
}

/// 0 for two holders, one more for each doubling, at most 5.
fn few_or_many(holders: u8) -> u8 {
    match holders {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        9..=16 => 3,
        17..=32 => 4,
        _ => 5,
    }
}

/// 1, 2 or 3: one report, two to four, more.
fn size_class(reports: usize) -> u8 {
    match reports {
        0..=1 => 1,
        2..=4 => 2,
        _ => 3,
    }
}

/// The fewer others have addresses of the same letters, the more it tells.
fn email(shared: &SharedKeys) -> u8 {
    let found = shared.of(Kind::Email);
    let alike = match found.crowd - found.holders.min(found.crowd) {
        0 => 0,
        1..=3 => 1,
        4..=15 => 2,
        _ => 3,
    };
    let level = Level::FIRST_SHARED
        + alike * Level::ALIKE
        + few_or_many(found.holders) * 2
        + u8::from(found.keys > 1);
    if shared.address_repeats_name { level + Level::REPEATS_NAME } else { level }
}

/// A block of ports tells more than a day, a day more than a lease, and an address that few ever used more than the exit of a crowd; of that
/// one it tells more if the two acted in the same hours.
fn line(shared: &SharedKeys, met: impl FnOnce() -> bool) -> u8 {
    let level = |found: Shared, first: u8, few: u8| first + few * 3 + (found.keys - 1).min(2);
    let few = |found: Shared| match found.crowd {
        0..=64 => few_or_many(found.crowd).saturating_sub(1),
        65..=128 => 5,
        _ => 6,
    };
    let [block, day, lease] = [Kind::PortBlock, Kind::Day, Kind::Lease].map(|kind| shared.of(kind));
    if block.any() {
        level(block, 1, few_or_many(block.holders).min(2))
    } else if day.any() {
        let of_crowd = few(day) * 3 >= Level::OF_CROWD;
        level(day, Level::DAY, few(day) + 3 * u8::from(of_crowd && met()))
    } else if lease.any() {
        level(lease, Level::LEASE, few(lease))
    } else {
        0
    }
}

/// The same handle tells more than the same letters, those more than letters shared with an e-mail address. What a shared address has in
/// common with itself says nothing.
fn handle(shared: &SharedKeys) -> Option<u8> {
    let [handle, letters, stem] = [Kind::Handle, Kind::HandleStem, Kind::Stem].map(|kind| shared.of(kind));
    let level = if handle.any() {
        Level::FIRST_SHARED + few_or_many(handle.holders)
    } else if letters.any() {
        14 + few_or_many(letters.holders)
    } else if !stem.any() {
        return None;
    } else if shared.of(Kind::Email).any() {
        return Some(0);
    } else {
        24 + few_or_many(stem.holders)
    };
    Some(if shared.repeats_name { level + Level::REPEATS_NAME } else { level })
}

/// Acts so near in time are acts of one evening.
const EVENING_S: i64 = DAY_S / 4;

/// How many of the acts of the one with fewer lie near acts of the other.
fn met(few: &[i64], many: &[i64]) -> usize {
    let near = |at: &&i64| {
        let next = many.partition_point(|other| *other < **at - EVENING_S);
        many.get(next).is_some_and(|other| *other <= **at + EVENING_S)
    };
    few.iter().filter(near).count()
}

fn fewer_first<'a>(one: &'a [i64], other: &'a [i64]) -> (&'a [i64], &'a [i64]) {
    if one.len() <= other.len() { (one, other) } else { (other, one) }
}

/// How often the acts of two, in order, are of one evening, against how often they would be by chance. So many such acts are known already
/// and are not counted.
fn evening(one: &[i64], other: &[i64], known: usize) -> u8 {
    const SHORTEST_SPAN_S: i128 = 60 * DAY_S as i128;
    let (few, many) = fewer_first(one, other);
    let (Some(first), Some(last)) = (many.first(), many.last()) else { return 0 };
    let met = met(few, many);
    let acts = few.len() - known.min(met);
    if acts == 0 {
        return 0;
    }
    let count = |number: usize| i128::from(number_of(number));
    let met = count(met.saturating_sub(known));
    let span_s = i128::from(*last) - i128::from(*first);
    let span_s = span_s.max(SHORTEST_SPAN_S);
    // whole numbers: how many would have met is `expected` by `span_s`
    let expected = count(acts) * span_s.min(count(many.len()) * i128::from(2 * EVENING_S));
    let class = if 10 * expected < span_s {
        0
    } else if 10 * expected < 4 * span_s {
        1
    } else {
        2
    };
    let often = if met == 0 {
        0
    } else if met * span_s <= 3 * expected {
        1
    } else if met == 1 {
        2
    } else {
        3
    };
    1 + often * 3 + class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_of_one_evening_are_told_from_chance() {
        let day = |number: i64| number * DAY_S;
        assert_eq!(evening(&[day(1)], &[day(40)], 0), 1, "never met, and would not have");
        assert_eq!(evening(&[day(1)], &[day(1) + 3_600], 0), 7, "met against the odds");
        let daily: Vec<i64> = (0..100).map(day).collect();
        assert_eq!(evening(&[day(7)], &daily, 0), 6, "met as chance has it");
    }

    #[test]
    fn a_home_shares_a_thing_or_a_line_but_no_address_and_no_exit_of_a_crowd() {
        let sharing = |family, level| {
            let mut levels = Levels::default();
            levels[family] = Level(level);
            levels.share_a_home()
        };
        assert!(
            sharing(Family::Device, Level::FIRST_SHARED) && !sharing(Family::Device, Level::FIRST_SHARED - 1)
        );
        assert!(!sharing(Family::Email, Level::FIRST_SHARED) && !sharing(Family::File, 1));
        for first in [Level::DAY, Level::LEASE] {
            assert!(sharing(Family::Line, first) && !sharing(Family::Line, first + Level::OF_CROWD));
        }
        assert!(sharing(Family::Line, Level::DAY + Level::MET), "met in a crowd");
    }

    #[test]
    fn addresses_are_told_apart_by_how_many_have_their_letters() {
        let alike = |class: u8| Level::FIRST_SHARED + class * Level::ALIKE;
        for class in 0..4 {
            for level in [alike(class), alike(class) + Level::ALIKE - 1] {
                assert_eq!(Level(level).doublings_alike(), 2 * class);
                assert_eq!(Level(level + Level::REPEATS_NAME).doublings_alike(), 2 * class);
            }
        }
    }

    #[test]
    fn levels_stay_below_their_count() {
        assert!(
            usize::from(24 + 5 + Level::REPEATS_NAME) < LEVELS
                && usize::from(Level::LEASE + 6 * 3 + 2) < LEVELS
                && Level::DAY + 9 * 3 + 2 < Level::LEASE
        );
        assert!(usize::from(Level::FIRST_SHARED + 5 * 4 + 3) < LEVELS);
        let of_address = Level::FIRST_SHARED + 3 * Level::ALIKE + 5 * 2 + 1;
        assert!(of_address <= Level::REPEATS_NAME && usize::from(of_address + Level::REPEATS_NAME) < LEVELS);
    }
}
