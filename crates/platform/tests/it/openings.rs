//! Opening a file: on record first, as an attachment, within a limit; and what a report says of who viewed it follows from that alone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Engine, both_engines};

use crate::harness::{As, BLOBS, FLAT, Platform, expect, statement, text};

/// How many files one person may open a day where nothing else is configured.
const LIMIT: usize = 20;
/// After how many in a row a pause is due where nothing else is configured, and for how long.
const PAUSE_AFTER: usize = 10;
const PAUSE: SignedDuration = SignedDuration::from_mins(10);

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
}

async fn entries(platform: &Platform, action: &str) -> usize {
    let actions = platform.texts("SELECT action AS said FROM custody_entry").await;
    actions.iter().filter(|said| *said == action).count()
}

async fn files(platform: &Platform, upload_id: &str) -> Value {
    platform.get(As::Moderator, &format!("/api/files/{upload_id}")).await
}

/// What the only filed report says of its file.
fn filed_info(platform: &Platform) -> String {
    platform.fake.finished().into_values().next().unwrap().files[0].info.clone().unwrap()
}

both_engines! {
    async fn a_file_is_opened_on_record_and_comes_sealed_off(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, _) = platform.hit().await;
        let before = files(&platform, &upload_id).await;
        assert_eq!(before["files"][0]["viewing"], "hash_match_only");
        assert_eq!((&before["rule"], &before["files"][0]["basis"]), (&Value::Null, &json!("own_file")));

        let response = platform.ask_file(As::Moderator, &upload_id).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "content-type"), "image/png");
        assert_eq!(header(&response, "content-security-policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert_eq!(service::check::header_mistakes(response.headers(), false), [""; 0]);
        let sha256 = media::digest(BLOBS).file.sha256;
        let name = format!("attachment; filename=\"{}.png\"", &sha256[..16]);
        assert_eq!(header(&response, "content-disposition"), name);
        assert_eq!(response.bytes().await.unwrap(), BLOBS);

        let after = files(&platform, &upload_id).await;
        let opening = &after["openings"][0];
        assert_eq!((&opening["result"], &opening["opened_by"]), (&json!("in_full"), &json!("the-moderator")));
        assert_eq!(opening["reason"], "to compare it with the list");
        assert_eq!((&after["files"][0]["viewing"], &after["opened_today"]), (&json!("in_full"), &json!(1)));
        assert_eq!(entries(&platform, "open-file").await, 1);
        assert_eq!(entries(&platform, "settle-opening").await, 1);

        // nothing of it without a reason, of an unknown file, or for who may not
        let path = format!("/api/files/{upload_id}/open");
        let ask = |sha256: &str, reason: &str| json!({ "sha256": sha256, "reason": reason });
        let unsaid = platform.post(As::Moderator, &path, &ask(&sha256, " "), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(unsaid["field"], "reason");
        platform.post(As::Moderator, &path, &ask(&"0".repeat(64), "x"), StatusCode::NOT_FOUND).await;
        platform.post(As::Administrator, &path, &ask(&sha256, "x"), StatusCode::NOT_FOUND).await;
        assert_eq!(entries(&platform, "open-file").await, 1);

        // under one key it is shown once
        let once = || {
            let request = platform.request(As::Moderator, Method::POST, &path).header("Idempotency-Key", "k-1");
            request.json(&ask(&sha256, "again")).send()
        };
        assert_eq!(once().await.unwrap().bytes().await.unwrap(), BLOBS);
        let replay = expect(once().await.unwrap(), StatusCode::CONFLICT).await;
        assert!(text(&replay["detail"]).contains("use a new key"), "{replay}");
        assert_eq!(entries(&platform, "open-file").await, 2);

        // the form of the page does the same, and the page shows who opened it, in both languages
        let form = [("sha256", sha256.as_str()), ("reason", "by the form")];
        let form = platform.request(As::Moderator, Method::POST, &format!("/files/{upload_id}/open")).form(&form);
        assert_eq!(form.send().await.unwrap().bytes().await.unwrap(), BLOBS);
        // one that is refused comes back, each file with a form of its own, and opens nothing
        for look in ["open", "preview"] {
            let form = [("sha256", sha256.as_str()), ("reason", " ")];
            let form = platform.request(As::Moderator, Method::POST, &format!("/files/{upload_id}/{look}")).form(&form);
            let answer = form.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = answer.text().await.unwrap();
            assert!(page.contains(&format!("id=\"reason-{}-error\"", &sha256[..12])), "{page}");
        }
        assert_eq!(entries(&platform, "open-file").await, 3);
        for (lang, said) in [("en", "viewed in full by a person"), ("es", "visto entero por una persona")] {
            let page = platform.page(As::Moderator, &format!("/files/{upload_id}?lang={lang}")).await;
            assert!(page.contains(said) && page.contains("by the form"), "{page}");
            for never in ["<img", "<script>", "holiday", "luna", "203.0.113.7"] {
                assert!(!page.contains(never), "{never} in {page}");
            }
        }
        platform.stop().await;
    }
}

both_engines! {
    async fn nothing_plays_on_a_page_and_who_opens_a_file_is_told_of_its_sound(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        for (path, said) in [(format!("/files/{upload_id}"), "turn the sound off first"), (format!("/hits/{hit_id}"), "<main")] {
            let answer = platform.request(As::Moderator, Method::GET, &path).header("accept", "text/html").send().await.unwrap();
            let policy = header(&answer, "content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("media-src"), "{policy}");
            assert!(header(&answer, "permissions-policy").contains("autoplay=()"));
            let page = answer.text().await.unwrap();
            assert!(page.contains(said) && !page.contains("<video") && !page.contains("<audio"), "{page}");
        }
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.stop().await;
    }
}

/// Files a report of a file that somebody opened, or did not, and gives what was said of it.
async fn said_after(db: &TestDb, opened: bool, broken_off: bool) -> (String, Value) {
    let platform = Platform::start(db).await;
    let (upload_id, hit_id) = platform.hit().await;
    if opened {
        // who decides need not be who viewed it
        platform.open_file(As::OtherModerator, &upload_id).await;
    }
    if broken_off {
        platform.change("UPDATE opening SET result = 'cut_short'").await;
    }
    let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
    let report_id = text(&made["report_id"]);
    let report = platform.until(&report_id, "filed").await;
    assert_eq!(report["decisions"][0]["viewed"], "not_viewed", "the one who decided had not opened it");
    // who opens it after it was filed changes nothing of what was said
    platform.open_file(As::Moderator, &upload_id).await;
    assert_eq!(platform.report(&report_id).await["viewing"], report["viewing"]);
    let info = filed_info(&platform);
    platform.stop().await;
    (info, report["viewing"].clone())
}

both_engines! {
    async fn a_report_of_what_nobody_opened_says_so(db: TestDb) {
        let (info, viewing) = said_after(&db, false, false).await;
        assert!(info.contains("<fileViewedByEsp>false</fileViewedByEsp>"), "{info}");
        assert_eq!(viewing, "hash_match_only");
    }

    async fn a_report_of_what_somebody_opened_says_so(db: TestDb) {
        let (info, viewing) = said_after(&db, true, false).await;
        assert!(info.contains("<fileViewedByEsp>true</fileViewedByEsp>"), "{info}");
        assert_eq!(viewing, "in_full");
    }

    async fn what_was_filed_as_typed_is_still_shown(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        assert_eq!(platform.until(&report_id, "filed").await["viewing"], "hash_match_only");
        // as an earlier version left it, and as the upgrade then reads it
        let upgrade = include_str!("../../migrations/0005_typed_viewing.sql");
        let upgrade = &upgrade[upgrade.find("UPDATE").unwrap()..];
        platform.change(upgrade).await;
        assert_eq!(platform.report(&report_id).await["viewing"], "hash_match_only");
        platform.change("UPDATE decision SET viewed = 'in_full'").await;
        platform.change(upgrade).await;
        assert_eq!(platform.report(&report_id).await["viewing"], "in_full");
        platform.stop().await;
    }

    async fn a_look_that_broke_off_is_none(db: TestDb) {
        let (info, viewing) = said_after(&db, true, true).await;
        assert!(info.contains("<fileViewedByEsp>false</fileViewedByEsp>"), "{info}");
        assert_eq!(viewing, "hash_match_only");
    }
}

both_engines! {
    async fn a_damaged_file_is_not_shown_and_counts_as_viewed_by_nobody(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let path = platform.item_files().pop().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = bytes.len() * 2 / 3;
        bytes[at] ^= 0x10;
        std::fs::write(&path, bytes).unwrap();
        let refused = expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::CONFLICT).await;
        let detail = text(&refused["detail"]);
        assert!(detail.contains("damaged") && detail.contains("opn_"), "{detail}");
        let shown = files(&platform, &upload_id).await;
        assert_eq!(shown["openings"][0]["result"], "damaged");
        assert_eq!(shown["files"][0]["viewing"], "hash_match_only");
        assert_eq!(entries(&platform, "settle-opening").await, 1);
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.stop().await;
    }
}

/// A pipe in the place of an item: who opens it waits. Gives another way to it, which outlives the item's removal.
fn hold_up(item: &Path) -> PathBuf {
    let aside = item.with_extension("pipe");
    std::fs::remove_file(item).unwrap();
    assert!(Command::new("mkfifo").arg(&aside).status().unwrap().success());
    std::fs::hard_link(&aside, item).unwrap();
    aside
}

#[track_caller]
fn says_erased(refused: &Value) {
    let detail = text(&refused["detail"]);
    assert!(detail.contains("erased") && !detail.contains("damaged"), "{refused}");
}

both_engines! {
    async fn what_is_erased_after_an_opening_was_recorded_is_not_shown(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let upload_id = text(&platform.until(&report_id, "filed").await["upload_id"]);
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let pipe = hold_up(&platform.item_files().pop().unwrap());
        let (opened, settled) = (entries(&platform, "open-file").await, entries(&platform, "settle-opening").await);
        let look = async { expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::GONE).await };
        let erase = async {
            while entries(&platform, "open-file").await == opened {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            // until the look waits for its item
            tokio::time::sleep(Duration::from_millis(200)).await;
            let path = format!("/api/reviews/upload/{upload_id}/erase");
            let why = json!({ "reason": "the period is over" });
            let asked = platform.post(As::Moderator, &path, &why, StatusCode::ACCEPTED).await;
            let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
            platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
            // who waits for the item now reads that there is nothing
            drop(File::options().read(true).write(true).open(&pipe).unwrap());
        };
        let (refused, ()) = tokio::join!(look, erase);
        says_erased(&refused);
        assert_eq!(entries(&platform, "settle-opening").await, settled, "nothing came of it");
        platform.stop().await;
    }

    async fn what_is_erased_with_the_record_of_its_opening_is_not_shown(db: TestDb) {
        if db.engine() == Engine::Postgres {
            return;
        }
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        platform.change(
            "CREATE TRIGGER gone AFTER INSERT ON opening BEGIN
                 UPDATE case_key SET wrapped_key = '', shredded_at = 1; END",
        ).await;
        says_erased(&expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::GONE).await);
        assert_eq!(entries(&platform, "open-file").await, 1);
        platform.change("DROP TRIGGER gone").await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn only_a_second_person_raises_the_limit_of_one_person_for_one_day(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), FLAT, StatusCode::CREATED).await;
        let upload_id = text(&stored["upload_id"]);
        for _ in 0..LIMIT {
            assert_eq!(platform.open_file(As::Moderator, &upload_id).await, FLAT);
            // slowly enough that no pause is due
            platform.clock.advance(SignedDuration::from_mins(7));
        }
        let refused = expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::CONFLICT).await;
        assert!(text(&refused["detail"]).contains("the limit of 20 opened files a day is reached"), "{refused}");
        assert!(platform.page(As::Moderator, &format!("/files/{upload_id}")).await.contains("reached your limit"));
        assert_eq!(platform.open_file(As::OtherModerator, &upload_id).await, FLAT, "each has their own");

        for (body, field) in [
            (json!({ "openings": 0, "reason": "x" }), "openings"),
            (json!({ "openings": 101, "reason": "x" }), "openings"),
            (json!({ "openings": 1, "reason": "" }), "reason"),
        ] {
            let wrong = platform.post(As::Moderator, "/api/openings/raise", &body, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(wrong["field"], field, "{wrong}");
        }
        let form = [("object_id", upload_id.as_str()), ("openings", "1"), ("reason", " ")];
        let form = platform.request(As::Moderator, Method::POST, "/openings/raise").header("accept", "text/html").form(&form);
        let page = form.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("id=\"reason-raise-error\"") && page.contains("value=\"1\""), "{page}");
        let raise = json!({ "openings": 1, "reason": "a child may be in danger" });
        let asked = platform.post(As::Moderator, "/api/openings/raise", &raise, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::Moderator, &approve, &json!({}), StatusCode::UNPROCESSABLE_ENTITY).await;
        expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::CONFLICT).await;
        let page = platform.page(As::OtherModerator, "/approvals").await;
        assert!(page.contains("Open more files today") && page.contains("a child may be in danger"), "{page}");
        platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
        platform.open_file(As::Moderator, &upload_id).await;
        expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::CONFLICT).await;
        let other = platform.get(As::OtherModerator, &format!("/api/files/{upload_id}")).await;
        assert_eq!((&other["opened_today"], &other["limit_today"]), (&json!(1), &json!(20)));

        // asked yesterday, nothing is raised today
        let asked = platform.post(As::Moderator, "/api/openings/raise", &raise, StatusCode::ACCEPTED).await;
        let late = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.clock.advance(SignedDuration::from_hours(24));
        platform.post(As::OtherModerator, &late, &json!({}), StatusCode::CONFLICT).await;
        let now = files(&platform, &upload_id).await;
        assert_eq!((&now["opened_today"], &now["limit_today"]), (&json!(0), &json!(20)));
        platform.stop().await;
    }
}

both_engines! {
    async fn after_many_files_in_a_row_a_pause_is_due_to_this_person_alone(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), FLAT, StatusCode::CREATED).await;
        let upload_id = text(&stored["upload_id"]);
        for _ in 0..PAUSE_AFTER {
            platform.open_file(As::Moderator, &upload_id).await;
        }
        let refused = expect(platform.ask_file(As::Moderator, &upload_id).await, StatusCode::CONFLICT).await;
        let detail = text(&refused["detail"]);
        assert!(detail.contains("10 files in a row") && detail.contains("2020-12-28T09:10:00Z"), "{detail}");
        let sha256 = files(&platform, &upload_id).await["files"][0]["sha256"].clone();
        let preview = json!({ "sha256": sha256, "reason": "to compare it with the list" });
        platform.post(As::Moderator, &format!("/api/files/{upload_id}/preview"), &preview, StatusCode::CONFLICT).await;
        assert_eq!(entries(&platform, "open-file").await, PAUSE_AFTER, "what was refused is no opening");
        for (lang, said) in [("en", "Time for a break"), ("es", "Es momento de descansar")] {
            let page = platform.page(As::Moderator, &format!("/files/{upload_id}?lang={lang}")).await;
            assert!(page.contains(said) && !page.contains(&format!("/files/{upload_id}/open")), "{page}");
        }
        assert_eq!(platform.open_file(As::OtherModerator, &upload_id).await, FLAT, "a colleague can go on");

        platform.clock.advance(PAUSE);
        assert_eq!(files(&platform, &upload_id).await["pause_until"], Value::Null);
        platform.open_file(As::Moderator, &upload_id).await;
        platform.open_file(As::Moderator, &upload_id).await;

        let own = platform.page(As::Moderator, "/my-openings?lang=es").await;
        assert!(own.contains("Hoy ha abierto 12 de 20 archivos"), "{own}");
        let other = platform.page(As::Administrator, "/my-openings").await;
        assert!(other.contains("You have opened 0 of 20 files today"), "each sees their own alone: {other}");
        platform.stop().await;
    }
    async fn a_welfare_officer_asks_for_the_counts_of_one_person_and_that_is_on_record(db: TestDb) {
        let platform = Platform::start(&db).await;
        let stored = platform.upload(&statement(), FLAT, StatusCode::CREATED).await;
        let upload_id = text(&stored["upload_id"]);
        for _ in 0..2 {
            platform.open_file(As::Moderator, &upload_id).await;
        }
        let (name, _) = As::Moderator.credentials();
        let asked = json!({ "person": name });
        for who in [As::Moderator, As::Administrator, As::Officer, As::Application] {
            platform.post(who, "/api/exposure", &asked, StatusCode::NOT_FOUND).await;
        }
        let unnamed = json!({ "person": " " });
        platform.post(As::WelfareOfficer, "/api/exposure", &unnamed, StatusCode::UNPROCESSABLE_ENTITY).await;
        let told = platform.post(As::WelfareOfficer, "/api/exposure", &asked, StatusCode::OK).await;
        assert_eq!((&told["today"], &told["this_week"]), (&json!(2), &json!(2)), "{told}");
        assert_eq!(told["days"][0], json!({ "on": "2020-12-28", "opened": 2 }));
        assert!(told["days"].as_array().unwrap().len() == 30 && !told.to_string().contains(&upload_id), "{told}");
        let form = async |fields: &[(&str, &str)]| {
            let request = platform.request(As::WelfareOfficer, Method::POST, "/exposure?lang=es");
            let answer = request.header("accept", "text/html").form(fields).send().await.unwrap();
            (answer.status(), answer.text().await.unwrap())
        };
        let (status, page) = form(&[("person", name.as_str())]).await;
        assert!(status == StatusCode::OK && page.contains("Archivos abiertos hoy"), "{page}");
        let (_, file) = form(&[("person", name.as_str()), ("format", "csv")]).await;
        assert!(file.contains(&name) && file.contains("2020-12-28") && !file.contains("<td"), "{file}");
        assert_eq!(form(&[("person", "")]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(entries(&platform, "look-up-exposure").await, 3, "each look is on record, what was refused is none");
        platform.stop().await;
    }
}
