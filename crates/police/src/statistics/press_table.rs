//! The figures of a press note as a table for suppression: which add up to which, and what earlier notes said, of the operation and of others
//! that share persons with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Tally;
use super::overlap::Counted;
use super::suppression::{Table, Telling};

/// The figures that a note says, but for arrests by province, which are `by_province.NN`.
const SAID: [&str; 6] = ["identified", "minors", "under_14", "undetermined", "arrested", "arrested_minors"];

/// What was published of an operation: the figures of that day, the names of those that were said, and whom they counted.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PublishedFigures {
    pub(crate) tally: Tally,
    pub(crate) said: BTreeSet<String>,
    /// Nobody in a note from before this was kept.
    #[serde(default)]
    pub(crate) persons: Counted,
}

model::unprintable!(PublishedFigures);

/// One note in the table: the places of its cells by name.
type Layer = BTreeMap<String, usize>;

/// Every figure, also those that follow by subtraction, with what each adds up to.
struct Figures {
    values: BTreeMap<String, i64>,
    sums: Vec<(&'static str, Vec<String>)>,
}

/// The names of the figures of `tally` that may be said, after what was published before.
pub(super) fn may_be_said(tally: &Tally, before: &[PublishedFigures], threshold: i64) -> BTreeSet<String> {
    let tallies = before.iter().map(|published| &published.tally).chain([tally]);
    let provinces: BTreeSet<_> = tallies.flat_map(|tally| tally.by_province.keys().cloned()).collect();
    let mut table = Table::default();
    let mut layers: Vec<(Figures, Layer)> = Vec::new();
    for published in before {
        let telling = |name: &str| {
            if published.said.contains(name) { Telling::Said } else { Telling::Never }
        };
        add_layer(&mut table, &mut layers, Figures::of(&published.tally, &provinces), telling);
    }
    let is_open = |name: &str| SAID.contains(&name) || name.starts_with("by_province.");
    let telling = |name: &str| if is_open(name) { Telling::Open } else { Telling::Never };
    add_layer(&mut table, &mut layers, Figures::of(tally, &provinces), telling);
    let Some((figures, newest)) = layers.pop() else { return BTreeSet::new() };
    // what was said last and has not changed is said again before anything else
    let is_unchanged = |name: &str| match (before.last(), layers.last()) {
        (Some(last), Some((old, _))) => {
            last.said.contains(name) && old.values.get(name) == figures.values.get(name)
        }
        _ => false,
    };
    let first: Vec<_> = newest.iter().filter(|(name, _)| is_unchanged(name)).map(|(_, cell)| *cell).collect();
    let said = table.protect(threshold, &first);
    let names = newest.into_iter().filter(|(name, cell)| is_open(name) && said[*cell]);
    names.map(|(name, _)| name).collect()
}

/// As [`may_be_said`], and beside what was published of each other operation that shares persons with this one: to a reader, two notes that count
/// some persons alike are as good as two of one operation. Whatever one of them forbids is left out; to say less never exposes more.
pub(super) fn may_be_said_beside(
    tally: &Tally,
    own: &[PublishedFigures],
    elsewhere: &[Vec<PublishedFigures>],
    threshold: i64,
) -> BTreeSet<String> {
    let said = may_be_said(tally, own, threshold);
    elsewhere.iter().fold(said, |said, other| &said & &may_be_said(tally, other, threshold))
}

/// Adds the figures of one note, and what changed since the note before.
fn add_layer(
    table: &mut Table,
    layers: &mut Vec<(Figures, Layer)>,
    figures: Figures,
    telling: impl Fn(&str) -> Telling,
) {
    let cell = |(name, value): (&String, &i64)| (name.clone(), table.cell(*value, telling(name)));
    let layer: Layer = figures.values.iter().map(cell).collect();
    add_sums(table, &figures, &layer);
    if let Some((before, places)) = layers.last() {
        let change = |(name, value): (&String, &i64)| {
            let old = before.values.get(name).copied().unwrap_or_default();
            (name.clone(), table.cell(value - old, Telling::Never))
        };
        let changes: Layer = figures.values.iter().map(change).collect();
        add_sums(table, &figures, &changes);
        for (name, now) in &layer {
            if let (Some(old), Some(change)) = (places.get(name), changes.get(name)) {
                table.sum(*now, &[*old, *change]);
            }
        }
    }
    layers.push((figures, layer));
}

fn add_sums(table: &mut Table, figures: &Figures, layer: &Layer) {
    for (total, parts) in &figures.sums {
        let parts: Vec<_> = parts.iter().filter_map(|part| layer.get(part)).copied().collect();
        if let Some(total) = layer.get(*total) {
            table.sum(*total, &parts);
        }
    }
}

impl Figures {
    fn of(tally: &Tally, provinces: &BTreeSet<String>) -> Self {
        let not_minors = tally.identified - tally.minors;
        let not_arrested = tally.identified - tally.arrested;
        let arrested_adults = tally.arrested - tally.arrested_minors;
        let free_minors = tally.minors - tally.arrested_minors;
        let from_14 = tally.minors - tally.under_14;
        let mut values = BTreeMap::from(
            [
                ("identified", tally.identified),
                ("minors", tally.minors),
                ("under_14", tally.under_14),
                ("undetermined", tally.undetermined),
                ("arrested", tally.arrested),
                ("arrested_minors", tally.arrested_minors),
                ("not_minors", not_minors),
                ("not_arrested", not_arrested),
                ("arrested_not_minors", arrested_adults),
                ("minors_not_arrested", free_minors),
                ("minors_from_14", from_14),
                ("not_minors_not_arrested", not_minors - arrested_adults),
                // who is under 14 is not arrested, and readers know it
                ("from_14_not_arrested", from_14 - tally.arrested_minors),
                ("determined", tally.identified - tally.undetermined),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        let own = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let mut sums = vec![
            ("identified", own(&["minors", "not_minors"])),
            ("identified", own(&["arrested", "not_arrested"])),
            ("identified", own(&["undetermined", "determined"])),
            ("minors", own(&["under_14", "minors_from_14"])),
            ("minors", own(&["arrested_minors", "minors_not_arrested"])),
            ("arrested", own(&["arrested_minors", "arrested_not_minors"])),
            ("not_minors", own(&["arrested_not_minors", "not_minors_not_arrested"])),
            ("not_arrested", own(&["minors_not_arrested", "not_minors_not_arrested"])),
            ("minors_from_14", own(&["arrested_minors", "from_14_not_arrested"])),
        ];
        let mut of_provinces = Vec::new();
        for code in provinces {
            let name = format!("by_province.{code}");
            values.insert(name.clone(), tally.by_province.get(code).copied().unwrap_or_default());
            of_provinces.push(name);
        }
        if !of_provinces.is_empty() {
            sums.push(("arrested", of_provinces));
        }
        Self { values, sums }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const THRESHOLD: i64 = 3;

    fn tally(numbers: [i64; 6], by_province: &[(&str, i64)]) -> Tally {
        let [identified, minors, under_14, undetermined, arrested, arrested_minors] = numbers;
        Tally {
            identified,
            minors,
            under_14,
            undetermined,
            arrested,
            arrested_minors,
            by_province: by_province.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect(),
            reports: 1,
            media_clusters: 1,
            referrals: 1,
        }
    }

    fn published(tally: Tally) -> PublishedFigures {
        PublishedFigures { said: may_be_said(&tally, &[], THRESHOLD), tally, persons: Counted::new() }
    }

    fn said(tally: &Tally, before: &[PublishedFigures]) -> Vec<String> {
        may_be_said(tally, before, THRESHOLD).into_iter().collect()
    }

    /// Persons as they are counted: under 14; minors from 14, arrested or not; adults, arrested or not.
    fn counted(persons: [i64; 5], in_first: i64) -> Tally {
        let [under, arrested_minors, free_minors, arrested_adults, free_adults] = persons;
        let (minors, arrested) = (under + arrested_minors + free_minors, arrested_minors + arrested_adults);
        let first = in_first.min(arrested);
        let provinces = [("08", first), ("28", arrested - first)];
        let provinces: Vec<_> = provinces.into_iter().filter(|(_, count)| *count > 0).collect();
        let identified = minors + arrested_adults + free_adults;
        tally([identified, minors, under, 0, arrested, arrested_minors], &provinces)
    }

    /// What a reader takes from the newspaper: the difference of every figure that both notes said, and of all that two said ones give.
    fn small_differences(before: &PublishedFigures, now: &Tally, said: &BTreeSet<String>) -> Vec<String> {
        let provinces = BTreeSet::new();
        let (old, new) = (Figures::of(&before.tally, &provinces).values, Figures::of(now, &provinces).values);
        let both: Vec<_> =
            SAID.into_iter().filter(|name| said.contains(*name) && before.said.contains(*name)).collect();
        let change = |name: &str| new[name] - old[name];
        let single = both.iter().map(|name| ((*name).to_owned(), change(name)));
        let known_parts = [
            ("identified", "minors"),
            ("identified", "arrested"),
            ("arrested", "arrested_minors"),
            ("minors", "under_14"),
        ];
        let rest = known_parts.into_iter().filter(|(a, b)| both.contains(a) && both.contains(b));
        let rest = rest.map(|(a, b)| (format!("{a} without {b}"), change(a) - change(b)));
        let small = single.chain(rest).filter(|(_, change)| (1..THRESHOLD).contains(&change.abs()));
        small.map(|(name, _)| name).collect()
    }

    #[test]
    fn large_figures_are_said_and_small_ones_take_others_with_them() {
        let large = tally([100, 60, 20, 10, 50, 20], &[("08", 30), ("28", 20)]);
        let all = [
            "arrested",
            "arrested_minors",
            "by_province.08",
            "by_province.28",
            "identified",
            "minors",
            "under_14",
            "undetermined",
        ];
        assert_eq!(said(&large, &[]), all);
        // one province of one person: the other one goes with it
        let lone = tally([100, 60, 20, 10, 50, 20], &[("08", 30), ("28", 19), ("48", 1)]);
        let told = said(&lone, &[]);
        assert!(
            told.contains(&"arrested".to_owned()) && told.contains(&"by_province.08".to_owned()),
            "{told:?}"
        );
        assert!(
            !told.contains(&"by_province.48".to_owned()) && !told.contains(&"by_province.28".to_owned()),
            "{told:?}"
        );
        // two of a hundred are adults: either all or the minors are not said
        let nearly_all = tally([100, 98, 20, 10, 50, 48], &[("08", 50)]);
        let told = said(&nearly_all, &[]);
        assert!(
            !(told.contains(&"identified".to_owned()) && told.contains(&"minors".to_owned())),
            "{told:?}"
        );
    }

    #[test]
    fn a_second_note_tells_nobody_by_the_difference() {
        let first = tally([100, 60, 20, 10, 50, 20], &[("08", 30), ("28", 20)]);
        let before = published(first);
        // one more, arrested in Barcelona
        let second = tally([101, 61, 20, 10, 51, 21], &[("08", 31), ("28", 20)]);
        let told = may_be_said(&second, std::slice::from_ref(&before), THRESHOLD);
        assert_eq!(small_differences(&before, &second, &told), Vec::<String>::new(), "{told:?}");
        assert!(!told.contains("by_province.08"), "{told:?}");
        // the same note again is no news
        let told = said(&before.tally.clone(), std::slice::from_ref(&before));
        assert_eq!(told.len(), 8, "{told:?}");
    }

    #[test]
    fn a_note_of_another_operation_forbids_what_its_own_would_allow() {
        let first = tally([100, 60, 20, 10, 50, 20], &[("08", 30), ("28", 20)]);
        let other = published(first);
        // the other operation, and one more of Barcelona
        let second = tally([101, 61, 20, 10, 51, 21], &[("08", 31), ("28", 20)]);
        assert!(may_be_said(&second, &[], THRESHOLD).contains("by_province.08"));
        let told = may_be_said_beside(&second, &[], &[vec![other.clone()]], THRESHOLD);
        assert_eq!(small_differences(&other, &second, &told), Vec::<String>::new(), "{told:?}");
        assert!(!told.contains("by_province.08"), "{told:?}");
        // a second one that allows it changes nothing
        let alike = published(second.clone());
        assert_eq!(may_be_said_beside(&second, &[], &[vec![alike], vec![other]], THRESHOLD), told);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        /// The attack: whoever reads the notes of two operations with persons in common takes one from the other.
        #[test]
        fn the_notes_of_two_overlapping_operations_give_no_small_difference(
            in_both in prop::array::uniform5(0_i64..7),
            in_one in prop::array::uniform5(0_i64..4),
            in_other in prop::array::uniform5(0_i64..4),
            in_first in 0_i64..9,
            of_other_in_first in 0_i64..9,
        ) {
            let with = |more: [i64; 5]| {
                let mut persons = in_both;
                persons.iter_mut().zip(more).for_each(|(count, more)| *count += more);
                persons
            };
            let first = counted(with(in_one), in_first);
            let before = published(first);
            let second = counted(with(in_other), of_other_in_first);
            let told = may_be_said_beside(&second, &[], &[vec![before.clone()]], THRESHOLD);
            prop_assert_eq!(small_differences(&before, &second, &told), Vec::<String>::new());
            for (code, now) in &second.by_province {
                let name = format!("by_province.{code}");
                if told.contains(&name) && before.said.contains(&name) {
                    let change = now - before.tally.by_province.get(code).copied().unwrap_or_default();
                    prop_assert!(!(1..THRESHOLD).contains(&change.abs()), "{name}: {change}");
                }
            }
            // what its own operation forbids stays forbidden
            prop_assert!(told.is_subset(&may_be_said(&second, &[], THRESHOLD)));
        }

        #[test]
        fn two_notes_of_an_operation_give_no_small_difference(
            persons in prop::array::uniform5(0_i64..9),
            more in prop::array::uniform5(0_i64..4),
            in_first in 0_i64..9,
            more_in_first in 0_i64..3,
        ) {
            let first = counted(persons, in_first);
            let before = published(first);
            let mut grown = persons;
            grown.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            let second = counted(grown, in_first + more_in_first);
            let told = may_be_said(&second, std::slice::from_ref(&before), THRESHOLD);
            prop_assert_eq!(small_differences(&before, &second, &told), Vec::<String>::new());
            // and each by itself says no small figure; a province of the first note may have nobody in the second
            let provinces = second.by_province.keys().chain(before.tally.by_province.keys()).cloned().collect();
            let values = Figures::of(&second, &provinces).values;
            for name in &told {
                let value = values[name];
                prop_assert!(!(1..THRESHOLD).contains(&value), "{name}: {value}");
            }
        }

        /// What was withdrawn stays known: whoever holds both versions, whichever way the figures went, learns of nobody.
        #[test]
        fn a_withdrawn_note_and_the_one_that_replaces_it_give_no_small_difference(
            persons in prop::array::uniform5(0_i64..9),
            mended in prop::array::uniform5(0_i64..9),
            in_first in 0_i64..9,
            in_first_mended in 0_i64..9,
        ) {
            let first = counted(persons, in_first);
            let before = published(first);
            let second = counted(mended, in_first_mended);
            let told = may_be_said(&second, std::slice::from_ref(&before), THRESHOLD);
            prop_assert_eq!(small_differences(&before, &second, &told), Vec::<String>::new());
            for (code, now) in &second.by_province {
                let name = format!("by_province.{code}");
                if told.contains(&name) && before.said.contains(&name) {
                    let change = now - before.tally.by_province.get(code).copied().unwrap_or_default();
                    prop_assert!(!(1..THRESHOLD).contains(&change.abs()), "{name}: {change}");
                }
            }
        }
    }
}
