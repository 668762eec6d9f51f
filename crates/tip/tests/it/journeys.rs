//! Whole journeys, as people make them.

use wire::tip::{Door, Place, Step};

use crate::harness::{Form, action, attribute, everything_in, link};

/// Words that must stand nowhere but in sealed steps.
const SAID: [&str; 4] = ["zebra-danger", "zebra-happened", "zebra-sender", "zebra-contact"];

/// Checks that nothing of what was said stands on a page.
fn silent(html: &str) {
    for word in SAID {
        assert!(!html.contains(word), "{word} in {html}");
    }
}

#[tokio::test]
async fn a_child_tells_of_a_chat_gets_a_receipt_and_reads_the_answer() {
    let form = Form::start().await;
    let page = form.get("/?lang=en&c=ES").await.text().await.unwrap();
    let begun = form.post(&action(&page), &[("w", "x")]).await;
    assert_eq!(begun.url().path(), "/c");
    let page = begun.text().await.unwrap();

    let sent = form.post(&action(&page), &[("v", "n"), ("words", SAID[0])]).await;
    assert_eq!(sent.url().path(), "/d");
    let page = sent.text().await.unwrap();
    silent(&page);

    let fields =
        [("kind", "pictures_shared"), ("kind", "threatened"), ("kind", "no-kind"), ("words", SAID[1])];
    let sent = form.post(&action(&page), &fields).await;
    assert_eq!(sent.url().path(), "/e");
    let page = sent.text().await.unwrap();
    silent(&page);

    let at = page.split("href=\"/f").find(|rest| rest.starts_with('?') && rest.contains("k=3")).unwrap();
    let at = format!("/f{}", at.split('"').next().unwrap().replace("&#38;", "&"));
    let page = form.get(&at).await.text().await.unwrap();
    assert!(!page.contains("name=\"url\"") && page.contains("name=\"sender\""), "a chat has no address");
    let fields = [("app", "Chat"), ("group", "class"), ("sender", SAID[2]), ("time", "yesterday")];
    let page = form.post(&action(&page), &fields).await.text().await.unwrap();
    silent(&page);

    let sent = form.post(&action(&page), &[("who", ""), ("age", "13"), ("own", "1")]).await;
    assert_eq!(sent.url().path(), "/h");
    let page = sent.text().await.unwrap();
    assert!(page.contains("To be approved by counsel"));
    let page = form.get(&link(&page, "/i")).await.text().await.unwrap();
    let number = attribute(&page, "name=\"o\" value=\"");
    let fields = [("how", SAID[3]), ("receipt", "1"), ("o", number.as_str())];
    let end = action(&page);
    let page = form.post(&end, &fields).await.text().await.unwrap();
    silent(&page);
    let digits = receipt(&page);

    let steps = form.held.wait_for(7).await;
    let names: Vec<&str> = steps.iter().map(|opened| opened.step.name()).collect();
    assert_eq!(names, ["begun", "danger", "happening", "place", "who", "contact", "finished"]);
    let Step::Begun { door, language, country } = &steps[0].step else { panic!() };
    assert_eq!((*door, language.as_str(), country.as_deref()), (Door::AboutMe, "en", Some("ES")));
    let Step::Happening { kinds, words } = &steps[2].step else { panic!() };
    assert_eq!((kinds.len(), words.as_str()), (2, SAID[1]));
    let Step::Place { place: Place::GroupChat { sender, .. } } = &steps[3].step else { panic!() };
    assert_eq!(sender, SAID[2]);
    let Step::Who { own_act, age_years, .. } = &steps[4].step else { panic!() };
    assert_eq!((*own_act, *age_years), (true, Some(13)));
    let Step::Finished { mailbox: Some(mailbox) } = &steps[6].step else { panic!() };

    // a double click gets the same receipt
    let again = form.post(&end, &fields).await.text().await.unwrap();
    assert_eq!(receipt(&again), digits);
    // who goes back later sees no receipt
    form.clock.advance(jiff::SignedDuration::from_mins(3));
    let later = form.post(&end, &fields).await;
    assert_eq!(later.url().path(), "/j");
    assert!(!later.text().await.unwrap().contains("class=\"receipt\""));

    form.held.answer(&mailbox.id, &mailbox.public_key.parse().unwrap(), "You did well <b>to write</b>.");
    let asked = form.get("/r?lang=en&c=ES").await.text().await.unwrap();
    let number = attribute(&asked, "name=\"o\" value=\"");
    let typed = [("receipt", digits.as_str()), ("o", number.as_str())];
    let page = form.post(&action(&asked), &typed).await.text().await.unwrap();
    assert!(page.contains("You did well &#60;b&#62;to write&#60;/b&#62;."), "{page}");
    assert!(!page.contains(&digits));
    form.clock.advance(jiff::SignedDuration::from_mins(3));
    let later = form.post(&action(&asked), &typed).await.text().await.unwrap();
    assert!(!later.contains("You did well") && later.contains("name=\"receipt\""), "nor an answer");
    let conversation = attribute(&page, "name=\"m\" value=\"");
    let sent = form.post(&action(&page), &[("m", &conversation), ("words", "thank you")]).await;
    assert_eq!(sent.url().path(), "/j");
    let steps = form.held.wait_for(8).await;
    let messages: Vec<_> = steps.iter().filter(|opened| opened.step.name() == "message").collect();
    assert!(messages.len() == 1 && messages[0].tip_id == mailbox.conversation().unwrap());
    form.wait_until_delivered().await;
    silent(&everything_in(form.folder.path()));
}

/// The digits of the receipt on a page, as somebody copies them.
fn receipt(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"receipt\">").expect("a receipt");
    let groups: Vec<&str> = rest.split("</p>").next().unwrap().split("<span>").skip(1).collect();
    let groups: Vec<&str> = groups.iter().map(|group| group.split('<').next().unwrap()).collect();
    assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 4), "{groups:?}");
    groups.join(" ")
}

#[tokio::test]
async fn whoever_is_in_danger_sees_who_helps_before_anything_else() {
    let form = Form::start().await;
    let page = form.post("/b?lang=es&c=ES", &[("w", "z")]).await.text().await.unwrap();
    let sent = form.post(&action(&page), &[("v", "y"), ("words", "")]).await;
    assert_eq!(sent.url().path(), "/k");
    let page = sent.text().await.unwrap();
    let (emergency, anar) = (page.find("tel:112").unwrap(), page.find("tel:900202010").unwrap());
    assert!(emergency < anar && page.contains("abierto ahora"));
    let page = form.get(&link(&page, "/d")).await.text().await.unwrap();
    assert!(page.contains("¿Qué ha pasado?"));
    let steps = form.held.wait_for(2).await;
    let Step::Danger { now, .. } = &steps[1].step else { panic!() };
    assert!(*now);
}

#[tokio::test]
async fn who_names_the_danger_and_ticks_nothing_is_taken_to_be_in_danger() {
    let form = Form::start().await;
    let page = form.post("/b?lang=en&c=ES", &[("w", "x")]).await.text().await.unwrap();
    let sent = form.post(&action(&page), &[("words", "he stands at the door")]).await;
    assert_eq!(sent.url().path(), "/k");
    let steps = form.held.wait_for(2).await;
    let Step::Danger { now, words } = &steps[1].step else { panic!() };
    assert!(*now && words == "he stands at the door");
}

#[tokio::test]
async fn every_page_may_be_left_empty_and_nobody_is_asked_of_strangers_children() {
    let form = Form::start().await;
    let mut page = form.post("/b?lang=en&c=EU", &[("w", "z")]).await.text().await.unwrap();
    for (fields, next) in [(vec![("words", "")], "/d"), (vec![("words", " ")], "/e")] {
        let sent = form.post(&action(&page), &fields).await;
        assert_eq!(sent.url().path(), next);
        page = sent.text().await.unwrap();
    }
    let page = form.get(&link(&page, "/g")).await.text().await.unwrap();
    assert!(!page.contains("name=\"own\""), "only a child or its parent is asked for the child's own act");
    let page = form.post(&action(&page), &[("who", ""), ("age", "")]).await.text().await.unwrap();
    let page = form.get(&link(&page, "/i")).await.text().await.unwrap();
    let sent = form.post(&action(&page), &[("how", "")]).await;
    assert_eq!(sent.url().path(), "/j");
    assert!(!sent.text().await.unwrap().contains("class=\"receipt\""));
    let steps = form.held.wait_for(2).await;
    let names: Vec<&str> = steps.iter().map(|opened| opened.step.name()).collect();
    assert_eq!(names, ["begun", "finished"]);
    assert!(matches!(&steps[0].step, Step::Begun { country: None, .. }), "another country is none");
}

#[tokio::test]
async fn a_child_is_spoken_to_and_sees_only_the_ways_that_fit() {
    let form = Form::start().await;
    let token = "0".repeat(32);
    let at =
        |path: &str, door: &str, place: &str| format!("{path}?lang=en&c=ES&t={token}&n=2&w={door}&k={place}");
    let page = form.get(&at("/g", "x", "2")).await.text().await.unwrap();
    assert!(page.contains("How old are you?") && page.contains("I sent or passed on something as well"));
    let page = form.get(&at("/g", "y", "2")).await.text().await.unwrap();
    assert!(page.contains("How old is your child?"));
    // the place goes along to the page that needs it
    let sent = form.post(&at("/f", "x", "2"), &[("service", "a network")]).await;
    assert!(sent.url().path() == "/g" && sent.url().query().unwrap().ends_with("&k=2"));
    let sent = form.post(&action(&sent.text().await.unwrap()), &[("who", ""), ("age", "")]).await;
    assert_eq!(sent.url().path(), "/h");
    let page = sent.text().await.unwrap();
    assert!(page.contains("takeitdown") && page.contains("aepd.es") && page.contains("tel:112"), "{page}");
    assert!(!link(&page, "/i").contains("k="), "and no further");
    let page = form.get(&at("/h", "z", "2")).await.text().await.unwrap();
    assert!(
        page.contains("aepd.es") && !page.contains("takeitdown"),
        "another's picture is not on one's own device"
    );
    let page = form.get("/a?lang=es&c=ES&k=5").await.text().await.unwrap();
    assert!(page.contains("las primeras 24 horas para madres y padres") && page.contains("aepd.es"));
    assert!(!page.contains("takeitdown"), "a parent finds what concerns its child");
    let page = form.get(&at("/h", "x", "3")).await.text().await.unwrap();
    assert!(!page.contains("aepd.es") && !page.contains("takeitdown"), "nothing is taken down in a chat");
}

#[tokio::test]
async fn an_age_in_words_is_kept_as_words() {
    let form = Form::start().await;
    form.post("/b?lang=en&c=ES", &[("w", "y")]).await;
    let begun = form.held.wait_for(1).await;
    let at = format!("/g?lang=en&c=ES&t={}&n=2&w=y", begun[0].tip_id);
    form.post(&at, &[("who", "my son"), ("age", "about ten")]).await;
    let steps = form.held.wait_for(2).await;
    let Step::Who { who, age_years, own_act } = &steps[1].step else { panic!() };
    assert_eq!((who.as_str(), *age_years, *own_act), ("my son\n(about ten)", None, false));
}

#[tokio::test]
async fn a_receipt_that_was_never_given_looks_like_one_without_answers() {
    let form = Form::start().await;
    let answer = form.post("/r?lang=en&c=ES", &[("receipt", "1234 5678 1234 5678")]).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().contains("There is no answer yet, or the digits are others."));
    let answer = form.post("/r?lang=en&c=ES", &[("receipt", "1234")]).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("These are not 16 digits."), "{page}");
    assert!(page.contains("value=\"1234\""), "nobody types all of it again: {page}");
}

#[tokio::test]
async fn a_token_that_is_none_leads_to_the_beginning() {
    let form = Form::start().await;
    for path in ["/c", "/d?t=0&n=1&w=x", "/e?lang=es", "/g?t=zz&n=1&w=x", "/i"] {
        assert_eq!(form.get(path).await.url().path(), "/", "{path}");
        if path != "/e?lang=es" {
            let answer = form.post(path, &[("words", "a"), ("who", "a"), ("how", "a"), ("v", "n")]).await;
            assert_eq!(answer.url().path(), "/", "{path}");
        }
    }
    assert!(form.held.steps.lock().unwrap().is_empty() && form.waiting() == 0);
}
