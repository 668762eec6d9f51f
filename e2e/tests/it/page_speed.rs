//! How long pages take where there are many reports. In the ordinary run a few hundred, so that lists have several pages and everything is walked;
//! `AMPARO_REPORTS=100000` makes it the benchmark. It prints what it measured and judges no time.

use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::stream;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::chain::{AGENCY, Chain, Client, text, with_chain};

const REPORTS: usize = 120;
/// How often each page is asked for: as a benchmark, and in the ordinary run, whose times nobody reads.
const ROUNDS: usize = 40;
const FEW_ROUNDS: usize = 3;
/// Reports that are filed at once.
const AT_ONCE: usize = 8;

#[test]
fn pages_of_many_reports_are_answered() {
    let asked: Option<usize> = std::env::var("AMPARO_REPORTS").ok().and_then(|text| text.parse().ok());
    let (reports, rounds) = asked.map_or((REPORTS, FEW_ROUNDS), |reports| (reports, ROUNDS));
    with_chain(service::Engine::Sqlite, async move |chain: &Chain| {
        let began = Instant::now();
        file(chain, reports).await;
        refer_all(chain, reports).await;
        println!("{reports} reports filed, referred and taken in, in {} s", began.elapsed().as_secs());
        let (analyst, inspector) = (chain.clearinghouse.client("noor"), chain.police.client("ines"));
        for (who, name, pages) in [(&analyst, "clearinghouse", CLEARINGHOUSE), (&inspector, "police", POLICE)]
        {
            for page in pages {
                measure(who, name, page, rounds).await;
            }
        }
        let newest = analyst.get("/api/reports?limit=1").await;
        let report = format!("/reports/{}", newest["reports"][0]["report_number"]);
        measure(&analyst, "clearinghouse", &report, rounds).await;
        let subjects = inspector.get("/api/subjects").await;
        let subject = format!("/subjects/{}", text(&subjects[0]["subject_id"]));
        measure(&inspector, "police", &subject, rounds).await;
    });
}

const CLEARINGHOUSE: &[&str] = &["/reports", "/reports?page=2", "/reports?state=referred", "/referrals"];
const POLICE: &[&str] = &[
    "/",
    "/referrals",
    "/reports",
    "/reports?page=2",
    "/subjects",
    "/subjects?page=2",
    "/operations",
    "/persons",
];

/// Reports of as many accounts as there are hundreds of them, as a clearinghouse gets them: without files, so that intake is not what is measured.
async fn file(chain: &Chain, reports: usize) {
    let party = chain.clearinghouse.client("social");
    let filed =
        stream::iter(0..reports).map(|number| file_one(&party, number, reports)).buffer_unordered(AT_ONCE);
    filed.for_each(async |()| ()).await;
}

async fn file_one(party: &Client, number: usize, reports: usize) {
    let account = number % (reports / 3).max(1);
    let (day, address) = (1 + number % 28, 1 + number % 250);
    let xml = format!(
        "<report><incidentSummary><incidentType>{}</incidentType>\
         <incidentDateTime>2020-10-{day:02}T10:00:00Z</incidentDateTime></incidentSummary>\
         <reporter><reportingPerson><email>esp@party.example</email></reportingPerson></reporter>\
         <personOrUserReported><espIdentifier>account-{account}</espIdentifier><espService>Example</espService>\
         <screenName>screen-{account}</screenName><ipCaptureEvent><ipAddress>203.0.113.{address}</ipAddress><eventName>Login</eventName>\
         <dateTime>2020-10-{day:02}T09:30:00+02:00</dateTime><port>40001</port></ipCaptureEvent></personOrUserReported></report>",
        wire::cybertipline::IncidentType::ALL[0].code()
    );
    let opened = party
        .request(Method::POST, "/ispws/submit")
        .header("content-type", "text/xml")
        .body(xml)
        .send()
        .await;
    let opened = opened.expect("an answer").text().await.expect("a whole answer");
    let id = opened
        .split_once("<reportId>")
        .and_then(|(_, rest)| rest.split_once('<'))
        .expect(&opened)
        .0
        .to_owned();
    let finished =
        party.request(Method::POST, "/ispws/finish").form(&[("id", id)]).send().await.expect("an answer");
    assert_eq!(finished.status(), StatusCode::OK);
}

async fn refer_all(chain: &Chain, reports: usize) {
    let analyst = chain.clearinghouse.client("noor");
    wait("every report is enriched", async || {
        let waiting = analyst.get("/api/reports?state=finished&limit=1").await;
        waiting["reports"].as_array().is_some_and(Vec::is_empty)
    })
    .await;
    let mut left = reports;
    while left > 0 {
        let made = analyst.post("/api/referrals", &json!({"agency": AGENCY, "reports": "all_ready"})).await;
        let taken = usize::try_from(made["reports"].as_u64().expect("a number")).expect("a few");
        assert!(taken > 0, "{made}");
        left -= taken.min(left);
        let path = format!("/api/referrals/{}", text(&made["referral_id"]));
        wait("the package is delivered", async || {
            let referral = analyst.get(&path).await;
            assert!(referral["refusal"].is_null(), "{referral:#}");
            referral["state"] == "delivered"
        })
        .await;
    }
}

pub(crate) async fn wait(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..36_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: not within an hour");
}

/// Prints median and 99th percentile of a page, as its reader on the same machine waits for it.
async fn measure(who: &Client, role: &str, page: &str, rounds: usize) {
    let mut times = Vec::with_capacity(rounds);
    let mut bytes = 0;
    for _ in 0..rounds {
        let began = Instant::now();
        let answer =
            who.request(Method::GET, page).header("accept", "text/html").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{role} {page}");
        bytes = answer.bytes().await.expect("a whole answer").len();
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("| {role} | {page} | {:.1} | {:.1} | {bytes} |", at(50), at(99));
}
