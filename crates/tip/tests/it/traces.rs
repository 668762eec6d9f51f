//! What a visit leaves: nothing that tells.

use service::Lang;
use service::check::text_mistakes;
use tip::TEXTS;

use crate::harness::Form;

/// Every address that shows a page, with a token where one is needed.
fn pages() -> Vec<String> {
    let token = "0".repeat(32);
    let with = |path: &str| format!("{path}&t={token}&n=1&w=x");
    let mut pages = Vec::new();
    for lang in ["en", "es"] {
        let query = format!("lang={lang}&c=ES");
        pages.extend(["/", "/a", "/p", "/r", "/j", "/k", "/nowhere"].map(|path| format!("{path}?{query}")));
        pages.extend(["1", "2", "3", "4", "5", "6"].map(|digit| format!("/a?{query}&k={digit}")));
        pages.extend(["/c", "/d", "/e", "/g", "/h", "/i"].map(|path| with(&format!("{path}?{query}"))));
        pages.extend(
            ["1", "2", "3", "4", "5"].map(|digit| format!("{}&k={digit}", with(&format!("/f?{query}")))),
        );
        pages.extend(["GB", "PT", "US", "EU"].map(|country| format!("/a?lang={lang}&c={country}&k=2")));
        pages.extend(["GB", "PT", "US", "EU"].map(|country| format!("/p?lang={lang}&c={country}")));
    }
    pages
}

#[tokio::test]
async fn no_page_runs_anything_sets_anything_or_tells_anything() {
    let form = Form::start().await;
    for path in pages() {
        let answer = form.get(&path).await;
        let status: u16 = if path.starts_with("/nowhere") { 404 } else { 200 };
        assert_eq!(answer.status(), status, "{path}");
        let headers = answer.headers().clone();
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        assert!(headers.get("set-cookie").is_none(), "{path}");
        assert_eq!(
            (header("cache-control"), header("referrer-policy")),
            ("no-store", "no-referrer"),
            "{path}"
        );
        assert!(header("content-security-policy").contains("script-src 'none'"), "{path}");
        let html = answer.text().await.unwrap();
        for forbidden in
            ["<script", "type=\"file\"", "multipart", " style=", " onclick", "<img", "<iframe", "src="]
        {
            assert!(!html.contains(forbidden), "{forbidden} on {path}");
        }
        let lang = if path.contains("lang=es") { "es" } else { "en" };
        let title = if lang == "es" { "Información" } else { "Information" };
        assert!(html.contains(&format!("<title>{title}</title>")), "{path}: a neutral title");
        assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
        let first = html.split("<a ").nth(1).unwrap();
        assert!(first.starts_with("href=\"/exit\""), "{path}: the quick exit is the first link");
        assert!(!html.contains("[all-") && !html.contains("&amp;lt;"), "{path}");
        assert!(html.len() < 30_000, "{path} has {} bytes", html.len());
    }
    assert!(form.held.steps.lock().unwrap().is_empty() && form.waiting() == 0, "looking stores nothing");
}

#[tokio::test]
async fn what_is_asked_in_another_way_is_answered_with_words_and_the_exit() {
    let form = Form::start().await;
    for path in ["/b", "/m"] {
        let answer = form.get(&format!("{path}?lang=en&c=ES")).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert!(answer.text().await.unwrap().contains("href=\"/exit\""), "{path}");
    }
    assert_eq!(form.get("/favicon.ico").await.status(), 204);
}

#[tokio::test]
async fn the_quick_exit_leads_away_and_clears_what_the_browser_kept() {
    let form = Form::start_with("exit_url = \"https://weather.example/\"").await;
    let answer = form.request_once("/exit", None).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "https://weather.example/");
    assert_eq!(answer.headers()["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn what_is_sent_is_answered_by_another_address_without_it() {
    let form = Form::start().await;
    let answer = form.request_once("/b?lang=en&c=ES", Some(&[("w", "x")])).await;
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    let answer = form.request_once(&to, Some(&[("v", "n"), ("words", "zebra")])).await;
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().unwrap();
    assert!(to.starts_with("/d?") && !to.contains("zebra") && !to.contains("v="), "{to}");
}

#[tokio::test]
async fn the_browsers_language_is_the_first_choice() {
    let form = Form::start().await;
    for (accept, title) in
        [("es-ES,es;q=0.9,en;q=0.8", "Información"), ("fr,en", "Information"), ("", "Information")]
    {
        let request = reqwest::Client::new().get(form.url("/")).header("accept-language", accept);
        let html = request.send().await.unwrap().text().await.unwrap();
        assert!(html.contains(&format!("<title>{title}</title>")), "{accept}");
    }
}

#[tokio::test]
async fn lines_are_open_by_the_clock_and_readers_have_their_hours() {
    let form = Form::start().await;
    let page = form.get("/a?lang=en&c=ES").await.text().await.unwrap();
    assert!(
        page.contains("Nobody has checked this yet")
            && page.contains("Checked on 28 November 2026 at www.incibe.es.")
    );
    assert!(!page.contains("closed now"), "017 answers on Saturday afternoon");
    let start = form.get("/?lang=en&c=ES").await.text().await.unwrap();
    assert!(start.contains("A person reads next on Monday 30 November 2026, 09:00 CET."), "{start}");
    form.clock.set("2026-11-30T22:30:00Z".parse().unwrap());
    let page = form.get("/a?lang=en&c=ES").await.text().await.unwrap();
    assert!(page.contains("closed now, opens on Tuesday 1 December 2026, 08:00 CET"), "{page}");
}

#[tokio::test]
async fn the_page_of_the_law_tells_of_its_country_and_of_no_other() {
    let form = Form::start().await;
    let spanish = ["Organic Law 5/2000", "call 017", "This is about Spain."];
    for (country, own) in [
        ("ES", &["Below 14", "Organic Law 5/2000", "28 November 2026"][..]),
        (
            "PT",
            &["Below 16", "Código Penal (Decreto-Lei 400/82), art. 19", "From 12 to 15", "30 November 2026"]
                [..],
        ),
        ("GB", &["Below 10", "From 10 to 17", "Criminal Justice Act 1991, s. 68", "Northern Ireland"][..]),
        ("US", &["We have written nothing about the law of this country yet."][..]),
    ] {
        let page = form.get(&format!("/p?lang=en&c={country}")).await.text().await.unwrap();
        for says in own {
            assert!(page.contains(says), "{country}, {says}: {page}");
        }
        assert!(page.contains("to be approved by counsel"), "{country}: {page}");
        let (danger, text) = (page.find("class=\"danger\"").unwrap(), page.find("<h1>").unwrap());
        assert!(danger < text, "whoever is in danger sees first whom to call: {page}");
        let is_unverified = page.contains("Nobody has compared the ages on this page");
        assert_eq!(is_unverified, country != "US", "{country}: {page}");
        for says in spanish {
            assert_eq!(page.contains(says), country == "ES", "{country}, {says}: {page}");
        }
    }
    let page = form.get("/p?lang=es&c=GB").await.text().await.unwrap();
    assert!(page.contains("<span aria-current=\"true\">Inglaterra y Gales</span>"), "{page}");
    assert!(page.contains("Menos de 10 años") && page.contains("De 10 a 17 años"), "{page}");
}

#[tokio::test]
async fn the_process_holds_no_key_that_opens() {
    let form = Form::start().await;
    form.post("/b?lang=en&c=ES", &[("w", "x")]).await;
    form.held.wait_for(1).await;
    assert_eq!(tip::opening_secrets(&form.config_file()).unwrap(), [""; 0]);
    let text = std::fs::read_to_string(form.config_file()).unwrap();
    std::fs::write(form.config_file(), text.replace("[tip]", "[tip]\nrecipient_key_file = \"k\"")).unwrap();
    let error = tip::opening_secrets(&form.config_file()).unwrap_err().to_string();
    assert!(error.contains("recipient_key_file"), "{error}");
}

#[test]
fn both_languages_say_the_same() {
    let composed = [
        "kind-",
        "day-",
        "place-",
        "advice-choice-",
        "advice-for-",
        "law-name-",
        "law-about-",
        "law-between-",
    ];
    assert_eq!(text_mistakes(env!("CARGO_MANIFEST_DIR"), &TEXTS, &composed), [""; 0]);
}

/// [`text_mistakes`] knows `t` and `t1`, not `prose` and `prose2`.
#[test]
fn what_is_shown_as_prose_is_stated() {
    let crate_dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["templates", "src/pages"].map(|folder| std::fs::read_dir(crate_dir.join(folder)).unwrap());
    let mut found = 0;
    for entry in files.into_iter().flatten() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in [".prose(\"", ".prose2(\""].iter().flat_map(|call| source.split(call).skip(1)) {
            let key = rest.split('"').next().unwrap();
            found += 1;
            for (lang, texts) in TEXTS {
                let lang: Lang = lang;
                assert!(texts.contains(&format!("\n{key} =")), "{key} in {}", lang.code());
            }
        }
    }
    assert!(found > 10, "{found}");
}
