//! Reports are scored when they come, listed in the order of work, and an officer may decide on their band.

use model::triage::Weights;
use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;
use wire::cybertipline::{Report, StatedDate};
use wire::note::{NoteSigner, sign};

use crate::access::zeros;
use crate::support::{Account, Media, Package, Station, Upload, print, subject_of, text};

const PLAIN: i64 = 7_100_001;
const MINOR: i64 = 7_100_002;
const URGENT: i64 = 7_100_003;

fn package() -> Package {
    let upload = |bytes: &'static [u8], digit: char, address: &'static str| Upload {
        media: Media { bytes, print: print(digit, 80) },
        at: "2020-10-10T00:30:00+02:00",
        address,
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: Some(true),
    };
    let account = |identifier| Account { identifier, email: None };
    Package {
        agency: "es-police",
        referral_id: "ref_triage".to_owned(),
        reports: vec![
            (PLAIN, account("alpha"), vec![upload(b"pattern one", '3', "192.0.2.10")]),
            (MINOR, account("beta"), vec![upload(b"pattern two", '5', "192.0.2.11")]),
            (URGENT, account("gamma"), vec![upload(b"pattern three", '9', "192.0.2.12")]),
        ],
    }
}

/// One is marked by its sender, and of one account the holder says to be sixteen.
fn change(number: i64, report: &mut Report) {
    if number == URGENT {
        report.incident_summary.escalate_to_high_priority = Some("please look at it today".to_owned());
    }
    if number == MINOR {
        let person = report.person_or_user_reported[0].person.as_mut().unwrap();
        person.date_of_birth = Some(StatedDate::parse("2004-05-05").unwrap());
    }
}

async fn start(db: &TestDb) -> Station {
    let station = Station::start(db).await;
    let archive = package().write_with(&change);
    station.client("clearinghouse").post_bytes("/referrals", archive, None).await.is(201);
    station
}

/// One report on a file that others share, of another account.
fn shared(number: i64, identifier: &'static str) -> Package {
    let upload = Upload {
        media: Media { bytes: b"pattern that spreads", print: print('b', 80) },
        at: "2020-10-10T00:30:00+02:00",
        address: "192.0.2.10",
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: Some(true),
    };
    let report = (number, Account { identifier, email: None }, vec![upload]);
    Package { agency: "es-police", referral_id: format!("ref_shared_{number}"), reports: vec![report] }
}

/// Every alarm: its identifier, and whether nobody has taken it.
async fn alarms(station: &Station) -> Vec<(String, bool)> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let sql = "SELECT alarm_id, acknowledged_at FROM alarm ORDER BY alarm_id";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
    rows.iter()
        .map(|row| (row.get("alarm_id"), row.get::<Option<i64>, _>("acknowledged_at").is_none()))
        .collect()
}

/// The weights that come with the software under another version, by which few points are many.
fn eager_weights() -> String {
    let text = Weights::built_in_text().replacen("amparo-1", "unit-2", 1);
    text.replacen("b_tenths = 400", "b_tenths = 2", 1).replacen("c_tenths = 150", "c_tenths = 1", 1)
}

async fn report(station: &Station, number: i64) -> Value {
    let reports = station.inspector().get("/api/reports").await.ok();
    let mut found = reports.as_array().unwrap().iter().filter(|report| report["report_number"] == number);
    found.next().unwrap().clone()
}

/// How many reports do not say that so many others speak of the same subject.
async fn miscounted(station: &Station, others: usize) -> usize {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let rows = sqlx::query("SELECT report_id FROM report").fetch_all(tx.conn()).await.unwrap();
    drop(tx);
    let (inspector, mut found) = (station.inspector(), 0);
    for row in rows {
        let page = inspector.page(&format!("/reports/{}", row.get::<String, _>("report_id")), "en").await;
        found += usize::from(!page.body.contains(&format!("<span>{others}</span>")));
    }
    found
}

fn place(body: &str, number: i64) -> usize {
    body.find(&format!(">{number}<")).unwrap_or_else(|| panic!("{number} stands in {body}"))
}

service::both_engines! {
    async fn what_is_urgent_comes_first_and_calls_somebody(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let urgent = report(&station, URGENT).await;
        assert_eq!((&urgent["band"], &urgent["evidence_until"]), (&json!("a"), &json!("2021-10-10")));
        let (plain, minor) = (report(&station, PLAIN).await, report(&station, MINOR).await);
        assert_ne!(plain["band"], "a");
        // what is stated of an age gives no points and takes none
        assert_eq!(plain["urgency_tenths"], minor["urgency_tenths"]);
        assert_eq!((&plain["maybe_minor"], &minor["maybe_minor"]), (&json!(false), &json!(true)));

        let list = inspector.page("/reports", "en").await;
        list.is(200);
        assert!(place(&list.body, URGENT) < place(&list.body, PLAIN), "{}", list.body);
        place(&list.body, MINOR);
        assert!(list.body.contains("286 days left"), "{}", list.body);
        assert!(list.body.contains("data-label=\"Points\""), "{}", list.body);
        let turned = inspector.page("/reports?sort=-band", "en").await;
        assert!(place(&turned.body, MINOR) < place(&turned.body, URGENT), "{}", turned.body);
        let minors = inspector.page("/reports?state=minors", "es").await;
        place(&minors.body, MINOR);
        assert!(!minors.body.contains(&URGENT.to_string()) && minors.body.contains("no prueba nada"));

        let alarms = inspector.page("/alarms", "en").await;
        place(&alarms.body, URGENT);
        assert!(!alarms.body.contains(&PLAIN.to_string()), "{}", alarms.body);
        let page = inspector.page(&format!("/reports/{}", text(&urgent, "report_id")), "en").await;
        for says in ["A: a child may be in danger now", "Marked urgent by the sender", "What nobody knows", "2258A(h)"] {
            assert!(page.body.contains(says), "{says}: {}", page.body);
        }
        let act = inspector.get(&format!("/api/reports/{}", text(&urgent, "report_id"))).await.ok();
        let subject = act["acts"][0]["subject_id"].as_str().unwrap().to_owned();
        assert_eq!(inspector.get(&format!("/api/subjects/{subject}")).await.ok()["band"], "a");
        station.stop().await;
    }

    async fn reports_of_one_sender_on_one_file_share_an_alarm_that_a_new_fact_lets_sound_again(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let mark = |_: i64, report: &mut Report| {
            report.incident_summary.escalate_to_high_priority = Some("please look at it today".to_owned());
        };
        let threat = |_: i64, report: &mut Report| {
            report.additional_info = Some("Te voy a encontrar, sé dónde vives".to_owned());
        };
        let hand_in = async |package: Package, change: &(dyn Fn(i64, &mut Report) + Sync)| {
            station.client("clearinghouse").post_bytes("/referrals", package.write_with(change), None).await.is(201);
            // what comes later has the later id
            station.clock.advance(jiff::SignedDuration::from_secs(1));
        };
        hand_in(shared(21, "first"), &mark).await;
        hand_in(shared(22, "second"), &mark).await;
        let raised = alarms(&station).await;
        let [(alarm, true)] = &raised[..] else { panic!("one alarm that nobody took: {raised:?}") };
        let shown = inspector.page(&format!("/alarms/{alarm}"), "en").await;
        assert!(shown.body.contains("Reports: 22, 21. Why: Marked urgent by the sender."), "{}", shown.body);

        inspector.as_other("ivan").submit(&format!("/alarms/{alarm}/acknowledge"), &json!({})).await.is(303);
        hand_in(shared(23, "third"), &mark).await;
        assert_eq!(alarms(&station).await, [(alarm.clone(), false)], "the mark alone calls nobody");
        hand_in(shared(24, "fourth"), &threat).await;
        assert_eq!(alarms(&station).await, [(alarm.clone(), true)], "it sounds again");
        let shown = inspector.page(&format!("/alarms/{alarm}"), "es").await;
        assert!(shown.body.contains("Avisos: 24, 23, 22, 21. Por qué: "), "{}", shown.body);
        assert!(shown.body.contains("Amenaza") && !shown.body.contains("Band A"), "{}", shown.body);
        // said again it changes nothing
        inspector.as_other("ivan").submit(&format!("/alarms/{alarm}/acknowledge"), &json!({})).await.is(303);
        let read = format!("/reports/{}/read", text(&report(&station, 24).await, "report_id"));
        inspector.submit(&read, &json!({ "read": "yes" })).await.is(303);
        assert_eq!(alarms(&station).await, [(alarm.clone(), false)]);
        station.stop().await;
    }

    async fn nothing_is_forgotten_behind_other_reports_and_possible_minors_wait_on_the_front_page(db: TestDb) {
        db.may_leave_jobs();
        let station = start(&db).await;
        let inspector = station.inspector();
        let home = inspector.page("/", "en").await;
        assert!(home.body.contains("One report that may be of a minor, unread"), "{}", home.body);
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let spread = shared(8_000_000, "spread");
        let (_, account, uploads) = &spread.reports[0];
        let reports = (8_000_000..8_000_060).map(|number| (number, account.clone(), uploads.clone())).collect();
        let many = Package { reports, ..spread };
        station.client("clearinghouse").post_bytes("/referrals", many.write(), None).await.is(201);
        // the newest numbers on top: the three that came first stand on another page
        let list = inspector.page("/reports?sort=-report_number", "en").await;
        let table = list.body.split("Unread for longest").next().unwrap();
        assert!(!table.contains(&PLAIN.to_string()) && !table.contains(&URGENT.to_string()), "{table}");
        // the two of the lowest band came in one instant: one of them stands for both
        assert!([PLAIN, MINOR].iter().any(|number| list.body.contains(&number.to_string())), "{}", list.body);
        place(&list.body, URGENT);
        assert!(list.body.contains("for 27 days"), "{}", list.body);
        let minor = report(&station, MINOR).await;
        inspector.submit(&format!("/reports/{}/read", text(&minor, "report_id")), &json!({ "read": "yes" })).await.is(303);
        assert!(!inspector.page("/", "en").await.body.contains("may be of a minor, unread"));
        station.stop().await;
    }

    async fn an_officer_decides_on_the_band_and_takes_it_back(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let before = report(&station, PLAIN).await;
        let page = format!("/reports/{}", text(&before, "report_id"));
        let (band, undo) = (format!("{page}/band"), format!("{page}/band/undo"));
        inspector.submit(&band, &json!({ "band": "a", "reason": " " })).await.is(422);
        inspector.submit(&band, &json!({ "band": "z", "reason": "x" })).await.is(422);
        inspector.submit(&undo, &json!({ "reason": "nothing to undo" })).await.is(409);
        let form = json!({ "band": "a", "reason": "a colleague knows the child" });
        for name in ["olga", "rosa", "adam", "clearinghouse"] {
            station.client(name).submit(&band, &form).await.is(404);
        }
        inspector.submit(&band, &form).await.is(303);
        assert_eq!(report(&station, PLAIN).await["band"], "a");
        let shown = inspector.page(&page, "en").await;
        assert!(shown.body.contains("a colleague knows the child"), "{}", shown.body);
        place(&inspector.page("/alarms", "en").await.body, PLAIN);
        let months = inspector.page("/band-decisions", "en").await;
        assert!(months.body.contains("2020-12"), "{}", months.body);
        let months = inspector.get("/band-decisions?format=json").await.ok();
        assert_eq!((&months[0]["month"], &months[0]["count"]), (&json!("2020-12"), &json!(1)), "{months}");

        station.clock.advance(jiff::SignedDuration::from_mins(1));
        inspector.submit(&undo, &json!({ "reason": "it was another child" })).await.is(303);
        let after = report(&station, PLAIN).await;
        assert_eq!((&after["band"], &after["urgency_tenths"]), (&before["band"], &before["urgency_tenths"]));
        let shown = inspector.page(&page, "es").await;
        assert!(shown.body.contains("it was another child") && shown.body.contains("Anulada"), "{}", shown.body);
        station.stop().await;
    }

    async fn an_officer_puts_several_into_a_band_at_once_and_none_of_band_a(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let mut ids = Vec::new();
        for number in [PLAIN, MINOR, URGENT] {
            ids.push(text(&report(&station, number).await, "report_id"));
        }
        let shown = inspector.page("/reports", "en").await;
        assert!(shown.body.contains("href=\"/reports/bands\""), "{}", shown.body);
        let shown = inspector.page("/reports/bands", "en").await;
        for (id, is_open) in ids.iter().zip([true, true, false]) {
            let closed = format!("id=\"{id}\" disabled");
            assert!(shown.body.contains(id) && shown.body.contains(&closed) != is_open, "{id}: {}", shown.body);
        }

        let put = async |name: &str, chosen: &[String], band: &str, reason: &str| {
            let mut body = format!("band={band}&reason={reason}");
            for id in chosen {
                body.push_str("&report_ids=");
                body.push_str(id);
            }
            let request = station.client(name).request(Method::POST, "/reports/bands").header("Accept", "text/html");
            let request = request.header("Accept-Language", "en");
            let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(body);
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        for (chosen, band, reason, says) in [
            (&ids[..0], "b", "x", "tick one at least"),
            (&ids[..], "b", "x", "a report in Band A is decided on alone"),
            (&ids[..2], "a", "x", "choose band B, C or D"),
            (&ids[..2], "b", "", "must not be empty"),
        ] {
            let (status, body) = put("ines", chosen, band, reason).await;
            assert!(status == 422 && body.contains(says), "{band} {reason}: {status} {body}");
        }
        assert_eq!(put("olga", &ids[..2], "b", "x").await.0, 404);
        assert_eq!(put("ines", &[zeros("rep")], "b", "x").await.0, 404);
        for number in [PLAIN, MINOR] {
            assert_ne!(report(&station, number).await["band"], "b", "nothing was decided");
        }

        assert_eq!(put("ines", &ids[..2], "b", "one+raid").await.0, 303);
        for (number, band) in [(PLAIN, "b"), (MINOR, "b"), (URGENT, "a")] {
            let now = report(&station, number).await;
            assert_eq!(now["band"], band, "{number}");
            let page = inspector.page(&format!("/reports/{}", text(&now, "report_id")), "en").await;
            assert_eq!(page.body.contains("one raid"), band == "b", "{number}: {}", page.body);
        }
        assert_eq!(put("ines", &ids[..2], "b", "one+raid").await.0, 409, "said again it decides nothing");
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT object_id FROM custody_entry WHERE action = 'override-band' ORDER BY object_id";
        let entries: Vec<String> = sqlx::query_scalar(sql).fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        let mut moved = ids[..2].to_vec();
        moved.sort_unstable();
        assert_eq!(entries, moved, "each in the history of its report");
        // each is taken back by itself
        station.clock.advance(jiff::SignedDuration::from_mins(1));
        inspector.submit(&format!("/reports/{}/band/undo", ids[0]), &json!({ "reason": "another raid" })).await.is(303);
        assert_ne!(report(&station, PLAIN).await["band"], "b");
        assert_eq!(report(&station, MINOR).await["band"], "b");
        station.stop().await;
    }

    async fn a_report_is_scored_again_when_a_later_one_is_linked_to_it_and_when_that_is_undone(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let receive = async |number, identifier| {
            let mut package = shared(number, identifier);
            package.reports[0].1.email = Some("one@mail.example");
            station.receive(&package).await.is(201);
        };
        let tenths = async |number| report(&station, number).await["urgency_tenths"].as_i64().unwrap();
        receive(1, "alpha").await;
        let alone = tenths(1).await;
        receive(2, "beta").await;
        // the weight of one earlier report, for what a program said
        assert_eq!(tenths(1).await, alone + 8);
        receive(3, "alpha").await;
        assert_eq!(tenths(1).await, alone + 16);
        let link = text(&subject_of(&inspector, "beta").await["links"][0], "link_id");
        inspector.post(&format!("/api/links/{link}/undo"), &json!({ "reason": "a shared family address" })).await.ok();
        assert_eq!(tenths(1).await, alone + 8, "beta is somebody else, and the third is still of alpha");
        station.stop().await;
    }

    async fn a_subject_of_many_reports_is_counted_to_the_end_in_the_background(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let of_alpha = |number| (number, Account { identifier: "alpha", email: None }, Vec::new());
        let reports = (1..=53).map(of_alpha).collect();
        let package = Package { agency: "es-police", referral_id: "ref_many".to_owned(), reports };
        station.receive(&package).await.is(201);
        assert!(miscounted(&station, 52).await > 0, "fifty were counted at once");
        station.clock.advance(jiff::SignedDuration::from_secs(61));
        for _ in 0..100 {
            if miscounted(&station, 52).await == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(miscounted(&station, 52).await, 0);
        station.stop().await;
    }

    async fn other_weights_are_shown_before_an_officer_applies_them(db: TestDb) {
        db.may_leave_jobs();
        let key = NoteSigner::new("unit.example", &[3; 32]).unwrap();
        let path = db.folder().join("weights.toml");
        std::fs::write(&path, sign(&eager_weights(), &key).unwrap()).unwrap();
        let station = Station::start_weighing(&db, &path, Some(key.verifier().to_string())).await;
        station.client("clearinghouse").post_bytes("/referrals", package().write_with(&change), None).await.is(201);
        let inspector = station.inspector();
        let before = report(&station, PLAIN).await;
        assert_ne!(before["band"], "b");
        let shown = inspector.page("/weights", "en").await;
        for says in ["Proposed: unit-2", "Signed by unit.example.", "In use: amparo-1", "3 reports were scored"] {
            assert!(shown.body.contains(says), "{says}: {}", shown.body);
        }
        place(&shown.body, PLAIN);
        assert_eq!(report(&station, PLAIN).await["band"], before["band"]);
        inspector.submit("/weights", &json!({ "version": "unit-1" })).await.is(409);
        for name in ["olga", "rosa", "adam"] {
            station.client(name).submit("/weights", &json!({ "version": "unit-2" })).await.is(404);
        }
        inspector.submit("/weights", &json!({ "version": "unit-2" })).await.is(303);
        for _ in 0..400 {
            if report(&station, PLAIN).await["band"] == "b" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let after = report(&station, PLAIN).await;
        assert_eq!((&after["band"], &after["urgency_tenths"]), (&json!("b"), &before["urgency_tenths"]));
        assert_eq!(report(&station, URGENT).await["band"], "a");
        let page = inspector.page(&format!("/reports/{}", text(&after, "report_id")), "en").await;
        assert!(page.body.contains("Weights unit-2."), "{}", page.body);
        let shown = inspector.page("/weights", "es").await;
        assert!(shown.body.contains("En uso: unit-2") && shown.body.contains("Pesos aplicados antes"), "{}", shown.body);
        inspector.submit("/weights", &json!({ "version": "unit-2" })).await.is(409);
        station.stop().await;
    }

    async fn who_has_read_it_stands_on_the_report_and_can_be_taken_back(db: TestDb) {
        let station = start(&db).await;
        let inspector = station.inspector();
        let urgent = report(&station, URGENT).await;
        let read = format!("/reports/{}/read", text(&urgent, "report_id"));
        inspector.submit(&read, &json!({ "read": "maybe" })).await.is(422);
        inspector.submit(&read, &json!({ "read": "yes" })).await.is(303);
        let after = report(&station, URGENT).await;
        assert_eq!((&after["read_by"], &after["band"]), (&json!("ines"), &json!("a")));
        inspector.submit(&read, &json!({ "read": "no" })).await.is(303);
        assert_eq!(report(&station, URGENT).await["read_by"], Value::Null);
        station.stop().await;
    }
}
