//! Need to know: an operation that is closed to named readers exists for nobody else, on no page, in no list, and under no id.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::support::{
    Account, Answer, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

/// Random words that stand in the closed operation alone, from mail to name to reason.
const MARKS: [&str; 6] = ["xqvmail", "Xqvgiven", "Xqvfamily", "xqvreason", "xqvbasis", "Xqvname"];
/// Everybody who could read it while it was open, and everybody else of the staff.
const OUTSIDERS: [&str; 5] = ["ivan", "bego", "adam", "rosa", "opal"];

fn upload(bytes: &'static [u8], digit: char, address: &'static str) -> Upload {
    let media = Media { bytes, print: print(digit, 80) };
    Upload { media, at: "2020-10-01T16:00:00Z", address, port: None, operator: "Operador Uno", viewed: None }
}

/// One report of a marked account, one of another, and one of an account that shares a mail with the marked one.
fn packages() -> [Package; 2] {
    let marked = Account { identifier: "closed", email: Some("xqvmail@mail.example") };
    let late = Account { identifier: "late", email: Some("xqvmail@mail.example") };
    let open = Account { identifier: "open", email: Some("open@mail.example") };
    let package = |referral_id: &str, reports| Package {
        agency: "es-police",
        referral_id: referral_id.to_owned(),
        reports,
    };
    [
        package(
            "ref_first",
            vec![
                (201, marked, vec![upload(b"pattern one", '3', "192.0.2.1")]),
                (202, open, vec![upload(b"pattern two", '5', "192.0.2.2")]),
            ],
        ),
        package("ref_second", vec![(203, late, vec![upload(b"pattern three", '7', "192.0.2.3")])]),
    ]
}

/// What is in the closed operation, by the words of the paths.
struct Inside {
    operation_id: String,
    subject_id: String,
    report_id: String,
    sha256: String,
    authorization_id: String,
    person_id: String,
    request_id: String,
    approvals: Vec<String>,
}

/// An operation of ines with a marked subject that went the whole way: asked about, identified, revealed, assigned, held, its file opened.
async fn inside(ines: &Client) -> Inside {
    let operation = ines.post("/api/operations", &json!({ "name": "Xqvname" })).await.ok();
    let operation_id = text(&operation, "operation_id");
    let subject = subject_of(ines, "closed").await;
    let subject_id = text(&subject, "subject_id");
    let chosen = json!({ "subject_ids": [subject_id] });
    ines.post(&format!("/api/operations/{operation_id}/subjects"), &chosen).await.ok();
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let asked = json!({ "operator": "Operador Uno", "legal_basis": "xqvbasis 1/2020", "act_ids": acts });
    let request_id = text(&ines.post("/api/disclosure-requests", &asked).await.ok(), "request_id");
    let mut body =
        person(&subject, json!("all"), ["Xqvgiven", "Xqvfamily"], born("1990-03-01"), json!("unknown"));
    body["grounds"] = "xqvreason: the line".into();
    let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
    let why = json!({ "field": "name", "reason": "xqvreason: the door", "legal_basis": "xqvbasis 2/2020" });
    ines.post(&format!("/api/persons/{person_id}/reveal"), &why).await.is(201);
    let hold = json!({ "reason": "xqvreason: trial", "authorization": "xqvbasis 3/2020" });
    ines.post(&format!("/api/reviews/person/{person_id}/hold"), &hold).await.ok();
    // approved by somebody who will be an outsider
    let assigned = ines.ask_assignment(&person_id, "08").await.ok();
    ines.as_other("ivan").approve(&assigned).await.ok();
    let names = json!({ "reason": "xqvreason: warrant", "legal_basis": "xqvbasis 4/2020" });
    let names = ines.post(&format!("/api/operations/{operation_id}/reveal-names"), &names).await.ok();
    ines.as_other("ivan").approve(&names).await.ok();
    let again = json!({ "reason": "xqvreason: again", "legal_basis": "xqvbasis 5/2020" });
    let pending = ines.post(&format!("/api/operations/{operation_id}/reveal-names"), &again).await.ok();
    let approvals = [&assigned, &names, &pending].map(|asked| text(asked, "approval_id")).to_vec();
    let (report_id, sha256) =
        (text(&subject["acts"][0], "report_id"), text(&subject["acts"][0], "file_sha256"));
    let authorization_id = look(ines, &report_id, &sha256).await;
    Inside { operation_id, subject_id, report_id, sha256, authorization_id, person_id, request_id, approvals }
}

/// Records an authorization for a report and opens its file; gives the authorization.
async fn look(ines: &Client, report_id: &str, sha256: &str) -> String {
    let order = json!({ "number": "xqvbasis 6/2020", "authority": "Juzgado 9", "granted_on": "2020-12-20", "terms": "xqvreason: the file" });
    let recorded = ines.post(&format!("/api/files/{report_id}/authorize"), &order).await.ok();
    let why = json!({ "sha256": sha256, "reason": "xqvreason: the place" });
    ines.post(&format!("/api/files/{report_id}/open"), &why).await.is(200);
    text(&recorded, "authorization_id")
}

impl Inside {
    fn ids(&self) -> BTreeSet<&str> {
        [&self.operation_id, &self.subject_id, &self.report_id, &self.person_id, &self.request_id]
            .into_iter()
            .map(String::as_str)
            .collect()
    }

    /// The addresses of a route: with an id of the operation, and with the same id changed by a digit, which was never given.
    fn addresses(&self, path: &str) -> Option<[String; 2]> {
        let id = match path.trim_start_matches("/api").split('/').nth(1)? {
            "operations" => &self.operation_id,
            "subjects" => &self.subject_id,
            "reports" | "files" => &self.report_id,
            "persons" | "reviews" => &self.person_id,
            "disclosure-requests" => &self.request_id,
            _ => return None,
        };
        let never = format!("{}{}", &id[..id.len() - 1], if id.ends_with('0') { '1' } else { '0' });
        let other = |kind: &str| format!("{kind}_0176a893628079a08b0c0746228b6672");
        let path = path.replace("{link}", &other("lnk")).replace("{veto}", &other("vet"));
        Some([id, &never].map(|id| path.replace("{kind}", "person").replace("{id}", id)))
    }
}

async fn close(ines: &Client, operation_id: &str, readers: &str) -> Answer {
    let body = json!({ "readers": readers, "reason": "xqvreason: an officer is named" });
    ines.post(&format!("/api/operations/{operation_id}/close"), &body).await
}

/// Every page and list without a parameter.
fn lists() -> Vec<String> {
    let routes = police::routes(1 << 20);
    let plain = routes.rows().filter(|route| route.method == "GET" && !route.path.contains('{'));
    // the custody tree says how many entries there are, the measurements how many requests
    let paths = plain
        .map(|route| route.path.to_owned())
        .filter(|path| !["/metrics", "/healthz"].contains(&path.as_str()));
    paths
        .chain(["/api/reports?referral=ref_first".to_owned(), "/reports?referral=ref_first".to_owned()])
        .collect()
}

/// Every route that shows one object.
fn shows() -> Vec<String> {
    let routes = police::routes(1 << 20);
    routes.rows().filter(|r| r.method == "GET" && r.path.contains('{')).map(|r| r.path.to_owned()).collect()
}

#[track_caller]
fn says_nothing(answer: &Answer, inside: &Inside, whom: &str, path: &str) {
    for word in MARKS.into_iter().chain(inside.ids()) {
        assert!(!answer.body.contains(word), "{word} to {whom} on {path}: {}", answer.body);
    }
}

/// What an outsider meets: nothing in any list, and under the ids what stands under ids that were never given.
async fn check_outsider(client: &Client, whom: &str, inside: &Inside) {
    for path in lists() {
        says_nothing(&client.get(&path).await, inside, whom, &path);
        says_nothing(&client.page(&path, "es").await, inside, whom, &path);
    }
    for path in shows() {
        let Some([here, never]) = inside.addresses(&path) else { continue };
        let (answer, absent) = (client.get(&here).await, client.get(&never).await);
        assert_eq!((answer.status, &answer.body), (absent.status, &absent.body), "{whom} on {path}");
        answer.is(404);
    }
}

async fn check_reader(client: &Client, inside: &Inside) -> BTreeSet<&'static str> {
    let mut met = BTreeSet::new();
    for path in lists().into_iter().chain(shows()) {
        let address = inside.addresses(&path).map_or(path.clone(), |[here, _]| here);
        let body = client.get(&address).await.body;
        met.extend(MARKS.into_iter().filter(|mark| body.contains(mark)));
    }
    met
}

/// What changes something answers an outsider as it does about what was never there.
async fn check_changes(ivan: &Client, inside: &Inside) {
    let why = json!({ "reason": "curious" });
    let identify = json!({ "subject_id": inside.subject_id, "act_ids": "all", "place_of_acts": "unknown", "grounds": "x" });
    let reveal = json!({ "field": "name", "reason": "curious", "legal_basis": "none" });
    let names = json!({ "reason": "curious", "legal_basis": "none" });
    let hold = json!({ "reason": "x", "authorization": "x" });
    let order = json!({ "number": "1", "authority": "x", "granted_on": "2020-12-20", "terms": "x" });
    for (path, body) in [
        ("/api/files/{id}/open", json!({ "sha256": inside.sha256, "reason": "curious" })),
        ("/api/files/{id}/authorize", order),
        (
            "/api/files/{id}/authorize/undo",
            json!({ "authorization_id": inside.authorization_id, "reason": "curious" }),
        ),
        ("/api/operations/{id}/subjects", json!({ "subject_ids": "all" })),
        ("/api/operations/{id}/reveal-names", names),
        ("/api/operations/{id}/close", why.clone()),
        ("/api/operations/{id}/reopen", why.clone()),
        ("/api/operations/{id}/readers", json!({ "reader": "ivan", "reason": "curious" })),
        ("/api/operations/{id}/readers/remove", json!({ "reader": "ines", "reason": "curious" })),
        ("/api/operations/{id}/ask-access", why.clone()),
        ("/api/persons/{id}/reveal", reveal),
        ("/api/persons/{id}/acts", identify),
        ("/api/persons/{id}/undo", why.clone()),
        ("/api/disclosure-requests/{id}/undo", why.clone()),
        ("/api/reviews/{kind}/{id}/hold", hold),
        ("/api/reviews/{kind}/{id}/erase", why.clone()),
    ] {
        let [here, never] = inside.addresses(path).unwrap();
        let (answer, absent) = (ivan.post(&here, &body).await, ivan.post(&never, &body).await);
        assert_eq!((answer.status, &answer.body), (absent.status, &absent.body), "{path}");
        answer.is(404);
    }
    for approval in &inside.approvals {
        for (event, body) in [("approve", json!({})), ("refuse", why.clone())] {
            let answer = ivan.post(&format!("/api/approvals/{approval}/{event}"), &body).await;
            answer.is(404);
        }
    }
    // named in a body, too, it is not there
    ivan.ask_assignment(&inside.person_id, "48").await.refused(422, "person_id");
    ivan.post("/api/operations", &json!({ "name": inside.operation_id })).await.refused(422, "name");
}

async fn rows(station: &Station, sql: &'static str) -> i64 {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("rows")
}

service::both_engines! {
    async fn a_closed_operation_exists_for_its_readers_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [first, second] = packages();
        station.receive(&first).await.is(201);
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let inside = inside(&ines).await;
        assert_eq!(check_reader(&ivan, &inside).await.len(), MARKS.len(), "everybody reads it while it is open");

        ivan.post(&format!("/api/operations/{}/close", inside.operation_id), &json!({ "reason": "mine" })).await.is(409);
        close(&ines, &inside.operation_id, "olga").await.refused(422, "readers");
        close(&ines, &inside.operation_id, "nobody").await.refused(422, "readers");
        close(&ines, &inside.operation_id, "").await.ok();
        close(&ines, &inside.operation_id, "").await.is(409);

        assert_eq!(check_reader(&ines, &inside).await.len(), MARKS.len(), "its leader reads it");
        for whom in OUTSIDERS {
            check_outsider(&station.client(whom), whom, &inside).await;
        }
        check_changes(&ivan, &inside).await;
        // the unit that two persons handed the person to works on
        let olga = station.client("olga");
        olga.get(&format!("/api/persons/{}", inside.person_id)).await.is(200);
        // what links to it later goes in with it, and is not there for others either
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        station.receive(&second).await.is(201);
        assert_eq!(subject_of(&ines, "late").await["subject_id"], inside.subject_id.as_str());
        check_outsider(&ivan, "ivan", &inside).await;
        let seen: Vec<i64> = ivan.get("/api/reports").await.ok().as_array().unwrap().iter()
            .map(|report| report["report_number"].as_i64().unwrap()).collect();
        assert_eq!(seen, [202]);
        let counted = ivan.get("/api/referrals/ref_first").await.ok();
        assert_eq!(counted["reports"], 1);
        // the database spells the operation's name out no more
        assert_eq!(rows(&station, "SELECT COUNT(*) AS rows FROM operation WHERE name = 'Xqvname' AND opened_by = 'ines'").await, 0);
        station.stop().await;
    }

    async fn readers_come_and_go_and_one_remains(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [first, _] = packages();
        station.receive(&first).await.is(201);
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let inside = inside(&ines).await;
        let operation = format!("/api/operations/{}", inside.operation_id);
        let change = |who: &str| json!({ "reader": who, "reason": "on the team" });
        ines.post(&format!("{operation}/readers"), &change("ivan")).await.is(409);
        close(&ines, &inside.operation_id, "ivan").await.ok();
        assert_eq!(check_reader(&ivan, &inside).await.len(), MARKS.len());
        let shown = ivan.get(&operation).await.ok();
        assert_eq!((&shown["name"], &shown["closed"]["readers"]), (&json!("Xqvname"), &json!(["ines", "ivan"])));

        ivan.post(&format!("{operation}/readers/remove"), &change("ivan")).await.ok();
        ivan.get(&operation).await.is(404);
        ines.post(&format!("{operation}/readers/remove"), &change("ivan")).await.refused(422, "reader");
        ines.post(&format!("{operation}/readers/remove"), &change("ines")).await.is(409);
        // somebody whose account has ended is a reader still, and lets nobody in
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("INSERT INTO operation_reader (operation_id, reader, added_at, added_by) VALUES ($1, 'gone', 0, 'ines')")
            .bind(&inside.operation_id).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        ines.post(&format!("{operation}/readers/remove"), &change("ines")).await.is(409);
        ines.post(&format!("{operation}/readers/remove"), &change("gone")).await.ok();
        ines.post(&format!("{operation}/readers"), &change("olga")).await.refused(422, "reader");
        ines.post(&format!("{operation}/readers"), &json!({ "reader": "ivan", "reason": " " })).await.refused(422, "reason");
        ines.post(&format!("{operation}/readers"), &change("ivan")).await.ok();
        ines.post(&format!("{operation}/readers"), &change("ivan")).await.is(409);

        // opened again, everybody reads it, under its name
        ines.post(&format!("{operation}/reopen"), &json!({ "reason": "" })).await.refused(422, "reason");
        ines.post(&format!("{operation}/readers/remove"), &change("ivan")).await.ok();
        ines.post(&format!("{operation}/reopen"), &json!({ "reason": "xqvreason: over" })).await.ok();
        let shown = ivan.get(&operation).await.ok();
        assert_eq!((&shown["name"], &shown["closed"]), (&json!("Xqvname"), &Value::Null));
        assert_eq!(check_reader(&ivan, &inside).await.len(), MARKS.len());
        ines.post(&format!("{operation}/reopen"), &json!({ "reason": "again" })).await.is(409);

        // one entry each, which names persons by digest alone
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let entries = sqlx::query("SELECT action, body FROM custody_entry").fetch_all(tx.conn()).await.unwrap();
        let count = |action: &str| entries.iter().filter(|row| row.get::<String, _>("action") == action).count();
        assert_eq!((count("close-operation"), count("change-readers"), count("reopen-operation")), (1, 4, 1));
        for row in &entries {
            let body: String = row.get("body");
            assert!(!body.contains("ivan") && !MARKS.iter().any(|mark| body.contains(mark)), "{body}");
        }
        drop(tx);
        station.stop().await;
    }

    async fn a_taken_name_keeps_it_closed(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let opened = ines.post("/api/operations", &json!({ "name": "Faro" })).await.ok();
        let id = text(&opened, "operation_id");
        close(&ines, &id, "").await.ok();
        station.client("ivan").post("/api/operations", &json!({ "name": "Faro" })).await.ok();
        ines.post(&format!("/api/operations/{id}/reopen"), &json!({ "reason": "over" })).await.is(409);
        assert_eq!(ines.get(&format!("/api/operations/{id}")).await.ok()["name"], "Faro");
        station.stop().await;
    }

    async fn at_the_border_one_can_ask(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [first, second] = packages();
        station.receive(&first).await.is(201);
        station.receive(&second).await.is(201);
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        // two accounts that share a mail, kept apart by a veto: the link between them stands at the border
        let pair = subject_of(&ines, "closed").await;
        let [a, b] = [0, 1].map(|index| text(&pair["accounts"][index], "account_id"));
        ines.post("/api/vetoes", &json!({ "account_a": a, "account_b": b, "reason": "two persons" })).await.ok();
        let inside = inside(&ines).await;
        // ivan's own operation holds everything
        let own = ivan.post("/api/operations", &json!({ "name": "Propia" })).await.ok();
        let own = format!("/api/operations/{}", text(&own, "operation_id"));
        ivan.post(&format!("{own}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        ivan.post(&format!("{own}/ask-access"), &json!({ "reason": "why not" })).await.is(409);
        close(&ines, &inside.operation_id, "").await.ok();

        let shown = ivan.get(&own).await.ok();
        assert_eq!((&shown["subject_count"], &shown["closed_subject_count"]), (&json!(3), &json!(1)));
        assert_eq!(shown["subject_ids"].as_array().unwrap().len(), 2);
        assert_eq!(ivan.get(&format!("{own}/tally")).await.ok()["identified"], 1, "figures count what they do not show");
        let late = subject_of(&ivan, "late").await;
        assert_eq!((&late["links"], &late["vetoes"]), (&json!([]), &json!([])));
        let link = late["closed_links"][0].as_str().unwrap().to_owned();
        for (lang, said) in [("en", "subject of a closed operation"), ("es", "sujeto de una operación reservada")] {
            for page in [format!("/subjects/{}", text(&late, "subject_id")), own.replace("/api", "")] {
                let page = ivan.page(&page, lang).await;
                assert!(page.body.contains(said), "{page:?}");
                says_nothing_but_mail(&page, &inside);
            }
        }
        // he asks at both places, and is one request to the leader
        ivan.post(&format!("{own}/ask-access"), &json!({ "reason": " " })).await.refused(422, "reason");
        ivan.post(&format!("{own}/ask-access"), &json!({ "reason": "the same line in Propia" })).await.ok();
        ivan.post(&format!("/api/links/{link}/ask-access"), &json!({ "reason": "twice" })).await.ok();
        let refused = ivan.submit(&format!("/links/{link}/ask-access"), &json!({ "subject_id": text(&late, "subject_id"), "reason": " " })).await;
        assert!(refused.status == 422 && refused.body.contains(&format!("id=\"reason-{link}-error\"")), "{refused:?}");
        ivan.post("/api/links/lnk_0176a893628079a08b0c0746228b6672/ask-access", &json!({ "reason": "x" })).await.is(404);
        ivan.post(&format!("/api/links/{link}/undo"), &json!({ "reason": "x" })).await.is(404);
        let operation = format!("/api/operations/{}", inside.operation_id);
        let asked = ines.get(&operation).await.ok()["closed"]["access_requests"].clone();
        assert_eq!(asked.as_array().unwrap().len(), 1, "{asked}");
        assert_eq!((&asked[0]["asked_by"], &asked[0]["reason"]), (&json!("ivan"), &json!("the same line in Propia")));
        assert!(ines.submit(&format!("{}/readers/refuse", &operation[4..]), &json!({ "reader": "ivan", "reason": " " })).await.body.contains("id=\"reason-asked-ivan-error\""));
        let decide = json!({ "reader": "ivan", "reason": "no need" });
        ines.post(&format!("{operation}/readers/refuse"), &decide).await.ok();
        ines.post(&format!("{operation}/readers/refuse"), &decide).await.refused(422, "reader");
        ivan.get(&operation).await.is(404);
        ivan.post(&format!("/api/links/{link}/ask-access"), &json!({ "reason": "please" })).await.ok();
        ines.post(&format!("{operation}/readers"), &decide).await.ok();
        let inside_now = ivan.get(&operation).await.ok();
        assert_eq!(inside_now["closed"]["access_requests"], json!([]));
        assert_eq!(subject_of(&ivan, "late").await["links"].as_array().unwrap().len(), 1);
        station.stop().await;
    }
}

/// As [`says_nothing`], for pages that show an account with the same mail.
#[track_caller]
fn says_nothing_but_mail(answer: &Answer, inside: &Inside) {
    for word in MARKS.into_iter().filter(|mark| *mark != "xqvmail").chain(inside.ids()) {
        assert!(!answer.body.contains(word), "{word}: {}", answer.body);
    }
}
