//! The hand-over of a shift: what is left over, as far as each may read it.

use jiff::SignedDuration;
use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;
use wire::tip::Door;

use crate::harness::{ADMINISTRATOR, ANALYST, OTHER_ANALYST, RIGHTS_OFFICER, TestClearinghouse, picture};
use crate::tips::Form;

async fn shown(clearinghouse: &TestClearinghouse, actor: &str, path: &str) -> String {
    let request = clearinghouse.call(actor, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let html = response.text().await.unwrap();
    assert!(!html.contains(">["), "{path}: {html}");
    html
}

/// The number in the line of this text.
fn number(html: &str, line: &str) -> String {
    let (_, rest) = html.split_once(&format!(">{line}</a>")).unwrap_or_else(|| panic!("no {line} in {html}"));
    let cell = rest.split_once("<td class=\"number\">").unwrap().1;
    cell.split_once("</td>").unwrap().0.to_owned()
}

both_engines! {
    async fn the_sheet_counts_what_each_may_read(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        clearinghouse.file("203.0.113.9", Some("203.0.113.7"), picture(1)).await;
        // no agency of any country takes what no address is allocated for
        clearinghouse.file("192.0.2.9", None, picture(2)).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutSomeoneElse)]).await;
        let sheet = shown(&clearinghouse, ANALYST, "/handover?lang=en").await;
        for (line, count) in [
            ("Tips that nobody has taken", "1"),
            ("Tips: somebody may be in danger", "0"),
            ("Packages and deliveries that are stuck", "0"),
            ("Reports ready to be referred", "2"),
            ("Of these, without an agency for their country", "1"),
            ("Reports that came since", "2"),
            ("Open alarms", "0"),
        ] {
            assert_eq!(number(&sheet, line), count, "{line}");
        }
        assert!(shown(&clearinghouse, ANALYST, "/?lang=es").await.contains("href=\"/handover?lang=es\""), "the way there");
        assert!(shown(&clearinghouse, ANALYST, "/handover?lang=es").await.contains("Avisos listos para remitir"));
        clearinghouse.clock.advance(SignedDuration::from_hours(9));
        assert_eq!(number(&shown(&clearinghouse, ANALYST, "/handover?lang=en").await, "Reports that came since"), "0");
        let administrator = shown(&clearinghouse, ADMINISTRATOR, "/handover?lang=en").await;
        assert!(administrator.contains("refused") && !administrator.contains("Tips that") && !administrator.contains("Reports that came"), "{administrator}");
        let officer = shown(&clearinghouse, RIGHTS_OFFICER, "/handover?lang=en").await;
        assert!(!officer.contains("that are stuck"), "{officer}");

        let given = [("to", OTHER_ANALYST), ("since", "2024-06-01T09:00:00Z"), ("note", "a note of the shift")];
        let sent = clearinghouse.call(ANALYST, Method::POST, "/handover").form(&given).send().await.unwrap();
        assert_eq!(sent.status(), 200);
        assert!(shown(&clearinghouse, OTHER_ANALYST, "/handover").await.contains("a note of the shift"));
        assert!(!shown(&clearinghouse, ADMINISTRATOR, "/handover").await.contains("a note of the shift"));
        clearinghouse.finish().await;
    }
}
