//! Forged tips about one person: they accuse nobody, and what is genuine stands where it stood.

use std::collections::BTreeSet;

use model::Rng as _;
use serde_json::Value;
use service::testing::TestDb;
use service::{SystemRng, both_engines};
use wire::tip::{Door, Place, STEPS_PER_DELIVERY, Step, TipId};

use super::{Form, deliver, made, page};
use crate::chain::refer;
use crate::harness::{AGENCY, ANALYST, Inbox, TestClearinghouse, report_xml};
use crate::scores::{file, thin_xml};

/// So many tips are forged; ten thousand under `AMPARO_LONG`.
fn forged() -> usize {
    if std::env::var_os("AMPARO_LONG").is_some() { 10_000 } else { 300 }
}

/// Sends so many tips that name the account of [`report_xml`].
async fn forge(clearinghouse: &TestClearinghouse, tips: usize) {
    let key = Form::open(clearinghouse).await.key;
    let mut steps = Vec::new();
    for _ in 0..tips {
        let form = Form { tip_id: TipId::new(|bytes| SystemRng.fill(bytes)), key: key.clone() };
        let url = "https://a.example/account-1".to_owned();
        let place = Place::Network { service: "Example".into(), account: "account-1".into(), url };
        steps.push(form.sealed(clearinghouse, 1, form.begun(Door::AboutSomeoneElse)));
        steps.push(form.sealed(clearinghouse, 2, Step::Place { place }));
    }
    while !steps.is_empty() {
        let some: Vec<_> = steps.drain(..steps.len().min(STEPS_PER_DELIVERY)).collect();
        let (status, kept) = deliver(clearinghouse, some).await;
        assert_eq!(status, 200, "{kept}");
    }
}

/// What a report is ordered by, and why.
async fn standing(clearinghouse: &TestClearinghouse, number: i64) -> [Value; 3] {
    let json = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
    let urgency = &json["scores"]["urgency"];
    assert!(urgency["lines"].is_array(), "{json}");
    [json["band"].clone(), json["urgency_tenths"].clone(), urgency["lines"].clone()]
}

both_engines! {
    async fn forged_tips_about_one_person_become_nothing_and_hide_nothing(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let urgent = file(&clearinghouse, thin_xml("Quedamos mañana a las seis")).await;
        let about = file(&clearinghouse, report_xml("203.0.113.7")).await;
        let genuine = Form::open(&clearinghouse).await;
        let danger = Step::Danger { now: true, words: "it is now".into() };
        let (status, kept) = genuine.send(&clearinghouse, vec![genuine.begun(Door::AboutMe), danger]).await;
        assert_eq!(status, 200, "{kept}");
        let before = [standing(&clearinghouse, urgent).await, standing(&clearinghouse, about).await];
        let rows = made(&clearinghouse).await;

        forge(&clearinghouse, forged()).await;
        assert_eq!(made(&clearinghouse).await, rows, "no report, no trait, no address, no referral");
        assert_eq!([standing(&clearinghouse, urgent).await, standing(&clearinghouse, about).await], before);
        // a report that comes after them is scored as one that came before
        let late = file(&clearinghouse, report_xml("203.0.113.7")).await;
        assert_eq!(standing(&clearinghouse, late).await, before[1]);
        let list = page(&clearinghouse, "/reports?lang=en").await;
        let at = |number: i64| list.find(&format!("/reports/{number}")).unwrap();
        assert!(at(urgent) < at(about) && at(urgent) < at(late), "{list}");
        let tips = page(&clearinghouse, "/tips?lang=en").await;
        let first = tips.find("/tips/tip_").unwrap();
        assert!(tips[first..].starts_with(&format!("/tips/{}", genuine.name())), "danger first: {tips}");

        let referral = refer(&clearinghouse, AGENCY).await;
        let found = clearinghouse.until_referral(&referral, "delivered").await;
        let numbers: BTreeSet<i64> = serde_json::from_value(found["report_numbers"].clone()).unwrap();
        // numbers are drawn, and stand in no order
        assert_eq!(numbers, BTreeSet::from([about, late]), "{found}");
        clearinghouse.finish().await;
    }
}
