//! A search finds what the reader may see, and what a closed operation holds for its readers alone.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

/// One report of one account.
fn package() -> Package {
    let account = Account { identifier: "sought", email: Some("sought@mail.example") };
    let upload = Upload {
        media: Media { bytes: b"pattern that is sought", print: print('6', 80) },
        at: "2020-10-01T16:00:00Z",
        address: "192.0.2.66",
        port: None,
        operator: "Operador Uno",
        viewed: None,
    };
    Package {
        agency: "es-police",
        referral_id: "ref_sought".to_owned(),
        reports: vec![(301, account, vec![upload])],
    }
}

/// The page that answers, as far as it names hits: how many links it has to pages of these kinds.
pub(crate) async fn hits(client: &Client, kind: &str, value: &str, beside: (&str, &str)) -> usize {
    let (field, text) = beside;
    let mut fields = json!({ "purpose": "inquiry", "words": "inquiry 7", "kind": kind, "value": value });
    fields[field] = Value::from(text);
    let answer = client.submit("/search", &fields).await;
    answer.is(200);
    ["reports", "subjects", "persons"]
        .iter()
        .map(|page| answer.body.matches(&format!("href=\"/{page}/")).count())
        .sum()
}

/// Every way to what the package holds, as this reader searches.
async fn found(client: &Client, sha256: &str) -> Vec<usize> {
    let none = ("words", "inquiry 7");
    vec![
        hits(client, "report", "301", none).await,
        hits(client, "account", "sought", ("service", "rede.example")).await,
        hits(client, "email", "SOUGHT@mail.example", none).await,
        hits(client, "address", "192.0.2.66", none).await,
        hits(client, "digest", sha256, none).await,
        hits(client, "name", "Xerach", ("family_name", "Sought")).await,
    ]
}

service::both_engines! {
    async fn a_closed_operation_is_found_by_its_readers_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let subject = subject_of(&ines, "sought").await;
        let sha256 = text(&subject["acts"][0], "file_sha256");
        let body = person(&subject, json!("all"), ["Xerach", "Sought"], born("1990-03-01"), json!("unknown"));
        ines.post("/api/persons", &body).await.ok();
        assert_eq!(found(&ivan, &sha256).await, [1; 6]);
        assert_eq!(hits(&ivan, "address", "192.0.2.67", ("words", "x")).await, 0);

        let operation = ines.post("/api/operations", &json!({ "name": "sought" })).await.ok();
        let operation_id = text(&operation, "operation_id");
        let chosen = json!({ "subject_ids": [text(&subject, "subject_id")] });
        ines.post(&format!("/api/operations/{operation_id}/subjects"), &chosen).await.ok();
        let why = json!({ "readers": "", "reason": "an officer is named" });
        ines.post(&format!("/api/operations/{operation_id}/close"), &why).await.ok();
        assert_eq!(found(&ines, &sha256).await, [1; 6], "its leader finds it");
        assert_eq!(found(&ivan, &sha256).await, [0; 6], "nobody else does");
        // an officer of a unit does not search at all
        let olga = station.client("olga");
        olga.submit("/search", &json!({ "purpose": "inquiry", "kind": "report", "value": "301" })).await.is(404);
        station.stop().await;
    }

    async fn what_was_kept_before_addresses_had_digests_is_found_after_the_next_start(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE act SET address_blind = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let none = ("words", "inquiry 7");
        assert_eq!(hits(&station.client("ivan"), "address", "192.0.2.66", none).await, 0);
        station.stop().await;
        let station = Station::start(&db).await;
        let ivan = station.client("ivan");
        assert_eq!(hits(&ivan, "address", "192.0.2.66", none).await, 1);
        assert_eq!(hits(&ivan, "address", "::ffff:192.0.2.66", none).await, 1, "the same, written as IPv6");
        station.stop().await;
    }

    async fn a_name_is_found_however_it_is_spelt_and_one_kept_before_after_the_next_start(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let subject = subject_of(&ines, "sought").await;
        let body = person(&subject, json!("all"), ["Begoña", "Pérez-Gil"], born("1990-03-01"), json!("unknown"));
        ines.post("/api/persons", &body).await.ok();
        let spellings = [("Begoña", "Pérez-Gil"), ("BEGONA", "Perez Gil"), ("begon\u{303}a", "Pe\u{301}rez  Gil")];
        for (given, family) in spellings {
            assert_eq!(hits(&ines, "name", given, ("family_name", family)).await, 1, "{given} {family}");
        }
        assert_eq!(hits(&ines, "name", "Begoña Pérez", ("family_name", "Gil")).await, 0, "another name");
        // as an update leaves it
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE person SET name_blind = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(hits(&ines, "name", "BEGONA", ("family_name", "Perez Gil")).await, 0);
        station.stop().await;
        let station = Station::start(&db).await;
        assert_eq!(hits(&station.client("ivan"), "name", "BEGONA", ("family_name", "Perez Gil")).await, 1);
        station.stop().await;
    }
}
