//! What a package carries beside the originals.

use service::both_engines;
use service::testing::TestDb;
use wire::hash_list::{Format, read};
use wire::law_enforcement::Tip;

use crate::chain::{open, refer, verifier};
use crate::harness::{AGENCY, Inbox, TestClearinghouse, picture, report_xml};

both_engines! {
    async fn a_package_carries_what_tools_and_readers_need(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let seen = clearinghouse.file("203.0.113.7", Some("203.0.113.7"), picture(1)).await;
        let unseen = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "delivered").await;
        let (opened, payload) = open(&inbox.deliveries()[0].1, verifier(&clearinghouse).await);
        let part = |path: &str| &payload.iter().find(|(found, _)| found == path).unwrap_or_else(|| panic!("{path}")).1;
        let mut kinds: Vec<_> = opened.referral.derived.iter().map(|made| made.kind.as_str()).collect();
        kinds.sort_unstable();
        let mut expected = vec!["case-uco", "law-enforcement-json", "law-enforcement-json", "summary", "vics-1.3", "vics-2.0"];
        if cfg!(feature = "pdf") {
            expected.insert(4, "summary-pdf");
            let pdf = part("data/summary.pdf");
            let holds = |text: &str| pdf.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(pdf.starts_with(b"%PDF-1.4") && holds("account-1") && holds("2024-04-30T22:30:00+02:00"));
        }
        assert_eq!(kinds, expected);
        assert!(opened.referral.batch.is_empty());
        for report in &opened.referral.reports {
            let [basis] = report.detection_bases.as_slice() else { panic!("{:?}", report.detection_bases) };
            assert!(basis.name.contains("2021/1232") && basis.valid_to.is_some() && !basis.source.is_empty(), "{basis:?}");
        }

        for (number, viewed) in [(seen, Some(true)), (unseen, None)] {
            let tip = Tip::read(part(&format!("data/le/{number}.json"))).unwrap();
            assert_eq!(tip.report_id, number.to_string());
            let said = &tip.reported_information;
            let person = &said.reported_people.reported_persons[0];
            assert_eq!(person.esp_user_id.as_deref(), Some("account-1"));
            let login = &person.source_information.as_ref().unwrap().source_captures[0];
            assert_eq!(login.date_time.as_ref().unwrap().text(), "2024-04-30T20:30:00Z");
            assert_eq!(said.uploaded_files.uploaded_files[0].viewed_by_esp, viewed, "as stated, never improved");
        }
        for version in ["1.3", "2.0"] {
            let list = read(Format::Vics, part(&format!("data/vics/media-{version}.json"))).unwrap();
            assert_eq!(list.entries.len(), 2, "{version}");
            assert!(list.entries.iter().all(|entry| entry.class.is_none() && entry.md5.is_some() && entry.sha256.is_some()));
            let sha1s: std::collections::BTreeSet<_> = list.entries.iter().filter_map(|entry| entry.sha1.map(hex::encode)).collect();
            assert_eq!(sha1s, [1, 2].map(|seed| media::digest(&picture(seed)).file.sha1).into(), "{version}");
        }
        let case: serde_json::Value = serde_json::from_slice(part("data/case.jsonld")).unwrap();
        assert_eq!(case["@context"]["kb"], "https://clearinghouse.example/kb/");

        let summary = String::from_utf8(part("data/summary.html").clone()).unwrap();
        for stands in [
            "lang=\"es\"",
            "Resumen de una remisión",
            "2024-04-30T22:30:00+02:00",
            "account-1",
            "sí: una persona del remitente vio el archivo entero",
            "no consta",
            "Base de la detección",
            "Reglamento (UE) 2021/1232 (excepción a la Directiva 2002/58/CE)",
            "en asignaciones de ES",
            "El remitente conserva su contenido hasta el",
        ] {
            assert!(summary.contains(stands), "{stands}: {summary}");
        }
        for never in ["<script", "http://", "src=", "[summary-"] {
            assert!(!summary.contains(never), "{never}: {summary}");
        }
        clearinghouse.finish().await;
    }

    async fn a_summary_says_what_an_inquiry_must_know_first(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let told = "<accountPermanentlyDisabled userNotified=\"true\">true</accountPermanentlyDisabled></personOrUserReported>";
        let known = "<lawEnforcement><agencyName>Cuerpo (ejemplo)</agencyName><caseNumber>7/24</caseNumber></lawEnforcement><reporter>";
        let xml = report_xml("203.0.113.7").replace("</personOrUserReported>", told).replace("<reporter>", known);
        let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        clearinghouse.upload(report, "a.bmp", picture(1)).await;
        clearinghouse.finish_report(report).await;
        clearinghouse.until_state(report, "ready").await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "delivered").await;
        let (_, payload) = open(&inbox.deliveries()[0].1, verifier(&clearinghouse).await);
        let (_, summary) = payload.iter().find(|(path, _)| path == "data/summary.html").unwrap();
        let summary = String::from_utf8_lossy(summary);
        for stands in [
            "El remitente avisó al titular de una cuenta",
            "Cuerpo (ejemplo) (7/24)",
            "Otros avisos con el archivo o uno casi igual",
            "avisos guardados aquí, SHA-256",
            "tabla de asignaciones del escenario: ",
            "Pornografía infantil (posesión, elaboración y difusión)",
        ] {
            assert!(summary.contains(stands), "{stands}: {summary}");
        }
        clearinghouse.finish().await;
    }
}
