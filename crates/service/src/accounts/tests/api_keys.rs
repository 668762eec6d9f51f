//! Keys of machine clients.

use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

use super::{Answer, Office};
use crate::both_engines;
use crate::testing::TestNode;

impl Office {
    pub(super) async fn make_key(&self, admin: &str, name: &str, quota: &str, last_day: &str) -> String {
        let fields =
            [("name", name), ("role", "feeder"), ("quota_per_minute", quota), ("last_day", last_day)];
        let shown = self.post("/api-keys", admin, &fields).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown.between("id=\"key\">", "<")
    }

    async fn ask(&self, authorization: &str) -> Answer {
        self.send(Request::get("/api/things").header(AUTHORIZATION, authorization), String::new()).await
    }
}

fn basic(name: &str, key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{key}")))
}

both_engines! {
    async fn a_key_opens_as_password_or_bearer_until_it_is_revoked(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let key = office.make_key(&admin, "social", "600", "").await;
        assert!(key.starts_with("amk_") && key.len() == 68, "{key}");
        let bearer = format!("Bearer {key}");
        assert_eq!(office.ask(&bearer).await.body, "things");
        assert_eq!(office.ask(&basic("social", &key)).await.body, "things");
        for wrong in [basic("forum", &key), format!("Bearer {key}0"), "Bearer amk_".into(), format!("Token {key}")] {
            assert_eq!(office.ask(&wrong).await.status, StatusCode::UNAUTHORIZED, "{wrong}");
        }
        let list = office.get("/api-keys", &admin).await;
        assert!(!list.body.contains(&key), "a key is shown once");
        let revoke = list.between("action=\"/api-keys/", "\"");
        assert_eq!(office.post(&format!("/api-keys/{revoke}"), &admin, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.ask(&bearer).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(office.post(&format!("/api-keys/{revoke}"), &admin, &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_key_that_asks_too_often_waits_and_one_with_an_end_ends(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let bearer = format!("Bearer {}", office.make_key(&admin, "social", "2", "2021-03-01").await);
        for _ in 0..2 {
            assert_eq!(office.ask(&bearer).await.status, StatusCode::OK);
        }
        let held = office.ask(&bearer).await;
        assert_eq!((held.status, held.headers["retry-after"].to_str().unwrap()), (StatusCode::TOO_MANY_REQUESTS, "60"));
        office.pass(SignedDuration::from_secs(60));
        assert_eq!(office.ask(&bearer).await.status, StatusCode::OK);
        office.pass(SignedDuration::from_hours(15));
        assert_eq!(office.ask(&bearer).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn one_name_is_one_machine_in_one_role(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let first = office.make_key(&admin, "social", "600", "").await;
        let second = office.make_key(&admin, "social", "600", "").await;
        assert_ne!(first, second);
        for (name, role, quota, last_day, said) in [
            ("social", "operator", "1", "", "has another role"),
            ("forum", "administrator", "1", "", "no such role"),
            ("forum", "feeder", "0", "", "give 1 to"),
            ("forum", "feeder", "1", "soon", "YYYY-MM-DD"),
            ("forum", "feeder", "1", "2020-01-01", "lies in the past"),
            ("a:b", "feeder", "1", "", "no colon"),
        ] {
            let fields = [("name", name), ("role", role), ("quota_per_minute", quota), ("last_day", last_day)];
            let answer = office.post("/api-keys", &admin, &fields).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(said), "{said}: {}", answer.body);
        }
        // neither a machine nor an officer makes keys
        let machine = Request::get("/api-keys").header(AUTHORIZATION, format!("Bearer {first}"));
        assert_eq!(office.send(machine, String::new()).await.status, StatusCode::NOT_FOUND);
    }
}
