//! Passkeys: added, signed in with, confirmed with, refused.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;

use super::authenticator::Authenticator;
use super::{Answer, Office, Person};
use crate::both_engines;
use crate::testing::TestNode;

impl Office {
    /// Has options asked for: they, and the cookie of the attempt.
    async fn begin(&self, path: &str, cookie: &str) -> (Value, String) {
        let begun = self.post(path, cookie, &[]).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
        let set = begun.headers.get("set-cookie").map(|_| begun.cookie("__Host-amparo-attempt"));
        (serde_json::from_str(&begun.body).unwrap(), set.unwrap_or_default())
    }

    /// Adds a passkey to the account of this session.
    async fn add(&self, session: &str, authenticator: &mut Authenticator, name: &str) -> Answer {
        let (options, _) = self.begin("/account/passkeys/begin", session).await;
        let credential = authenticator.create(&options);
        self.post("/account/passkeys", session, &[("name", name), ("credential", &credential)]).await
    }

    /// Signs in with a passkey.
    async fn enter(&self, authenticator: &mut Authenticator) -> Answer {
        let (options, attempt) = self.begin("/sign-in/passkey/begin", "").await;
        self.answer(&attempt, &authenticator.get(&options)).await
    }

    async fn answer(&self, attempt: &str, credential: &str) -> Answer {
        self.post("/sign-in/passkey", attempt, &[("credential", credential), ("back", "/")]).await
    }

    /// An administrator with a passkey: who, their session, the passkey.
    async fn with_passkey(&self) -> (Person, String, Authenticator) {
        let alba = self.first("alba").await;
        let session = self.sign_in(&alba).await;
        let mut authenticator = Authenticator::new(1);
        let added = self.add(&session, &mut authenticator, "llave azul").await;
        assert_eq!((added.status, added.location()), (StatusCode::SEE_OTHER, "/account"), "{}", added.body);
        (alba, session, authenticator)
    }
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.headers.get_all("set-cookie").iter().next().is_none());
}

/// Refused for this reason: an answer that was judged is told apart from one to which nothing waited.
fn assert_refused_as(answer: &Answer, said: &str) {
    assert_refused(answer);
    assert!(answer.body.contains(said), "{said}: {}", answer.body);
}

both_engines! {
    async fn a_passkey_signs_in_without_name_and_password(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, mut blue) = office.with_passkey().await;
        assert!(office.get("/account", &session).await.body.contains("llave azul"));
        let entered = office.enter(&mut blue).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/"), "{}", entered.body);
        let own = entered.cookie("__Host-amparo");
        assert_eq!(office.get("/", &own).await.body, "the page");
        // it is a factor too: what needs a fresh one is done at once
        assert_eq!(office.post("/things/7/show", &own, &[]).await.body, "shown");
        let mut tx = office.node().db().begin_read("test").await.unwrap();
        let told = sqlx::query_scalar::<_, String>("SELECT body FROM custody_entry WHERE action = 'sign-in'")
            .fetch_all(tx.conn()).await.unwrap();
        assert!(told.iter().any(|details| details.contains("passkey_id")), "{told:?}");
    }

    async fn the_authenticator_knows_the_account_by_a_random_name(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, blue) = office.with_passkey().await;
        assert_eq!(blue.user_handle.len(), 16);
        let mut green = Authenticator::new(2);
        let (options, _) = office.begin("/account/passkeys/begin", &session).await;
        // the second passkey is of the same account, and the first authenticator is left out
        let known = options["excludeCredentials"][0]["id"].as_str().unwrap().to_owned();
        green.create(&options);
        assert_eq!(green.user_handle, blue.user_handle);
        assert!(!known.is_empty() && options["user"]["name"] == "alba");
    }

    async fn one_answer_counts_once_however_often_it_is_sent(test: TestNode) {
        let office = Arc::new(Office::new(&test));
        let (_, _, mut blue) = office.with_passkey().await;
        let (options, attempt) = office.begin("/sign-in/passkey/begin", "").await;
        let credential = blue.get(&options);
        let tasks: Vec<_> = (0..100).map(|_| {
            let (office, attempt, credential) = (Arc::clone(&office), attempt.clone(), credential.clone());
            tokio::spawn(async move { office.answer(&attempt, &credential).await.status })
        }).collect();
        let mut entered = 0;
        for task in tasks {
            match task.await.unwrap() {
                StatusCode::SEE_OTHER => entered += 1,
                status => assert!([StatusCode::UNPROCESSABLE_ENTITY, StatusCode::TOO_MANY_REQUESTS].contains(&status), "{status}"),
            }
        }
        assert_eq!(entered, 1);
    }

    async fn an_answer_to_anything_else_is_refused(test: TestNode) {
        let office = Office::new(&test);
        let (_, _, blue) = office.with_passkey().await;
        type Lie = fn(&mut Authenticator);
        let lies: [(&str, Lie); 6] = [
            ("wrong origin", |it| it.origin = "http://evil.localhost"),
            ("origin of another port", |it| it.origin = "https://test.localhost:81"),
            ("wrong relying party", |it| it.rp_id = "evil.localhost"),
            ("nobody verified", |it| it.verifies = false),
            ("unknown credential", |it| it.credential_id = vec![9; 32]),
            ("another account's name", |it| it.user_handle = vec![9; 16]),
        ];
        for (what, lie) in lies {
            let mut liar = blue.clone();
            lie(&mut liar);
            let refused = office.enter(&mut liar).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("was not accepted"), "{what}: {}", refused.body);
        }
        let mut nameless = blue.clone();
        nameless.user_handle.clear();
        assert_refused(&office.enter(&mut nameless).await);
        // an answer to a challenge of another attempt, and of another purpose
        let (first, _) = office.begin("/sign-in/passkey/begin", "").await;
        let (_, second) = office.begin("/sign-in/passkey/begin", "").await;
        assert_refused_as(&office.answer(&second, &blue.clone().get(&first)).await, "was not accepted");
        // what is no answer, while a challenge waits for one
        for credential in ["", "{}", "null", "{\"id\":"] {
            let (_, attempt) = office.begin("/sign-in/passkey/begin", "").await;
            assert_refused_as(&office.answer(&attempt, credential).await, "was not accepted");
        }
        // an honest answer without the attempt that asked for it
        for attempt in ["", "__Host-amparo-attempt=00"] {
            let (options, _) = office.begin("/sign-in/passkey/begin", "").await;
            assert_refused_as(&office.answer(attempt, &blue.clone().get(&options)).await, "took too long");
        }
        // a signature that is none: the answer of another key in this one's name
        let mut forged = Authenticator::new(3);
        forged.credential_id.clone_from(&blue.credential_id);
        forged.user_handle.clone_from(&blue.user_handle);
        assert_refused(&office.enter(&mut forged).await);
        // and the honest one still comes in
        assert_eq!(office.enter(&mut blue.clone()).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_challenge_is_over_after_five_minutes(test: TestNode) {
        let office = Office::new(&test);
        let (_, _, mut blue) = office.with_passkey().await;
        let (options, attempt) = office.begin("/sign-in/passkey/begin", "").await;
        office.pass(SignedDuration::from_mins(5));
        let late = office.answer(&attempt, &blue.get(&options)).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("took too long"), "{}", late.body);
    }

    async fn a_counter_that_goes_back_is_recorded_and_the_passkey_refused(test: TestNode) {
        let office = Office::new(&test);
        let (alba, session, mut blue) = office.with_passkey().await;
        let mut copy = blue.clone();
        let sessions = [session, office.enter(&mut blue).await.cookie("__Host-amparo"), office.enter(&mut blue).await.cookie("__Host-amparo")];
        for session in &sessions {
            assert_eq!(office.get("/", session).await.body, "the page");
        }
        let refused = office.enter(&mut copy).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("there may be a copy"), "{}", refused.body);
        // nobody can tell which one is the copy
        assert!(office.enter(&mut blue).await.body.contains("there may be a copy"));
        // nor whose sessions these are
        for session in &sessions {
            assert_eq!(office.get("/", session).await.status, StatusCode::SEE_OTHER);
        }
        let mut tx = office.node().db().begin_read("test").await.unwrap();
        let doubts = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM custody_entry WHERE action = 'doubt-passkey'")
            .fetch_one(tx.conn()).await.unwrap();
        assert_eq!(doubts, 1);
        drop(tx);
        office.pass(SignedDuration::from_secs(30));
        let session = office.sign_in(&alba).await;
        assert!(office.get("/account", &session).await.body.contains("not accepted any more"));
    }

    async fn a_session_is_confirmed_by_a_passkey_of_its_own_account(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, mut blue) = office.with_passkey().await;
        let olga = office.invite(&session, "olga", "officer", "08").await;
        let other = office.sign_in(&olga).await;
        let mut red = Authenticator::new(4);
        assert_eq!(office.add(&other, &mut red, "roja").await.status, StatusCode::SEE_OTHER);
        office.pass(SignedDuration::from_mins(5));
        let step_up = async |session: &str, authenticator: &mut Authenticator| {
            let (options, _) = office.begin("/sign-in/step-up/begin", session).await;
            let credential = authenticator.get(&options);
            (credential.clone(), office.post("/sign-in/step-up/passkey", session, &[("credential", &credential), ("back", "/things/7")]).await)
        };
        // somebody else's passkey, however good
        assert_refused(&step_up(&session, &mut red).await.1);
        let (credential, done) = step_up(&session, &mut blue).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/things/7"), "{}", done.body);
        let renewed = done.cookie("__Host-amparo");
        assert_eq!(office.post("/things/7/show", &renewed, &[]).await.body, "shown");
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER, "the token of before");
        let again = office.post("/sign-in/step-up/passkey", &renewed, &[("credential", &credential), ("back", "/")]).await;
        assert_refused(&again);
    }

    async fn what_was_asked_for_one_purpose_is_not_answered_for_another(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, mut blue) = office.with_passkey().await;
        // a step-up's answer does not sign in, while both challenges wait
        let (to_confirm, _) = office.begin("/sign-in/step-up/begin", &session).await;
        let (_, attempt) = office.begin("/sign-in/passkey/begin", "").await;
        assert_refused_as(&office.answer(&attempt, &blue.get(&to_confirm)).await, "was not accepted");
        // nor does one of signing in, or to what was asked for a new passkey, confirm a session
        let (to_enter, _) = office.begin("/sign-in/passkey/begin", "").await;
        let (to_add, _) = office.begin("/account/passkeys/begin", &session).await;
        for (options, said) in [(&to_enter, "was not accepted"), (&to_add, "took too long")] {
            let credential = blue.get(options);
            let fields = [("credential", credential.as_str()), ("back", "/")];
            assert_refused_as(&office.post("/sign-in/step-up/passkey", &session, &fields).await, said);
        }
        // and the challenge of the new passkey still waits
        let credential = Authenticator::new(2).create(&to_add);
        let added = office.post("/account/passkeys", &session, &[("name", "verde"), ("credential", &credential)]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }

    async fn a_form_is_sent_along_with_a_passkey(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, mut blue) = office.with_passkey().await;
        office.pass(SignedDuration::from_mins(5));
        let asked = office.post("/things/7/note", &session, &[("reason", "uno")]).await;
        assert!(asked.body.contains("name=\"step_up_passkey\""), "{}", asked.body);
        let (options, _) = office.begin("/sign-in/step-up/begin", &session).await;
        let credential = blue.get(&options);
        let fields = [("reason", "uno"), ("step_up_passkey", credential.as_str())];
        let done = office.post("/things/7/note", &session, &fields).await;
        assert_eq!((done.status, done.body.as_str()), (StatusCode::OK, "reason=uno"));
        let renewed = done.cookie("__Host-amparo");
        office.pass(SignedDuration::from_mins(5));
        let again = office.post("/things/7/note", &renewed, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer counts once");
    }

    async fn an_answer_that_is_refused_leads_back_to_the_form_of_a_new_passkey(test: TestNode) {
        let office = Office::new(&test);
        let (_, session, _) = office.with_passkey().await;
        let mut liar = Authenticator::new(5);
        liar.origin = "http://evil.localhost";
        let refused = office.add(&session, &mut liar, "llave roja").await;
        // the challenge is used up: the same once more comes too late
        let fields = [("name", "llave roja"), ("credential", "{}")];
        let late = office.post("/account/passkeys", &session, &fields).await;
        for (answer, said) in [(refused, "not a passkey that answers"), (late, "took too long")] {
            assert_refused_as(&answer, said);
            for shown in ["role=\"alert\"", "data-passkey=\"create\"", "value=\"llave roja\""] {
                assert!(answer.body.contains(shown), "{shown}: {}", answer.body);
            }
        }
    }

    async fn adding_and_removing_need_a_fresh_factor_and_one_s_own_passkey(test: TestNode) {
        let office = Office::new(&test);
        let (alba, session, mut blue) = office.with_passkey().await;
        let again = office.add(&session, &mut blue, "otra").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a passkey is added once: {}", again.body);
        for (name, said) in [("", "1 to 64"), ("a\u{7}b", "1 to 64")] {
            let refused = office.add(&session, &mut Authenticator::new(5), name).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains(said), "{}", refused.body);
        }
        let mut liar = Authenticator::new(5);
        liar.origin = "http://evil.localhost";
        assert_eq!(office.add(&session, &mut liar, "falsa").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut unverified = Authenticator::new(5);
        unverified.verifies = false;
        assert_eq!(office.add(&session, &mut unverified, "falsa").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = office.get("/account", &session).await;
        let id = page.between("action=\"/account/passkeys/", "/remove\"");
        let remove = format!("/account/passkeys/{id}/remove");
        let olga = office.invite(&session, "olga", "officer", "08").await;
        let other = office.sign_in(&olga).await;
        assert_eq!(office.post(&remove, &other, &[]).await.status, StatusCode::NOT_FOUND);
        let taken = office.add(&other, &mut blue.clone(), "ajena").await;
        assert_eq!(taken.status, StatusCode::CONFLICT, "and to one account: {}", taken.body);
        office.pass(SignedDuration::from_mins(5));
        for path in [remove.as_str(), "/account/passkeys"] {
            assert!(office.post(path, &session, &[]).await.body.contains("step_up_code"), "{path}");
        }
        assert!(office.get("/account/passkeys/new", &session).await.location().starts_with("/sign-in/step-up"));
        let session = office.sign_in(&alba).await;
        let elsewhere = office.enter(&mut blue).await.cookie("__Host-amparo");
        assert_eq!(office.get("/", &elsewhere).await.body, "the page");
        assert_eq!(office.post(&remove, &session, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/", &elsewhere).await.status, StatusCode::SEE_OTHER, "what it opened has ended");
        assert_eq!(office.get("/", &session).await.body, "the page");
        assert_eq!(office.post(&remove, &session, &[]).await.status, StatusCode::NOT_FOUND);
        assert_refused(&office.enter(&mut blue).await);
    }

    async fn the_last_way_in_is_not_removed_and_a_reset_ends_passkeys(test: TestNode) {
        let office = Office::new(&test);
        let (_, admin, _) = office.with_passkey().await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let mut red = Authenticator::new(4);
        office.add(&session, &mut red, "roja").await;
        let id = office.get("/account", &session).await.between("action=\"/account/passkeys/", "/remove\"");
        let mut tx = office.node().db().begin_write("test").await.unwrap();
        sqlx::query("DELETE FROM staff_credential").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let kept = office.post(&format!("/account/passkeys/{id}/remove"), &session, &[]).await;
        assert!(kept.status == StatusCode::CONFLICT && kept.body.contains("last way"), "{}", kept.body);
        assert_eq!(office.enter(&mut red).await.status, StatusCode::SEE_OTHER);
        let account = office.id_of(&admin, "olga").await;
        assert_eq!(office.form(&admin, &account, "reset").await.status, StatusCode::OK);
        assert_refused(&office.enter(&mut red).await);
    }

    async fn a_passkey_that_was_moved_to_another_account_opens_nothing(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let mut red = Authenticator::new(4);
        office.add(&session, &mut red, "roja").await;
        // as who writes to the database without the node key
        let give_to = async |role: &str| {
            let mut tx = office.node().db().begin_write("test").await.unwrap();
            for sql in [
                "UPDATE staff_account SET user_handle = (SELECT MAX(user_handle) FROM staff_account) WHERE role = $1",
                "UPDATE passkey SET account_id = (SELECT account_id FROM staff_account WHERE role = $1)",
            ] {
                sqlx::query(sql).bind(role).execute(tx.conn()).await.unwrap();
            }
            tx.commit().await.unwrap();
        };
        give_to("administrator").await;
        let refused = office.enter(&mut red).await;
        assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", refused.body);
        assert!(refused.headers.get("set-cookie").is_none());
        give_to("officer").await;
        assert_eq!(office.enter(&mut red).await.status, StatusCode::SEE_OTHER, "where it was made it still opens");
    }

    async fn an_address_that_asks_too_often_waits_and_a_disabled_account_stays_out(test: TestNode) {
        let office = Office::new(&test);
        let (_, admin, _) = office.with_passkey().await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let mut red = Authenticator::new(4);
        office.add(&session, &mut red, "roja").await;
        let account = office.id_of(&admin, "olga").await;
        office.form(&admin, &account, "disable").await;
        assert_refused(&office.enter(&mut red).await);
        for _ in 0..50 {
            office.post("/sign-in/passkey/begin", "", &[]).await;
        }
        assert_eq!(office.post("/sign-in/passkey/begin", "", &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
        office.pass(SignedDuration::from_mins(5));
        assert_eq!(office.post("/sign-in/passkey/begin", "", &[]).await.status, StatusCode::OK);
    }
}
