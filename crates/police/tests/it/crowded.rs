//! A trait that very many accounts state links nothing, and is no burden: whatever came first, and again once fewer state it.

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

const SHARED: &str = "one@mail.example";

/// Reports of accounts that state the same address, without uploads.
fn package(referral_id: &str, accounts: &[(i64, &'static str)]) -> Package {
    let report = |&(number, identifier): &(i64, &'static str)| {
        (number, Account { identifier, email: Some(SHARED) }, Vec::new())
    };
    let reports = accounts.iter().map(report).collect();
    Package { agency: "es-police", referral_id: referral_id.to_owned(), reports }
}

/// Accounts of which nothing is known but that they state the key that two accounts share.
async fn add_holders(station: &Station, like: &Value, count: usize) {
    let known = [text(&like["accounts"][0], "account_id"), text(&like["accounts"][1], "account_id")];
    let (start, _) = known[0].split_at(known[0].len() - 4);
    let new = (0..0x1_0000).map(|number| format!("{start}{number:04x}")).filter(|id| !known.contains(id));
    let mut tx = station.running.node.db().begin_write("test").await.unwrap();
    let shared = "SELECT key_blind FROM account_trait GROUP BY key_blind HAVING COUNT(*) = 2";
    let key_blind: String = sqlx::query(shared).fetch_one(tx.conn()).await.unwrap().get("key_blind");
    let subject = text(like, "subject_id");
    for id in new.take(count) {
        let account = "INSERT INTO account (account_id, service, subject_id, first_seen_at) VALUES ($1, 'other.example', $2, 0)";
        sqlx::query(account).bind(id.clone()).bind(subject.clone()).execute(tx.conn()).await.unwrap();
        let stated = "INSERT INTO account_trait (account_id, key_blind) VALUES ($1, $2)";
        sqlx::query(stated).bind(id).bind(key_blind.clone()).execute(tx.conn()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn count_links(station: &Station) -> i64 {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query("SELECT COUNT(*) AS links FROM link").fetch_one(tx.conn()).await.unwrap().get("links")
}

async fn subject_id(inspector: &Client, account: &str) -> String {
    text(&subject_of(inspector, account).await, "subject_id")
}

service::both_engines! {
    async fn a_trait_that_very_many_state_makes_no_links_until_fewer_do(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package("ref_one", &[(1, "alpha"), (2, "beta")])).await.is(201);
        let joined = subject_of(&inspector, "alpha").await;
        assert_eq!(joined["accounts"].as_array().unwrap().len(), 2);
        add_holders(&station, &joined, 97).await;
        // the hundredth is linked as any other
        station.receive(&package("imp_one", &[(3, "gamma")])).await.is(201);
        assert_eq!(subject_id(&inspector, "gamma").await, subject_id(&inspector, "beta").await);
        assert_eq!(count_links(&station).await, 3);

        // one more: no link is made, and none joins
        station.receive(&package("ref_two", &[(4, "delta")])).await.is(201);
        assert_eq!(count_links(&station).await, 3);
        let mut apart = Vec::new();
        for account in ["alpha", "beta", "gamma", "delta"] {
            let subject = subject_of(&inspector, account).await;
            assert_eq!(subject["links"], json!([]), "{account}");
            let why = inspector.get(&format!("/api/subjects/{}/explanation", text(&subject, "subject_id"))).await.ok();
            assert_eq!(why["crowded"], json!([{ "kind": "email", "normalised": SHARED, "accounts": [1] }]), "{why}");
            assert_eq!((&why["lines"], &why["pairs"]), (&json!([]), &json!([])));
            apart.push(text(&subject, "subject_id"));
        }
        apart.sort();
        apart.dedup();
        assert_eq!(apart.len(), 4);
        for (lang, said) in [("en", "Traits that too many state"), ("es", "Datos que declaran demasiadas cuentas")] {
            let page = inspector.page(&format!("/subjects/{}/explanation", apart[0]), lang).await;
            assert!(page.body.contains(said) && page.body.contains("100"), "{page:?}");
        }

        // without the third, the fourth is linked as if it had come in its place
        let import = inspector.get("/api/imports").await.ok();
        let undo = format!("/api/imports/{}/undo", text(&import[0], "import_id"));
        let asked = inspector.post(&undo, &json!({ "reason": "the wrong folder" })).await.ok();
        inspector.as_other("ivan").approve(&asked).await.ok();
        assert_eq!(count_links(&station).await, 3);
        let delta = subject_of(&inspector, "delta").await;
        assert_eq!(delta["accounts"].as_array().unwrap().len(), 3, "{delta}");
        assert_eq!(delta["links"].as_array().unwrap().len(), 3);
        station.stop().await;
    }

    async fn who_was_identified_by_a_trait_that_an_intake_makes_common_has_lost_a_ground(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let mut first = package("ref_one", &[(1, "alpha"), (2, "beta")]);
        let media = Media { bytes: b"pattern one", print: print('3', 80) };
        let (at, address) = ("2020-10-01T16:00:00Z", "192.0.2.1");
        first.reports[0].2 = vec![Upload { media, at, address, port: None, operator: "Operador Uno", viewed: None }];
        station.receive(&first).await.is(201);
        let joined = subject_of(&inspector, "alpha").await;
        let body = person(&joined, json!("all"), ["Pedro", "Luismar"], born("1990-01-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.ok();
        add_holders(&station, &joined, 98).await;
        assert_eq!(inspector.get("/api/lost-grounds").await.ok(), json!([]));

        // the first account too many: what the address joined falls apart
        station.receive(&package("ref_two", &[(3, "gamma")])).await.is(201);
        let listed = inspector.get("/api/lost-grounds").await.ok();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
        let loss = inspector.get(&format!("/api/lost-grounds/{}", text(&listed[0], "loss_id"))).await.ok();
        assert!(loss["objects"].as_array().unwrap().iter().any(|row| row["kind"] == "identification"), "{loss}");
        for (lang, said) in [("en", "the trait they shared is common"), ("es", "el dato que compartían es común")] {
            let page = inspector.page(&format!("/lost-grounds/{}", text(&listed[0], "loss_id")), lang).await;
            assert!(page.body.contains(said), "{page:?}");
        }
        station.stop().await;
    }
}
