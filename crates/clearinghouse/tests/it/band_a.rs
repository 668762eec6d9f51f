//! Band A calls somebody: the rota, the signature, one alarm for a cluster, and a new fact.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use clearinghouse::RotaConfig;
use jiff::SignedDuration;
use model::Clock as _;
use reqwest::{Method, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::webhook::{self, WebhookConfig};
use service::{Job, JobError, both_engines};

use crate::harness::{ANALYST, OFFICER, OTHER_ANALYST, TestClearinghouse, picture};
use crate::near_reports::blocks;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What scoring enqueues when a report becomes Band A.
#[derive(Serialize, Deserialize)]
struct SoundAlarm {
    report_id: String,
    triggers: Vec<String>,
}

impl Job for SoundAlarm {
    type State = ();
    const KIND: &'static str = "sound-alarm";

    async fn run(&self, _state: &(), _attempt: u32) -> Result<(), JobError> {
        Ok(())
    }
}

/// A relay that takes only what is signed, and keeps at which address it came.
#[derive(Clone, Default)]
struct Relay(Arc<Mutex<Vec<(String, Value)>>>);

impl Relay {
    async fn open() -> (Self, SocketAddr) {
        let relay = Self::default();
        let router = Router::new().route("/{name}", post(take)).with_state(relay.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (relay, addr)
    }

    fn calls(&self) -> Vec<(String, Value)> {
        self.0.lock().unwrap().clone()
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

async fn take(
    State(relay): State<Relay>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let (began, day) = ("2024-06-01T09:00:00Z".parse().unwrap(), Duration::from_secs(24 * 60 * 60));
    let header = headers[webhook::SIGNATURE_HEADER].to_str().unwrap();
    if webhook::verify(&SECRET.into(), header, body.as_bytes(), began, day).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    relay.0.lock().unwrap().push((uri.path().to_owned(), serde_json::from_str(&body).unwrap()));
    StatusCode::NO_CONTENT
}

/// The rota; with a `stranger` the relay shares another secret.
fn rota(db: &TestDb, members: &[(&str, String)]) -> Vec<RotaConfig> {
    let member = |(name, url): &(&str, String)| {
        let secret_file = db.folder().join(format!("{name}.secret"));
        let secret = if *name == "stranger" { SECRET.replace('0', "f") } else { SECRET.to_owned() };
        std::fs::write(&secret_file, secret).unwrap();
        std::fs::set_permissions(&secret_file, std::fs::Permissions::from_mode(0o600)).unwrap();
        RotaConfig {
            name: (*name).to_owned(),
            webhook: WebhookConfig { url: url.clone(), secret_file },
            on_duty: None,
        }
    };
    members.iter().map(member).collect()
}

async fn start(db: &TestDb) -> (Relay, TestClearinghouse) {
    let (relay, addr) = Relay::open().await;
    let members = ["one", "two"].map(|name| (name, format!("http://{addr}/{name}")));
    (relay, TestClearinghouse::start_with_rota(db, rota(db, &members)).await)
}

async fn raise(clearinghouse: &TestClearinghouse, report: i64, triggers: &[&str]) {
    let shown = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
    let job = SoundAlarm {
        report_id: shown["report_id"].as_str().unwrap().to_owned(),
        triggers: triggers.iter().map(|trigger| (*trigger).to_owned()).collect(),
    };
    clearinghouse.running.node.enqueue_unless_queued(&job, clearinghouse.clock.now()).await.unwrap();
}

/// What nobody took.
async fn untaken(clearinghouse: &TestClearinghouse) -> Vec<Value> {
    let list = clearinghouse.get_json(ANALYST, "/api/band-a/unacknowledged").await;
    list["alarms"].as_array().unwrap().clone()
}

async fn until_untaken(clearinghouse: &TestClearinghouse, count: usize) -> Vec<Value> {
    clearinghouse
        .until("alarms that nobody took", async || {
            Some(untaken(clearinghouse).await).filter(|alarms| alarms.len() == count)
        })
        .await
}

async fn until_calls(clearinghouse: &TestClearinghouse, relay: &Relay, count: usize) -> (String, Value) {
    let calls =
        clearinghouse.until("calls", async || Some(relay.calls()).filter(|calls| calls.len() >= count)).await;
    assert_eq!(calls.len(), count, "{calls:?}");
    calls.last().unwrap().clone()
}

/// Long enough for a worker to look twice.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

async fn page(clearinghouse: &TestClearinghouse, path: &str) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

async fn send(clearinghouse: &TestClearinghouse, path: &str, fields: &[(&str, &str)]) -> Response {
    let request = clearinghouse.call(OTHER_ANALYST, Method::POST, path).header("accept", "text/html");
    request.form(fields).send().await.unwrap()
}

async fn take_alarm(clearinghouse: &TestClearinghouse, alarm: &str) {
    assert_eq!(send(clearinghouse, &format!("/alarms/{alarm}/acknowledge"), &[]).await.status(), 200);
}

async fn close(clearinghouse: &TestClearinghouse, alarm: &str) {
    let path = format!("/alarms/{alarm}/close");
    assert_eq!(send(clearinghouse, &path, &[("reason", "The agency was called")]).await.status(), 200);
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

both_engines! {
    async fn the_rota_is_called_in_turn_until_the_alarm_is_closed(db: TestDb) {
        let (relay, clearinghouse) = start(&db).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, report, &["threat"]).await;
        let (path, call) = until_calls(&clearinghouse, &relay, 1).await;
        assert_eq!((path.as_str(), &call["band"], &call["report"]), ("/one", &"a".into(), &report.into()));
        assert_eq!(call["triggers"], json!(["threat"]));
        let alarm = call["alarm"].as_str().unwrap().to_owned();
        assert_eq!(call["link"], format!("http://test.localhost/band-a/{alarm}"));
        let text = call.to_string();
        assert!(["account-1", "screen-1", "203.0.113.7", "party.example"].iter().all(|word| !text.contains(word)), "{text}");

        clearinghouse.clock.advance(minutes(14));
        pause().await;
        assert_eq!(relay.count(), 1);
        clearinghouse.clock.advance(minutes(1));
        assert_eq!(until_calls(&clearinghouse, &relay, 2).await.0, "/two");

        // taken is not handled
        let waiting = untaken(&clearinghouse).await;
        assert_eq!((waiting.len(), &waiting[0]["day"], &waiting[0]["calls"]), (1, &"2024-06-01".into(), &json!(2)));
        take_alarm(&clearinghouse, &alarm).await;
        assert!(untaken(&clearinghouse).await.is_empty());
        clearinghouse.clock.advance(minutes(15));
        assert_eq!(until_calls(&clearinghouse, &relay, 3).await.0, "/one");
        assert!(page(&clearinghouse, &format!("/band-a/{alarm}?lang=en")).await.contains("taken, not handled"));

        assert!(page(&clearinghouse, &format!("/alarms/{alarm}?lang=es")).await.contains("está en la banda A: amenaza."));

        close(&clearinghouse, &alarm).await;
        clearinghouse.clock.advance(minutes(60));
        pause().await;
        assert_eq!(relay.count(), 3);
        // nobody sees it who sees no report
        let hidden = clearinghouse.call(OFFICER, Method::GET, &format!("/band-a/{alarm}")).send().await.unwrap();
        assert_eq!(hidden.status(), 404);
        clearinghouse.finish().await;
    }

    async fn a_call_that_reaches_nobody_is_counted_and_the_next_is_called_at_once(db: TestDb) {
        let (relay, addr) = Relay::open().await;
        let dead = ("dead", "http://127.0.0.1:9/".to_owned());
        let members = [dead, ("stranger", format!("http://{addr}/stranger")), ("two", format!("http://{addr}/two"))];
        let clearinghouse = TestClearinghouse::start_with_rota(&db, rota(&db, &members)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, report, &["live_abuse"]).await;
        // the tries are seconds apart; the next by the clock would be a quarter of an hour away
        let called = clearinghouse.until("the next", async || {
            if relay.count() == 0 {
                clearinghouse.clock.advance(SignedDuration::from_millis(500));
            }
            relay.calls().pop()
        }).await;
        assert_eq!((called.0.as_str(), &called.1["position"]), ("/two", &json!(2)));
        let alarm = until_untaken(&clearinghouse, 1).await.remove(0);
        assert_eq!((&alarm["calls"], &alarm["failed_calls"]), (&json!(3), &json!(2)));
        let alarm = alarm["alarm_id"].as_str().unwrap();
        let shown = page(&clearinghouse, &format!("/band-a/{alarm}?lang=en")).await;
        assert!(shown.contains("did not answer") && shown.contains("answered HTTP 401"), "{shown}");
        assert!(page(&clearinghouse, "/band-a?lang=en").await.contains("2 calls of the last 24 hours reached nobody."));
        take_alarm(&clearinghouse, alarm).await;
        close(&clearinghouse, alarm).await;
        clearinghouse.finish().await;
    }

    async fn a_cluster_shares_an_alarm_that_sounds_again_on_a_new_fact(db: TestDb) {
        let (relay, clearinghouse) = start(&db).await;
        let first = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, first, &["threat"]).await;
        let (_, call) = until_calls(&clearinghouse, &relay, 1).await;
        let alarm = call["alarm"].as_str().unwrap().to_owned();
        take_alarm(&clearinghouse, &alarm).await;

        // the same file, account and trigger: nothing new
        let second = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, second, &["threat"]).await;
        let path = format!("/band-a/{alarm}?lang=en");
        let link = format!("/reports/{second}?lang=en");
        clearinghouse.until("the report joins", async || {
            page(&clearinghouse, &path).await.contains(&link).then_some(())
        }).await;
        assert!(untaken(&clearinghouse).await.is_empty());
        assert_eq!(relay.count(), 1);

        // a trigger that the alarm does not know: whoever took it did not either
        clearinghouse.clock.advance(minutes(1));
        raise(&clearinghouse, second, &["threat", "meeting_soon"]).await;
        let again = until_untaken(&clearinghouse, 1).await.remove(0);
        assert_eq!((&again["alarm_id"], &again["reports"]), (&alarm.as_str().into(), &json!(2)));
        let (path, call) = until_calls(&clearinghouse, &relay, 2).await;
        assert_eq!((path.as_str(), &call["sounding"], &call["position"]), ("/one", &json!(2), &json!(0)));
        assert_eq!(call["triggers"], json!(["threat", "meeting_soon"]));

        // the sender's own mark is none that lets it sound
        take_alarm(&clearinghouse, &alarm).await;
        raise(&clearinghouse, second, &["threat", "meeting_soon", "sender_marked_urgent"]).await;
        clearinghouse.until("the mark is known", async || {
            let shown = page(&clearinghouse, &format!("/band-a/{alarm}?lang=en")).await;
            shown.contains("marked by the sender").then_some(())
        }).await;
        pause().await;
        assert!(untaken(&clearinghouse).await.is_empty());
        assert_eq!(relay.count(), 2);
        close(&clearinghouse, &alarm).await;

        // whoever closed it could not know of one report more, with nothing new in it
        let third = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, third, &["threat"]).await;
        let again = until_untaken(&clearinghouse, 1).await.remove(0);
        assert_eq!((&again["alarm_id"], &again["reports"]), (&alarm.as_str().into(), &json!(3)));
        until_calls(&clearinghouse, &relay, 3).await;
        take_alarm(&clearinghouse, &alarm).await;
        close(&clearinghouse, &alarm).await;
        clearinghouse.finish().await;
    }

    async fn a_near_duplicate_comes_under_the_same_alarm(db: TestDb) {
        let (relay, clearinghouse) = start(&db).await;
        let mut touched = blocks(1);
        *touched.last_mut().unwrap() ^= 4;
        let first = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        raise(&clearinghouse, first, &["threat"]).await;
        until_calls(&clearinghouse, &relay, 1).await;
        clearinghouse.clock.advance(minutes(1));
        let near = clearinghouse.file("203.0.113.7", None, touched).await;
        raise(&clearinghouse, near, &["threat"]).await;
        let far = clearinghouse.file("203.0.113.7", None, blocks(7)).await;
        raise(&clearinghouse, far, &["threat"]).await;
        let alarms = clearinghouse.until("both alarms", async || {
            let alarms = untaken(&clearinghouse).await;
            let reports: i64 = alarms.iter().map(|alarm| alarm["reports"].as_i64().unwrap()).sum();
            (reports == 3).then_some(alarms)
        }).await;
        let numbers: Vec<(i64, i64)> = alarms
            .iter()
            .map(|alarm| (alarm["report_number"].as_i64().unwrap(), alarm["reports"].as_i64().unwrap()))
            .collect();
        assert!(numbers.len() == 2 && numbers.contains(&(near, 2)) && numbers.contains(&(far, 1)), "{numbers:?}");
        for alarm in alarms {
            let alarm = alarm["alarm_id"].as_str().unwrap();
            take_alarm(&clearinghouse, alarm).await;
            close(&clearinghouse, alarm).await;
        }
        clearinghouse.finish().await;
    }

    async fn what_a_person_raises_or_opens_again_calls_the_rota_too(db: TestDb) {
        let (relay, clearinghouse) = start(&db).await;
        let fields = [("object", ""), ("words", "A caller says that it happens tonight"), ("called_name", "")];
        let form = clearinghouse.call(ANALYST, Method::POST, "/danger").header("accept", "text/html").form(&fields);
        let raised = form.send().await.unwrap();
        let alarm = raised.url().path().strip_prefix("/alarms/").unwrap().to_owned();
        let (_, call) = until_calls(&clearinghouse, &relay, 1).await;
        assert_eq!((&call["triggers"], &call["report"]), (&json!(["staff_marked_urgent"]), &Value::Null));
        assert_eq!(call["link"], format!("http://test.localhost/alarms/{alarm}"));
        assert!(!call.to_string().contains("tonight"), "{call}");
        let shown = page(&clearinghouse, &format!("/band-a/{alarm}?lang=en")).await;
        assert!(shown.contains("A person raised this alarm.") && shown.contains("marked by staff"), "{shown}");
        take_alarm(&clearinghouse, &alarm).await;
        close(&clearinghouse, &alarm).await;
        assert_eq!(send(&clearinghouse, &format!("/alarms/{alarm}/reopen"), &[]).await.status(), 200);
        let (_, call) = until_calls(&clearinghouse, &relay, 2).await;
        assert_eq!((&call["sounding"], &call["position"]), (&json!(2), &json!(0)));
        take_alarm(&clearinghouse, &alarm).await;
        close(&clearinghouse, &alarm).await;
        clearinghouse.finish().await;
    }

    async fn what_tells_an_account_is_erased_with_its_report(db: TestDb) {
        let (relay, clearinghouse) = start(&db).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        raise(&clearinghouse, report, &["threat"]).await;
        let (_, call) = until_calls(&clearinghouse, &relay, 1).await;
        let alarm = call["alarm"].as_str().unwrap().to_owned();
        take_alarm(&clearinghouse, &alarm).await;
        close(&clearinghouse, &alarm).await;
        assert!(count_facts(&clearinghouse, "account").await > 0);
        let shown = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
        let erase = format!("/api/reviews/report/{}/erase", shown["report_id"].as_str().unwrap());
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * 3));
        let why = json!({ "reason": "the period is over" });
        let (status, asked) = clearinghouse.send_json(ANALYST, Method::POST, &erase, &why).await;
        assert_eq!(status, 202, "{asked}");
        let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        let (status, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!(status, 200, "{receipt}");
        assert_eq!(count_facts(&clearinghouse, "account").await, 0);
        assert_eq!(count_facts(&clearinghouse, "trigger").await, 1);
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        for sql in ["SELECT grounds FROM report_score", "SELECT value FROM report_fact"] {
            let left: Vec<String> = sqlx::query_scalar(sql).fetch_all(tx.conn()).await.unwrap();
            assert!(!left.is_empty() && left.iter().all(String::is_empty), "{sql}");
        }
        drop(tx);
        clearinghouse.finish().await;
    }
}

/// How many facts of a kind alarms know.
async fn count_facts(clearinghouse: &TestClearinghouse, kind: &str) -> i64 {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    let counted = sqlx::query_scalar("SELECT COUNT(*) FROM band_alarm_fact WHERE kind = $1").bind(kind);
    counted.fetch_one(tx.conn()).await.unwrap()
}
