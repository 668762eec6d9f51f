//! What comes in and goes out beside the API: objects that a store announces, and verdicts that the application is told.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Sandbox, both_engines};

use crate::harness::{As, BLOBS, FLAT, OTHER_BLOBS, Platform, expect, statement, text};
use crate::receiver::Receiver;

const PATIENCE: Duration = Duration::from_secs(20);

/// A notification as MinIO sends it.
fn notification(key: &str, etag: &str) -> Value {
    json!({
        "EventName": "s3:ObjectCreated:Put", "Key": format!("media/{key}"),
        "Records": [{
            "eventVersion": "2.0", "eventSource": "minio:s3", "eventName": "s3:ObjectCreated:Put",
            "userIdentity": {"principalId": "application"},
            "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "media", "arn": "arn:aws:s3:::media"},
                   "object": {"key": key, "size": 3, "eTag": etag, "contentType": "image/png", "sequencer": "0055AED6DCD90281E5"}}
        }]
    })
}

async fn announce(platform: &Platform, key: &str, etag: &str) -> Value {
    let path = "/api/events/object-created";
    platform.post(As::Application, path, &notification(key, etag), StatusCode::ACCEPTED).await
}

/// Writes a file and its statement into the bucket's folder, and announces it: its id, once it is in this state.
pub(crate) async fn announced(
    platform: &Platform,
    key: &str,
    file: &[u8],
    statement: &Value,
    state: &str,
) -> String {
    std::fs::write(platform.media().join(key), file).unwrap();
    std::fs::write(platform.media().join(format!("{key}.amparo.json")), statement.to_string()).unwrap();
    let answer = announce(platform, key, "e1").await;
    let id = text(&answer["objects"][0]["object_event_id"]);
    until(platform, &id, state).await;
    id
}

/// Lets time pass until an announced object is in this state.
async fn until(platform: &Platform, id: &str, state: &str) {
    let began = Instant::now();
    loop {
        let states = platform.texts("SELECT object_event_id || ' ' || state AS said FROM object_event").await;
        if states.contains(&format!("{id} {state}")) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "not {state}: {states:?}");
        tokio::time::sleep(Duration::from_millis(30)).await;
        if began.elapsed() > Duration::from_secs(1) {
            // past every retry's delay
            platform.clock.advance(SignedDuration::from_mins(16));
        }
    }
}

both_engines! {
    async fn an_announced_object_becomes_an_upload_once(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.deliver(receiver.addr).await;
        platform.list(BLOBS).await;
        let id = announced(&platform, "a b.png", BLOBS, &statement(), "taken").await;
        let hits = platform.get(As::Moderator, "/api/hits").await;
        assert_eq!(hits["hits"].as_array().unwrap().len(), 1, "{hits}");
        assert_eq!(platform.texts("SELECT received_from AS said FROM upload").await, ["the-application"]);
        let again = announce(&platform, "a b.png", "e1").await;
        assert_eq!(again["objects"][0], json!({"object_event_id": id, "known": true}));
        // the same file under a new eTag is a new object, and a statement is none
        assert_eq!(announce(&platform, "a+b.png", "e2").await["objects"][0]["known"], false);
        assert_eq!(announce(&platform, "a+b.png.amparo.json", "e3").await["passed_over"], 1);
        let sealed = platform.texts("SELECT object_sealed AS said FROM object_event").await;
        assert!(sealed.len() == 2 && !sealed[0].contains("png"), "{sealed:?}");
        let page = platform.page(As::Administrator, &format!("/object-events/{id}")).await;
        assert!(page.contains("a b.png") && page.contains("taken in"), "{page}");
        let page = platform.page(As::Moderator, "/object-events?state=taken&lang=es").await;
        assert!(page.contains("Objetos anunciados") && page.contains("a b.png"), "{page}");
        receiver.until(2).await;
        platform.stop().await;
    }

    async fn what_is_not_taken_says_why_and_is_fetched_again(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.deliver(receiver.addr).await;
        let mut elsewhere = statement();
        elsewhere["surface"] = json!("chat");
        let id = announced(&platform, "b.png", BLOBS, &elsewhere, "refused").await;
        let page = platform.page(As::Moderator, &format!("/object-events/{id}")).await;
        assert!(page.contains("b.png.amparo.json") && page.contains("objects of this bucket are seen on"), "{page}");
        let page = platform.page(As::Moderator, &format!("/object-events/{id}?lang=es")).await;
        assert!(page.contains("los objetos de este bucket se ven en") && page.contains("recoger el objeto de nuevo"), "{page}");
        assert_eq!(platform.vault_items(), 0);
        let list = platform.page(As::Moderator, "/object-events").await;
        assert!(list.contains(&format!("/object-events/{id}")), "{list}");

        std::fs::write(platform.media().join("b.png.amparo.json"), statement().to_string()).unwrap();
        let retry = || platform.request(As::Moderator, Method::POST, &format!("/object-events/{id}/retry")).send();
        assert_eq!(retry().await.unwrap().status(), StatusCode::SEE_OTHER);
        until(&platform, &id, "taken").await;
        assert_eq!(retry().await.unwrap().status(), StatusCode::CONFLICT);
        receiver.until(1).await;
        platform.stop().await;
    }

    async fn without_a_statement_nothing_of_an_object_is_read(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.deliver(Receiver::start().await.addr).await;
        std::fs::write(platform.media().join("c.png"), BLOBS).unwrap();
        let answer = announce(&platform, "c.png", "e1").await;
        let id = text(&answer["objects"][0]["object_event_id"]);
        until(&platform, &id, "refused").await;
        let page = platform.page(As::Administrator, &format!("/object-events/{id}")).await;
        assert!(page.contains("nobody knows who shared it"), "{page}");
        let out = announce(&platform, "..%2Fwebhook.secret", "e1").await;
        until(&platform, &text(&out["objects"][0]["object_event_id"]), "refused").await;
        assert_eq!(platform.vault_items(), 0);

        // what was never taken is forgotten after 90 days; that it was announced is not
        platform.kill().await;
        platform.clock.advance(SignedDuration::from_hours(91 * 24));
        platform.restart().await;
        let began = Instant::now();
        while !platform.texts("SELECT object_sealed AS said FROM object_event WHERE object_sealed <> ''").await.is_empty() {
            assert!(began.elapsed() < PATIENCE);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        let page = platform.page(As::Administrator, &format!("/object-events/{id}")).await;
        assert!(!page.contains("c.png") && !page.contains("Fetch it again"), "{page}");
        let retry = platform.request(As::Moderator, Method::POST, &format!("/object-events/{id}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::CONFLICT);
        platform.stop().await;
    }

    async fn a_bucket_without_a_basis_is_not_looked_up_and_a_strange_one_is_refused(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.deliver(Receiver::start().await.addr).await;
        platform.state_basis("private", "private", "2020-01-01", Some("2020-01-02")).await;
        let id = announced(&platform, "d.png", BLOBS, &statement(), "refused").await;
        let page = platform.page(As::Moderator, &format!("/object-events/{id}")).await;
        assert!(page.contains("no legal basis in force"), "{page}");
        assert_eq!((platform.vault_items(), platform.texts("SELECT upload_id AS said FROM upload").await.len()), (0, 0));

        let mut strange = notification("d.png", "e9");
        strange["Records"][0]["s3"]["bucket"]["name"] = json!("other");
        let request = platform.request(As::Application, Method::POST, "/api/events/object-created").json(&strange);
        let refused = expect(request.send().await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(text(&refused["detail"]).contains("[[platform.object_source]]"), "{refused}");
        let mut removed = notification("d.png", "e9");
        removed["Records"][0]["eventName"] = json!("s3:ObjectRemoved:Delete");
        let request = platform.request(As::Application, Method::POST, "/api/events/object-created").json(&removed);
        let passed = expect(request.send().await.unwrap(), StatusCode::ACCEPTED).await;
        assert_eq!(passed, json!({"objects": [], "passed_over": 1}));
        platform.stop().await;
    }
}

both_engines! {
    async fn what_is_too_large_or_leads_out_of_the_source_is_not_kept(db: TestDb) {
        let mut platform = Platform::start_with(&db, Sandbox::in_process(), 100_000).await;
        platform.deliver(Receiver::start().await.addr).await;
        std::fs::write(platform.media().join("../outside.png"), BLOBS).unwrap();
        std::os::unix::fs::symlink("../outside.png", platform.media().join("link.png")).unwrap();
        let (large, long) = (vec![7; 100_001], json!("x".repeat(70_000)));
        for (key, file, statement, says) in [
            ("large.png", large.as_slice(), &statement(), "larger than the 100000 bytes"),
            ("long.png", BLOBS, &long, "larger than 65536 bytes"),
            ("list.png", BLOBS, &json!([1]), "list.png.amparo.json"),
            ("empty.png", b"".as_slice(), &statement(), "the object is empty"),
            ("link.png", BLOBS, &statement(), "leads out of its source"),
        ] {
            let id = announced(&platform, key, file, statement, "refused").await;
            let page = platform.page(As::Moderator, &format!("/object-events/{id}")).await;
            assert!(page.contains(says), "{key}: {page}");
        }
        assert_eq!((platform.vault_items(), platform.texts("SELECT upload_id AS said FROM upload").await.len()), (0, 0));
        platform.stop().await;
    }

    async fn a_notification_that_names_nothing_is_refused_whole(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.deliver(Receiver::start().await.addr).await;
        let post = async |who: As, sent: &Value| {
            let request = platform.request(who, Method::POST, "/api/events/object-created").json(sent);
            request.send().await.unwrap().status().as_u16()
        };
        let mut two = notification("a.png", "e1");
        let many = vec![two["Records"][0].clone(); 1001];
        two["Records"].as_array_mut().unwrap().push(notification("%zz", "e1")["Records"][0].clone());
        for (sent, status) in [
            (two, 422),
            (json!({ "Records": many }), 422),
            (notification("", "e1"), 422),
            (notification("a%00b", "e1"), 422),
            (notification(&"k".repeat(1025), "e1"), 422),
            (notification("a.png", &"e".repeat(257)), 422),
            (json!({ "Records": [{}] }), 400),
            (json!([]), 400),
            (json!({ "Records": [] }), 202),
        ] {
            assert_eq!(post(As::Application, &sent).await, status, "{sent}");
        }
        assert_eq!(post(As::Moderator, &notification("a.png", "e1")).await, 404);
        assert_eq!(platform.texts("SELECT object_event_id AS said FROM object_event").await, Vec::<String>::new());
        platform.stop().await;
    }
}

both_engines! {
    async fn the_application_is_told_what_each_look_up_said(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.deliver(receiver.addr).await;
        let (upload_id, hit_id) = platform.hit().await;
        let first = receiver.until(1).await.remove(0);
        assert_eq!(first["upload_id"], json!(upload_id));
        assert_eq!((&first["verdict"], &first["hit_ids"]), (&json!("hit"), &json!([hit_id])));
        assert_eq!(first["surface"], "private");
        let keys: Vec<_> = first.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys.len(), 6, "{keys:?}");

        let mut unscanned = statement();
        unscanned["scan"] = json!(false);
        platform.upload(&unscanned, BLOBS, StatusCode::CREATED).await;
        platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        let verdicts: Vec<_> = receiver.until(3).await.iter().map(|told| text(&told["verdict"])).collect();
        assert!(verdicts.contains(&"not_scanned".to_owned()) && verdicts.contains(&"no_hit".to_owned()), "{verdicts:?}");

        // a new version of a list finds what came before it
        platform.list(OTHER_BLOBS).await;
        let later = receiver.until(4).await.remove(3);
        assert_eq!(later["verdict"], "hit");
        platform.stop().await;
    }

    async fn a_receiver_that_fails_is_tried_again_and_in_the_end_shown(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.deliver(receiver.addr).await;
        receiver.set_broken(true);
        platform.upload(&statement(), FLAT, StatusCode::CREATED).await;
        let began = Instant::now();
        while platform.texts("SELECT state AS said FROM verdict_message").await != ["failed"] {
            assert!(began.elapsed() < PATIENCE, "{} tries", receiver.tried());
            tokio::time::sleep(Duration::from_millis(30)).await;
            // on to the last try
            platform.change("UPDATE job SET attempts = 105 WHERE kind = 'tell-verdict' AND leased_by IS NULL").await;
            platform.clock.advance(SignedDuration::from_mins(16));
        }
        assert!(receiver.tried() >= 2, "{} tries", receiver.tried());
        let id = platform.texts("SELECT verdict_message_id AS said FROM verdict_message").await.remove(0);
        let list = platform.page(As::Administrator, "/verdicts").await;
        assert!(list.contains(&format!("/verdicts/{id}")), "{list}");
        let page = platform.page(As::Moderator, &format!("/verdicts/{id}")).await;
        assert!(page.contains("HTTP 503"), "{page}");
        let page = platform.page(As::Moderator, &format!("/verdicts/{id}?lang=es")).await;
        for said in ["El otro lado tiene un fallo propio", "No se intenta otra vez por sí solo", "lang=\"en\">the receiver answered HTTP 503</q>"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        receiver.set_broken(false);
        let retry = platform.request(As::Moderator, Method::POST, &format!("/verdicts/{id}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(receiver.until(1).await[0]["message_id"], json!(id));
        platform.stop().await;
    }
}
