//! Points, and the explanation of a subject: from the API, on the page, and added up by somebody else's program.

use std::process::{Command, Output};

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::cybertipline::{Report, StatedDate};

use crate::support::{Account, Client, Package, Station, subject_of, text};

/// Who the accounts of these reports say that they are: name and birth date.
type Holder = (&'static str, &'static str, &'static str);

const ONE: Holder = ("Ana", "Ruiz", "1990-01-02");
const STRANGERS: [Holder; 4] = [
    ("Luis", "Gil", "1971-05-06"),
    ("Eva", "Mar", "1985-07-08"),
    ("Pol", "Serra", "1966-09-10"),
    ("Iria", "Castro", "1999-11-12"),
];

/// A report for each account, whose number is its place; all state the same address.
fn package(referral_id: &str, accounts: &[(i64, &'static str, Holder)]) -> Vec<u8> {
    let report = |&(number, identifier, _): &(i64, &'static str, Holder)| {
        (number, Account { identifier, email: Some("Same.Box@mail.example") }, Vec::new())
    };
    let package = Package {
        agency: "es-police",
        referral_id: referral_id.to_owned(),
        reports: accounts.iter().map(report).collect(),
    };
    package.write_with(&|number, report: &mut Report| {
        let (.., (first, last, birth)) = accounts.iter().find(|account| account.0 == number).unwrap();
        let person = report.person_or_user_reported[0].person.as_mut().unwrap();
        person.first_name = Some((*first).to_owned());
        person.last_name = Some((*last).to_owned());
        person.date_of_birth = Some(StatedDate::parse(birth).unwrap());
    })
}

async fn receive(station: &Station, package: Vec<u8>) {
    station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
}

async fn explanation(inspector: &Client, identifier: &str) -> Value {
    let subject = subject_of(inspector, identifier).await;
    inspector.get(&format!("/api/subjects/{}/explanation", text(&subject, "subject_id"))).await.ok()
}

/// Adds the points anew by the script that is handed out with the explanation.
fn add_points(db: &TestDb, explanation: &Value) -> Output {
    let file = db.folder().join("explanation.json");
    std::fs::write(&file, explanation.to_string()).unwrap();
    let python = std::env::var_os("AMPARO_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/add_points.py");
    Command::new(python).arg(script).arg(file).env("PYTHONIOENCODING", "utf-8").output().unwrap()
}

/// The part of a page between these, with ids that stay the same from run to run.
fn steady(page: &str) -> String {
    let (_, main) = page.split_once("<article").unwrap();
    let (main, _) = main.split_once("</article>").unwrap();
    let mut known: Vec<String> = Vec::new();
    let mut shown = String::new();
    for word in main.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_id = bare.len() == 36 && bare.as_bytes()[3] == b'_';
        if !is_id {
            shown.push_str(word);
            continue;
        }
        let place = known.iter().position(|id| id == bare).unwrap_or_else(|| {
            known.push(bare.to_owned());
            known.len() - 1
        });
        shown.push_str(&format!("{}_{}{}", &bare[..3], place + 1, &word[bare.len()..]));
    }
    shown
}

service::both_engines! {
    async fn a_key_that_unlike_accounts_hold_joins_no_more_whatever_came_first(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let [luis, eva, pol, iria] = STRANGERS;
        receive(&station, package("ref_one", &[(1, "alpha", ONE), (2, "beta", ONE)])).await;
        let alpha = explanation(&inspector, "alpha").await;
        assert_eq!((&alpha["lines"][0]["holders"], &alpha["total_millibits"]), (&json!(1), &json!(9_000)));
        let path = format!("/subjects/{}/explanation", text(&alpha, "subject_id"));
        assert!(inspector.page(&path, "es").await.body.contains("1: nadie contradice a otro"));
        receive(&station, package("ref_two", &[(3, "gamma", luis)])).await;
        let alpha = explanation(&inspector, "alpha").await;
        assert_eq!(alpha["accounts"].as_array().unwrap().len(), 3, "two may be one who lies: {alpha}");
        assert_eq!(alpha["lines"][0]["holders"], 2);
        receive(&station, package("ref_three", &[(4, "delta", eva), (5, "epsilon", pol), (6, "zeta", iria)])).await;
        let alpha = subject_of(&inspector, "alpha").await;
        assert_eq!(alpha["accounts"].as_array().unwrap().len(), 1, "{alpha}");
        let link = &alpha["links"][0];
        assert_eq!((&link["weakened"], &link["joins"], &link["standing"]), (&json!(true), &json!(false), &json!(true)));
        assert_eq!((&link["holders"], &link["points_millibits"]), (&json!(5), &json!(0)));
        for (lang, said) in [("en", "too common to join"), ("es", "demasiado común para unir")] {
            let page = inspector.page(&format!("/subjects/{}", text(&alpha, "subject_id")), lang).await;
            assert!(page.body.contains(said), "{page:?}");
        }
        station.stop().await;
    }

    async fn the_order_in_which_accounts_came_decides_nothing(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let [luis, eva, pol, iria] = STRANGERS;
        // those who contradict each other first, and the two of one name last
        for (number, (name, holder)) in (1..).zip([("gamma", luis), ("delta", eva), ("epsilon", pol), ("zeta", iria), ("alpha", ONE), ("beta", ONE)]) {
            receive(&station, package(&format!("ref_{number}"), &[(number, name, holder)])).await;
        }
        let subjects = inspector.get("/api/subjects").await.ok();
        assert_eq!(subjects.as_array().unwrap().len(), 6);
        station.stop().await;
    }

    async fn what_ties_two_reports_is_named_and_the_bridge_with_its_sides(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        receive(&station, package("ref_one", &[(1, "alpha", ONE), (2, "beta", ONE), (12, "alpha", ONE)])).await;
        let why = explanation(&inspector, "alpha").await;
        assert_eq!(why["bridges"].as_array().unwrap().len(), 1, "{why}");
        assert_eq!(why["bridges"][0]["join"]["millibits"], 9_000);
        assert_eq!(why["lines"][0]["stated_a"][0]["text"], "Same.Box@mail.example");
        assert_eq!(why["lines"][0]["normalised"], "same.box@mail.example");
        let page = |from: i64, to: i64| format!("/subjects/{}/explanation?from={from}&to={to}", why["subject_id"].as_str().unwrap());
        for (from, to, said) in [(1, 2, "the weakest pair between them is"), (1, 12, "both name account"), (1, 99, "nothing that joins leads")] {
            let shown = inspector.page(&page(from, to), "en").await;
            assert!(shown.body.contains(said), "{from} {to}: {shown:?}");
        }
        station.stop().await;
    }

    async fn the_points_add_up_for_somebody_else_with_python(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        receive(&station, package("ref_one", &[(1, "alpha", ONE), (2, "beta", ONE), (3, "gamma", STRANGERS[0])])).await;
        let mut why = explanation(&inspector, "alpha").await;
        let added = add_points(&db, &why);
        assert!(added.status.success(), "{added:?}");
        let total = why["total_millibits"].as_i64().unwrap();
        why["total_millibits"] = json!(total + 1);
        assert_eq!(add_points(&db, &why).status.code(), Some(1));
        why["total_millibits"] = json!(total);
        why["lines"][0]["holders"] = json!(1);
        assert_eq!(add_points(&db, &why).status.code(), Some(1));
        station.stop().await;
    }

    async fn the_explanation_reads_the_same_in_both_languages(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        // one after the other, so that their numbers are the same from run to run; the last becomes a third party
        for (number, (name, holder)) in (1..).zip([("alpha", ONE), ("beta", ONE), ("gamma", STRANGERS[0])]) {
            receive(&station, package(&format!("ref_{number}"), &[(number, name, holder)])).await;
            station.clock.advance(jiff::SignedDuration::from_secs(1));
        }
        let alpha = subject_of(&inspector, "alpha").await;
        let of = |name: &str| {
            let accounts = alpha["accounts"].as_array().unwrap();
            text(accounts.iter().find(|account| account["esp_identifier"] == name).unwrap(), "account_id")
        };
        for name in ["alpha", "beta"] {
            let veto = json!({ "account_a": of(name), "account_b": of("gamma"), "reason": "interviewed both" });
            inspector.post("/api/vetoes", &veto).await.is(201);
        }
        let alpha = subject_of(&inspector, "alpha").await;
        let path = format!("/subjects/{}/explanation", text(&alpha, "subject_id"));
        for lang in ["en", "es"] {
            let page = inspector.page(&path, lang).await;
            page.is(200);
            assert!(page.body.contains("T1") && !page.body.contains("gamma"), "a third party is a number");
            insta::assert_snapshot!(format!("explanation_{lang}"), steady(&page.body));
        }
        station.stop().await;
    }
}
