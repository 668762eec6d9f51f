//! What a form takes, shows and refuses.

use super::*;

fn now() -> Timestamp {
    "2020-12-28T09:00:00Z".parse().unwrap()
}

#[test]
fn what_a_form_shows_reads_back_as_what_it_was() {
    let form = FactsForm {
        urgent_because: "a child may be in danger".to_owned(),
        report_marks: vec!["sextortion".to_owned()],
        chat_client: "Example Chat".to_owned(),
        events:
            "2020-10-03T21:14:05+02:00; 203.0.113.9; 4000; login; true\n\n2020-10-04T21:14:05Z; 2001:db8::1"
                .to_owned(),
        devices: "IMEI; 490154203237518".to_owned(),
        associated: "chat.example; u-9; ; Linked".to_owned(),
        recipients: "user-2; ; r@mail.example".to_owned(),
        victims: "; sol; ; 13; ; ; ; ; ; es; Example School".to_owned(),
        batched: "VIRAL_POTENTIAL_MEME".to_owned(),
        incident_type: "Child Sex Trafficking".to_owned(),
        agency_name: "Example Police".to_owned(),
        agency_reported: "true".to_owned(),
        agency_served_from: "es".to_owned(),
        account_addresses: "1 Example Street; Springfield; ; IL; us; Billing".to_owned(),
        account_profile_urls: "https://social.example/u/1\nhttps://social.example/u/2".to_owned(),
        account_standing_state: "temporarily_disabled".to_owned(),
        account_standing_user_notified: "false".to_owned(),
        account_standing_reenabled_at: "2021-10-03T21:14:05Z".to_owned(),
        account_location_country: "es".to_owned(),
        file_class: "b1".to_owned(),
        file_metadata: "Make; Example".to_owned(),
        ..FactsForm::default()
    };
    let facts = form.facts(now()).unwrap_or_else(|failure| panic!("{failure}"));
    let shown = pairs(&facts);
    let value = |name: &str| {
        shown.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let again = FactsForm {
        urgent_because: value("urgent_because"),
        report_marks: vec![value("report_marks")],
        chat_client: value("chat_client"),
        events: value("events"),
        devices: value("devices"),
        associated: value("associated"),
        recipients: value("recipients"),
        victims: value("victims"),
        batched: value("batched"),
        incident_type: value("incident_type"),
        agency_name: value("agency_name"),
        agency_reported: value("agency_reported"),
        agency_served_from: value("agency_served_from"),
        account_addresses: value("account_addresses"),
        account_profile_urls: value("account_profile_urls"),
        account_standing_state: value("account_standing_state"),
        account_standing_user_notified: value("account_standing_user_notified"),
        account_standing_reenabled_at: value("account_standing_reenabled_at"),
        account_location_country: value("account_location_country"),
        file_class: value("file_class"),
        file_metadata: value("file_metadata"),
        ..FactsForm::default()
    };
    assert!(again.facts(now()).unwrap_or_else(|failure| panic!("{failure}")) == facts);
    assert_eq!((facts.events.len(), facts.account.profile_urls.len()), (2, 2));
    assert_eq!(facts.victims[0].school.as_deref(), Some("Example School"));
    assert_eq!(facts.file.class.as_deref(), Some("B1"));
}

#[test]
fn a_semicolon_within_a_part_is_no_end_of_it() {
    let typed = FactsForm {
        victims: r"u-1; ; ; 13; ; ; ; https://social.example/u?a=1\;b=2; Madrid".to_owned(),
        file_metadata: ["Keywords; one\\; two\\;", "Comment; C:\\ "].join("\n"),
        ..FactsForm::default()
    };
    let facts = typed.facts(now()).unwrap_or_else(|failure| panic!("{failure}"));
    let victim = &facts.victims[0];
    assert_eq!(victim.profile_url.as_deref(), Some("https://social.example/u?a=1;b=2"));
    assert_eq!(victim.city.as_deref(), Some("Madrid"));
    let values: Vec<&str> = facts.file.metadata.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(values, ["one; two;", "C:\\"]);
    let shown = pairs(&facts);
    let value = |name: &str| shown.iter().find(|(field, _)| field == name).unwrap().1.clone();
    let again = FactsForm {
        victims: value("victims"),
        file_metadata: value("file_metadata"),
        ..FactsForm::default()
    };
    assert!(again.facts(now()).unwrap_or_else(|failure| panic!("{failure}")) == facts);
    let parts = ["a\\", "\\;b", "", "c;"];
    assert_eq!(parts_of(&line(&parts)), parts);
}

#[test]
fn scenes_that_a_form_shows_read_back_as_what_they_were() {
    let form = FactsForm {
        scenes_email_addresses: "a@mail.example\nb@mail.example".to_owned(),
        scenes_game_name: "Example Game".to_owned(),
        scenes_phone_latitude: "40.4168".to_owned(),
        scenes_phone_longitude: "-3.7".to_owned(),
        scenes_peer_events: "2020-10-03T21:14:05Z; 203.0.113.9; 4000".to_owned(),
        ..FactsForm::default()
    };
    let facts = form.facts(now()).unwrap_or_else(|failure| panic!("{failure}"));
    let shown = pairs(&facts);
    let value = |name: &str| {
        shown.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let again = FactsForm {
        scenes_email_addresses: value("scenes_email_addresses"),
        scenes_game_name: value("scenes_game_name"),
        scenes_phone_latitude: value("scenes_phone_latitude"),
        scenes_phone_longitude: value("scenes_phone_longitude"),
        scenes_peer_events: value("scenes_peer_events"),
        ..FactsForm::default()
    };
    assert!(again.facts(now()).unwrap_or_else(|failure| panic!("{failure}")) == facts);
    assert_eq!(facts.scenes.email.as_ref().map(|scene| scene.addresses.len()), Some(2));
    assert!(facts.scenes.newsgroup.is_none() && facts.scenes.peer.is_some() && facts.scenes.phone.is_some());
}

#[test]
fn a_refusal_names_the_field_of_the_form_and_its_line() {
    let check = |form: FactsForm, field: &str, says: &str| {
        let Err(Failure::Refused(refused)) = form.facts(now()) else { panic!("{field} passed") };
        assert_eq!(refused.field.as_deref(), Some(field), "{refused:?}");
        assert!(refused.message.contains(says), "{}", refused.message);
    };
    let empty = FactsForm::default;
    let events = "2020-10-03T21:14:05Z; 203.0.113.9\n2020-10-03T21:14:05; 203.0.113.9".to_owned();
    check(FactsForm { events, ..empty() }, "events", "line 2, the time:");
    check(FactsForm { events: "a; b; c; d; e; f".to_owned(), ..empty() }, "events", "line 1: has too many");
    check(FactsForm { victims: "; sol; ; old".to_owned(), ..empty() }, "victims", "line 1, the age:");
    let account_profile_urls = "https://social.example/u/1\nsocial.example".to_owned();
    check(
        FactsForm { account_profile_urls, ..empty() },
        "account_profile_urls",
        "line 2: must be an absolute",
    );
    let account_addresses = "; ; ; ; Spain".to_owned();
    check(FactsForm { account_addresses, ..empty() }, "account_addresses", "line 1, the country:");
    let account_standing_disabled_at = "2020-10-03T21:14:05Z".to_owned();
    let form = FactsForm { account_standing_disabled_at, ..empty() };
    check(form, "account_standing_state", "say first");
    check(FactsForm { recipients: "u; ; ; ; ; ; ; ; ; ; s".to_owned(), ..empty() }, "recipients", "too many");
    let scenes_peer_events = "2020-10-03T21:14:05; 203.0.113.9".to_owned();
    check(FactsForm { scenes_peer_events, ..empty() }, "scenes_peer_events", "line 1, the time:");
    let scenes_email_addresses = "a@mail.example\nb".to_owned();
    check(FactsForm { scenes_email_addresses, ..empty() }, "scenes_email_addresses", "line 2: must be");
    for scenes_phone_latitude in ["north", "NaN", "91"].map(ToOwned::to_owned) {
        let scenes_phone_longitude = "0".to_owned();
        let form = FactsForm { scenes_phone_latitude, scenes_phone_longitude, ..empty() };
        check(form, "scenes_phone_latitude", "from -90 to 90");
    }
    check(FactsForm { file_marks: vec!["x".to_owned()], ..empty() }, "file_marks", "one of");
}
