//! One row of a batch, an account and its act, is drawn out of it by itself.

use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use wire::referral::BatchRow;
use wire::referral_notice::ReferralNotice;

use crate::chain::{open, verifier};
use crate::changes::{change, file_viral};
use crate::harness::{AGENCY, ANALYST, Inbox, TestClearinghouse};

/// Two accounts where a report names one.
const TWO_ACCOUNTS: &str =
    "row-1</espIdentifier></personOrUserReported><personOrUserReported><espIdentifier>row-2";

/// The rows of the package that came last, and its table of them.
async fn newest(inbox: &Inbox, clearinghouse: &TestClearinghouse) -> (Vec<BatchRow>, String) {
    let (_, sealed) = inbox.deliveries().pop().unwrap();
    let (opened, payload) = open(&sealed, verifier(clearinghouse).await);
    let (_, csv) = payload.into_iter().find(|(path, _)| path == "data/batch.csv").unwrap();
    (opened.referral.batch, String::from_utf8(csv).unwrap())
}

fn draw(row: &str) -> Value {
    json!({"kind": "drawn_out", "reason": "this account is under inquiry", "row": row})
}

both_engines! {
    async fn one_row_of_a_batch_is_drawn_out_with_its_receipt(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let number = file_viral(&clearinghouse, TWO_ACCOUNTS, "").await;
        let other = file_viral(&clearinghouse, "row-3", "").await;
        let new = json!({"agency": AGENCY, "reports": "batch"});
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &new).await;
        assert_eq!((status, &made["reports"]), (201, &json!(2)), "{made}");
        let batch = made["referral_id"].as_str().unwrap().to_owned();
        clearinghouse.until_referral(&batch, "delivered").await;
        let (mut rows, _) = newest(&inbox, &clearinghouse).await;
        rows.retain(|row| row.report_number == number);
        let accounts: Vec<_> = rows.iter().map(|row| row.account.as_deref()).collect();
        assert_eq!(accounts, [Some("row-1"), Some("row-2")]);

        for (body, field) in [
            (draw("row-2"), "row"),
            (draw(&format!("{number}.3")), "row"),
            (json!({"kind": "drawn_out", "reason": "x", "reports": [other], "row": rows[1].row_id}), "row"),
            (json!({"kind": "withdrawn", "reason_code": "ordered", "reason": "x", "row": rows[1].row_id}), "row"),
            (draw("7.1"), "reports"),
            (json!({"kind": "drawn_out", "reason": "x", "row": " "}), "reports"),
        ] {
            let (status, problem) = change(&clearinghouse, &batch, body).await;
            assert_eq!((status, &problem["field"]), (422, &json!(field)), "{problem}");
        }

        let (status, made) = change(&clearinghouse, &batch, draw(&rows[1].row_id)).await;
        assert_eq!((status, &made["notices"]), (201, &json!(0)), "{made}");
        let own = made["new_referral_id"].as_str().unwrap();
        let found = clearinghouse.until_referral(own, "delivered").await;
        assert_eq!((&found["report_numbers"], &found["drawn_from"]), (&json!([number]), &json!(batch)));
        assert_eq!(found["drawn_row"], json!(rows[1].row_id));
        let (drawn, csv) = newest(&inbox, &clearinghouse).await;
        assert_eq!(drawn.as_slice(), &rows[1..], "its id, its receipt, its day of evidence, its outcome");
        assert!(csv.contains("row-2") && !csv.contains("row-1"), "{csv}");
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/referrals/{own}?lang=en"));
        let page = page.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&rows[1].row_id), "{page}");

        // each row once, and after it the whole report; the batch stands
        assert_eq!(change(&clearinghouse, &batch, draw(&rows[1].row_id)).await.0, 409);
        let (status, made) = change(&clearinghouse, &batch, draw(&rows[0].row_id)).await;
        assert_eq!(status, 201, "{made}");
        clearinghouse.until_referral(made["new_referral_id"].as_str().unwrap(), "delivered").await;
        assert_eq!(newest(&inbox, &clearinghouse).await.0.as_slice(), &rows[..1]);
        assert_eq!(clearinghouse.get_json(ANALYST, &format!("/api/referrals/{batch}")).await["standing"], 2);

        // a correction of what was drawn out is of the same row
        let body = json!({"kind": "corrected", "reason_code": "enrichment_wrong", "reason": "x"});
        let (status, made) = change(&clearinghouse, own, body).await;
        assert_eq!(status, 201, "{made}");
        clearinghouse.until_referral(made["new_referral_id"].as_str().unwrap(), "delivered").await;
        assert_eq!(newest(&inbox, &clearinghouse).await.0.as_slice(), &rows[1..]);
        clearinghouse.finish().await;
    }

    async fn what_was_drawn_out_and_refused_is_sent_again_beside_its_batch(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let number = file_viral(&clearinghouse, TWO_ACCOUNTS, "").await;
        let new = json!({"agency": AGENCY, "reports": "batch"});
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &new).await;
        assert_eq!(status, 201, "{made}");
        let batch = made["referral_id"].as_str().unwrap().to_owned();
        clearinghouse.until_referral(&batch, "delivered").await;
        inbox.answer_next(422, r#"{"detail":"the key is not known","field":"package"}"#);
        let (status, made) = change(&clearinghouse, &batch, draw(&format!("{number}.1"))).await;
        assert_eq!(status, 201, "{made}");
        let own = made["new_referral_id"].as_str().unwrap();
        clearinghouse.until_referral(own, "refused").await;
        let path = format!("/api/referrals/{own}/delivery");
        let (status, sent) = clearinghouse.send_json(ANALYST, Method::POST, &path, &json!({})).await;
        assert!((200..300).contains(&status), "{status} {sent}");
        clearinghouse.until_referral(own, "delivered").await;
        clearinghouse.finish().await;
    }

    async fn a_batch_is_corrected_after_a_row_that_was_drawn_out_of_it(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let number = file_viral(&clearinghouse, TWO_ACCOUNTS, "").await;
        let new = json!({"agency": AGENCY, "reports": "batch"});
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &new).await;
        assert_eq!(status, 201, "{made}");
        let batch = made["referral_id"].as_str().unwrap().to_owned();
        clearinghouse.until_referral(&batch, "delivered").await;
        let make = async |referral: &str, body: Value| {
            let (status, made) = change(&clearinghouse, referral, body).await;
            assert_eq!(status, 201, "{made}");
            let own = made["new_referral_id"].as_str().unwrap().to_owned();
            clearinghouse.until_referral(&own, "delivered").await;
            (own, made["notices"].clone())
        };
        let standing = async |referral: &str| {
            clearinghouse.get_json(ANALYST, &format!("/api/referrals/{referral}")).await["standing"].clone()
        };
        let correction = json!({"kind": "corrected", "reason_code": "enrichment_wrong", "reason": "x"});
        let (second, _) = make(&batch, draw(&format!("{number}.2"))).await;
        let (first, _) = make(&batch, draw(&format!("{number}.1"))).await;

        // the row is corrected; the batch and the other row hold what it does not, and are told
        let (anew, notices) = make(&second, correction.clone()).await;
        assert_eq!(notices, json!(3));
        for (referral, left) in [(&batch, 1), (&first, 1), (&second, 0), (&anew, 1)] {
            assert_eq!(standing(referral).await, json!(left), "{referral}");
        }

        // the batch is corrected with all its rows, in the place of what was drawn out of it too
        let (last, notices) = make(&batch, correction).await;
        assert_eq!(notices, json!(3));
        let (rows, _) = newest(&inbox, &clearinghouse).await;
        let accounts: Vec<_> = rows.iter().map(|row| row.account.as_deref()).collect();
        assert_eq!(accounts, [Some("row-1"), Some("row-2")]);
        clearinghouse.until("the notices", async || (inbox.notices().len() == 6).then_some(())).await;
        let key = verifier(&clearinghouse).await;
        let told = inbox.notices();
        let told = told.iter().map(|notice| ReferralNotice::open(notice, std::slice::from_ref(&key)).unwrap().0);
        assert_eq!(told.filter(|notice| notice.replaced_by.as_ref() == Some(&last)).count(), 3);

        // and it is not overtaken by what was drawn out before
        inbox.answer_next(422, r#"{"detail":"the key is not known","field":"package"}"#);
        let again = json!({"kind": "delivered_again", "reason": "lost"});
        assert_eq!(change(&clearinghouse, &last, again).await.0, 201);
        clearinghouse.until_referral(&last, "refused").await;
        let path = format!("/api/referrals/{last}/delivery");
        let (status, sent) = clearinghouse.send_json(ANALYST, Method::POST, &path, &json!({})).await;
        assert!((200..300).contains(&status), "{status} {sent}");
        clearinghouse.until_referral(&last, "delivered").await;
        clearinghouse.finish().await;
    }
}
