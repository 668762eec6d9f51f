//! The rights desk: one exact identifier, one month, and an answer from which nobody learns whether anything is held.

use std::time::Instant;

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use service::Engine;
use service::testing::TestDb;
use service::testing::timing::Compared;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

fn request(token: Value) -> Value {
    let mut body = json!({
        "right": "access", "requester": "Beatriz Solano, Calle Mayor 1", "channel": "letter",
        "identity_check": "document", "age": "adult", "received_on": "2020-12-28"
    });
    body.as_object_mut().unwrap().extend(token.as_object().unwrap().clone());
    body
}

fn email(address: &str) -> Value {
    request(json!({ "token_kind": "email", "email": address }))
}

async fn register(rita: &Client, body: &Value) -> String {
    let registered = rita.post("/api/rights-requests", body).await;
    registered.is(201);
    format!("/api/rights-requests/{}", text(&registered.ok(), "rights_request_id"))
}

/// What was found, by category.
async fn look_up(rita: &Client, path: &str) -> Vec<(String, i64)> {
    let shown = rita.post(&format!("{path}/look-up"), &json!({})).await.ok();
    let found = shown["found"].as_array().unwrap().iter();
    found.map(|one| (text(one, "category"), one["records"].as_i64().unwrap())).collect()
}

async fn decide(rita: &Client, path: &str, decision: &str, ground: &str) {
    let body = json!({ "decision": decision, "ground": ground, "reason": "an inquiry runs" });
    rita.post(&format!("{path}/decide"), &body).await.ok();
}

async fn answers(rita: &Client, path: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for lang in ["en", "es"] {
        texts.push(rita.get(&format!("{path}/answer?lang={lang}")).await.body);
    }
    texts
}

/// Look-ups, and answers, of each in the long run.
const TIMED: usize = 500;

/// How long requests to two addresses take in turn, in milliseconds.
async fn time(rita: &Client, method: Method, paths: [&str; 2]) -> Compared {
    let mut times = [Vec::new(), Vec::new()];
    for number in 0..2 * TIMED {
        // the order within a pair changes, so that neither is always second
        let which = (number + number / 2) % 2;
        let request = rita.request(method.clone(), paths[which]).json(&json!({}));
        let began = Instant::now();
        let answer = request.send().await.unwrap();
        let (status, body) = (answer.status(), answer.bytes().await.unwrap());
        times[which].push(began.elapsed().as_secs_f64() * 1e3);
        assert!(status.is_success() && !body.is_empty());
    }
    Compared::of(times)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_take_the_same_time() {
    if std::env::var_os("AMPARO_LONG").is_none() {
        return;
    }
    let db = TestDb::create(Engine::Sqlite).await;
    db.may_leave_jobs();
    let station = Station::start(&db).await;
    station.receive(&package()).await.is(201);
    let rita = station.client("rita");
    let (known, unknown) = (
        register(&rita, &email("shared@mail.example")).await,
        register(&rita, &email("nobody@mail.example")).await,
    );
    assert!(look_up(&rita, &known).await.contains(&("account".to_owned(), 2)));
    let paths = [format!("{known}/look-up"), format!("{unknown}/look-up")];
    let looked_up = time(&rita, Method::POST, paths.each_ref().map(String::as_str)).await;
    decide(&rita, &known, "restricted", "obstructs_inquiry").await;
    decide(&rita, &unknown, "nothing_held", "").await;
    let paths = [format!("{known}/answer?lang=es"), format!("{unknown}/answer?lang=es")];
    let answered = time(&rita, Method::GET, paths.each_ref().map(String::as_str)).await;
    println!("look-up, known and unknown: {looked_up}\nanswer, restricted and nothing held: {answered}");
    assert!(looked_up.is_alike() && answered.is_alike(), "look-up {looked_up}; answer {answered}");
    station.stop().await;
}

service::both_engines! {
    async fn a_refused_form_of_the_desk_keeps_what_was_typed(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let rita = station.client("rita");
        let keeps = async |path: &str, typed: Value, kept: &[&str]| {
            let refused = rita.submit(path, &typed).await;
            refused.is(422);
            for word in kept {
                assert!(refused.body.contains(word), "{word} after {path}: {refused:?}");
            }
        };
        let kept = ["Beatriz Solano, Calle Mayor 1", "value=\"letter\" selected", "id=\"email-error\""];
        keeps("/rights-requests", email(" "), &kept).await;
        let path = register(&rita, &email("somebody@mail.example")).await;
        let page = path.trim_start_matches("/api");
        let decided = json!({ "decision": "restricted", "ground": "", "reason": "an inquiry runs" });
        let kept = ["value=\"restricted\" selected", "an inquiry runs", "id=\"ground-decide-error\""];
        keeps(&format!("{page}/decide"), decided, &kept).await;
        let extended = json!({ "until": "soon", "reason": "many records" });
        keeps(&format!("{page}/extend"), extended, &["value=\"many records\"", "id=\"until-extend-error\""]).await;
        station.stop().await;
    }

    async fn known_and_unknown_get_the_same_answer_byte_for_byte(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let subject = subject_of(&ines, "juvenile").await;
        let body = person(&subject, json!("all"), ["Beatriz", "Solano"], born("2005-03-01"), json!("unknown"));
        ines.post("/api/persons", &body).await.ok();
        let rita = station.client("rita");
        let named = |birth: &str| request(json!({
            "token_kind": "name_birth", "given_name": "beatriz", "family_name": "Solano", "birth": birth }));
        let account = |name: &str| request(json!({ "token_kind": "account", "service": "social", "account": name }));
        let service = text(&subject["accounts"][0], "service");
        let of_service = |name: &str| { let mut body = account(name); body["service"] = service.clone().into(); body };
        let pairs = [
            (email(" Shared@Mail.example "), email("nobody@mail.example"), ("account", 2)),
            (named("2005-03-01"), named("2005-03-02"), ("identity", 1)),
            (of_service("juvenile"), of_service("nobody"), ("content", 1)),
        ];
        for (known, unknown, (category, count)) in pairs {
            let (known, unknown) = (register(&rita, &known).await, register(&rita, &unknown).await);
            let (held, none) = (look_up(&rita, &known).await, look_up(&rita, &unknown).await);
            assert!(held.contains(&(category.to_owned(), count)), "{held:?}");
            assert!(none.iter().all(|(_, records)| *records == 0), "{none:?}");
            let categories = |found: &[(String, i64)]| found.iter().map(|one| one.0.clone()).collect::<Vec<_>>();
            assert_eq!(categories(&held), categories(&none));
            rita.get(&format!("{known}/answer")).await.is(409);
            decide(&rita, &known, "restricted", "obstructs_inquiry").await;
            decide(&rita, &unknown, "nothing_held", "").await;
            let (of_known, of_unknown) = (answers(&rita, &known).await, answers(&rita, &unknown).await);
            assert_eq!(of_known, of_unknown);
            assert!(of_known[0].contains("neither confirms nor denies") && of_known[1].contains("no confirma ni desmiente"));
            rita.post(&format!("{known}/decide"), &json!({ "decision": "full", "reason": "x" })).await.is(409);
        }
        station.stop().await;
    }

    async fn the_month_runs_and_is_extended_once(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let rita = station.client("rita");
        let path = register(&rita, &email("a@mail.example")).await;
        let clock = async || {
            let shown = rita.get(&path).await.ok();
            (text(&shown, "clock"), text(&shown, "answer_by"))
        };
        let is = |clock: &str, day: &str| (clock.to_owned(), day.to_owned());
        assert_eq!(clock().await, is("open", "2021-01-28"));
        station.clock.advance(SignedDuration::from_hours(24 * 24));
        assert_eq!(clock().await, is("due_soon", "2021-01-28"));
        let extend = |until: &str| json!({ "until": until, "reason": "many requests" });
        let url = format!("{path}/extend");
        rita.post(&url, &extend("2021-03-29")).await.refused(422, "until");
        rita.post(&url, &extend("2021-01-28")).await.refused(422, "until");
        rita.post(&url, &json!({ "until": "2021-03-28", "reason": " " })).await.refused(422, "reason");
        rita.post(&url, &extend("2021-03-28")).await.ok();
        assert_eq!(clock().await, is("open", "2021-03-28"));
        rita.post(&url, &extend("2021-03-28")).await.is(409);
        station.clock.advance(SignedDuration::from_hours(24 * 90));
        assert_eq!(clock().await.0, "overdue");
        let late = register(&rita, &email("b@mail.example")).await;
        rita.post(&format!("{late}/extend"), &extend("2021-02-28")).await.is(409);
        station.stop().await;
    }

    async fn a_decision_fits_the_right_and_a_minor_is_answered_through_a_representative(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let rita = station.client("rita");
        let mut minor = email("kid@mail.example");
        minor["age"] = "minor".into();
        rita.post("/api/rights-requests", &minor).await.refused(422, "representative");
        minor["representative"] = "Carla Solano, mother; family book seen".into();
        minor["right"] = "erasure".into();
        let path = register(&rita, &minor).await;
        let decide = format!("{path}/decide");
        let body = |decision: &str, ground: &str| json!({ "decision": decision, "ground": ground, "reason": "r" });
        rita.post(&decide, &body("erasure_granted", "")).await.is(409);
        look_up(&rita, &path).await;
        rita.post(&decide, &body("full", "")).await.refused(422, "decision");
        rita.post(&decide, &body("erasure_refused", "")).await.refused(422, "ground");
        rita.post(&decide, &body("erasure_refused", "because")).await.refused(422, "ground");
        rita.post(&decide, &body("erasure_granted", "law_requires")).await.refused(422, "ground");
        rita.post(&decide, &body("erasure_granted", "")).await.ok();
        let said = answers(&rita, &path).await;
        assert!(said[0].contains("legal representative") && said[1].contains("representante legal"), "{said:?}");
        // who was not checked is told nothing but the neutral answer
        let mut stranger = email("c@mail.example");
        stranger["identity_check"] = "not_checked".into();
        let path = register(&rita, &stranger).await;
        look_up(&rita, &path).await;
        rita.post(&format!("{path}/decide"), &body("full", "")).await.refused(422, "decision");
        rita.post(&format!("{path}/decide"), &body("restricted", "rights_of_others")).await.ok();
        for (field, change) in [
            ("received_on", json!({ "received_on": "2020-12-29" })), ("received_on", json!({ "received_on": "soon" })),
            ("requester", json!({ "requester": " " })), ("email", json!({ "email": "" })),
            ("birth", json!({ "token_kind": "name_birth", "given_name": "A", "family_name": "B", "birth": "x" })),
        ] {
            let mut bad = email("d@mail.example");
            bad.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            rita.post("/api/rights-requests", &bad).await.refused(422, field);
        }
        station.stop().await;
    }

    async fn the_register_shows_the_watcher_no_content_and_nothing_lies_open(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (rita, dora) = (station.client("rita"), station.client("dora"));
        let path = register(&rita, &email("secret@mail.example")).await;
        look_up(&rita, &path).await;
        decide(&rita, &path, "nothing_held", "").await;
        let register = dora.get("/api/rights-requests").await;
        assert!(register.body.contains("document") && register.body.contains("rita"), "{register:?}");
        for secret in ["secret@", "Solano", "an inquiry", "nothing_held"] {
            assert!(!register.body.contains(secret), "{secret}: {register:?}");
        }
        for name in ["dora", "ines", "olga", "adam", "rosa"] {
            station.client(name).get(&path).await.is(404);
            station.client(name).post(&format!("{path}/look-up"), &json!({})).await.is(404);
        }
        station.client("ines").get("/api/rights-requests").await.is(404);
        rita.get("/api/persons").await.is(404);
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT token || requester || identity_note || found || decision_reason AS said FROM rights_request";
        let said: String = sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("said");
        drop(tx);
        assert!(!said.contains("secret") && !said.contains("Solano") && !said.contains("inquiry"), "{said}");
        let entries = dora.get("/api/access-entries").await.ok();
        for action in ["register-rights-request", "look-up-rights-request", "decide-rights-request"] {
            let of = entries["entries"].as_array().unwrap().iter().filter(|entry| entry["action"] == action);
            assert_eq!(of.count(), 1, "{action}: {entries}");
        }
        for lang in ["en", "es"] {
            for (client, page) in [(&dora, "/rights-requests"), (&rita, "/rights-requests"), (&rita, &*path.replace("/api", ""))] {
                let shown = client.page(page, lang).await;
                shown.is(200);
                assert!(!shown.body.contains(">[") && shown.body.contains("rita"), "{shown:?}");
            }
        }
        // only who may open a request is led to it; both may keep the register
        let link = format!("href=\"{}\"", path.replace("/api", ""));
        for (client, is_led) in [(&dora, false), (&rita, true)] {
            let shown = client.page("/rights-requests", "en").await;
            assert_eq!(shown.body.contains(&link), is_led, "{shown:?}");
            let csv = client.get("/rights-requests?format=csv").await;
            assert!(csv.body.contains("rita; decided by rita") && !csv.body.contains("secret@"), "{csv:?}");
        }
        station.stop().await;
    }
}
