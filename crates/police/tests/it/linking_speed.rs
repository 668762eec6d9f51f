//! How long it takes to take in one more report where there are many, with its account linked, and to undo a link. In the ordinary run a few;
//! `AMPARO_LINKED=100000` makes it the benchmark. It prints what it measured and judges no time.

use std::time::{Duration, Instant};

use serde_json::json;
use service::testing::TestDb;
use sqlx::Row as _;

use crate::support::{Account, Media, Package, Station, Upload, print};

const REPORTS: usize = 80;
/// Reports of a referral while the node is filled.
const TOGETHER: usize = 500;
/// Of so many accounts, one states the e-mail address of another.
const ALIKE: usize = 4;
/// Reports that come one by one once it is full, and links that are undone.
const MEASURED: usize = 20;

/// An account of its own with a picture that all share; where `like` is given, with the address of that account.
fn report(number: usize, like: Option<usize>) -> (i64, Account, Vec<Upload>) {
    // as long as the process: a benchmark of a million takes some 60 MB
    let kept = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-11T10:00:00Z",
        address: kept(format!("203.0.113.{}", number % 250 + 1)),
        port: Some(40_001),
        operator: "Operador Uno",
        viewed: None,
    };
    let email = kept(format!("box{}@mail.example", like.unwrap_or(number)));
    let account = Account { identifier: kept(format!("account-{number}")), email: Some(email) };
    (i64::try_from(number).unwrap() + 1, account, vec![upload])
}

fn package(referral: usize, reports: Vec<(i64, Account, Vec<Upload>)>) -> Package {
    Package { agency: "es-police", referral_id: format!("ref_{referral:08}"), reports }
}

/// Median, 99th percentile and longest, in milliseconds.
fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("| {what} | {} | {:.1} | {:.1} | {:.1} |", times.len(), at(50), at(99), at(100));
}

/// The links that stand.
async fn links(station: &Station) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let rows = sqlx::query("SELECT link_id FROM link WHERE standing = 1").fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get("link_id")).collect()
}

service::both_engines! {
    async fn one_more_report_is_linked_where_there_are_many(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
        let many = asked("AMPARO_LINKED").unwrap_or(REPORTS);
        let measured = if many == REPORTS { MEASURED } else { 500 };
        let began = Instant::now();
        for (referral, first) in (0..many).step_by(TOGETHER).enumerate() {
            let numbers = first..many.min(first + TOGETHER);
            let like = |number: usize| (number % ALIKE == 1).then(|| number - 1);
            let reports = numbers.map(|number| report(number, like(number))).collect();
            station.receive(&package(referral, reports)).await.is(201);
        }
        println!("{many} reports taken in and linked in {:.1} s", began.elapsed().as_secs_f64());
        println!("| what | times | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|");
        let (mut taken_in, before) = (Vec::new(), links(&station).await.len());
        for more in 0..measured {
            // accounts of which none has been linked yet, spread over all that are there
            let like = more * (many / measured / ALIKE).max(1) * ALIKE % many + 2;
            let one = package(many + more, vec![report(many + more, Some(like))]);
            let began = Instant::now();
            station.receive(&one).await.is(201);
            taken_in.push(began.elapsed());
        }
        say("a referral of one report: received, checked, kept, linked, answered", taken_in);
        let (mut undone, links) = (Vec::new(), links(&station).await);
        assert_eq!(links.len() - before, measured, "each that came one by one is linked once");
        for link_id in links.iter().take(measured) {
            let began = Instant::now();
            ines.post(&format!("/api/links/{link_id}/undo"), &json!({ "reason": "a mailbox of a family" })).await.ok();
            undone.push(began.elapsed());
        }
        say("a link undone", undone);
        station.stop().await;
    }
}
