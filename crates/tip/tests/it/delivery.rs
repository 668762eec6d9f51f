//! Sealed steps reach the clearinghouse, whatever happens meanwhile.

use std::time::Duration;

use crate::harness::{Form, action, everything_in};

#[tokio::test]
async fn steps_outlive_a_restart_while_the_clearinghouse_is_away() {
    let mut form = Form::start().await;
    form.held.refuse(503);
    let page = form.post("/b?lang=en&c=ES", &[("w", "x")]).await.text().await.unwrap();
    let page = form.post(&action(&page), &[("v", "n"), ("words", "zebra")]).await.text().await.unwrap();
    assert_eq!(form.waiting(), 2);
    let kept = everything_in(form.folder.path());
    assert!(!kept.contains("zebra") && kept.contains("\"sealed\""));
    form.start_again().await;
    assert_eq!(form.waiting(), 2);
    // the browser goes on where it was; nobody knows any more which numbers are taken, so a free one is
    form.held.refuse(0);
    form.post(&action(&page), &[("words", "zebra again")]).await;
    let steps = form.held.wait_for(3).await;
    let numbers: Vec<u32> = steps.iter().map(|opened| opened.number).collect();
    assert!(numbers[..2] == [1, 2] && numbers[2] > 1_000_000, "{numbers:?}");
    form.wait_until_delivered().await;
}

#[tokio::test]
async fn a_step_that_is_refused_is_put_aside_and_stops_nobody() {
    let form = Form::start().await;
    form.held.refuse(422);
    form.post("/b?lang=en&c=ES", &[("w", "x")]).await;
    form.wait_until_delivered().await;
    form.held.refuse(0);
    form.post("/b?lang=en&c=ES", &[("w", "y")]).await;
    form.held.wait_for(1).await;
    let files = everything_in(&form.data());
    assert!(files.contains(".aside"), "{files}");
}

#[tokio::test]
async fn a_full_spool_says_so_kindly_and_names_who_helps() {
    let form = Form::start_with("waiting_steps = 1").await;
    form.held.refuse(503);
    assert_eq!(form.post("/b?lang=en&c=ES", &[("w", "x")]).await.status(), 200);
    let answer = form.post("/b?lang=en&c=ES", &[("w", "x")]).await;
    assert_eq!(answer.status(), 503);
    let page = answer.text().await.unwrap();
    assert!(page.contains("What you sent before is safe.") && page.contains("tel:112"));
    assert_eq!(form.waiting(), 1);
}

#[tokio::test]
async fn floods_are_slowed_for_everybody_alike() {
    let form = Form::start().await;
    form.held.refuse(503);
    let mut statuses = Vec::new();
    for _ in 0..201 {
        statuses.push(form.request_once("/b?lang=en&c=ES", Some(&[("w", "z")])).await.status().as_u16());
    }
    assert!(statuses[..200].iter().all(|status| *status == 303));
    assert_eq!(statuses[200], 429);
    form.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(form.request_once("/b?lang=en&c=ES", Some(&[("w", "z")])).await.status(), 303);
}

#[tokio::test]
async fn a_tip_has_forty_steps_at_most_and_a_page_128_kibibytes() {
    let form = Form::start().await;
    let token = "0".repeat(32);
    let at = |number: u32| format!("/d?lang=en&c=ES&t={token}&n={number}&w=x");
    for _ in 0..40 {
        assert_eq!(form.post(&at(2), &[("words", "a")]).await.url().path(), "/e");
    }
    assert_eq!(form.post(&at(2), &[("words", "a")]).await.status(), 429);
    let large = "a".repeat(140_000);
    let answer = form.post(&at(1), &[("words", &large)]).await;
    assert_eq!(answer.status(), 413);
    assert!(answer.text().await.unwrap().contains("smaller parts"));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(form.held.wait_for(40).await.len(), 40);
}
