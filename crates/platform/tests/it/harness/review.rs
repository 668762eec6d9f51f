//! What moderators do with hits.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{As, BLOBS, Platform, statement, text};
use crate::fake::Fault;

impl Platform {
    /// An upload with one exact hit: its id and the hit's.
    pub(crate) async fn hit(&self) -> (String, String) {
        self.list(BLOBS).await;
        let stored = self.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert_eq!(stored["hits"].as_array().unwrap().len(), 1, "{stored}");
        (text(&stored["upload_id"]), text(&stored["hits"][0]["hit_id"]))
    }

    pub(crate) async fn decide(
        &self,
        hit_id: &str,
        decision: &str,
        viewed: &str,
        status: StatusCode,
    ) -> Value {
        if viewed == "in_full" {
            let upload_id = self.upload_of(hit_id).await;
            self.open_file(As::Moderator, &upload_id).await;
        }
        let body = json!({"decision": decision, "reason": "reviewed in the test", "policy": "a rule"});
        self.post(As::Moderator, &format!("/api/hits/{hit_id}/decision"), &body, status).await
    }

    /// The upload of a hit.
    pub(crate) async fn upload_of(&self, hit_id: &str) -> String {
        let hits = self.get(As::Moderator, "/api/hits?limit=500").await;
        let hit = hits["hits"].as_array().unwrap().iter().find(|hit| hit["hit_id"] == hit_id);
        text(&hit.unwrap()["upload_id"])
    }

    /// Asks for the file of an upload, with a reason.
    pub(crate) async fn ask_file(&self, who: As, upload_id: &str) -> Response {
        let files = self.get(As::Moderator, &format!("/api/files/{upload_id}")).await;
        let body = json!({"sha256": files["files"][0]["sha256"], "reason": "to compare it with the list"});
        self.request(who, Method::POST, &format!("/api/files/{upload_id}/open"))
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    /// Opens the file of an upload to its end.
    pub(crate) async fn open_file(&self, who: As, upload_id: &str) -> Vec<u8> {
        let response = self.ask_file(who, upload_id).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.bytes().await.unwrap().to_vec()
    }

    /// Confirms a hit of a new upload: the report's id.
    pub(crate) async fn confirmed(&self) -> String {
        let (_, hit_id) = self.hit().await;
        text(&self.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await["report_id"])
    }

    /// As [`Self::confirmed`], with one step failing once.
    pub(crate) async fn confirmed_with(&self, fault: Fault, step: &'static str) -> String {
        self.fake.fail(step, fault);
        self.confirmed().await
    }
}
