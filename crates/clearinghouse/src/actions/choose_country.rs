//! An analyst chooses the country of a report, or several. Choosing again undoes it.

use std::collections::BTreeSet;

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::country::Grounds;
use crate::db;
use crate::db::reports::{ChosenCountryRow, ReportRow};
use crate::report_state::ReportState;

/// Chooses the country of a report that is ready and not referred, on stated grounds; and others beside it, to whose agencies it goes too. Of one that
/// is referred only the others change, and none that an agency was told of goes away.
pub(crate) struct ChooseCountry {
    pub(crate) report_number: i64,
    pub(crate) country: String,
    /// Countries beside the first; none where there is one.
    pub(crate) also: Vec<String>,
    pub(crate) grounds: String,
}

impl Action for ChooseCountry {
    type Permission = Permission;
    type Output = ChosenCountryRow;
    const NAME: &'static str = "choose-country";

    fn permission(&self) -> Permission {
        Permission::ChooseCountry
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ChosenCountryRow>, Failure> {
        check_country("country", &self.country)?;
        self.check_also()?;
        let words = check_grounds(&self.grounds)?;
        let report = db::reports::find_by_number(acting.tx, self.report_number).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        self.check_state(acting, &report).await?;
        let chosen = |code: &String| ChosenCountryRow {
            code: code.clone(),
            grounds: Grounds::Stated { words: words.clone() },
            chosen_by: acting.actor.describe(),
        };
        let (first, further) = (chosen(&self.country), self.also.iter().map(chosen).collect::<Vec<_>>());
        let country = match &report.country {
            // the packages that are out state its grounds
            Some(standing) if report.state == ReportState::Referred => standing.clone(),
            _ => first,
        };
        db::reports::set_country(acting.tx, report.report_id, Some(&country)).await?;
        let further = self.keep_standing(acting, &report, further).await?;
        db::countries::set_further(acting.tx, report.report_id, &further, acting.now).await?;
        let before = report.country.map_or_else(|| "undetermined".to_owned(), |country| country.code);
        let entry = EntryDraft::on("report", report.report_id)
            .with("country", &self.country)
            .with("also", self.also.join(" "))
            .with("before", before);
        Ok(Done::new(country, entry))
    }
}

/// Refuses what is no code of a country.
pub(super) fn check_country(field: &str, code: &str) -> Result<(), Failure> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Failure::refused(field, "must be a country code of two capital letters (ISO 3166-1)"))
}

/// The grounds, without the spaces around them.
pub(super) fn check_grounds(grounds: &str) -> Result<String, Failure> {
    let grounds = grounds.trim();
    if grounds.is_empty() {
        return Err(Failure::refused("grounds", "say why the report belongs to this country"));
    }
    Ok(grounds.to_owned())
}

impl ChooseCountry {
    fn check_also(&self) -> Result<(), Failure> {
        let mut seen = BTreeSet::from([&self.country]);
        for code in &self.also {
            check_country("also", code)?;
            if !seen.insert(code) {
                return Err(Failure::refused("also", format!("{code} stands here a second time")));
            }
        }
        Ok(())
    }

    /// Of a referred report, what stands already keeps the grounds that its package states.
    async fn keep_standing(
        &self,
        acting: &mut Acting<'_>,
        report: &ReportRow,
        further: Vec<ChosenCountryRow>,
    ) -> Result<Vec<ChosenCountryRow>, Failure> {
        if report.state != ReportState::Referred {
            return Ok(further);
        }
        let standing = db::countries::list_further(acting.tx, report.report_id).await?;
        let kept =
            |new: ChosenCountryRow| standing.iter().find(|row| row.code == new.code).cloned().unwrap_or(new);
        Ok(further.into_iter().map(kept).collect())
    }

    /// A package states the country that its report had: whoever gets it must not find another here.
    async fn check_state(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
        match report.state {
            ReportState::Ready => Ok(()),
            ReportState::Referred => {
                let standing = db::referrals::list_standing_of_report(acting.tx, report.report_id).await?;
                let is_chosen = |code: &String| *code == self.country || self.also.contains(code);
                let keeps_first = report.country.as_ref().is_some_and(|country| country.code == self.country);
                let keeps_all = standing.iter().all(|referral| is_chosen(&referral.agency_country));
                let standing_also = db::countries::list_further(acting.tx, report.report_id).await?;
                let is_about_others = !self.also.is_empty() || !standing_also.is_empty();
                if keeps_first && keeps_all && is_about_others {
                    return Ok(());
                }
                let named: Vec<String> = standing
                    .iter()
                    .map(|referral| format!("{} to {}", referral.referral_id, referral.agency_code))
                    .collect();
                Err(Failure::conflict(format!(
                    "report {} stands in referral {}; its country cannot be chosen any more",
                    report.report_number,
                    named.join(", ")
                )))
            }
            _ => Err(Failure::conflict("only a report that is ready has a country to choose")),
        }
    }
}
