//! A small invented population, for weighing evidence: points are estimated from the reports at hand, so there have to be some.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use linkage::resolve::{LineUse, RelationKind, Resolution, Resolver, Settings, Statement};

/// What one report states.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    pub(crate) name: String,
    pub(crate) account: Option<String>,
    pub(crate) at_s: i64,
    pub(crate) user_name: Option<String>,
    pub(crate) full_name: Option<String>,
    pub(crate) birth_date: Option<String>,
    pub(crate) emails: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) devices: Vec<String>,
    pub(crate) lines: Vec<LineUse>,
    pub(crate) files: Vec<String>,
}

const DAY_S: i64 = 86_400;
const GIVEN: [&str; 20] = [
    "ana", "luis", "marta", "pablo", "irene", "jorge", "lucia", "diego", "elena", "hugo", "nuria", "raul",
    "sonia", "ivan", "clara", "oscar", "julia", "mario", "silvia", "bruno",
];

/// Whole numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn happens(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

/// An instant of a day.
pub(crate) fn on_day(day: u64) -> i64 {
    1_700_000_000 + i64::try_from(day).unwrap() * DAY_S
}

/// A use of a line whose address shows its number.
pub(crate) fn line(number: u64, day: u64) -> LineUse {
    let [.., second, third, last] = number.to_be_bytes();
    let address = IpAddr::V4(Ipv4Addr::new(10, second, third, last));
    LineUse { address, port: Some(2_000), at_s: on_day(day) }
}

/// People with one to four accounts each, most of which state something of their holder; the report's name says whose it is.
pub(crate) fn people(count: u64) -> Vec<Report> {
    let mut dice = Dice(20_261_128);
    let mut reports = Vec::new();
    for person in 0..count {
        let full_name = format!("{} apellido{}", dice.pick(&GIVEN), dice.roll(count / 4 + 1));
        let birth_date =
            format!("{}-{:02}-{:02}", 1950 + dice.roll(50), 1 + dice.roll(12), 1 + dice.roll(28));
        for account in 0..=dice.roll(4) {
            let (day, handle) = (dice.roll(300), dice.roll(5_000));
            let states = |dice: &mut Dice, percent, value: String| dice.happens(percent).then_some(value);
            let report = Report {
                name: format!("P{person} {account}"),
                account: dice.happens(90).then(|| format!("{person}-{account}")),
                at_s: on_day(day),
                user_name: states(&mut dice, 40, format!("handle{handle}")),
                full_name: states(&mut dice, 70, full_name.clone()),
                birth_date: states(&mut dice, 60, birth_date.clone()),
                emails: states(&mut dice, 60, format!("box{person}@mail.example")).into_iter().collect(),
                phones: states(&mut dice, 40, format!("+999{:09}", person * 7_919)).into_iter().collect(),
                devices: states(&mut dice, 40, format!("device-{person:08}")).into_iter().collect(),
                lines: vec![line(person, day), line(person, day + 1)],
                files: vec![format!("digest{}", dice.roll(count))],
            };
            reports.push(report);
        }
    }
    reports
}

pub(crate) fn resolved(reports: &[Report]) -> Resolution {
    let mut resolver = Resolver::default();
    for report in reports {
        resolver.add(&Statement {
            report: &report.name,
            account: report.account.as_deref().map(|account| ("chat.example", account)),
            at_s: report.at_s,
            user_name: report.user_name.as_deref(),
            display_name: None,
            full_name: report.full_name.as_deref(),
            birth_date: report.birth_date.as_deref(),
            emails: &borrowed(&report.emails),
            phones: &borrowed(&report.phones),
            devices: &borrowed(&report.devices),
            lines: &report.lines,
            files: &borrowed(&report.files),
        });
    }
    resolver.resolve(&Settings::default())
}

fn borrowed(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

/// Subjects as what a person sees of them: the names of their reports.
pub(crate) struct Found {
    pub(crate) subjects: BTreeSet<BTreeSet<String>>,
    pub(crate) relations: BTreeMap<BTreeSet<BTreeSet<String>>, RelationKind>,
}

impl Found {
    pub(crate) fn new(reports: &[Report], resolution: &Resolution) -> Self {
        let mut by_lead: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for (number, report) in (0..).zip(reports) {
            by_lead.entry(resolution.subject_of_report(number)).or_default().insert(report.name.clone());
        }
        let pair = |a: u32, b: u32| BTreeSet::from([by_lead[&a].clone(), by_lead[&b].clone()]);
        let relations =
            resolution.relations.iter().map(|relation| (pair(relation.a, relation.b), relation.kind));
        Self { relations: relations.collect(), subjects: by_lead.values().cloned().collect() }
    }

    /// What is found of some reports among many others.
    pub(crate) fn of(reports: &[Report]) -> Self {
        Self::new(reports, &resolved(reports))
    }

    pub(crate) fn are_one(&self, one: &str, other: &str) -> bool {
        self.subject(one).contains(other)
    }

    pub(crate) fn relation(&self, one: &str, other: &str) -> Option<RelationKind> {
        self.relations.get(&BTreeSet::from([self.subject(one).clone(), self.subject(other).clone()])).copied()
    }

    fn subject(&self, report: &str) -> &BTreeSet<String> {
        self.subjects.iter().find(|subject| subject.contains(report)).unwrap()
    }
}
