//! What subjects have in common that makes them no one: a line, a household.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{Account, Media, Package, Station, Upload, print, subject_of};

fn upload(at: &'static str, address: &'static str) -> Upload {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    Upload { media, at, address, port: None, operator: "Operador Uno", viewed: None }
}

/// Four accounts at one address: three on one evening, of whom two state one family name; and one a month later.
fn package() -> Vec<u8> {
    let evening = |at| vec![upload(at, "192.0.2.50")];
    let reports = vec![
        (1, Account { identifier: "ana", email: None }, evening("2020-10-11T20:00:00Z")),
        (2, Account { identifier: "luis", email: None }, evening("2020-10-11T22:00:00Z")),
        (3, Account { identifier: "guest", email: None }, evening("2020-10-12T08:00:00Z")),
        (4, Account { identifier: "later", email: None }, evening("2020-11-11T20:00:00Z")),
        (
            5,
            Account { identifier: "elsewhere", email: None },
            vec![upload("2020-10-11T20:00:00Z", "192.0.2.51")],
        ),
    ];
    let package = Package { agency: "es-police", referral_id: "ref_home".to_owned(), reports };
    package.write_with(&|number, report| {
        let name = match number {
            1 => "Ruiz Gil",
            2 => "GIL Mar",
            _ => "Serra",
        };
        report.person_or_user_reported[0].person.as_mut().unwrap().last_name = Some(name.to_owned());
    })
}

fn relation<'a>(subject: &'a Value, other: &Value) -> Option<&'a Value> {
    let relations = subject["relations"].as_array().unwrap();
    relations.iter().find(|relation| relation["subject_id"] == other["subject_id"])
}

service::both_engines! {
    async fn a_line_and_a_household_are_shown_and_make_nobody_one(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.client("clearinghouse").post_bytes("/referrals", package(), None).await.is(201);
        assert_eq!(inspector.get("/api/subjects").await.ok().as_array().unwrap().len(), 5, "never one");
        let mut subjects = Vec::new();
        for name in ["ana", "luis", "guest", "later", "elsewhere"] {
            subjects.push(subject_of(&inspector, name).await);
        }
        let [ana, luis, guest, later, elsewhere] = subjects.as_slice() else { unreachable!("five") };
        let home = relation(ana, luis).unwrap();
        assert_eq!((&home["kind"], &home["grounds"]), (&json!("same_household"), &json!(["line", "family_name"])));
        let line = relation(ana, guest).unwrap();
        assert_eq!((&line["kind"], &line["act_count"]), (&json!("same_line"), &json!(1)));
        assert!(relation(luis, ana).is_some(), "of both sides");
        assert_eq!(relation(ana, later), None, "a month later the address may be anybody's");
        assert_eq!(relation(ana, elsewhere), None);
        for (lang, said) in [("en", "Same household"), ("es", "El mismo hogar")] {
            let page = inspector.page(&format!("/subjects/{}", ana["subject_id"].as_str().unwrap()), lang).await;
            assert!(page.body.contains(said), "{page:?}");
        }
        station.stop().await;
    }
}
