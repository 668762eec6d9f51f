//! Every route, called by those who may not.

use reqwest::Method;
use service::both_engines;
use service::http::Access;
use service::testing::TestDb;

use crate::harness::{ADMINISTRATOR, AGENCY, ANALYST, PARTY, TestClearinghouse, picture};

both_engines! {
    async fn every_route_refuses_strangers_and_wrong_roles(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let client = reqwest::Client::new();
        let mut refused = 0;
        for route in clearinghouse::routes().rows() {
            if matches!(route.access, Access::Open) {
                continue;
            }
            let method = Method::from_bytes(route.method.as_bytes()).unwrap();
            let path = route.path.replace("{number}", &report.to_string()).replace("{id}", "ref_0190163d8694739b8e3b2c7d3a0f5e11");
            let url = format!("http://{}{path}", clearinghouse.addr());
            let stranger = client.request(method.clone(), &url).send().await.unwrap();
            assert_eq!(stranger.status(), 401, "{} {path}", route.method);
            let wrong = client.request(method.clone(), &url).basic_auth(ANALYST, Some("wrong")).send().await.unwrap();
            assert_eq!(wrong.status(), 401, "{} {path}", route.method);
            for (name, actor) in [PARTY, AGENCY, ANALYST, ADMINISTRATOR].map(|name| (name, actor(name))) {
                if !route.access.allows(&actor) {
                    let response = clearinghouse.call(name, method.clone(), &path).send().await.unwrap();
                    assert_eq!(response.status(), 404, "{name} {} {path}", route.method);
                    refused += 1;
                }
            }
        }
        assert!(refused > 50, "{refused} calls were refused");
        clearinghouse.finish().await;
    }
}

fn actor(name: &str) -> service::Actor {
    let (staff, role) = match name {
        PARTY => (false, "reporting_party"),
        AGENCY => (false, "agency"),
        ANALYST => (true, "analyst"),
        _ => (true, "administrator"),
    };
    let (name, role) = (name.to_owned(), role.to_owned());
    if staff {
        service::Actor::Staff { name, role, unit: None }
    } else {
        service::Actor::Machine { name, role }
    }
}
