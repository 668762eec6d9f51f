//! What an administrator does with the accounts of others.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::{Answer, Office, PASSWORD, Person};
use crate::both_engines;
use crate::testing::TestNode;

impl Office {
    /// Invites somebody, who sets the account up.
    pub(super) async fn invite(&self, administrator: &str, name: &str, role: &str, unit: &str) -> Person {
        let shown =
            self.post("/accounts", administrator, &[("name", name), ("role", role), ("unit", unit)]).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        self.set_up(&shown.between("id=\"code\">", "<"), "").await.named(name)
    }

    pub(super) async fn form(&self, administrator: &str, id: &str, what: &str) -> Answer {
        self.post(&format!("/accounts/{id}/{what}"), administrator, &[("cause", "other")]).await
    }

    /// The id of an account, from the list.
    pub(super) async fn id_of(&self, administrator: &str, name: &str) -> String {
        let list = self.get("/accounts", administrator).await;
        let links = list.all_between("href=\"/accounts/", "</a>");
        let link = links.iter().find(|link| link.ends_with(&format!(">{name}")));
        link.unwrap_or_else(|| panic!("{name} in {}", list.body)).split('"').next().unwrap().to_owned()
    }
}

impl Person {
    fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }
}

both_engines! {
    async fn a_one_time_code_that_was_moved_to_another_account_opens_nothing(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let shown = office.post("/accounts", &admin, &[("name", "olga"), ("role", "officer"), ("unit", "08")]).await;
        let code = shown.between("id=\"code\">", "<");
        let execute = async |sql: &'static str, role: &str| {
            let mut tx = office.node().db().begin_write("test").await.unwrap();
            sqlx::query(sql).bind(role).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
        };
        // as who writes to the database without the node key
        let give = "UPDATE setup_code SET account_id = (SELECT account_id FROM staff_account WHERE role = $1)";
        execute("UPDATE staff_account SET state = 'invited' WHERE role = $1", "administrator").await;
        execute(give, "administrator").await;
        let fields = [("code", code.as_str()), ("name", ""), ("password", PASSWORD), ("again", PASSWORD)];
        assert_eq!(office.post("/setup", "", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        execute(give, "officer").await;
        office.set_up(&code, "").await;
    }

    async fn an_invited_person_sets_up_their_own_account(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        assert_eq!(office.get("/", &session).await.body, "the page");
        assert!(office.get("/account", &session).await.body.contains("Barcelona"));
        // administering is not for officers, and looks absent
        for path in ["/accounts", "/accounts/stf_00000000000000000000000000000000"] {
            assert_eq!(office.get(path, &session).await.status, StatusCode::NOT_FOUND);
        }
        let refused = office.post("/accounts", &session, &[("name", "eve"), ("role", "administrator")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        for (name, role, unit, said) in [
            ("olga", "officer", "08", "somebody has this name"),
            ("rita", "officer", "", "belong to a unit"),
            ("rita", "officer", "99", "belong to a unit"),
            ("rita", "administrator", "08", "belong to no unit"),
            ("rita", "inspector", "", "no such role"),
            ("r", "administrator", "", "3 to 64"),
        ] {
            let answer = office.post("/accounts", &admin, &[("name", name), ("role", role), ("unit", unit)]).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(said), "{said}: {}", answer.body);
            assert!(answer.body.contains(&format!("value=\"{name}\"")), "what was typed is kept: {}", answer.body);
        }
    }

    async fn a_reset_ends_credentials_and_sessions_and_gives_a_new_code(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let id = office.id_of(&admin, "olga").await;
        let shown = office.form(&admin, &id, "reset").await;
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.first_step("olga", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let anew = office.set_up(&shown.between("id=\"code\">", "<"), "").await.named("olga");
        assert_ne!(anew.secret, olga.secret);
        office.sign_in(&anew).await;
    }

    async fn disabling_ends_all_and_enabling_brings_the_credentials_back(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let id = office.id_of(&admin, "olga").await;
        let unsaid = office.post(&format!("/accounts/{id}/disable"), &admin, &[]).await;
        assert!(unsaid.status == StatusCode::UNPROCESSABLE_ENTITY && unsaid.body.contains("say why"), "{}", unsaid.body);
        assert!(unsaid.body.contains("id=\"cause-disable\""), "the form is shown again: {}", unsaid.body);
        assert_eq!(office.form(&admin, &id, "disable").await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.site.find_staff("olga").await.unwrap(), None);
        assert_eq!(office.form(&admin, &id, "disable").await.status, StatusCode::CONFLICT);
        assert_eq!(office.form(&admin, &id, "reset").await.status, StatusCode::CONFLICT);
        assert_eq!(office.form(&admin, &id, "enable").await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER, "an ended session stays ended");
        office.pass(SignedDuration::from_secs(30));
        office.sign_in(&olga).await;
    }

    async fn a_change_of_role_ends_sessions_and_counts_at_once(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        let id = office.id_of(&admin, "olga").await;
        let change = |unit: &'static str| vec![("role", "officer"), ("unit", unit)];
        let path = format!("/accounts/{id}/change");
        assert_eq!(office.post(&path, &admin, &change("08")).await.status, StatusCode::CONFLICT);
        assert_eq!(office.post(&path, &admin, &change("48")).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.site.find_staff("olga").await.unwrap().unwrap().unit(), Some("48"));
    }

    async fn nobody_does_it_to_themselves_and_an_administrator_remains(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let own = office.id_of(&admin, "alba").await;
        for what in ["disable", "reset"] {
            let refused = office.form(&admin, &own, what).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("another administrator"), "{}", refused.body);
        }
        let berta = office.invite(&admin, "berta", "administrator", "").await;
        let second = office.sign_in(&berta).await;
        let other = office.id_of(&admin, "berta").await;
        // both at once: one of them remains
        let (one, two) = tokio::join!(office.form(&admin, &other, "disable"), office.form(&second, &own, "disable"));
        let done = [one.location(), two.location()].iter().filter(|address| address.starts_with("/accounts/")).count();
        assert_eq!(done, 1, "{} {}", one.status, two.status);
        let mut left = 0;
        for name in ["alba", "berta"] {
            left += usize::from(office.site.find_staff(name).await.unwrap().is_some());
        }
        assert_eq!(left, 1);
    }

    async fn administering_needs_a_fresh_second_factor_and_leaves_entries(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        office.invite(&admin, "olga", "officer", "08").await;
        let id = office.id_of(&admin, "olga").await;
        office.pass(SignedDuration::from_mins(5));
        let asked = office.form(&admin, &id, "disable").await;
        assert!(asked.status == StatusCode::FORBIDDEN && asked.body.contains(&format!("href=\"/accounts/{id}\"")), "{}", asked.body);
        let mut tx = office.node().db().begin_read("test").await.unwrap();
        let rows = sqlx::query_scalar::<_, String>("SELECT action FROM custody_entry WHERE object_kind = 'staff_account' ORDER BY recorded_at, entry_id")
            .fetch_all(tx.conn())
            .await
            .unwrap();
        for action in ["set-up-account", "sign-in", "invite-staff"] {
            assert!(rows.iter().any(|row| row == action), "{action} in {rows:?}");
        }
    }

    async fn the_code_of_an_invited_person_is_over_after_three_days(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let shown = office.post("/accounts", &admin, &[("name", "olga"), ("role", "officer"), ("unit", "08")]).await;
        let code = shown.between("id=\"code\">", "<");
        office.pass(SignedDuration::from_hours(72));
        let fields = [("code", code.as_str()), ("name", ""), ("password", PASSWORD), ("again", PASSWORD)];
        let late = office.post("/setup", "", &fields).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("too old"), "{}", late.body);
    }

    async fn who_may_be_shown_names_is_out_after_fifteen_minutes(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let admin = office.sign_in(&alba).await;
        let olga = office.invite(&admin, "olga", "officer", "08").await;
        let session = office.sign_in(&olga).await;
        office.pass(SignedDuration::from_mins(14));
        assert_eq!(office.get("/", &session).await.status, StatusCode::OK);
        office.pass(SignedDuration::from_mins(15));
        assert_eq!(office.get("/", &session).await.status, StatusCode::SEE_OTHER);
        assert_eq!(office.api("/api/things", &session).await.status, StatusCode::UNAUTHORIZED);
    }
}
