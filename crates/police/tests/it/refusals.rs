//! Every route refuses strangers and wrong roles; denied looks like absent.

use police::{Permission, Role};
use reqwest::Method;
use service::testing::TestDb;
use service::{Access, Scope};

use crate::support::Station;

/// The name under which a role signs in.
fn name(role: Role) -> &'static str {
    match role {
        Role::Clearinghouse => "clearinghouse",
        Role::Inspector => "ines",
        Role::ProvincialOfficer => "olga",
        Role::Administrator => "adam",
        Role::Registry => "rosa",
        Role::DataProtectionOfficer => "dora",
    }
}

service::both_engines! {
    async fn every_route_refuses_strangers_and_wrong_roles(db: TestDb) {
        let station = Station::start(&db).await;
        let base = format!("http://{}", station.running.addr);
        let http = reqwest::Client::new();
        let mut denied = 0;
        for route in police::routes(1 << 20).rows() {
            let method: Method = route.method.parse().unwrap();
            let path = route.path.replace(['{', '}'], "");
            let address = format!("{base}{path}");
            if matches!(route.access, Access::Open) {
                continue;
            }
            let nobody = http.request(method.clone(), &address).send().await.unwrap();
            assert_eq!(nobody.status(), 401, "{method} {path} without credentials");
            let wrong = http.request(method.clone(), &address).basic_auth("ines", Some("wrong")).send().await.unwrap();
            assert_eq!(wrong.status(), 401, "{method} {path} with a wrong secret");
            let Access::Needs(permission) = route.access else { continue };
            for role in Role::ALL.into_iter().filter(|role| is_denied(permission, *role)) {
                let answer = station.client(name(role)).request(method.clone(), &path).send().await.unwrap();
                let body: serde_json::Value = answer.json().await.unwrap();
                assert_eq!(body["status"], 404, "{method} {path} as {role:?}: {body}");
                denied += 1;
            }
        }
        assert!(denied > 100, "{denied} denials were tried");
        station.stop().await;
    }
}

fn is_denied(permission: Permission, role: Role) -> bool {
    matches!(permission.scope(role), Scope::None)
}
