//! Who is warned of sign-ins whose record may soon be erased, and how often.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::sign_ins_used::{ADDRESS, OPERATOR, package, receive};
use crate::support::{Station, at, text};
use crate::warnings::raised;

const SIGNED_IN: &str = "2020-09-20T08:00:00Z";

service::both_engines! {
    async fn nobody_but_its_readers_is_warned_of_a_sign_in_in_a_closed_operation(db: TestDb) {
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_700_001, &[(SIGNED_IN, ADDRESS)])).await;
        let ines = station.inspector();
        let operation = ines.post("/api/operations", &json!({ "name": "closed" })).await.ok();
        let path = format!("/api/operations/{}", text(&operation, "operation_id"));
        let chosen = json!({ "subject_ids": [text(&subject, "subject_id")] });
        ines.post(&format!("{path}/subjects"), &chosen).await.ok();
        let close = json!({ "readers": "", "reason": "an officer is named" });
        ines.post(&format!("{path}/close"), &close).await.ok();

        let station = station.started_again_at(&db, at("2021-09-01T10:00:00Z")).await;
        assert_eq!(raised(&station, 1).await.len(), 1, "its leader is warned");
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let listed: Value = ivan.get("/evidence-warnings?format=json&state=all").await.ok();
        assert_eq!(listed, json!([]));
        for path in ["/evidence-warnings", "/evidence-warnings?state=all", "/"] {
            let page = ivan.page(path, "en").await;
            assert!(!page.body.contains(SIGNED_IN) && !page.body.contains(OPERATOR), "{path}: {page:?}");
        }
        let take = json!({ "operator": OPERATOR, "up_to": "2021-09-02T00:00:00Z" });
        ivan.submit("/evidence-warnings/take", &take).await.is(409);
        ivan.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(409);
        ines.submit("/evidence-warnings/take", &take).await.is(303);
        let undo = json!({
            "operator": OPERATOR, "taken_by": "ines", "taken_at": model::Clock::now(&*station.clock).to_string(),
            "reason": "by mistake"
        });
        ivan.submit("/evidence-warnings/take/undo", &undo).await.is(409);
        station.stop().await;
    }
}
