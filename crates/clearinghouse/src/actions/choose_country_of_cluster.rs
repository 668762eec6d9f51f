//! An analyst chooses the country of all reports of a cluster that hold nothing but the shared file.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::choose_country::{check_country, check_grounds};
use super::make_referral::MAX_REPORTS;
use crate::Permission;
use crate::country::Grounds;
use crate::db;
use crate::db::reports::ChosenCountryRow;

/// Chooses a country, on stated grounds, for the reports of a cluster that are ready, not referred, and hold nothing beside the shared file. What
/// holds more is left out: it is chosen report by report. So is a report for which somebody did that.
pub(crate) struct ChooseCountryOfCluster {
    pub(crate) cluster_id: String,
    pub(crate) country: String,
    pub(crate) grounds: String,
}

/// What was chosen.
#[derive(Serialize, Deserialize)]
pub(crate) struct ChosenOfCluster {
    pub(crate) reports: usize,
}

impl Action for ChooseCountryOfCluster {
    type Permission = Permission;
    type Output = ChosenOfCluster;
    const NAME: &'static str = "choose-country-of-cluster";

    fn permission(&self) -> Permission {
        Permission::ChooseCountry
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ChosenOfCluster>, Failure> {
        let cluster = db::clusters::find(acting.tx, &self.cluster_id).await?;
        let cluster = cluster.ok_or_else(|| Failure::absent("cluster"))?;
        check_country("country", &self.country)?;
        let words = check_grounds(&self.grounds)?;
        let limit = i64::try_from(MAX_REPORTS).map_err(Failure::broken)?;
        let reports =
            db::clusters::list_plain(acting.tx, &cluster.cluster_id, Some(&self.country), limit).await?;
        if reports.is_empty() {
            return Err(Failure::refused(
                "country",
                "no report of this cluster that holds nothing but the shared file waits for another country",
            ));
        }
        let chosen = ChosenCountryRow {
            code: self.country.clone(),
            grounds: Grounds::Stated { words },
            chosen_by: acting.actor.describe(),
        };
        let mut numbers = Vec::new();
        for (report_id, number) in &reports {
            db::reports::set_country_of_cluster(acting.tx, *report_id, &chosen, &cluster.cluster_id).await?;
            numbers.push(number.to_string());
        }
        let by_hand = db::clusters::count_chosen_by_hand(acting.tx, &cluster.cluster_id).await?;
        let entry = EntryDraft::on("cluster", &cluster.cluster_id)
            .with("country", &self.country)
            .with("reports", numbers.join(" "))
            .with("left_as_chosen", by_hand.to_string());
        Ok(Done::new(ChosenOfCluster { reports: reports.len() }, entry))
    }
}
