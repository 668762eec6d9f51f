//! Both steps of signing in.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::{Office, PASSWORD, Person};
use crate::accounts::sign_in::{Factor, SignIn};
use crate::accounts::totp;
use crate::db::staff_accounts;
use crate::testing::TestNode;
use crate::{Actor, both_engines};

async fn account_id(office: &Office, name: &str) -> String {
    let mut tx = office.node().db().begin_read("test").await.unwrap();
    let blind = crate::accounts::name_blind(office.node().columns(), name);
    staff_accounts::find_by_name(&mut tx, &blind).await.unwrap().unwrap().account_id
}

/// How many of a hundred uses of one code at once begin a session.
async fn uses(office: &Arc<Office>, person: &Person, code: String) -> usize {
    let actor = office.site.find_staff(&person.name).await.unwrap().unwrap();
    let account_id = account_id(office, &person.name).await;
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let (office, actor, code, account_id) =
                (Arc::clone(office), actor.clone(), code.clone(), account_id.clone());
            tokio::spawn(async move {
                let token_sha256 = format!("{number:064x}{code}");
                let action = SignIn {
                    account_id: &account_id,
                    factor: Factor::Code(&code),
                    token_sha256: &token_sha256,
                    client: "test",
                };
                office.node().act(&actor, &action).await
            })
        })
        .collect();
    let mut begun = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => begun += 1,
            Err(failure) => assert_eq!(failure.status(), 422, "{failure}"),
        }
    }
    begun
}

both_engines! {
    async fn of_a_hundred_uses_of_one_code_at_once_one_succeeds(test: TestNode) {
        let office = Arc::new(Office::new(&test));
        let alba = office.first("alba").await;
        let code = totp::code_at(&alba.secret, office.now());
        assert_eq!(uses(&office, &alba, code.clone()).await, 1);
        assert_eq!(uses(&office, &alba, code).await, 0);
        // the code of an earlier step does not come back either
        let earlier = totp::code_at(&alba.secret, office.now() - SignedDuration::from_secs(30));
        assert_eq!(uses(&office, &alba, earlier).await, 0);
        assert_eq!(uses(&office, &alba, alba.recovery_codes[0].clone()).await, 1);
        assert_eq!(uses(&office, &alba, alba.recovery_codes[0].clone()).await, 0);
    }

    async fn an_unknown_name_costs_the_same_work_and_gets_the_same_bytes(test: TestNode) {
        let office = Office::new(&test);
        office.first("alba").await;
        let before = office.site.password_hashes();
        let known = office.first_step("alba", "copper-lantern-otter-43").await;
        let middle = office.site.password_hashes();
        let unknown = office.first_step("olga", "copper-lantern-otter-43").await;
        let after = office.site.password_hashes();
        assert_eq!((middle - before, after - middle), (1, 1));
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
        let names = |headers: &axum::http::HeaderMap| {
            headers.iter().filter(|(name, _)| *name != "request-id").map(|(n, v)| (n.clone(), v.clone())).collect::<Vec<_>>()
        };
        assert_eq!(names(&known.headers), names(&unknown.headers));
        assert!(!known.body.contains("olga") && !known.body.contains("otter"));
    }

    async fn the_second_step_needs_the_first_and_not_long_ago(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let code = totp::code_at(&alba.secret, office.now());
        let none = office.get("/sign-in/code", "").await;
        assert_eq!((none.status, none.location()), (StatusCode::SEE_OTHER, "/sign-in"));
        for half in ["", "__Host-amparo-half=AAAA"] {
            let refused = office.post("/sign-in/code", half, &[("code", &code)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains("Start again"), "{}", refused.body);
        }
        let half = office.first_step("ALBA ", PASSWORD).await.cookie("__Host-amparo-half");
        office.pass(SignedDuration::from_mins(5));
        let code = totp::code_at(&alba.secret, office.now());
        let late = office.post("/sign-in/code", &half, &[("code", &code)]).await;
        assert!(late.body.contains("Start again"), "{}", late.body);
    }

    async fn a_recovery_code_stands_for_the_authenticator_once(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let code = &alba.recovery_codes[3];
        for (typed, status) in [(code.to_lowercase(), StatusCode::SEE_OTHER), (code.clone(), StatusCode::UNPROCESSABLE_ENTITY)] {
            let half = office.first_step("alba", PASSWORD).await.cookie("__Host-amparo-half");
            assert_eq!(office.post("/sign-in/code", &half, &[("code", &typed)]).await.status, status);
        }
    }

    async fn an_account_is_found_by_its_name_alone_and_only_while_active(test: TestNode) {
        let office = Office::new(&test);
        office.first("alba").await;
        let actor = office.site.find_staff("Alba").await.unwrap();
        assert_eq!(actor, Some(Actor::Staff { name: "alba".into(), role: "administrator".into(), unit: None }));
        assert_eq!(office.site.find_staff("alba").await.unwrap(), actor);
        assert_eq!(office.site.find_staff("olga").await.unwrap(), None);
    }

    async fn nothing_that_opens_a_door_is_stored_as_it_is(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba-distinct-name").await;
        let session = office.sign_in(&alba).await;
        let mut tx = office.node().db().begin_read("test").await.unwrap();
        let mut stored = String::new();
        for column in crate::db::sealed::list_text_columns(&mut tx).await.unwrap() {
            let everything = column.list(&mut tx, "", "", 10_000).await.unwrap();
            stored.extend(everything.into_iter().map(|value| value.sealed + "\n"));
        }
        let token = session.split_once('=').unwrap().1;
        let secrets = [PASSWORD, "$argon2id", &alba.secret, &alba.recovery_codes[0], token, "alba-distinct-name"];
        for secret in secrets {
            assert!(!stored.contains(secret), "{secret} is stored");
        }
        assert!(stored.contains("administrator"), "the search finds what is there");
    }
}
