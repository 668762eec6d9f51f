//! Where a platform stands: its destination, the law that binds it, whom it tells.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::Platform;
use crate::fake::{PASSWORD, USERNAME};

impl Platform {
    /// Files to the same clearinghouse as another destination.
    pub(crate) async fn go_to(&mut self, destination: &'static str) {
        self.stand_before(destination).await;
        self.restart().await;
    }

    /// Stops, and is configured for another destination.
    pub(crate) async fn stand_before(&mut self, destination: &'static str) {
        self.until_matched().await;
        self.kill().await;
        self.destination = destination;
    }

    /// Stops, and says more of who reports: what follows in the part `reporter` of the configuration.
    pub(crate) async fn stand_as(&mut self, more: &str) {
        self.until_matched().await;
        self.kill().await;
        self.deliveries = more.to_owned();
    }

    /// Belongs to a company that is bound by the law of this country, and hosts what its users publish.
    pub(crate) async fn belong_to(&mut self, country: &str) {
        self.until_matched().await;
        self.kill().await;
        self.deliveries = format!(
            "[platform.company]\ncountries = [\"{country}\"]\nestablished_in = \"{country}\"\nservice = \"hosting\"\n"
        );
        self.restart().await;
    }

    /// Tells notices to the desk at this address, at once or when somebody sends them.
    pub(crate) async fn tell_notices(&mut self, country: &str, desk: SocketAddr, at_once: bool) {
        self.belong_to(country).await;
        self.kill().await;
        let _ = write!(
            self.deliveries,
            "[platform.notice_recipient]\nurl = \"http://{desk}/api/notices\"\nusername = \"{USERNAME}\"\n\
             password = \"{PASSWORD}\"\nat_once = {at_once}\n"
        );
        self.restart().await;
    }

    /// The same as [`Self::belong_to`], beside what else is configured.
    pub(crate) async fn belong_here(&mut self, country: &str) {
        self.until_matched().await;
        self.kill().await;
        let _ = write!(
            self.deliveries,
            "[platform.company]\ncountries = [\"{country}\"]\nestablished_in = \"{country}\"\nservice = \"hosting\"\n"
        );
        self.restart().await;
    }

    /// Belongs to a company of this country whose own policy, stated by a person, preserves for so many days.
    pub(crate) async fn hold_by_policy(&mut self, country: &str, days: u32) {
        self.belong_here(country).await;
        self.kill().await;
        let _ = write!(
            self.deliveries,
            "[[platform.hold_policy]]\nsince = \"2020-01-01\"\ndays = {days}\nstated_by = \"Ana Gil, counsel\"\n\
             reason = \"orders take months\"\n"
        );
        self.restart().await;
    }

    /// Tells this address once a day what nobody has acknowledged.
    pub(crate) async fn remind(&mut self, to: SocketAddr) {
        let before = std::mem::take(&mut self.deliveries);
        self.tell_appeals(to).await;
        self.kill().await;
        self.deliveries = before + &self.deliveries.replace("appeal_webhook", "unacknowledged_webhook");
        self.restart().await;
    }

    /// Wants two people for each report, beside what else is configured.
    pub(crate) async fn want_two_here(&mut self) {
        self.until_matched().await;
        self.kill().await;
        self.deliveries = format!("[platform]\nsecond_reviewer = true\n{}", self.deliveries);
        self.restart().await;
    }

    /// Wants two people for each report.
    pub(crate) async fn want_two(&mut self) {
        self.until_matched().await;
        self.kill().await;
        self.deliveries = "[platform]\nsecond_reviewer = true\n".to_owned();
        self.restart().await;
    }
}
