//! Lists, forms and times of pages, on the smallest role.

use service::testing::TestDb;

use super::Board;

#[tokio::test]
async fn a_form_sent_twice_acts_once() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let send = |once: &'static str| {
        let form = [("once", once), ("body", "hello"), ("place", "Gijón")];
        board.post("ana", "/parts").form(&form).send()
    };
    let (first, second) =
        tokio::join!(send("000102030405060708090a0b0c0d0e0f"), send("000102030405060708090a0b0c0d0e0f"));
    let answers = [first.unwrap(), second.unwrap()];
    let to = answers[0].headers()["location"].to_str().unwrap();
    assert!(to.starts_with("/parts?done=noted&entry="), "{to}");
    for answer in &answers {
        assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, to));
    }
    let told = board.get("ana", to).send().await.unwrap().text().await.unwrap();
    assert!(told.contains("In the custody log it is entry"), "{told}");
    let count = async || board.get("ana", "/api/notes").send().await.unwrap().text().await.unwrap();
    assert_eq!(count().await, "1");
    assert_eq!(send("100102030405060708090a0b0c0d0e0f").await.unwrap().status(), 303);
    assert_eq!(count().await, "2");
    // who goes back and types something else sends another form
    let changed = [("once", "100102030405060708090a0b0c0d0e0f"), ("body", "hello again"), ("place", "Gijón")];
    assert_eq!(board.post("ana", "/parts").form(&changed).send().await.unwrap().status(), 303);
    assert_eq!(count().await, "3");
    let done = board.get("ana", "/parts?done=noted").send().await.unwrap().text().await.unwrap();
    assert!(done.contains("role=\"status\"><p>The note is on the board.</p>"), "{done}");
    board.stop().await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let form = [
        ("once", "000102030405060708090a0b0c0d0e0f"),
        ("body", " "),
        ("place", "<Gijón>"),
        ("unit", "48"),
        ("kind", "warning"),
    ];
    for _ in 0..2 {
        let refused = board.post("ana", "/parts").form(&form).send().await.unwrap();
        assert_eq!(refused.status(), 422);
        let page = refused.text().await.unwrap();
        for said in [
            "<a href=\"#body\">write something</a>",
            "id=\"body-error\">write something<",
            "aria-describedby=\"body-hint body-error\" aria-invalid=\"true\"",
            "value=\"&#60;Gijón&#62;\"",
            "<option value=\"48\" selected>",
            "value=\"warning\" checked>",
        ] {
            assert!(page.contains(said), "{said} is missing in {page}");
        }
    }
    let unknown = board.post("ana", "/parts").form(&[("body", "a"), ("pet", "1")]).send().await.unwrap();
    assert_eq!(unknown.status(), 422);
    assert!(unknown.text().await.unwrap().contains("unknown field"));
    board.stop().await;
}

#[tokio::test]
async fn a_refused_form_says_why_in_spanish_or_marks_that_it_does_not() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let send = async |form: &[(&str, &str)]| {
        let answer = board.post("ana", "/parts?lang=es").form(form).send().await.unwrap();
        assert_eq!(answer.status(), 422);
        answer.text().await.unwrap()
    };
    let known = send(&[("body", "a"), ("pet", "1")]).await;
    assert!(known.contains("el campo `pet` no se conoce; se esperaba") && !known.contains("unknown field"));
    // the board has no Spanish for its own
    let unknown = send(&[("body", " "), ("place", "Gijón"), ("unit", "48"), ("kind", "warning")]).await;
    let marked = "<a href=\"#body\"><span lang=\"en\">write something</span></a>";
    assert!(unknown.contains(marked), "{marked} is missing in {unknown}");
    // an error page says it likewise
    let page = board.get("ana", "/parts?page=0&lang=es").header("Accept", "text/html").send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("debe ser un número a partir de 1"), "{page}");
    // a problem document stays English
    let problem = board.get("ana", "/parts?page=0&lang=es").send().await.unwrap().text().await.unwrap();
    assert!(problem.contains("give a number from 1"), "{problem}");
    board.stop().await;
}

#[tokio::test]
async fn a_list_is_searched_narrowed_and_taken_away() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let get = async |path: &str| board.get("ana", path).send().await.unwrap();
    let page = get("/parts?q=board&sort=-received_at").await.text().await.unwrap();
    for said in [
        "id=\"count-reports\">One row</p>",
        "7000003</a></th>",
        "value=\"board\"",
        "<input type=\"hidden\" form=\"search-reports\" name=\"sort\" value=\"-received_at\">",
        "aria-sort=\"descending\"",
    ] {
        assert!(page.contains(said), "{said} is missing in {page}");
    }
    assert!(!page.contains("7000001</a></th>") && !page.contains("Uploaded, as stated</th>"));
    assert!(page.len() < 100_000, "{} bytes", page.len());
    let none = get("/parts?q=nobody").await.text().await.unwrap();
    assert!(none.contains("Nothing fits what you search for"));
    let csv = get("/parts?q=chat&column=party&format=csv").await;
    assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        csv.headers()["content-disposition"],
        "attachment; filename=\"amparo-board-reports-2020-12-28.csv\""
    );
    assert!(csv.headers()["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    let text = csv.text().await.unwrap();
    assert!(text.contains("\"7000002\",\"'=Example Chat\"\r\n"), "{text}");
    let rows: serde_json::Value = get("/parts?format=json&page=2").await.json().await.unwrap();
    assert_eq!((rows.as_array().unwrap().len(), &rows[2]["files"]), (4, &12.into()));
    assert_eq!(get("/parts?format=xml").await.status(), 400);
    board.stop().await;
}

#[tokio::test]
async fn chosen_columns_are_kept_for_who_chose_them_until_the_list_is_as_at_first() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start(&db).await;
    let page =
        async |reader: &str, path: &str| board.get(reader, path).send().await.unwrap().text().await.unwrap();
    let heading = ">Uploaded, as stated</th>";
    let choose =
        async |fields: &[(&str, &str)]| board.post("ana", "/list-columns").form(fields).send().await.unwrap();
    assert!(!page("ana", "/parts").await.contains(heading), "it is shown only when it is chosen");
    let key = "uploaded";
    let chosen = [("back", "/parts?q=board"), ("column", key)];
    let kept = choose(&chosen).await;
    assert_eq!(
        (kept.status().as_u16(), &kept.headers()["location"]),
        (303, &"/parts?q=board&done=columns-kept".parse().unwrap())
    );
    let own = page("ana", "/parts").await;
    assert!(own.contains(heading) && own.contains("7000003</a></th>"), "{own}");
    assert!(!page("ana", "/parts?column=party").await.contains(heading), "the address goes before");
    let another = page("rea", "/parts").await;
    assert!(another.contains("7000003</a></th>") && !another.contains(heading), "nobody else is shown it");
    for bad in [
        &[("column", key)][..],
        &[("back", "//elsewhere.example"), ("column", key)],
        &[("back", "/parts"), ("column", "<b>")],
    ] {
        assert_eq!(choose(bad).await.status(), 422, "{bad:?}");
    }
    let first = choose(&[("back", "/parts"), ("column", key), ("first", "1")]).await;
    assert_eq!(first.headers()["location"], "/parts?done=columns-first");
    assert!(!page("ana", "/parts").await.contains(heading));
    board.stop().await;
}

#[tokio::test]
async fn the_node_s_zone_is_that_of_its_pages() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let actors = vec![service::check::staff("ana", "clerk", Some("08"))];
    let config =
        service::NodeConfig { time_zone: "Europe/Madrid".into(), ..service::check::test_config(&db, actors) };
    let board = Board::start_in(super::env(), config).await;
    let page = board.get("ana", "/parts").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("28 December 2020, 10:00:00 CET</time> <span class=\"more\" role=\"tooltip\">28 December 2020, 09:00:00 UTC"), "{page}");
    let about = board.get("ana", "/about").send().await.unwrap().text().await.unwrap();
    assert!(
        about.contains("Europe/Madrid")
            && about.contains("Derivado de Líneas Límite")
            && about.contains("service ")
    );
    assert!(!about.contains('['), "{about}");
    // whatever licence a library may have is named
    let deny = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deny.toml")).unwrap();
    let allowed = deny.lines().find(|line| line.starts_with("allow = [")).unwrap();
    for licence in allowed.split('"').skip(1).step_by(2) {
        assert!(about.contains(licence), "{licence} is missing in {about}");
    }
    assert!(about.contains("Unicode CLDR 49") && about.contains("IANA Time Zone Database"), "{about}");
    assert!(about.contains("RIPE NCC (iptocc)"), "where allocations come from: {about}");
    board.stop().await;
}

#[test]
fn no_page_shows_an_instant_without_utc() {
    for path in super::forms::all_templates() {
        let template = std::fs::read_to_string(&path).unwrap();
        assert!(!template.contains("}}\">{{ ctx.instant("), "{}: write ctx.time(…)", path.display());
    }
}
