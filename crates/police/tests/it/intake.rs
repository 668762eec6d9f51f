//! A package is taken whole or not at all.

use model::Rng as _;
use service::SystemRng;
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};
use wire::package::sealed::{RecipientKey, RecipientSecret, Sealer};
use wire::referral::PdqDigest;

use crate::support::{
    Account, Media, Package, Station, Upload, near_print, plant_orphan, print, signer, subject_of, text,
};

const ALPHA: Account = Account { identifier: "alpha", email: None };

fn upload(at: &'static str) -> Upload {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    Upload {
        media,
        at,
        address: "192.0.2.10",
        port: Some(40001),
        operator: "Telefonica Ejemplo",
        viewed: None,
    }
}

fn package() -> Package {
    let uploads = vec![upload("2020-10-10T00:30:00+02:00")];
    Package {
        agency: "es-police",
        referral_id: "ref_one".to_owned(),
        reports: vec![(7_000_001, ALPHA, uploads)],
    }
}

service::both_engines! {
    async fn a_start_sweeps_what_no_record_speaks_of(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let sealed = station.sealed_files();
        let orphan = plant_orphan(&station.vault());
        assert_eq!(station.sealed_files(), sealed + 1);
        station.stop().await;
        let station = Station::start(&db).await;
        assert!(!orphan.exists());
        assert_eq!(station.sealed_files(), sealed);
        station.stop().await;
    }

    async fn the_same_package_gets_the_same_receipt(db: TestDb) {
        let station = Station::start(&db).await;
        let clearinghouse = station.client("clearinghouse");
        let first = clearinghouse.post_bytes("/referrals", package().write(), Some("ref_one")).await;
        first.is(201);
        let sealed = station.sealed_files();
        assert_eq!(sealed, 2, "the package and its one file");
        let again = clearinghouse.post_bytes("/referrals", package().write(), Some("ref_one")).await;
        assert_eq!(again.body, first.body);
        let keyless = station.receive(&package()).await;
        assert_eq!(keyless.body, first.body);
        // the same file on a stick
        station.client("rosa").upload(package().write()).await.is(303);
        assert_eq!(station.sealed_files(), sealed, "nothing is kept twice");
        let referrals = station.client("rosa").get("/api/referrals").await.ok();
        assert_eq!(referrals.as_array().unwrap().len(), 1);
        assert_eq!(referrals[0]["receipt_id"], first.ok()["receipt_id"]);
        assert_eq!(referrals[0]["sender"], signer().name());
        station.stop().await;
    }

    async fn a_refused_file_shows_the_page_again_and_says_why(db: TestDb) {
        let station = Station::start(&db).await;
        let mut bad = package().write();
        let file = bad.windows(11).position(|window| window == b"pattern one").unwrap();
        bad[file] ^= 1;
        let answer = station.client("rosa").upload(bad).await;
        answer.is(422);
        for part in ["role=\"alert\"", "<a href=\"#package\"", "data/files/", "id=\"package-error\""] {
            assert!(answer.body.contains(part), "{part}: {answer:?}");
        }
        // the machine of a clearinghouse reads no list
        let mut bad = package().write();
        bad[3] ^= 1;
        station.client("clearinghouse").upload(bad).await.refused(422, "package");
        assert_eq!(station.sealed_files(), 0, "nothing is kept");
        station.stop().await;
    }

    async fn a_changed_byte_is_refused_and_nothing_is_kept(db: TestDb) {
        let station = Station::start(&db).await;
        let good = package().write();
        let file = good.windows(11).position(|window| window == b"pattern one").unwrap();
        for (at, field) in [(file, "data/files/"), (good.len() - 1, "package"), (3, "package")] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            let answer = station.client("clearinghouse").post_bytes("/referrals", bad, None).await;
            let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(answer.status.as_u16(), 422, "{problem}");
            assert!(text(&problem, "field").starts_with(field), "{problem}");
        }
        let cut = good[..good.len() / 2].to_vec();
        station.client("clearinghouse").post_bytes("/referrals", cut, None).await.is(422);
        assert_eq!(station.sealed_files(), 0);
        assert_eq!(station.inspector().get("/api/reports").await.body, "[]");
        assert_eq!(station.inspector().get("/api/referrals").await.body, "[]");
        station.stop().await;
    }

    async fn a_sealed_package_opens_here_only_and_an_open_one_is_refused(db: TestDb) {
        let station = Station::start_sealed(&db).await;
        let clearinghouse = station.client("clearinghouse");
        let key: RecipientKey = clearinghouse.get("/api/recipient-key").await.body.trim().parse().unwrap();
        let page = station.client("rosa").get("/referrals").await.body;
        assert!(page.contains(&key.to_string()) && page.contains(&key.id()), "{page}");
        let good = sealed(&package().write(), &key);
        let stray = sealed(&package().write(), &RecipientSecret::derive(&[1; 32]).recipient());
        let middle = good.len() / 2;
        let changed = [&good[..middle], &[good[middle] ^ 1], &good[middle + 1..]].concat();
        for (bad, says) in [
            (package().write(), "is not sealed; ask the sender to seal it to amparo-recipient/1+"),
            (stray, "is sealed to the key"),
            (changed, "does not open"),
            (good[..good.len() - 1].to_vec(), "does not open"),
            ([&good[..], b"x"].concat(), "does not open"),
            (good[..20].to_vec(), "is no sealed package"),
        ] {
            let answer = clearinghouse.post_bytes("/referrals", bad, None).await;
            let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!((answer.status.as_u16(), text(&problem, "field").as_str()), (422, "package"), "{problem}");
            assert!(text(&problem, "detail").contains(says), "{problem}");
        }
        assert_eq!(station.sealed_files(), 0);
        let receipt = clearinghouse.post_bytes("/referrals", good, Some("ref_one")).await.ok();
        let digest = hex::encode(Sha256::digest(package().write()));
        assert_eq!(text(&receipt, "digest_sha256"), digest, "of the archive, whatever it came in");
        // sealed anew it is the same package
        let again = clearinghouse.post_bytes("/referrals", sealed(&package().write(), &key), Some("ref_one")).await;
        assert_eq!(again.ok(), receipt);
        station.stop().await;
    }

    async fn a_package_for_another_agency_is_handed_back(db: TestDb) {
        let station = Station::start(&db).await;
        let stray = Package { agency: "fr-police", ..package() };
        let answer = station.receive(&stray).await;
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status.as_u16(), text(&problem, "field").as_str()), (422, "to.agency"), "{problem}");
        assert_eq!(station.sealed_files(), 0);
        station.stop().await;
    }

    async fn another_package_under_the_same_id_is_a_conflict(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let mut other = package();
        other.reports[0].0 = 7_000_002;
        station.receive(&other).await.is(409);
        assert_eq!(station.sealed_files(), 2);
        station.stop().await;
    }

    async fn a_report_that_came_before_is_joined_not_doubled(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let mut second = Package { agency: "es-police", referral_id: "ref_two".to_owned(), ..package() };
        let beta = Account { identifier: "beta", email: None };
        second.reports.push((7_000_003, beta, vec![upload("2020-10-11T10:00:00Z")]));
        station.receive(&second).await.is(201);
        let inspector = station.inspector();
        let all = inspector.get("/api/reports").await.ok();
        assert_eq!(all.as_array().unwrap().len(), 2);
        let of_second = inspector.get("/api/reports?referral=ref_two").await.ok();
        assert_eq!(of_second.as_array().unwrap().len(), 2);
        assert_eq!(station.sealed_files(), 3, "two packages, one file");
        station.stop().await;
    }

    async fn a_file_between_two_makes_them_one_cluster_also_after_a_restart(db: TestDb) {
        let of = |number: i64, identifier, bytes: &'static [u8], print| {
            let account = Account { identifier, email: None };
            let upload = Upload { media: Media { bytes, print }, ..upload("2020-10-10T00:30:00+02:00") };
            let referral_id = format!("ref_near_{number}");
            Package { agency: "es-police", referral_id, reports: vec![(number, account, vec![upload])] }
        };
        let cluster = async |station: &Station, name: &str| {
            let subject = subject_of(&station.inspector(), name).await;
            text(&subject["acts"][0], "cluster_id")
        };
        // 14 bits from the first to the third, 22 more to this one
        let hash = format!("fffffff{}{}", "0".repeat(11), "3".repeat(46));
        let far = Some(PdqDigest { hash, quality: 100 });
        let station = Station::start(&db).await;
        station.receive(&of(1, "first", b"pattern one", print('3', 80))).await.is(201);
        station.receive(&of(2, "second", b"pattern one, cut", far)).await.is(201);
        assert_ne!(cluster(&station, "first").await, cluster(&station, "second").await, "36 bits lie between");
        station.stop().await;
        let station = Station::start(&db).await;
        station.receive(&of(3, "third", b"pattern one, scaled", near_print('3'))).await.is(201);
        let joined = cluster(&station, "third").await;
        assert_eq!(cluster(&station, "first").await, joined);
        assert_eq!(cluster(&station, "second").await, joined);
        station.stop().await;
    }

    async fn an_act_keeps_what_was_stated(db: TestDb) {
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let subject = subject_of(&station.inspector(), "alpha").await;
        let acts = subject["acts"].as_array().unwrap();
        assert_eq!(acts.len(), 1, "the file's act and the account's upload event are one");
        let act = &acts[0];
        assert_eq!(act["time_text"], "2020-10-10T00:30:00+02:00");
        assert_eq!(act["at"], "2020-10-09T22:30:00Z");
        assert_eq!((text(act, "ip").as_str(), &act["port"]), ("192.0.2.10", &40001.into()));
        assert_eq!(act["operator"], "Telefonica Ejemplo");
        assert_eq!(act["shared_by_many"], true);
        // 10 October 2020 in Madrid, and twelve months
        assert_eq!(act["erasable_on"], "2021-10-10");
        assert_eq!(act["cluster_id"], act["file_sha256"]);
        station.stop().await;
    }
}

fn sealed(archive: &[u8], key: &RecipientKey) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sealer = Sealer::to(key, |bytes| SystemRng.fill(bytes), &mut out).unwrap();
    sealer.push(archive, &mut out).unwrap();
    sealer.finish(&mut out).unwrap();
    out
}
