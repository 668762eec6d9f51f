//! What a platform knows beside the upload is said in every element that the protocol has for it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use wire::cybertipline::{FileDetails, Report, Rules, UnknownElements};

use crate::harness::{As, BLOBS, Platform, statement, text};
use crate::queue::two_files;

const RULES: Rules = Rules { unknown: UnknownElements::Refuse, now: None };

fn account() -> Value {
    json!({
        "first_name": "Ana", "last_name": "Example", "compromised": false, "third_party": false, "group": "group-7",
        "addresses": [{"street": "1 Example Street", "city": "Springfield", "region": "IL", "country": "US", "kind": "Billing"}],
        "profile_urls": ["https://social.example/u/1"], "profile_bio": "a line\nanother", "all_emails": true, "note": "a note",
        "standing": {"state": "temporarily_disabled", "disabled_at": "2020-10-05T08:00:00Z", "user_notified": true,
                     "user_notified_at": "2020-10-05T09:00:00Z", "reenabled_at": "2021-10-05T08:00:00+02:00"},
        "location": {"city": "Madrid", "region": "Madrid", "country": "es", "verified": true, "at": "2020-10-04T08:00:00Z"}
    })
}

fn facts() -> Value {
    json!({ "facts": {
        "batched": "VIRAL_POTENTIAL_MEME", "account": account(),
        "incident_type": "Online Enticement of Children for Sexual Acts",
        "agency": {"name": "Example Police", "case_number": "7/2020", "reported": true, "served_domestic": false, "served_from": "ES"},
        "file": {"class": "B2", "relevance": "Reported", "metadata": [{"name": "Make", "value": "Example"}]},
        "scenes": {
            "email": {"addresses": ["a@mail.example"], "content": "a line"},
            "newsgroup": {"name": "example.group", "addresses": ["n@mail.example"], "content": "another"},
            "game": {"name": "Example Game", "console": "Example Console", "content": "a third"},
            "phone": {"number": "+34 600 000 007", "latitude": 40.4168, "longitude": -3.7038},
            "peer": {"client": "Example Client", "file_names": "a.png b.png",
                     "events": [{"at": "2020-10-02T09:00:00Z", "ip": "203.0.113.10", "port": 6881, "event": "Upload"}]}
        },
        "events": [{"at": "2020-10-02T08:00:00Z", "ip": "203.0.113.9", "port": 40001, "event": "Login", "possible_proxy": true}],
        "devices": [{"kind": "IMEI", "value": "490154203237518", "event": "Login", "at": "2020-10-02T08:00:00Z"}],
        "associated": [{"service": "chat.example", "identifier": "u-9", "profile_url": "https://chat.example/u-9",
                        "email": "nine@mail.example", "phone": "+34 600 000 009"}],
        "recipients": [{"identifier": "user-3", "first_name": "Bea", "country": "PT"}],
        "victims": [{"screen_name": "sol", "age_years": 12, "school": "Example School", "city": "Lisbon",
                     "profile_url": "https://social.example/u/sol"}]
    }})
}

/// Each part stands after the one before it.
fn in_order(xml: &str, parts: &[&str]) {
    let mut at = 0;
    for part in parts {
        let found = xml[at..].find(part).unwrap_or_else(|| panic!("{part} not after byte {at} of {xml}"));
        at += found + part.len();
    }
}

both_engines! {
    async fn every_element_that_a_platform_can_know_is_said_in_order_and_is_valid(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let path = format!("/api/uploads/{upload_id}/facts");
        platform.put(As::Application, &path, &facts(), StatusCode::OK).await;
        let made = platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        let (_, filed) = platform.fake.finished().pop_first().unwrap();
        Report::check(filed.submit.as_bytes(), RULES).unwrap();
        in_order(&filed.submit, &[
            "<report><batchedReport reason=\"VIRAL_POTENTIAL_MEME\"", "<incidentSummary>",
            "<incidentType>Online Enticement of Children for Sexual Acts</incidentType>",
            "<internetDetails><webPageIncident>",
            "<internetDetails><emailIncident><emailAddress>a@mail.example</emailAddress><content>a line</content></emailIncident></internetDetails>",
            "<newsgroupIncident><name>example.group</name><emailAddress>n@mail.example</emailAddress><content>another</content></newsgroupIncident>",
            "<onlineGamingIncident><gameName>Example Game</gameName><console>Example Console</console><content>a third</content></onlineGamingIncident>",
            "<cellPhoneIncident><phoneNumber>+34 600 000 007</phoneNumber><latitude>40.4168</latitude><longitude>-3.7038</longitude></cellPhoneIncident>",
            "<peer2peerIncident><client>Example Client</client><ipCaptureEvent><ipAddress>203.0.113.10</ipAddress>",
            "<port>6881</port></ipCaptureEvent><fileNames>a.png b.png</fileNames></peer2peerIncident>",
            "<lawEnforcement><agencyName>Example Police</agencyName><caseNumber>7/2020</caseNumber><reportedToLe>true</reportedToLe>\
             <servedLegalProcessDomestic>false</servedLegalProcessDomestic>\
             <servedLegalProcessInternational fleaCountry=\"ES\">true</servedLegalProcessInternational></lawEnforcement>", "<reporter>",
            "<personOrUserReported><personOrUserReportedPerson><firstName>Ana</firstName><lastName>Example</lastName>",
            "<address type=\"Billing\"><address>1 Example Street</address><city>Springfield</city><state>IL</state><country>US</country></address>",
            "<compromisedAccount>false</compromisedAccount>", "<profileUrl>https://social.example/u/1</profileUrl>",
            "<profileBio>a line\nanother</profileBio>",
            "<ipAddress>203.0.113.9</ipAddress><eventName>Login</eventName><dateTime>2020-10-02T08:00:00Z</dateTime>\
             <possibleProxy>true</possibleProxy><port>40001</port>",
            "<idType>IMEI</idType><idValue>490154203237518</idValue><eventName>Login</eventName><dateTime>",
            "<thirdPartyUserReported>false</thirdPartyUserReported>", "<groupIdentifier>group-7</groupIdentifier>",
            "<accountTemporarilyDisabled disabledDate=\"2020-10-05T08:00:00Z\" userNotified=\"true\" \
             userNotifiedDate=\"2020-10-05T09:00:00Z\" reenabledDate=\"2021-10-05T08:00:00+02:00\">true</accountTemporarilyDisabled>",
            "<estimatedLocation verified=\"true\" timestamp=\"2020-10-04T08:00:00Z\"><city>Madrid</city><region>Madrid</region>\
             <countryCode>ES</countryCode></estimatedLocation>",
            "<allEmailsReported>true</allEmailsReported>", "<associatedAccount type=\"Other\">", "<phone>+34 600 000 009</phone>",
            "<profileUrl>https://chat.example/u-9</profileUrl>", "<additionalInfo>a note</additionalInfo></personOrUserReported>",
            "<intendedRecipientPerson><firstName>Bea</firstName>", "<countryCode>PT</countryCode>",
            "<victim>", "<profileUrl>https://social.example/u/sol</profileUrl>", "<schoolName>Example School</schoolName>",
            "<city>Lisbon</city>",
        ]);
        assert!(!filed.submit.contains("accountPermanentlyDisabled"), "nothing is said of what nobody stated");
        let info = filed.files[0].info.clone().unwrap();
        FileDetails::check(info.as_bytes(), RULES).unwrap();
        assert!(!info.contains("exifViewedByEsp"), "somebody had the file in hand, and nothing says what they looked at");
        in_order(&info, &[
            "<fileViewedByEsp>true</fileViewedByEsp>", "<publiclyAvailable>", "<fileRelevance>Reported</fileRelevance>",
            "<industryClassification>B2</industryClassification>",
            "<details type=\"EXIF\"><nameValuePair><name>Make</name><value>Example</value></nameValuePair></details>",
        ]);
        platform.stop().await;
    }

    async fn an_account_that_works_is_said_to_work_and_a_form_takes_it_in_both_languages(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let path = format!("/uploads/{upload_id}/facts");
        let missing = "Nothing says whether the reported account still works";
        assert!(platform.page(As::Moderator, &path).await.contains(missing));
        let post = |form: Vec<(&'static str, &'static str)>| platform.request(As::Moderator, Method::POST, &path).form(&form).send();
        let form = vec![("account_standing_state", "open"), ("account_standing_user_notified", "false"), ("file_class", "A1"),
                        ("scenes_game_name", "Example Game")];
        assert_eq!(post(form).await.unwrap().status(), StatusCode::SEE_OTHER);
        let page = platform.page(As::Moderator, &path).await;
        assert!(!page.contains(missing) && page.contains("<dd>It works</dd>"), "{page}");
        assert!(page.contains("<dd>in an online game, Example Game</dd>") && page.contains("onlineGamingIncident"), "{page}");
        assert!(page.contains("<option value=\"open\" selected>"), "what was given is shown again: {page}");
        let page = platform.page(As::Moderator, &format!("{path}?lang=es")).await;
        assert!(page.contains("<dd>en un juego en línea, Example Game</dd>"), "{page}");
        assert!(page.contains("<dd>Funciona</dd>") && page.contains("Clase del archivo"), "{page}");
        // what breaks a rule of the protocol never gets as far as a report
        let form = vec![("file_class", "A1"), ("file_relevance", "Supplemental Reported")];
        assert_eq!(post(form).await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        let (_, filed) = platform.fake.finished().pop_first().unwrap();
        in_order(&filed.submit, &[
            "<accountTemporarilyDisabled userNotified=\"false\">false</accountTemporarilyDisabled>",
            "<accountPermanentlyDisabled userNotified=\"false\">false</accountPermanentlyDisabled>",
        ]);
        let info = filed.files[0].info.clone().unwrap();
        assert!(info.contains("<industryClassification>A1<"), "the refused form changed nothing");
        in_order(&info, &["<fileViewedByEsp>false</fileViewedByEsp>", "<exifViewedByEsp>false</exifViewedByEsp>"]);
        platform.stop().await;
    }

    async fn what_several_files_say_of_an_account_is_one_account(db: TestDb) {
        let platform = Platform::start(&db).await;
        let [first, second] = two_files(&platform).await;
        let mut behind = statement();
        behind["possible_proxy"] = json!(true);
        behind["ip"] = json!("203.0.113.99");
        platform.upload(&behind, BLOBS, StatusCode::CREATED).await;
        let peer = |ip: &str| json!({ "peer": { "events": [{ "at": "2020-10-03T21:14:05Z", "ip": ip }] } });
        for (id, account, ip, room) in [
            (&first, json!({"group": "group-7"}), "203.0.113.41", "room-1"),
            (&second, json!({"profile_bio": "a line"}), "203.0.113.42", "room-2"),
        ] {
            let facts = json!({ "account": account, "scenes": peer(ip), "chat": { "room": room } });
            let body = json!({ "facts": facts });
            platform.put(As::Application, &format!("/api/uploads/{id}/facts"), &body, StatusCode::OK).await;
        }
        let body = json!({ "decision": "confirm", "reason": "both at once" });
        let made = platform.post(As::Moderator, &format!("/api/queue/{first}/decision"), &body, StatusCode::OK).await;
        platform.until(&text(&made["report_ids"][0]), "filed").await;
        let (_, filed) = platform.fake.finished().pop_first().unwrap();
        in_order(&filed.submit, &["<profileBio>a line</profileBio>", "<groupIdentifier>group-7</groupIdentifier>"]);
        assert_eq!(filed.submit.matches("<possibleProxy>").count(), 1, "of the address of which it was stated");
        in_order(&filed.submit, &["203.0.113.99", "<possibleProxy>true</possibleProxy>"]);
        // where each file's story took place, and not that of the first alone
        in_order(&filed.submit, &["room-1", "room-2", "203.0.113.41", "203.0.113.42"]);
        Report::check(filed.submit.as_bytes(), RULES).unwrap();
        platform.stop().await;
    }

    async fn a_report_names_whom_to_reach_and_the_terms_that_were_broken(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.stand_as("[reporter.contact]\nfirst_name = \"Night\"\nlast_name = \"Desk\"\n").await;
        let why = platform.why_not().await;
        assert!(why.contains("reporter.contact") && why.contains("an email or a phone"), "{why}");
        platform.stand_as("terms_of_service = \" \"\n").await;
        assert!(platform.why_not().await.contains("reporter.terms_of_service"));
        let more = "terms_of_service = \"no harm to children\"\ncompany_template = \"orders are answered in a day\"\n\
                    [reporter.contact]\nfirst_name = \"Night\"\nlast_name = \"Desk\"\nphone = \"+34 600 000 001\"\n";
        platform.stand_as(more).await;
        platform.restart().await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let (_, filed) = platform.fake.finished().pop_first().unwrap();
        Report::check(filed.submit.as_bytes(), RULES).unwrap();
        in_order(&filed.submit, &[
            "</reportingPerson><contactPerson><firstName>Night</firstName><lastName>Desk</lastName><phone>+34 600 000 001</phone></contactPerson>",
            "<companyTemplate>orders are answered in a day</companyTemplate>", "<termsOfService>no harm to children</termsOfService></reporter>",
        ]);
        platform.stop().await;
    }
}
