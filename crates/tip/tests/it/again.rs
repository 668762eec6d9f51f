//! A page that is sent twice, by a double click or a line that broke, is one step.

use wire::tip::{Opened, Step};

use crate::harness::{Form, action, attribute};

fn number(page: &str) -> String {
    attribute(page, "name=\"o\" value=\"")
}

fn words(steps: &[Opened]) -> Vec<&str> {
    let words = steps.iter().filter_map(|opened| match &opened.step {
        Step::Danger { words, .. } | Step::Message { words } => Some(words.as_str()),
        _ => None,
    });
    words.collect()
}

#[tokio::test]
async fn a_double_click_begins_one_tip_and_keeps_one_step() {
    let form = Form::start().await;
    let start = form.get("/?lang=en&c=ES").await.text().await.unwrap();
    let (begin, number_of_start) = (action(&start), number(&start));
    let fields = [("w", "x"), ("o", number_of_start.as_str())];
    let (one, other) = tokio::join!(form.post(&begin, &fields), form.post(&begin, &fields));
    assert_eq!(one.url(), other.url(), "both clicks lead into the same tip");
    let page = one.text().await.unwrap();
    let (to, number_of_page) = (action(&page), number(&page));
    let typed = |words: &'static str| [("v", "n"), ("words", words), ("o", number_of_page.as_str())];
    let (a, more) = (typed("a"), typed("a and more"));
    let (one, other) = tokio::join!(form.post(&to, &a), form.post(&to, &a));
    assert_eq!(one.url(), other.url());
    assert_eq!(one.url().path(), "/d");
    form.post(&to, &more).await;
    let steps = form.held.wait_for(3).await;
    form.wait_until_delivered().await;
    assert_eq!(
        (form.held.opened().len(), words(&steps)),
        (3, vec!["a", "a and more"]),
        "what was changed is kept"
    );
    assert_eq!(steps.iter().map(|opened| opened.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn each_door_of_a_page_begins_a_tip_of_its_own() {
    let form = Form::start().await;
    let number_of_page = number(&form.get("/?lang=en&c=ES").await.text().await.unwrap());
    for door in ["x", "y", "x"] {
        form.post("/b?lang=en&c=ES", &[("w", door), ("o", number_of_page.as_str())]).await;
    }
    form.wait_until_delivered().await;
    let begun = form.held.wait_for(2).await;
    assert!(begun.len() == 2 && begun[0].tip_id != begun[1].tip_id);
    // a page that was left open leads into no tip of somebody before
    form.clock.advance(jiff::SignedDuration::from_mins(3));
    form.post("/b?lang=en&c=ES", &[("w", "x"), ("o", number_of_page.as_str())]).await;
    assert_eq!(form.held.wait_for(3).await.len(), 3);
}

#[tokio::test]
async fn a_page_that_was_refused_may_be_sent_again() {
    let form = Form::start_with("waiting_steps = 1").await;
    form.held.refuse(503);
    form.post("/b?lang=en&c=ES", &[("w", "x")]).await;
    let start = form.get("/?lang=en&c=ES").await.text().await.unwrap();
    let number_of_start = number(&start);
    let fields = [("w", "y"), ("o", number_of_start.as_str())];
    assert_eq!(form.post(&action(&start), &fields).await.status(), 503);
    form.held.refuse(0);
    form.wait_until_delivered().await;
    assert_eq!(form.post(&action(&start), &fields).await.status(), 200);
    assert_eq!(form.held.wait_for(2).await.len(), 2);
}

#[tokio::test]
async fn a_message_is_one_though_a_second_passes_between_the_clicks() {
    let form = Form::start().await;
    let asked = form.get("/r?lang=en&c=ES").await.text().await.unwrap();
    let page = form.post(&action(&asked), &[("receipt", "1234 5678 1234 5678")]).await.text().await.unwrap();
    let (conversation, number_of_page) = (attribute(&page, "name=\"m\" value=\""), number(&page));
    let fields = [("m", conversation.as_str()), ("words", "thank you"), ("o", number_of_page.as_str())];
    for _ in 0..2 {
        assert_eq!(form.post("/m?lang=en&c=ES", &fields).await.url().path(), "/j");
        form.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    form.wait_until_delivered().await;
    let steps = form.held.opened();
    assert_eq!((steps.len(), words(&steps)), (1, vec!["thank you"]));
}
