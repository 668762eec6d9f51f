//! Operators' answers to many requests in one file: what fits is recorded, what does not is named by line, column and field, all can be undone.

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Answer, Client, NOW, Station, born, person, subject_of, text};

pub(crate) const HEADER: &str = "request_id,line_no,address,at,operator,line,kind,holder,born_on,billing_address,street,city,province,note\n";

pub(crate) async fn ask(inspector: &Client, account: &str) -> Value {
    let subject = subject_of(inspector, account).await;
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let body = json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "act_ids": acts });
    inspector.post("/api/disclosure-requests", &body).await.ok()
}

/// A row that answers one line of a request; `rest` begins with the operator.
pub(crate) fn row(request: &Value, line: usize, rest: &str) -> String {
    let asked = &request["lines"][line];
    let [id, address, at] =
        [&request["request_id"], &asked["address"], &asked["at"]].map(|it| it.as_str().unwrap());
    format!("{id},{},{address},{at},{rest}\n", asked["line_no"])
}

pub(crate) const ANA: &str =
    "Operador Uno,L-1,fixed,Ana Ejemplo,1980-02-03,\"Calle 2, Sevilla\",Calle 1,Bilbao,Bizkaia,";
pub(crate) const NOBODY: &str = ",,,,,,,,,nobody then";

pub(crate) async fn import(inspector: &Client, file: &str) -> Answer {
    import_of(inspector, NOW, file).await
}

/// A file that came at this instant.
async fn import_of(inspector: &Client, answered_at: &str, file: &str) -> Answer {
    let path = format!("/api/disclosure-answers?answered_at={answered_at}");
    inspector.post_bytes(&path, file.as_bytes().to_vec(), None).await
}

/// Line, column and field of each problem.
fn places(problems: &Value) -> Vec<(u64, u64, String)> {
    let number = |problem: &Value, field: &str| problem[field].as_u64().unwrap();
    let problems = problems.as_array().unwrap().iter();
    problems.map(|one| (number(one, "line"), number(one, "column"), text(one, "field"))).collect()
}

service::both_engines! {
    async fn what_fits_is_recorded_and_the_rest_is_named(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let [adult, juvenile, year] = [
            ask(&inspector, "adult").await, ask(&inspector, "juvenile").await, ask(&inspector, "year").await,
        ];
        let unborn = ANA.replace("1980-02-03", "2020-12-01");
        let nowhere = ANA.replace("Bizkaia", "Atlantis");
        let file = [
            HEADER.to_owned(),
            row(&adult, 0, ANA),                                                     // 2
            row(&juvenile, 0, &unborn),                                              // 3: born after the act
            row(&year, 0, &nowhere),                                                 // 4: taken, with a mark
            row(&adult, 0, ANA).replace(&text(&adult, "request_id"), "dis_nobody"),  // 5: nobody asked
        ].concat();
        let imported = import(&inspector, &file).await;
        imported.is(201);
        let imported = imported.ok();
        assert_eq!(imported["recorded"].as_array().unwrap().len(), 2, "{imported}");
        let refused = places(&imported["problems"]["refused"]);
        assert!(refused.iter().any(|(line, _, field)| (*line, field.as_str()) == (3, "born_on")), "{refused:?}");
        assert!(refused.contains(&(5, 1, "request_id".to_owned())), "{refused:?}");
        let marked = places(&imported["problems"]["marked"]);
        assert_eq!((marked.len(), marked[0].0, marked[0].2.as_str()), (1, 4, "province"));

        // what was left out can be answered still, and what was recorded cannot be twice
        let path = format!("/disclosure-answers/{}", text(&imported, "import_id"));
        for (lang, said) in [
            ("es", ["no hay ningún requerimiento con este número", "un código del INE (01 a 52)"]),
            ("en", ["nobody asked under this number", "an INE code (01 to 52)"]),
        ] {
            let page = inspector.page(&path, lang).await.body;
            assert!(said.iter().all(|said| page.contains(said)), "{page}");
            assert!(page.contains("born_on") && page.contains(&text(&adult, "request_id")), "{page}");
        }
        let again = [HEADER.to_owned(), row(&adult, 0, ANA), row(&juvenile, 0, NOBODY)].concat();
        let again = import(&inspector, &again).await.ok();
        assert_eq!(again["recorded"], json!([juvenile["request_id"]]));
        assert_eq!(places(&again["problems"]["refused"]), [(2, 1, "request_id".to_owned())]);
        station.stop().await;
    }

    async fn what_is_dated_before_its_request_is_no_answer_to_it(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let adult = ask(&inspector, "adult").await;
        station.clock.advance(jiff::SignedDuration::from_secs(90));
        let later = ask(&inspector, "year").await;
        // a form states no seconds: within the minute of the request it is no earlier
        let file = [HEADER.to_owned(), row(&adult, 0, ANA), row(&later, 0, ANA)].concat();
        let imported = import_of(&inspector, NOW, &file).await.ok();
        assert_eq!(imported["recorded"], json!([adult["request_id"]]), "the rest goes on: {imported}");
        assert_eq!(places(&imported["problems"]["refused"]), [(3, 1, "request_id".to_owned())]);
        let wrong = &imported["problems"]["refused"][0];
        assert!(text(wrong, "problem").contains("before the request was made"), "{wrong}");

        let path = format!("/api/disclosure-requests/{}/answer", text(&later, "request_id"));
        let answer = |at: &str| {
            json!({ "schema": "amparo-disclosure-answer/1", "request_id": later["request_id"], "answered_at": at, "lines": [] })
        };
        inspector.post(&path, &answer("2020-12-28T09:00:59Z")).await.refused(422, "answered_at");
        inspector.post(&path, &answer("2020-12-28T09:01:00Z")).await.is(201);
        station.stop().await;
    }

    async fn another_address_instant_line_or_operator_is_no_answer(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let under = ask(&inspector, "under").await;
        let right = row(&under, 0, ANA);
        let wrong = [
            (right.replace("192.0.2.1,", "192.0.2.11,"), "address"),
            (right.replace("2020-10-01T16:00:00Z", "2020-10-01T17:00:00Z"), "at"),
            (right.replace(",1,192", ",9,192"), "line_no"),
            (right.replace("Operador Uno", "Operador Dos"), "operator"),
        ];
        for (row, field) in wrong {
            let imported = import(&inspector, &format!("{HEADER}{row}")).await.ok();
            assert_eq!(imported["recorded"], json!([]), "{field}");
            let refused = places(&imported["problems"]["refused"]);
            assert_eq!((refused[0].0, refused[0].2.as_str()), (2, field), "{refused:?}");
        }
        // the act without an answer of its own keeps the other one from being recorded half while a row is unreadable
        let half = format!("{HEADER}{right}{}", row(&under, 1, "Operador Uno,L-1,cable,Ana,,,,,,"));
        let imported = import(&inspector, &half).await.ok();
        assert_eq!((&imported["recorded"], places(&imported["problems"]["refused"]).len()), (&json!([]), 2));
        station.stop().await;
    }

    async fn a_file_that_is_wrong_throughout_is_not_told_row_by_row(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let adult = ask(&inspector, "adult").await;
        let right = row(&adult, 0, ANA);
        // the number of the request that was made sorts before these
        let strange = (0..600).map(|no| right.replace(&text(&adult, "request_id"), &format!("dis_nobody{no:03}")));
        let file = [HEADER.to_owned(), right.clone()].into_iter().chain(strange).collect::<String>();
        let imported = import(&inspector, &file).await.ok();
        assert_eq!(imported["recorded"], json!([adult["request_id"]]));
        let refused = imported["problems"]["refused"].as_array().unwrap();
        assert_eq!(refused.len(), 501);
        assert!(text(&refused[500], "problem").starts_with("too much of the file is wrong"), "{}", refused[500]);
        station.stop().await;
    }

    async fn a_file_is_kept_as_it_came_and_undone_whole(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (adult, year) = (ask(&inspector, "adult").await, ask(&inspector, "year").await);
        let before = station.sealed_files();
        let file = [HEADER.to_owned(), row(&adult, 0, ANA), row(&year, 0, ANA)].concat();
        let imported = import(&inspector, &file).await.ok();
        assert!(station.sealed_files() > before, "the bytes lie in the vault");
        import(&inspector, &file).await.is(409);
        assert_eq!(inspector.get("/api/disclosure-requests?state=open").await.ok(), json!([]));
        let undo = format!("/api/disclosure-answers/{}/undo", text(&imported, "import_id"));
        inspector.post(&undo, &json!({ "reason": "" })).await.refused(422, "reason");
        inspector.post(&undo, &json!({ "reason": "the file of another operator" })).await.ok();
        inspector.post(&undo, &json!({ "reason": "again" })).await.is(404);
        // who took it back, when and why stays with it
        let path = format!("/disclosure-answers/{}", text(&imported, "import_id"));
        let kept = inspector.get(&format!("/api{path}")).await.ok();
        assert_eq!(
            (&kept["withdrawn_by"], &kept["withdrawn_reason"]),
            (&json!("ines"), &json!("the file of another operator")), "{kept}"
        );
        let page = inspector.page(&path, "en").await.body;
        assert!(page.contains("<dt>Undone</dt>") && page.contains("the file of another operator"), "{page}");
        assert_eq!(inspector.get("/api/disclosure-requests?state=open").await.ok().as_array().unwrap().len(), 2);
        // the same file may come again, and stays beside what was undone
        import(&inspector, &file).await.is(201);
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let rows = sqlx::query("SELECT COUNT(*) AS files FROM answer_import").fetch_one(tx.conn()).await.unwrap();
        assert_eq!(rows.get::<i64, _>("files"), 2);
        drop(tx);
        station.stop().await;
    }

    async fn erasing_a_request_destroys_the_file_that_answered_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let adult = ask(&inspector, "adult").await;
        let nowhere = ANA.replace("Bizkaia", "Atlantis");
        let imported = import(&inspector, &[HEADER.to_owned(), row(&adult, 0, &nowhere)].concat()).await.ok();
        let import = format!("/api/disclosure-answers/{}", text(&imported, "import_id"));
        assert_eq!(inspector.get(&import).await.ok()["problems"]["marked"].as_array().unwrap().len(), 1);
        station.clock.advance(jiff::SignedDuration::from_hours(4 * 366 * 24));
        let path = format!("/api/reviews/disclosure_request/{}", text(&adult, "request_id"));
        let receipt = inspector.erase(&path, &json!({ "reason": "its period is over" })).await;
        let counts = &receipt["counts"];
        assert_eq!((&counts["evidence_item"], &counts["answer_import"]), (&json!(1), &json!(1)), "{receipt}");
        assert_eq!(inspector.get(&import).await.ok()["problems"]["marked"], json!([]));
        station.stop().await;
    }

    async fn a_file_of_which_nothing_is_recorded_is_not_kept_and_may_come_again(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let adult = ask(&inspector, "adult").await;
        let before = station.sealed_files();
        let odd = row(&adult, 0, &ANA.replace("1980-02-03", "Ramona Secreta"));
        let file = [HEADER.to_owned(), odd, row(&adult, 0, ANA).replace("Operador Uno", "Operador Dos")].concat();
        let imported = import(&inspector, &file).await.ok();
        assert_eq!((&imported["recorded"], station.sealed_files()), (&json!([]), before));
        assert!(imported["problems"].to_string().contains("Ramona Secreta"), "the answer says what is wrong: {imported}");
        let path = format!("/disclosure-answers/{}", text(&imported, "import_id"));
        let kept = inspector.get(&format!("/api{path}")).await.ok();
        assert_eq!((&kept["standing"], places(&kept["problems"]["refused"]).len()), (&json!(false), 2), "{kept}");
        assert!(!kept.to_string().contains("Ramona") && kept.to_string().contains("born_on"), "{kept}");
        let page = inspector.page(&path, "es").await.body;
        assert!(page.contains("no se guarda") && !page.contains("/undo\""), "{page}");
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT COUNT(*) AS items FROM evidence_item JOIN answer_import ON answer_import.item_id = evidence_item.item_id
            WHERE evidence_item.wrapped_key <> ''";
        let openable = sqlx::query(sql).fetch_one(tx.conn()).await.unwrap();
        assert_eq!(openable.get::<i64, _>("items"), 0);
        drop(tx);
        import(&inspector, &file).await.is(201);
        station.stop().await;
    }

    async fn what_cannot_be_read_leaves_nothing(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let before = station.sealed_files();
        for file in ["", "a,b\n1,2\n", "{\"schema\": 1}", "<answers/>", HEADER] {
            let why = import(&inspector, file).await.refused(422, "file");
            assert!(why.contains("line ") || why.contains("no row"), "{file}: {why}");
        }
        assert_eq!(station.sealed_files(), before);
        station.client("olga").get("/disclosure-answers").await.is(404);
        station.stop().await;
    }

    async fn a_single_answer_is_kept_byte_by_byte_and_may_come_again_once_undone(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request_id = text(&ask(&inspector, "adult").await, "request_id");
        let path = format!("/api/disclosure-requests/{request_id}/answer");
        let before = station.sealed_files();
        let body = |lines: &str| {
            format!(
                "{{\n  \"schema\": \"amparo-disclosure-answer/1\", \"request_id\": \"{request_id}\",\n  \"answered_at\": \"{NOW}\",   \"lines\": {lines}\n}}"
            )
        };
        let send = async |body: String, key: &str| {
            let request = inspector.request(Method::POST, &path).header("Content-Type", "application/json");
            let response = request.header("Idempotency-Key", key).body(body).send().await.unwrap();
            let status = response.status().as_u16();
            (status, serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap())
        };
        let (status, _) = send(body("[{\"line_no\": 99, \"subscribers\": []}]"), "wrong").await;
        assert_eq!((status, station.sealed_files()), (422, before), "a refused one leaves nothing");
        let (status, recorded) = send(body("[]"), "first").await;
        assert_eq!((status, station.sealed_files()), (201, before + 1));
        let (status, again) = send(body("[]"), "first").await;
        assert_eq!((status, station.sealed_files()), (201, before + 1), "a retry leaves nothing more");
        assert_eq!(again["import_id"], recorded["import_id"]);

        let file = format!("/api/disclosure-answers/{}", text(&recorded, "import_id"));
        let kept = inspector.get(&file).await.ok();
        assert_eq!(kept["sha256"], hex::encode(Sha256::digest(body("[]"))), "with every space");
        assert_eq!((&kept["format"], &kept["requests"]), (&json!("json"), &json!([request_id])));
        let page = inspector.page(&format!("/disclosure-requests/{request_id}"), "es").await.body;
        assert!(page.contains(&text(&recorded, "import_id")), "{page}");

        inspector.post(&format!("{path}/undo"), &json!({ "reason": "of another request" })).await.ok();
        assert_eq!(inspector.get(&file).await.ok()["standing"], json!(false));
        assert_eq!(send(body("[]"), "second").await.0, 201);
        station.stop().await;
    }

    async fn a_file_moves_the_clock_of_limitation_where_it_says_by_which_clock_an_act_is_dated(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request = ask(&inspector, "madrid").await;
        let subject = subject_of(&inspector, "madrid").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("installation"));
        inspector.post("/api/persons", &body).await.is(201);
        let until = async || inspector.get("/api/persons").await.ok()[0]["limitation_until"].clone();
        assert_eq!(until().await, "2025-10-09", "in the Canaries it was still the day before");
        let file = format!("{HEADER}{}", row(&request, 0, ANA));
        let imported = import(&inspector, &file).await.ok();
        assert_eq!(until().await, "2025-10-10", "the line ends in Bilbao");
        let undo = format!("/api/disclosure-answers/{}/undo", text(&imported, "import_id"));
        inspector.post(&undo, &json!({ "reason": "of another operator" })).await.ok();
        assert_eq!(until().await, "2025-10-09");
        station.stop().await;
    }

    async fn undoing_a_file_takes_a_ground_from_whoever_was_identified_on_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request = ask(&inspector, "adult").await;
        let imported = import(&inspector, &format!("{HEADER}{}", row(&request, 0, ANA))).await.ok();
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.is(201);
        let undo = format!("/api/disclosure-answers/{}/undo", text(&imported, "import_id"));
        inspector.post(&undo, &json!({ "reason": "of another operator" })).await.ok();
        let lost = inspector.get("/api/lost-grounds").await.ok();
        assert_eq!((lost.as_array().unwrap().len(), &lost[0]["cause"], &lost[0]["what"]), (1, &json!("answer"), &request["request_id"]));
        station.stop().await;
    }
}
