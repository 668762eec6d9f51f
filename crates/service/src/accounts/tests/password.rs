//! Changing one's own password.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::{Office, PASSWORD};
use crate::both_engines;
use crate::testing::TestNode;

const NEW: &str = "violet-ñandú-under-the-rain-7";
const PATH: &str = "/account/password";

async fn change(office: &Office, session: &str, present: &str, new: &str, again: &str) -> StatusCode {
    let fields = [("present", present), ("password", new), ("again", again)];
    office.post(PATH, session, &fields).await.status
}

/// How many entries of changes there are.
async fn entries(office: &Office) -> i64 {
    let mut tx = office.node().db().begin_read("test").await.unwrap();
    let sql = "SELECT COUNT(*) FROM custody_entry WHERE action = 'change-password'";
    sqlx::query_scalar(sql).fetch_one(tx.conn()).await.unwrap()
}

both_engines! {
    async fn the_own_password_is_changed_by_the_present_one_and_ends_other_sessions(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let other = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(30));
        let session = office.sign_in(&alba).await;
        assert_eq!(office.get(PATH, &session).await.status, StatusCode::OK);
        for (present, new, again) in [
            ("copper-lantern-otter-43", NEW, NEW),
            (PASSWORD, NEW, "violet-ñandú-under-the-rain-8"),
            (PASSWORD, PASSWORD, PASSWORD),
            (PASSWORD, "too short", "too short"),
            (PASSWORD, "alba-under-the-copper-lantern-7", "alba-under-the-copper-lantern-7"),
        ] {
            let status = change(&office, &session, present, new, again).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{present} {new} {again}");
        }
        assert_eq!(entries(&office).await, 0);
        assert_eq!(office.get("/", &other).await.status, StatusCode::OK);

        assert_eq!(change(&office, &session, PASSWORD, NEW, NEW).await, StatusCode::SEE_OTHER);
        assert_eq!(entries(&office).await, 1);
        assert_eq!(office.get("/", &session).await.status, StatusCode::OK, "this session goes on");
        assert_eq!(office.get("/", &other).await.status, StatusCode::SEE_OTHER, "the other has ended");
        assert_eq!(office.first_step("alba", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(office.first_step("alba", NEW).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_change_needs_a_fresh_factor_and_guesses_at_the_present_password_are_slowed(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(6));
        assert_eq!(change(&office, &session, PASSWORD, NEW, NEW).await, StatusCode::FORBIDDEN, "a code is asked for");
        assert_eq!(entries(&office).await, 0);

        let session = office.sign_in(&alba).await;
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(change(&office, &session, "copper-lantern-otter-43", NEW, NEW).await);
        }
        assert_eq!(statuses[0], StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(statuses[7], StatusCode::TOO_MANY_REQUESTS, "{statuses:?}");
        // even the right one waits
        assert_eq!(change(&office, &session, PASSWORD, NEW, NEW).await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(entries(&office).await, 0);
    }
}
