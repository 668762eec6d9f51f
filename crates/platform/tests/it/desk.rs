//! The desk: one item at a time, what a decision needs, what a report would say; lists as pages and as files.

use reqwest::{Method, Response, StatusCode};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, BLOBS, Platform, statement, text};

/// Sends the form of a decision.
async fn decide(platform: &Platform, path: &str, form: &[(&str, &str)]) -> Response {
    platform
        .request(As::Moderator, Method::POST, &format!("{path}/decision"))
        .form(form)
        .send()
        .await
        .unwrap()
}

fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn file(platform: &Platform, path: &str) -> String {
    let response = platform.request(As::Moderator, Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

both_engines! {
    async fn one_hit_shows_what_a_decision_needs_and_no_picture(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        for lang in ["en", "es"] {
            let page = platform.page(As::Moderator, &format!("/hits/{hit_id}?lang={lang}")).await;
            let upload = upload_id.as_str();
            for said in ["a hotline of the tests", "user-1", "203.0.113.7", "51111", "2020-10-03T21:14:05+02:00",
                         "fileViewedByEsp", "1990-02-28", upload] {
                assert!(page.contains(said), "{said} is not in {page}");
            }
            for never in ["<img", "<script>", "style=", ">[", "\"[", "{{"] {
                assert!(!page.contains(never), "{never} in {page}");
            }
        }
        for who in [As::Administrator, As::Officer, As::RightsOfficer] {
            let response = platform.request(who, Method::GET, &format!("/hits/{hit_id}")).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{who:?}");
        }
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        platform.stop().await;
    }

    async fn a_refused_decision_keeps_what_was_typed_and_a_good_one_leads_on(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, first) = platform.hit().await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let second = text(&stored["hits"][0]["hit_id"]);
        let path = format!("/hits/{first}");
        let blank = decide(&platform, &path, &[("decision", "dismiss"), ("reason", " ")]).await;
        assert_eq!(blank.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text().await.unwrap().contains("must not be blank"));
        let unsaid = decide(&platform, &path, &[("reason", "compared with the entry")]).await;
        assert_eq!(unsaid.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unsaid.text().await.unwrap().contains("compared with the entry"));
        let open = platform.get(As::Moderator, "/api/hits?state=open").await;
        assert_eq!(open["hits"].as_array().unwrap().len(), 2, "nothing was decided by it");

        let made = decide(&platform, &path, &[("decision", "dismiss"), ("reason", "another picture")]).await;
        let on = format!("/hits/{second}?done=dismiss&before={first}&entry=");
        assert_eq!(made.status(), StatusCode::SEE_OTHER);
        assert!(location(&made).starts_with(&on), "{}", location(&made));
        let page = platform.page(As::Moderator, &location(&made)).await;
        assert!(page.contains("The item before is dismissed") && page.contains(&format!("href=\"{path}\"")), "{page}");
        let foreign = platform.page(As::Moderator, &format!("/hits/{second}?before=//evil.example")).await;
        assert!(!foreign.contains("Back to the item before"), "{foreign}");
        let page = platform.page(As::Moderator, &path).await;
        assert!(page.contains("This is decided") && page.contains("another picture"), "{page}");

        let next = format!("/hits/next?after={first}");
        let next = platform.request(As::Moderator, Method::GET, &next).send().await.unwrap();
        assert_eq!(location(&next), format!("/hits/{second}"));
        let page = platform.page(As::Moderator, &location(&next)).await;
        let other = "<td class=\"number\" data-label=\"Uploads\">1</td>";
        assert_eq!(page.matches(other).count(), 3, "one of the same bytes, one of the same picture, one of the same account: {page}");
        let last = decide(&platform, &format!("/hits/{second}"), &[("decision", "dismiss"), ("reason", "the same")]).await;
        let on = format!("/hits?done=dismiss&before={second}&entry=");
        assert!(location(&last).starts_with(&on), "{}", location(&last));
        let none = platform.request(As::Moderator, Method::GET, "/hits/next").send().await.unwrap();
        assert_eq!(location(&none), "/hits");
        platform.stop().await;
    }

    async fn the_danger_card_and_the_custody_history_lead_back_to_the_item(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let card = platform.page(As::Moderator, &format!("/danger?object=hit/{hit_id}")).await;
        assert!(card.contains(&format!("/hits/{hit_id}")), "{card}");
        let card = platform.page(As::Moderator, &format!("/danger?object=upload/{upload_id}")).await;
        assert!(card.contains("/hits/hit_"), "{card}");
        platform.page(As::Moderator, &format!("/custody/history/{upload_id}")).await;
        let never = "/custody/history/upl_0190163d8694739b8e3b2c7d3a0f5e11";
        let never = platform.request(As::Moderator, Method::GET, never).send().await.unwrap();
        assert_eq!(never.status(), StatusCode::NOT_FOUND);
        platform.stop().await;
    }

    async fn what_a_report_says_is_shown_to_who_may_see_the_account(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let path = format!("/reports/{report_id}/content");
        let page = platform.page(As::Moderator, &path).await;
        let number = report["report_number"].to_string();
        for said in [number.as_str(), "user-1", "luna@mail.example", "Matches hash list known", "/ispws/fileinfo"] {
            assert!(page.contains(said), "{said} is not in {page}");
        }
        let spanish = platform.page(As::Moderator, &format!("{path}?lang=es")).await;
        assert!(spanish.contains("Pornografía infantil (posesión, elaboración y difusión)"), "{spanish}");
        let info = platform.fake.finished().into_values().next().unwrap().files[0].info.clone().unwrap();
        assert!(info.contains("<fileViewedByEsp>true</fileViewedByEsp>"), "{info}");
        assert!(page.contains("fileViewedByEsp&#62;true") || page.contains("fileViewedByEsp&gt;true"), "{page}");
        let denied = platform.request(As::Administrator, Method::GET, &path).send().await.unwrap();
        assert_eq!(denied.status(), StatusCode::NOT_FOUND);
        platform.stop().await;
    }

    async fn the_custody_history_is_shown_to_who_may_read_the_object(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        let (report_id, decision_id) = (text(&made["report_id"]), text(&made["decision_id"]));
        service::custody_log::sequence(platform.node().db()).await.unwrap();
        // where the platform itself was faster, what it published will do
        service::custody_log::publish(platform.node()).await.ok();
        let decided = platform.page(As::Moderator, &format!("/custody/history/{decision_id}?lang=es")).await;
        assert!(decided.contains("Confirmar o descartar <code class=\"muted\">decide</code>"), "{decided}");
        for (id, others) in [(report_id, StatusCode::OK), (upload_id, StatusCode::NOT_FOUND), (decision_id, StatusCode::NOT_FOUND)] {
            let path = format!("/custody/history/{id}");
            let page = platform.page(As::Moderator, &path).await;
            assert!(page.contains(&id) && !page.contains("not verified"), "{page}");
            let other = platform.request(As::Administrator, Method::GET, &path).send().await.unwrap();
            assert_eq!(other.status(), others, "an administrator reads reports alone: {id}");
        }
        let item = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        assert!(item.contains("/custody/history/upl_") && item.contains("/custody/history/dec_"), "{item}");
        platform.stop().await;
    }

    async fn the_overview_leads_to_what_waits(db: TestDb) {
        let platform = Platform::start(&db).await;
        let empty = platform.page(As::Moderator, "/").await;
        assert!(empty.contains("Nothing waits") && empty.contains("Load a hash list"), "{empty}");
        assert!(empty.contains("Know to whom you must report") && !empty.contains("most urgent"), "{empty}");
        let (_, hit_id) = platform.hit().await;
        platform.clock.advance(jiff::SignedDuration::from_hours(3));
        let page = platform.page(As::Moderator, "/").await;
        assert!(page.contains(&format!("/hits/{hit_id}")) && page.contains("3 hours"), "{page}");
        assert!(page.contains("Begin with the most urgent"), "{page}");
        let officer = platform.page(As::Officer, "/").await;
        assert!(!officer.contains(&hit_id), "{officer}");
        let report_id = text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Moderator, "/").await;
        assert!(page.contains("Nothing waits") && page.contains("/reports?state=filed"), "{page}");
        platform.stop().await;
    }

    async fn lists_are_searched_and_come_as_files(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        let link = format!("/hits/{hit_id}");
        for (query, is_found) in [("q=known", true), ("q=kn_wn", false), ("q=nothing-like-it", false), ("state=dismissed", false)] {
            let page = platform.page(As::Moderator, &format!("/hits?{query}")).await;
            assert_eq!(page.contains(&link), is_found, "{query}: {page}");
        }
        let csv = file(&platform, "/hits?format=csv&column=found_at&column=hit_id").await;
        assert!(csv.contains(&hit_id), "{csv}");
        let told = serde_json::json!({ "url": "https://social.example/p/2", "reporter_account": "user-9", "reason": "look" });
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let told = file(&platform, "/user-reports?format=json").await;
        assert!(told.contains("look") && !told.contains("user-9"), "the list names nobody: {told}");
        let report_id = text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        let report = platform.until(&report_id, "filed").await;
        let number = report["report_number"].to_string();
        assert!(file(&platform, &format!("/reports?format=csv&q={number}")).await.contains(&number));
        let lists = platform.page(As::Administrator, "/hash-lists").await;
        assert!(lists.contains("a hotline of the tests") && lists.contains("in use"), "{lists}");
        platform.stop().await;
    }

    async fn a_look_at_who_of_the_staff_did_what_and_why_is_on_record(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let routes = [
            ("/api/hash-lists", "/api/hash-lists"), ("/api/surfaces", "/api/surfaces"), ("/hash-lists", "/hash-lists"),
            ("/hash-lists/known", "/hash-lists/{name}"), ("/surfaces", "/surfaces"), ("/destination", "/destination"),
            ("/practice", "/practice"),
        ];
        for (path, _) in routes {
            let response = platform.request(As::Administrator, Method::GET, path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
        }
        let asked = "/api/access-entries?operation=consultation&person=the-administrator";
        let register = platform.get(As::Officer, asked).await;
        for (_, route) in routes {
            let entries = register["entries"].as_array().unwrap();
            assert!(entries.iter().any(|entry| entry["route"] == route), "{route}: {register}");
        }
        platform.stop().await;
    }

    async fn reports_without_a_number_stand_before_all_others_on_either_engine(db: TestDb) {
        let platform = Platform::start(&db).await;
        let filed = platform.confirmed().await;
        platform.until(&filed, "filed").await;
        platform.fake.fail("submit", Fault::Code(4100));
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        let made = platform.decide(&text(&stored["hits"][0]["hit_id"]), "confirm", "in_full", StatusCode::OK).await;
        let stuck = text(&made["report_id"]);
        platform.until(&stuck, "stuck").await;
        for (sort, first, second) in [
            ("filed_at", &stuck, &filed),
            ("-filed_at", &filed, &stuck),
            ("number", &stuck, &filed),
            ("-number", &filed, &stuck),
        ] {
            let csv = file(&platform, &format!("/reports?format=csv&column=report_id&sort={sort}")).await;
            let at = |id: &str| csv.find(id).unwrap();
            assert!(at(first) < at(second), "{sort}: {csv}");
        }
        platform.stop().await;
    }
}
