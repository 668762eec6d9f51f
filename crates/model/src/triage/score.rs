//! From what a report states to its band, points and reasons. Whole numbers only, so that anybody can add them up again.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::factor::{Fact, Factor, FreeText, Raised, Stated};
use super::outcome::{Line, Urgency};
use super::weights::{FactorWeight, Weights};
use super::{Band, Trigger};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// How urgent a report is on the day `now`, with every reason.
pub fn urgency(weights: &Weights, stated: &Stated, now: Timestamp) -> Urgency {
    let stated = &stated.clone().distilled();
    let raised = all_raised(stated);
    let mut triggers: Vec<Trigger> = raised.iter().map(|raised| raised.trigger).collect();
    triggers.sort_unstable();
    triggers.dedup();
    let mut lines: Vec<Line> = raised.into_iter().map(line_of_trigger).collect();
    lines.extend(lines_of_facts(weights, stated, now));
    let points_tenths: i32 = lines.iter().map(|line| line.points_tenths).sum();
    let floor = floor(stated);
    let by_points = band_of(weights, points_tenths);
    let band =
        if triggers.is_empty() { floor.map_or(by_points, |floor| by_points.min(floor)) } else { Band::A };
    Urgency {
        band,
        points_tenths,
        triggers,
        floor,
        lines,
        unknowns: unknowns(stated),
        weights_version: weights.version().to_owned(),
    }
}

/// Points alone never make Band A.
fn band_of(weights: &Weights, points_tenths: i32) -> Band {
    let (b, c) = weights.bands_tenths();
    match points_tenths {
        points if points >= b => Band::B,
        points if points >= c => Band::C,
        _ => Band::D,
    }
}

/// The lowest band until a person has read: text that nobody read, stated access to a child, no account that could be known.
fn floor(stated: &Stated) -> Option<Band> {
    if stated.is_read {
        return None;
    }
    let unread = stated.texts.iter().any(|text| !text.is_read && text.is_filled());
    let access = stated.facts.iter().any(|fact| fact.factor == Factor::Access);
    (unread || access || !stated.has_account).then_some(Band::C)
}

/// What the report and its texts state outright, and what follows from two facts together.
fn all_raised(stated: &Stated) -> Vec<Raised> {
    let mut all = stated.raised.clone();
    let find = |wanted: fn(Factor) -> bool| stated.facts.iter().find(|fact| wanted(fact.factor));
    let access = find(|factor| factor == Factor::Access);
    if let (Some(access), Some(act)) = (access, find(Factor::is_act_on_child)) {
        all.push(Raised {
            trigger: Trigger::AccessAndContact,
            basis: access.quality.basis().max(act.quality.basis()),
            says: format!("{}; {}", access.says, act.says),
            source: format!("{}; {}", access.source, act.source),
        });
    }
    all.sort_by(|one, other| {
        (one.trigger, &one.source, &one.says).cmp(&(other.trigger, &other.source, &other.says))
    });
    all
}

fn line_of_trigger(raised: Raised) -> Line {
    Line {
        factor: format!("trigger_{}", raised.trigger),
        points_tenths: 0,
        basis: raised.basis,
        says: raised.says,
        source: raised.source,
    }
}

/// One line for each fact. What one factor gives together stays under its cap: later facts get what is left.
fn lines_of_facts(weights: &Weights, stated: &Stated, now: Timestamp) -> Vec<Line> {
    let mut facts: Vec<(i32, &Fact, &FactorWeight)> = stated
        .facts
        .iter()
        .filter(|fact| fact.factor != Factor::OnlyKnownFiles || has_nothing_else(stated))
        .filter_map(|fact| {
            let weight = weights.factor(fact.factor)?;
            Some((points(weights, weight, fact, now), fact, weight))
        })
        .collect();
    facts.sort_by(|one, other| {
        let place = (one.1.factor, Reverse(one.0.abs()), &one.1.source, &one.1.says);
        place.cmp(&(other.1.factor, Reverse(other.0.abs()), &other.1.source, &other.1.says))
    });
    let mut spent = BTreeMap::<Factor, i32>::new();
    facts
        .into_iter()
        .map(|(points, fact, weight)| {
            let (group, cap) = weights.cap(weight);
            let spent = spent.entry(group).or_default();
            let left = (cap - *spent).max(0);
            let given = points.clamp(-left, left);
            *spent += given.abs();
            Line {
                factor: fact.factor.to_string(),
                points_tenths: given,
                basis: fact.quality.basis(),
                says: fact.says.clone(),
                source: fact.source.clone(),
            }
        })
        .collect()
}

/// Whether known files are all that a report has. Anything beside them takes the deduction away, so that no fact lowers a report.
fn has_nothing_else(stated: &Stated) -> bool {
    let only_files = |fact: &Fact| matches!(fact.factor, Factor::OnlyKnownFiles | Factor::FileCount);
    stated.raised.is_empty()
        && !stated.texts.iter().any(FreeText::is_filled)
        && stated.facts.iter().all(only_files)
}

/// Points of one fact, in tenths: weight x amount x quality x link, halved for each half-life of its age.
fn points(weights: &Weights, weight: &FactorWeight, fact: &Fact, now: Timestamp) -> i32 {
    let base = i64::from(weight.points_tenths) * i64::from(fact.amount_permille) / 1000;
    let shared =
        base * i64::from(weights.share(fact.quality)) / 1000 * i64::from(fact.link_permille.min(1000)) / 1000;
    let decayed = match (weight.half_life_days, fact.at) {
        (Some(half_life), Some(at)) => shared * decay_permille(half_life, at, now) / 1000,
        _ => shared,
    };
    i32::try_from(decayed).unwrap_or(if decayed < 0 { i32::MIN / 2 } else { i32::MAX / 2 })
}

/// What is left after the time since `at`, in thousandths: halved at each half-life, along straight lines between them.
fn decay_permille(half_life_days: u32, at: Timestamp, now: Timestamp) -> i64 {
    let half_life = i64::from(half_life_days.max(1));
    let days = ((now.as_second() - at.as_second()) / DAY_SECONDS).max(0);
    let (halvings, rest) = (days / half_life, days % half_life);
    if halvings >= 10 {
        return 0;
    }
    let start = 1000 >> halvings;
    start - start * rest / (2 * half_life)
}

/// What nobody knows of it, each once.
fn unknowns(stated: &Stated) -> Vec<String> {
    let mut unknowns = stated.unknowns.clone();
    if !stated.has_account {
        unknowns.push("account".to_owned());
    }
    unknowns.sort_unstable();
    unknowns.dedup();
    unknowns
}
