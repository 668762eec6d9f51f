//! Pages and their texts.

use service::check::text_mistakes;
use service::testing::TestDb;

use super::{Board, board};

#[test]
fn the_texts_of_the_role_are_whole() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/smallest_role");
    // the role's sources are not below its texts here, so every key counts as composed
    assert_eq!(text_mistakes(dir, &board::TEXTS, &[""]), [""; 0]);
}

#[tokio::test]
async fn a_page_says_whose_it_is_in_the_reader_s_language() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let page = async |path: &str, languages: &str| {
        let answer = board.get("ana", path).header("Accept-Language", languages).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        answer.text().await.unwrap()
    };
    let english = page("/", "en-GB").await;
    for said in [
        "<html lang=\"en\">",
        "SIMULACRO / DEMONSTRATION",
        "28 December 2020, 09:00:00 UTC",
        "Notice board",
        "ana <span class=\"role\">(Clerk, Barcelona)",
        "No notes yet",
        "href=\"/\" aria-current=\"page\">Board<",
        "href=\"/?lang=es\" hreflang=\"es\"",
    ] {
        assert!(english.contains(said), "{said} is missing in {english}");
    }
    assert!(!english.contains('['), "a text is missing in {english}");
    assert!(english.matches("<script").count() == 1 && !english.contains("style="));
    assert!(english.contains("<script src=\"/assets/keys.js?"));
    assert!(page("/", "es-ES,es;q=0.9").await.contains("Aún no hay notas"));
    let chosen = page("/?lang=es", "en").await;
    assert!(chosen.contains("Aún no hay notas") && chosen.contains("href=\"/parts?lang=es\""));
    board.stop().await;
}

#[tokio::test]
async fn lists_sort_filter_and_page_by_links() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    for n in 0..60 {
        board
            .post("ana", "/api/notes")
            .json(&serde_json::json!({ "body": n.to_string() }))
            .send()
            .await
            .unwrap();
    }
    let page = board
        .get("ana", "/?page=2&sort=note_id&state=open&q=a+b")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for said in [
        "aria-sort=\"ascending\"><a href=\"/?state=open&amp;q=a+b&amp;sort=-note_id\"",
        "aria-sort=\"none\"><a href=\"/?state=open&amp;q=a+b&amp;sort=noted_at\"",
        "rel=\"prev\" href=\"/?sort=note_id&amp;state=open&amp;q=a+b&amp;page=1\"",
        "51–60 of 60",
        "href=\"/?sort=note_id&amp;q=a+b\">All<",
        "aria-current=\"true\">Open<",
        "60 notes.",
    ] {
        let page = page.replace("&#38;", "&amp;");
        assert!(page.contains(said), "{said} is missing in {page}");
    }
    board.stop().await;
}

#[tokio::test]
async fn a_browser_is_given_a_page_for_every_failure() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let browser = |request: reqwest::RequestBuilder| request.header("Accept", "text/html,*/*;q=0.8").send();
    let absent = browser(board.get("ana", "/nowhere?lang=es")).await.unwrap();
    assert_eq!(
        (absent.status().as_u16(), absent.headers()["content-type"].to_str().unwrap()),
        (404, "text/html; charset=utf-8")
    );
    assert!(absent.text().await.unwrap().contains("Aquí no hay nada para usted"));
    let signing_in = browser(board.client.get(board.url("/"))).await.unwrap();
    assert!(signing_in.headers().contains_key("www-authenticate"));
    assert!(signing_in.text().await.unwrap().contains("Sign in to go on"));
    let refused = browser(board.post("ana", "/notes").form(&[("body", "")])).await.unwrap();
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("write something") && !refused.contains("What you typed"));
    board.stop().await;
}

#[tokio::test]
async fn what_was_typed_is_shown_by_the_page_that_refuses_it() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let form = [
        ("once", "000102030405060708090a0b0c0d0e0f"),
        ("body", "a <long> thought\u{202e}"),
        ("pet", "1"),
        ("new_password", "zebra"),
    ];
    let send = |accept| board.post("ana", "/notes").header("Accept", accept).form(&form).send();
    let refused = send("text/html").await.unwrap();
    assert!(refused.status().is_client_error());
    let page = refused.text().await.unwrap();
    for said in ["What you typed", "a &#60;long&#62; thought[U+202E]", "<code>pet</code>"] {
        assert!(page.contains(said), "{said} is missing in {page}");
    }
    for never in ["0001020304", "zebra"] {
        assert!(!page.contains(never), "{never} in {page}");
    }
    let problem = send("application/json").await.unwrap().text().await.unwrap();
    assert!(!problem.contains("thought"), "a program knows what it sent: {problem}");
    board.stop().await;
}
