//! Keys and certificates of machine clients.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

use super::{Answer, Office};
use crate::both_engines;
use crate::check::client_certificate;
use crate::config::KeyLimitsConfig;
use crate::testing::TestNode;
use crate::tls::KeyFingerprint;

impl Office {
    pub(super) async fn make_key(&self, admin: &str, name: &str, quota: &str, last_day: &str) -> String {
        let fields =
            [("name", name), ("role", "feeder"), ("quota_per_minute", quota), ("last_day", last_day)];
        let shown = self.post("/api-keys", admin, &fields).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown.between("id=\"key\">", "<")
    }

    /// Registers the certificate of these test data, alone or with a key, and gives what is shown.
    async fn register(&self, admin: &str, name: &str, proof: &str, certificate: &str) -> Answer {
        let public_key = client_certificate(certificate);
        let fields = [
            ("name", name),
            ("role", "feeder"),
            ("proof", proof),
            ("public_key", &public_key),
            ("quota_per_minute", "2"),
            ("last_day", ""),
        ];
        self.post("/api-keys", admin, &fields).await
    }

    /// Asks over a connection that has shown this certificate.
    async fn ask_showing(&self, certificate: &str, authorization: Option<&str>) -> Answer {
        let shown = KeyFingerprint::parse(&client_certificate(certificate)).unwrap();
        let request = Request::get("/api/things").extension(shown);
        let request = match authorization {
            Some(text) => request.header(AUTHORIZATION, text),
            None => request,
        };
        self.send(request, String::new()).await
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
        let page = office.get(&format!("/api-keys/{}", list.between("href=\"/api-keys/", "\"")), &admin).await;
        assert!(page.body.contains("Last used") && !page.body.contains("never noted"), "{}", page.body);
        let revoke = format!("{}/revoke", list.between("href=\"/api-keys/", "\""));
        assert_eq!(office.post(&format!("/api-keys/{revoke}"), &admin, &[("cause", "replaced")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.ask(&bearer).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(office.post(&format!("/api-keys/{revoke}"), &admin, &[("cause", "replaced")]).await.status, StatusCode::NOT_FOUND);
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

    async fn a_key_that_is_refused_too_often_is_held_until_a_person_lets_it_go_on(test: TestNode) {
        let limits = KeyLimitsConfig { refused_requests: 2, hold: true, ..KeyLimitsConfig::default() };
        let office = Office::watching(&test, limits);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let bearer = format!("Bearer {}", office.make_key(&admin, "social", "600", "").await);
        let health = async || office.send(Request::get("/healthz"), String::new()).await.body;
        for _ in 0..2 {
            assert_eq!(office.ask(&bearer).await.status, StatusCode::OK);
            let tried = Request::get("/api-keys").header(AUTHORIZATION, &bearer);
            assert_eq!(office.send(tried, String::new()).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!health().await.contains("key_unlike_itself"));
        for _ in 0..2 {
            let held = office.ask(&bearer).await;
            assert!(held.status == StatusCode::UNAUTHORIZED && held.body.contains("is held"), "{}", held.body);
        }
        assert!(health().await.contains("key_unlike_itself"));
        let list = office.get("/api-keys", &admin).await;
        let path = format!("/api-keys/{}", list.between("href=\"/api-keys/", "\""));
        let page = office.get(&path, &admin).await;
        assert!(page.body.contains("many of its requests were refused") && page.body.contains("Held since"), "{}", page.body);
        let release = format!("{path}/release");
        let unsaid = office.post(&release, &admin, &[("cause", "")]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(office.post(&release, &admin, &[("cause", "mended")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.ask(&bearer).await.status, StatusCode::OK);
        assert!(!health().await.contains("key_unlike_itself"));
        // a person holds one, too, and takes that back
        assert_eq!(office.post(&format!("{path}/hold"), &admin, &[("cause", "suspected")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.ask(&bearer).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(office.post(&release, &admin, &[("cause", "expected")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.post(&release, &admin, &[("cause", "expected")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.ask(&bearer).await.status, StatusCode::OK);
    }

    async fn what_is_usual_of_a_key_outlives_a_restart_and_a_leap_is_told_and_not_learned(test: TestNode) {
        let limits = KeyLimitsConfig { leap_times: 2, leap_requests: 3, ..KeyLimitsConfig::default() };
        let office = Office::watching(&test, limits.clone());
        let alba = office.first("alba").await;
        let key = {
            let admin = office.sign_in(&alba).await;
            format!("Bearer {}", office.make_key(&admin, "social", "600", "").await)
        };
        for _ in 0..25 {
            assert_eq!(office.ask(&key).await.status, StatusCode::OK);
            office.pass(SignedDuration::from_hours(1));
        }
        let office = Office::watching(&test, limits);
        for _ in 0..9 {
            assert_eq!(office.ask(&key).await.status, StatusCode::OK, "a person is told, and it goes on");
        }
        office.pass(SignedDuration::from_hours(1));
        assert_eq!(office.ask(&key).await.status, StatusCode::OK);
        let mut tx = office.node().db().begin_read("test").await.unwrap();
        let sql = "SELECT busiest_hour, hours_counted, doubt_count FROM api_key";
        let row: (i64, i64, i64) = sqlx::query_as(sql).fetch_one(tx.conn()).await.unwrap();
        assert_eq!(row, (1, 24, 3));
    }

    async fn a_certificate_stands_for_its_machine_until_it_is_revoked(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        assert_eq!(office.ask_showing("client", None).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(office.register(&admin, "social", "certificate", "client").await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.ask_showing("client", None).await.body, "things");
        assert_eq!(office.ask_showing("client-renewed", None).await.body, "things");
        assert_eq!(office.ask_showing("client", None).await.status, StatusCode::TOO_MANY_REQUESTS);
        office.pass(SignedDuration::from_secs(60));
        for (certificate, authorization) in [("other-client", None), ("client", Some("Bearer amk_")), ("client", Some("Basic x"))] {
            let answer = office.ask_showing(certificate, authorization).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{certificate} {authorization:?}");
        }
        let other = office.register(&admin, "forum", "certificate", "client-renewed").await;
        assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.body.contains("another name"), "{}", other.body);
        let list = office.get("/api-keys", &admin).await;
        let revoke = format!("{}/revoke", list.between("href=\"/api-keys/", "\""));
        office.post(&format!("/api-keys/{revoke}"), &admin, &[("cause", "replaced")]).await;
        assert_eq!(office.ask_showing("client", None).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_key_bound_to_a_certificate_is_refused_without_it(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let shown = office.register(&admin, "social", "key_and_certificate", "client").await;
        let bearer = format!("Bearer {}", shown.between("id=\"key\">", "<"));
        assert_eq!(office.ask_showing("client", Some(&bearer)).await.body, "things");
        for answer in [office.ask(&bearer).await, office.ask_showing("other-client", Some(&bearer)).await] {
            assert!(answer.status == StatusCode::UNAUTHORIZED && answer.body.contains("mutual TLS"), "{}", answer.body);
        }
        // nor does the certificate count without its key
        assert_eq!(office.ask_showing("client", None).await.status, StatusCode::UNAUTHORIZED);
        for (proof, public_key, said) in [
            ("key", "00", "a key alone has no certificate"),
            ("", "00", "a key alone has no certificate"),
            ("certificate", "00", "64 digits"),
            ("seal", "", "key_and_certificate"),
        ] {
            let fields = [("name", "forum"), ("role", "feeder"), ("proof", proof), ("public_key", public_key), ("quota_per_minute", "1")];
            let refused = office.post("/api-keys", &admin, &fields).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains(said), "{proof}: {}", refused.body);
        }
    }

    async fn a_key_bound_to_networks_is_refused_from_elsewhere(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let make = async |networks: &str| {
            let fields = [("name", "social"), ("role", "feeder"), ("quota_per_minute", "600"), ("networks", networks)];
            office.post("/api-keys", &admin, &fields).await
        };
        let wrong = make("203.0.113.0/24 office").await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("is no network"), "{}", wrong.body);
        let shown = make("203.0.113.0/24, 2001:db8::1").await;
        let bearer = format!("Bearer {}", shown.between("id=\"key\">", "<"));
        let ask = async |address: &str| {
            let peer = SocketAddr::new(address.parse().unwrap(), 40_001);
            let request = Request::get("/api/things").header(AUTHORIZATION, &bearer).extension(ConnectInfo(peer));
            office.send(request, String::new()).await
        };
        for inside in ["203.0.113.9", "2001:db8::1"] {
            assert_eq!(ask(inside).await.body, "things", "{inside}");
        }
        for refused in [ask("198.51.100.7").await, office.ask(&bearer).await] {
            assert!(refused.status == StatusCode::UNAUTHORIZED && refused.body.contains("networks registered"), "{}", refused.body);
        }
        let list = office.get("/api-keys?lang=en", &admin).await;
        let page = office.get(&format!("/api-keys/{}", list.between("href=\"/api-keys/", "\"")), &admin).await;
        for shown in [list, page] {
            assert!(shown.body.contains("203.0.113.0/24 2001:db8::1/128"), "{}", shown.body);
        }
        // another key of the same machine counts from everywhere
        let key = office.make_key(&admin, "social", "600", "").await;
        assert_eq!(office.ask(&format!("Bearer {key}")).await.body, "things");
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
            assert!(answer.body.contains(&format!("value=\"{name}\"")), "what was typed is kept: {}", answer.body);
        }
        // neither a machine nor an officer makes keys
        let machine = Request::get("/api-keys").header(AUTHORIZATION, format!("Bearer {first}"));
        assert_eq!(office.send(machine, String::new()).await.status, StatusCode::NOT_FOUND);
    }
}
