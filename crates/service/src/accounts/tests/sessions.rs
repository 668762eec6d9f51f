//! Sessions: their cookie, their life, their end, and a fresh second factor.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use jiff::SignedDuration;

use super::{Office, PASSWORD};
use crate::accounts::{State, name_blind, totp};
use crate::both_engines;
use crate::db::staff_accounts;
use crate::testing::TestNode;

async fn set_state(office: &Office, name: &str, state: State) {
    let mut tx = office.node().db().begin_write("test").await.unwrap();
    let blind = name_blind(office.node().columns(), name);
    let row = staff_accounts::find_by_name(&mut tx, &blind).await.unwrap().unwrap();
    staff_accounts::set_state(&mut tx, &row.account_id, state, office.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Moves all sessions to the only account of this role.
async fn give_sessions_to(office: &Office, role: &str) {
    let sql = "UPDATE staff_session SET account_id = (SELECT account_id FROM staff_account WHERE role = $1)";
    let mut tx = office.node().db().begin_write("test").await.unwrap();
    sqlx::query(sql).bind(role).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn a_browser_is_led_to_sign_in_and_back_and_a_program_is_refused(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let led = office.get("/?a=b&lang=es", "").await;
        assert_eq!(led.status, StatusCode::SEE_OTHER);
        assert_eq!(led.location(), "/sign-in?back=%2F%3Fa%3Db%26lang%3Des&lang=es");
        let refused = office.api("/api/things", "").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
        let half = office.post("/sign-in", "", &[("name", "alba"), ("password", PASSWORD), ("back", "/?a=b")]).await;
        assert_eq!(half.location(), "/sign-in/code?back=%2F%3Fa%3Db");
        let code = totp::code_at(&alba.secret, office.now());
        let fields = [("code", code.as_str()), ("back", "//evil.example/")];
        let done = office.post("/sign-in/code", &half.cookie("__Host-amparo-half"), &fields).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"));
        let set: Vec<_> = done.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        assert!(set[0].starts_with("__Host-amparo=") && set[0].ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{set:?}");
        assert_eq!(set[1], "__Host-amparo-half=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
        let session = done.cookie("__Host-amparo");
        assert_eq!(office.get("/", &session).await.body, "the page");
        assert_eq!(office.api("/api/things", &session).await.body, "things");
        assert_eq!(office.get("/", "__Host-amparo=00").await.status, StatusCode::SEE_OTHER);
    }

    async fn a_form_from_another_site_does_nothing_with_a_session(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        let request = axum::http::Request::post("/sign-out").header("cookie", &session).header("sec-fetch-site", "cross-site");
        assert_eq!(office.send(request, String::new()).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/", &session).await.status, StatusCode::OK);
    }

    async fn a_session_ends_when_it_is_not_used_and_after_twelve_hours(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        for _ in 0..13 {
            office.pass(SignedDuration::from_mins(54));
            assert_eq!(office.get("/", &session).await.status, StatusCode::OK);
        }
        // used all the time, and eleven hours and 42 minutes old
        office.pass(SignedDuration::from_mins(18));
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(60));
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_clock_put_back_lengthens_no_session(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(-30));
        assert_eq!(office.get("/", &session).await.status, StatusCode::OK, "clocks differ a little");
        office.pass(SignedDuration::from_hours(-3));
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
    }

    async fn signing_out_and_disabling_end_a_session_at_once(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let first = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(30));
        let second = office.sign_in(&alba).await;
        assert_ne!(first, second);
        let account = office.get("/account", &first).await;
        let others = account.all_between("action=\"/account/sessions/", "/end\"");
        assert_eq!(others.len(), 1, "{}", account.body);
        let ended = office.post(&format!("/account/sessions/{}/end", others[0]), &first, &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/", &second).await.status, StatusCode::SEE_OTHER);
        let out = office.post("/sign-out", &first, &[]).await;
        assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert!(out.headers[SET_COOKIE].to_str().unwrap().ends_with("Max-Age=0"));
        assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(office.get("/", &first).await.status, StatusCode::SEE_OTHER);
        office.pass(SignedDuration::from_secs(30));
        let third = office.sign_in(&alba).await;
        set_state(&office, "alba", State::Disabled).await;
        assert_eq!(office.api("/api/things", &third).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(office.first_step("alba", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn another_session_is_ended_with_a_fresh_factor_alone(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let first = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_secs(30));
        let second = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(5));
        let account = office.get("/account", &first).await;
        let others = account.all_between("action=\"/account/sessions/", "/end\"");
        let end = format!("/account/sessions/{}/end", others[0]);
        assert_eq!(office.post(&end, &first, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(office.get("/", &second).await.status, StatusCode::OK, "who found a screen open ends nothing");
        let code = totp::code_at(&alba.secret, office.now());
        let ended = office.post(&end, &first, &[("step_up_code", code.as_str())]).await;
        assert_eq!((ended.status, ended.location()), (StatusCode::SEE_OTHER, "/account"));
        assert_eq!(office.get("/", &second).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_session_that_was_moved_to_another_account_opens_nothing(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        // as who writes to the database without the node key
        give_sessions_to(&office, "administrator").await;
        assert_eq!(office.get("/account", &session).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/account", &admin).await.status, StatusCode::OK);
        give_sessions_to(&office, "officer").await;
        assert!(office.get("/account", &session).await.body.contains("olga"));
        // and under the token that a fresh factor gave
        office.pass(SignedDuration::from_secs(30));
        let code = totp::code_at(&olga.secret, office.now());
        let renewed = office.post("/sign-in/step-up", &session, &[("code", &code), ("back", "/")]).await.cookie("__Host-amparo");
        assert!(office.get("/account", &renewed).await.body.contains("olga"));
        give_sessions_to(&office, "administrator").await;
        assert_eq!(office.get("/account", &renewed).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_sensitive_form_asks_for_a_fresh_second_factor(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        assert_eq!(office.post("/things/7/show", &session, &[]).await.body, "shown");
        office.pass(SignedDuration::from_mins(5));
        let asked = office.post("/things/7/show", &session, &[]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.body);
        assert!(asked.body.contains("action=\"/things/7/show\"") && asked.body.contains("href=\"/things/7\""), "{}", asked.body);
        let program = axum::http::Request::post("/things/7/show").header("cookie", &session)
            .header("sec-fetch-site", "same-origin").header("form-token", office.form_token(&session).await);
        let refused = office.send(program, String::new()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("step_up_required"), "{}", refused.body);
        let wrong = office.post("/sign-in/step-up", &session, &[("code", "000000"), ("back", "/things/7")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let code = totp::code_at(&alba.secret, office.now());
        let done = office.post("/sign-in/step-up", &session, &[("code", &code), ("back", "/things/7")]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/things/7"));
        let renewed = done.cookie("__Host-amparo");
        assert_eq!(office.post("/things/7/show", &renewed, &[]).await.body, "shown");
        // the token of before is worth nothing any more
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        let again = office.post("/sign-in/step-up", &renewed, &[("code", &code), ("back", "/")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code counts once");
    }

    async fn a_form_is_sent_along_with_the_fresh_factor_and_done_once(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(5));
        let typed = [("reason", "Diligencias 7/2020 & «más» <b>"), ("field", "name"), ("field", "birth")];
        let asked = office.post("/things/7/note?a=b", &session, &typed).await;
        assert_eq!((asked.status, asked.location()), (StatusCode::FORBIDDEN, ""), "nothing typed is in an address");
        let sent: Vec<_> = asked.all_between("<input type=\"hidden\" name=\"", "\">").into_iter().filter(|field| !field.contains("step_up") && !field.contains("form_token")).collect();
        // twice, for the passkey and for the code
        assert_eq!(sent.len() % 3, 0, "{sent:?}");
        assert!(sent[0].starts_with("reason\" value=\"Diligencias 7/2020 ") && !sent[0].contains("<b>"), "{sent:?}");
        assert!(asked.body.contains("action=\"/things/7/note?a=b\""), "{}", asked.body);
        let with = |code: &str| {
            let code = ("step_up_code", code.to_owned());
            typed.map(|(name, value)| (name, value.to_owned())).into_iter().chain([code]).collect::<Vec<_>>()
        };
        let send = async |session: &str, code: &str| {
            let fields = with(code);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            office.post("/things/7/note?a=b", session, &fields).await
        };
        let wrong = send(&session, "000000").await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("Diligencias 7/2020"), "{}", wrong.body);
        let code = totp::code_at(&alba.secret, office.now());
        let done = send(&session, &code).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert_eq!(done.body, "reason=Diligencias%207%2F2020%20%26%20%C2%ABm%C3%A1s%C2%BB%20%3Cb%3E&field=name&field=birth");
        // a new token, and the one of before is worth nothing
        let renewed = done.cookie("__Host-amparo");
        assert_eq!(send(&session, &code).await.location(), "/sign-in?back=%2F");
        office.pass(SignedDuration::from_mins(5));
        assert_eq!(send(&renewed, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a code counts once");
    }

    async fn a_page_of_confirmation_that_another_tab_overtook_is_still_handled(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(5));
        let asked = office.post("/things/7/note", &session, &[("reason", "uno")]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        let code = totp::code_at(&alba.secret, office.now());
        let done = office.post("/sign-in/step-up", &session, &[("code", &code), ("back", "/things/7")]).await;
        let renewed = done.cookie("__Host-amparo");
        // the handler is sent what was typed and no factor, right or wrong
        for (field, factor) in [("step_up_code", code.as_str()), ("step_up_code", "000000"), ("step_up_passkey", "{}")] {
            let sent = office.post("/things/7/note", &renewed, &[("reason", "uno & dos"), (field, factor)]).await;
            assert_eq!((sent.status, sent.body.as_str()), (StatusCode::OK, "reason=uno%20%26%20dos"), "{field}");
        }
        // any other form arrives as it was sent
        for typed in ["uno & dos".to_owned(), "x".repeat(70_000)] {
            let sent = office.post("/things/7/note", &renewed, &[("reason", &typed)]).await;
            assert_eq!(sent.body, format!("reason={}", crate::i18n::encode(&typed)));
        }
        let json = axum::http::Request::post("/things/7/note").header("cookie", &renewed)
            .header("sec-fetch-site", "same-origin").header("content-type", "application/json")
            .header("form-token", office.form_token(&renewed).await);
        assert_eq!(office.send(json, "{\"step_up_code\":1}".to_owned()).await.body, "{\"step_up_code\":1}");
    }

    async fn what_cannot_be_sent_along_is_typed_again(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let session = office.sign_in(&alba).await;
        office.pass(SignedDuration::from_mins(5));
        let long = "x".repeat(70_000);
        let led = office.post("/things/7/note", &session, &[("reason", &long)]).await;
        assert_eq!((led.status, led.location()), (StatusCode::SEE_OTHER, "/sign-in/step-up?back=%2Fthings%2F7"));
        let upload = axum::http::Request::post("/things/7/note")
            .header("accept", "text/html").header("cookie", &session).header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=x");
        let token = office.form_token(&session).await;
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--x--");
        assert_eq!(office.send(upload, part).await.status, StatusCode::SEE_OTHER);
        // from another site not even the question comes
        let foreign = axum::http::Request::post("/things/7/note")
            .header("accept", "text/html").header("cookie", &session).header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded");
        let refused = office.send(foreign, "reason=a".to_owned()).await;
        assert!(refused.status == StatusCode::FORBIDDEN && !refused.body.contains("step_up_code"), "{}", refused.body);
    }
}
