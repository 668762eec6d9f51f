//! To whom to report beside the clearinghouse: duties by country and day, what is handed over, and what they answered.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;
use wire::document::Document as _;
use wire::notice::{AccountRole, Because, Notice};

use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, text};
use crate::queue::two_files;

/// From the story's beginning at the end of 2020 to the end of 2026.
const SIX_YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 6);

async fn note(platform: &Platform, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let sent = platform.request(As::Moderator, Method::POST, path).header("accept", "text/html").form(fields);
    let response = sent.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// The JSON that a page shows.
fn shown(page: &str) -> String {
    let (_, rest) = page.split_once("<pre lang=\"en\"><code>").unwrap();
    rest.split_once("</code>").unwrap().0.replace("&#34;", "\"").replace("&quot;", "\"")
}

/// The notice that a page shows.
fn notice_on(page: &str) -> Notice {
    match Notice::read(shown(page).as_bytes()) {
        Ok(notice) => notice,
        Err(error) => panic!("{error}: {page}"),
    }
}

both_engines! {
    async fn what_is_handed_over_says_of_every_file_and_fact_what_the_report_says(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.belong_to("ES").await;
        let [first, second] = two_files(&platform).await;
        let facts = json!({ "facts": {
            "urgent_because": "a child may be in danger tonight", "narrative": "found by a moderator",
            "events": [{"at": "2020-10-02T08:00:00Z", "ip": "203.0.113.9", "port": 40001, "event": "Login"}],
            "associated": [{"service": "chat.example", "identifier": "u-9"}],
            "scenes": {"email": {"addresses": ["nine@mail.example"], "content": "what was written"},
                "game": {"name": "Example Game", "console": "Example Console"},
                "phone": {"number": "+34 600 000 007", "latitude": 40.5, "longitude": -3.5}, "peer": {"client": "peer client 1.0", "file_names": "garden.png",
                "events": [{"at": "2020-10-02T09:00:00Z", "ip": "203.0.113.10", "port": 6881}]}},
            "victims": [{"screen_name": "sol"}], "devices": [{"kind": "IMEI", "value": "490154203237518"}]
        }});
        platform.put(As::Application, &format!("/api/uploads/{second}/facts"), &facts, StatusCode::OK).await;
        let body = json!({ "decision": "confirm", "reason": "both at once" });
        let made = platform.post(As::Moderator, &format!("/api/queue/{first}/decision"), &body, StatusCode::OK).await;
        let report_id = text(&made["report_ids"][0]);
        platform.until(&report_id, "filed").await;
        let path = format!("/reports/{report_id}/recipients");
        let notice = notice_on(&platform.page(As::Moderator, &format!("{path}/eu-dsa-18")).await);
        assert_eq!(notice.urgent_because.as_deref(), Some("a child may be in danger tonight"));
        assert_eq!(notice.urls, ["https://social.example/p/1", "https://social.example/p/2"]);
        let digests = [BLOBS, OTHER_BLOBS].map(|file| media::digest(file).file.sha256);
        assert!(notice.explanation.starts_with("found by a moderator\n"), "{}", notice.explanation);
        assert!(digests.iter().all(|sha256| notice.explanation.contains(sha256)), "{}", notice.explanation);
        let seen: Vec<&str> = notice.accounts[0].addresses.iter().map(|seen| seen.address.as_str()).collect();
        assert_eq!(seen, ["203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.10"]);
        let among = "in a peer-to-peer network, by the program peer client 1.0. Addresses that were seen there: 203.0.113.10, 2020-10-02T09:00:00Z.";
        assert!(notice.explanation.contains(among), "{}", notice.explanation);
        for said in [
            "by e-mail: nine@mail.example.", "in an online game: Example Game, Example Console.",
            "by mobile telephone: +34 600 000 007, at latitude 40.5, longitude -3.5.",
        ] {
            assert!(notice.explanation.contains(said), "{said}: {}", notice.explanation);
        }
        assert!(!notice.explanation.contains("what was written"), "{}", notice.explanation);
        assert!(notice.explanation.contains("Names of files there: garden.png."), "{}", notice.explanation);
        let roles: Vec<AccountRole> = notice.accounts.iter().map(|account| account.role).collect();
        assert_eq!(roles, [AccountRole::Suspect, AccountRole::Suspect, AccountRole::Victim]);
        let form = platform.page(As::Moderator, &format!("{path}/es-lo8-19")).await;
        for said in ["https://social.example/p/2", "203.0.113.9, 2020-10-02T08:00:00Z", "40001 (203.0.113.9", "203.0.113.10, 2020-10-02T09:00:00Z", "6881 (203.0.113.10", digests[1].as_str()] {
            assert!(form.contains(said), "{said}: {form}");
        }
        for said in ["Un usuario de Example Social subió un archivo el ", "Ocurrió por correo electrónico: nine@mail.example.", "found by a moderator"] {
            assert!(form.contains(said), "in the language of who reads it: {said}: {form}");
        }
        let portuguese = platform.page(As::Moderator, &format!("{path}/eu-dsa-18?state=PT&because=suspect")).await;
        let said = "Um utilizador de Example Social carregou um ficheiro em ";
        assert!(portuguese.contains(said), "where the chosen state reads it: {portuguese}");
        let said = "Coincide com a lista de hashes known, versão ";
        assert!(portuguese.contains(said) && !portuguese.contains("consta, em inglês"), "{portuguese}");
        // what a program takes stays in one language
        assert!(!form.contains("A user of") && notice_on(&portuguese).explanation.contains("A user of"), "{portuguese}");
        let letter = platform.page(As::Moderator, &format!("{path}/eu-dsa-18")).await;
        for page in [form, letter] {
            assert!(page.contains("Why it is urgent") && page.contains("a child may be in danger tonight"), "{page}");
        }
        // of a follow-up, the words are the company's
        let more = json!({ "text": "the account wrote again", "reason": "learnt since" });
        let later = platform.post(As::Moderator, &format!("/api/reports/{report_id}/follow-ups"), &more, StatusCode::CREATED).await;
        let path = format!("/reports/{}/recipients/eu-dsa-18", text(&later["report_id"]));
        platform.until(&text(&later["report_id"]), "filed").await;
        let said = notice_on(&platform.page(As::Moderator, &path).await).explanation;
        assert!(said.contains("adds to what it reported: the account wrote again") && !said.contains("A user of"), "{said}");
        assert!(said.starts_with("Follow-up to CyberTipline report 7"), "{said}");
        platform.stop().await;
    }

    async fn a_report_shows_whom_else_to_tell_and_keeps_what_they_answered(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.belong_to("ES").await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        let path = format!("/reports/{report_id}/recipients");
        let list = platform.page(As::Administrator, &path).await;
        assert!(list.contains("Ley Orgánica 8/2021") && list.contains("Digital Services Act"), "{list}");
        assert!(!list.contains("Online Safety Act") && !list.contains("user-1"), "{list}");
        assert_eq!(list.matches(">told</span>").count(), 0, "who files at a sandbox has told nobody: {list}");

        let spanish = format!("{path}/es-lo8-19");
        let page = platform.page(As::Moderator, &spanish).await;
        let places = ["Address of the content", "When, with its zone", "Names of the account", "203.0.113.7", "Person to ask"];
        let places: Vec<_> = places.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))).collect();
        assert!(places.is_sorted(), "in the order of the form: {places:?}");
        assert!(page.contains("<span class=\"copy\" lang=\"es\">Un usuario de Example Social subió"), "{page}");
        // what the records say of the match is said in the language of the form, and of the page
        let said = "Coincide con la lista de hashes known, versión ";
        assert!(page.contains(said) && !page.contains("consta, en inglés"), "{page}");
        let own = platform.page(As::Moderator, &format!("{spanish}?lang=es")).await;
        assert!(own.contains("<span class=\"copy\">Un usuario de Example Social subió"), "its language is the page's: {own}");
        let content = platform.page(As::Moderator, &format!("/reports/{report_id}/content?lang=es")).await;
        assert!(content.contains(&format!("<dd>{said}")), "{content}");
        assert!(content.contains("Matches hash list known version "), "the document keeps its wording: {content}");
        let denied = platform.request(As::Administrator, Method::GET, &spanish).send().await.unwrap();
        assert_eq!(denied.status(), StatusCode::NOT_FOUND);

        let early = [("decision", "told"), ("words", "number 7"), ("on", "2099-01-01")];
        let (status, page) = note(&platform, &spanish, &early).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("lies in the future") && page.contains("number 7"), "{page}");
        let told = [("decision", "told"), ("words", "number 7"), ("on", "2026-12-20")];
        assert_eq!(note(&platform, &spanish, &told).await.0, StatusCode::SEE_OTHER);
        let page = platform.page(As::Moderator, &format!("{spanish}?lang=es")).await;
        assert!(page.contains("the-moderator: number 7") && page.contains("20 de diciembre de 2026"), "{page}");
        let list = platform.page(As::Moderator, &path).await;
        assert_eq!(list.matches(">told</span>").count(), 1, "{list}");

        // a mistake is taken back, once
        let wrong = [("decision", "open"), ("words", "another report"), ("on", "")];
        assert_eq!(note(&platform, &spanish, &wrong).await.0, StatusCode::SEE_OTHER);
        assert_eq!(note(&platform, &spanish, &wrong).await.0, StatusCode::CONFLICT);
        // what was filed where it reaches nobody is copied into the web form, and its receipt closes the item
        let report = format!("{path}/any-cybertipline");
        let page = platform.page(As::Moderator, &report).await;
        let places = ["where it reaches nobody", "what the web form asks", "Address of the content", "203.0.113.7", "Person to ask"];
        let places: Vec<_> = places.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))).collect();
        assert!(places.is_sorted(), "in the order of the form: {places:?}");
        assert!(!page.contains("Why it is urgent"), "nobody says so: {page}");
        assert!(page.contains("DEV-1") && page.contains("DEV-2"), "each device of the account, not that of the upload alone: {page}");
        assert_eq!(note(&platform, &report, &told).await.0, StatusCode::SEE_OTHER);
        let list = platform.page(As::Moderator, &path).await;
        assert_eq!(list.matches(">told</span>").count(), 1, "{list}");
        // filed in earnest it is told by that alone
        platform.change("UPDATE report SET destination = 'production'").await;
        assert_eq!(note(&platform, &report, &told).await.0, StatusCode::CONFLICT);
        let page = platform.page(As::Moderator, &format!("{report}?lang=es")).await;
        assert!(page.contains("presentado en producción") && !page.contains("no llega a nadie"), "{page}");
        let entries = platform.texts("SELECT action AS said FROM custody_entry WHERE action = 'note-recipient'").await;
        assert_eq!(entries.len(), 3);
        let kept = platform.texts("SELECT words_sealed AS said FROM report_recipient").await;
        assert!(kept.iter().all(|words| !words.contains("number 7")), "sealed");
        platform.stop().await;
    }

    async fn a_notice_under_article_18_is_whole_with_and_without_a_member_state(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.belong_to("ES").await;
        let report_id = platform.confirmed().await;
        let path = format!("/reports/{report_id}/recipients/eu-dsa-18");
        let notice = notice_on(&platform.page(As::Moderator, &path).await);
        assert!(notice.member_states.is_empty());
        assert_eq!((notice.established_in.as_str(), notice.occurred_at.as_str()), ("ES", "2020-10-03T21:14:05+02:00"));
        assert_eq!((notice.accounts[0].addresses[0].port, notice.reference), (Some(51111), Some(report_id)));
        let page = platform.page(As::Moderator, &format!("{path}?state=PT&because=victim")).await;
        let state = notice_on(&page).member_states.remove(0);
        assert_eq!((state.country.as_str(), state.because), ("PT", Because::Victim));
        let foreign = platform.page(As::Moderator, &format!("{path}?state=XX&because=victim")).await;
        assert!(notice_on(&foreign).member_states.is_empty());
        platform.stop().await;
    }

    async fn duties_are_printed_for_counsel_with_their_days_and_sources(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let page = platform.page(As::Administrator, "/duties").await;
        assert!(page.contains("It is not configured whose law binds the company"), "{page}");
        platform.belong_to("PT").await;
        for who in [As::Moderator, As::Administrator, As::Officer] {
            let page = platform.page(who, "/duties?lang=es").await;
            let (own, others) = page.split_once("Lo que hoy no le afecta").unwrap();
            assert!(own.contains("19.º-A") && others.contains("Online Safety Act"), "{page}");
            assert!(others.contains("Reglamento de Servicios Digitales"), "not in force in 2020: {page}");
            assert!(page.contains("sin comparar con el texto oficial"), "{page}");
        }
        platform.stop().await;
    }
}
