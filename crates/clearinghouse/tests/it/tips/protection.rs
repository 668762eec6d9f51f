//! What protects a child that says something of its own act: nothing is passed on before two persons have agreed.

use std::collections::BTreeSet;

use super::*;

/// What an analyst can send at a tip, as the addresses of the forms end.
const FORMS: [&str; 9] =
    ["claim", "open-again", "answer", "note", "close", "reopen", "protect", "release", "pass-on"];

/// Sends one of them, with all that it asks for, as an analyst who has read so many steps.
async fn try_form(clearinghouse: &TestClearinghouse, tip: &str, form: &str, read: &str) -> u16 {
    let fields = match form {
        "answer" => vec![("words", "we have read it")],
        "note" => vec![("note", "for the next shift")],
        "close" => vec![("reason", "answered"), ("steps", read)],
        "reopen" | "protect" => vec![("reason", "a child sent it itself")],
        "release" => vec![("protection_reason", "the child asks for it"), ("steps", read)],
        "pass-on" => PASSAGE.to_vec(),
        _ => Vec::new(),
    };
    post(clearinghouse, ANALYST, &format!("{tip}/{form}"), &fields).await.0
}

/// Steps in any order, one of which tells of a child's own act; and forms in any order.
fn own_act_and_forms(runner: &mut TestRunner) -> (Vec<Step>, Vec<&'static str>) {
    let some = || proptest::collection::vec(any_step(), 0..4);
    let (before, after) = drawn(&(some(), some()), runner);
    let own = Step::Who { who: String::new(), own_act: true, age_years: None };
    let plain = |all: Vec<Said>| all.into_iter().map(|said| said.0);
    let steps = plain(before).chain([own]).chain(plain(after)).collect();
    let forms = drawn(&proptest::collection::vec(0..FORMS.len(), 8..16), runner);
    (steps, forms.into_iter().map(|form| FORMS[form]).collect())
}

both_engines! {
    async fn whatever_one_analyst_does_a_child_s_own_act_becomes_nothing(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let (mut runner, mut answers) = (TestRunner::deterministic(), BTreeSet::new());
        for _ in 0..8 {
            let (steps, forms) = own_act_and_forms(&mut runner);
            let (form, read) = (Form::open(&clearinghouse).await, steps.len().to_string());
            assert_eq!(form.send(&clearinghouse, steps).await.0, 200);
            for name in forms {
                answers.insert((name, try_form(&clearinghouse, &format!("/tips/{}", form.name()), name, &read).await));
            }
            clearinghouse.clock.advance(SignedDuration::from_mins(1));
        }
        let own = clearinghouse.get_json(ANALYST, "/api/approvals").await;
        let asked = own["mine"].as_array().unwrap();
        for approval in asked {
            let approve = format!("/api/approvals/{}/approve", approval["approval_id"].as_str().unwrap());
            assert_ne!(clearinghouse.send_json(ANALYST, Method::POST, &approve, &json!({})).await.0, 200);
        }
        assert_eq!((made(&clearinghouse).await, clearinghouse.vault_files()), (vec![0; 5], 0));
        let has = |form: &'static str, status: u16| answers.contains(&(form, status));
        assert!(!asked.is_empty() && has("note", 200) && has("release", 200) && has("pass-on", 409), "{answers:?}");
        assert!(!has("pass-on", 200), "{answers:?}");
        clearinghouse.finish().await;
    }

    async fn what_a_child_says_of_its_own_act_needs_two_persons(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMe), Step::Who { who: "me".into(), own_act: true, age_years: Some(13) }]).await;
        let pages = format!("/tips/{}", form.name());
        let html = page(&clearinghouse, &format!("{pages}?lang=en")).await;
        assert!(html.contains("This record protects a child") && !html.contains("/pass-on"), "{html}");
        let pass_on = format!("{pages}/pass-on");
        assert_eq!(post(&clearinghouse, ANALYST, &pass_on, &PASSAGE).await.0, 409);
        let release = format!("{pages}/release");
        assert_eq!(post(&clearinghouse, ANALYST, &release, &[("protection_reason", " ")]).await.0, 422);
        let asked = |read| [("protection_reason", "the child asks for it"), ("steps", read)];
        assert_eq!(post(&clearinghouse, ANALYST, &release, &asked("1")).await.0, 409, "one of two steps was read");
        let (status, to, _) = post(&clearinghouse, ANALYST, &release, &asked("2")).await;
        assert_eq!((status, to.as_str()), (200, "/approvals"));
        assert_eq!(post(&clearinghouse, ANALYST, &pass_on, &PASSAGE).await.0, 409, "one person has asked, nobody decided");
        let waiting = clearinghouse.get_json(OTHER_ANALYST, "/api/approvals").await;
        let id = waiting["to_decide"][0]["approval_id"].as_str().unwrap();
        let approve = format!("/api/approvals/{id}/approve");
        let (own, _) = clearinghouse.send_json(ANALYST, Method::POST, &approve, &json!({})).await;
        assert_ne!(own, 200);
        let (other, answer) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!(other, 200, "{answer}");
        assert!(page(&clearinghouse, &format!("{pages}?lang=es")).await.contains("Este registro protege a un menor"));

        // what the child says after that is not covered
        clearinghouse.clock.advance(SignedDuration::from_mins(1));
        let more = form.sealed(&clearinghouse, 3, Step::Message { words: "more".into() });
        assert_eq!(deliver(&clearinghouse, vec![more]).await.0, 200);
        assert_eq!(post(&clearinghouse, ANALYST, &pass_on, &PASSAGE).await.0, 409);
        assert_eq!((made(&clearinghouse).await, clearinghouse.vault_files()), (vec![0; 5], 0));

        // nor what it says between the two persons
        assert_eq!(post(&clearinghouse, ANALYST, &release, &asked("3")).await.0, 200);
        let waiting = clearinghouse.get_json(OTHER_ANALYST, "/api/approvals").await;
        let id = waiting["to_decide"][0]["approval_id"].as_str().unwrap();
        let more = form.sealed(&clearinghouse, 4, Step::Message { words: "and more".into() });
        assert_eq!(deliver(&clearinghouse, vec![more]).await.0, 200);
        let (late, _) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &format!("/api/approvals/{id}/approve"), &json!({})).await;
        assert_eq!(late, 409);
        let (withdrawn, _) = clearinghouse.send_json(ANALYST, Method::POST, &format!("/api/approvals/{id}/withdraw"), &json!({})).await;
        assert_eq!(withdrawn, 200);

        post(&clearinghouse, OTHER_ANALYST, &release, &asked("4")).await;
        let waiting = clearinghouse.get_json(ANALYST, "/api/approvals").await;
        let id = waiting["to_decide"][0]["approval_id"].as_str().unwrap();
        let (other, _) = clearinghouse.send_json(ANALYST, Method::POST, &format!("/api/approvals/{id}/approve"), &json!({})).await;
        assert_eq!(other, 200);
        assert_eq!(post(&clearinghouse, ANALYST, &pass_on, &PASSAGE).await.0, 200);
        assert_eq!(made(&clearinghouse).await[0], 1);
        clearinghouse.finish().await;
    }

    async fn what_nobody_ticked_an_analyst_marks(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutSomeoneElse), Step::Danger { now: false, words: "a friend did it".into() }]).await;
        let pages = format!("/tips/{}", form.name());
        let protect = format!("{pages}/protect");
        assert_eq!(post(&clearinghouse, ANALYST, &protect, &[("reason", " ")]).await.0, 422);
        assert_eq!(post(&clearinghouse, ANALYST, &protect, &[("reason", "a child sent it itself")]).await.0, 200);
        assert_eq!(post(&clearinghouse, ANALYST, &protect, &[("reason", "once more")]).await.0, 409);
        let tip = clearinghouse.get_json(ANALYST, &format!("/api/tips/{}", form.name())).await;
        assert_eq!(tip["protection"], true, "{tip}");
        assert!(tip.to_string().contains("a child sent it itself"), "{tip}");
        assert_eq!(post(&clearinghouse, ANALYST, &format!("{pages}/pass-on"), &PASSAGE).await.0, 409);
        assert_eq!(made(&clearinghouse).await, [0; 5]);
        clearinghouse.finish().await;
    }
}
