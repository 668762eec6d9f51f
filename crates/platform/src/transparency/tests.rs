//! Every item is counted once, and what nothing can be computed from has no number.

use proptest::prelude::*;

use super::*;

fn item(came_at: &str, decided_at: Option<&str>, is_confirmed: Option<bool>) -> DecidedItem {
    DecidedItem {
        came_at: came_at.parse().unwrap(),
        surface: String::new(),
        kind: String::new(),
        decided_at: decided_at.map(|text| text.parse().unwrap()),
        is_confirmed,
        policy: None,
        was_changed: false,
        is_erased: false,
    }
}

#[test]
fn every_decision_is_counted_by_its_policy_by_words_or_by_none() {
    let by = |policy: Option<&str>, is_confirmed| DecidedItem {
        policy: policy.map(str::to_owned),
        ..item("2026-01-01T10:00:00Z", None, is_confirmed)
    };
    let items = [
        by(Some("3.2"), Some(true)),
        by(Some("3.2"), Some(true)),
        by(Some("3.2"), Some(false)),
        by(Some(""), Some(true)),
        by(None, Some(false)),
        by(None, None),
    ];
    let figures = policy_figures(DECIDED, "15(1)(c)", &items);
    let found: Vec<_> = figures.iter().map(|figure| (figure.name.as_str(), figure.number.unwrap())).collect();
    assert_eq!(
        found,
        [
            ("no_policy_confirmed", 0),
            ("no_policy_dismissed", 1),
            ("policy_in_words_confirmed", 1),
            ("policy_in_words_dismissed", 0),
            ("policy_confirmed.3.2", 2),
            ("policy_dismissed.3.2", 1),
        ]
    );
}

#[test]
fn a_queue_is_counted_with_how_long_it_took() {
    let items = [
        item("2026-01-01T10:00:00Z", Some("2026-01-01T10:05:59Z"), Some(true)),
        item("2026-01-01T10:00:00Z", Some("2026-01-01T12:00:00Z"), Some(false)),
        item("2026-01-01T10:00:00Z", None, None),
        DecidedItem { is_erased: true, ..item("2026-01-01T10:00:00Z", None, None) },
    ];
    let figures = queue_figures("hits", ["k"; 7], "15(1)(c)", &items);
    let found: Vec<_> = figures.iter().map(|figure| (figure.name.as_str(), figure.number)).collect();
    assert_eq!(
        found,
        [
            ("hits_came", Some(4)),
            ("hits_confirmed", Some(1)),
            ("hits_dismissed", Some(1)),
            ("hits_open", Some(1)),
            ("hits_median_minutes_to_decision", Some(5)),
            ("hits_slowest_tenth_minutes_to_decision", Some(120)),
            ("hits_decisions_turned_round", Some(0)),
        ]
    );
    let nothing = queue_figures("hits", ["k"; 7], "15(1)(c)", &[]);
    assert_eq!((nothing[0].number, nothing[4].number), (Some(0), None), "no time is no time of zero");
}

#[test]
fn appeals_are_counted_by_how_they_ended() {
    let appeals = [
        item("2026-01-01T10:00:00Z", Some("2026-01-01T10:30:00Z"), Some(true)),
        item("2026-01-01T10:00:00Z", Some("2026-01-01T12:00:00Z"), Some(false)),
        item("2026-01-01T10:00:00Z", Some("2026-01-01T11:00:00Z"), Some(false)),
        item("2026-01-01T10:00:00Z", None, None),
    ];
    let numbers: Vec<_> = appeal_figures(&appeals).into_iter().map(|figure| figure.number).collect();
    assert_eq!(numbers, [Some(4), Some(1), Some(2), Some(1), Some(60)]);
}

#[test]
fn every_item_is_counted_on_its_surface_or_on_none() {
    let on = |surface: &str, is_confirmed| DecidedItem {
        surface: surface.to_owned(),
        ..item("2026-01-01T10:00:00Z", None, is_confirmed)
    };
    let items = [on("posts", Some(true)), on("", None), on("chat", Some(false)), on("posts", None)];
    let figures = surface_figures(&items);
    let of = |name: &str| figures.iter().find(|figure| figure.name == name).and_then(|figure| figure.number);
    assert_eq!(
        (of("surface_came.posts"), of("surface_confirmed.posts"), of("surface_dismissed.posts")),
        (Some(2), Some(1), Some(0))
    );
    assert_eq!((of("surface_came.chat"), of("surface_dismissed.chat")), (Some(1), Some(1)));
    assert_eq!((of("no_surface_came"), figures.len()), (Some(1), 9));
}

#[test]
fn every_item_is_counted_by_the_kind_of_its_file_or_by_none() {
    let of_kind = |kind: &str, is_confirmed| DecidedItem {
        kind: kind.to_owned(),
        ..item("2026-01-01T10:00:00Z", None, is_confirmed)
    };
    let items = [of_kind("png", Some(true)), of_kind("", Some(false)), of_kind("png", None)];
    let figures = kind_figures(&items);
    let found: Vec<_> = figures.iter().map(|figure| (figure.name.as_str(), figure.number.unwrap())).collect();
    assert_eq!(
        found,
        [
            ("no_kind_came", 1),
            ("no_kind_confirmed", 0),
            ("no_kind_dismissed", 1),
            ("kind_came.png", 2),
            ("kind_confirmed.png", 1),
            ("kind_dismissed.png", 0),
        ]
    );
}

#[test]
fn orders_are_counted_by_kind_with_the_days_until_they_were_answered() {
    let order = |kind, settled_on: Option<&str>| SettledOrder {
        kind,
        received_on: "2026-01-10".parse().unwrap(),
        settled_on: settled_on.map(|text| text.parse().unwrap()),
    };
    let orders = [
        order(ProcessKind::Production, Some("2026-02-14")),
        order(ProcessKind::Production, Some("2026-01-12")),
        order(ProcessKind::Preservation, None),
    ];
    let figures = order_figures(&orders);
    let of = |name: &str| figures.iter().find(|figure| figure.name == name).unwrap().number;
    assert_eq!(
        (of("orders.production"), of("orders.preservation"), of("orders.removal")),
        (Some(2), Some(1), Some(0))
    );
    assert_eq!(of("orders_median_days_to_answer"), Some(2));
}

proptest! {
    /// So many percent of the numbers are no greater, and fewer would not do.
    #[test]
    fn a_share_is_one_of_the_numbers(mut numbers in prop::collection::vec(0_i64..1000, 1..50), percent in 1_usize..=100) {
        numbers.sort_unstable();
        let found = share_of(&numbers, percent).unwrap();
        let below = numbers.iter().filter(|number| **number <= found).count();
        prop_assert!(below * 100 >= numbers.len() * percent);
        let less = numbers.iter().filter(|number| **number < found).count();
        prop_assert!(less * 100 < numbers.len() * percent);
    }
}
