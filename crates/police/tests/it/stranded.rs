//! A closed operation whose readers have all gone: the administrator is told before, and two persons name a reader afterwards.

use serde_json::json;
use service::testing::TestDb;
use sqlx::Row as _;

use crate::support::{Client, Station, text};

/// An operation of ines, closed to her and these.
async fn closed(ines: &Client, name: &str, readers: &str) -> String {
    let operation_id =
        text(&ines.post("/api/operations", &json!({ "name": name })).await.ok(), "operation_id");
    let body = json!({ "readers": readers, "reason": "an officer is named" });
    ines.post(&format!("/api/operations/{operation_id}/close"), &body).await.ok();
    operation_id
}

/// The ids of what nobody can let others into.
async fn stranded(client: &Client) -> Vec<String> {
    let listed = client.get("/api/stranded-operations").await.ok();
    listed.as_array().unwrap().iter().map(|row| text(row, "operation_id")).collect()
}

/// An account in use, made by adam; gives its id.
pub(crate) async fn account(station: &Station, name: &str, role: &str) -> String {
    let adam = station.client("adam");
    adam.submit("/accounts", &json!({ "name": name, "role": role, "unit": "" })).await.is(200);
    let mut tx = station.running.node.db().begin_write("test").await.unwrap();
    sqlx::query("UPDATE staff_account SET state = 'active' WHERE state = 'invited'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let list = adam.page("/accounts", "en").await.body;
    let link = list.split("href=\"/accounts/").find(|rest| rest.contains(&format!(">{name}<"))).unwrap();
    link.split('"').next().unwrap().to_owned()
}

/// What the custody entries of one action say.
pub(crate) async fn entries(station: &Station, action: &str) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let rows = sqlx::query("SELECT body FROM custody_entry WHERE action = $1").bind(action.to_owned());
    rows.fetch_all(tx.conn()).await.unwrap().iter().map(|row| row.get("body")).collect()
}

/// Who reads an operation, as the database has it.
async fn readers(station: &Station, operation_id: &str) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let sql = "SELECT reader FROM operation_reader WHERE operation_id = $1 ORDER BY reader";
    let rows = sqlx::query(sql).bind(operation_id.to_owned()).fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get("reader")).collect()
}

service::both_engines! {
    async fn two_persons_name_a_reader_where_none_is_left(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let left = closed(&station.inspector(), "Xqvname", "").await;
        let read = closed(&station.inspector(), "Other", "ivan").await;
        let adam = station.client("adam");
        assert!(stranded(&adam).await.is_empty(), "its leader reads it");
        let ask = |id: &str| format!("/api/operations/{id}/appoint-reader");
        let named = |reader: &str| json!({ "reader": reader, "reason": "the leader has left" });
        adam.post(&ask(&left), &named("ivan")).await.is(404);
        station.stop().await;

        let station = Station::start_without(&db, "ines").await;
        let (ivan, adam) = (station.client("ivan"), station.client("adam"));
        for (client, lang) in [(&ivan, "en"), (&adam, "es")] {
            assert_eq!(stranded(client).await, [left.as_str()]);
            let page = client.page("/stranded-operations", lang).await;
            assert!(page.body.contains(&left) && !page.body.contains("Xqvname"), "{page:?}");
        }
        let listed = adam.get("/stranded-operations?format=json").await.ok();
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["led_by"]), (1, &json!("ines")), "{listed}");
        ivan.get(&format!("/api/operations/{left}")).await.is(404);
        // one that has a reader answers like one that never was
        let never = adam.post(&ask("ope_0176a893628079a08b0c0746228b6672"), &named("ivan")).await;
        assert_eq!(adam.post(&ask(&read), &named("ivan")).await.body, never.body);
        let refused = adam.submit(&format!("/operations/{left}/appoint-reader"), &json!({ "reader": "ivan", "reason": " " })).await;
        refused.is(422);
        assert!(refused.body.contains("value=\"ivan\"") && refused.body.contains(&format!("id=\"reason-{left}-error\"")), "{refused:?}");
        for (reader, reason, field) in [("olga", "x", "reader"), ("ines", "x", "reader"), ("adam", "x", "reader"), ("ivan", " ", "reason")] {
            adam.post(&ask(&left), &json!({ "reader": reader, "reason": reason })).await.refused(422, field);
        }
        station.client("dora").post(&ask(&left), &named("ivan")).await.is(404);

        // whom it favours cannot approve it, nor who asked
        let asked = adam.post(&ask(&left), &named("ivan")).await;
        asked.is(202);
        ivan.approve(&asked.ok()).await.is(404);
        adam.approve(&asked.ok()).await.refused(422, "approval_id");
        ivan.get(&format!("/api/operations/{left}")).await.is(404);
        let waits = "This waits for a second person";
        assert!(ivan.page("/stranded-operations", "en").await.body.contains(waits));
        let asked = ivan.post(&ask(&left), &named("ivan")).await.ok();
        ivan.approve(&asked).await.is(404);
        let shown = adam.get("/api/approvals").await.ok()["to_decide"][0].clone();
        assert_eq!((&shown["input"]["reader"], &shown["input"]["reason"]), (&json!("ivan"), &json!("the leader has left")));
        assert_eq!(shown["circumstances"][0], json!({ "name": "led_by", "value": "ines" }));
        adam.approve(&asked).await.ok();

        assert_eq!(ivan.get(&format!("/api/operations/{left}")).await.ok()["name"], "Xqvname");
        adam.get(&format!("/api/operations/{left}")).await.is(404);
        assert!(stranded(&adam).await.is_empty());
        adam.post(&ask(&left), &named("ivan")).await.is(404);
        let said = entries(&station, "appoint-reader").await;
        assert!(said.len() == 1 && said[0].contains("approver_blind") && !said[0].contains("ivan"), "{said:?}");
        station.stop().await;
    }

    async fn who_takes_the_last_reader_away_is_told_first(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, adam) = (station.inspector(), station.client("adam"));
        let account_id = account(&station, "nuria", "inspector").await;
        let address = format!("/accounts/{account_id}");
        let operation_id = closed(&ines, "Faro", "NURIA").await;
        assert!(!adam.page(&address, "en").await.body.contains(&operation_id), "ines reads it too");
        let leave = json!({ "reader": "ines", "reason": "another unit" });
        ines.post(&format!("/api/operations/{operation_id}/readers/remove"), &leave).await.ok();
        for (lang, said) in [("en", "Do it all the same"), ("es", "Hacerlo igualmente")] {
            let page = adam.page(&address, lang).await.body;
            assert!(page.contains(&operation_id) && page.contains(said), "{page}");
        }
        let post = json!({ "role": "registry", "unit": "" });
        let cause = json!({ "cause": "left" });
        for (what, fields) in [("reset", cause.clone()), ("disable", cause.clone()), ("change", post)] {
            let refused = adam.submit(&format!("{address}/{what}"), &fields).await;
            refused.is(409);
            assert!(refused.body.contains(&operation_id), "{refused:?}");
        }
        assert!(stranded(&adam).await.is_empty());
        // an account that waits to be set up again is closed no less knowingly
        let all_the_same = json!({ "cause": "left", "all_the_same": "yes" });
        adam.submit(&format!("{address}/reset"), &all_the_same).await.is(200);
        assert_eq!(stranded(&adam).await, [operation_id.as_str()]);
        assert!(entries(&station, "reset-staff-account").await[0].contains(&operation_id));
        adam.submit(&format!("{address}/disable"), &cause).await.is(409);
        adam.submit(&format!("{address}/disable"), &all_the_same).await.is(303);
        assert!(entries(&station, "disable-staff-account").await[0].contains(&operation_id));
        // whoever is named is the account that is found, in whatever case it was typed
        account(&station, "pilar", "inspector").await;
        let named = json!({ "reader": " PILAR", "reason": "nuria has left" });
        let asked = adam.post(&format!("/api/operations/{operation_id}/appoint-reader"), &named).await.ok();
        station.client("ivan").approve(&asked).await.ok();
        assert_eq!(readers(&station, &operation_id).await, ["nuria", "pilar"]);
        assert!(stranded(&adam).await.is_empty());
        station.stop().await;
    }
}
