//! The first administrator, and what a set-up refuses.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::{Office, PASSWORD};
use crate::accounts::offer_first_code;
use crate::both_engines;
use crate::testing::TestNode;

both_engines! {
    async fn the_code_on_the_console_makes_one_administrator_and_no_second(test: TestNode) {
        let office = Office::new(&test);
        let told = offer_first_code(office.node(), &office.config).await.unwrap().unwrap();
        assert_eq!(told.setup_url, "https://test.localhost/setup");
        let again = offer_first_code(office.node(), &office.config).await.unwrap().unwrap();
        let wish = |code: &str| [("code", code), ("name", "Alba"), ("password", PASSWORD), ("again", PASSWORD)]
            .map(|(name, value)| (name, value.to_owned()));
        let send = async |code: &str| {
            let wish = wish(code);
            let fields: Vec<_> = wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
            office.post("/setup", "", &fields).await
        };
        // only the newest code counts, and it is kept as a digest
        assert_eq!(send(told.code.reveal()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let alba = office.set_up(again.code.reveal(), "Alba").await;
        assert_eq!(alba.recovery_codes.len(), 10);
        assert_eq!(send(again.code.reveal()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(offer_first_code(office.node(), &office.config).await.unwrap().is_none());
        let page = office.get("/setup", "").await.body;
        assert!(!page.contains("name=\"name\""), "{page}");
        let session = office.sign_in(&alba).await;
        let account = office.get("/account", &session).await.body;
        assert!(account.contains("alba") && account.contains("administrator"), "{account}");
    }

    async fn a_code_is_over_after_a_day_and_a_prepared_set_up_after_half_an_hour(test: TestNode) {
        let office = Office::new(&test);
        let code = offer_first_code(office.node(), &office.config).await.unwrap().unwrap().code.reveal().clone();
        let fields = [("code", code.as_str()), ("name", "alba"), ("password", PASSWORD), ("again", PASSWORD)];
        let shown = office.post("/setup", "", &fields).await;
        let sealed = shown.between("name=\"prepared\" value=\"", "\"");
        office.pass(SignedDuration::from_mins(31));
        let late = office.post("/setup/confirm", "", &[("prepared", &sealed), ("code", "123456")]).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("Start again"), "{}", late.body);
        office.pass(SignedDuration::from_hours(24));
        assert_eq!(office.post("/setup", "", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn two_confirmations_at_once_make_one_account(test: TestNode) {
        let office = Office::new(&test);
        let code = offer_first_code(office.node(), &office.config).await.unwrap().unwrap().code.reveal().clone();
        let prepare = async |name: &str| {
            let fields = [("code", code.as_str()), ("name", name), ("password", PASSWORD), ("again", PASSWORD)];
            let shown = office.post("/setup", "", &fields).await;
            let sealed = shown.between("name=\"prepared\" value=\"", "\"");
            let secret = shown.between("id=\"secret\">", "<").replace(' ', "");
            (sealed, crate::accounts::totp::code_at(&secret, office.now()))
        };
        let ((sealed1, code1), (sealed2, code2)) = (prepare("alba").await, prepare("berta").await);
        let fields1 = [("prepared", sealed1.as_str()), ("code", code1.as_str())];
        let fields2 = [("prepared", sealed2.as_str()), ("code", code2.as_str())];
        let (first, second) = tokio::join!(
            office.post("/setup/confirm", "", &fields1),
            office.post("/setup/confirm", "", &fields2),
        );
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
    }

    async fn what_a_set_up_refuses_it_says(test: TestNode) {
        let office = Office::new(&test);
        let code = offer_first_code(office.node(), &office.config).await.unwrap().unwrap().code.reveal().clone();
        for (name, password, again, said) in [
            ("al", PASSWORD, PASSWORD, "cannot be a sign-in name"),
            ("alba", "few-letters", "few-letters", "too short"),
            ("alba", "my-name-is-alba-otter", "my-name-is-alba-otter", "holds the sign-in name"),
            ("alba", "copper-Localhost-otter-42", "copper-Localhost-otter-42", "a name of this node"),
            ("alba", "passwordpassword", "passwordpassword", "easy to guess"),
            ("alba", PASSWORD, "copper-lantern-otter-43", "differ"),
        ] {
            let fields = [("code", code.as_str()), ("name", name), ("password", password), ("again", again)];
            let answer = office.post("/setup", "", &fields).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(said), "{said}: {}", answer.body);
            assert!(!answer.body.contains(password), "a password comes back");
            for kept in [format!("value=\"{code}\""), format!("value=\"{name}\"")] {
                assert!(answer.body.contains(&kept), "what was typed stays: {kept}: {}", answer.body);
            }
        }
        assert_eq!(office.site.password_hashes(), 0, "nothing was hashed for a password that is not taken");
    }
}
