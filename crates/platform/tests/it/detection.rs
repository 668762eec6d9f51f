//! What makes a match: surfaces with a legal basis, lists in shadow, hashes taken back, new versions on what came before.

use jiff::SignedDuration;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};

use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, expect, statement, text, vouched};

fn entry(file: &[u8]) -> Value {
    json!([{ "sha256": hex::encode(Sha256::digest(file)), "source_id": "m-7" }])
}

fn hits(stored: &Value) -> usize {
    stored["hits"].as_array().unwrap().len()
}

both_engines! {
    async fn a_surface_without_a_basis_in_force_is_not_compared_and_reports_by_users_are_looked_at(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let mut of_chat = statement();
        of_chat["surface"] = json!("chat");
        let refused = platform.upload(&of_chat, BLOBS, StatusCode::CONFLICT).await;
        let said = refused["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("`chat`") && said.contains("2020-12-28") && said.contains("/surfaces"), "{said}");
        assert_eq!(platform.vault_items(), 0);

        // the day after the last one is another day
        platform.state_basis("chat", "private", "2020-12-01", Some("2020-12-28")).await;
        assert_eq!(hits(&platform.upload(&of_chat, BLOBS, StatusCode::CREATED).await), 1);
        platform.clock.advance(SignedDuration::from_hours(24));
        platform.upload(&of_chat, BLOBS, StatusCode::CONFLICT).await;

        // what a user reported is handed over for people, and compared with nothing
        of_chat["scan"] = json!(false);
        let stored = platform.upload(&of_chat, BLOBS, StatusCode::CREATED).await;
        assert_eq!(hits(&stored), 0);
        let told = json!({"upload_id": stored["upload_id"], "reporter_account": "user-9", "reason": "look"});
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
        let decision = json!({"decision": "confirm", "reason": "reviewed in the test"});
        let made = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;

        let mut elsewhere = statement();
        elsewhere["surface"] = json!("public");
        let refused = platform.upload(&elsewhere, BLOBS, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "upload.channel");
        let page = platform.page(As::Officer, "/surfaces").await;
        assert!(page.contains("a law of the tests") && page.contains("chat"), "{page}");
        platform.stop().await;
    }
}

both_engines! {
    async fn a_list_in_shadow_is_counted_and_put_before_nobody(db: TestDb) {
        let platform = Platform::start(&db).await;
        let list = json!({"source": "somebody", "classification": "generated", "entries": entry(BLOBS)});
        assert_eq!(platform.import("known", &list).await["shadow"], true);
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert_eq!(hits(&stored), 0);
        assert_eq!(platform.get(As::Moderator, "/api/hits").await["hits"], json!([]));
        assert_eq!(platform.texts("SELECT CAST(shadow AS TEXT) AS said FROM hit").await, ["1"]);
        let hit_id = platform.texts("SELECT hit_id AS said FROM hit").await.remove(0);
        let decision = json!({"decision": "confirm", "reason": "x"});
        platform.post(As::Moderator, &format!("/api/hits/{hit_id}/decision"), &decision, StatusCode::NOT_FOUND).await;
        let page = platform.page(As::Administrator, "/hash-lists/known").await;
        assert!(page.contains("runs in shadow") && page.contains("sha256"), "{page}");
        let file = platform.page(As::Administrator, "/hash-lists/known?list=shadow-hits&format=csv").await;
        assert!(file.contains("sha256") && !file.contains("<td"), "{file}");
        let file = platform.page(As::Administrator, "/hash-lists/known?format=json").await;
        assert!(file.contains("imported_by") && !file.contains("sha256"), "{file}");

        // with somebody who vouches it is another version, and what came before is compared again
        assert_eq!(platform.import("known", &vouched(entry(BLOBS))).await["version"], 2);
        platform.until_matched().await;
        let queue = platform.get(As::Moderator, "/api/hits?state=open").await;
        assert_eq!(queue["hits"].as_array().unwrap().len(), 1, "{queue}");
        assert_eq!(queue["hits"][0]["members"], json!(["a hotline of the tests"]));
        assert_eq!(queue["hits"][0]["classification"], "generated");
        platform.stop().await;
    }
}

both_engines! {
    async fn a_new_version_is_compared_with_what_came_before_once_and_only_on_a_basis_in_force(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut of_chat = statement();
        of_chat["surface"] = json!("chat");
        platform.state_basis("chat", "private", "2020-12-01", None).await;
        platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        platform.upload(&of_chat, BLOBS, StatusCode::CREATED).await;
        of_chat["scan"] = json!(false);
        platform.upload(&of_chat, BLOBS, StatusCode::CREATED).await;
        platform.state_basis("chat", "private", "2020-12-01", Some("2020-12-27")).await;
        platform.import("known", &vouched(entry(BLOBS))).await;
        platform.until_matched().await;
        let open = async || platform.get(As::Moderator, "/api/hits?state=open").await["hits"].as_array().unwrap().len();
        assert_eq!(open().await, 1, "neither the one without a basis, nor the one that was not to be compared");
        let more = json!([entry(BLOBS)[0], entry(OTHER_BLOBS)[0]]);
        assert_eq!(platform.import("known", &vouched(more)).await["version"], 2);
        platform.until_matched().await;
        assert_eq!(open().await, 1, "the same entry under another version is no other hit");
        platform.stop().await;
    }
}

both_engines! {
    async fn a_withdrawn_hash_gives_no_hit_and_marks_what_rests_on_it(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.import("known", &vouched(entry(BLOBS))).await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let hit_id = text(&stored["hits"][0]["hit_id"]);
        let made = platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.until(&report_id, "filed").await;

        let path = "/api/hash-lists/known/withdrawals";
        let unheard = json!({"digest": "m-8", "reason": "x"});
        platform.post(As::Moderator, path, &unheard, StatusCode::UNPROCESSABLE_ENTITY).await;
        let withdraw = json!({"digest": "m-7", "reason": "it is an ordinary picture"});
        let withdrawn = platform.post(As::Moderator, path, &withdraw, StatusCode::CREATED).await;
        assert_eq!(withdrawn["hits"], 1);
        platform.post(As::Moderator, path, &withdraw, StatusCode::CONFLICT).await;
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 0);
        let report = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(report.contains("was withdrawn on"), "{report}");
        let hit = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        assert!(hit.contains("The hash was withdrawn"), "{hit}");
        assert_eq!(platform.report(&report_id).await["state"], "filed", "no decision is changed by software");
        let page = platform.page(As::Administrator, "/hash-lists/known").await;
        assert!(page.contains("it is an ordinary picture") && page.contains("One hit rests on it"), "{page}");

        // a later version of the list does not bring it back, a human does
        let more = json!([entry(BLOBS)[0], entry(OTHER_BLOBS)[0]]);
        platform.import("known", &vouched(more)).await;
        platform.until_matched().await;
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 0);
        let withdrawal_id = text(&withdrawn["withdrawal_id"]);
        let blank = [("part", withdrawal_id.as_str()), ("reason", " ")];
        let form = platform.request(As::Administrator, Method::POST, &format!("/withdrawals/{withdrawal_id}/restore"));
        let page = form.header("accept", "text/html").form(&blank).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&format!("id=\"reason-{withdrawal_id}-error\"")), "{page}");
        assert_eq!(page.matches("aria-invalid").count(), 1, "at its own field alone: {page}");
        let path = format!("/api/withdrawals/{withdrawal_id}/restore");
        let reason = json!({"reason": "it was not"});
        platform.post(As::Administrator, &path, &reason, StatusCode::OK).await;
        platform.post(As::Administrator, &path, &reason, StatusCode::CONFLICT).await;
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 1);
        let report = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(!report.contains("was withdrawn on"), "{report}");
        platform.stop().await;
    }
}

both_engines! {
    async fn a_list_comes_as_its_source_publishes_it_and_lies_in_a_file(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let query = "format=plain&source=a%20hotline&members=a%20hotline,%20another&classification=generated";
        let send = async |platform: &Platform, body: String, status| {
            let path = format!("/api/hash-lists/known?{query}");
            let request = platform.request(As::Administrator, Method::PUT, &path).body(body);
            expect(request.send().await.unwrap(), status).await
        };
        let good = format!("# known pictures\nsha256:{}\n", hex::encode(Sha256::digest(BLOBS)));
        let refused = send(&platform, format!("{good}sha256:nothing\n"), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert!(refused["detail"].as_str().unwrap().contains("line 3"), "{refused}");
        assert_eq!(platform.get(As::Moderator, "/api/hash-lists").await["hash_lists"], json!([]));
        let imported = send(&platform, good.clone(), StatusCode::OK).await;
        assert_eq!((&imported["entries"], &imported["shadow"]), (&json!(1), &json!(false)));
        assert_eq!(platform.texts("SELECT source AS said FROM hash_list_version").await, ["a hotline"]);
        assert!(platform.texts("SELECT list_name AS said FROM hash_list_entry").await.is_empty());

        let folder = db.folder().join("platform/hash-lists/known");
        let files = || std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>();
        std::fs::write(folder.join("7-orphan.index"), "x").unwrap();
        platform.kill().await;
        platform.restart().await;
        assert_eq!(files().len(), 1, "what no version speaks of is swept");
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 1);
        assert_eq!(platform.texts("SELECT source AS said FROM hash_list_version").await, ["a hotline"]);

        // a lost file is said, and the same list brings it back under its version
        platform.kill().await;
        std::fs::remove_file(&files()[0]).unwrap();
        platform.restart().await;
        assert_eq!(platform.get(As::Moderator, "/api/hash-lists").await["hash_lists"][0]["is_open"], false);
        assert!(platform.page(As::Administrator, "/hash-lists/known").await.contains("missing or damaged"));
        assert_eq!(send(&platform, good, StatusCode::OK).await["version"], 1);
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 1);
        platform.stop().await;
    }
}

both_engines! {
    async fn each_day_that_is_over_stands_in_the_custody_log_once(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let counted = "SELECT day_on AS said FROM hash_list_day ORDER BY day_on";
        platform.clock.advance(SignedDuration::from_hours(48));
        for _ in 0..2 {
            platform.kill().await;
            platform.restart().await;
            for _ in 0..200 {
                if platform.texts(counted).await.len() == 2 {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            assert_eq!(platform.texts(counted).await, ["2020-12-28", "2020-12-29"]);
        }
        let hits = "SELECT CAST(hits AS TEXT) AS said FROM hash_list_day ORDER BY day_on";
        assert_eq!(platform.texts(hits).await, ["1", "0"]);
        let entries = "SELECT action AS said FROM custody_entry WHERE action = 'count-list-hits'";
        assert_eq!(platform.texts(entries).await.len(), 2);
        platform.stop().await;
    }
}

both_engines! {
    async fn files_of_replaced_versions_go_and_those_in_use_come_back_from_a_backup(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        for no in 2..=3 {
            let listed = json!([entry(BLOBS)[0], {"source_id": format!("m-{no}"), "md5": "0f".repeat(16)}]);
            assert_eq!(platform.import("known", &vouched(listed)).await["version"], no);
            platform.until_matched().await;
        }
        let folder = db.folder().join("platform/hash-lists/known");
        let versions = || {
            let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
            let mut versions: Vec<_> = files.map(|name| name.split('-').next().unwrap().to_owned()).collect();
            versions.sort();
            versions
        };
        assert_eq!(versions(), ["2", "3"]);
        let page = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        assert!(page.contains("known"), "the entry of a version without a file is kept: {page}");

        platform.back_up().await;
        platform.clock.advance(SignedDuration::from_secs(1));
        let generation = platform.back_up().await;
        platform.return_from(&generation).await;
        platform.restart().await;
        assert_eq!(versions(), ["2", "3"]);
        assert_eq!(platform.get(As::Moderator, "/api/hash-lists").await["hash_lists"][0]["is_open"], true);
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 1);
        platform.stop().await;
    }
}

/// The form of a list, with a file.
fn list_form(name: &str, file_name: &str, file: &str) -> Form {
    let file = Part::bytes(file.as_bytes().to_vec()).file_name(file_name.to_owned());
    Form::new()
        .text("name", name.to_owned())
        .part("file", file)
        .text("format", "plain")
        .text("source", "a hotline of the tests")
        .text("members", "a hotline of the tests, ")
        .text("classification", "generated")
        .text("active_permille", "1000")
}

both_engines! {
    async fn a_list_is_loaded_by_a_form_that_says_where_a_file_is_wrong(db: TestDb) {
        let platform = Platform::start(&db).await;
        let send = |who, form: Form| {
            platform.request(who, Method::POST, "/hash-lists").header("accept", "text/html").multipart(form).send()
        };
        let sha256 = hex::encode(Sha256::digest(BLOBS));
        let bad = format!("# sha256\n{sha256}\n{}zz\n", &sha256[..62]);
        let refused = send(As::Administrator, list_form("known", "lists/known.txt", &bad)).await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text().await.unwrap();
        for said in ["known.txt", "line 3", "a hotline of the tests", "value=\"known\"", "file-error"] {
            assert!(page.contains(said), "{said} is not in {page}");
        }
        assert!(!page.contains("lists/known.txt"), "{page}");
        let none = send(As::Administrator, list_form("Known", "known.txt", &bad)).await.unwrap();
        assert!(none.text().await.unwrap().contains("must be 1 to 64 of a-z"));
        assert_eq!(platform.get(As::Moderator, "/api/hash-lists").await["hash_lists"], json!([]));

        let good = format!("# sha256\n{sha256}\n");
        let made = send(As::Administrator, list_form("known", "known.txt", &good)).await.unwrap();
        assert_eq!(made.status(), StatusCode::SEE_OTHER);
        let location = made.headers()["location"].to_str().unwrap();
        assert!(location.starts_with("/hash-lists/known?done=imported"), "{location}");
        let lists = platform.get(As::Moderator, "/api/hash-lists").await;
        assert_eq!(lists["hash_lists"][0]["members"], json!(["a hotline of the tests"]), "{lists}");
        assert_eq!(hits(&platform.upload(&statement(), BLOBS, StatusCode::CREATED).await), 1);
        // the same again keeps its version
        send(As::Administrator, list_form("known", "known.txt", &good)).await.unwrap();
        assert_eq!(platform.get(As::Moderator, "/api/hash-lists").await["hash_lists"][0]["version"], 1);

        assert_eq!(send(As::Moderator, list_form("known", "known.txt", &good)).await.unwrap().status(), StatusCode::NOT_FOUND);
        assert!(!platform.page(As::Moderator, "/hash-lists").await.contains("multipart/form-data"));
        assert!(platform.page(As::Administrator, "/hash-lists").await.contains("multipart/form-data"));
        platform.stop().await;
    }
}
