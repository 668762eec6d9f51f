//! How long a refused sign-in takes for a known and an unknown name; in the long run only, since a busy machine makes any timed test fail.

use std::time::Instant;

use axum::http::StatusCode;

use super::Office;
use crate::Engine;
use crate::testing::TestDb;

/// Attempts with each name.
const ATTEMPTS: usize = 500;
/// Beyond this the difference is told from chance (Goodwill and others, *A testing methodology for side-channel resistance validation*, 2011).
const MOST: f64 = 4.5;

/// Mean and variance of the mean.
fn moments(samples: &[f64]) -> (f64, f64) {
    let count = f64::from(u32::try_from(samples.len()).unwrap());
    let mean = samples.iter().sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}

/// Welch's t of two samples.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let ((mean, error), (other_mean, other_error)) = (moments(one), moments(other));
    (mean - other_mean) / (error + other_error).sqrt()
}

/// Without the slowest tenth: those are the machine's, not ours, and hide small differences.
fn cropped(mut samples: Vec<f64>) -> Vec<f64> {
    samples.sort_by(f64::total_cmp);
    samples.truncate(samples.len() * 9 / 10);
    samples
}

#[test]
fn a_difference_is_found_where_there_is_one() {
    let around = |mean: f64| (0..100).map(|number| mean + f64::from(number % 10)).collect::<Vec<_>>();
    assert!(welch(&around(100.0), &around(100.0)).abs() < 0.001);
    assert!(welch(&around(100.0), &around(103.0)) < -MOST);
    assert_eq!(cropped(around(0.0)).len(), 90);
}

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
    let [known, unknown] = times.map(cropped);
    let t = welch(&known, &unknown);
    println!(
        "known {:.2} ms, unknown {:.2} ms, Welch's t {t:.2} over {ATTEMPTS} attempts each",
        moments(&known).0,
        moments(&unknown).0
    );
    assert!(t.abs() < MOST, "a known name is told from an unknown one: t = {t}");
}
