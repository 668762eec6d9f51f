//! Journeys in a browser, by keyboard alone, in both languages, with scripts and without: the main one of each desk, and whole pieces of work.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::chain::{Chain, Role, text, with_chain, with_equipped_chain};
use crate::in_browser::{leave_work, play};
use crate::operation::{
    Picture, UPLOADS, confirm, file_all, publish_list, refer, subject_of, until_delivered, upload,
};
use crate::outside;

#[test]
fn each_desk_is_worked_at_by_keyboard_in_browser() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        play(chain).await;
        leave_work(chain).await;
        let input = json!({"chromium": outside::program("chromium"), "visitors": {
            "moderator": visitor(&chain.platform, "marta"), "analyst": visitor(&chain.clearinghouse, "noor"),
            "inspector": visitor(&chain.police, "ines"), "officer": visitor(&chain.police, "guaci"),
        }});
        let walked = outside::ask(outside::node("journeys.mjs"), &input).await;
        assert_eq!(walked["findings"], json!([]), "{:#}", walked["findings"]);
        let ends = walked["ends"].as_array().expect("ends");
        assert_eq!(ends.len(), 8, "{walked:#}");
        for end in ends {
            let (who, path) = (text(&end["who"]), text(&end["path"]));
            let start = match who.as_str() {
                "moderator" => "/hits/",
                "analyst" => "/reports/",
                "inspector" => "/operations/",
                _ => "/assignments/",
            };
            assert!(path.starts_with(start) || path == start.trim_end_matches('/'), "{end:#}");
            assert_eq!(end["lang"], end["page_lang"], "{end:#}");
            assert!(
                who == "analyst" || !text(&end["told"]).is_empty(),
                "nothing says that it was done: {end:#}"
            );
        }
        check_dismissed(chain).await;
    });
}

/// Somebody at a desk.
fn visitor(role: &Role, user: &str) -> Value {
    json!({"url": role.url(), "user": user, "secret": role.secret(user)})
}

/// What the keyboard did is there.
async fn check_dismissed(chain: &Chain) {
    let hits: Value = chain.platform.client("marta").get("/api/hits?state=dismissed").await;
    let dismissed = hits["hits"].as_array().expect("hits").len();
    assert!(dismissed >= 2, "two moderators dismissed by keyboard: {hits:#}");
    let operations = chain.police.client("ines").get("/api/operations").await;
    assert!(operations.to_string().matches("Ejercicio").count() >= 2, "{operations:#}");
}

/// An inspector takes a subject from the inbox to the unit, a second one releases it, and the unit, on a slow line, accepts it, records what came of it
/// and files the minor for the juvenile prosecutor.
#[test]
fn a_case_goes_from_the_inbox_to_the_prosecutor_by_keyboard_in_browser() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let police = &chain.police;
        let works = deliver_subjects(chain).await;
        let input = json!({
            "chromium": outside::program("chromium"), "works": works,
            "stages": ["inbox", "identify", "approve", "outcome", "file"],
            "visitors": {
                "inspector": visitor(police, "ines"), "second": visitor(police, "ivan"),
                "officer": visitor(police, "guaci")
            }
        });
        walk(
            &input,
            &[
                ("inbox", "/disclosure-requests/dis_", true),
                ("identify", "/persons/per_", true),
                ("approve", "/approvals", true),
                ("outcome", "/assignments/asg_", true),
                ("file", "/prosecutor-files/pfl_", true),
            ],
        )
        .await;
        let inspector = police.client("ines");
        let assignments = inspector.get("/api/assignments").await;
        let heard = assignments.to_string().matches("heard_without_arrest").count();
        assert_eq!(heard, 2, "{assignments:#}");
        let files = inspector.get("/prosecutor-files?format=json").await;
        assert_eq!(files.as_array().map(Vec::len), Some(2), "{files:#}");
    });
}

/// A moderator looks at the duties and at what is practised, decides on the first item and finds its report; another decides on a file that many
/// accounts shared, and on an appeal.
#[test]
fn a_moderators_first_day_and_bad_night_are_worked_by_keyboard_in_browser() {
    with_equipped_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let platform = &chain.platform;
        file_all(chain).await;
        appeal_twice(chain).await;
        share_widely(chain).await;
        let input = json!({
            "chromium": outside::program("chromium"), "stages": ["first_day", "bad_night"],
            "works": [{"lang": "es", "scripted": true}, {"lang": "en", "scripted": false}],
            "visitors": {"moderator": visitor(platform, "marta"), "other_moderator": visitor(platform, "mateo")}
        });
        walk(&input, &[("first_day", "/reports/rep_", false), ("bad_night", "/appeals/apl_", true)]).await;
        let appeals = platform.client("marta").get("/api/appeals").await;
        assert_eq!((&appeals["rejected"], &appeals["open"]), (&json!(2), &json!(0)), "{appeals:#}");
    });
}

/// Walks every stage of every work. Each must end, in the language that it began in, at such a path, and where it is asked for be told that it is done.
async fn walk(input: &Value, stages: &[(&str, &str, bool)]) {
    let walked = outside::ask(outside::node("days.mjs"), input).await;
    assert_eq!(walked["findings"], json!([]), "{:#}", walked["findings"]);
    let ends = walked["ends"].as_array().expect("ends");
    let works = input["works"].as_array().expect("works");
    assert_eq!(ends.len(), works.len() * stages.len(), "{walked:#}");
    for end in ends {
        let stage = stages.iter().find(|(name, ..)| end["stage"] == *name);
        let (_, path, is_told) = stage.expect("a stage that was asked for");
        assert!(text(&end["path"]).starts_with(path), "{end:#}");
        assert_eq!(end["lang"], end["page_lang"], "{end:#}");
        assert!(!is_told || !text(&end["told"]).is_empty(), "nothing says that it was done: {end:#}");
    }
}

/// Two subjects of one account each, delivered to the police, one for each language; with the name that an officer will find.
async fn deliver_subjects(chain: &Chain) -> Vec<Value> {
    publish_list(chain).await;
    for (account, address) in [("u-3001", "203.0.113.41"), ("u-3002", "203.0.113.42")] {
        let statement = statement(account, address);
        let stored = upload(chain, &statement, Picture::Spots.bytes(), StatusCode::CREATED).await;
        confirm(chain, &stored).await;
    }
    let referral_id = refer(chain, 2).await;
    until_delivered(chain, &referral_id).await;
    let inspector = chain.police.client("ines");
    let mut works = Vec::new();
    for (account, lang, scripted, given, family) in
        [("u-3001", "es", true, "Zoe", "Quer"), ("u-3002", "en", false, "Xavi", "Umbert")]
    {
        works.push(json!({
            "subject": subject_of(&inspector, account).await["subject_id"], "lang": lang, "scripted": scripted,
            "given": given, "family": family, "unit": "35"
        }));
    }
    works
}

/// An upload of an account that has nothing in common with another.
fn statement(account: &str, address: &str) -> Value {
    let mut statement = UPLOADS[1].statement();
    statement["account"] =
        json!({"esp_identifier": account, "emails": [format!("{account}@correo.example")]});
    statement["ip"] = json!(address);
    statement
}

/// Two reported users appeal.
async fn appeal_twice(chain: &Chain) {
    let filed = chain.platform.client("marta").get("/api/reports?state=filed").await;
    for report in filed["reports"].as_array().expect("reports").iter().take(2) {
        let appeal = json!({"upload_id": report["upload_id"], "text": "es una foto de mi jardín"});
        chain.platform.client("app").post("/api/appeals", &appeal).await;
    }
}

/// Five accounts share the one listed picture, four others the other.
async fn share_widely(chain: &Chain) {
    for (picture, accounts) in [(Picture::Tiles, 4001..4006), (Picture::Spots, 4011..4015)] {
        for account in accounts {
            let statement = statement(&format!("u-{account}"), "203.0.113.50");
            upload(chain, &statement, picture.bytes(), StatusCode::CREATED).await;
        }
    }
}
