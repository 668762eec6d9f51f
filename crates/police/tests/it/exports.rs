//! Reports, subjects, persons and operations in the formats of tools.

use std::io::Cursor;

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use wire::hash_list::{Format, read};
use wire::law_enforcement::{Tip, Zip, ZipLimits};

use crate::operation::{open_with_all, package};
use crate::stranded::entries;
use crate::support::{Answer, Client, Package, Station, born, person, subject_of, text};

pub(crate) async fn export(client: &Client, object: &str, format: &str) -> Answer {
    let body = json!({ "format": format, "recipient": "Laboratorio de Ejemplo" });
    client.post(&format!("/api{object}/export"), &body).await
}

/// The reports of an export as the JSON of law enforcement: each as it is read, and its text.
pub(crate) async fn tips(client: &Client, object: &str) -> Vec<(Tip, String)> {
    let body = json!({ "format": "law-enforcement", "recipient": "Laboratorio de Ejemplo" });
    let request = client.request(Method::POST, &format!("/api{object}/export")).json(&body);
    let response = request.send().await.unwrap().error_for_status().unwrap();
    let bytes = response.bytes().await.unwrap().to_vec();
    let files = if object.starts_with("/reports/") {
        vec![bytes]
    } else {
        let limits = ZipLimits { members: 1000, member_bytes: 1 << 20, total_bytes: 1 << 24 };
        let mut zip = Zip::open(Cursor::new(bytes), &limits).unwrap();
        let members = zip.members().to_vec();
        members.iter().map(|member| zip.read(member).unwrap()).collect()
    };
    let read = |bytes: Vec<u8>| (Tip::read(&bytes).unwrap(), String::from_utf8(bytes).unwrap());
    files.into_iter().map(read).collect()
}

service::both_engines! {
    async fn every_level_goes_out_as_vics_icse_case_law_enforcement_and_csv(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let operation = open_with_all(&station, &ines).await;
        let subject = subject_of(&ines, "juvenile").await;
        let body = person(&subject, json!("all"), ["Iker", "Sanz"], born("2005-03-01"), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        ines.assign(&person_id, "48").await;
        let report = text(&subject["acts"][0], "report_id");
        for object in [
            operation,
            format!("/subjects/{}", text(&subject, "subject_id")),
            format!("/persons/{person_id}"),
            format!("/reports/{report}"),
        ] {
            for (format, kind) in [("vics-1.3", Format::Vics), ("vics-2.0", Format::Vics), ("icse", Format::Icse)] {
                let written = export(&ines, &object, format).await;
                written.is(200);
                let found = read(kind, written.body.as_bytes()).unwrap().entries;
                assert!(!found.is_empty() && found.iter().all(|file| file.md5.is_some()), "{object} {format}");
                assert!(!written.body.contains("192.0.2."), "{object} {format}");
            }
            let graph = export(&ines, &object, "case").await.ok();
            assert!(graph["@graph"].as_array().is_some_and(|nodes| nodes.len() > 2), "{graph}");
            for said in ["192.0.2.", "screen-juvenile"] {
                assert!(graph.to_string().contains(said), "{said} is missing in {object}");
            }
            export(&ines, &object, "pdf").await.refused(422, "format");
            let nobody = json!({ "format": "icse", "recipient": " " });
            ines.post(&format!("/api{object}/export"), &nobody).await.refused(422, "recipient");
            let csv = ines.get(&format!("{object}/export?format=csv")).await;
            csv.is(200);
            assert!(csv.body.lines().count() > 1, "{csv:?}");
            for hidden in ["Iker", "Sanz"] {
                assert!(!graph.to_string().contains(hidden) && !csv.body.contains(hidden), "{hidden} in {object}");
            }
            for hidden in ["192.0.2.", "screen-"] {
                assert!(!csv.body.contains(hidden), "{hidden} in {object}");
            }
            let tips = tips(&ines, &object).await;
            let number = subject["acts"][0]["report_number"].to_string();
            let (_, told) = tips.iter().find(|(tip, _)| tip.report_id == number).unwrap();
            assert!(told.contains("192.0.2.") && told.contains("screen-juvenile"), "{told}");
            let is_whole = object.starts_with("/operations/");
            assert_eq!(tips.iter().any(|(_, text)| text.contains("screen-adult")), is_whole, "{object}");
            assert!(!tips.iter().any(|(_, text)| text.contains("Iker") || text.contains("Sanz")), "{object}");
        }
        // a unit exports its own persons, and nothing else; accounts and addresses it does not see, and does not export
        let (bego, object) = (station.client("bego"), format!("/persons/{person_id}"));
        let graph = export(&bego, &object, "case").await;
        graph.is(200);
        assert!(graph.body.contains("ProvenanceRecord") && !graph.body.contains("192.0.2."), "{graph:?}");
        let found = tips(&bego, &object).await;
        assert!(!found.is_empty() && !found.iter().any(|(_, text)| text.contains("192.0.2.")), "{found:?}");
        export(&station.client("olga"), &object, "icse").await.is(404);
        let listed: Value = station.client("bego").get(&format!("/persons/{person_id}/export?format=json")).await.ok();
        assert!(listed.as_array().is_some_and(|acts| !acts.is_empty()), "{listed}");
        station.stop().await;
    }

    async fn the_sha_1_that_a_package_tells_goes_out_and_a_later_package_completes_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let report = text(&subject_of(&ines, "adult").await["acts"][0], "report_id");
        let sha1_in = async |format: &str, kind: Format| {
            let written = export(&ines, &format!("/reports/{report}"), format).await;
            read(kind, written.body.as_bytes()).unwrap().entries[0].sha1
        };
        assert_eq!(sha1_in("vics-2.0", Format::Vics).await, None, "nobody told it");
        // the second referral brings the same report, the third changes nothing that is known
        for (name, byte) in [("ref_second", 0xab), ("ref_third", 0xcd)] {
            let later = Package { referral_id: name.to_owned(), ..package() };
            let told = later.write_telling(&|file| file.sha1 = Some(format!("{byte:02x}").repeat(20)));
            station.client("clearinghouse").post_bytes("/referrals", told, None).await.is(201);
            for (format, kind) in [("vics-1.3", Format::Vics), ("vics-2.0", Format::Vics), ("icse", Format::Icse)] {
                assert_eq!(sha1_in(format, kind).await, Some([0xab; 20]), "{format} after {name}");
            }
            let graph = export(&ines, &format!("/reports/{report}"), "case").await.body;
            assert!(graph.contains("\"SHA1\"") && graph.contains(&"ab".repeat(20)), "{graph}");
        }
        station.stop().await;
    }

    async fn whoever_got_an_export_is_told_of_everybody_whose_acts_stand_in_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let subject = subject_of(&ines, "juvenile").await;
        let path = format!("/subjects/{}/export", text(&subject, "subject_id"));
        // before anybody is identified it is nobody's data
        let asked = json!({ "format": "icse", "recipient": "Laboratorio de Ejemplo" });
        ines.submit(&path, &asked).await.is(200);
        let body = person(&subject, json!("all"), ["Iker", "Sanz"], born("2005-03-01"), json!("unknown"));
        let identified = ines.post("/api/persons", &body).await.ok();
        let recipients = format!("/persons/{}/recipients", text(&identified, "person_id"));
        assert!(!ines.page(&recipients, "en").await.body.contains("Laboratorio"));
        let refused = ines.submit(&path, &json!({ "format": "icse", "recipient": "" })).await;
        refused.is(422);
        assert!(refused.body.contains("name=\"recipient\""), "{refused:?}");
        assert!(!ines.page(&recipients, "en").await.body.contains("Laboratorio"));
        for _ in 0..2 {
            let file = ines.submit(&path, &asked).await;
            file.is(200);
            assert!(file.body.lines().count() > 1, "{file:?}");
        }
        let shown = ines.page(&recipients, "en").await.body;
        assert_eq!(shown.matches("Laboratorio de Ejemplo").count(), 1, "{shown}");
        let decision = json!({ "state": "cleared", "reason": "the line was shared" });
        let path = format!("/api/identifications/{}/decide", text(&identified, "identification_id"));
        ines.post(&path, &decision).await.is(201);
        let waiting = ines.get("/api/clearances").await.ok();
        assert_eq!((&waiting[0]["kind"], &waiting[0]["name"]), (&json!("export"), &json!("Laboratorio de Ejemplo")));
        station.stop().await;
    }

    async fn an_export_says_that_a_link_is_contested_and_that_a_ground_was_lost(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let subject = subject_of(&ines, "first").await;
        let body = person(&subject, json!("all"), ["Abril", "Soto"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        let operation = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/operations/{}", text(&operation, "operation_id"));
        ines.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": [subject["subject_id"]] })).await.ok();
        let objects = [
            operation,
            format!("/subjects/{}", text(&subject, "subject_id")),
            format!("/persons/{person_id}"),
            format!("/reports/{}", text(&subject["acts"][0], "report_id")),
        ];
        let words = ["Contested links", "Ground lost"];
        for object in &objects {
            let page = ines.page(&format!("{object}/export"), "en").await;
            assert!(!words.iter().any(|said| page.body.contains(said)), "{object}: {page:?}");
        }

        let link_id = text(&subject["links"][0], "link_id");
        ines.post(&format!("/api/links/{link_id}/contest"), &json!({ "reason": "a shop's" })).await.ok();
        let lost = json!({ "cause": "file", "value": subject["acts"][0]["file_sha256"], "reason": "taken off the list" });
        ines.post("/api/lost-grounds", &lost).await.is(201);
        let loss_id = text(&ines.get("/api/lost-grounds").await.ok()[0], "loss_id");
        for object in &objects {
            let page = ines.page(&format!("{object}/export"), "en").await;
            let csv = ines.request(Method::GET, &format!("{object}/export?format=csv&lang=en")).send().await.unwrap();
            let csv = csv.text().await.unwrap();
            assert!(words.iter().all(|said| page.body.contains(said) && csv.contains(said)), "{object}: {page:?} {csv}");
            let graph = export(&ines, object, "case").await.body;
            for id in [&link_id, &loss_id] {
                assert!(page.body.contains(id) && graph.contains(id), "{id} in {object}: {graph}");
                assert!(tips(&ines, object).await.iter().all(|(_, text)| text.contains(id)), "{id} in {object}");
            }
            let list = export(&ines, object, "vics-2.0").await;
            assert!(list.body.contains("Contested link, not decided yet. Ground lost, not settled yet."), "{list:?}");
            let body = json!({ "format": "icse", "recipient": "Laboratorio de Ejemplo" });
            let list = ines.request(Method::POST, &format!("/api{object}/export")).json(&body).send().await.unwrap();
            let name = list.headers()["content-disposition"].to_str().unwrap();
            assert!(name.contains("-icse-contested-ground-lost.csv"), "{name}");
        }
        let entries = entries(&station, "export-acts").await;
        let counted = ["\"contested_links\":\"1\"", "\"lost_grounds\":\"1\""];
        assert!(entries.iter().any(|entry| counted.iter().all(|said| entry.contains(said))), "{entries:?}");
        // what rests on neither says nothing, and nobody is handed on meanwhile
        let other = format!("/subjects/{}", text(&subject_of(&ines, "adult").await, "subject_id"));
        let page = ines.page(&format!("{other}/export"), "en").await;
        assert!(!words.iter().any(|said| page.body.contains(said)), "{page:?}");
        assert!(!export(&ines, &other, "case").await.body.contains("not decided yet"));
        ines.ask_assignment(&person_id, "08").await.is(409);

        let kept = json!({ "decision": "kept", "grounds": "the shop has one employee" });
        station.client("ivan").post(&format!("/api/links/{link_id}/contest/decide"), &kept).await.ok();
        let graph = export(&ines, &objects[1], "case").await.body;
        assert!(!graph.contains(&link_id) && graph.contains(&loss_id), "{graph}");
        station.stop().await;
    }
}
