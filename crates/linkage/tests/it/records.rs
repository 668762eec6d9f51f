//! Tables of persons, compared column by column.

use linkage::records::{Kind, Linked, Records};

const KINDS: [Kind; 5] = [Kind::Name, Kind::Name, Kind::Text, Kind::Digits, Kind::Digits];
const PEOPLE: u32 = 300;
const BAR_MILLIBITS: i64 = 5_000;

/// Who somebody is: a rare surname, a street that eight share, a house, a day of birth; given names are common.
fn person(number: u32) -> [String; 5] {
    let given = ["marta", "jorge", "lucia", "pedro", "elena", "tomas"][number as usize % 6];
    let letters = |salt: u32| -> String {
        let mut state = number.wrapping_mul(2_654_435_761).wrapping_add(salt);
        let letter = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from((state >> 24) % 26).unwrap())
        };
        (0..9).map(letter).collect()
    };
    let street = format!("calle {}", ["alta", "baja", "mayor", "nueva"][number as usize / 8 % 4]);
    let born = format!("19{:02}{:02}{:02}", number % 71 + 20, number % 12 + 1, number % 28 + 1);
    [given.to_owned(), letters(1), street, (number % 97).to_string(), born]
}

/// The same person, written down badly in one of five ways.
fn again(number: u32) -> [String; 5] {
    let mut stated = person(number);
    match number % 5 {
        0 => stated.swap(0, 1),
        1 => stated[1].truncate(8),
        2 => stated[4].clear(),
        3 => stated[2] = format!("{}s", stated[2].to_uppercase()),
        _ => stated[3] = "0".to_owned(),
    }
    stated
}

fn linked(all: &[[String; 5]]) -> Linked {
    let mut records = Records::new(&KINDS);
    for stated in all {
        records.add(&stated.each_ref().map(String::as_str));
    }
    records.link(BAR_MILLIBITS)
}

#[test]
fn who_is_written_down_twice_is_one_person_and_nobody_else() {
    let all: Vec<_> = (0..PEOPLE).map(person).chain((0..PEOPLE).map(again)).collect();
    let linked = linked(&all);
    for number in 0..PEOPLE {
        let subject = |record: u32| linked.subject_of_record[record as usize];
        assert_eq!((subject(number), subject(PEOPLE + number)), (number, number), "{:?}", again(number));
    }
    assert_eq!(linked.agreements.len(), PEOPLE as usize);
    for join in &linked.agreements {
        assert!(join.total_millibits() >= BAR_MILLIBITS);
        assert_eq!(join.column_millibits.len(), KINDS.len());
    }
}

#[test]
fn the_order_of_the_records_changes_nothing() {
    let all: Vec<_> = (0..PEOPLE).map(person).chain((0..PEOPLE).map(again)).collect();
    let reversed: Vec<_> = all.iter().rev().cloned().collect();
    let totals = |all: &[[String; 5]]| {
        let mut totals: Vec<i64> =
            linked(all).agreements.iter().map(linkage::records::Agreement::total_millibits).collect();
        totals.sort_unstable();
        totals
    };
    assert_eq!(totals(&all), totals(&reversed));
}

#[test]
fn what_everybody_states_joins_nobody() {
    let same = |number: u32| {
        let [_, surname, ..] = person(number);
        ["marta".to_owned(), surname, "calle alta".to_owned(), "1".to_owned(), "19700101".to_owned()]
    };
    let all: Vec<_> = (0..PEOPLE).map(same).collect();
    assert!(linked(&all).agreements.is_empty());
    assert!(linked(&[]).subject_of_record.is_empty());
}
