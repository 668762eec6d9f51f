//! A child who shared what was done to them: victim and author, and wherever they are shown the victim stands first.

use serde_json::json;
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Where the roles stand on a page, and where the class does.
async fn places(client: &Client, path: &str) -> [usize; 3] {
    let page = client.page(path, "en").await;
    page.is(200);
    ["Victim<", "Author of acts<", "under the age of responsibility"]
        .map(|said| page.body.find(said).unwrap_or_else(|| panic!("no {said} on {path}: {}", page.body)))
}

service::both_engines! {
    async fn a_child_who_is_victim_and_author_is_shown_as_a_victim_first(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, olga) = (station.inspector(), station.client("olga"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&ines, "under").await;
        let body = person(&subject, json!("all"), ["Nora", "Vega"], born("2007-05-05"), json!({ "province": "08" }));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        let path = format!("/api/persons/{person_id}");
        let roles = async |client: &Client| client.get(&path).await.ok()["roles"].clone();
        assert_eq!(roles(&ines).await, json!(["author"]));
        let record = async |role: &str| ines.post(&format!("{path}/roles"), &json!({ "role": role, "reason": "Nora was filmed" })).await;
        record("author").await.refused(422, "role");
        record("witness").await.is(201);
        let victim = record("victim").await.ok();
        record("victim").await.is(409);
        let assignment = text(&ines.assign(&person_id, "08").await, "assignment_id");

        assert_eq!(roles(&olga).await, json!(["victim", "witness", "author"]));
        for (client, page) in [
            (&ines, "/persons".to_owned()),
            (&ines, format!("/persons/{person_id}")),
            (&olga, "/persons".to_owned()),
            (&olga, format!("/persons/{person_id}")),
            (&olga, format!("/assignments/{assignment}")),
            (&olga, format!("/assignments/{assignment}/sheet")),
            (&ines, format!("/subjects/{}", text(&subject, "subject_id"))),
        ] {
            let [victim, author, class] = places(client, &page).await;
            assert!(victim < author && author < class, "{page}: {victim} {author} {class}");
        }
        let kept = ines.page(&format!("/persons/{person_id}/roles"), "en").await;
        assert!(kept.body.contains("N. was filmed") && !kept.body.contains("Nora"), "{kept:?}");
        olga.get(&format!("/persons/{person_id}/roles")).await.is(404);

        let undo = format!("/api/person-roles/{}/undo", text(&victim, "role_id"));
        ines.post(&undo, &json!({ "reason": "another child was meant" })).await.ok();
        assert_eq!(roles(&ines).await, json!(["witness", "author"]));
        station.stop().await;
    }
}
