//! The pages, as a browser asks for them.

use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ADMINISTRATOR, AGENCY, ANALYST, Inbox, TestClearinghouse, picture, report_xml};

async fn page(clearinghouse: &TestClearinghouse, actor: &str, path: &str) -> String {
    let response =
        clearinghouse.call(actor, Method::GET, path).header("accept", "text/html").send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let html = response.text().await.unwrap();
    assert!(html.contains("SIMULACRO / DEMONSTRATION"), "{path}");
    // a key without its text would stand in brackets
    assert!(!html.contains(">["), "{path}: {html}");
    html
}

fn holds(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
}

#[test]
fn the_openapi_document_says_by_what_lists_are_read() {
    let document = serde_json::to_value(clearinghouse::routes().openapi()).unwrap();
    for path in ["/referrals", "/blind-readings"] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        let asked: Vec<_> = parameters.into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
        assert!(asked.contains(&"list") && asked.contains(&"format"), "{path}: {asked:?}");
    }
}

both_engines! {
    async fn an_analyst_sees_reports_and_refers_them(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        holds(&page(&clearinghouse, ANALYST, "/?lang=en").await, &["What waits", "Nothing waits to be referred"]);
        let report = clearinghouse.file("203.0.113.7", Some("100.64.0.9"), picture(1)).await;
        let number = report.to_string();
        holds(&page(&clearinghouse, ANALYST, "/reports").await, &[&number, "All (1)", "Ready (1)", "usr123"]);
        holds(&page(&clearinghouse, ANALYST, "/").await, &["ready to be referred", "state=ready", "ES-CNP"]);
        holds(&page(&clearinghouse, ANALYST, "/reports?lang=es").await, &[&number, "Avisos", "Listos (1)"]);
        holds(&page(&clearinghouse, ANALYST, "/reports?state=open").await, &["No report is here"]);
        let path = format!("/reports/{report}");
        holds(
            &page(&clearinghouse, ANALYST, &path).await,
            &["account-1", "screen-1", "100.64.0.9", "Operador Móvil", "shared by many", "pattern.bmp", "quality", "2024-04-30T22:30:00+02:00"],
        );
        let spanish = page(&clearinghouse, ANALYST, &format!("{path}?lang=es")).await;
        holds(&spanish, &["compartida por muchos", "Direcciones de subida de archivos: 1 de 1 en asignaciones de ES", "tabla de asignaciones del escenario"]);
        assert!(!spanish.contains("allocat") && !spanish.contains("file upload"), "{spanish}");
        holds(&page(&clearinghouse, ANALYST, &path).await, &["Addresses of file uploads: 1 of 1 allocated to ES"]);

        let form = clearinghouse.call(ANALYST, Method::POST, &format!("{path}/country"));
        let form = form.form(&[("country", "es"), ("grounds", "as the addresses say")]).send().await.unwrap();
        holds(&form.text().await.unwrap(), &["as the addresses say", "Chosen by an analyst."]);

        holds(&page(&clearinghouse, ANALYST, "/referrals").await, &["ES-CNP", "Nothing has been referred yet", "clearinghouse.example+"]);
        let form = clearinghouse.call(ANALYST, Method::POST, "/referrals");
        let response = form.form(&[("agency", AGENCY), ("reports", "")]).send().await.unwrap();
        let referral = response.url().path().strip_prefix("/referrals/").unwrap().to_owned();
        holds(&response.text().await.unwrap(), &[&referral, &number, "analyst"]);
        clearinghouse.until_referral(&referral, "delivered").await;
        let html = page(&clearinghouse, ANALYST, &format!("/referrals/{referral}")).await;
        holds(&html, &["Delivered", "rcp_1", "Fetch the package"]);
        holds(&page(&clearinghouse, ANALYST, &path).await, &["ES-CNP", "Referred"]);
        let list = page(&clearinghouse, ANALYST, "/reports?state=ready&lang=es").await;
        holds(&list, &["Remitidos (1)"]);
        assert!(!list.contains(&number), "{list}");
        holds(&page(&clearinghouse, ANALYST, "/reports?state=referred").await, &[&number]);
        holds(&page(&clearinghouse, ANALYST, "/?lang=es").await, &["<html lang=\"es\">"]);
        clearinghouse.finish().await;
    }

    async fn figures_count_what_has_come(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        holds(&page(&clearinghouse, ANALYST, "/figures").await, &["<title>Spain: 0</title>", "<title>Open: 0</title>"]);
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        clearinghouse.file("203.0.113.7", None, picture(2)).await;
        clearinghouse.submit("203.0.113.7").await;
        let html = page(&clearinghouse, ANALYST, "/figures").await;
        holds(&html, &["<title>Spain: 2</title>", "<title>Open: 1</title>", "<title>Ready: 2</title>", "Figures</a>"]);
        holds(&html, &["<th scope=\"row\">1 June 2024</th><td class=\"number\">3</td>", "<dd>1</dd>"]);
        holds(&html, &["Filed reports by country", "<th scope=\"row\">ES</th>\n<td data-label=\"Reports\" class=\"number\"><span>2</span></td>"]);
        let listed = clearinghouse.get_json(ANALYST, "/figures?format=json").await;
        assert!(listed[0]["country"] == "ES" && listed[0]["reports"] == 2, "{listed}");
        let spanish = page(&clearinghouse, ANALYST, "/figures?lang=es").await;
        holds(&spanish, &["<title>España: 2</title>", "<title>Listo: 2</title>", "4 de marzo de 2024"]);
        assert!(html.len() < 100_000, "{} bytes", html.len());
        let refused = clearinghouse.call(ADMINISTRATOR, Method::GET, "/figures").send().await.unwrap();
        assert_eq!(refused.status(), 404);
        clearinghouse.finish().await;
    }

    async fn a_batched_report_says_so(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let one = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        assert!(!page(&clearinghouse, ANALYST, &format!("/reports/{one}")).await.contains("Batched"));
        let xml = report_xml("203.0.113.7").replace("<report>", "<report><batchedReport reason=\"VIRAL_POTENTIAL_MEME\"/>");
        let many = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        holds(&page(&clearinghouse, ANALYST, &format!("/reports/{many}")).await, &["Batched", "the same viral picture, possibly a meme"]);
        holds(&page(&clearinghouse, ANALYST, &format!("/reports/{many}?lang=es")).await, &["Agrupado", "muchos del mismo tipo", "la misma imagen viral"]);
        let finished = clearinghouse.finish_report(many).await;
        assert_eq!(finished.response_code.number(), 0);
        clearinghouse.finish().await;
    }

    async fn a_report_shows_what_its_sender_says_in_words(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let silent = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let html = page(&clearinghouse, ANALYST, &format!("/reports/{silent}?lang=es")).await;
        holds(&html, &["En palabras del remitente", "El remitente no añade nada en palabras."]);
        let urgent = "<escalateToHighPriority>They meet today</escalateToHighPriority><incidentDateTime>";
        let described = "</incidentDateTime><incidentDateTimeDescription>when it was sent</incidentDateTimeDescription>";
        let xml = report_xml("203.0.113.7")
            .replacen("<incidentDateTime>", urgent, 1)
            .replacen("</incidentDateTime>", described, 1)
            .replace("</report>", "<additionalInfo>The child &lt;wrote&gt; to us</additionalInfo></report>");
        let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        let html = page(&clearinghouse, ANALYST, &format!("/reports/{report}?lang=en")).await;
        holds(&html, &[
            "<code>report/incidentSummary/escalateToHighPriority</code>",
            "<blockquote>They meet today</blockquote>",
            "<code>report/additionalInfo</code>",
            "<blockquote>The child &#60;wrote&#62; to us</blockquote>",
            "<br>when it was sent",
        ]);
        clearinghouse.finish().await;
    }

    async fn what_a_program_wrote_into_a_report_is_said_in_spanish_on_a_spanish_page(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let described = "</incidentDateTime><incidentDateTimeDescription>When the user uploaded the file</incidentDateTimeDescription>";
        let matched = "Matches hash list known version 3 by pdq at distance 12; confirmed by a moderator.";
        let xml = report_xml("203.0.113.7")
            .replacen("</incidentDateTime>", described, 1)
            .replace("</report>", &format!("<additionalInfo>{matched}</additionalInfo></report>"));
        let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        let path = format!("/reports/{report}");
        let english = page(&clearinghouse, ANALYST, &format!("{path}?lang=en")).await;
        holds(&english, &["<br>When the user uploaded the file", &format!("<blockquote>{matched}</blockquote>")]);
        let spanish = page(&clearinghouse, ANALYST, &format!("{path}?lang=es")).await;
        holds(&spanish, &[
            "<br>Cuando el usuario subió el archivo",
            "<blockquote>Coincide con la lista de hashes known, versión 3, por pdq, a distancia 12; confirmado por moderación.</blockquote>",
        ]);
        assert!(!spanish.contains("confirmed by a moderator"), "{spanish}");
        clearinghouse.finish().await;
    }

    async fn a_country_without_an_agency_is_pointed_out(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let path = format!("/reports/{report}");
        assert!(!page(&clearinghouse, ANALYST, &path).await.contains("no agency"));
        let form = clearinghouse.call(ANALYST, Method::POST, &format!("{path}/country"));
        form.form(&[("country", "PT"), ("grounds", "the profile says so")]).send().await.unwrap();
        holds(&page(&clearinghouse, ANALYST, &path).await, &["no agency for PT in the configuration"]);
        holds(&page(&clearinghouse, ANALYST, "/reports?lang=es").await, &["sin organismo"]);
        clearinghouse.finish().await;
    }

    async fn a_refused_form_keeps_what_was_typed_and_shows_no_report(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let form = clearinghouse.call(ANALYST, Method::POST, &format!("/reports/{report}/country"));
        let refused = form.form(&[("country", "Spain"), ("grounds", "the profile <says> so")]).send().await.unwrap();
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        holds(&html, &["the profile &#60;says&#62; so", "two capital letters"]);
        assert!(!html.contains("account-1"), "{html}");
        let form = clearinghouse.call(ANALYST, Method::POST, "/referrals");
        let refused = form.form(&[("agency", AGENCY), ("reports", "12 kilos")]).send().await.unwrap();
        assert_eq!(refused.status(), 422);
        holds(&refused.text().await.unwrap(), &["12 kilos</textarea>", "is not a report number"]);
        clearinghouse.finish().await;
    }

    async fn lists_search_and_leave_as_files(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let number = clearinghouse.file("203.0.113.7", None, picture(1)).await.to_string();
        for text in [number.as_str(), &number[..4], "USR1", "es"] {
            holds(&page(&clearinghouse, ANALYST, &format!("/reports?q={text}")).await, &[&format!("/reports/{number}")]);
        }
        for text in ["nobody", "%25", "fr"] {
            let html = page(&clearinghouse, ANALYST, &format!("/reports?q={text}")).await;
            assert!(!html.contains(&format!("/reports/{number}")), "{text}: {html}");
        }
        for (form, holding) in [("csv", &number), ("json", &format!("\"report_number\":\"{number}\""))] {
            let file = clearinghouse.call(ANALYST, Method::GET, &format!("/reports?format={form}")).send().await.unwrap();
            let text = file.text().await.unwrap();
            assert!(text.replace(": ", ":").contains(holding.as_str()), "{text}");
        }
        clearinghouse.finish().await;
    }

    async fn an_administrator_sees_referrals_without_their_content(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![(422, "{}")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let html = page(&clearinghouse, ADMINISTRATOR, "/").await;
        assert!(!html.contains("/reports") && !html.contains("/tips"), "{html}");
        let html = page(&clearinghouse, ADMINISTRATOR, "/referrals").await;
        assert!(!html.contains("method=\"post\" action=\"/referrals\""), "{html}");
        let form = clearinghouse.call(ANALYST, Method::POST, "/referrals");
        let response = form.form(&[("agency", AGENCY)]).send().await.unwrap();
        let path = response.url().path().to_owned();
        clearinghouse.until_referral(path.rsplit('/').next().unwrap(), "refused").await;
        let html = page(&clearinghouse, ADMINISTRATOR, &path).await;
        assert!(!html.contains("href=\"/reports/") && !html.contains("/package"), "{html}");
        let sent = clearinghouse.call(ADMINISTRATOR, Method::POST, &format!("{path}/delivery")).send().await.unwrap();
        assert_eq!(sent.status(), 200);
        clearinghouse.until_referral(path.rsplit('/').next().unwrap(), "delivered").await;
        clearinghouse.finish().await;
    }
}
