//! What a decision would change is shown before it is made; and a decision keeps the links that it relied on.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Account, Client, Package, Station, born, person, subject_of, text};

async fn subject_count(inspector: &Client) -> usize {
    inspector.get("/api/subjects").await.ok().as_array().unwrap().len()
}

async fn handed_over(inspector: &Client, subject: &Value) -> (String, String) {
    let body = person(subject, json!("all"), ["Abril", "Soto"], born("1990-01-01"), json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    let assignment = inspector.assign(&person_id, "08").await;
    (person_id, text(&assignment, "assignment_id"))
}

/// What the unit's only assignment says has changed since.
async fn changed_by_api(unit: &Client) -> Value {
    let listed = unit.get("/api/assignments").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    listed[0]["changed"].clone()
}

/// The kinds and states of what decisions relied on: then, and now.
fn then_and_now(explanation: &Value) -> Vec<(String, Value, Value, Value)> {
    let decisions = explanation["decisions"].as_array().unwrap();
    let first = |decision: &Value| {
        let line = &decision["lines"][0];
        let state = |at: &str| line[at]["state"].clone();
        (text(decision, "kind"), state("then"), state("now"), decision["changed"].clone())
    };
    decisions.iter().map(first).collect()
}

/// Which accounts are one subject, by the identifiers that are there; and what holds them.
async fn standing(inspector: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    for listed in inspector.get("/api/subjects").await.ok().as_array().unwrap() {
        let subject = inspector.get(&format!("/api/subjects/{}", text(listed, "subject_id"))).await.ok();
        let accounts: Vec<_> = subject["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|account| text(account, "account_id"))
            .collect();
        let mut links = subject["links"].clone();
        for link in links.as_array_mut().unwrap() {
            // that it was withdrawn and stands again is said beside it from then on
            link.as_object_mut().unwrap().remove("restorations");
        }
        all.push(json!({ "subject": subject["subject_id"], "accounts": accounts, "links": links }));
    }
    all.sort_by_key(Value::to_string);
    all
}

service::both_engines! {
    async fn what_is_decided_and_undone_leaves_subjects_as_they_were(db: TestDb) {
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let before = standing(&ines).await;
        let [a, b] = [0, 1].map(|index| text(&pair["accounts"][index], "account_id"));
        let why = json!({ "reason": "to be undone" });
        station.clock.advance(jiff::SignedDuration::from_secs(1));

        let veto = json!({ "account_a": a, "account_b": b, "reason": "two homes" });
        let veto = ines.post("/api/vetoes", &veto).await.ok();
        assert_ne!(standing(&ines).await, before);
        ines.post(&format!("/api/vetoes/{}/undo", text(&veto, "veto_id")), &why).await.ok();
        assert_eq!(standing(&ines).await, before);

        let link = format!("/api/links/{}", text(&pair["links"][0], "link_id"));
        ines.post(&format!("{link}/undo"), &why).await.ok();
        assert_ne!(standing(&ines).await, before);
        ines.post(&format!("{link}/restore"), &why).await.ok();
        assert_eq!(standing(&ines).await, before);
        station.stop().await;
    }

    async fn the_effect_of_a_withdrawal_is_shown_and_changes_nothing(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let page = format!("/subjects/{}", text(&pair, "subject_id"));
        let opened = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let members = format!("/api/operations/{}/subjects", text(&opened, "operation_id"));
        ines.post(&members, &json!({ "subject_ids": [pair["subject_id"]] })).await.ok();
        handed_over(&ines, &pair).await;
        let before = subject_count(&ines).await;
        let link = format!("{page}/links/{}", text(&pair["links"][0], "link_id"));
        let shown = ines.page(&format!("{link}/effect"), "en").await;
        for said in ["first – rede.example", "second – rede.example", "Ola", "Abril Soto", "Barcelona", "art. 7(3)", "/undo\""] {
            assert!(shown.body.contains(said), "{said}: {shown:?}");
        }
        assert_eq!(subject_count(&ines).await, before, "a look changes nothing");
        assert!(ines.page(&page, "en").await.body.contains(&format!("{link}/effect")));

        ines.submit(&format!("{link}/undo"), &json!({ "reason": "a shop's address" })).await.is(303);
        assert_eq!(subject_count(&ines).await, before + 1);
        let shown = ines.page(&format!("{link}/effect"), "es").await;
        assert!(shown.body.contains("/restore\"") && shown.body.contains("Restablecer"), "{shown:?}");
        ines.page(&format!("{page}/links/lnk_0176a893628079a08b0c0746228b6672/effect"), "en").await.is(404);
        station.stop().await;
    }

    async fn the_effect_of_a_veto_and_of_its_withdrawal_is_shown(db: TestDb) {
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let page = format!("/subjects/{}", text(&pair, "subject_id"));
        let [a, b] = [0, 1].map(|index| text(&pair["accounts"][index], "account_id"));
        let asked = ines.page(&format!("{page}/apart"), "en").await;
        assert!(!asked.body.contains("name=\"reason\""), "first two accounts are chosen: {asked:?}");
        let shown = ines.page(&format!("{page}/apart?account_a={a}&account_b={b}"), "en").await;
        assert!(shown.body.contains("What it would change") && shown.body.contains("name=\"reason\""), "{shown:?}");
        assert_eq!(subject_of(&ines, "first").await["vetoes"], json!([]));
        let veto = json!({ "account_a": a, "account_b": b, "reason": "two homes" });
        ines.submit(&format!("{page}/apart"), &veto).await.is(303);
        let veto_id = text(&subject_of(&ines, "first").await["vetoes"][0], "veto_id");
        let shown = ines.page(&format!("{page}/vetoes/{veto_id}/effect"), "en").await;
        assert!(shown.body.contains("first – rede.example") && shown.body.contains("Then"), "{shown:?}");
        station.stop().await;
    }

    async fn a_unit_hears_of_changes_under_acts_that_came_later_too(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let (person_id, _) = handed_over(&ines, &subject_of(&ines, "adult").await).await;
        let more = json!({
            "subject_id": pair["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "the same line"
        });
        let asked = ines.post(&format!("/api/persons/{person_id}/acts"), &more).await;
        asked.is(202);
        ines.as_other("ivan").approve(&asked.ok()).await.ok();
        let olga = station.client("olga");
        assert_eq!(changed_by_api(&olga).await, json!([]));
        let link_id = text(&pair["links"][0], "link_id");
        ines.post(&format!("/api/links/{link_id}/undo"), &json!({ "reason": "a shop's address" })).await.ok();
        let told = changed_by_api(&olga).await;
        assert_eq!((&told[0]["subject_id"], &told[0]["lines"][0]["link_id"]), (&pair["subject_id"], &json!(link_id)), "{told}");
        station.stop().await;
    }

    async fn a_decision_keeps_the_links_that_it_relied_on_and_its_unit_hears_of_changes(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let subject = format!("/api/subjects/{}", text(&pair, "subject_id"));
        let (person_id, assignment) = handed_over(&ines, &pair).await;
        let joins = json!("joins");
        let why = ines.get(&format!("{subject}/explanation")).await.ok();
        let unchanged = |kind: &str| (kind.to_owned(), joins.clone(), joins.clone(), json!(false));
        let mut relied = then_and_now(&why);
        relied.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(relied, [unchanged("assignment"), unchanged("identification")]);
        assert_eq!(why["decisions"][0]["weights_version"], why["weights"]["version"]);
        let olga = station.client("olga");
        let quiet = olga.page(&format!("/assignments/{assignment}"), "en").await;
        assert!(!quiet.body.contains("Links have changed"), "{quiet:?}");
        assert_eq!(changed_by_api(&olga).await, json!([]));

        let link_id = text(&pair["links"][0], "link_id");
        ines.post(&format!("/api/links/{link_id}/undo"), &json!({ "reason": "a shop's address" })).await.ok();
        let why = ines.get(&format!("{subject}/explanation")).await.ok();
        for (_, then, now, changed) in then_and_now(&why) {
            assert_eq!((then, now, changed), (joins.clone(), json!("withdrawn"), json!(true)));
        }
        let told = olga.page(&format!("/assignments/{assignment}"), "en").await;
        assert!(told.body.contains("Links have changed since the handing over"), "{told:?}");
        assert!(!told.body.contains("shared@mail.example"), "of the trait its kind is said, and no value");
        let told = changed_by_api(&olga).await;
        let line = &told[0]["lines"][0];
        assert_eq!((&told[0]["subject_id"], &line["link_id"]), (&pair["subject_id"], &json!(link_id)), "{told}");
        assert_eq!((&line["then"]["state"], &line["now"]["state"]), (&joins, &json!("withdrawn")), "{told}");
        assert!(!told.to_string().contains("shared@mail.example"), "{told}");
        ines.post(&format!("/api/links/{link_id}/restore"), &json!({ "reason": "no" })).await.ok();
        let quiet = olga.page(&format!("/assignments/{assignment}"), "en").await;
        assert!(!quiet.body.contains("Links have changed"), "as it was: {quiet:?}");
        assert_eq!(changed_by_api(&olga).await, json!([]), "as it was");
        let (list, only_changed) = ("/assignments", "/assignments?state=changed");
        let listed = |body: &str| body.contains(&format!("href=\"/assignments/{assignment}"));
        assert!(!listed(&olga.page(only_changed, "en").await.body), "nothing has changed");
        for page in [list, "/"] {
            let quiet = olga.page(page, "en").await;
            assert!(!quiet.body.contains("warn\">links changed since") && !quiet.body.contains("The links of one assignment"), "{quiet:?}");
        }

        // a subject that grew is another one, too
        let third = Account { identifier: "third", email: Some("shared@mail.example") };
        let reports = vec![(301, third, Vec::new())];
        let later = Package { agency: "es-police", referral_id: "ref_third".to_owned(), reports };
        station.receive(&later).await.is(201);
        let grown = olga.page(&format!("/assignments/{assignment}"), "en").await;
        assert!(grown.body.contains("Links have changed since the handing over"), "{grown:?}");
        let told = changed_by_api(&olga).await;
        let is_new = |line: &Value| line["then"].is_null() && line["now"]["state"] == "joins";
        assert!(told[0]["lines"].as_array().unwrap().iter().any(is_new), "{told}");
        for page in [list, only_changed] {
            let shown = olga.page(page, "en").await;
            assert!(listed(&shown.body) && shown.body.contains("warn\">links changed since"), "{page}: {shown:?}");
        }
        let home = olga.page("/", "en").await;
        assert!(home.body.contains("The links of one assignment have changed since the handing over"), "{home:?}");
        assert!(home.body.contains(only_changed), "{home:?}");
        let elsewhere = station.client("bego").page("/", "es").await;
        assert!(!elsewhere.body.contains("vínculos de un encargo"), "{elsewhere:?}");
        ines.get(&format!("/api/persons/{person_id}")).await.ok();
        station.stop().await;
    }

    async fn a_letter_tells_of_what_had_grown_when_its_recipients_were_listed(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (person_id, _) = handed_over(&ines, &subject_of(&ines, "first").await).await;
        let of_person = format!("/persons/{person_id}/recipients");
        let court = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
        ines.post(&format!("/api{of_person}"), &court).await.is(201);
        let grow = async |identifier: &'static str, number: i64| {
            station.clock.advance(SignedDuration::from_hours(1));
            let account = Account { identifier, email: Some("shared@mail.example") };
            let referral_id = format!("ref_{identifier}");
            let reports = vec![(number, account, Vec::new())];
            station.receive(&Package { agency: "es-police", referral_id, reports }).await.is(201);
        };
        let untold = async || ines.get("/api/changed-recipients").await.ok().as_array().unwrap().len();
        grow("third", 301).await;
        let page = ines.page(&of_person, "en").await.body;
        let (_, listed_at) = page.split_once("name=\"listed_at\" value=\"").unwrap();
        let (listed_at, _) = listed_at.split_once('"').unwrap();
        // the subject grows once more while the letter is written
        grow("fourth", 302).await;
        let body = json!({ "reference": "9/2021", "listed_at": listed_at });
        ines.submit(&format!("{of_person}/told"), &body).await.is(303);
        assert_eq!(untold().await, 1, "of the fourth account the letter does not know");
        // and tells nobody who has heard of all until then once more
        ines.post(&format!("/api{of_person}/told"), &body).await.is(409);
        ines.post(&format!("/api{of_person}/told"), &json!({ "reference": "10/2021" })).await.is(201);
        assert_eq!(untold().await, 0);
        station.stop().await;
    }

    async fn who_outside_has_the_data_hears_once_that_the_subject_has_grown(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let (person_id, _) = handed_over(&ines, &subject_of(&ines, "first").await).await;
        let of_person = format!("/persons/{person_id}/recipients");
        let court = json!({ "kind": "court", "name": "Juzgado 3 de Ejemplo" });
        let court = text(&ines.post(&format!("/api{of_person}"), &court).await.ok(), "recipient_id");
        let untold = async || {
            let listed = ines.get("/api/changed-recipients").await.ok();
            let row = |row: &Value| (text(row, "recipient_id"), text(row, "waits_for"));
            listed.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
        };
        let tell = async |reference: &str| {
            ines.post(&format!("/api{of_person}/told"), &json!({ "reference": reference })).await
        };
        assert!(untold().await.is_empty());
        tell("9/2021").await.is(409);

        station.clock.advance(SignedDuration::from_hours(1));
        let third = Account { identifier: "third", email: Some("shared@mail.example") };
        let reports = vec![(301, third, Vec::new())];
        station.receive(&Package { agency: "es-police", referral_id: "ref_third".to_owned(), reports }).await.is(201);
        let must_hear = [(court.clone(), "changed".to_owned())];
        assert_eq!(untold().await, must_hear);
        assert!(ines.page("/clearances", "en").await.body.contains("href=\"/changed-recipients"));
        for page in ["/changed-recipients", of_person.as_str()] {
            let shown = ines.page(page, "en").await;
            assert!(shown.body.contains("Juzgado 3 de Ejemplo") && shown.body.contains("Who outside must hear"), "{shown:?}");
        }
        assert!(ines.page("/", "en").await.body.contains("One recipient outside must hear"));
        assert!(station.client("olga").get("/api/changed-recipients").await.status.is_client_error(), "no unit asks");

        tell("").await.refused(422, "reference");
        let told = tell("9/2021").await.ok();
        assert!(untold().await.is_empty());
        // a letter recorded by mistake is withdrawn, and whoever did not hear has to
        let undo = format!("/api/recipient-steps/{}/undo", told["step_ids"][0].as_str().unwrap());
        ines.post(&undo, &json!({ "reason": "it went to another court" })).await.ok();
        assert_eq!(untold().await, must_hear);
        // whoever has erased has nothing left that could be wrong
        let step = async |step: &str| {
            let body = json!({ "step": step, "reference": "12/2021" });
            text(&ines.post(&format!("/api/recipients/{court}/steps"), &body).await.ok(), "step_id")
        };
        step("told").await;
        assert_eq!(untold().await, must_hear);
        let erased = step("erased").await;
        assert!(untold().await.is_empty());
        let undo = format!("/api/recipient-steps/{erased}/undo");
        ines.post(&undo, &json!({ "reason": "it erased another file" })).await.ok();
        assert_eq!(untold().await, must_hear);
        ines.submit(&format!("{of_person}/told"), &json!({ "reference": "10/2021" })).await.is(303);
        assert!(untold().await.is_empty());
        tell("11/2021").await.is(409);
        station.stop().await;
    }
}
