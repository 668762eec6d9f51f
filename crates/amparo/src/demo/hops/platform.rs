//! The platform: uploads, hits, a moderator's decisions, reports.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, bail};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use media::PdqOutcome;
use reqwest::multipart::{Form, Part};
use scenario::{Account, MediaSpec, Scenario, Upload, Verdict, Viewed};
use serde::Deserialize;
use serde_json::{Value, json};

use super::wait_for;
use crate::client::{Client, key};
use crate::demo::screen;
use crate::embedded::Set;

/// Uploads in flight at once.
const AT_ONCE: usize = 4;

/// The platform's number of each upload of the scenario.
pub(in crate::demo) struct Uploads<'a>(HashMap<String, &'a Upload>);

/// States the legal bases, imports the hash lists and hands in every upload, as the application and the administrator would.
pub(in crate::demo) async fn upload<'a>(scenario: &'a Scenario, set: &Set) -> Result<Uploads<'a>> {
    let files = draw(scenario)?;
    let administrator = set.client("platform", "administrator");
    for channel in ["public", "private"] {
        let _: Value = administrator.put(&format!("/api/surfaces/{channel}"), &basis(channel)).await?;
    }
    for (name, list) in hash_lists(scenario, &files) {
        let _: Value = administrator.put(&format!("/api/hash-lists/{name}"), &list).await?;
    }
    let application = set.client("platform", "application");
    let bar = screen::bar("platform: uploads", scenario.uploads.len());
    let (application_ref, files_ref, bar_ref) = (&application, &files, &bar);
    let stored: Vec<(String, &Upload, usize)> = stream::iter(&scenario.uploads)
        .map(|upload| async move {
            let (upload_id, hits) = send(application_ref, scenario, upload, files_ref).await?;
            bar_ref.inc(1);
            anyhow::Ok((upload_id, upload, hits))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    bar.finish_and_clear();
    let uploads: HashMap<String, &Upload> =
        stored.iter().map(|(upload_id, upload, _)| (upload_id.clone(), *upload)).collect();
    report_by_users(&application, scenario, &uploads).await?;
    let (hits, accounts) = (stored.iter().map(|(_, _, hits)| hits).sum::<usize>(), scenario.accounts.len());
    screen::hop(
        "platform",
        &format!(
            "{} uploads by {accounts} accounts, {hits} hits against the hash lists, {} reports by users",
            stored.len(),
            scenario.user_reports.len()
        ),
    );
    Ok(Uploads(uploads))
}

/// Every file of the scenario, drawn once.
fn draw(scenario: &Scenario) -> Result<BTreeMap<&str, Vec<u8>>> {
    let draw = |media: &MediaSpec| scenario::render(media).with_context(|| format!("drawing {}", media.key));
    scenario.media.iter().map(|media| Ok((media.key.as_str(), draw(media)?))).collect()
}

/// No law that exists: the scenario is invented, and so is the basis on which its uploads are compared.
fn basis(channel: &str) -> Value {
    json!({
        "channel": channel, "basis": "A basis that was invented for this demonstration", "from": "2000-01-01",
        "reason": "So that the uploads of the scenario are compared with its lists."
    })
}

fn hash_lists<'a>(scenario: &'a Scenario, files: &BTreeMap<&str, Vec<u8>>) -> BTreeMap<&'a str, Value> {
    let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for media in &scenario.media {
        let (Some(list), Some(bytes)) = (&media.list, files.get(media.key.as_str())) else { continue };
        let digests = media::digest(bytes);
        let mut entry =
            json!({ "md5": digests.file.md5, "sha1": digests.file.sha1, "sha256": digests.file.sha256 });
        if let PdqOutcome::Hashed(pdq) = digests.pdq {
            entry["pdq"] = pdq.hash.to_string().into();
            entry["pdq_quality"] = pdq.quality.into();
        }
        lists.entry(list).or_default().push(entry);
    }
    let document = |entries| {
        json!({
            "source": "generated patterns of the scenario", "members": ["the demonstration"], "classification": "generated",
            "entries": entries
        })
    };
    lists.into_iter().map(|(name, entries)| (name, document(entries))).collect()
}

async fn send(
    application: &Client,
    scenario: &Scenario,
    upload: &Upload,
    files: &BTreeMap<&str, Vec<u8>>,
) -> Result<(String, usize)> {
    #[derive(Deserialize)]
    struct Stored {
        upload_id: String,
        hits: Vec<Value>,
    }
    let media = scenario.find_media(&upload.media).context("media of an upload")?;
    let bytes = files.get(media.key.as_str()).context("file of an upload")?;
    let account = scenario.find_account(&upload.account).context("account of an upload")?;
    let statement = statement(upload, account, media).to_string();
    let key = key("upload", upload.key.as_bytes());
    let request = || {
        let file = Part::bytes(bytes.clone()).file_name(media.file_name());
        let form = Form::new().text("upload", statement.clone()).part("file", file);
        Ok(application.post_bytes("/api/uploads", Some(&key)).multipart(form))
    };
    let stored: Stored = application.send_for(request, "/api/uploads").await?;
    Ok((stored.upload_id, stored.hits.len()))
}

fn statement(upload: &Upload, account: &Account, media: &MediaSpec) -> Value {
    json!({
        "account": {
            "esp_identifier": account.esp_identifier,
            "screen_name": account.screen_name,
            "display_names": account.display_names,
            "emails": account.emails,
            "phones": account.phones,
            "device_ids": account.device_ids,
            "date_of_birth": account.stated_birth_date,
        },
        "uploaded_at": upload.at,
        "ip": upload.ip,
        "port": upload.port,
        "device_id": upload.device,
        "url": upload.url,
        "channel": upload.channel,
        "file_name": media.file_name(),
    })
}

async fn report_by_users(
    application: &Client,
    scenario: &Scenario,
    uploads: &HashMap<String, &Upload>,
) -> Result<()> {
    for report in &scenario.user_reports {
        let id = uploads.iter().find(|(_, upload)| upload.key == report.upload).map(|(id, _)| id);
        let account = scenario.find_account(&report.by_account).context("account of a user report")?;
        let body =
            json!({ "upload_id": id, "reporter_account": account.esp_identifier, "reason": report.text });
        let _: Value = application.post("/api/user-reports", &body).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Hits {
    hits: Vec<Hit>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Hit {
    hit_id: String,
    upload_id: String,
    list: String,
    file: HitFile,
}

#[derive(Deserialize)]
struct HitFile {
    sha256: String,
}

/// Decides every open hit by the first of the moderator's rules that fits what the moderator sees.
pub(in crate::demo) async fn review(scenario: &Scenario, set: &Set, uploads: &Uploads<'_>) -> Result<()> {
    let moderator = set.client("platform", "moderator");
    let mut open = Vec::new();
    let mut after = String::new();
    loop {
        let page: Hits = moderator.get(&format!("/api/hits?state=open&limit=500{after}")).await?;
        open.extend(page.hits);
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    let bar = screen::bar("platform: review", open.len());
    let (mut confirmed, mut dismissed, mut left, mut opened) = (0, 0, 0, BTreeSet::new());
    for hit in &open {
        let upload = uploads.0.get(&hit.upload_id).context("a hit on an unknown upload")?;
        let media = scenario.find_media(&upload.media).context("media of an upload")?;
        let rules = &scenario.moderation;
        let rule = rules.iter().find(|rule| rule.sees.fits(&hit.list, &media.file_name(), upload.channel));
        bar.inc(1);
        let Some(rule) = rule else {
            left += 1;
            continue;
        };
        let (decision, count) = match rule.decision {
            Verdict::Confirm => ("confirm", &mut confirmed),
            Verdict::Dismiss => ("dismiss", &mut dismissed),
        };
        *count += 1;
        if rule.viewed == Viewed::InFull && opened.insert(&hit.upload_id) {
            open_file(&moderator, hit).await?;
        }
        let body = json!({ "decision": decision, "reason": rule.reason });
        let _: Value = moderator.post(&format!("/api/hits/{}/decision", hit.hit_id), &body).await?;
    }
    bar.finish_and_clear();
    screen::hop(
        "platform",
        &format!(
            "a moderator opened {} files, confirmed {confirmed} hits, dismissed {dismissed}, left {left} open",
            opened.len()
        ),
    );
    Ok(())
}

/// Opens the file of a hit to its end: what the report says of who viewed it follows from that.
async fn open_file(moderator: &Client, hit: &Hit) -> Result<()> {
    let sha256 = &hit.file.sha256;
    let body = json!({ "sha256": sha256, "reason": "To compare the file with the list entry." });
    let bytes = moderator.open_file(&hit.upload_id, &body).await?;
    if media::digest(&bytes).file.sha256 != *sha256 {
        bail!("the file of {} came with other bytes", hit.upload_id);
    }
    Ok(())
}

#[derive(Deserialize)]
struct Reports {
    reports: Vec<Report>,
    next: Option<String>,
}

/// A report as the platform's staff see it.
#[derive(Deserialize)]
pub(super) struct Report {
    pub(super) report_id: String,
    state: String,
    pub(super) report_number: Option<i64>,
}

/// All reports of the platform.
pub(super) async fn list_reports(moderator: &Client) -> Result<Vec<Report>> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page: Reports = moderator.get(&format!("/api/reports?limit=500{after}")).await?;
        all.extend(page.reports);
        let Some(next) = page.next else { return Ok(all) };
        after = format!("&after={next}");
    }
}

/// Waits until the sender has filed every report; gives their numbers at the clearinghouse.
pub(in crate::demo) async fn wait_until_filed(set: &Set) -> Result<BTreeSet<i64>> {
    let moderator = set.client("platform", "moderator");
    let total = list_reports(&moderator).await?.len();
    let bar = screen::bar("platform: filing", total);
    let numbers = wait_for("filing the reports", async || {
        let reports = list_reports(&moderator).await?;
        if let Some(stuck) = reports.iter().find(|report| report.state == "stuck") {
            let detail: Value = moderator.get(&format!("/api/reports/{}", stuck.report_id)).await?;
            bail!("report {} is stuck: {}", stuck.report_id, detail["steps"]);
        }
        let numbers: BTreeSet<i64> = reports.iter().filter_map(|report| report.report_number).collect();
        bar.set_position(numbers.len() as u64);
        Ok((reports.iter().all(|report| report.state != "filing")).then_some(numbers))
    })
    .await?;
    bar.finish_and_clear();
    screen::hop("platform", &format!("{} reports filed over the CyberTipline API", numbers.len()));
    Ok(numbers)
}
