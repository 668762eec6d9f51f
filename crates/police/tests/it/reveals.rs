//! A masked field is shown to who must find the person, with a reason, on record, within a budget; and is masked again at once.

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row;

use crate::operation::package;
use crate::support::{Answer, Client, Station, at, born, logs, person, subject_of, text};

/// Of nobody else in the tests.
const NAME: [&str; 2] = ["Zoraida", "Quintanar"];
/// How many reveals a day the tests' configuration allows.
pub(crate) const BUDGET: u32 = 5;

/// A minor with an assignment to the unit of Barcelona; gives the person's address in the API.
async fn assigned_minor(station: &Station) -> String {
    let inspector = station.inspector();
    station.receive(&package()).await.is(201);
    let path = identified(&inspector, "juvenile", NAME, born("2005-03-01")).await;
    let person_id = path.rsplit('/').next().unwrap();
    inspector.assign(person_id, "08").await;
    path
}

async fn identified(inspector: &Client, account: &str, name: [&str; 2], birth: Value) -> String {
    let subject = subject_of(inspector, account).await;
    let mut body = person(&subject, json!("all"), name, birth, json!("unknown"));
    body["grounds"] = "line of the household".into();
    format!("/api/persons/{}", text(&inspector.post("/api/persons", &body).await.ok(), "person_id"))
}

fn asked(field: &str) -> Value {
    json!({ "field": field, "reason": "to ring at the right door", "legal_basis": "Juzgado 3, auto 21/2020" })
}

async fn reveal(client: &Client, path: &str, field: &str) -> Answer {
    client.post(&format!("{path}/reveal"), &asked(field)).await
}

/// A form as a browser sends it.
async fn submit(client: &Client, path: &str, form: &'static str) -> (Answer, Option<String>) {
    let request = client.request(Method::POST, &format!("{path}/reveal"));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let response = request.header("Accept", "text/html").body(form).send().await.unwrap();
    let cache = response.headers().get("cache-control").map(|value| value.to_str().unwrap().to_owned());
    (Answer { status: response.status(), body: response.text().await.unwrap() }, cache)
}

#[track_caller]
fn names_nobody(text: &str) {
    for word in NAME {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

service::both_engines! {
    async fn a_field_is_shown_on_record_and_masked_again(db: TestDb) {
        logs::keep();
        let station = Station::start(&db).await;
        let path = assigned_minor(&station).await;
        let olga = station.client("olga");

        let shown = reveal(&olga, &path, "name").await.ok();
        assert_eq!((&shown["given_name"], &shown["family_name"]), (&json!(NAME[0]), &json!(NAME[1])));
        assert_eq!((&shown["revealed_by"], shown.get("birth")), (&json!("olga"), None));
        let birth = reveal(&station.inspector(), &path, "birth").await.ok();
        assert_eq!((&birth["birth"], birth.get("given_name")), (&born("2005-03-01"), None));

        let detail = olga.get(&path).await.ok();
        assert_eq!(detail["name"], "Z. Q.", "masked again");
        for page in [path.trim_start_matches("/api"), "/persons", "/assignments"] {
            names_nobody(&olga.page(page, "en").await.body);
        }
        // the list puts the newest on top
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let told = json!({
            "field": "name", "reason": "the mother of Zoraida calls", "legal_basis": "auto 22/2020, Quintanar"
        });
        station.inspector().post(&format!("{path}/reveal"), &told).await.is(201);
        check_list(&station, &path).await;
        check_nothing_holds_the_name(&db, &station, 3).await;
        assert!(logs::written().contains("/api/persons/{id}/reveal"), "the log is kept");
        station.stop().await;
    }

    async fn a_repeated_key_shows_nothing_again(db: TestDb) {
        let station = Station::start(&db).await;
        let path = assigned_minor(&station).await;
        let olga = station.client("olga");
        let send = async || {
            let request = olga.request(Method::POST, &format!("{path}/reveal")).header("Idempotency-Key", "once");
            let response = request.json(&asked("name")).send().await.unwrap();
            Answer { status: response.status(), body: response.text().await.unwrap() }
        };
        assert_eq!(send().await.ok()["given_name"], NAME[0]);
        let again = send().await;
        again.is(409);
        names_nobody(&again.body);
        check_nothing_holds_the_name(&db, &station, 1).await;
        station.stop().await;
    }

    async fn for_others_the_person_looks_absent(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned_minor(&station).await;
        let inspector = station.inspector();
        let nobody = "/api/persons/per_0176a893628079a08b0c0746228b6672";
        let absent = reveal(&station.client("bego"), nobody, "name").await;
        absent.is(404);
        let other = reveal(&station.client("bego"), &path, "name").await;
        assert_eq!((other.status, &other.body), (absent.status, &absent.body), "of another unit");
        for name in ["adam", "rosa", "dora", "clearinghouse"] {
            reveal(&station.client(name), &path, "name").await.is(404);
        }
        let free = identified(&inspector, "adult", ["Pedro", "Mar"], json!(null)).await;
        reveal(&station.client("olga"), &free, "name").await.is(404);

        reveal(&inspector, &free, "birth").await.refused(422, "field");
        reveal(&inspector, &path, "address").await.is(400);
        for field in ["reason", "legal_basis"] {
            let mut blank = asked("name");
            blank[field] = "  ".into();
            inspector.post(&format!("{path}/reveal"), &blank).await.refused(422, field);
        }
        inspector.post(&format!("{free}/undo"), &json!({ "reason": "somebody else" })).await.ok();
        reveal(&inspector, &free, "name").await.is(409);
        assert_eq!(inspector.get("/api/reveals").await.ok(), json!([]), "nothing was shown");
        station.stop().await;
    }

    async fn the_budget_of_a_day_is_kept(db: TestDb) {
        let station = Station::start(&db).await;
        let path = assigned_minor(&station).await;
        let olga = station.client("olga");
        for _ in 1..BUDGET {
            reveal(&olga, &path, "birth").await.is(201);
        }
        // two at once want the last one
        let (one, two) = tokio::join!(reveal(&olga, &path, "name"), reveal(&olga, &path, "name"));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        let over = reveal(&olga, &path, "name").await;
        over.is(409);
        assert!(over.body.contains(&format!("budget of {BUDGET} reveals a day")), "{over:?}");
        names_nobody(&over.body);
        reveal(&station.inspector(), &path, "name").await.is(201);
        station.clock.set(at("2020-12-28T22:59:59Z"));
        reveal(&olga, &path, "name").await.is(409);
        station.clock.set(at("2020-12-28T23:00:00Z"));
        reveal(&olga, &path, "name").await.is(201);
        station.stop().await;
    }

    async fn elsewhere_the_budget_starts_anew_at_midnight_there(db: TestDb) {
        let station = Station::start_in_at(&db, "PT", at("2020-12-28T22:30:00Z")).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let path = identified(&inspector, "adult", NAME, born("1980-01-01")).await;
        for _ in 0..BUDGET {
            reveal(&inspector, &path, "name").await.is(201);
        }
        // the next day in Madrid, the same in Lisbon
        station.clock.set(at("2020-12-28T23:30:00Z"));
        reveal(&inspector, &path, "name").await.is(409);
        let own = inspector.get("/api/my-exposure").await.ok();
        assert_eq!((&own["today"], &own["days"][0]["on"]), (&json!(BUDGET), &json!("2020-12-28")));
        station.clock.set(at("2020-12-29T00:00:00Z"));
        reveal(&inspector, &path, "name").await.is(201);
        station.stop().await;
    }

    async fn the_form_works_without_script(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = assigned_minor(&station).await;
        let page = path.trim_start_matches("/api");
        let olga = station.client("olga");
        for lang in ["en", "es"] {
            let form = olga.page(page, lang).await.body;
            assert!(form.contains(&format!("action=\"{page}/reveal\"")) && form.contains("name=\"legal_basis\""));
            assert!(form.contains("value=\"name\"") && !form.contains("<script>"), "{form}");
        }
        let (answer, cache) = submit(&olga, page, "field=name&reason=the+door&legal_basis=auto+21").await;
        answer.is(200);
        assert_eq!(cache.as_deref(), Some("no-store"));
        for said in [NAME[0], NAME[1], "shown to you once", "olga", "the door", "auto 21"] {
            assert!(answer.body.contains(said), "{said} in {answer:?}");
        }
        let (birth, _) = submit(&olga, page, "field=birth&reason=the+door&legal_basis=auto+21").await;
        assert!(birth.body.contains("1 March 2005"), "{birth:?}");
        names_nobody(&birth.body);
        let (refused, _) = submit(&olga, page, "field=name&reason=&legal_basis=auto+21").await;
        refused.is(422);
        names_nobody(&refused.body);
        for kept in ["value=\"auto 21\"", "value=\"name\" checked", "id=\"reason-reveal-error\""] {
            assert!(refused.body.contains(kept), "{kept} in {refused:?}");
        }
        olga.page(&format!("{page}/reveal"), "en").await.is(405);
        names_nobody(&olga.page(page, "en").await.body);
        // an adult's name is not masked
        let adult = identified(&station.inspector(), "adult", ["Pedro", "Mar"], born("1980-01-01")).await;
        let adult = station.inspector().page(adult.trim_start_matches("/api"), "en").await.body;
        assert!(adult.contains("value=\"birth\"") && !adult.contains("value=\"name\""), "{adult}");
        station.stop().await;
    }
}

/// The central unit and the data protection officer see who was shown what, and no name; the officer sees no case.
async fn check_list(station: &Station, path: &str) {
    let person_id = path.rsplit('/').next().unwrap();
    for name in ["ines", "dora"] {
        let answer = station.client(name).get("/api/reveals").await;
        names_nobody(&answer.body);
        let listed = answer.ok();
        let newest = &listed[0];
        assert_eq!(listed.as_array().unwrap().len(), 3);
        assert_eq!((&newest["person_id"], &newest["field"]), (&json!(person_id), &json!("name")));
        assert_eq!(
            (&newest["revealed_by"], &newest["reason"]),
            (&json!("ines"), &json!("the mother of Z. calls"))
        );
        assert_eq!(newest["legal_basis"], "auto 22/2020, Q.");
        for lang in ["en", "es"] {
            let page = station.client(name).page("/reveals", lang).await;
            names_nobody(&page.body);
            assert!(
                page.body.contains(person_id) && page.body.contains("to ring at the right door"),
                "{page:?}"
            );
        }
    }
    station.client("olga").get("/api/reveals").await.is(404);
    station.client("dora").get(path).await.is(404);
    station.client("dora").page("/", "en").await.is(200);
}

/// One custody entry a reveal; and no entry, receipt, log line or, on SQLite, byte of the database spells out the name.
async fn check_nothing_holds_the_name(db: &TestDb, station: &Station, reveals: usize) {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let rows = sqlx::query("SELECT body FROM custody_entry").fetch_all(tx.conn()).await.unwrap();
    let bodies: Vec<String> = rows.iter().map(|row| row.get("body")).collect();
    assert_eq!(bodies.iter().filter(|body| body.contains("reveal-field")).count(), reveals);
    let rows = sqlx::query("SELECT output FROM receipt").fetch_all(tx.conn()).await.unwrap();
    let outputs = rows.iter().map(|row| row.get("output"));
    let rows = sqlx::query("SELECT reason, legal_basis FROM reveal").fetch_all(tx.conn()).await.unwrap();
    assert_eq!(rows.len(), reveals);
    let sealed = rows.iter().flat_map(|row| [row.get("reason"), row.get("legal_basis")]);
    for text in bodies.into_iter().chain(outputs).chain(sealed) {
        names_nobody(&text);
        assert!(!text.contains("auto 21"), "{text}");
    }
    let logged = logs::written();
    names_nobody(&logged);
    let Some(path) = db.url().strip_prefix("sqlite:") else { return };
    for file in [path.to_owned(), format!("{path}-wal")] {
        names_nobody(&String::from_utf8_lossy(&std::fs::read(&file).unwrap()));
    }
}
