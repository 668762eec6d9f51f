//! The way back: what came of each report, seen at the platform.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::platform::list_reports;
use super::police::Done;
use super::wait_for;
use crate::demo::screen;
use crate::embedded::Set;

/// Waits until the platform has seen the end of every report about which somebody recorded an outcome.
pub(in crate::demo) async fn wait_until_back(set: &Set, done: &Done) -> Result<()> {
    let moderator = set.client("platform", "moderator");
    let reports = list_reports(&moderator).await?;
    let bar = screen::bar("outcomes on their way back", done.closed.len());
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    for number in &done.closed {
        let report = reports.iter().find(|report| report.report_number == Some(*number));
        let report = report.with_context(|| format!("the platform does not know report {number}"))?;
        let path = format!("/api/reports/{}", report.report_id);
        let code = wait_for(&format!("the outcome of report {number}"), async || {
            let detail: Value = moderator.get(&path).await?;
            let last = detail["outcomes"].as_array().and_then(|outcomes| outcomes.last()).cloned();
            let code = last.and_then(|last| last["code"].as_str().map(str::to_owned));
            Ok(code.filter(|code| code.starts_with("closed_") || code == "not_an_offence"))
        })
        .await?;
        *codes.entry(code).or_default() += 1;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
    screen::hop(
        "outcomes",
        &format!("back at the platform for {} reports: {}", done.closed.len(), codes.join(", ")),
    );
    Ok(())
}
