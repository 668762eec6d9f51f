//! The acts of a person against the ages of the law.
//!
//! The page shows nobody's birth: that is a field to be revealed, on record. A threshold at its date would give the birth away, so the drawing
//! has no axis of dates. It says of each act what the table beside it says: on which side of each age it certainly lies, or that it is
//! undetermined.

use jiff::Timestamp;
use model::law::{AgeKind, Jurisdiction, Threshold};
use service::PageContext;
use service::ui::Figure;
use service::ui::chart::{self, Lanes, Mark};

use super::word;
use crate::views::{AgedActView, PersonDetail};

/// The lanes: below the age of responsibility, from there to the age of the adult code, and from that on.
const PATHS: [&str; 3] = ["protection", "juvenile", "adult"];

/// The drawing, and where its ages come from.
pub(super) struct Timeline {
    pub(super) figure: Figure,
    pub(super) law: String,
}

/// Draws the acts in the order of time, against the ages of the law that decides at this node; none without acts.
pub(super) fn draw(
    ctx: &PageContext,
    detail: &PersonDetail,
    law: Option<Jurisdiction>,
    may_read_subjects: bool,
) -> Option<Timeline> {
    let mut acts: Vec<&AgedActView> = detail.acts.iter().collect();
    acts.sort_by_key(|act| act.at);
    let last = acts.last()?.at;
    let ages = [AgeKind::CriminalResponsibility, AgeKind::AdultCode].map(|age| threshold(law, age, last));
    let lanes = Lanes {
        names: PATHS.map(|path| word(ctx, "path", path)).to_vec(),
        bounds: ages.map(|age| age.map_or_else(|| "?".to_owned(), |age| age.years.to_string())).to_vec(),
        heads: [ctx.t("timeline-act"), ctx.t("timeline-side")],
    };
    let marks: Vec<_> = acts.iter().map(|act| mark(ctx, act, may_read_subjects)).collect();
    let [responsibility, adult] = ages.map(source);
    Some(Timeline {
        figure: chart::lanes(ctx, &ctx.t("timeline-title"), &ctx.t("timeline-note"), &lanes, &marks),
        law: ctx.t2("timeline-law", "responsibility", responsibility, "adult", adult),
    })
}

/// The age in force at the last act, by the clock of the law's mainland.
fn threshold(law: Option<Jurisdiction>, age: AgeKind, at: Timestamp) -> Option<&'static Threshold> {
    let (law, clock) = (law?, law?.clocks().into_iter().next()?);
    law.find_threshold(age, clock.to_datetime(at).date())
}

fn source(age: Option<&Threshold>) -> String {
    age.map_or_else(|| "?".to_owned(), |age| format!("{} ({}, {})", age.years, age.source, age.article))
}

/// Labelled by the day as its report states it, like the table's first column.
fn mark(ctx: &PageContext, act: &AgedActView, may_read_subjects: bool) -> Mark {
    let sides = [act.responsibility, act.adult_code].map(|side| word(ctx, "age", side));
    let (report, at) = (ctx.t1("report-title", "number", act.report_number.to_string()), &act.time_text);
    let (responsibility, adult) = (ctx.t("responsibility-age"), ctx.t("adult-age"));
    Mark {
        label: act.time_text.chars().take(10).collect(),
        text: format!("{report}, {at}. {responsibility}: {}. {adult}: {}.", sides[0], sides[1]),
        within: within(act.responsibility, act.adult_code),
        href: may_read_subjects.then(|| ctx.href(&format!("/subjects/{}", act.subject_id))),
    }
}

/// The first and the last lane that an act may lie in, by its sides of both ages.
fn within(responsibility: &str, adult_code: &str) -> (usize, usize) {
    let first = match (responsibility, adult_code) {
        (_, "certainly_over") => 2,
        ("certainly_over", _) => 1,
        _ => 0,
    };
    let last = match (responsibility, adult_code) {
        ("certainly_under", _) => 0,
        (_, "certainly_under") => 1,
        _ => 2,
    };
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_lies_in_every_lane_that_its_open_sides_allow() {
        let (under, over, open) = ("certainly_under", "certainly_over", "undetermined");
        for (responsibility, adult, lanes) in [
            (under, under, (0, 0)),
            (over, under, (1, 1)),
            (over, over, (2, 2)),
            (open, under, (0, 1)),
            (over, open, (1, 2)),
            (open, open, (0, 2)),
        ] {
            assert_eq!(within(responsibility, adult), lanes, "{responsibility}, {adult}");
        }
    }

    #[test]
    fn the_ages_are_those_of_the_law_on_the_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let spain = Some(Jurisdiction::Spain);
        let age =
            |time| threshold(spain, AgeKind::CriminalResponsibility, at(time)).map(|age| age.valid_from);
        let first = Jurisdiction::Spain.thresholds()[0].valid_from;
        assert_eq!(age("2001-01-12T23:30:00Z"), Some(first), "it is the 13th in Madrid");
        assert_eq!(age("2001-01-12T22:30:00Z"), None);
        assert!(threshold(None, AgeKind::AdultCode, at("2020-01-12T22:30:00Z")).is_none());
        assert!(source(None).contains('?'));
    }
}
