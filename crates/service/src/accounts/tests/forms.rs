//! The token of a session's forms.

use axum::http::StatusCode;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use jiff::SignedDuration;

use super::{Office, PASSWORD};
use crate::accounts::totp;
use crate::both_engines;
use crate::testing::TestNode;

const REFUSED: &str = "This form is no longer valid";

both_engines! {
    async fn every_form_of_a_page_begins_with_the_token_of_its_session(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let first = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(30));
        let second = office.sign_in(&alba).await;
        let mut tokens = Vec::new();
        for session in [&first, &second] {
            for path in ["/account", "/accounts", "/api-keys"] {
                let page = office.get(path, session).await;
                let forms = page.body.matches("<form method=\"post\"").count();
                let shown = page.all_between("\"><input type=\"hidden\" name=\"form_token\" value=\"", "\"");
                assert!(forms > 0 && shown.len() == forms, "{path}: {}", page.body);
                assert!(shown.iter().all(|token| *token == shown[0] && token.len() == 64), "{shown:?}");
                tokens.push(shown[0].clone());
            }
        }
        assert!(tokens[0] == tokens[2] && tokens[0] != tokens[3]);
        assert_eq!(tokens[0], office.form_token(&first).await);
        assert!(!office.get("/sign-in", "").await.body.contains("form_token"));
    }

    async fn a_form_without_its_token_does_nothing_and_shows_what_was_typed(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let elsewhere = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(30));
        let session = office.sign_in(&alba).await;
        let stale = office.form_token(&elsewhere).await;
        for token in ["", "0", stale.as_str()] {
            let fields = [("form_token", token), ("name", "olga <b>"), ("role", "officer"), ("unit", "08"), ("step_up_code", "123456")];
            let refused = office.post_as_it_is("/accounts", &session, &fields).await;
            assert!(refused.status == StatusCode::FORBIDDEN && refused.body.contains(REFUSED), "{}", refused.body);
            assert!(refused.body.contains("olga &#60;b&#62;") && !refused.body.contains("123456"), "{}", refused.body);
            assert!(token.len() < 64 || !refused.body.contains(token), "{}", refused.body);
        }
        let spanish = office.post_as_it_is("/accounts?lang=es", &session, &[("name", "olga")]).await;
        assert!(spanish.body.contains("Este formulario ya no es válido") && spanish.body.contains("olga"), "{}", spanish.body);
        assert_eq!(office.get("/accounts", &session).await.all_between("href=\"/accounts/stf_", "\"").len(), 1);
        let out = office.post_as_it_is("/sign-out", &session, &[]).await;
        assert_eq!((out.status, office.get("/", &session).await.status), (StatusCode::FORBIDDEN, StatusCode::OK));
        let program = axum::http::Request::post("/sign-out").header(COOKIE, &session).header("sec-fetch-site", "same-origin");
        let refused = office.send(program, String::new()).await;
        assert!(refused.body.contains("urn:amparo:problem:form_token_required"), "{}", refused.body);
    }

    async fn a_session_alone_changes_nothing_without_an_origin(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let token = office.form_token(&session).await;
        let send = async |path: &str, body: &str, cookie: &str, origin: Option<(&str, &str)>| {
            let request = axum::http::Request::post(path).header(COOKIE, cookie).header(ACCEPT, "text/html")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded").header("host", "a.example");
            let request = match origin {
                Some((name, value)) => request.header(name, value),
                None => request,
            };
            office.send(request, body.to_owned()).await
        };
        let form = format!("form_token={token}&reason=a");
        for origin in [None, Some(("origin", "null")), Some(("origin", "https://b.example")), Some(("sec-fetch-site", "same-site"))] {
            let refused = send("/things/7/note", &form, &session, origin).await;
            assert!(refused.status == StatusCode::FORBIDDEN && refused.body.contains("another web site"), "{origin:?}: {}", refused.body);
            // nor does anybody sign in for somebody else
            let entered = send("/sign-in", &format!("name=alba&password={PASSWORD}&back=%2F"), "", origin).await;
            assert_eq!((entered.status, entered.headers.get("set-cookie")), (StatusCode::FORBIDDEN, None), "{origin:?}");
        }
        for origin in [("origin", "https://a.example"), ("sec-fetch-site", "same-origin")] {
            assert_eq!(send("/things/7/note", &form, &session, Some(origin)).await.body, "reason=a");
        }
    }

    async fn a_token_lasts_through_a_fresh_factor_and_the_form_goes_on(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let token = office.form_token(&session).await;
        office.pass(SignedDuration::from_mins(5));
        let asked = office.post("/things/7/note", &session, &[("reason", "uno")]).await;
        assert_eq!(asked.all_between("name=\"form_token\" value=\"", "\"").first(), Some(&token), "{}", asked.body);
        let code = totp::code_at(&alba.secret, office.now());
        let done = office.post("/things/7/note", &session, &[("reason", "uno"), ("step_up_code", &code)]).await;
        assert_eq!(done.body, "reason=uno");
        let renewed = done.cookie("__Host-amparo");
        assert_eq!(office.form_token(&renewed).await, token);
        // the page of confirmation asks for it too
        office.pass(SignedDuration::from_mins(5));
        let fields = [("reason", "uno"), ("step_up_code", "000000")];
        assert!(office.post_as_it_is("/things/7/note", &renewed, &fields).await.body.contains(REFUSED));
    }

    async fn machines_need_no_token(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let key = office.make_key(&session, "social", "600", "").await;
        let request = axum::http::Request::post("/things/7/note").header("authorization", format!("Bearer {key}"));
        assert_eq!(office.send(request, "a".to_owned()).await.body, "a");
    }
}
