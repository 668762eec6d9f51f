//! The three roles and the public form as they stand for one play: processes, databases and vaults of their own in one folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use scenario::{Scenario, Sharing};
use serde_json::{Value, json};
use service::OffsetClock;
use tempfile::TempDir;

use crate::commands::serve::programs;
use crate::embedded::{FORM, Purpose, ROLES, Set};
use crate::supervise::Supervisor;

/// How long the roles may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(1);

/// The running roles.
pub(super) struct Stage {
    set: Set,
    supervisor: Supervisor,
    /// Removed with everything in it when the play is over.
    _folder: Option<TempDir>,
}

impl Stage {
    /// Starts the roles on the scenario's clock and waits until each answers.
    pub(super) async fn start(scenario: &Scenario, first_port: u16, data: Option<&Path>) -> Result<Self> {
        let temporary = match data {
            Some(_) => None,
            None => {
                Some(tempfile::Builder::new().prefix("amparo-demo-").tempdir().context("making a folder")?)
            }
        };
        let folder = data.or(temporary.as_ref().map(TempDir::path)).context("no folder")?;
        let units: BTreeSet<String> = scenario.units.iter().map(|unit| unit.province.clone()).collect();
        let purpose = Purpose::Play {
            test_clock: OffsetClock::starting_now(scenario.now.instant()).to_string(),
            allocations: allocations(scenario),
            units: units.into_iter().collect(),
        };
        let set = Set::make(folder, first_port, &purpose)?;
        let supervisor = Supervisor::start(programs(set.folder(), Some(set.folder())));
        let stage = Self { set, supervisor, _folder: temporary };
        for role in ROLES.into_iter().chain([FORM]) {
            if let Err(error) = stage.wait_for(role).await {
                stage.show_logs();
                stage.stop().await;
                return Err(error);
            }
        }
        Ok(stage)
    }

    pub(super) fn set(&self) -> &Set {
        &self.set
    }

    pub(super) async fn stop(self) {
        self.supervisor.stop().await;
    }

    async fn wait_for(&self, role: &str) -> Result<()> {
        let address = format!("{}/healthz", self.set.client(role, "").base());
        let began = tokio::time::Instant::now();
        while began.elapsed() < PATIENCE {
            if let Ok(answer) = reqwest::get(&address).await
                && answer.status().is_success()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{role} does not answer at {address}")
    }

    /// The last lines of each role's log, for somebody who must find out what went wrong.
    pub(super) fn show_logs(&self) {
        const LINES: usize = 12;
        for role in ROLES.into_iter().chain([FORM]) {
            let log =
                std::fs::read_to_string(self.set.folder().join(format!("{role}.log"))).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("--- last lines of {role}'s log");
            for line in lines.iter().skip(lines.len().saturating_sub(LINES)) {
                eprintln!("{line}");
            }
        }
    }
}

/// The scenario's table as the clearinghouse reads it: whole days, both included.
fn allocations(scenario: &Scenario) -> Value {
    let day = |instant: Timestamp| -> Date { TimeZone::UTC.to_datetime(instant).date() };
    let last = |to: Timestamp| day(to.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(to));
    let rows = scenario.allocations.iter().map(|allocation| {
        let mut row = json!({
            "cidr": allocation.range,
            "country": allocation.country,
            "operator": allocation.operator,
            "from": day(allocation.from.instant()),
            "cgnat": allocation.sharing == Sharing::CarrierGradeNat,
        });
        if let Some(to) = &allocation.to {
            row["to"] = json!(last(to.instant()));
        }
        row
    });
    rows.collect()
}
