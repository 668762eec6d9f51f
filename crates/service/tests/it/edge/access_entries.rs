//! An entry stands before anything personal is shown; the register tells of it without case content; without a log nothing is shown.

use custody::{Entry, Salt};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Engine, custody_log};
use sqlx::Row as _;

use super::Board;

const BODY: &str = "Zoraida is at the harbour";

async fn json_of(request: reqwest::RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.unwrap()
}

async fn noted(board: &Board) -> String {
    let added = json_of(board.post("ana", "/api/notes").json(&json!({ "body": BODY }))).await;
    added["note_id"].as_str().unwrap().to_owned()
}

async fn register(board: &Board, query: &str) -> Value {
    json_of(board.get("dora", &format!("/api/access-entries{query}"))).await
}

/// How many entries fit, the look at the register itself left out.
async fn found(board: &Board, query: &str) -> usize {
    let register = register(board, query).await;
    let entries = register["entries"].as_array().unwrap().iter();
    entries.filter(|entry| entry["object_kind"] != "access_entry").count()
}

async fn change(board: &Board, sql: &str) {
    let mut tx = board.running.node.db().begin_write("change").await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

service::both_engines! {
    async fn a_look_is_on_record_with_who_what_and_why(db: TestDb) {
        let board = Board::start(&db).await;
        let note_id = noted(&board).await;
        let note = json_of(board.get("rea", &format!("/api/notes/{note_id}"))).await;
        assert_eq!(note["body"], BODY);
        let entry = &register(&board, &format!("?object={note_id}&person=rea")).await["entries"][0];
        for (field, value) in [
            ("name", "rea"), ("actor", "staff:reader"), ("operation", "consultation"), ("action", "consult"),
            ("route", "/api/notes/{note_id}"), ("object_kind", "note"), ("object_id", &note_id), ("grounds", "role"),
        ] {
            assert_eq!(entry[field], value, "{entry}");
        }
        // the note itself was collected by ana
        let collected = &register(&board, "?person=ana").await["entries"][0];
        assert_eq!((&collected["operation"], &collected["action"]), (&json!("collection"), &json!("add-note")));
        for (query, count) in [
            ("?person=rea", 1), ("?person=Rea", 0), ("?person=re", 0), ("?person=nobody", 0),
            ("?object=not_0", 0), ("?operation=collection", 1), ("?operation=erasure", 0),
            ("?from=2020-12-28&until=2020-12-28", 2), ("?from=2020-12-29", 0), ("?until=2020-12-27", 0),
        ] {
            assert_eq!(found(&board, query).await, count, "{query}");
        }
        let told = register(&board, &format!("?object={note_id}")).await;
        assert_eq!(told["by_operation"], json!([
            { "operation": "collection", "entries": 1, "actors": 1 }, { "operation": "consultation", "entries": 1, "actors": 1 },
        ]), "{told}");
        for (query, field) in [("?from=x", "from"), ("?until=2020-13-01", "until"), ("?operation=reading", "operation")] {
            let refused = board.get("dora", &format!("/api/access-entries{query}")).send().await.unwrap();
            assert_eq!(refused.status(), 422);
            assert_eq!(refused.json::<Value>().await.unwrap()["field"], field);
        }
        for path in ["/api/access-entries", "/access-entries"] {
            assert_eq!(board.get("ana", path).send().await.unwrap().status(), 404, "{path}");
        }
        let page = board.get("dora", "/access-entries?person=rea").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains(&note_id) && !page.contains("Zoraida"), "{page}");
        // what was asked for goes with the download and with the choice of columns
        let kept = "name=\"back\" value=\"/access-entries?person=rea\"";
        assert!(page.contains("person=rea&#38;format=csv") && page.contains(kept), "{page}");
        let csv = board.get("dora", "/access-entries?person=rea&format=csv").send().await.unwrap();
        assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
        let csv = csv.text().await.unwrap();
        assert!(csv.contains(&format!("\"note; {note_id}\"")) && csv.contains("\"rea; staff:reader\""), "{csv}");
        assert!(!csv.contains("add-note"), "{csv}");
        // the action in words, and its code with the route
        assert!(csv.contains("\"consultation; Look at; consult /api/notes/{note_id}\""), "{csv}");
        let page = board.get("dora", "/access-entries?person=rea&lang=es").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains(">Consultar<") && page.contains("<code class=\"digest\">consult /api/notes/{note_id}</code>"), "{page}");
        board.stop().await;
    }

    async fn entries_hold_no_name_and_what_a_caller_writes_is_not_kept(db: TestDb) {
        let board = Board::start(&db).await;
        noted(&board).await;
        for path in ["/api/notes/Zoraida", "/api/notes/not_0190163d8694739b8e3b2c7d3a0f5e11"] {
            assert!(board.get("rea", path).send().await.unwrap().status().is_client_error());
        }
        let register = register(&board, "?person=rea").await;
        let ids: Vec<_> = register["entries"].as_array().unwrap().iter().map(|entry| &entry["object_id"]).collect();
        assert_eq!(ids.len(), 3, "failed looks are on record too, and that one found nothing");
        assert!(ids.contains(&&json!("")) && ids.contains(&&json!("not_0190163d8694739b8e3b2c7d3a0f5e11")), "{ids:?}");
        let mut tx = board.running.node.db().begin_read("test").await.unwrap();
        for sql in ["SELECT body AS text FROM custody_entry", "SELECT name AS text FROM known_actor"] {
            let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
            assert!(rows.len() >= 2, "{sql}");
            for row in rows {
                let text: String = row.get("text");
                for word in ["Zoraida", "\"rea\"", "staff:rea\""] {
                    assert!(!text.contains(word), "{text}");
                }
            }
        }
        drop(tx);
        board.stop().await;
    }

    async fn a_refusal_is_on_record_and_a_flood_leaves_few_entries(db: TestDb) {
        let board = Board::start(&db).await;
        let absent = "not_0190163d8694739b8e3b2c7d3a0f5e11";
        assert_eq!(board.get("ana", "/api/access-entries").send().await.unwrap().status(), 404);
        assert_eq!(board.get("rea", &format!("/api/notes/{absent}")).send().await.unwrap().status(), 404);
        let by_role = &register(&board, "?refused=yes&person=ana").await["entries"][0];
        for (field, value) in [
            ("name", "ana"), ("action", "refuse"), ("operation", ""), ("grounds", "refused_role"),
            ("route", "/api/access-entries"), ("object_id", ""),
        ] {
            assert_eq!(by_role[field], value, "{by_role}");
        }
        let by_object = &register(&board, "?refused=yes&person=rea").await["entries"][0];
        assert_eq!((&by_object["grounds"], &by_object["object_id"]), (&json!("refused_object"), &json!(absent)));

        for _ in 0..99 {
            assert_eq!(board.get("ana", "/api/access-entries").send().await.unwrap().status(), 404);
        }
        let flood = register(&board, "?refused=yes&person=ana").await;
        assert_eq!(flood["total"], 22, "20 singly, the 40th and the 80th");
        let counts = flood["entries"].as_array().unwrap().iter().filter_map(|entry| entry["refused_this_hour"].as_u64());
        assert_eq!(counts.collect::<std::collections::BTreeSet<_>>(), [40, 80].into());
        assert_eq!(register(&board, "?refused=yes&person=rea").await["total"], 1, "the others are recorded as before");
        // nobody's requests write nothing
        let before = register(&board, "?refused=yes").await["total"].clone();
        for _ in 0..5 {
            assert_eq!(board.client.get(board.url("/api/notes")).send().await.unwrap().status(), 401);
        }
        assert_eq!(register(&board, "?refused=yes").await["total"], before);
        let wrong = board.get("dora", "/api/access-entries?refused=1").send().await.unwrap();
        assert_eq!(wrong.status(), 422);
        for (lang, said) in [("en", "the role may not"), ("es", "la función no lo permite")] {
            let page = board.get("dora", &format!("/access-entries?refused=yes&lang={lang}")).header("accept", "text/html");
            let page = page.send().await.unwrap().text().await.unwrap();
            assert!(page.contains(said) && page.contains("80"), "{page}");
        }
        board.stop().await;
    }

    async fn an_entry_of_before_still_verifies_and_is_found_by_person(db: TestDb) {
        let board = Board::start(&db).await;
        noted(&board).await;
        let node = &board.running.node;
        let actor_blind = node.columns().blind("actor", "staff:ana");
        let body = format!(
            r#"{{"recorded_at_us":1600000000000000,"actor":"staff:clerk","action":"add-note","object_kind":"note","object_id":"not_1","details":{{"actor_blind":"{actor_blind}","entry_id":"cus_old"}}}}"#
        );
        let leaf = Entry::leaf(body.as_bytes(), &Salt([7; 32]));
        let mut tx = node.db().begin_write("test").await.unwrap();
        sqlx::query(
            "INSERT INTO custody_entry (entry_id, recorded_at, actor, action, object_kind, object_id, body, salt, leaf_hash)
             VALUES ('cus_old', 1600000000000000, 'staff:clerk', 'add-note', 'note', 'not_1', $1, $2, $3)",
        )
        .bind(body).bind("07".repeat(32)).bind(leaf.to_string()).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        custody_log::sequence(node.db()).await.unwrap();
        assert!(custody_log::verify(node.db()).await.unwrap().is_intact());
        let old = &register(&board, "?object=not_1&person=ana").await["entries"][0];
        assert_eq!((&old["name"], &old["operation"]), (&json!("ana"), &json!("")));
        board.stop().await;
    }

    async fn a_changed_operation_or_ground_is_found(db: TestDb) {
        db.may_break_custody();
        let board = Board::start(&db).await;
        noted(&board).await;
        let node = &board.running.node;
        custody_log::sequence(node.db()).await.unwrap();
        for column in ["operation", "grounds"] {
            change(&board, &format!("UPDATE custody_entry SET {column} = 'x' || {column}")).await;
            assert!(!custody_log::verify(node.db()).await.unwrap().is_intact(), "{column}");
            change(&board, &format!("UPDATE custody_entry SET {column} = SUBSTR({column}, 2)")).await;
            assert!(custody_log::verify(node.db()).await.unwrap().is_intact(), "{column}");
        }
        board.stop().await;
    }

    async fn without_a_log_nothing_is_shown(db: TestDb) {
        let board = Board::start(&db).await;
        let path = format!("/api/notes/{}", noted(&board).await);
        let refusing = match db.engine() {
            Engine::Sqlite => [
                "CREATE TRIGGER refuse BEFORE INSERT ON custody_entry BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END",
                "DROP TRIGGER refuse",
            ],
            Engine::Postgres => [
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken on purpose''; END';
                 CREATE TRIGGER refuse BEFORE INSERT ON custody_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
                "DROP TRIGGER refuse ON custody_entry",
            ],
        };
        let missing = ["ALTER TABLE custody_entry RENAME TO lost_entry", "ALTER TABLE lost_entry RENAME TO custody_entry"];
        for [breaking, mending] in [missing, refusing] {
            change(&board, breaking).await;
            for accept in ["application/json", "text/html"] {
                let answer = board.get("rea", &path).header("accept", accept).send().await.unwrap();
                assert_eq!(answer.status(), 503, "{breaking}");
                let text = answer.text().await.unwrap();
                assert!(!text.contains("Zoraida") && !text.contains("on purpose"), "{text}");
            }
            let added = board.post("ana", "/api/notes").json(&json!({ "body": "lost" })).send().await.unwrap();
            assert_eq!(added.status(), 500, "{breaking}");
            change(&board, mending).await;
            assert_eq!(json_of(board.get("rea", &path)).await["body"], BODY);
            assert_eq!(json_of(board.get("rea", "/api/notes")).await, 1, "nothing was done");
        }
        board.stop().await;
    }
}
