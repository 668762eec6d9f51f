//! The pages in both languages: whole, and without the names of minors.

use serde_json::json;
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Account, Media, Package, Station, Upload, born, person, print, subject_of, text};

service::both_engines! {
    async fn every_page_speaks_both_languages_and_masks_minors(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/operations/{}", text(&operation, "operation_id"));
        inspector.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        let mut pages = vec![operation];
        for (account, name, birth) in [
            ("under", ["Nora", "Vega"], born("2007-05-05")),
            ("juvenile", ["Iker", "Sanz"], born("2005-03-01")),
            ("year", ["Sara", "Gilabert"], json!({ "year": 2006 })),
            ("adult", ["Pedro", "Luismar"], born("1990-01-01")),
        ] {
            let subject = subject_of(&inspector, account).await;
            let body = person(&subject, json!("all"), name, birth, json!("unknown"));
            let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
            inspector.assign(&person_id, "08").await;
            pages.push(format!("/persons/{person_id}"));
            let seen = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
            pages.push(format!("/identifications/{}", text(&seen["identifications"][0], "identification_id")));
            pages.push(format!("/subjects/{}", text(&subject, "subject_id")));
        }
        for path in pages.clone() {
            match path.split('/').nth(1) {
                Some("persons") => pages.extend(["limitation", "paths"].map(|part| format!("{path}/{part}"))),
                Some("subjects") => pages.push(format!("{path}/preserve")),
                _ => {}
            }
        }
        let report = inspector.get("/api/reports").await.ok();
        pages.push(format!("/reports/{}", text(&report[0], "report_id")));
        let lists = ["/", "/referrals", "/reports", "/reports?referral=ref_story", "/subjects", "/operations",
            "/disclosure-requests", "/persons", "/assignments", "/assignments?unit=Barcelona", "/assignments/sheets", "/arrest-list",
            "/reveals", "/approvals", "/handover", "/drafts", "/evidence-warnings", "/preservation-letters", "/law"];
        pages.extend(lists.map(str::to_owned));
        for lang in ["en", "es"] {
            for path in &pages {
                let page = inspector.page(path, lang).await;
                assert_eq!(page.status.as_u16(), 200, "{path}: {page:?}");
                assert!(page.body.contains(&format!("<html lang=\"{lang}\">")), "{path}");
                assert!(page.body.contains("SIMULACRO / DEMONSTRATION"), "{path}");
                assert!(!page.body.contains("<script>"), "{path}");
                let of_person = path.starts_with("/persons/") || path.starts_with("/identifications/");
                assert!(!of_person || page.body.contains("/danger?object=person"), "{path}: {page:?}");
                let missing = page.body.split('[').skip(1).find(|rest| rest.split(']').next().is_some_and(is_key));
                assert_eq!(missing.map(|rest| &rest[..rest.len().min(40)]), None, "{path} lacks a text");
                for minor in ["Nora", "Vega", "Iker", "Sanz", "Sara", "Gilabert"] {
                    assert!(!page.body.contains(minor), "{minor} on {path}");
                }
            }
            let persons = inspector.page("/persons", lang).await.body;
            assert!(persons.contains("N. V.") && persons.contains("Pedro Luismar"), "{persons}");
            assert!(persons.contains(">Barcelona</span>"), "the unit by name: {persons}");
            // the link to a person says who it is, on the subject and on each of its acts
            let subject = inspector.page(&pages[3], lang).await.body;
            let link = format!("<a href=\"{}\">N. V.</a>", pages[1]);
            assert!(subject.matches(&link).count() >= 2, "{link} in {subject}");
        }
        assert!(inspector.page(&pages[1], "en").await.body.contains("Protection comes first"));
        // a registry clerk takes packages and sees no case
        let clerk = station.client("rosa").page("/referrals", "en").await;
        assert!(clerk.body.contains("multipart/form-data") && !clerk.body.contains("/reports?referral="), "{clerk:?}");
        station.stop().await;
    }
}

service::both_engines! {
    async fn why_a_report_came_here_is_said_in_the_language_of_the_page(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let listed = inspector.get("/api/reports").await.ok();
        let report = format!("/reports/{}", text(&listed[0], "report_id"));
        let (en, es) = ("<span lang=\"en\">addresses of file uploads: 1 of 1 allocated to ES</span>", "direcciones de subida de archivos: 1 de 1 en asignaciones de ES");
        for (lang, says, never) in [("en", en, es), ("es", es, en)] {
            let page = inspector.page(&report, lang).await.body;
            assert!(page.contains(says) && !page.contains(never), "{lang}: {page}");
        }
        station.stop().await;
    }

    async fn the_page_of_a_large_subject_shows_its_acts_page_by_page(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let media = Media { bytes: b"pattern one", print: print('3', 80) };
        let one = Upload { media, at: "2020-10-01T16:00:00Z", address: "192.0.2.1", port: None, operator: "Operador Uno", viewed: None };
        let account = Account { identifier: "busy", email: None };
        let package = Package { agency: "es-police", referral_id: "ref_busy".into(), reports: vec![(201, account, vec![one; 45])] };
        station.receive(&package).await.is(201);
        let subject = subject_of(&inspector, "busy").await;
        assert_eq!(subject["acts"].as_array().unwrap().len(), 45, "the API gives all of it");
        let path = format!("/subjects/{}", text(&subject, "subject_id"));
        for (query, shown, linked) in [("", 20, "acts_page=2#acts"), ("?acts_page=2", 20, "acts_page=3#acts"),
            ("?acts_page=3", 5, "acts_page=2#acts")] {
            let page = inspector.page(&format!("{path}{query}"), "en").await;
            assert_eq!(page.body.matches("<code class=\"address\">").count(), shown, "{query}: {page:?}");
            assert!(page.body.contains(linked), "{query}: {page:?}");
            assert!(page.body.len() < 100_000, "{query}: {}", page.body.len());
        }
        station.stop().await;
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
