//! A clearinghouse takes back or corrects what it referred: the police are told, and decide.

use serde_json::json;
use service::testing::TestDb;
use wire::document::Document as _;
use wire::note::NoteSigner;
use wire::referral_notice::{NoticeKind, NoticeReason, NoticeReceipt, ReferralNotice};

use crate::support::{Account, Media, Package, Station, Upload, at, print, signer, text};

const NUMBER: i64 = 7_000_001;

/// A notice about the one report of this referral.
pub(crate) fn notice(referral_id: &str) -> ReferralNotice {
    ReferralNotice {
        schema: ReferralNotice::SCHEMA.to_owned(),
        notice_id: "rno_0176a893628079a08b0c0746228b6699".to_owned(),
        kind: NoticeKind::Withdrawn,
        referral_id: referral_id.to_owned(),
        to_agency: "es-police".to_owned(),
        report_numbers: vec![NUMBER],
        reason: NoticeReason::FalseMatch,
        replaced_by: None,
        made_at: at("2020-12-10T10:00:00Z"),
        made_by: "analyst".to_owned(),
        custody: None,
    }
}

/// Hands a notice in that the trusted key has signed; gives its id.
pub(crate) async fn hand_in(station: &Station, notice: ReferralNotice) -> String {
    let signed = notice.sign(&signer()).unwrap();
    let answer =
        station.client("clearinghouse").post_bytes("/referrals/notices", signed.into_bytes(), None).await;
    answer.is(201);
    NoticeReceipt::read(answer.body.as_bytes()).unwrap();
    notice.notice_id
}

fn package() -> Package {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T00:30:00+02:00",
        address: "192.0.2.10",
        port: None,
        operator: "Telefonica Ejemplo",
        viewed: None,
    };
    let account = Account { identifier: "alpha", email: None };
    Package {
        agency: "es-police",
        referral_id: "ref_one".to_owned(),
        reports: vec![(NUMBER, account, vec![upload])],
    }
}

service::both_engines! {
    async fn what_is_taken_back_is_shown_and_an_officer_decides(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let inspector = station.inspector();
        let report = inspector.get("/api/reports").await.ok();
        let page = format!("/reports/{}", text(&report[0], "report_id"));
        let plain = inspector.page(&page, "en").await;
        plain.is(200);
        assert!(!plain.body.contains("Taken back by the sender"));

        let id = hand_in(&station, notice("ref_one")).await;
        for path in [page.as_str(), "/reports?referral=ref_one", "/referrals", "/referrals?state=notices"] {
            let shown = inspector.page(path, "en").await;
            shown.is(200);
            assert!(shown.body.contains("Taken back by the sender"), "{path}: {}", shown.body);
        }
        let spanish = inspector.page(&page, "es").await;
        assert!(spanish.body.contains("Retirado por el remitente"));
        // nothing went; nobody is identified by it, so nobody is held back
        assert_eq!(inspector.get("/api/reports").await.ok(), report);
        assert_eq!(inspector.get("/api/referrals/ref_one").await.ok()["notice"], "withdrawn");

        // a person decides with a reason; deciding again undoes, and both stay
        let path = format!("/api/notices/{id}/decide");
        inspector.post(&path, &json!({ "decision": "stopped", "reason": " " })).await.refused(422, "reason");
        inspector.post(&path, &json!({ "decision": "erased", "reason": "x" })).await.refused(422, "decision");
        inspector.post(&path, &json!({ "decision": "stopped", "reason": "rests on this alone" })).await.is(201);
        let shown = inspector.page("/referrals?state=notices", "en").await;
        assert!(!shown.body.contains("ref_one"), "decided: {}", shown.body);
        station.clock.advance(jiff::SignedDuration::from_mins(1));
        let form = json!({ "decision": "goes_on", "reason": "a second report says the same" });
        inspector.submit(&format!("/notices/{id}/decide"), &form).await.is(303);
        let view = inspector.get(&format!("/api/notices/{id}")).await.ok();
        let decided: Vec<_> = view["decisions"].as_array().unwrap().iter().map(|one| text(one, "decision")).collect();
        assert_eq!(decided, ["goes_on", "stopped"]);
        let shown = inspector.page(&page, "en").await;
        assert!(shown.body.contains("The inquiry goes on"), "{}", shown.body);
        for name in ["olga", "rosa", "adam", "clearinghouse"] {
            let refused = station.client(name).post(&path, &form).await;
            refused.is(404);
        }
        station.stop().await;
    }

    async fn the_same_notice_gets_the_same_receipt_and_no_other_passes(db: TestDb) {
        let station = Station::start(&db).await;
        let clearinghouse = station.client("clearinghouse");
        // it may come before its package
        let signed = notice("ref_one").sign(&signer()).unwrap().into_bytes();
        let first = clearinghouse.post_bytes("/referrals/notices", signed.clone(), None).await;
        first.is(201);
        let receipt = NoticeReceipt::read(first.body.as_bytes()).unwrap();
        assert_eq!(receipt.digest_sha256, hex::encode(service::request_sha256(&signed)));
        let again = clearinghouse.post_bytes("/referrals/notices", signed.clone(), None).await;
        assert_eq!(again.body, first.body);
        let other = ReferralNotice { reason: NoticeReason::Ordered, ..notice("ref_one") };
        let other = other.sign(&signer()).unwrap().into_bytes();
        clearinghouse.post_bytes("/referrals/notices", other, None).await.is(409);
        station.receive(&package()).await.is(201);
        let page = station.inspector().page("/reports?referral=ref_one", "en").await;
        assert!(page.body.contains("Taken back by the sender"), "{}", page.body);

        let stranger = NoteSigner::new("stranger.example", &[1; 32]).unwrap();
        let elsewhere = ReferralNotice { to_agency: "fr-police".to_owned(), ..notice("ref_one") };
        for (bad, says) in [
            (notice("ref_one").sign(&stranger).unwrap(), "signature was refused"),
            (elsewhere.sign(&signer()).unwrap(), "another agency"),
            ("no notice".to_owned(), "signature was refused"),
        ] {
            let answer = clearinghouse.post_bytes("/referrals/notices", bad.into_bytes(), None).await;
            let detail = answer.refused(422, "notice");
            assert!(detail.contains(says), "{detail}");
        }
        station.stop().await;
    }
}
