//! What the pages draw: the dashboard of an operation, the acts of a person, the graph of a subject.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

async fn identify(inspector: &Client, account: &str, name: [&str; 2], birth: Value) -> String {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, json!("all"), name, birth, json!("unknown"));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

/// The whole of the first figure whose caption is this.
fn figure<'a>(page: &'a str, caption: &str) -> &'a str {
    let mark = format!("<figcaption>{caption}</figcaption>");
    let rest = page.split(&mark).nth(1).unwrap_or_else(|| panic!("no figure `{caption}` in {page}"));
    rest.split("</figure>").next().unwrap()
}

fn holds(figure: &str, texts: &[&str]) {
    for text in texts {
        assert!(figure.contains(text), "{text} is missing in {figure}");
    }
}

service::both_engines! {
    async fn an_operation_is_drawn_as_far_as_it_has_come(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let operation = format!("/operations/{}", text(&operation, "operation_id"));
        let empty = inspector.page(&operation, "en").await.body;
        holds(figure(&empty, "From reports to outcomes"), &["<th scope=\"row\">Reports</th><td class=\"number\">0</td>"]);
        assert!(empty.contains("Nobody is assigned to a unit yet."), "{empty}");
        inspector.post(&format!("/api{operation}/subjects"), &json!({ "subject_ids": "all" })).await.ok();
        let under = identify(&inspector, "under", ["Nora", "Vega"], born("2007-05-05")).await;
        identify(&inspector, "juvenile", ["Iker", "Sanz"], born("2005-03-01")).await;
        let adult = identify(&inspector, "adult", ["Pedro", "Luismar"], born("1990-01-01")).await;
        inspector.assign(&under, "08").await;
        let assignment = inspector.assign(&adult, "38").await;
        let outcome = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
        inspector.post(&outcome, &json!({ "code": "not_located", "at": "2020-12-27T08:00:00Z" })).await.ok();

        let page = inspector.page(&operation, "en").await.body;
        // 10 reports of 12 acts; two of the ten accounts are one subject
        let row = |label: &str, count: i64, share: &str| {
            format!("<th scope=\"row\">{label}</th><td class=\"number\">{count}</td><td class=\"number\">{share}</td>")
        };
        let steps = [
            row("Reports", 10, "–"),
            row("Acts", 12, "120%"),
            row("Subjects", 9, "75%"),
            row("Persons identified", 3, "33%"),
            row("Persons assigned", 2, "67%"),
            row("Persons accepted by the unit", 1, "50%"),
            row("Persons with an outcome", 1, "100%"),
        ];
        holds(figure(&page, "From reports to outcomes"), &steps.each_ref().map(String::as_str));
        let classes = |label: &str, counts: [i64; 5]| {
            let cells = counts.map(|count| format!("<td class=\"number\">{count}</td>"));
            format!("<th scope=\"row\">{label}</th>{}", cells.concat())
        };
        let rows = [
            classes("Persons identified", [1, 1, 0, 1, 3]),
            classes("Persons assigned", [1, 0, 0, 1, 2]),
            classes("Persons arrested", [0, 0, 0, 0, 0]),
        ];
        holds(figure(&page, "Persons by class"), &rows.each_ref().map(String::as_str));
        let map = figure(&page, "Persons assigned, by province of the unit");
        holds(map, &["<title>Barcelona: 1</title>", "<title>Santa Cruz de Tenerife: 1</title>", "<title>Madrid: 0</title>"]);
        holds(figure(&page, "What came of the assignments"), &["<title>not located: 1</title>"]);
        holds(&page, &[
            ">Barcelona</th><td class=\"number\">1</td><td class=\"number\">0</td><td class=\"number\">0 %</td>",
            ">Santa Cruz de Tenerife</th><td class=\"number\">0</td><td class=\"number\">1</td><td class=\"number\">100 %</td>",
            "Oldest open since",
        ]);
        // accepted, and of whom something came already
        let waiting = inspector.get(&format!("/api/persons/{under}")).await.ok();
        let accept = format!("/api/assignments/{}/accept", text(&waiting["assignment"], "assignment_id"));
        station.client("olga").post(&accept, &json!({})).await.ok();
        let accepted = inspector.page(&operation, "en").await.body;
        holds(figure(&accepted, "From reports to outcomes"), &[row("Persons accepted by the unit", 2, "100%").as_str()]);
        for name in ["Nora", "Iker", "Luismar"] {
            assert!(!page.contains(name), "figures are counts: {name} in {page}");
        }
        holds(&inspector.page(&operation, "es").await.body, &["De los avisos a los resultados", "<title>Álava: 0</title>"]);
        station.stop().await;
    }

    async fn acts_are_drawn_against_the_ages_and_no_birth_can_be_read(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        for (account, name, birth, dots, bars) in [
            ("under", ["Nora", "Vega"], born("2007-05-05"), 2, 0),
            ("year", ["Sara", "Gilabert"], json!({ "year": 2006 }), 0, 1),
            ("adult", ["Pedro", "Luismar"], born("1990-01-01"), 1, 0),
        ] {
            let person = identify(&inspector, account, name, birth).await;
            for (lang, caption) in [
                ("en", "Acts in the order of time, against the ages of the law"),
                ("es", "Hechos por orden de tiempo, frente a las edades de la ley"),
            ] {
                let page = inspector.page(&format!("/persons/{person}"), lang).await.body;
                let drawn = figure(&page, caption);
                let shapes = (drawn.matches("<circle").count(), drawn.matches("class=\"open\"").count());
                assert_eq!(shapes, (dots, bars), "{account}: {drawn}");
                holds(drawn, &[">14</text>", ">18</text>", "2020-10-0", "<a href=\"/subjects/"]);
                for secret in ["2007-05", "2021-05", "1990-01", "2008-01", "2004-01", "Nora", "Gilabert"] {
                    assert!(!drawn.contains(secret), "{secret} in {drawn}");
                }
                assert!(page.contains("Ley Orgánica 5/2000"), "{page}");
            }
        }
        station.stop().await;
    }

    async fn a_subject_s_links_are_drawn_and_a_withdrawn_one_is_dashed(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let lone = subject_of(&inspector, "under").await;
        let path = |subject: &Value| format!("/subjects/{}", text(subject, "subject_id"));
        let page = inspector.page(&path(&lone), "en").await.body;
        assert!(!page.contains("What connects the accounts"), "{page}");
        identify(&inspector, "under", ["Nora", "Vega"], born("2007-05-05")).await;
        let page = inspector.page(&path(&lone), "en").await.body;
        holds(figure(&page, "What connects the accounts"), &["2 acts of this account identified", ">N. V.</text>", ">under</text>"]);

        let pair = subject_of(&inspector, "first").await;
        let page = inspector.page(&path(&pair), "en").await.body;
        let drawn = figure(&page, "What connects the accounts");
        holds(drawn, &[">first</text>", ">second</text>", "e-mail address", "<td>holds</td>"]);
        assert_eq!((drawn.matches("class=\"edge\"").count(), drawn.matches("edge gone").count()), (1, 0), "{drawn}");
        let undo = format!("/api/links/{}/undo", text(&pair["links"][0], "link_id"));
        inspector.post(&undo, &json!({ "reason": "a shared family address" })).await.ok();
        let page = inspector.page(&path(&pair), "es").await.body;
        let drawn = figure(&page, "Qué conecta las cuentas");
        assert_eq!((drawn.matches("class=\"edge\"").count(), drawn.matches("edge gone").count()), (0, 1), "{drawn}");
        holds(drawn, &["de otro sujeto", "<td>no vigente</td>"]);
        station.stop().await;
    }
}
