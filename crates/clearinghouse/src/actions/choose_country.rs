//! An analyst chooses the country of a report. Choosing again undoes it.

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::country::Grounds;
use crate::db;
use crate::db::reports::{ChosenCountryRow, ReportRow};
use crate::referral_state::ReferralState;
use crate::report_state::ReportState;

/// Chooses the country of a report that is ready and not referred, on stated grounds.
pub(crate) struct ChooseCountry {
    pub(crate) report_number: i64,
    pub(crate) country: String,
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
        let words = check_grounds(&self.grounds)?;
        let report = db::reports::find_by_number(acting.tx, self.report_number).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        self.check_state(acting, &report).await?;
        let country = ChosenCountryRow {
            code: self.country.clone(),
            grounds: Grounds::Stated { words },
            chosen_by: acting.actor.describe(),
        };
        db::reports::set_country(acting.tx, report.report_id, Some(&country)).await?;
        let before = report.country.map_or_else(|| "undetermined".to_owned(), |country| country.code);
        let entry =
            EntryDraft::on("report", report.report_id).with("country", &self.country).with("before", before);
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
    /// A package states the country that its report had: whoever gets it must not find another here.
    async fn check_state(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
        match report.state {
            ReportState::Ready => Ok(()),
            ReportState::Referred => {
                let referrals = db::referrals::list_of_report(acting.tx, report.report_id).await?;
                let standing: Vec<String> = referrals
                    .into_iter()
                    .filter(|referral| referral.state != ReferralState::Refused)
                    .map(|referral| format!("{} to {}", referral.referral_id, referral.agency_code))
                    .collect();
                Err(Failure::conflict(format!(
                    "report {} stands in referral {}; its country cannot be chosen any more",
                    report.report_number,
                    standing.join(", ")
                )))
            }
            _ => Err(Failure::conflict("only a report that is ready has a country to choose")),
        }
    }
}
