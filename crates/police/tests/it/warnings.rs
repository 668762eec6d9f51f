//! Officers are warned once at each threshold that an operator may soon erase what nobody has asked for, and take it on by name.

use std::collections::BTreeSet;

use serde_json::json;
use service::testing::TestDb;

use crate::support::{Account, Media, Package, Station, Upload, at, print, subject_of, text};

const OPERATOR: &str = "Telefonica Ejemplo";
const UNDO: &str = "/evidence-warnings/take/undo";

/// Of a connection whose record may be erased on 10 October 2021.
fn package() -> Package {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T12:00:00+02:00",
        address: "192.0.2.10",
        port: None,
        operator: OPERATOR,
        viewed: Some(true),
    };
    Package {
        agency: "es-police",
        referral_id: "ref_warnings".to_owned(),
        reports: vec![(7_300_001, Account { identifier: "alpha", email: None }, vec![upload])],
    }
}

/// The warnings as the list gives them, open or all.
async fn listed(station: &Station, state: &str) -> Vec<(i64, String)> {
    let path = format!("/evidence-warnings?format=json&sort=raised_at&state={state}");
    let rows = station.inspector().get(&path).await.ok();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| (row["days_before"].as_i64().unwrap(), row["state"].to_string()))
        .collect()
}

/// Waits until the node, which looks at its start and once an hour, has raised so many.
pub(crate) async fn raised(station: &Station, count: usize) -> Vec<(i64, String)> {
    for _ in 0..200 {
        let rows = listed(station, "all").await;
        if rows.len() >= count {
            return rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{count} warnings are raised")
}

service::both_engines! {
    async fn each_threshold_warns_once_and_a_named_officer_takes_it_on(db: TestDb) {
        let mut station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        assert!(listed(&station, "all").await.is_empty(), "more than thirty days are left");
        for (day, count, threshold) in
            [("2021-09-11T10:00:00Z", 1, 30), ("2021-09-30T10:00:00Z", 2, 14), ("2021-10-05T10:00:00Z", 3, 7)]
        {
            station = station.started_again_at(&db, at(day)).await;
            let rows = raised(&station, count).await;
            assert_eq!(rows.len(), count, "{rows:?}");
            assert!(rows.iter().any(|(days, _)| *days == threshold), "{threshold}: {rows:?}");
        }
        // nothing is raised twice
        station = station.started_again_at(&db, at("2021-10-05T12:00:00Z")).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(listed(&station, "all").await.len(), 3);

        let inspector = station.inspector();
        let home = inspector.page("/", "en").await;
        assert!(home.body.contains("connections may soon be erased by their operators"), "{}", home.body);
        let before = json!({ "operator": OPERATOR, "up_to": "2021-09-20T00:00:00Z" });
        let form = json!({ "operator": OPERATOR, "up_to": "2021-10-06T00:00:00Z" });
        for name in ["olga", "adam", "rosa"] {
            station.client(name).submit("/evidence-warnings/take", &form).await.is(404);
        }
        let wrong = json!({ "operator": OPERATOR, "up_to": "now" });
        inspector.submit("/evidence-warnings/take", &wrong).await.is(422);
        // what was not on the page yet stays open
        inspector.submit("/evidence-warnings/take", &before).await.is(303);
        assert_eq!(listed(&station, "").await.len(), 2);
        inspector.submit("/evidence-warnings/take", &form).await.is(303);
        assert!(listed(&station, "").await.is_empty());
        inspector.submit("/evidence-warnings/take", &form).await.is(409);
        let all = inspector.page("/evidence-warnings?state=all", "es").await;
        assert!(all.body.contains("Asumida") && all.body.contains("ines"), "{}", all.body);
        station.stop().await;
    }

    async fn what_was_taken_on_by_mistake_is_open_again_and_both_names_stay(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let station = station.started_again_at(&db, at("2021-10-05T10:00:00Z")).await;
        assert_eq!(raised(&station, 1).await.len(), 1);
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let take = json!({ "operator": OPERATOR, "up_to": "2021-10-06T00:00:00Z" });
        ines.submit("/evidence-warnings/take", &take).await.is(303);
        let taken_at = model::Clock::now(&*station.clock).to_string();
        let undo = |by: &str, reason: &str| {
            json!({ "operator": OPERATOR, "taken_by": by, "taken_at": taken_at, "reason": reason })
        };
        let page = ivan.page("/evidence-warnings", "en").await;
        assert!(page.body.contains("Taken on, newest first") && page.body.contains(&taken_at), "{}", page.body);
        let elsewhere = ivan.page("/evidence-warnings?q=nobody", "en").await;
        assert!(!elsewhere.body.contains("Taken on, newest first"), "{}", elsewhere.body);
        for name in ["olga", "adam", "rosa"] {
            station.client(name).submit(UNDO, &undo("ines", "x")).await.is(404);
        }
        ivan.submit(UNDO, &undo("ivan", "x")).await.is(409);
        ivan.submit(UNDO, &undo("ines", " ")).await.is(422);
        let not_then = json!({ "operator": OPERATOR, "taken_by": "ines", "taken_at": "then", "reason": "x" });
        ivan.submit(UNDO, &not_then).await.is(422);
        assert!(listed(&station, "").await.is_empty(), "nothing was undone so far");

        station.clock.advance(jiff::SignedDuration::from_secs(1));
        ivan.submit(UNDO, &undo("ines", "the operator was not called")).await.is(303);
        ivan.submit(UNDO, &undo("ines", "twice")).await.is(409);
        assert_eq!(listed(&station, "").await.len(), 1, "it warns again");
        let home = ines.page("/", "en").await;
        assert!(home.body.contains("One connection may soon be erased by its operator"), "{}", home.body);
        let all = ines.page("/evidence-warnings?state=all", "es").await;
        for said in ["Sin asumir", "La había asumido ines", "Lo deshizo ivan", "the operator was not called"] {
            assert!(all.body.contains(said), "{said}: {}", all.body);
        }
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let kept = sqlx::query("SELECT reason FROM evidence_warning_undo").fetch_all(tx.conn()).await.unwrap();
        let sealed: String = sqlx::Row::get(&kept[0], "reason");
        assert!(kept.len() == 1 && !sealed.contains("operator"), "{sealed}");
        let entries = "SELECT object_id FROM custody_entry WHERE object_kind = 'evidence_warning'
             AND action IN ('acknowledge-warnings', 'undo-acknowledgement')";
        let entries = sqlx::query(entries).fetch_all(tx.conn()).await.unwrap();
        let chains: BTreeSet<String> = entries.iter().map(|row| sqlx::Row::get(row, "object_id")).collect();
        assert_eq!((entries.len(), chains.len()), (2, 1), "what is undone and that it is stand in one chain");
        drop(tx);

        // and it can be taken on again
        ivan.submit("/evidence-warnings/take", &take).await.is(303);
        assert!(listed(&station, "").await.is_empty());
        let all = ines.page("/evidence-warnings?state=all", "en").await;
        assert!(all.body.contains("ivan undid that"), "{}", all.body);
        station.stop().await;
    }

    async fn what_was_asked_for_warns_nobody(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let inspector = station.inspector();
        let subject = subject_of(&inspector, "alpha").await;
        let asked = json!({
            "operator": OPERATOR, "legal_basis": "auto 1/2020", "act_ids": [text(&subject["acts"][0], "act_id")]
        });
        inspector.post("/api/disclosure-requests", &asked).await.ok();
        let station = station.started_again_at(&db, at("2021-10-05T10:00:00Z")).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert!(listed(&station, "all").await.is_empty());
        station.stop().await;
    }

    async fn a_letter_is_drafted_once_and_a_confirmed_one_ends_the_warning(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let station = station.started_again_at(&db, at("2021-10-05T10:00:00Z")).await;
        raised(&station, 1).await;
        let inspector = station.inspector();
        let form = json!({ "operator": OPERATOR });
        inspector.submit("/evidence-warnings/preserve", &form).await.is(303);
        inspector.submit("/evidence-warnings/preserve", &form).await.is(409);
        let letters = inspector.get("/api/preservation-letters").await.ok();
        assert_eq!(letters.as_array().unwrap().len(), 1, "{letters}");
        assert_eq!(listed(&station, "").await.len(), 1, "a draft preserves nothing");

        let letter = format!("/api/preservation-letters/{}", text(&letters[0], "letter_id"));
        let sent = json!({ "channel": "portal", "reference": "P-1", "sent_on": "2021-10-05" });
        inspector.post(&format!("{letter}/sent"), &sent).await.is(201);
        let answer = json!({ "verdict": "confirmed", "preserved_until": "2022-03-01", "reference": "C-1" });
        inspector.post(&format!("{letter}/answer"), &answer).await.is(201);
        assert!(listed(&station, "").await.is_empty());
        let all = inspector.page("/evidence-warnings?state=all", "es").await;
        assert!(all.body.contains("El operador la conserva"), "{}", all.body);

        inspector.post(&format!("{letter}/answer/undo"), &json!({ "reason": "of another case" })).await.is(200);
        assert_eq!(listed(&station, "").await.len(), 1, "it is open again");
        station.stop().await;
    }
}
