//! The pages in a real browser: every one reachable, whole in both languages and at both widths, usable without JavaScript.

mod followed;
mod made;

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub(crate) use made::{leave_work, play};

use crate::chain::{Chain, Role, text, until, with_equipped_chain};
use crate::outside;

#[test]
fn every_page_is_whole_in_browser() {
    with_equipped_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let referral_id = play(chain).await;
        made::share_an_address(chain).await;
        leave_work(chain).await;
        made::make_accounts(chain).await;
        made::raise_alarms(chain).await;
        made::tell(chain).await;
        made::ask_what_is_held(chain).await;
        use_forms(chain, &referral_id).await;
        followed::follow(chain).await;
        made::take_back(chain, &referral_id).await;
        made::announce(chain).await;
        made::share_a_hash(chain).await;
        made::import(chain).await;
        made::put_aside(chain).await;
        let input = json!({
            "chromium": outside::program("chromium"), "screenshots": std::env::var("AMPARO_SCREENSHOTS").ok(),
            "visitors": visitors(chain)
        });
        let walk = outside::ask(outside::node("walk_pages.mjs"), &input).await;
        println!("{} pages in {} s", walk["pages"], walk["seconds"]);
        let findings = walk["findings"].as_array().expect("findings");
        let told: BTreeSet<String> = findings.iter().map(Value::to_string).collect();
        assert!(
            told.is_empty(),
            "{} findings:\n{}",
            told.len(),
            told.into_iter().collect::<Vec<_>>().join("\n")
        );
        check_every_page_was_walked(&walk["visited"]);
    });
}

/// The forms work without JavaScript, and the reader sees what came of them.
async fn use_forms(chain: &Chain, referral_id: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("package.tar");
    let path = format!("/api/referrals/{referral_id}/package");
    std::fs::write(&package, chain.clearinghouse.client("noor").bytes(&path).await).expect("a file");
    let input = json!({
        "chromium": outside::program("chromium"), "package": package,
        "platform": visitor("platform", &chain.platform, "marta", false),
        "police": visitor("police", &chain.police, "rosa", false),
    });
    let used = outside::ask(outside::node("use_forms.mjs"), &input).await;
    assert_eq!(used["findings"], json!([]), "{used:#}");
    for (name, path, lang) in [
        ("confirm_hit", "/hits/hit_", "es"),
        ("dismiss_user_report", "/user-reports/usr_", "en"),
        ("hand_in_package", "/referrals", "es"),
    ] {
        let seen = &used["seen"][name];
        let is_there = seen["path"].as_str().is_some_and(|at| at.starts_with(path));
        assert!(is_there && seen["lang"] == lang, "{used:#}");
    }
    let opened = &used["seen"]["open_file"];
    assert!(text(&opened["message"]).contains("entregado entero"), "{opened:#}");
    let name = text(&used["file"]);
    assert!(name.len() == 20 && name.ends_with(".png"), "{name}");
    let dismissed = chain.platform.client("marta").get("/api/user-reports?state=dismissed").await;
    assert_eq!(dismissed["user_reports"].as_array().map(Vec::len), Some(1), "{dismissed}");
    until("the report confirmed by form is ready", async || {
        let ready = chain.clearinghouse.client("noor").get("/api/reports?state=ready").await;
        (ready["reports"].as_array()?.len() == 1).then_some(())
    })
    .await;
}

/// Somebody who walks; a whole visit looks at everything.
fn visitor(name: &str, role: &Role, user: &str, whole: bool) -> Value {
    json!({"role": name, "url": role.url(), "user": user, "secret": role.secret(user), "whole": whole})
}

fn visitors(chain: &Chain) -> Vec<Value> {
    let Chain { platform, clearinghouse, police, .. } = chain;
    vec![
        visitor("police", police, "ines", true),
        visitor("clearinghouse", clearinghouse, "noor", true),
        visitor("platform", platform, "marta", true),
        visitor("police", police, "guaci", false),
        visitor("police", police, "rosa", false),
        visitor("police", police, "adela", true),
        visitor("platform", platform, "alba", false),
        visitor("clearinghouse", clearinghouse, "kim", false),
        visitor("clearinghouse", clearinghouse, "nils", false),
        visitor("platform", platform, "dora", false),
        visitor("clearinghouse", clearinghouse, "dora", false),
        visitor("police", police, "dora", true),
        visitor("platform", platform, "rita", false),
        visitor("clearinghouse", clearinghouse, "rita", false),
        visitor("police", police, "rita", true),
        visitor("police", police, "wanda", false),
        visitor("platform", platform, "wanda", false),
    ]
}

/// Every page of the route tables was reached by links from the first one.
fn check_every_page_was_walked(visited: &Value) {
    let pages = |paths: Vec<&str>| -> BTreeSet<String> {
        let is_page = |path: &&str| {
            ![
                "/api",
                "/ispws",
                "/hashsharing",
                "/exploitative-hashsharing",
                "/v1/",
                "/assets",
                "/feedback",
                "/custody/",
            ]
            .iter()
            .any(|start| path.starts_with(start))
        };
        let shape = |path: &str| {
            path.split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part })
                .collect::<Vec<_>>()
                .join("/")
        };
        let technical = ["/healthz", "/metrics", "/openapi.json"];
        paths.into_iter().filter(is_page).filter(|path| !technical.contains(path)).map(shape).collect()
    };
    macro_rules! paths {
        ($routes:expr) => {
            pages(
                $routes
                    .rows()
                    // who is known by the configuration is not led to the pages of accounts; `sign_up` and `passkeys` walk them.
                    // A sender's program is led nowhere: the page of its figures stands alone
                    .filter(|route| route.method == "GET" && !matches!(route.access, service::Access::Open))
                    .map(|route| route.path)
                    .filter(|path| {
                        ![
                            "/sign-in/step-up",
                            "/account/passkeys/new",
                            "/account/password",
                            "/senders/own/quality",
                        ]
                        .contains(path)
                    })
                    .collect(),
            )
        };
    }
    let mut faults = Vec::new();
    for (role, paths) in [
        ("platform", paths!(platform::routes(1))),
        ("clearinghouse", paths!(clearinghouse::routes())),
        ("police", paths!(police::routes(1))),
    ] {
        let walked: BTreeSet<String> = visited[role].as_array().expect("shapes").iter().map(text).collect();
        let missed: Vec<_> = paths.difference(&walked).collect();
        if !missed.is_empty() {
            faults.push(format!("{role}: no link leads to {missed:?}; walked {walked:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
