//! What the published notes of operations that share persons give away together: three may tell of somebody of whom no two do.
//!
//! Every figure that was said is a sum of persons. Those whom all figures count alike are one group. A reader is taken to know which groups there
//! are, as whoever knows that one operation holds two others does, and not how large each is. A figure is said only if from all sums together no
//! set of groups follows that is of few persons (elimination, exactly), and no small group is left with few possible sizes (search, as in a table).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use model::Id;
use model::kind::Person;

use super::equations::Equations;
use super::press_table::PublishedFigures;
use super::suppression::{Table, Telling};

/// Persons, each with the names of the figures that count them.
pub(crate) type Counted = BTreeMap<Id<Person>, BTreeSet<String>>;

/// The persons whom a figure counts.
type Row = BTreeSet<Id<Person>>;

/// Beside more sums than these only what was said already is said.
const MOST_SUMS: usize = 300;

/// Whose age is open is counted apart and may be anybody, so that a reader has to do with two sets of figures.
const AXES: [fn(&str) -> bool; 2] = [is_of_classes, is_of_open_ages];

fn is_of_classes(name: &str) -> bool {
    name != "undetermined"
}

fn is_of_open_ages(name: &str) -> bool {
    matches!(name, "identified" | "undetermined")
}

/// Everything published that a reader can set beside a note on these persons: what shares a person with it, or with such a note in turn. Who was
/// taken out of an operation since is counted in its notes all the same.
pub(crate) fn connected<'a>(
    counted: &Counted,
    own: &[PublishedFigures],
    others: impl Iterator<Item = &'a PublishedFigures>,
) -> Vec<PublishedFigures> {
    let mut known: Row = counted.keys().copied().collect();
    known.extend(own.iter().flat_map(|note| note.persons.keys().copied()));
    let (mut found, mut left) = (own.to_vec(), others.collect::<Vec<_>>());
    loop {
        let (near, far): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|note| note.persons.keys().any(|person| known.contains(person)));
        if near.is_empty() {
            return found;
        }
        for note in near {
            known.extend(note.persons.keys().copied());
            found.push(note.clone());
        }
        left = far;
    }
}

/// Of the figures that may be said by themselves, those that may be said beside all that was published.
pub(super) fn may_be_said_together(
    allowed: BTreeSet<String>,
    counted: &Counted,
    published: &[PublishedFigures],
    threshold: i64,
) -> BTreeSet<String> {
    if published.iter().all(|note| note.persons.is_empty()) {
        return allowed;
    }
    AXES.into_iter().fold(allowed, |allowed, is_on| {
        let (on, mut told): (BTreeSet<String>, BTreeSet<String>) =
            allowed.into_iter().partition(|name| is_on(name));
        let mut said = BTreeSet::new();
        for note in published {
            said.extend(note.said.iter().filter(|name| is_on(name)).map(|name| row(&note.persons, name)));
        }
        let to_say = on.into_iter().map(|name| (row(counted, &name), name)).collect();
        told.extend(say(&said, to_say, threshold));
        told
    })
}

fn row(counted: &Counted, name: &str) -> Row {
    counted.iter().filter(|(_, names)| names.contains(name)).map(|(person, _)| *person).collect()
}

/// The names of what may be said after `said`.
fn say(said: &BTreeSet<Row>, mut to_say: Vec<(Row, String)>, threshold: i64) -> Vec<String> {
    to_say.sort_by_key(|(row, name)| (Reverse(row.len()), name.clone()));
    let rows: Vec<&Row> = said.iter().chain(to_say.iter().map(|(row, _)| row)).collect();
    let Some(system) = System::new(&rows, said.len()) else {
        let is_old = |(row, name): (Row, String)| (row.is_empty() || said.contains(&row)).then_some(name);
        return to_say.into_iter().filter_map(is_old).collect();
    };
    let told = system.may_be_said(threshold);
    told.into_iter().map(|place| to_say[place].1.clone()).collect()
}

/// The sums over groups that were said, and those that might be.
struct System {
    /// How many persons each group has.
    sizes: Vec<i64>,
    before: Vec<Vec<bool>>,
    /// The larger ones first.
    now: Vec<Vec<bool>>,
    /// What was said, solved.
    known: Equations,
}

impl System {
    /// Of rows, the first of which were said; none where they are too many.
    fn new(rows: &[&Row], said: usize) -> Option<Self> {
        if rows.len() > MOST_SUMS {
            return None;
        }
        let (sizes, mut before) = grouped(rows);
        let now = before.split_off(said);
        let known = before.iter().try_fold(Equations::default(), |known, sum| known.with(sum))?;
        Some(Self { sizes, before, now, known })
    }

    /// The places of the sums that may be said: those that follow anyway, then one by one.
    fn may_be_said(&self, threshold: i64) -> Vec<usize> {
        let follows = |place: &usize| self.known.imply(&self.now[*place]) == Some(true);
        let (mut told, news): (Vec<usize>, Vec<usize>) = (0..self.now.len()).partition(follows);
        let mut known = self.known.clone();
        let mut added = Vec::new();
        for place in news {
            let Some(tried) = known.clone().with(&self.now[place]) else { continue };
            if !tried.give_away(&self.sizes, threshold) {
                known = tried;
                added.push(place);
            }
        }
        while !added.is_empty() && self.table_with(&added).exposes(threshold) {
            added.pop();
        }
        told.append(&mut added);
        told
    }

    /// The groups, and all that is said of them together with these.
    fn table_with(&self, added: &[usize]) -> Table {
        let mut table = Table::default();
        let groups: Vec<_> = self.sizes.iter().map(|size| table.cell(*size, Telling::Never)).collect();
        for sum in self.before.iter().chain(added.iter().map(|place| &self.now[*place])) {
            let counted = self.sizes.iter().zip(&groups).zip(sum).filter(|(_, counts)| **counts);
            let (sizes, parts): (Vec<i64>, Vec<usize>) =
                counted.map(|((size, group), _)| (*size, *group)).unzip();
            let total = table.cell(sizes.iter().sum(), Telling::Said);
            table.sum(total, &parts);
        }
        table
    }
}

/// The sizes of the groups, and of each row which groups it counts.
fn grouped(rows: &[&Row]) -> (Vec<i64>, Vec<Vec<bool>>) {
    let mut groups: BTreeMap<Vec<bool>, i64> = BTreeMap::new();
    for person in rows.iter().copied().flatten().collect::<BTreeSet<_>>() {
        *groups.entry(rows.iter().map(|row| row.contains(person)).collect()).or_default() += 1;
    }
    let sums = (0..rows.len()).map(|row| groups.keys().map(|counts| counts[row]).collect()).collect();
    (groups.into_values().collect(), sums)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use model::{ManualClock, SeededRng};
    use proptest::prelude::*;

    use super::super::Tally;
    use super::super::press_table::may_be_said_beside;
    use super::*;

    const THRESHOLD: i64 = 3;

    /// An adult: in which of three operations, by bit, and whether they were arrested.
    type Adult = (usize, bool);

    fn people(numbers: &[(usize, bool, usize)]) -> Vec<Adult> {
        numbers.iter().flat_map(|(masks, arrested, count)| vec![(*masks, *arrested); *count]).collect()
    }

    fn counted(people: &[Adult], operation: usize) -> Counted {
        let (clock, rng) = (ManualClock::new(Timestamp::UNIX_EPOCH), SeededRng::new(7));
        let names = |arrested: bool| {
            let names: &[&str] =
                if arrested { &["identified", "arrested", "by_province.28"] } else { &["identified"] };
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let with_id = people.iter().map(|person| (Id::new(&clock, &rng), person));
        let of_operation = with_id.filter(|(_, (masks, _))| (*masks >> operation) & 1 == 1);
        of_operation.map(|(id, (_, arrested))| (id, names(*arrested))).collect()
    }

    fn tally(counted: &Counted) -> Tally {
        let figure = |name: &str| i64::try_from(row(counted, name).len()).unwrap();
        let arrested = figure("arrested");
        let by_province = (arrested > 0).then(|| ("28".to_owned(), arrested)).into_iter().collect();
        Tally {
            identified: figure("identified"),
            minors: 0,
            under_14: 0,
            undetermined: 0,
            arrested,
            arrested_minors: 0,
            by_province,
            reports: 1,
            media_clusters: 1,
            referrals: 1,
        }
    }

    /// The notes of the three operations, one after the other, each pair of which is checked; and all together, or not.
    fn publish(people: &[Adult], are_together: bool) -> Vec<PublishedFigures> {
        let mut published: Vec<PublishedFigures> = Vec::new();
        for operation in 0..3 {
            let persons = counted(people, operation);
            let tally = tally(&persons);
            let shares = |note: &&PublishedFigures| note.persons.keys().any(|id| persons.contains_key(id));
            let elsewhere: Vec<_> = published.iter().filter(shares).map(|note| vec![note.clone()]).collect();
            let mut said = may_be_said_beside(&tally, &[], &elsewhere, THRESHOLD);
            if are_together {
                said = may_be_said_together(said, &persons, &published, THRESHOLD);
            }
            published.push(PublishedFigures { tally, said, persons });
        }
        published
    }

    /// Whoever adds and subtracts said figures in every way, and finds one to two persons.
    fn attack(published: &[PublishedFigures]) -> Option<Row> {
        let said =
            published.iter().flat_map(|note| note.said.iter().map(move |name| row(&note.persons, name)));
        let rows: Vec<Row> =
            said.filter(|row| !row.is_empty()).collect::<BTreeSet<_>>().into_iter().collect();
        let ways = 3_usize.pow(u32::try_from(rows.len()).unwrap());
        (0..ways).find_map(|way| {
            let mut weights: BTreeMap<Id<Person>, i64> = BTreeMap::new();
            let mut rest = way;
            for row in &rows {
                let factor = [0, 1, -1][rest % 3];
                rest /= 3;
                for person in row {
                    *weights.entry(*person).or_default() += factor;
                }
            }
            let found: Row = weights.iter().filter(|(_, weight)| **weight == 1).map(|(id, _)| *id).collect();
            let is_plain = weights.values().all(|weight| matches!(weight, 0 | 1));
            (is_plain && (1..3).contains(&found.len())).then_some(found)
        })
    }

    #[test]
    fn the_attacker_of_the_test_finds_whom_three_notes_tell_of_and_no_two() {
        // the third operation is the first two, and one person more
        let people = people(&[(0b101, false, 5), (0b110, false, 6), (0b100, false, 1)]);
        let pairwise = publish(&people, false);
        assert!(pairwise[2].said.contains("identified"));
        assert_eq!(attack(&pairwise).map(|found| found.len()), Some(1));
        let together = publish(&people, true);
        assert!(!together[2].said.contains("identified"));
        assert_eq!(attack(&together), None);
    }

    #[test]
    fn three_persons_more_may_be_said_and_so_may_what_is_known() {
        let people = people(&[(0b101, false, 5), (0b110, false, 6), (0b100, false, 3)]);
        let mut published = publish(&people, true);
        assert!(published[2].said.contains("identified"));
        // whoever was in the first alone is told of again, beside all three
        let again = published.remove(0);
        published.push(again.clone());
        let all = BTreeSet::from(["identified".to_owned()]);
        assert_eq!(may_be_said_together(all.clone(), &again.persons, &published, THRESHOLD), all);
    }

    #[test]
    fn a_note_is_found_through_others_and_after_its_operation_let_go_of_the_person() {
        let people = people(&[(0b011, false, 3), (0b110, false, 4)]);
        let published = publish(&people, true);
        let found = |own: &[PublishedFigures], counted: &Counted, others: &[PublishedFigures]| {
            connected(counted, own, others.iter()).len()
        };
        assert_eq!(found(&[], &published[0].persons, &published[1..]), 2, "the third through the second");
        assert_eq!(found(&[], &published[0].persons, &published[2..]), 0);
        assert_eq!(
            found(&published[..1], &Counted::new(), &published[1..]),
            3,
            "who is in nobody's operation now"
        );
    }

    #[test]
    fn beside_too_many_notes_only_what_was_said_is_said() {
        let of = |count: usize| counted(&people(&[(1, false, count)]), 0);
        let note = |count: usize| PublishedFigures {
            tally: tally(&of(count)),
            said: BTreeSet::from(["identified".to_owned()]),
            persons: of(count),
        };
        let published: Vec<_> = (1..=MOST_SUMS).map(|number| note(number * 3)).collect();
        let all = BTreeSet::from(["identified".to_owned()]);
        let told = |count: usize| may_be_said_together(all.clone(), &of(count), &published, THRESHOLD);
        assert_eq!((told(9), told(MOST_SUMS * 3 + 3)), (all.clone(), BTreeSet::new()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// The attack of those who read the notes of three operations.
        #[test]
        fn the_notes_of_three_overlapping_operations_tell_of_nobody(
            numbers in prop::collection::vec(prop_oneof![2 => Just(0_usize), 1 => 0_usize..8], 14),
        ) {
            let numbers: Vec<_> =
                numbers.iter().enumerate().map(|(place, count)| (place / 2 + 1, place % 2 == 1, *count)).collect();
            let published = publish(&people(&numbers), true);
            prop_assert_eq!(attack(&published), None);
        }

        /// An operation that holds two others and a few persons more.
        #[test]
        fn an_operation_over_two_others_does_not_tell_of_the_rest(
            first in 3_usize..9,
            second in 3_usize..9,
            in_both in 0_usize..4,
            more in 1_usize..3,
            are_arrested in any::<bool>(),
        ) {
            let numbers =
                [(0b101, false, first), (0b110, false, second), (0b111, false, in_both), (0b100, are_arrested, more)];
            prop_assert_eq!(attack(&publish(&people(&numbers), true)), None);
        }
    }
}
