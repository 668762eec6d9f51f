//! What is typed into a form, across the lock of an idle session.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::Office;
use crate::testing::TestNode;
use crate::{Actor, both_engines, drafts};

const FORM: &str = "/things/1/note";

fn staff(name: &str) -> Actor {
    Actor::Staff { name: name.to_owned(), role: "administrator".to_owned(), unit: None }
}

fn note(text: &str) -> Vec<(String, String)> {
    vec![("note".to_owned(), text.to_owned())]
}

both_engines! {
    async fn what_was_typed_before_the_lock_waits_for_its_writer_alone(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let token = office.form_token(&session).await;
        office.pass(SignedDuration::from_hours(2));
        let fields = [("form_token", token.as_str()), ("note", "a red car <b>"), ("step_up_code", "123456")];
        let led = office.post_as_it_is(FORM, &session, &fields).await;
        assert_eq!((led.status, led.location()), (StatusCode::SEE_OTHER, "/sign-in?back=%2Fdrafts"));
        let again = office.sign_in(&alba).await;
        let shown = office.get("/drafts", &again).await;
        assert!(shown.body.contains("a red car &#60;b&#62;") && shown.body.contains(FORM), "{}", shown.body);
        assert!(!shown.body.contains("123456") && !shown.body.contains(&token), "{}", shown.body);
        assert!(drafts::find(office.node(), &staff("bea"), FORM).await.unwrap().is_none());
        let discarded = office.post("/drafts/discard", &again, &[("draft", FORM)]).await;
        assert_eq!(discarded.location(), "/drafts?done=draft-discarded");
        assert!(!office.get("/drafts", &again).await.body.contains("a red car"));
    }

    async fn nothing_is_kept_of_a_form_that_no_page_of_the_session_sent(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let token = office.form_token(&session).await;
        office.pass(SignedDuration::from_hours(2));
        let forged = office.post_as_it_is(FORM, &session, &[("form_token", "0"), ("note", "forged")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let unknown = format!("__Host-amparo={}", "0".repeat(64));
        let nobody = office.post_as_it_is(FORM, &unknown, &[("form_token", &token), ("note", "nobody's")]).await;
        assert_eq!(nobody.location(), "/sign-in?back=%2F");
        let password = office.post_as_it_is("/account/passkeys", &session, &[("form_token", &token), ("name", "key")]).await;
        assert_eq!(password.location(), "/sign-in?back=%2F");
        office.pass(SignedDuration::from_hours(3 * 24));
        let late = office.post_as_it_is(FORM, &session, &[("form_token", &token), ("note", "late")]).await;
        assert_eq!(late.location(), "/sign-in?back=%2F");
        let again = office.sign_in(&alba).await;
        let body = office.get("/drafts", &again).await.body;
        assert!(body.contains("You have no drafts"), "{body}");
    }

    async fn a_draft_takes_the_place_of_the_last_and_goes_after_seven_days(test: TestNode) {
        let office = Office::new(&test);
        let (node, alba) = (office.node(), staff("alba"));
        for text in ["first", "second"] {
            drafts::save(node, &alba, FORM, "/", note(text)).await.unwrap();
        }
        assert_eq!(drafts::find(node, &alba, FORM).await.unwrap().unwrap().fields, note("second"));
        for form in 0..60 {
            office.pass(SignedDuration::from_secs(1));
            drafts::save(node, &alba, &format!("/things/{form}/other"), "", note("many")).await.unwrap();
        }
        assert!(drafts::find(node, &alba, FORM).await.unwrap().is_none(), "the oldest make room");
        office.pass(SignedDuration::from_hours(7 * 24 - 1));
        assert!(!drafts::has_old(node).await.unwrap());
        assert!(drafts::find(node, &alba, "/things/59/other").await.unwrap().is_some());
        office.pass(SignedDuration::from_hours(1));
        assert!(drafts::find(node, &alba, "/things/59/other").await.unwrap().is_none());
        assert!(drafts::has_old(node).await.unwrap());
        node.act(&Actor::Job { name: "test" }, &drafts::ForgetDrafts).await.unwrap();
        assert!(!drafts::has_old(node).await.unwrap());
    }

    async fn a_draft_is_named_by_the_title_of_its_form_or_by_what_that_is_about(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let tip = format!("/tips/tip_{}", "0".repeat(32));
        let note_on_tip = format!("{tip}/note");
        for (form, back) in [("/handover", "/handover"), (note_on_tip.as_str(), tip.as_str()), (FORM, "")] {
            drafts::save(office.node(), &staff("alba"), form, back, note("typed")).await.unwrap();
        }
        let page = office.get("/drafts", &session).await.body;
        for title in [">Hand-over of a shift</a></h2>".to_owned(), ">Tip by the public</a></h2>".to_owned(), format!(">{FORM}</h2>")] {
            assert!(page.contains(&title), "{title}: {page}");
        }
    }

    async fn the_button_and_the_script_keep_the_same(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let mark = format!("{FORM} /");
        let fields = [("note", "by the button"), ("draft", mark.as_str())];
        let kept = office.post("/drafts", &session, &fields).await;
        assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, "/?done=draft-saved"));
        let found = async || drafts::find(office.node(), &staff("alba"), FORM).await.unwrap().unwrap();
        assert_eq!(found().await.fields, note("by the button"));
        let fields = [("draft", mark.as_str()), ("draft_quiet", "1"), ("note", "by the script")];
        let quiet = office.post("/drafts", &session, &fields).await;
        assert_eq!((quiet.status, quiet.body.as_str()), (StatusCode::NO_CONTENT, ""));
        assert_eq!((found().await.fields, found().await.back), (note("by the script"), "/".to_owned()));
        for mark in ["", "https://evil.example/", "/a //evil.example"] {
            assert_eq!(office.post("/drafts", &session, &[("draft", mark)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}
