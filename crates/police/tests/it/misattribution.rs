//! The four mistakes that led to innocent households: a slipped zone, a wrong year, a mistyped digit, a billing address. Each is caught.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, SHARING, Station, Upload, born, person, print, subject_of, text,
};

fn upload(at: &'static str, address: &'static str) -> Upload {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    Upload { media, at, address, port: None, operator: "Operador Uno", viewed: None }
}

/// Hands in one report of one account with these uploads; gives its subject.
async fn receive(station: &Station, uploads: Vec<Upload>) -> Value {
    let account = Account { identifier: "home", email: None };
    let package = Package {
        agency: "es-police",
        referral_id: "ref_home".to_owned(),
        reports: vec![(301, account, uploads)],
    };
    station.receive(&package).await.is(201);
    subject_of(&station.inspector(), "home").await
}

fn acts(subject: &Value) -> Vec<&Value> {
    subject["acts"].as_array().unwrap().iter().collect()
}

fn request(subject: &Value, more: Value) -> Value {
    let operator = acts(subject)[0]["operator"].clone();
    let ids: Vec<_> = acts(subject).iter().map(|act| act["act_id"].clone()).collect();
    let mut body = json!({ "operator": operator, "legal_basis": "auto 17/2020", "act_ids": ids });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn ask(inspector: &Client, subject: &Value, more: Value) -> crate::support::Answer {
    inspector.post("/api/disclosure-requests", &request(subject, more)).await
}

/// The answer of an operator that names one line a line of the request, billed in Sevilla and ending in Bizkaia.
pub(crate) fn answer(request: &Value) -> Value {
    let subscriber = json!({
        "line": "L-1", "kind": "fixed", "holder": "Titular", "billing_address": "Calle 2, Sevilla",
        "installation": { "street": "Calle 1", "city": "Bilbao", "province": "Bizkaia" }
    });
    let lines = request["lines"].as_array().unwrap().iter().map(|line| {
        json!({ "line_no": line["line_no"], "address": line["address"], "at": line["at"], "subscribers": [subscriber] })
    });
    json!({
        "schema": "amparo-disclosure-answer/1", "request_id": request["request_id"],
        "answered_at": request["issued_at"], "lines": lines.collect::<Vec<_>>()
    })
}

pub(crate) async fn record(inspector: &Client, request: &Value, answer: &Value) -> crate::support::Answer {
    inspector.post(&format!("/api/disclosure-requests/{}/answer", text(request, "request_id")), answer).await
}

service::both_engines! {
    async fn a_slipped_time_zone_is_asked_about_in_both_readings(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let written = "2020-11-01T22:00:00+02:00";
        let subject = receive(&station, vec![upload(written, "192.0.2.1")]).await;
        assert_eq!(acts(&subject)[0]["event_flags"], json!(["offset_out_of_season"]));
        let why = ask(&inspector, &subject, json!({})).await.refused(422, "act_ids[0]");
        assert!(why.contains("other half of the year"), "{why}");
        let doubt = json!({ "despite": "its server was not put back" });
        ask(&inspector, &subject, doubt).await.refused(422, "also_read_in");
        let zone = json!({ "also_read_in": "Europe/Madrid" });
        ask(&inspector, &subject, zone).await.refused(422, "despite");
        let both = json!({ "despite": "its server was not put back", "also_read_in": "Europe/Madrid" });
        let asked = ask(&inspector, &subject, both).await.ok();
        let lines: Vec<_> = asked["lines"].as_array().unwrap().iter().map(|line| (&line["at"], &line["stated"])).collect();
        assert_eq!(lines, [
            (&json!("2020-11-01T20:00:00Z"), &json!(written)), (&json!("2020-11-01T21:00:00Z"), &json!(written)),
        ]);
        let page = inspector.page(&format!("/disclosure-requests/{}", text(&asked, "request_id")), "en").await.body;
        for said in [written, "Zone as written: +02:00", "2020-11-01T20:00:00Z", "2020-11-01T21:00:00Z", "not put back"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        station.stop().await;
    }

    async fn beside_an_act_in_doubt_the_others_are_asked_about_once(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let uploads = vec![
            upload("2020-11-01T22:00:00+02:00", "192.0.2.1"), upload("2020-11-02T10:00:00Z", "192.0.2.2"),
        ];
        let subject = receive(&station, uploads).await;
        let both = json!({ "despite": "its server was not put back", "also_read_in": "Europe/Madrid" });
        let asked = ask(&inspector, &subject, both.clone()).await.ok();
        let of = |asked: &Value, address: &str| {
            asked["lines"].as_array().unwrap().iter().filter(|line| line["address"] == address).count()
        };
        assert_eq!((of(&asked, "192.0.2.1"), of(&asked, "192.0.2.2")), (2, 1), "{asked}");
        // an officer who doubts the clock of a plain time asks about that one
        let plain = acts(&subject).into_iter().find(|act| act["event_flags"] == json!([])).unwrap();
        let mut alone = both;
        alone["act_ids"] = json!([plain["act_id"]]);
        let asked = ask(&inspector, &subject, alone).await.ok();
        assert_eq!(of(&asked, "192.0.2.2"), 2, "{asked}");
        station.stop().await;
    }

    async fn a_wrong_year_is_flagged_and_needs_a_reason(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        // the report was finished in November 2020
        let subject = receive(&station, vec![upload("2019-11-20T10:00:00Z", "192.0.2.1")]).await;
        assert_eq!(acts(&subject)[0]["event_flags"], json!(["long_before_report"]));
        let page = inspector.page(&format!("/subjects/{}", text(&subject, "subject_id")), "en").await.body;
        assert!(page.contains("a wrong year?"), "{page}");
        let why = ask(&inspector, &subject, json!({})).await.refused(422, "act_ids[0]");
        assert!(why.contains("more than a year before"), "{why}");
        ask(&inspector, &subject, json!({ "despite": "an old file, reported late" })).await.is(201);
        station.stop().await;
    }

    async fn a_mistyped_digit_finds_no_way_in(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let subject = receive(&station, vec![upload("2020-11-01T22:00:00Z", "192.0.2.31")]).await;
        // no address can be typed between a report and a request
        let typed = ask(&inspector, &subject, json!({ "address": "192.0.2.13" })).await;
        assert!(typed.status.is_client_error(), "{typed:?}");
        assert_eq!(inspector.get("/api/disclosure-requests").await.ok(), json!([]));
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        let (line, act) = (&asked["lines"][0], acts(&subject)[0]);
        assert_eq!((&line["address"], &line["at"], &line["stated"]), (&act["ip"], &act["at"], &act["time_text"]));
        // and an operator that looked up another address or instant has answered nothing
        let mut other = answer(&asked);
        other["lines"][0]["address"] = json!("192.0.2.13");
        record(&inspector, &asked, &other).await.refused(422, "lines[0].address");
        let mut other = answer(&asked);
        other["lines"][0]["at"] = json!("2020-11-01T21:00:00Z");
        record(&inspector, &asked, &other).await.refused(422, "lines[0].at");
        let mut unborn = answer(&asked);
        unborn["lines"][0]["subscribers"][0]["born_on"] = json!("2020-11-02");
        record(&inspector, &asked, &unborn).await.refused(422, "lines[0].subscribers[0].born_on");
        record(&inspector, &asked, &answer(&asked)).await.is(201);
        station.stop().await;
    }

    async fn a_billing_address_is_no_place_of_use(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let uploads = vec![upload("2020-11-01T22:00:00Z", "192.0.2.1"), upload("2020-11-03T22:00:00Z", "192.0.2.2")];
        let subject = receive(&station, uploads).await;
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        record(&inspector, &asked, &answer(&asked)).await.is(201);
        let page = inspector.page(&format!("/subjects/{}", text(&subject, "subject_id")), "en").await.body;
        assert!(page.contains("Holder of the contract: Titular") && page.contains("Calle 2, Sevilla"), "{page}");
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let to = async |unit: &str, reason: &str| {
            let body = json!({ "person_id": person_id, "unit": unit, "release_reason": reason });
            inspector.post("/api/assignments", &body).await
        };
        let why = to("Sevilla", "").await.refused(422, "release_reason");
        assert!(why.contains("billing address"), "{why}");
        to("Sevilla", "the register has the person there since").await.is(202);
        to("Bizkaia", "").await.is(202);
        let waiting = station.client("ivan").get("/api/approvals").await.ok();
        let shown = |wanted: &str| -> Vec<String> {
            let asked = waiting["to_decide"].as_array().unwrap().iter();
            let all = asked.flat_map(|one| one["circumstances"].as_array().unwrap());
            let mut shown: Vec<_> = all.filter(|said| said["name"] == wanted).map(|said| text(said, "value")).collect();
            shown.sort();
            shown
        };
        assert_eq!(shown("unit_name"), ["Sevilla", "Vizcaya"], "{waiting}");
        assert_eq!(shown("named_lines"), ["1", "1"], "{waiting}");
        station.stop().await;
    }

    async fn the_sheet_of_a_unit_keeps_the_installation_apart_from_holder_and_bills(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let uploads = vec![upload("2020-11-01T22:00:00Z", "192.0.2.1"), upload("2020-11-03T22:00:00Z", "192.0.2.2")];
        let subject = receive(&station, uploads).await;
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        record(&inspector, &asked, &answer(&asked)).await.is(201);
        // the contract happens to be the minor's own
        let body = person(&subject, json!("all"), ["Titular", "Gil"], born("2005-01-01"), json!("installation"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = text(&inspector.assign(&person_id, "48").await, "assignment_id");
        let bego = station.client("bego");
        for path in [format!("/assignments/{assignment}/sheet"), format!("/assignments/{assignment}")] {
            let page = bego.page(&path, "en").await;
            page.is(200);
            for says in [
                "An address is no person.", "<dt>Installation</dt><dd>Calle 1, Bilbao (Bizkaia)</dd>",
                "<dt>Billing address</dt><dd>Calle 2, Sevilla</dd>", "<dt>Holder of the contract</dt><dd>T.",
            ] {
                assert!(page.body.contains(says), "{says}: {}", page.body);
            }
            assert_eq!(page.body.matches("Calle 1, Bilbao").count(), 1, "one line is told once: {}", page.body);
            assert!(!page.body.contains("Titular"), "a minor stands by initials: {}", page.body);
        }
        station.stop().await;
    }

    async fn two_households_hand_nobody_over_without_a_reason(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let uploads = vec![upload("2020-11-01T22:00:00Z", "192.0.2.1"), upload("2020-11-03T22:00:00Z", "192.0.2.2")];
        let subject = receive(&station, uploads).await;
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        let mut answered = answer(&asked);
        answered["lines"][1]["subscribers"][0]["line"] = json!("L-2");
        record(&inspector, &asked, &answered).await.is(201);
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = json!({ "person_id": person_id, "unit": "48" });
        let why = inspector.post("/api/assignments", &assignment).await.refused(422, "release_reason");
        assert!(why.contains("contradict one another"), "{why}");
        inspector.ask_assignment(&person_id, "48").await.is(202);
        let waiting = station.client("ivan").get("/api/approvals").await.ok();
        let known = &waiting["to_decide"][0]["circumstances"];
        assert_eq!(known[0], json!({ "name": "independent_events", "value": "1" }));
        assert_eq!(known[1], json!({ "name": "events_lead", "value": "different" }));
        let page = station.client("ivan").page("/approvals", "en").await;
        assert!(page.body.contains("They lead to different lines and contradict one another"), "{page:?}");
        station.stop().await;
    }

    async fn acts_of_another_household_are_added_to_what_a_unit_has_with_a_reason_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let uploads = vec![upload("2020-11-01T22:00:00Z", "192.0.2.1"), upload("2020-11-03T22:00:00Z", "192.0.2.2")];
        let subject = receive(&station, uploads).await;
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        let mut answered = answer(&asked);
        let lines = answered["lines"].as_array_mut().unwrap();
        let other = lines.iter_mut().find(|line| line["address"] == "192.0.2.2").unwrap();
        other["subscribers"][0]["line"] = json!("L-2");
        record(&inspector, &asked, &answered).await.is(201);
        let [first, second] = ["192.0.2.1", "192.0.2.2"].map(|address| {
            let found = acts(&subject).into_iter().find(|act| act["ip"] == address).unwrap();
            json!([found["act_id"]])
        });
        let body = person(&subject, first, ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        inspector.assign(&person_id, "48").await;
        let more = |reason: &str| {
            json!({
                "subject_id": subject["subject_id"], "act_ids": second, "place_of_acts": "unknown", "grounds": "the same voice",
                "release_reason": reason
            })
        };
        let path = format!("/api/persons/{person_id}/acts");
        let why = inspector.post(&path, &more(" ")).await.refused(422, "release_reason");
        assert!(why.contains("another household"), "{why}");
        let attribute = format!("/persons/{person_id}/attribute");
        let form = json!({
            "subject": subject["subject_id"], "act_ids": second[0], "place": "unknown", "grounds": "the same voice",
            "release_reason": ""
        });
        let refused = inspector.submit(&attribute, &form).await;
        refused.is(422);
        assert!(refused.body.contains("id=\"release_reason-error\""), "{refused:?}");
        let asked = inspector.post(&path, &more("the line of her work")).await;
        asked.is(202);
        let ivan = station.client("ivan");
        let waiting = ivan.get("/api/approvals").await.ok();
        assert_eq!(waiting["to_decide"][0]["input"]["release_reason"], "the line of her work", "{waiting}");
        let lead = json!({ "name": "events_lead", "value": "different" });
        assert_eq!(waiting["to_decide"][0]["circumstances"][1], lead, "with the acts: {waiting}");
        ivan.approve(&asked.ok()).await.ok();

        // and so it is seen of a transfer
        let assignment = inspector.get(&format!("/api/persons/{person_id}")).await.ok()["assignment"].clone();
        let transfer = format!("/api/assignments/{}/transfer", text(&assignment, "assignment_id"));
        inspector.post(&transfer, &json!({ "unit": "41", "reason": "moved house" })).await.is(202);
        let waiting = ivan.get("/api/approvals").await.ok();
        let circumstances = waiting["to_decide"][0]["circumstances"].as_array().unwrap();
        let told = |name: &str| circumstances.iter().find(|one| one["name"] == name).unwrap()["value"].clone();
        let said = ["events_lead", "named_lines", "unit_name", "installations"].map(told);
        assert_eq!(json!(said), json!(["different", "2", "Sevilla", "Vizcaya"]), "{waiting}");
        station.stop().await;
    }

    async fn one_event_alone_hands_nobody_over_without_a_reason(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let subject = receive(&station, vec![upload("2020-11-01T22:00:00Z", "192.0.2.1")]).await;
        let asked = ask(&inspector, &subject, json!({})).await.ok();
        record(&inspector, &asked, &answer(&asked)).await.is(201);
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = json!({ "person_id": person_id, "unit": "48" });
        let why = inspector.post("/api/assignments", &assignment).await.refused(422, "release_reason");
        assert!(why.contains("two independent events"), "{why}");
        let asked = inspector.ask_assignment(&person_id, "48").await.ok();
        // who asks is no second officer
        inspector.approve(&asked).await.refused(422, "approval_id");
        station.client("ivan").approve(&asked).await.ok();
        station.stop().await;
    }

    async fn a_shared_address_without_its_port_needs_a_reason(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let shared = Upload { operator: SHARING, ..upload("2020-11-01T22:00:00Z", "192.0.2.1") };
        let subject = receive(&station, vec![shared]).await;
        assert_eq!(acts(&subject)[0]["event_flags"], json!(["port_missing"]));
        let why = ask(&inspector, &subject, json!({})).await.refused(422, "act_ids[0]");
        assert!(why.contains("no port is stated"), "{why}");
        let asked = ask(&inspector, &subject, json!({ "despite": "all who shared it are to be named" })).await.ok();
        assert_eq!(asked["lines"].as_array().unwrap().len(), 1);
        station.stop().await;
    }

    async fn an_address_of_a_home_network_is_kept_as_it_stands_and_asked_about_with_a_reason(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let subject = receive(&station, vec![upload("2020-11-01T22:00:00Z", "192.168.1.20")]).await;
        let act = acts(&subject)[0];
        assert_eq!((&act["ip"], &act["event_flags"]), (&json!("192.168.1.20"), &json!(["address_not_public"])));
        let why = ask(&inspector, &subject, json!({})).await.refused(422, "act_ids[0]");
        assert!(why.contains("no operator gives the address"), "{why}");
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        let shown = inspector.page(&page, "es").await;
        assert!(shown.body.contains("ningún operador asigna a nadie esta dirección"), "{shown:?}");
        ask(&inspector, &subject, json!({ "despite": "the operator ran the network of the house" })).await.ok();
        station.stop().await;
    }
}
