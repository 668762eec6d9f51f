//! What a shift at a clearinghouse leaves over.

use jiff::Timestamp;
use service::handover::{HandsOver, Left};
use service::{Actor, Failure, Permission as _, Scope, Tx, alarm};

use crate::pages::home;
use crate::pages::tips::NOBODY;
use crate::referral_state::ReferralState;
use crate::{Permission, State, db};

impl HandsOver for State {
    async fn left_over(&self, actor: &Actor, since: Timestamp) -> Result<Vec<Left>, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        let mut tx = self.node().db().begin_read("count-left-over").await?;
        let (open, untaken) = alarm::count_for::<Self>(&mut tx, actor).await?;
        let mut lines =
            vec![Left::new("untaken", untaken, "/alarms").urgent(), Left::new("alarms", open, "/alarms")];
        if may(Permission::ReadTips) {
            lines.extend(tips(&mut tx).await?);
        }
        if may(Permission::WatchReferrals) {
            lines.extend(referrals(&mut tx).await?);
        }
        if may(Permission::ReadReports) {
            lines.extend(band_a(&mut tx, since).await?);
            lines.extend(reports(self, &mut tx, since).await?);
        }
        Ok(lines)
    }
}

/// Alarms of Band A that nobody took, calls that reached nobody, and what waits to be read blind.
async fn band_a(tx: &mut Tx, since: Timestamp) -> Result<Vec<Left>, Failure> {
    Ok(vec![
        Left::new("band-a", db::band_alarms::count_waiting(tx).await?, "/band-a").urgent(),
        Left::new("calls-failed", db::rota_calls::count_failed_since(tx, since).await?, "/band-a").urgent(),
        Left::new("blind", db::blind::count_waiting(tx).await?, "/blind-readings"),
    ])
}

/// In danger, in nobody's hands, not closed.
async fn tips(tx: &mut Tx) -> Result<Vec<Left>, Failure> {
    let waiting = db::tips::count_waiting(tx).await?;
    Ok(vec![
        Left::new("tips-danger", waiting.in_danger, "/tips").urgent(),
        Left::new("tips-unclaimed", waiting.unclaimed, format!("/tips?hands={NOBODY}")),
        Left::new("tips", waiting.waiting, "/tips"),
    ])
}

/// What does not go on by itself.
async fn referrals(tx: &mut Tx) -> Result<Vec<Left>, Failure> {
    let counts = db::referrals::count_by_state(tx).await?;
    let refused = counts.iter().find(|(state, _)| *state == ReferralState::Refused);
    let stuck = home::count_stuck(tx).await?;
    Ok(vec![
        Left::new("stuck", stuck, "/referrals?state=made").urgent(),
        Left::new("refused", refused.map_or(0, |(_, count)| *count), "/referrals?state=refused"),
    ])
}

/// What waits to be referred, what of it no agency takes, what came since. The first page lists it by country.
async fn reports(state: &State, tx: &mut Tx, since: Timestamp) -> Result<Vec<Left>, Failure> {
    let waiting = db::reports::count_waiting_by_country(tx).await?;
    let has_agency = |country: &str| state.agencies().iter().any(|agency| agency.country == country);
    let without: i64 =
        waiting.iter().filter(|(country, _)| !has_agency(country)).map(|(_, reports)| *reports).sum();
    Ok(vec![
        Left::new("ready", waiting.iter().map(|(_, reports)| *reports).sum(), "/reports?state=ready"),
        Left::new("without-agency", without, "/"),
        Left::new("reports", db::reports::count_received_since(tx, since).await?, "/reports"),
    ])
}
