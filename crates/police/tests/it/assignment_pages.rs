//! The list of assignments where there are more than a page holds: each stands on one page, in every order.

use std::collections::BTreeSet;

use serde_json::json;
use service::testing::TestDb;

use crate::support::{Account, Client, Media, Package, Station, Upload, born, person, print, text};

/// So many people are handed out, one for each account.
const ALL: usize = 53;
/// Rows of a page.
const PAGE: usize = 50;
const UNITS: [&str; 3] = ["08", "28", "38"];

/// One act on each account, from an address of its own.
fn package() -> Package {
    let report = |number: usize| {
        let upload = Upload {
            media: Media { bytes: b"pattern one", print: print('0', 80) },
            at: "2020-10-01T16:00:00Z",
            address: format!("192.0.2.{number}").leak(),
            port: None,
            operator: "Operador Uno",
            viewed: None,
        };
        let account = Account { identifier: format!("account-{number}").leak(), email: None };
        (i64::try_from(number).unwrap(), account, vec![upload])
    };
    Package {
        agency: "es-police",
        referral_id: "ref_story".to_owned(),
        reports: (1..=ALL).map(report).collect(),
    }
}

/// Identifies a person behind each account, and hands each to one of the units in turn.
async fn hand_out(station: &Station) {
    station.receive(&package()).await.is(201);
    let inspector = station.inspector();
    let subjects = inspector.get("/api/subjects").await.ok();
    let subjects = subjects.as_array().unwrap();
    assert_eq!(subjects.len(), ALL);
    for (number, subject) in subjects.iter().enumerate() {
        let name = format!("Sanz {number}");
        let body = person(subject, json!("all"), ["Iker", &name], born("1990-01-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let asked = inspector.ask_assignment(&person_id, UNITS[number % UNITS.len()]).await.ok();
        inspector.as_other("ivan").approve(&asked).await.ok();
    }
}

/// The assignments that a page lists, in its order.
async fn listed(client: &Client, query: &str) -> Vec<String> {
    let page = client.page(&format!("/assignments?{query}"), "en").await;
    page.is(200);
    let ids = page.body.split("/assignments/asg_").skip(1);
    let mut ids: Vec<String> =
        ids.map(|rest| rest.chars().take_while(char::is_ascii_hexdigit).collect()).collect();
    ids.dedup();
    ids
}

service::both_engines! {
    async fn each_assignment_stands_on_one_page(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        hand_out(&station).await;
        let inspector = station.inspector();
        let newest = listed(&inspector, "sort=-assigned_at").await.remove(0);
        let outcome = json!({ "code": "heard_without_arrest", "at": "2020-12-27T08:00:00Z" });
        inspector.post(&format!("/api/assignments/asg_{newest}/outcome"), &outcome).await.ok();
        let mut orders = Vec::new();
        for sort in ["assigned_at", "-assigned_at", "unit", "-unit", "outcome", "-outcome"] {
            let mut pages = listed(&inspector, &format!("sort={sort}")).await;
            assert_eq!(pages.len(), PAGE, "{sort}");
            pages.extend(listed(&inspector, &format!("sort={sort}&page=2")).await);
            assert_eq!((pages.len(), pages.iter().collect::<BTreeSet<_>>().len()), (ALL, ALL), "{sort}");
            orders.push(pages);
        }
        for pair in orders.chunks(2) {
            assert!(pair[0].iter().eq(pair[1].iter().rev()), "one order is the other from its end: {pair:?}");
        }
        assert_eq!((&orders[1][0], &orders[5][0]), (&newest, &newest), "the only one that something came of");

        let of_unit = listed(&inspector, "unit=08").await;
        assert_eq!(of_unit.len(), ALL.div_ceil(UNITS.len()));
        let first_unit: BTreeSet<_> = orders[2][..of_unit.len()].iter().collect();
        assert_eq!(first_unit, of_unit.iter().collect::<BTreeSet<_>>());
        let own = listed(&station.client("olga"), "").await;
        assert_eq!(own, of_unit, "a unit sees its own");
        assert_eq!(station.client("olga").page("/assignments?unit=28", "en").await.status, 404);
        let file = inspector.get("/assignments?format=json").await.ok();
        assert_eq!(file.as_array().map(Vec::len), Some(ALL), "a download holds all pages");
        station.stop().await;
    }
}
