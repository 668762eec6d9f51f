//! Filing through every kind of trouble: exactly one report is finished, whatever happens.

use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use service::testing::TestDb;
use service::{Engine, both_engines};
use wire::cybertipline::{FileDetails, Report};

use crate::fake::Fault;
use crate::harness::{As, BLOBS, Platform, statement, text};

const STEPS: [&str; 4] = ["submit", "upload", "fileinfo", "finish"];

both_engines! {
    async fn a_report_says_what_the_application_said(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        assert_eq!(platform.fake.log(), STEPS);
        let (number, filed) = platform.fake.finished().pop_first().unwrap();
        assert_eq!(report["report_number"], number);
        assert_eq!(report["preserve_until"], "2021-03-28", "ninety days by the law of 2020, as the review lists have it");
        assert_eq!(filed.files.len(), 1);
        assert_eq!(filed.files[0].sha256, media::digest(BLOBS).file.sha256);
        assert_eq!(filed.files[0].name, "holiday & sun.png");
        let info = filed.files[0].info.clone().unwrap();
        assert_eq!(Report::read(filed.submit.as_bytes()).unwrap().value.write(), filed.submit);
        assert_eq!(FileDetails::read(info.as_bytes()).unwrap().value.write(), info);
        insta::allow_duplicates! {
            insta::assert_snapshot!("submit", filed.submit.replace("><", ">\n<"));
            insta::assert_snapshot!("fileinfo", info.replace("><", ">\n<"));
        }
        platform.stop().await;
    }
}

#[tokio::test]
async fn a_report_is_filed_over_tls_only_to_a_clearinghouse_that_is_trusted() {
    let db = TestDb::create(Engine::Sqlite).await;
    let mut platform = Platform::start(&db).await;
    platform.file_over_tls(service::check::other_ca_file()).await;
    let report_id = platform.confirmed().await;
    let began = std::time::Instant::now();
    while platform.report(&report_id).await["steps"].as_array().unwrap().is_empty() {
        assert!(began.elapsed().as_secs() < 10, "no attempt was made");
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    assert!(platform.fake.log().is_empty());
    platform.file_over_tls(service::check::test_ca_file()).await;
    platform.until(&report_id, "filed").await;
    assert_eq!(platform.fake.log(), STEPS);
    platform.stop().await;
}

/// One step fails once in one way; then the platform goes on, or is killed and started again.
async fn survive(db: TestDb, step: &'static str, fault: Fault, kill: bool) {
    let mut platform = Platform::start(&db).await;
    platform.fake.fail(step, fault);
    let report_id = platform.confirmed().await;
    if kill {
        platform.fake.until_held().await;
        platform.kill().await;
        platform.restart().await;
    }
    let report = platform.until(&report_id, "filed").await;
    let finished = platform.fake.finished();
    assert_eq!(finished.len(), 1, "{step} {fault:?}: {:?}", platform.fake.log());
    assert_eq!(report["report_number"], *finished.keys().next().unwrap(), "{step} {fault:?}");
    let filed = finished.into_values().next().unwrap();
    assert!(filed.files.len() == 1 && filed.files[0].info.is_some(), "{step} {fault:?}: {filed:?}");
    // An unknown finish is asked again for the same report; anything else unknown starts anew.
    let forgotten = fault == Fault::Forget && step != "submit";
    let anew = forgotten || (step != "finish" && fault != Fault::Forget);
    let opened = match (step, fault) {
        ("submit", Fault::DropBefore | Fault::Status(_) | Fault::HoldBefore | Fault::Code(_)) => 1,
        _ if anew => 2,
        _ => 1,
    };
    assert_eq!(platform.fake.opened(), opened, "{step} {fault:?}");
    platform.stop().await;
}

/// Every fault at every step, each on a database of its own; those of one step at the same time, since they mostly wait.
fn survive_all(engine: Engine, steps: &[&'static str], faults: &[Fault], kill: bool) {
    std::thread::scope(|scope| {
        for (step, fault) in
            steps.iter().copied().flat_map(|step| faults.iter().map(move |fault| (step, *fault)))
        {
            scope.spawn(move || service::testing::run(engine, |db: TestDb| survive(db, step, fault, kill)));
        }
    });
}

const FAULTS: [Fault; 8] = [
    Fault::DropBefore,
    Fault::DropAfter,
    Fault::Status(500),
    Fault::StatusAfter(502),
    Fault::Code(1000),
    Fault::Garbage,
    Fault::Slow,
    Fault::Forget,
];

mod exactly_one_report_after_every_fault_at_every_step {
    use super::{Engine, FAULTS, STEPS, survive_all};

    #[test]
    fn on_sqlite() {
        STEPS.chunks(2).for_each(|steps| survive_all(Engine::Sqlite, steps, &FAULTS, false));
    }

    #[test]
    fn on_postgres() {
        // The engine cannot tell the faults apart, so those that leave different traces are enough.
        let faults = [FAULTS[0], FAULTS[1], FAULTS[7]];
        STEPS.chunks(2).for_each(|steps| survive_all(Engine::Postgres, steps, &faults, false));
    }
}

mod exactly_one_report_after_a_kill_at_every_step {
    use super::{Engine, Fault, STEPS, survive_all};

    const HOLDS: [Fault; 2] = [Fault::HoldBefore, Fault::HoldAfter];

    #[test]
    fn on_sqlite() {
        survive_all(Engine::Sqlite, &STEPS, &HOLDS, true);
    }

    #[test]
    fn on_postgres() {
        survive_all(Engine::Postgres, &STEPS, &HOLDS, true);
    }
}

both_engines! {
    async fn a_refusal_waits_for_a_human_with_the_server_s_words(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Code(4100), "fileinfo").await;
        let report = platform.until(&report_id, "stuck").await;
        let last = report["steps"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["step"], &last["state"], &last["response_code"]), (&json!("fileinfo"), &json!("refused"), &json!(4100)));
        assert_eq!(last["words"], "Validation failed");
        let page = platform.page(As::Administrator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("Validation failed"), "{page}");
        assert!(page.contains("<strong>refused.</strong>") && page.contains("report by hand on the clearinghouse’s web form"), "{page}");
        let retry = format!("/api/reports/{report_id}/retry");
        platform.post(As::Administrator, &retry, &json!({}), StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        assert_eq!(platform.fake.finished().len(), 1);
        platform.post(As::Administrator, &retry, &json!({}), StatusCode::CONFLICT).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn wrong_credentials_wait_for_a_human_and_a_finish_is_not_doubled(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Status(401), "finish").await;
        let report = platform.until(&report_id, "stuck").await;
        let last = report["steps"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["http_status"], text(&last["words"]).contains("401")), (&json!(401), true));
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains("<strong>hay que reparar.</strong> Credenciales, dirección"), "{page}");
        platform.post(As::Moderator, &format!("/api/reports/{report_id}/retry"), &json!({}), StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.finished().len(), platform.fake.opened()), (1, 1));
        platform.stop().await;
    }
}

/// As if a day had passed: a job that waits has so many tries left. The platform works on its jobs meanwhile, so the race may be lost a few times.
async fn spend_all_tries_but(db: &TestDb, left: u32) {
    let opened = service::Db::open_existing(db.url()).await.unwrap();
    loop {
        let mut tx = opened.begin_write("spend-tries").await.unwrap();
        let attempts = i64::from(service::jobs::MAX_ATTEMPTS - left);
        let spent = sqlx::query("UPDATE job SET attempts = $1").bind(attempts).execute(tx.conn()).await;
        if spent.is_ok() && tx.commit().await.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    opened.close().await;
}

both_engines! {
    async fn a_dead_clearinghouse_is_shown_after_the_last_try(db: TestDb) {
        let platform = Platform::start(&db).await;
        for _ in 0..6 {
            platform.fake.fail("submit", Fault::Status(503));
        }
        let report_id = platform.confirmed().await;
        spend_all_tries_but(&db, 3).await;
        let report = platform.until_within(&report_id, "stuck", 901).await;
        let tries = report["steps"].as_array().unwrap().len();
        assert!((3..=6).contains(&tries), "{tries}");
        platform.post(As::Administrator, &format!("/api/reports/{report_id}/retry"), &json!({}), StatusCode::OK).await;
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }
}

both_engines! {
    async fn many_reports_at_once_are_filed_once_each(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let mut hits = Vec::new();
        // as many as one person opens before a pause is due
        for _ in 0..10 {
            let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
            hits.push(text(&stored["hits"][0]["hit_id"]));
        }
        let decide = |hit| platform.decide(hit, "confirm", "in_full", StatusCode::OK);
        let made = join_all(hits.iter().map(|hit| decide(hit))).await;
        for made in &made {
            platform.until(&text(&made["report_id"]), "filed").await;
        }
        assert_eq!((platform.fake.finished().len(), platform.fake.opened()), (10, 10));
        platform.stop().await;
    }
}
