//! Hash lists of seized devices: matched against an operation, shown and recorded with their source, and withdrawn whole.

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use service::testing::TestDb;

use crate::operation::{open_with_all, package};
use crate::support::{Package, Station, subject_of, text};

service::both_engines! {
    async fn a_seized_list_is_matched_recorded_with_its_source_and_withdrawn(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let operation = open_with_all(&station, &ines).await;
        let known = text(&subject_of(&ines, "adult").await["acts"][0], "file_sha256");
        let path = format!("/api{operation}/seized-lists");
        let list = format!("sha256:{known}\nsha256:{}\n", "0".repeat(64));

        ines.post(&path, &json!({ "source": " ", "list": list })).await.refused(422, "source");
        ines.post(&path, &json!({ "source": "exhibit 4", "list": "hello" })).await.refused(422, "list");
        station.client("olga").post(&path, &json!({ "source": "x", "list": list })).await.is(404);
        let matched = ines.post(&path, &json!({ "source": "exhibit 4, telephone", "list": list })).await;
        matched.is(201);
        let lists = ines.get(&path).await.ok();
        assert_eq!((&lists[0]["source"], &lists[0]["entries"]), (&json!("exhibit 4, telephone"), &json!(2)), "{lists}");
        assert_eq!(lists[0]["matches"], json!([{ "sha256": known, "matched_by": "sha256" }]));
        let page = ines.page(&format!("{operation}/seized-lists"), "en").await.body;
        assert!(page.contains("exhibit 4, telephone") && page.contains(&known), "{page}");

        let none = format!("md5:{}\n", "e".repeat(32));
        ines.post(&path, &json!({ "source": "exhibit 5", "list": none })).await.is(201);
        assert_eq!(ines.get(&path).await.ok().as_array().unwrap().len(), 2);
        let listed = ines.get(&format!("{operation}/seized-lists?format=json")).await.ok();
        let matches: Vec<_> = listed.as_array().unwrap().iter().map(|row| row["matches"].as_i64().unwrap()).collect();
        assert_eq!(matches.iter().sum::<i64>(), 1, "{listed}");
        let undo = format!("/api/seized-lists/{}/undo", text(&matched.ok(), "seized_list_id"));
        ines.post(&undo, &json!({ "reason": "another telephone" })).await.ok();
        ines.post(&undo, &json!({ "reason": "again" })).await.is(404);
        let left = ines.get(&path).await.ok();
        assert_eq!((left.as_array().unwrap().len(), &left[0]["matches"]), (1, &json!([])), "{left}");
        station.stop().await;
    }

    async fn a_list_of_sha_1_alone_finds_the_files_whose_sha_1_was_told(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let operation = open_with_all(&station, &ines).await;
        let known = text(&subject_of(&ines, "adult").await["acts"][0], "file_sha256");
        let path = format!("/api{operation}/seized-lists");
        let list = json!({ "source": "exhibit 4", "list": format!("sha1:{}\n", "ab".repeat(20)) });
        ines.post(&path, &list).await.is(201);
        assert_eq!(ines.get(&path).await.ok()[0]["matches"], json!([]), "nobody told it yet");
        let later = Package { referral_id: "ref_second".to_owned(), ..package() };
        let told = later.write_telling(&|file| {
            if file.sha256 == known {
                file.sha1 = Some("ab".repeat(20));
            }
        });
        station.client("clearinghouse").post_bytes("/referrals", told, None).await.is(201);
        station.clock.advance(SignedDuration::from_secs(1));
        let again = json!({ "source": "exhibit 4, again", "list": list["list"] });
        ines.post(&path, &again).await.is(201);
        let newest = ines.get(&path).await.ok()[0]["matches"].clone();
        assert_eq!(newest, json!([{ "sha256": known, "matched_by": "sha1" }]));
        let page = ines.page(&format!("{operation}/seized-lists"), "en").await.body;
        assert!(page.contains("by SHA-1, without SHA-256: compare the file"), "{page}");
        station.stop().await;
    }

    async fn a_form_with_a_file_that_is_sent_twice_acts_once(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let operation = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let path = format!("/operations/{}/seized-lists", text(&operation, "operation_id"));
        for (lists, lines) in [(1, 1), (3, 2000)] {
            let page = ines.page(&path, "en").await.body;
            let (_, form) = page.split_once("enctype=\"multipart/form-data\"").unwrap();
            let (_, once) = form.split_once("name=\"once\" value=\"").unwrap();
            let once = &once[..32];
            let click = async |lines: u32| {
                let list: String = (0..lines).map(|line| format!("sha256:{line:064x}\n")).collect();
                let file = Part::bytes(list.into_bytes()).file_name("exhibit.txt");
                let form = Form::new().text("once", once.to_owned()).text("source", "exhibit 4").part("file", file);
                let request = ines.request(Method::POST, &path).header("accept", "text/html");
                let answer = request.multipart(form).send().await.unwrap();
                assert_eq!(answer.status().as_u16(), 303);
                answer.headers()["location"].to_str().unwrap().to_owned()
            };
            let (first, second) = tokio::join!(click(lines), click(lines));
            assert_eq!([&first, &first], [&second, &click(lines).await]);
            let kept = ines.get(&format!("/api{path}")).await.ok();
            assert_eq!(kept.as_array().unwrap().len(), lists, "{kept}");
            // another file of the same name is another form
            click(lines + 1).await;
        }
        assert_eq!(ines.get(&format!("/api{path}")).await.ok().as_array().unwrap().len(), 4);
        station.stop().await;
    }
}
