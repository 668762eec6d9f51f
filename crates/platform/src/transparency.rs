//! Figures for the public, as Regulation (EU) 2022/2065 (Digital Services Act) asks for them in articles 15 and 24: what came in and from whom, what was
//! decided, how long it took, what came of it, and how often it was wrong. Counted from what is kept, never typed; nothing of anybody.
//!
//! The articles are named where a figure answers one, so that who writes the company's report finds it. Whether it must write one, and on more than
//! this, is for counsel to say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::processes::ProcessKind;

/// By what the queues are counted apart, with names and text keys of the figures of one such, and of what is of none.
type Apart = (&'static str, [(&'static str, &'static str, &'static str); 3]);

const SURFACES: Apart = (
    "surface",
    [
        ("came", "figure-surface-came", "figure-no-surface-came"),
        ("confirmed", "figure-surface-confirmed", "figure-no-surface-confirmed"),
        ("dismissed", "figure-surface-dismissed", "figure-no-surface-dismissed"),
    ],
);
const KINDS: Apart = (
    "kind",
    [
        ("came", "figure-kind-came", "figure-no-kind-came"),
        ("confirmed", "figure-kind-confirmed", "figure-no-kind-confirmed"),
        ("dismissed", "figure-kind-dismissed", "figure-no-kind-dismissed"),
    ],
);

/// The name of a figure of what was decided by policies, and its text keys: by one of the service's, by one in words, by none.
pub(crate) type ByPolicy = (&'static str, [&'static str; 3]);

/// What was confirmed and dismissed of all queues.
pub(crate) const DECIDED: [ByPolicy; 2] = [
    ("confirmed", ["figure-policy-confirmed", "figure-policy-words-confirmed", "figure-no-policy-confirmed"]),
    ("dismissed", ["figure-policy-dismissed", "figure-policy-words-dismissed", "figure-no-policy-dismissed"]),
];
/// What was granted and rejected of appeals.
pub(crate) const APPEALED: [ByPolicy; 2] = [
    (
        "appeals_granted",
        [
            "figure-policy-appeals-granted",
            "figure-policy-words-appeals-granted",
            "figure-no-policy-appeals-granted",
        ],
    ),
    (
        "appeals_rejected",
        [
            "figure-policy-appeals-rejected",
            "figure-policy-words-appeals-rejected",
            "figure-no-policy-appeals-rejected",
        ],
    ),
];

/// What came into a queue.
#[derive(Debug, Clone)]
pub(crate) struct DecidedItem {
    pub(crate) came_at: Timestamp,
    /// Where on the platform it was seen; empty where nobody knows.
    pub(crate) surface: String,
    /// What kind of file it is; empty where no file is known.
    pub(crate) kind: String,
    /// When somebody first decided on it.
    pub(crate) decided_at: Option<Timestamp>,
    /// Whether the decision that stands confirms it; none while it is open.
    pub(crate) is_confirmed: Option<bool>,
    /// The id of the policy that the decision names that stands: empty where words name it, none where nothing does.
    pub(crate) policy: Option<String>,
    /// Whether a decision on it was turned round.
    pub(crate) was_changed: bool,
    /// Whether its upload was erased since; what nobody had decided by then came, and is open no more.
    pub(crate) is_erased: bool,
}

/// An order of a court or of the police.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettledOrder {
    pub(crate) kind: ProcessKind,
    pub(crate) received_on: Date,
    /// When it was answered, declined or lapsed.
    pub(crate) settled_on: Option<Date>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Its name in files, such as `hits_confirmed`; units in the name.
    pub(crate) name: String,
    /// Key of the text that says what it is, and what is put into it.
    pub(crate) key: &'static str,
    /// What is counted apart, such as the code of an outcome; empty where nothing is.
    pub(crate) of: String,
    /// The article that asks for it; empty where none does.
    pub(crate) article: &'static str,
    /// None where there is nothing to compute it from.
    pub(crate) number: Option<i64>,
}

impl Figure {
    /// A figure of this name, with the text key of the same name in hyphens.
    pub(crate) fn new(
        name: impl Into<String>,
        key: &'static str,
        article: &'static str,
        number: Option<i64>,
    ) -> Self {
        Self { name: name.into(), key, of: String::new(), article, number }
    }

    /// The same, of one of several.
    pub(crate) fn of(
        (name, key): (&str, &'static str),
        of: &str,
        article: &'static str,
        number: Option<i64>,
    ) -> Self {
        Self { name: format!("{name}.{of}"), key, of: of.to_owned(), article, number }
    }
}

/// The figures of one queue. `keys` are the text keys, in this order.
pub(crate) fn queue_figures(
    prefix: &str,
    keys: [&'static str; 7],
    article: &'static str,
    items: &[DecidedItem],
) -> Vec<Figure> {
    let count = |is: fn(&DecidedItem) -> bool| Some(counted(items.iter().filter(|item| is(item)).count()));
    let minutes = minutes_to_decision(items);
    let numbers = [
        ("came", Some(counted(items.len()))),
        ("confirmed", count(|item| item.is_confirmed == Some(true))),
        ("dismissed", count(|item| item.is_confirmed == Some(false))),
        ("open", count(|item| item.is_confirmed.is_none() && !item.is_erased)),
        ("median_minutes_to_decision", share_of(&minutes, 50)),
        ("slowest_tenth_minutes_to_decision", share_of(&minutes, 90)),
        ("decisions_turned_round", count(|item| item.was_changed)),
    ];
    let figures = numbers.into_iter().zip(keys);
    figures
        .map(|((name, number), key)| Figure::new(format!("{prefix}_{name}"), key, article, number))
        .collect()
}

/// The figures of appeals of reported users; of one that is granted the decision that stands "confirms".
pub(crate) fn appeal_figures(appeals: &[DecidedItem]) -> Vec<Figure> {
    let of = |state: Option<bool>| {
        Some(counted(appeals.iter().filter(|appeal| appeal.is_confirmed == state).count()))
    };
    let figures = [
        ("appeals_came", "figure-appeals-came", Some(counted(appeals.len()))),
        ("appeals_granted", "figure-appeals-granted", of(Some(true))),
        ("appeals_rejected", "figure-appeals-rejected", of(Some(false))),
        ("appeals_open", "figure-appeals-open", of(None)),
        (
            "appeals_median_minutes_to_decision",
            "figure-appeals-median",
            share_of(&minutes_to_decision(appeals), 50),
        ),
    ];
    figures.into_iter().map(|(name, key, number)| Figure::new(name, key, "15(1)(d)", number)).collect()
}

/// Of those that are decided, sorted.
fn minutes_to_decision(items: &[DecidedItem]) -> Vec<i64> {
    let mut minutes: Vec<i64> = items
        .iter()
        .filter_map(|item| Some(item.decided_at?.duration_since(item.came_at).as_mins().max(0)))
        .collect();
    minutes.sort_unstable();
    minutes
}

/// What came into all queues, by the surface where it was seen, and what of it was confirmed and dismissed. What is of no known surface is counted
/// apart, so that the sums are those of the queues.
pub(crate) fn surface_figures<'a>(items: impl IntoIterator<Item = &'a DecidedItem>) -> Vec<Figure> {
    figures_apart(SURFACES, |item| item.surface.as_str(), items)
}

/// The same by the kind of the file.
pub(crate) fn kind_figures<'a>(items: impl IntoIterator<Item = &'a DecidedItem>) -> Vec<Figure> {
    figures_apart(KINDS, |item| item.kind.as_str(), items)
}

fn figures_apart<'a>(
    (by, names): Apart,
    of: fn(&DecidedItem) -> &str,
    items: impl IntoIterator<Item = &'a DecidedItem>,
) -> Vec<Figure> {
    let mut counts: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for item in items {
        let [came, confirmed, dismissed] = counts.entry(of(item)).or_default();
        *came += 1;
        *confirmed += i64::from(item.is_confirmed == Some(true));
        *dismissed += i64::from(item.is_confirmed == Some(false));
    }
    let figures = |(one, numbers): (&str, [i64; 3])| {
        let one = one.to_owned();
        names.into_iter().zip(numbers).map(move |((name, key, without), number)| {
            if one.is_empty() {
                Figure::new(format!("no_{by}_{name}"), without, "", Some(number))
            } else {
                Figure::of((&format!("{by}_{name}"), key), &one, "", Some(number))
            }
        })
    };
    counts.into_iter().flat_map(figures).collect()
}

/// What was decided by each policy. What names one in words, and what names none, is counted apart, so that the sums are those of the queues; what
/// somebody wrote is counted and never told.
pub(crate) fn policy_figures<'a>(
    names: [ByPolicy; 2],
    article: &'static str,
    items: impl IntoIterator<Item = &'a DecidedItem>,
) -> Vec<Figure> {
    let mut policies: BTreeMap<Option<&str>, [i64; 2]> = BTreeMap::new();
    for item in items {
        let Some(is_confirmed) = item.is_confirmed else { continue };
        let [confirmed, dismissed] = policies.entry(item.policy.as_deref()).or_default();
        let count = if is_confirmed { confirmed } else { dismissed };
        *count += 1;
    }
    let mut figures = Vec::new();
    for (policy, numbers) in policies {
        for ((name, [named, in_words, without]), number) in names.into_iter().zip(numbers) {
            figures.push(match policy {
                Some("") => Figure::new(format!("policy_in_words_{name}"), in_words, article, Some(number)),
                Some(id) => Figure::of((&format!("policy_{name}"), named), id, article, Some(number)),
                None => Figure::new(format!("no_policy_{name}"), without, article, Some(number)),
            });
        }
    }
    figures
}

/// The figures of orders: how many of each kind, and after how many days half of those that are settled were.
pub(crate) fn order_figures(orders: &[SettledOrder]) -> Vec<Figure> {
    const ARTICLE: &str = "15(1)(a)";
    let kinds = ProcessKind::ALL.into_iter().map(|kind| {
        let number = orders.iter().filter(|order| order.kind == kind).count();
        Figure::of(("orders", "figure-orders"), kind.name(), ARTICLE, Some(counted(number)))
    });
    let mut days: Vec<i64> = orders
        .iter()
        .filter_map(|order| Some(i64::from(order.received_on.until(order.settled_on?).ok()?.get_days())))
        .collect();
    days.sort_unstable();
    let median =
        Figure::new("orders_median_days_to_answer", "figure-orders-days", ARTICLE, share_of(&days, 50));
    kinds.chain([median]).collect()
}

fn counted(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The least of sorted numbers that so many percent of them do not exceed; none of none.
fn share_of(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = (sorted.len() * percent).div_ceil(100);
    sorted.get(place.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests;
