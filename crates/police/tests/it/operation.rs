//! A small operation from package to press note, with every trap of age, place and authorship.

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, acts_from, born, near_print, person, print, subject_of,
    text,
};

/// On a 14th birthday in Madrid, and the day before in Las Palmas.
const BIRTHDAY_NIGHT: &str = "2020-10-10T00:30:00+02:00";

fn account(identifier: &'static str) -> Account {
    Account { identifier, email: None }
}

fn upload(bytes: &'static [u8], digit: char, at: &'static str, address: &'static str) -> Upload {
    let media = Media { bytes, print: print(digit, 80) };
    Upload { media, at, address, port: None, operator: "Operador Uno", viewed: None }
}

fn one(at: &'static str, address: &'static str) -> Upload {
    upload(b"pattern one", '3', at, address)
}

/// Two clusters of three files: the second differs from the first by a few bits.
pub(crate) fn package() -> Package {
    let near = Media { bytes: b"pattern one, scaled", print: near_print('3') };
    let near = Upload { media: near, viewed: Some(true), ..one("2020-10-03T16:00:00Z", "192.0.2.2") };
    let other = upload(b"pattern two", '5', "2020-10-04T16:00:00Z", "192.0.2.3");
    let other = Upload { viewed: Some(false), ..other };
    let shared = |identifier| Account { identifier, email: Some("shared@mail.example") };
    let reports = vec![
        (
            101,
            account("under"),
            vec![one("2020-10-01T16:00:00Z", "192.0.2.1"), one("2020-10-02T16:00:00Z", "192.0.2.1")],
        ),
        (102, account("juvenile"), vec![near]),
        (103, account("adult"), vec![other]),
        (104, account("year"), vec![one("2020-10-05T16:00:00Z", "192.0.2.4")]),
        (105, account("madrid"), vec![one(BIRTHDAY_NIGHT, "192.0.2.5")]),
        (106, account("palmas"), vec![one(BIRTHDAY_NIGHT, "192.0.2.6")]),
        (
            107,
            account("stolen"),
            vec![one("2020-10-06T16:00:00Z", "192.0.2.7"), one("2020-10-07T16:00:00Z", "192.0.2.8")],
        ),
        (108, shared("first"), vec![one("2020-10-08T16:00:00Z", "192.0.2.9")]),
        (109, shared("second"), vec![one("2020-10-09T16:00:00Z", "192.0.2.9")]),
        (110, account("third"), vec![one("2020-10-12T16:00:00Z", "192.0.2.9")]),
    ];
    Package { agency: "es-police", referral_id: "ref_story".to_owned(), reports }
}

/// Receives the package, and opens an operation with every subject of it; its address.
pub(crate) async fn open_with_all(station: &Station, inspector: &Client) -> String {
    station.receive(&package()).await.is(201);
    let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
    let operation = format!("/operations/{}", text(&operation, "operation_id"));
    inspector.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
    operation
}

/// Asks the operator about every act and records where each line ends, in the operator's spelling.
async fn disclose(inspector: &Client) {
    let provinces = [
        ("192.0.2.1", "Barcelona"),
        ("192.0.2.2", "Bizkaia"),
        ("192.0.2.3", "S.C. de Tenerife"),
        ("192.0.2.4", "Madrid"),
        ("192.0.2.5", "MADRID"),
        ("192.0.2.6", "Las Palmas"),
        ("192.0.2.7", "Sevilla"),
        ("192.0.2.8", "Zaragoza"),
        ("192.0.2.9", "Málaga"),
    ];
    let mut act_ids = Vec::new();
    for subject in inspector.get("/api/subjects").await.ok().as_array().unwrap() {
        let path = format!("/api/subjects/{}", text(subject, "subject_id"));
        let acts = inspector.get(&path).await.ok();
        act_ids.extend(acts["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")));
    }
    let body =
        json!({ "operator": "Operador Uno", "legal_basis": "Juzgado 3, auto 17/2020", "act_ids": act_ids });
    let request = inspector.post("/api/disclosure-requests", &body).await.ok();
    let lines: Vec<Value> = request["lines"].as_array().unwrap().iter().map(|line| {
        let (address, province) = provinces.iter().find(|(address, _)| line["address"] == *address).unwrap();
        let installation = json!({ "street": "Calle 1", "city": "Villa", "province": province });
        let subscriber = json!({
            "line": format!("line-{address}"), "kind": "fixed", "holder": "Titular", "billing_address": "Calle 2",
            "installation": installation
        });
        json!({ "line_no": line["line_no"], "subscribers": [subscriber] })
    }).collect();
    let answer = json!({
        "schema": "amparo-disclosure-answer/1", "request_id": request["request_id"],
        "answered_at": request["issued_at"], "lines": lines
    });
    let path = format!("/api/disclosure-requests/{}/answer", text(&request, "request_id"));
    let recorded = inspector.post(&path, &answer).await.ok();
    assert_eq!(recorded["unanswered_lines"], json!([]));
    // one spelling is nobody's: those acts have no known place
    assert_eq!(recorded["unknown_province_lines"].as_array().unwrap().len(), 1);
    inspector.post(&path, &answer).await.is(409);
}

/// Identifies a person behind all acts of an account, at the place of the installation.
async fn identify(inspector: &Client, identifier: &str, name: [&str; 2], birth: Value) -> String {
    let subject = subject_of(inspector, identifier).await;
    let body = person(&subject, json!("all"), name, birth, json!("installation"));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

async fn assign(inspector: &Client, person_id: &str, unit: &str) -> Value {
    inspector.assign(person_id, unit).await
}

async fn record(client: &Client, assignment: &Value, code: &str) -> crate::support::Answer {
    let path = format!("/api/assignments/{}/outcome", text(assignment, "assignment_id"));
    let outcome = json!({
        "code": code, "at": "2020-12-27T08:00:00Z", "arrest_reasons": "evidence was being destroyed",
        "why_not_heard": "a summons would have warned the others"
    });
    client.post(&path, &outcome).await
}

/// Decides and takes back, for reasons that name somebody.
async fn take_back(inspector: &Client, assignment: &Value, accounts: [&Value; 2]) {
    let [a, b] = accounts.map(|subject| &subject["accounts"][0]["account_id"]);
    let veto = json!({ "account_a": a, "account_b": b, "reason": "heard Casilda Luna" });
    let veto = inspector.post("/api/vetoes", &veto).await.ok();
    let vetoed = inspector.get(&format!("/api/subjects/{}", text(accounts[0], "subject_id"))).await.ok();
    assert_eq!(vetoed["vetoes"][0]["reason"], "heard Casilda Luna");
    let outcome = format!("/api/assignments/{}/outcome/undo", text(assignment, "assignment_id"));
    for path in [format!("/api/vetoes/{}/undo", text(&veto, "veto_id")), outcome] {
        inspector.post(&path, &json!({ "reason": "it was Casilda Luna" })).await.ok();
    }
}

/// The arrest is refused at both gates, in words that name the law.
async fn refuse_arrest(inspector: &Client, assignment: &Value) {
    assert_eq!(assignment["arrest_allowed"], false);
    let list = format!("/api/assignments/{}/arrest-list", text(assignment, "assignment_id"));
    let entry = json!({ "grounds": "flagrant" });
    let reason = inspector.post(&list, &entry).await.refused(422, "assignment_id");
    assert!(reason.contains("LO 5/2000"), "{reason}");
    record(inspector, assignment, "located_and_arrested").await.refused(422, "code");
}

async fn detail(inspector: &Client, person_id: &str) -> Value {
    inspector.get(&format!("/api/persons/{person_id}")).await.ok()
}

service::both_engines! {
    async fn a_small_operation(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let operation = format!("/api{}", open_with_all(&station, &inspector).await);
        disclose(&inspector).await;

        // certainly under 14 at both acts: protection only
        let under = identify(&inspector, "under", ["Nora", "Vega"], born("2007-05-05")).await;
        let to_barcelona = assign(&inspector, &under, "08").await;
        assert_eq!(to_barcelona["path"], "protection");
        refuse_arrest(&inspector, &to_barcelona).await;
        record(&station.client("olga"), &to_barcelona, "referred_to_protection").await.ok();

        // 15, arrested by the unit that the press calls Vizcaya
        let juvenile = identify(&inspector, "juvenile", ["Iker", "Sanz"], born("2005-03-01")).await;
        let to_vizcaya = assign(&inspector, &juvenile, "Vizcaya").await;
        assert_eq!((text(&to_vizcaya, "unit").as_str(), text(&to_vizcaya, "path").as_str()), ("48", "juvenile"));
        let list = format!("/api/assignments/{}/arrest-list", text(&to_vizcaya, "assignment_id"));
        station.client("olga").post(&list, &json!({ "grounds": "x" })).await.is(404);
        station.client("bego").post(&list, &json!({ "grounds": "risk of destroyed evidence" })).await.is(201);
        let listed = station.client("bego").get("/api/arrest-list").await.ok();
        assert_eq!(listed[0]["person_id"], juvenile);
        assert_eq!(station.client("bego").get("/api/arrest-list?offset=1").await.ok(), json!([]));
        record(&station.client("bego"), &to_vizcaya, "located_and_arrested").await.ok();
        assert_eq!(station.client("bego").get("/api/arrest-list").await.ok(), json!([]), "done");

        // an adult, by island
        let adult = identify(&inspector, "adult", ["Pedro", "Luis Mar"], born("1990-01-01")).await;
        let to_tenerife = assign(&inspector, &adult, "Tenerife").await;
        assert_eq!(to_tenerife["unit"], "38");
        record(&inspector, &to_tenerife, "not_located").await.ok();
        let others = [&subject_of(&inspector, "adult").await, &subject_of(&inspector, "under").await];
        take_back(&inspector, &to_tenerife, others).await;
        record(&inspector, &to_tenerife, "located_and_arrested").await.ok();
        assert_eq!(detail(&inspector, &adult).await["name"], "Pedro Luis Mar");

        // born in 2006, no more is known: perhaps 13, perhaps 14, certainly a minor
        let year = identify(&inspector, "year", ["Sara", "Gil"], json!({ "year": 2006 })).await;
        let seen = detail(&inspector, &year).await;
        assert_eq!((text(&seen, "class").as_str(), &seen["minor"], text(&seen, "name").as_str()), ("undetermined", &json!(true), "S. G."));
        assert!(text(&seen, "doubt").contains("not known precisely"), "{seen}");
        assert_eq!(seen["arrest"]["reason_code"], "undetermined");
        assert_eq!(seen["acts"][0]["age_years"], json!({ "at_least": 13, "at_most": 14 }));
        for (lang, ages) in [("en", ">13 to 14<"), ("es", ">de 13 a 14<")] {
            let page = inspector.page(&format!("/persons/{year}"), lang).await.body;
            assert!(page.contains(ages), "{page}");
        }
        let spanish = inspector.page(&format!("/persons/{year}"), "es").await.body;
        assert!(spanish.contains("no se conoce con suficiente precisión"), "{spanish}");
        refuse_arrest(&inspector, &assign(&inspector, &year, "Madrid").await).await;
        let all = inspector.get("/api/assignments").await.ok();
        assert_eq!(inspector.get("/api/assignments?limit=2&offset=1").await.ok(), json!([all[1], all[2]]));
        inspector.get("/api/assignments?limit=abc").await.refused(400, "limit");

        // the same half hour past midnight: the birthday in Madrid, the day before in Las Palmas
        let madrid = identify(&inspector, "madrid", ["Leo", "Rey"], born("2006-10-10")).await;
        assert!(text(&detail(&inspector, &madrid).await, "doubt").contains("birthday"));
        let palmas = identify(&inspector, "palmas", ["Eva", "Ruiz"], born("2006-10-10")).await;
        let seen = detail(&inspector, &palmas).await;
        assert_eq!((text(&seen, "class").as_str(), &seen["acts"][0]["place"]), ("under_responsibility", &json!("35")));
        let to_gran_canaria = assign(&inspector, &palmas, "Gran Canaria").await;
        assert_eq!(to_gran_canaria["unit"], "35");
        refuse_arrest(&inspector, &to_gran_canaria).await;

        // an account thief: two lines, two authors of one account
        let stolen = subject_of(&inspector, "stolen").await;
        let owner = person(&stolen, json!(acts_from(&stolen, "192.0.2.7")), ["Juan", "Mora"], born("2004-02-02"), json!("installation"));
        let owner = text(&inspector.post("/api/persons", &owner).await.ok(), "person_id");
        let all = person(&stolen, json!("all"), ["Otro", "Nombre"], born("1980-02-02"), json!("unknown"));
        inspector.post("/api/persons", &all).await.is(409);
        let thief = person(&stolen, json!(acts_from(&stolen, "192.0.2.8")), ["Raúl", "Díaz"], born("1985-06-06"), json!("installation"));
        let thief = text(&inspector.post("/api/persons", &thief).await.ok(), "person_id");
        record(&inspector, &assign(&inspector, &owner, "Sevilla").await, "located_and_arrested").await.ok();
        record(&inspector, &assign(&inspector, &thief, "Zaragoza").await, "located_and_arrested").await.ok();

        // two linked accounts and a third one of one person; the place is the officer's finding
        let pair = subject_of(&inspector, "first").await;
        assert_eq!(pair["accounts"].as_array().unwrap().len(), 2);
        let body = person(&pair, json!("all"), ["Ana", "Soto"], born("2003-08-08"), json!({ "province": "Málaga" }));
        let several = inspector.post("/api/persons", &body).await.ok();
        assert_eq!(several["acts"], 2);
        let third = subject_of(&inspector, "third").await;
        let more = json!({
            "subject_id": third["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "same line"
        });
        let several = text(&several, "person_id");
        inspector.post(&format!("/api/persons/{several}/acts"), &more).await.ok();
        assert_eq!(detail(&inspector, &several).await["acts"].as_array().unwrap().len(), 3);
        record(&inspector, &assign(&inspector, &several, "29").await, "heard_without_arrest").await.ok();

        // counted by hand
        let tally = inspector.get(&format!("{operation}/tally")).await.ok();
        assert_eq!(tally, json!({
            "identified": 9, "minors": 7, "under_14": 2, "undetermined": 2, "arrested": 4, "arrested_minors": 2,
            "by_province": { "38": 1, "41": 1, "48": 1, "50": 1 },
            "reports": 10, "media_clusters": 2, "referrals": 1
        }));
        check_press_notes(&inspector, &operation).await;
        check_units(&station, &under, &juvenile).await;
        check_nothing_is_in_clear(&db, &station).await;
        station.stop().await;
    }

    async fn bad_particulars_are_refused_by_field(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let body = |birth: Value, place: Value| person(&subject, json!("all"), ["A", "B"], birth, place);
        let post = async |body: Value| inspector.post("/api/persons", &body).await;
        let future = post(body(born("2021-01-01"), json!("unknown"))).await.refused(422, "birth");
        assert!(future.contains("future"), "{future}");
        post(body(json!({ "month": { "year": 2004, "month": 13 } }), json!("unknown"))).await.refused(422, "birth");
        post(body(born("2004-02-30"), json!("unknown"))).await.is(400);
        post(body(json!(null), json!({ "province": "Atlantis" }))).await.refused(422, "place_of_acts.province");
        let mut blank = body(json!(null), json!("unknown"));
        blank["family_name"] = json!("  ");
        post(blank).await.refused(422, "family_name");
        let mut foreign = body(json!(null), json!("unknown"));
        foreign["act_ids"] = subject_of(&inspector, "under").await["acts"].as_array().unwrap().iter().map(|act| act["act_id"].clone()).collect();
        post(foreign).await.refused(422, "act_ids[0]");
        let person_id = text(&post(body(json!(null), json!("unknown"))).await.ok(), "person_id");
        inspector.post("/api/assignments", &json!({ "person_id": person_id, "unit": "Atlantis" })).await.refused(422, "unit");
        let assignment = assign(&inspector, &person_id, "08").await;
        let path = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
        let outcome = json!({ "code": "not_located", "at": "2020-12-28T09:00:01Z" });
        inspector.post(&path, &outcome).await.refused(422, "at");
        station.stop().await;
    }
}

/// The notes say the figures and the channels, are marked, name nobody, and every small cell is warned of.
async fn check_press_notes(inspector: &Client, operation: &str) {
    for (lang, figure) in [("es", "ha identificado a 9 personas"), ("en", "have identified 9 people")] {
        let note = inspector.get(&format!("{operation}/press-note?lang={lang}")).await.ok();
        let words = text(&note, "text");
        for said in [figure, "SIMULACRO / DEMONSTRATION", "denuncias.pornografia.infantil@policia.es"] {
            assert!(words.contains(said), "{said} in {words}");
        }
        // small figures are withheld, not only warned of
        for small in ["Tenerife", "5/2000", "(1)"] {
            assert!(!words.contains(small), "{small} in {words}");
        }
        assert!(note["withheld"].as_array().unwrap().len() >= 7, "{note}");
        for name in ["Nora", "Vega", "Iker", "Pedro", "Raúl"] {
            assert!(!words.contains(name), "{name} in {words}");
        }
        let cells = note["small_cells"].as_array().unwrap().iter().map(|cell| text(cell, "cell"));
        let expected = [
            "not_minors",
            "under_14",
            "undetermined",
            "arrested_minors",
            "arrested_not_minors",
            "by_province.38",
            "by_province.41",
            "by_province.48",
            "by_province.50",
        ];
        assert_eq!(cells.collect::<Vec<_>>(), expected);
        assert_eq!(note["warnings"].as_array().unwrap().len(), expected.len());
    }
    inspector.get(&format!("{operation}/press-note?lang=fr")).await.refused(422, "lang");
    let publish = format!("{operation}/publish-note");
    let shown = inspector.get(&format!("{operation}/press-note")).await.ok()["shown"].clone();
    inspector.post(&publish, &json!({ "published_in": " " })).await.refused(422, "published_in");
    inspector.post(&publish, &json!({ "published_in": "note 17/2020", "shown": shown })).await.is(201);
    let note = inspector.get(&format!("{operation}/press-note?lang=en")).await.ok();
    assert!(
        text(&note, "text").contains("have identified 9 people"),
        "the same figures again tell nothing new"
    );
    let page = inspector.page(&operation.replace("/api", ""), "en").await.body;
    assert!(page.contains("note 17/2020") && page.contains("Left out of the note"), "{page}");
}

/// Neither the custody log nor, on SQLite, any byte of the database spells out a name, a holder, an address or a
/// reason.
async fn check_nothing_is_in_clear(db: &TestDb, station: &Station) {
    let personal = ["Nora", "Vega", "Iker", "Titular", "Casilda", "192.0.2.7", "shared@mail", "screen-under"];
    let reasons = station.stored_reasons().await;
    assert_eq!(reasons.len(), 3, "a veto, its withdrawal, and that of an outcome");
    assert!(!reasons.iter().any(|reason| reason.contains("Casilda")), "{reasons:?}");
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let rows = sqlx::query("SELECT body FROM custody_entry").fetch_all(tx.conn()).await.unwrap();
    assert!(rows.len() >= 30, "{} custody entries", rows.len());
    for row in rows {
        let body: String = row.get("body");
        assert!(!personal.iter().any(|word| body.contains(word)), "{body}");
    }
    let Some(path) = db.url().strip_prefix("sqlite:") else { return };
    for file in [path.to_owned(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap();
        for word in personal {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word} in {file}");
        }
    }
}

/// A provincial officer sees the own unit's persons, and nothing of another's.
async fn check_units(station: &Station, own: &str, foreign: &str) {
    let olga = station.client("olga");
    let listed = olga.get("/api/assignments").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!((&listed[0]["person_id"], &listed[0]["name"]), (&json!(own), &json!("N. V.")));
    olga.get("/api/assignments?unit=Vizcaya").await.is(404);
    assert_eq!(olga.get("/api/persons").await.ok().as_array().unwrap().len(), 1);
    olga.get(&format!("/api/persons/{own}")).await.is(200);
    olga.get(&format!("/api/persons/{foreign}")).await.is(404);
    olga.page(&format!("/persons/{foreign}"), "es").await.is(404);
    olga.get("/api/subjects").await.is(404);
}
