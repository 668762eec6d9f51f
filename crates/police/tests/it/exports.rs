//! Reports, subjects, persons and operations in the formats of tools.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::hash_list::{Format, read};

use crate::operation::package;
use crate::support::{Station, born, person, subject_of, text};

service::both_engines! {
    async fn every_level_goes_out_as_vics_icse_case_and_csv(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let operation = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/operations/{}", text(&operation, "operation_id"));
        ines.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
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
                let written = ines.get(&format!("/api{object}/export?format={format}")).await;
                written.is(200);
                let found = read(kind, written.body.as_bytes()).unwrap().entries;
                assert!(!found.is_empty() && found.iter().all(|file| file.md5.is_some()), "{object} {format}");
            }
            let graph = ines.get(&format!("/api{object}/export?format=case")).await.ok();
            assert!(graph["@graph"].as_array().is_some_and(|nodes| nodes.len() > 2), "{graph}");
            ines.get(&format!("/api{object}/export?format=pdf")).await.refused(422, "format");
            let csv = ines.get(&format!("{object}/export?format=csv")).await;
            csv.is(200);
            assert!(csv.body.lines().count() > 1, "{csv:?}");
            for hidden in ["Iker", "Sanz", "192.0.2.", "screen-"] {
                assert!(!graph.to_string().contains(hidden) && !csv.body.contains(hidden), "{hidden} in {object}");
            }
        }
        // a unit exports its own persons, and nothing else
        let path = format!("/api/persons/{person_id}/export");
        station.client("bego").get(&path).await.is(200);
        station.client("olga").get(&path).await.is(404);
        let listed: Value = station.client("bego").get(&format!("/persons/{person_id}/export?format=json")).await.ok();
        assert!(listed.as_array().is_some_and(|acts| !acts.is_empty()), "{listed}");
        station.stop().await;
    }
}
