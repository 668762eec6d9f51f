//! Random histories of holds and clocks against an oracle that replays them in whole days, one by one.

use jiff::{SignedDuration, Timestamp};
use model::kind::LegalHold;
use model::law::Review;
use model::retention::{Category, Facts, Hold, Period, Rule, SCHEDULE, Start, Verdict, judge};
use model::{Id, ManualClock, SeededRng};
use proptest::prelude::*;

const PERIOD_DAYS: i32 = 40;
const REVIEW_DAYS: i32 = 15;
const RULES: &[Rule] = &[Rule {
    category: Category::Tip,
    valid_from: jiff::civil::date(1970, 1, 1),
    period: Period { years: 0, days: PERIOD_DAYS },
    review_every: Some(Period { years: 0, days: REVIEW_DAYS }),
    source: "test",
    article: "",
    review: Review::Unverified,
}];

/// One thing that happens to the kept object, in days.
#[derive(Debug, Clone, Copy)]
enum Happening {
    /// The clock moves on.
    Pass(i32),
    /// The period begins.
    Begin,
    /// A hold is placed from so many days from now, for so many days or without end.
    Place(i32, Option<i32>),
    /// The n-th hold is lifted now.
    Lift(usize),
    /// A human keeps it for so many days.
    KeepFor(i32),
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        6 => (1_i32..20).prop_map(Happening::Pass),
        1 => Just(Happening::Begin),
        3 => (-5_i32..10, proptest::option::of(-2_i32..30)).prop_map(|(from, days)| Happening::Place(from, days)),
        2 => (0_usize..4).prop_map(Happening::Lift),
        1 => (1_i32..REVIEW_DAYS).prop_map(Happening::KeepFor),
    ];
    prop::collection::vec(one, 1..24)
}

fn day(day: i32) -> Timestamp {
    Timestamp::from_second(1_600_000_000).unwrap() + SignedDuration::from_hours(24 * i64::from(day))
}

/// What the oracle remembers, in days since the object was recorded. It knows nothing of instants, rules or verdicts of the model.
#[derive(Default)]
struct Story {
    today: i32,
    begun_on: Option<i32>,
    kept_until: Option<i32>,
    /// From, end, lifted on.
    holds: Vec<(i32, Option<i32>, Option<i32>)>,
}

impl Story {
    /// Every day is asked in turn, so that no end is reckoned with.
    fn word(&self) -> &'static str {
        for (from, end, lifted_on) in &self.holds {
            let ends = end.filter(|end| end > from);
            let has_come = |day: Option<i32>| day.is_some_and(|day| (day..=self.today).next().is_some());
            if !has_come(ends) && !has_come(*lifted_on) {
                return "held";
            }
        }
        let (mut word, mut waited) = ("keep", 0);
        for today in 0..=self.today {
            if let Some(begun_on) = self.begun_on
                && today > begun_on
            {
                waited += 1;
            }
            let is_kept = self.kept_until.is_some_and(|until| today < until);
            let was_kept = self.kept_until.is_some();
            let is_over = self.begun_on.is_some() && waited >= PERIOD_DAYS;
            let wants_review = if was_kept { !is_kept } else { today >= REVIEW_DAYS };
            word = match (is_kept, is_over, wants_review) {
                (true, _, _) => "keep",
                (false, true, _) => "erasable",
                (false, false, true) => "review_due",
                (false, false, false) => "keep",
            };
        }
        word
    }
}

struct Kept {
    facts: Facts,
    holds: Vec<Hold>,
    rng: SeededRng,
}

fn happen(story: &mut Story, kept: &mut Kept, happening: Happening) {
    let today = story.today;
    match happening {
        Happening::Pass(days) => story.today += days,
        Happening::Begin if story.begun_on.is_none() => {
            story.begun_on = Some(today);
            kept.facts.start = Start::At(day(today));
        }
        Happening::Begin => {}
        Happening::Place(from, days) => {
            let (from, end) = (today + from, days.map(|days| today + from + days));
            story.holds.push((from, end, None));
            let hold_id: Id<LegalHold> = Id::new(&ManualClock::new(day(today)), &kept.rng);
            kept.holds.push(Hold { hold_id, from: day(from), until: end.map(day), lifted_at: None });
        }
        Happening::Lift(index) => {
            if let (Some(told), Some(hold)) = (story.holds.get_mut(index), kept.holds.get_mut(index)) {
                told.2 = told.2.or(Some(today));
                hold.lifted_at = hold.lifted_at.or(Some(day(today)));
            }
        }
        Happening::KeepFor(days) => {
            story.kept_until = Some(today + days);
            kept.facts.kept_until = Some(day(today + days));
        }
    }
}

fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    let least = if std::env::var_os("AMPARO_LONG").is_some() { 100_000 } else { 3_000 };
    ProptestConfig { cases: default.cases.max(least), ..default }
}

fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Held { .. } => 0,
        Verdict::Keep { .. } => 1,
        Verdict::ReviewDue { .. } => 2,
        Verdict::Erasable { .. } => 3,
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_history_of_holds_and_clocks_misleads_the_rule(happenings in happenings()) {
        let mut story = Story::default();
        let facts = Facts { start: Start::NotYet, recorded_at: day(0), kept_until: None };
        let mut kept = Kept { facts, holds: Vec::new(), rng: SeededRng::new(1) };
        for happening in happenings {
            let before = judge(RULES, Category::Tip, &kept.facts, &kept.holds, day(story.today));
            happen(&mut story, &mut kept, happening);
            let now = day(story.today);
            let verdict = judge(RULES, Category::Tip, &kept.facts, &kept.holds, now);
            prop_assert_eq!(verdict.as_str(), story.word(), "after {:?} on day {}", happening, story.today);
            match verdict {
                Verdict::Held { by } => {
                    prop_assert!(kept.holds.iter().any(|hold| hold.hold_id == by && hold.is_in_force(now)));
                }
                Verdict::Keep { until } => prop_assert!(until.is_none_or(|until| until > now)),
                Verdict::ReviewDue { since } | Verdict::Erasable { since } => prop_assert!(since <= now),
            }
            if matches!(happening, Happening::Pass(_)) {
                prop_assert!(rank(&before) <= rank(&verdict), "{before:?} went back to {verdict:?}");
            }
        }
    }

    #[test]
    fn under_the_real_schedule_a_hold_in_force_is_never_overruled(
        category in prop::sample::select(&Category::ALL[..]),
        start in proptest::option::of(0_i32..9_000), held_for in proptest::option::of(1_i32..20_000), now in 0_i32..20_000,
    ) {
        let facts = Facts {
            start: start.map_or(Start::Unknown, |start| Start::At(day(start))), recorded_at: day(0), kept_until: None,
        };
        let hold_id = Id::new(&ManualClock::new(day(0)), &SeededRng::new(1));
        let hold = Hold { hold_id, from: day(0), until: held_for.map(day), lifted_at: None };
        let verdict = judge(SCHEDULE, category, &facts, &[hold], day(now));
        let is_held = held_for.is_none_or(|days| now < days);
        prop_assert_eq!(matches!(verdict, Verdict::Held { .. }), is_held);
        if start.is_none() {
            prop_assert!(!matches!(verdict, Verdict::Erasable { .. }), "an unknown beginning keeps");
        }
    }
}
