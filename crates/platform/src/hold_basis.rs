//! Until when what is reported is preserved, and on what that rests: the law of a country that binds the company, the company's own policy, or,
//! where neither is known, what the program takes by itself.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};
use model::law::{HoldLaw, Review, find_hold_law};
use model::retention::{Category, Period, SCHEDULE, find_rule};
use serde::{Deserialize, Serialize};
use service::ConfigError;

use crate::config::PlatformConfig;

/// Whose law binds a company that says nothing of it: the reports are those of that country's clearinghouse.
const UNSTATED: &str = "US";
/// A hundred years: more is a slip of the pen.
const MOST_DAYS: u32 = 36_525;
/// Most characters of a name or a reason.
const MOST_CHARS: usize = 300;

/// `[[platform.hold_policy]]`: for how long the company has its store keep what it reported, where no law says so or for longer.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldPolicyConfig {
    /// The first day of reports that it governs.
    pub since: Date,
    /// For how many days.
    pub days: u32,
    /// Who of the company says so, by name and office.
    pub stated_by: String,
    /// Why so long.
    pub reason: String,
}

// it names a person
model::unprintable!(HoldPolicyConfig);

/// On what a hold rests, for reports of one day.
#[derive(Clone)]
pub(crate) struct HoldBasis {
    /// The first day on which what was reported may be let go.
    pub(crate) until: Date,
    /// The statute that says so, as it was cited on the day.
    pub(crate) law: Option<String>,
    /// Whether somebody has read its text beside the period.
    pub(crate) law_verified: Option<bool>,
    /// The company's policy, where it holds longer than the statute.
    pub(crate) policy: Option<StatedPolicy>,
    /// The countries that bind the company of whose law no period is known.
    pub(crate) no_period_known: Vec<String>,
}

/// A policy as it is told: to the company's own application.
#[derive(Clone, Serialize)]
pub(crate) struct StatedPolicy {
    pub(crate) days: u32,
    pub(crate) stated_by: String,
    pub(crate) reason: String,
}

model::unprintable!(HoldBasis, StatedPolicy);

impl HoldBasis {
    /// Whether nobody has said anything: the program takes the period by which it keeps what it reported itself.
    pub(crate) fn is_assumed(&self) -> bool {
        self.law.is_none() && self.policy.is_none()
    }

    /// Whether somebody has read the text of the statute.
    pub(crate) fn is_read(&self) -> bool {
        self.law_verified == Some(true)
    }

    /// The same in one sentence, as a court reads it: it names no person of the company.
    pub(crate) fn sentence(&self) -> String {
        let mut said = Vec::new();
        if !self.no_period_known.is_empty() {
            said.push(format!("no statutory period known ({})", self.no_period_known.join(", ")));
        }
        if let Some(law) = &self.law {
            let read = if self.is_read() { "" } else { ", not compared with the official text" };
            said.push(format!("{law}{read}"));
        }
        match &self.policy {
            Some(policy) => {
                said.push(format!(
                    "the company's policy of {} days, stated by a named person, applies",
                    policy.days
                ));
            }
            None if self.is_assumed() => said.push("the company has stated no policy of its own".to_owned()),
            None => {}
        }
        said.join("; ")
    }
}

/// On what the hold of a report rests that was filed then, counted in UTC; none past the end of the calendar.
pub(crate) fn basis_of(platform: &PlatformConfig, filed_at: Timestamp) -> Option<HoldBasis> {
    basis(platform, filed_at.to_zoned_datetime(TimeZone::UTC).date())
}

/// On what the hold of a report of that day rests: of statute and policy the longer.
pub(crate) fn basis(platform: &PlatformConfig, on: Date) -> Option<HoldBasis> {
    let countries = countries(platform);
    let laws: Vec<HoldLaw> = countries.iter().filter_map(|country| find_hold_law(country, on)).collect();
    let ends = laws.iter().filter_map(|law| Some((after(on, law.period()?)?, law)));
    let law = ends.max_by_key(|(until, _)| *until);
    let policy = policy_on(platform, on).and_then(|policy| {
        let until = on.checked_add(i64::from(policy.days).days()).ok()?;
        law.is_none_or(|(by_law, _)| until > by_law).then_some((until, policy))
    });
    let until = match (&policy, &law) {
        (Some((until, _)), _) => *until,
        (None, Some((until, _))) => *until,
        (None, None) => after(on, find_rule(SCHEDULE, Category::PreservedContent, on)?.period)?,
    };
    let has_period =
        |country: &String| laws.iter().any(|law| law.country == country && law.period().is_some());
    Some(HoldBasis {
        until,
        law: law.map(|(_, law)| law.cited()),
        law_verified: law.map(|(_, law)| law.review == Review::Verified),
        policy: policy.map(|(_, policy)| StatedPolicy {
            days: policy.days,
            stated_by: policy.stated_by.clone(),
            reason: policy.reason.clone(),
        }),
        no_period_known: countries.iter().filter(|country| !has_period(country)).cloned().collect(),
    })
}

/// Whose law binds the company.
fn countries(platform: &PlatformConfig) -> Vec<String> {
    platform.company.as_ref().map_or_else(|| vec![UNSTATED.to_owned()], |company| company.countries.clone())
}

/// The newest policy that had begun by a day.
fn policy_on(platform: &PlatformConfig, on: Date) -> Option<&HoldPolicyConfig> {
    platform.hold_policy.iter().filter(|policy| policy.since <= on).max_by_key(|policy| policy.since)
}

/// The day that lies a period later; none past the end of the calendar.
fn after(on: Date, period: Period) -> Option<Date> {
    on.checked_add(span(period)).ok()
}

fn span(period: Period) -> Span {
    i64::from(period.years).years().days(i64::from(period.days))
}

/// From when the node's own period runs for what was filed then, so that it ends no earlier than the day that was promised.
pub(crate) fn kept_from(filed_at: Timestamp, until: Option<Date>) -> Timestamp {
    let begins = || {
        let until = until?.to_zoned_datetime(TimeZone::UTC).ok()?;
        let filed_on = filed_at.to_zoned_datetime(TimeZone::UTC).date();
        let own = find_rule(SCHEDULE, Category::PreservedContent, filed_on)?.period;
        Some(until.checked_sub(span(own)).ok()?.timestamp())
    };
    begins().map_or(filed_at, |begins: Timestamp| begins.max(filed_at))
}

/// Refuses policies that nobody stands behind, without end, or two of one day.
pub(crate) fn check(policies: &[HoldPolicyConfig]) -> Result<(), ConfigError> {
    for (index, policy) in policies.iter().enumerate() {
        let is_told = |text: &str| !text.trim().is_empty() && text.chars().count() <= MOST_CHARS;
        if !is_told(&policy.stated_by) || !is_told(&policy.reason) {
            let what = format!(
                "each needs `stated_by`, the person who says so, and `reason`, at most {MOST_CHARS} characters each"
            );
            return Err(ConfigError::setting("platform.hold_policy", what));
        }
        if policy.days == 0 || policy.days > MOST_DAYS {
            return Err(ConfigError::setting(
                "platform.hold_policy.days",
                format!("must be 1 to {MOST_DAYS}"),
            ));
        }
        if policies.iter().take(index).any(|other| other.since == policy.since) {
            let what = format!("{} stands twice", policy.since);
            return Err(ConfigError::setting("platform.hold_policy.since", what));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{CompanyConfig, ServiceKind};

    fn policy(since: &str, days: u32) -> HoldPolicyConfig {
        HoldPolicyConfig {
            since: since.parse().unwrap(),
            days,
            stated_by: "Ana Gil, counsel".to_owned(),
            reason: "orders take months".to_owned(),
        }
    }

    fn bound_by(countries: &[&str], policies: Vec<HoldPolicyConfig>) -> PlatformConfig {
        let company = CompanyConfig {
            countries: countries.iter().map(|country| (*country).to_owned()).collect(),
            established_in: countries[0].to_owned(),
            service: ServiceKind::Hosting,
        };
        PlatformConfig { company: Some(company), hold_policy: policies, ..PlatformConfig::default() }
    }

    fn on(platform: &PlatformConfig, day: &str) -> HoldBasis {
        basis(platform, day.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_company_that_says_nothing_is_held_to_the_law_of_the_day() {
        let unstated = PlatformConfig::default();
        let of = |filed_at: &str| {
            let basis = basis_of(&unstated, filed_at.parse().unwrap()).unwrap();
            (basis.until.to_string(), basis.law.unwrap())
        };
        let (now, before) = ("18 U.S.C. 2258A (h)(1)", "18 U.S.C. 2258A (h)(1) before 7 May 2024");
        for (filed_at, until, law) in [
            ("2020-12-28T23:30:00Z", "2021-03-28", before),
            ("2024-05-06T23:59:59Z", "2024-08-04", before),
            ("2024-05-07T00:00:00Z", "2025-05-07", now),
            ("2028-02-29T00:00:00Z", "2029-02-28", now),
            ("2026-12-31T23:59:59Z", "2027-12-31", now),
        ] {
            assert_eq!(of(filed_at), (until.to_owned(), law.to_owned()), "{filed_at}");
        }
    }

    #[test]
    fn where_no_period_is_known_the_policy_of_the_day_holds() {
        let policies = vec![policy("2026-01-01", 200), policy("2026-06-01", 400)];
        let spain = bound_by(&["ES"], policies);
        let held = on(&spain, "2026-05-31");
        assert_eq!((held.until.to_string(), held.law.as_deref()), ("2026-12-17".to_owned(), None));
        assert_eq!(held.no_period_known, ["ES"]);
        assert_eq!(
            held.sentence(),
            "no statutory period known (ES); the company's policy of 200 days, stated by a named person, applies"
        );
        assert!(!held.sentence().contains("Ana Gil"), "a court reads no name");
        assert_eq!(on(&spain, "2026-06-01").policy.map(|policy| policy.days), Some(400));
    }

    #[test]
    fn without_policy_nothing_is_let_go_earlier_and_nobody_is_said_to_have_stated_it() {
        for country in ["ES", "PT", "GB", "FR"] {
            let held = on(&bound_by(&[country], Vec::new()), "2026-11-01");
            assert_eq!(held.until.to_string(), "2027-11-01", "{country}");
            assert!(held.is_assumed() && held.sentence().contains("no statutory period known"), "{country}");
        }
    }

    #[test]
    fn of_statute_and_policy_the_longer_holds() {
        let both = |days| on(&bound_by(&["PT", "US"], vec![policy("2026-01-01", days)]), "2026-11-01");
        let short = both(30);
        assert_eq!((short.until.to_string(), short.policy.is_none()), ("2027-11-01".to_owned(), true));
        assert_eq!(
            (short.law_verified, short.no_period_known.as_slice()),
            (Some(true), ["PT".to_owned()].as_slice())
        );
        let long = both(730);
        assert_eq!(long.until.to_string(), "2028-10-31");
        assert!(long.law.is_some() && long.policy.is_some());
    }

    #[test]
    fn the_node_keeps_what_it_promised() {
        let filed_at: Timestamp = "2026-11-01T10:00:00Z".parse().unwrap();
        let from = |until: Option<&str>| kept_from(filed_at, until.map(|until| until.parse().unwrap()));
        for no_longer in [None, Some("2027-01-01"), Some("2027-11-01")] {
            assert_eq!(from(no_longer), filed_at, "{no_longer:?}");
        }
        assert_eq!(from(Some("2029-11-01")), "2028-11-01T00:00:00Z".parse::<Timestamp>().unwrap());
    }

    #[test]
    fn somebody_stands_behind_each_policy() {
        assert!(check(&[policy("2026-01-01", 200), policy("2026-06-01", 400)]).is_ok());
        let why = |policies: &[HoldPolicyConfig]| check(policies).unwrap_err().to_string();
        let nobody = HoldPolicyConfig { stated_by: " ".to_owned(), ..policy("2026-01-01", 200) };
        assert!(why(&[nobody]).contains("stated_by"));
        let unfounded = HoldPolicyConfig { reason: String::new(), ..policy("2026-01-01", 200) };
        assert!(why(&[unfounded]).contains("reason"));
        assert!(why(&[policy("2026-01-01", 0)]).contains("`platform.hold_policy.days`"));
        assert!(why(&[policy("2026-01-01", 1), policy("2026-01-01", 2)]).contains("stands twice"));
    }
}
