//! The clearinghouse: enrichment, and an analyst's referral.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::wait_for;
use crate::demo::screen;
use crate::embedded::{AGENCY, Set};

#[derive(Deserialize)]
struct Reports {
    reports: Vec<Report>,
    counts: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Report {
    report_number: i64,
    country: Option<Country>,
}

#[derive(Deserialize)]
struct Country {
    code: String,
}

#[derive(Deserialize)]
struct Made {
    referral_id: String,
    reports: u64,
}

/// Waits until every filed report has its country, refers those of the agency's country, and waits for the agency's receipt.
pub(in crate::demo) async fn refer(set: &Set, filed: BTreeSet<i64>) -> Result<()> {
    let analyst = set.client("clearinghouse", "analyst");
    let bar = screen::bar("clearinghouse: enrichment", filed.len());
    let reports = wait_for("enriching the reports", async || {
        let list: Reports = analyst.get("/api/reports").await?;
        let count = |state: &str| list.counts.get(state).copied().unwrap_or(0);
        bar.set_position(count("ready"));
        Ok((count("ready") >= filed.len() as u64 && count("finished") == 0).then_some(list.reports))
    })
    .await?;
    bar.finish_and_clear();
    let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
    for report in reports.iter().filter(|report| filed.contains(&report.report_number)) {
        *countries.entry(report.country.as_ref().map_or("unknown", |country| &country.code)).or_default() +=
            1;
    }
    let countries: Vec<String> = countries.iter().map(|(code, count)| format!("{code} {count}")).collect();
    screen::hop(
        "clearinghouse",
        &format!("{} reports received and enriched; by country: {}", filed.len(), countries.join(", ")),
    );
    let made: Made =
        analyst.post("/api/referrals", &json!({ "agency": AGENCY, "reports": "all_ready" })).await?;
    let referral = wait_for("delivering the referral", async || {
        let referral: Value = analyst.get(&format!("/api/referrals/{}", made.referral_id)).await?;
        match (referral["state"].as_str(), referral["refusal"].as_str()) {
            (_, Some(refusal)) => bail!("the police refused the package: {refusal}"),
            (Some("delivered"), _) => Ok(Some(referral)),
            _ => Ok(None),
        }
    })
    .await?;
    screen::hop(
        "clearinghouse",
        &format!(
            "an analyst referred {} reports in one signed package of {} bytes; receipt {}",
            made.reports,
            referral["package"]["size_bytes"],
            referral["receipt"]["receipt_id"].as_str().unwrap_or("?")
        ),
    );
    Ok(())
}
