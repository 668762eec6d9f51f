//! How long a refused sign-in takes for a known and an unknown name; in the long run only, since a busy machine makes any timed test fail.

#![allow(clippy::print_stdout, reason = "the figure is the result")]

use std::time::Instant;

use axum::http::StatusCode;

use super::Office;
use crate::Engine;
use crate::testing::TestDb;
use crate::testing::timing::Compared;

/// Attempts with each name.
const ATTEMPTS: usize = 500;

#[tokio::test]
async fn a_known_and_an_unknown_name_take_the_same_time() {
    if std::env::var_os("AMPARO_LONG").is_none() {
        return;
    }
    let db = TestDb::create(Engine::Sqlite).await;
    let test = crate::testing::test_node(&db, &[]).await;
    let office = Office::new(&test);
    office.first("alba").await;
    let mut times = [Vec::new(), Vec::new()];
    for number in 0..2 * ATTEMPTS {
        // the order within a pair changes, so that neither is always second
        let which = (number + number / 2) % 2;
        let mut tx = office.node().db().begin_write("test").await.unwrap();
        sqlx::query("DELETE FROM sign_in_limit").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let began = Instant::now();
        let answer = office.first_step(["alba", "olga"][which], "copper-lantern-otter-43").await;
        times[which].push(began.elapsed().as_secs_f64() * 1e3);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let compared = Compared::of(times);
    println!("sign-in, known and unknown name: {compared}");
    assert!(compared.is_alike(), "a known name is told from an unknown one: {compared}");
}
