//! The matrix, the route table, and that every route refuses strangers.

use std::fmt::Write as _;

use platform::{Permission, Role};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use service::testing::TestDb;
use service::{Access, Actor, both_engines};

use crate::harness::{As, Platform};

#[test]
fn the_matrix_is_the_agreed_one() {
    let mut matrix = format!("{:<18}", "");
    for role in Role::ALL {
        let _ = write!(matrix, " {:<13}", format!("{role:?}"));
    }
    for permission in Permission::ALL {
        let _ = write!(matrix, "\n{:<18}", format!("{permission:?}"));
        for role in Role::ALL {
            let _ = write!(matrix, " {:<13}", if permission.granted_to(role) { "yes" } else { "-" });
        }
    }
    let trimmed: Vec<_> = matrix.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(trimmed.join("\n"));
}

#[test]
fn the_route_table_is_the_agreed_one() {
    insta::assert_snapshot!(platform::routes(1).table());
}

#[test]
fn every_route_says_what_it_does_with_personal_data() {
    let rows: Vec<_> = platform::routes(1).rows().cloned().collect();
    assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
}

#[test]
fn the_openapi_document_is_the_agreed_one() {
    insta::assert_snapshot!(platform::routes(1).openapi().to_pretty_json().unwrap());
}

#[test]
fn a_machine_never_holds_a_role_of_staff() {
    for role in ["moderator", "administrator"] {
        assert_eq!(Role::of(&Actor::Machine { name: "m".into(), role: role.into() }), None);
    }
    for role in ["application", "operator"] {
        assert_eq!(Role::of(&Actor::Staff { name: "s".into(), role: role.into(), unit: None }), None);
    }
}

both_engines! {
    async fn every_route_refuses_strangers_and_the_wrong_role(db: TestDb) {
        let platform = Platform::start(&db).await;
        let routes = platform::routes(1);
        for route in routes.rows().filter(|route| !matches!(route.access, Access::Open)) {
            let method: Method = route.method.parse().unwrap();
            let path = route.path.replace("{id}", "x").replace("{name}", "x");
            let response = platform.request(As::Nobody, method.clone(), &path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            assert!(response.headers().contains_key("www-authenticate"));
            for (who, kind, role) in As::ALL {
                let (name, role) = (role.to_owned(), role.to_owned());
                let actor = if kind == "staff" { Actor::Staff { name, role, unit: None } } else { Actor::Machine { name, role } };
                let response = platform.request(who, method.clone(), &path).send().await.unwrap();
                let status = response.status();
                let detail = response.json::<Value>().await.map(|problem| problem["detail"].clone()).unwrap_or_default();
                let denied = status == StatusCode::NOT_FOUND && detail.as_str().unwrap_or_default().contains("not for this actor");
                assert_eq!(denied, !route.access.allows(&actor), "{method} {path} as {who:?}: {status} {detail}");
            }
        }
        platform.stop().await;
    }
}
