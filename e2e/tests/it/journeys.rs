//! The main journey of each desk in a browser, by keyboard alone, in both languages, with scripts and without.

use serde_json::{Value, json};

use crate::chain::{Chain, Role, text, with_chain};
use crate::in_browser::{leave_work, play};
use crate::outside;

#[test]
fn each_desk_is_worked_at_by_keyboard_in_browser() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        play(chain).await;
        leave_work(chain).await;
        let visitor =
            |role: &Role, user: &str| json!({"url": role.url(), "user": user, "secret": role.secret(user)});
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

/// What the keyboard did is there.
async fn check_dismissed(chain: &Chain) {
    let hits: Value = chain.platform.client("marta").get("/api/hits?state=dismissed").await;
    let dismissed = hits["hits"].as_array().expect("hits").len();
    assert!(dismissed >= 2, "two moderators dismissed by keyboard: {hits:#}");
    let operations = chain.police.client("ines").get("/api/operations").await;
    assert!(operations.to_string().matches("Ejercicio").count() >= 2, "{operations:#}");
}
