//! The desk of a provincial unit: an assignment from its list to its outcome by forms alone, on paper, and with what was typed and not sent.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{
    Account, Answer, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

/// So many bytes of a page go over a line of 64 kbit/s in less than two seconds.
const MOST_BYTES: usize = 14 * 1024;
/// The same with everything that it asks for: four seconds at 64 kbit/s.
const MOST_FIRST_BYTES: usize = 30 * 1000;

/// Identifies the owner of an account and hands the person to a unit: the path of the assignment's page.
async fn assigned(inspector: &Client, account: &str, name: [&str; 2], birth: Value, unit: &str) -> String {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, json!("all"), name, birth, json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    let assignment = inspector.assign(&person_id, unit).await;
    format!("/assignments/{}", text(&assignment, "assignment_id"))
}

async fn adult(station: &Station, unit: &str) -> String {
    station.receive(&package()).await.is(201);
    assigned(&station.inspector(), "adult", ["Pedro", "Luismar"], born("1990-01-01"), unit).await
}

/// What the API says of the only assignment.
async fn only(client: &Client) -> Value {
    client.get("/api/assignments").await.ok()[0].clone()
}

/// The page, which must be there.
async fn shown(client: &Client, path: &str) -> String {
    let page = client.page(path, "en").await;
    page.is(200);
    page.body
}

/// A form with its fields in this order: the field that makes it count once stands first.
async fn send(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = client.request(Method::POST, path).header("Accept", "text/html").form(fields);
    let response = request.send().await.unwrap();
    Answer { status: response.status(), body: response.text().await.unwrap() }
}

async fn count(station: &Station, sql: &'static str) -> i64 {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("rows")
}

fn between<'a>(body: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = body.split_once(start).unwrap_or_else(|| panic!("no {start} in {body}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {start} in {body}")).0
}

service::both_engines! {
    async fn an_officer_takes_an_assignment_from_the_list_to_its_outcome_by_forms(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = adult(&station, "08").await;
        let olga = station.client("olga");
        let list = shown(&olga, "/assignments").await;
        assert!(list.contains(&format!("href=\"{path}\"")) && list.contains("Pedro Luismar"), "{list}");
        let home = shown(&olga, "/").await;
        assert!(home.contains("One assignment of your unit is open") && home.contains("(provincial officer, Barcelona)"), "{home}");
        let page = shown(&olga, &path).await;
        assert!(!between(&page, "<title>", "</title>").contains("Luismar"), "the history of a browser keeps titles");
        assert!(page.contains("What may not be done") && page.contains("72 hours at most"), "{page}");
        assert!(shown(&olga, "/arrest-list").await.contains("Nobody is to be arrested"));

        let empty = olga.submit(&format!("{path}/arrest-list"), &json!({ "grounds": " " })).await;
        empty.is(422);
        let grounds = json!({ "grounds": "he destroys what he holds" });
        olga.submit(&format!("{path}/arrest-list"), &grounds).await.is(303);
        assert!(shown(&olga, &path).await.contains("he destroys what he holds"));
        assert!(shown(&olga, "/arrest-list").await.contains("Pedro Luismar"));
        olga.submit(&format!("{path}/arrest-list/undo"), &json!({ "reason": "" })).await.is(422);
        olga.submit(&format!("{path}/arrest-list/undo"), &json!({ "reason": "he came by himself" })).await.is(303);
        assert_eq!(only(&olga).await["in_arrest_list"], false);

        // before the first act: what was typed stays
        let early = json!({ "code": "heard_without_arrest", "at": "2019-01-01T09:30" });
        let refused = olga.submit(&format!("{path}/outcome"), &early).await;
        refused.is(422);
        assert!(refused.body.contains("value=\"2019-01-01T09:30\""), "{}", refused.body);
        let radio = between(&refused.body, "value=\"heard_without_arrest\"", ">");
        assert!(radio.contains("checked"), "{radio}");
        // nothing chosen: the time stays too
        let unchosen = olga.submit(&format!("{path}/outcome"), &json!({ "at": "2020-12-27T09:30" })).await;
        unchosen.is(422);
        assert!(unchosen.body.contains("value=\"2020-12-27T09:30\""), "{}", unchosen.body);

        let outcome = json!({ "code": "heard_without_arrest", "at": "2020-12-27T09:30" });
        olga.submit(&format!("{path}/outcome"), &outcome).await.is(303);
        let recorded = only(&olga).await;
        assert_eq!(text(&recorded["outcome"], "at"), "2020-12-27T08:30:00Z", "by the clocks of Madrid");
        assert!(!shown(&olga, "/").await.contains("of your unit"));
        let told = shown(&olga, &format!("{path}?done=outcome-recorded")).await;
        assert!(told.contains("The outcome is recorded"), "{told}");
        olga.submit(&format!("{path}/outcome/undo"), &json!({ "reason": "another day" })).await.is(303);
        assert_eq!(only(&olga).await["outcome"], Value::Null);
        station.stop().await;
    }

    async fn nothing_of_an_assignment_is_there_for_another_unit(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = adult(&station, "08").await;
        let never = format!("/assignments/asg_{}", "0176a893628079a08b0c0746228b6672");
        for name in ["bego", "dora", "adam"] {
            let other = station.client(name);
            for page in ["", "/sheet"] {
                let (here, nowhere) = (other.page(&format!("{path}{page}"), "en").await, other.page(&format!("{never}{page}"), "en").await);
                here.is(404);
                assert_eq!(here.status, nowhere.status);
                assert!(!here.body.contains("Luismar"), "{name}: {here:?}");
            }
            let outcome = json!({ "code": "not_located", "at": "2020-12-27T09:30" });
            other.submit(&format!("{path}/outcome"), &outcome).await.is(404);
            other.submit(&format!("{path}/arrest-list"), &json!({ "grounds": "risk" })).await.is(404);
        }
        let bego = station.client("bego");
        assert!(!shown(&bego, "/assignments").await.contains("Luismar"));
        assert!(!shown(&bego, "/assignments/sheets").await.contains("Luismar"));
        assert_eq!(count(&station, "SELECT COUNT(*) AS rows FROM outcome").await, 0);
        station.stop().await;
    }

    async fn a_sheet_shows_each_act_by_every_clock_and_what_may_be_done(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let canary = adult(&station, "38").await;
        let ines = station.inspector();
        let child = assigned(&ines, "under", ["Nora", "Vega"], born("2007-05-05"), "08").await;
        let sheet = shown(&ines, &format!("{canary}/sheet")).await;
        for said in ["Atlantic/Canary", "Europe/Madrid", "2020-10-04T16:00:00Z", "4 October 2020, 17:00:00 WEST", "4 October 2020, 18:00:00 CEST",
            "4 October 2020, 16:00:00 UTC", "LECrim, arts. 489 to 520", "72 hours at most", "signature of the officer"] {
            assert!(sheet.contains(said), "{said} is missing in {sheet}");
        }
        assert!(!sheet.contains("<nav class=\"nav\""), "a sheet is paper");
        let sheet = shown(&ines, &format!("{child}/sheet")).await;
        for said in ["N. V.", "No arrest, no cell", "LO 5/2000, arts. 1.1 and 3", "Europe/Madrid", "not allowed"] {
            assert!(sheet.contains(said), "{said} is missing in {sheet}");
        }
        assert!(!sheet.contains("Nora") && !sheet.contains("Atlantic/Canary"), "{sheet}");
        let sheets = async |client: &Client, path: &str| shown(client, path).await.matches("<article class=\"sheet\"").count();
        assert_eq!(sheets(&ines, "/assignments/sheets").await, 2);
        assert_eq!(sheets(&ines, "/assignments/sheets?unit=38").await, 1);
        assert_eq!(sheets(&station.client("olga"), "/assignments/sheets").await, 1);
        // the child has no form for an arrest, and no arrest among the outcomes
        let page = shown(&station.client("olga"), &child).await;
        assert!(!page.contains("name=\"grounds\"") && !page.contains("located_and_arrested"), "{page}");
        assert!(page.contains("value=\"referred_to_protection\""), "{page}");
        station.stop().await;
    }

    async fn a_time_is_read_by_the_clocks_of_the_unit(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = adult(&station, "38").await;
        let ines = station.inspector();
        let outcome = json!({ "code": "not_located", "at": "2020-12-27T09:30" });
        ines.submit(&format!("{path}/outcome"), &outcome).await.is(303);
        assert_eq!(text(&only(&ines).await["outcome"], "at"), "2020-12-27T09:30:00Z");
        station.stop().await;
    }

    async fn a_double_click_records_one_outcome(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = adult(&station, "08").await;
        let olga = station.client("olga");
        let page = shown(&olga, &path).await;
        let form = between(&page, &format!("action=\"{path}/outcome\""), "</form>");
        let once = between(form, "name=\"once\" value=\"", "\"");
        let fields = [("once", once), ("code", "not_located"), ("at", "2020-12-27T09:30")];
        let form = format!("{path}/outcome");
        let (first, second) = tokio::join!(send(&olga, &form, &fields), send(&olga, &form, &fields));
        assert_eq!([first.status.as_u16(), second.status.as_u16()], [303, 303], "{first:?} {second:?}");
        assert_eq!(count(&station, "SELECT COUNT(*) AS rows FROM outcome").await, 1);
        // the form of another page is another click: it meets what was decided
        send(&olga, &form, &[("code", "no_offence"), ("at", "2020-12-27T09:30")]).await.is(409);
        station.stop().await;
    }

    async fn what_was_typed_and_not_sent_is_offered_to_its_writer_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let path = adult(&station, "08").await;
        let (olga, ines) = (station.client("olga"), station.inspector());
        let form = format!("{path}/arrest-list");
        let draft = json!({ "draft": format!("{form} {path}"), "grounds": "he destroys what he holds" });
        olga.submit("/drafts", &draft).await.is(303);
        let offered = shown(&olga, &path).await;
        assert!(offered.contains("Draft kept:") && !offered.contains("he destroys"), "{offered}");
        let used = shown(&olga, &format!("{path}?draft=use")).await;
        assert!(used.contains("he destroys what he holds"), "{used}");
        for body in [shown(&ines, &path).await, shown(&ines, &format!("{path}?draft=use")).await, shown(&ines, "/drafts").await] {
            assert!(!body.contains("Draft kept:") && !body.contains("he destroys"), "{body}");
        }
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let kept: String = sqlx::query("SELECT body FROM form_draft").fetch_one(tx.conn()).await.unwrap().get("body");
        drop(tx);
        assert!(!kept.contains("destroys") && !kept.contains("asg_"), "{kept}");
        olga.submit(&form, &json!({ "grounds": "he destroys what he holds" })).await.is(303);
        assert_eq!(count(&station, "SELECT COUNT(*) AS rows FROM form_draft").await, 0, "sent is no draft any more");
        station.stop().await;
    }

    async fn the_first_page_of_a_unit_is_small_with_twenty_assignments(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&many(20)).await.is(201);
        let ines = station.inspector();
        for number in 0..20 {
            assigned(&ines, &format!("many{number}"), ["Pedro", "Luismar"], born("1990-01-01"), "08").await;
        }
        let olga = station.client("olga");
        for lang in ["en", "es"] {
            let page = olga.page("/assignments", lang).await.body;
            let rows: BTreeSet<_> = page.split("/assignments/asg_").skip(1).map(|rest| &rest[..32]).collect();
            assert_eq!(rows.len(), 20);
            assert!(page.len() < MOST_BYTES, "{} bytes in {lang}", page.len());
            // with style sheet, scripts and mark as they go over the line, on a first visit
            let mut bytes = page.len();
            for asset in page.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
                let asked = olga.request(Method::GET, &format!("/assets/{asset}")).header("Accept-Encoding", "gzip");
                bytes += asked.send().await.unwrap().bytes().await.unwrap().len();
            }
            assert!(bytes < MOST_FIRST_BYTES, "{bytes} bytes in {lang}");
        }
        let csv = olga.get("/assignments?format=csv").await;
        assert_eq!(csv.body.matches("Pedro Luismar").count(), 20, "{csv:?}");
        station.stop().await;
    }
}

/// Reports of so many accounts that have nothing in common but a file.
fn many(accounts: i64) -> Package {
    let report = |number: i64| {
        let identifier: &'static str = Box::leak(format!("many{number}").into_boxed_str());
        let address: &'static str = Box::leak(format!("192.0.2.{}", 100 + number).into_boxed_str());
        let upload = Upload {
            media: Media { bytes: b"pattern of many", print: print('c', 80) },
            at: "2020-10-01T16:00:00Z",
            address,
            port: None,
            operator: "Operador Uno",
            viewed: Some(true),
        };
        (500 + number, Account { identifier, email: None }, vec![upload])
    };
    let reports = (0..accounts).map(report).collect();
    Package { agency: "es-police", referral_id: "ref_many".to_owned(), reports }
}
