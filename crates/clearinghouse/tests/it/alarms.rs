//! A child may be in danger now: the card, the alarm, and the other person who takes it.

use reqwest::{Method, Response, StatusCode};
use service::testing::TestDb;
use service::{alarm, both_engines};

use crate::harness::{ADMINISTRATOR, ANALYST, Inbox, OTHER_ANALYST, TestClearinghouse, picture};

async fn page(clearinghouse: &TestClearinghouse, actor: &str, path: &str) -> String {
    let request = clearinghouse.call(actor, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

/// Sends a form; who is redirected ends on the page that it leads to.
async fn send(
    clearinghouse: &TestClearinghouse,
    actor: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response {
    let request = clearinghouse.call(actor, Method::POST, path).header("accept", "text/html");
    request.form(fields).send().await.unwrap()
}

/// How many alarms are open, and how many of them nobody took.
async fn counts(clearinghouse: &TestClearinghouse) -> (i64, i64) {
    let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
    (alarm::count_open(&mut tx).await.unwrap(), alarm::count_unacknowledged(&mut tx).await.unwrap())
}

both_engines! {
    async fn an_alarm_is_taken_by_another_person_closed_with_a_reason_and_opened_again(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let object = format!("report/{report}");
        let card = page(&clearinghouse, ANALYST, &format!("/danger?object={object}")).await;
        assert!(card.contains(&format!(">{report}</a>")) && card.contains("tel:911"), "{card}");

        // without a word of what is known nothing is raised, and what was typed stays
        let empty = [("object", object.as_str()), ("words", " "), ("called_name", "Agente Uno")];
        let refused = send(&clearinghouse, ANALYST, "/danger", &empty).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().await.unwrap().contains("Agente Uno"));
        assert_eq!(counts(&clearinghouse).await, (0, 0));

        let words = "The account writes that it happens tonight";
        let fields = [("object", object.as_str()), ("words", words), ("called_name", ""), ("called_at", "")];
        let raised = send(&clearinghouse, ANALYST, "/danger", &fields).await;
        let path = raised.url().path().to_owned();
        assert!(path.starts_with("/alarms/alm_") && raised.text().await.unwrap().contains(words));
        assert_eq!(counts(&clearinghouse).await, (1, 1));

        let own = send(&clearinghouse, ANALYST, &format!("{path}/acknowledge"), &[]).await;
        assert_eq!(own.status(), StatusCode::CONFLICT);
        let close = format!("{path}/close");
        let early = send(&clearinghouse, OTHER_ANALYST, &close, &[("reason", "done")]).await;
        assert_eq!(early.status(), StatusCode::CONFLICT);
        assert_eq!(send(&clearinghouse, OTHER_ANALYST, &format!("{path}/acknowledge"), &[]).await.status(), 200);
        assert_eq!(counts(&clearinghouse).await, (1, 0));

        let unreasoned = send(&clearinghouse, OTHER_ANALYST, &close, &[("reason", "")]).await;
        assert_eq!(unreasoned.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let closed = send(&clearinghouse, OTHER_ANALYST, &close, &[("reason", "A patrol has seen the child")]).await;
        assert!(closed.text().await.unwrap().contains("A patrol has seen the child"));
        assert_eq!(counts(&clearinghouse).await, (0, 0));
        assert_eq!(send(&clearinghouse, ANALYST, &format!("{path}/reopen"), &[]).await.status(), 200);
        assert_eq!(counts(&clearinghouse).await, (1, 1));

        // no word of it stands in the custody log
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM custody_entry WHERE action LIKE '%-alarm'")
            .fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        assert_eq!(bodies.len(), 4, "raise, acknowledge, close, reopen");
        assert!(bodies.iter().all(|body| !body.contains("tonight") && !body.contains("patrol")), "{bodies:?}");
        clearinghouse.finish().await;
    }

    async fn who_may_not_see_a_report_raises_an_alarm_on_none(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let object = format!("report/{report}");
        let card = page(&clearinghouse, ADMINISTRATOR, &format!("/danger?object={object}")).await;
        assert!(!card.contains(&format!(">{report}</a>")), "{card}");
        let never = page(&clearinghouse, ADMINISTRATOR, "/danger?object=report/999").await;
        assert_eq!(card.contains("tel:911"), never.contains("tel:911"));
        for (object, status) in [(object.as_str(), 422), ("report/999", 422), ("", 200)] {
            let fields = [("object", object), ("words", "A caller says so"), ("called_name", "")];
            let answer = send(&clearinghouse, ADMINISTRATOR, "/danger", &fields).await;
            assert_eq!(answer.status(), status, "{object}");
        }
        // the analyst, who handles alarms, sees it; nobody else but who raised it
        let list = page(&clearinghouse, ANALYST, "/alarms").await;
        assert!(list.contains("alm_") && list.contains(ADMINISTRATOR), "{list}");
        let other = page(&clearinghouse, crate::harness::OFFICER, "/alarms").await;
        assert!(!other.contains("alm_"), "{other}");
        clearinghouse.finish().await;
    }
}
