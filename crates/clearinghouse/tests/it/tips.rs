//! Tips by the public: kept as they come, worked on by named persons, never turned into anything by themselves.

mod forged;
mod protection;

use std::fmt;

use jiff::SignedDuration;
use model::{Clock as _, Rng as _};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{SystemRng, both_engines};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use wire::package::sealed::{RecipientKey, RecipientSecret};
use wire::tip::{Delivery, Door, KINDS, Mailbox, MailboxPage, Opened, Place, SealedStep, Step, TipId};

use crate::harness::{ADMINISTRATOR, ANALYST, OTHER_ANALYST, PARTY, TIP_FORM, TestClearinghouse};

/// One tip on its way from the public form.
pub(crate) struct Form {
    pub(crate) tip_id: TipId,
    key: RecipientKey,
}

impl Form {
    /// A form that knows what to seal to, as the machine that it is.
    pub(crate) async fn open(clearinghouse: &TestClearinghouse) -> Self {
        let key = clearinghouse.get_json(TIP_FORM, "/api/tip-key").await;
        let key = key["recipient_key"].as_str().unwrap().parse().unwrap();
        Self { tip_id: TipId::new(|bytes| SystemRng.fill(bytes)), key }
    }

    /// The tip as addresses of the staff name it.
    pub(crate) fn name(&self) -> String {
        format!("tip_{}", self.tip_id)
    }

    pub(crate) fn begun(&self, door: Door) -> Step {
        Step::Begun { door, language: "es".into(), country: Some("ES".into()) }
    }

    fn sealed(&self, clearinghouse: &TestClearinghouse, number: u32, step: Step) -> SealedStep {
        let opened = Opened { tip_id: self.tip_id.clone(), number, step };
        SealedStep::seal(&opened, &self.key, |bytes| SystemRng.fill(bytes), clearinghouse.clock.now())
            .unwrap()
    }

    /// Sends these as the first steps of the tip.
    pub(crate) async fn send(&self, clearinghouse: &TestClearinghouse, steps: Vec<Step>) -> (u16, Value) {
        let steps = (1..).zip(steps).map(|(number, step)| self.sealed(clearinghouse, number, step)).collect();
        deliver(clearinghouse, steps).await
    }
}

async fn deliver(clearinghouse: &TestClearinghouse, steps: Vec<SealedStep>) -> (u16, Value) {
    let body = serde_json::to_value(Delivery { steps }).unwrap();
    clearinghouse.send_json(TIP_FORM, Method::POST, "/api/tips/steps", &body).await
}

fn receipt_secret() -> RecipientSecret {
    RecipientSecret::derive(&[9; 32])
}

/// A mailbox of its own for each `name`.
pub(crate) fn mailbox(name: &str) -> Mailbox {
    let id = hex::encode(Sha256::digest(name));
    Mailbox { id, public_key: receipt_secret().recipient().to_string() }
}

/// Sends a form of a tip's page; gives status, address after redirects, and text.
async fn post(
    clearinghouse: &TestClearinghouse,
    actor: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> (u16, String, String) {
    let request = clearinghouse.call(actor, Method::POST, path).header("accept", "text/html");
    let response = request.form(fields).send().await.unwrap();
    let (status, path) = (response.status().as_u16(), response.url().path().to_owned());
    (status, path, response.text().await.unwrap())
}

async fn page(clearinghouse: &TestClearinghouse, path: &str) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let html = response.text().await.unwrap();
    assert!(!html.contains(">["), "{path}: {html}");
    html
}

/// How many rows stand in what a tip must never become by itself.
async fn made(clearinghouse: &TestClearinghouse) -> Vec<i64> {
    let db = service::Db::open_existing(clearinghouse.db.url()).await.unwrap();
    let mut tx = db.begin_read("test").await.unwrap();
    let mut counts = Vec::new();
    for sql in [
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report",
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_trait",
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM report_address",
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM referral",
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM referral_report",
    ] {
        counts.push(sqlx::query(sql).fetch_one(tx.conn()).await.unwrap().get("n"));
    }
    drop(tx);
    db.close().await;
    counts
}

const PASSAGE: [(&str, &str); 6] = [
    ("incident_type", "Online Enticement of Children for Sexual Acts"),
    ("incident_on", "2024-05-30"),
    ("service", "Example"),
    ("account", "seen-name"),
    ("happened", "what the analyst wrote"),
    ("pass_on_reason", "a child needs help"),
];

/// A step that may be shown when a test fails: its kind alone.
#[derive(Clone)]
struct Said(Step);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// Any step, with words about one person among others.
fn any_step() -> impl Strategy<Value = Said> {
    let words = || prop_oneof![Just("one-person".to_owned()), "[a-z<>&' ]{0,20}"];
    let door = prop_oneof![Just(Door::AboutMe), Just(Door::AboutMyChild), Just(Door::AboutSomeoneElse)];
    prop_oneof![
        door.prop_map(|door| Said(Step::Begun { door, language: "en".into(), country: None })),
        (0..KINDS.len(), words())
            .prop_map(|(kind, words)| Said(Step::Happening { kinds: vec![KINDS[kind].into()], words })),
        words().prop_map(|account| {
            let url = "https://a.example".into();
            Said(Step::Place { place: Place::Network { service: "Example".into(), account, url } })
        }),
        (words(), any::<bool>(), proptest::option::of(0_u8..=120))
            .prop_map(|(who, own_act, age_years)| Said(Step::Who { who, own_act, age_years })),
        (any::<bool>(), words()).prop_map(|(now, words)| Said(Step::Danger { now, words })),
        words().prop_map(|how| Said(Step::Contact { how: Some(how) })),
        Just(Said(Step::Finished { mailbox: None })),
        Just(Said(Step::Message { words: "again one-person".into() })),
    ]
}

/// The next of a strategy's values.
fn drawn<T: fmt::Debug>(strategy: &impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// So many tips of a few random steps each; the same ones in every run.
fn flood(tips: usize) -> Vec<Vec<Step>> {
    let mut runner = TestRunner::deterministic();
    let one = proptest::collection::vec(any_step(), 1..8);
    let mut steps = || drawn(&one, &mut runner).into_iter().map(|said| said.0).collect::<Vec<_>>();
    (0..tips).map(|_| steps()).collect()
}

both_engines! {
    async fn a_tip_is_kept_step_by_step_and_answered(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        let said = vec![
            form.begun(Door::AboutSomeoneElse),
            Step::Happening { kinds: vec!["threatened".into()], words: "first line <b>\nsecond line".into() },
            Step::Danger { now: true, words: String::new() },
        ];
        let (status, kept) = form.send(&clearinghouse, said).await;
        assert_eq!((status, kept["kept"].as_array().unwrap().len()), (200, 3), "{kept}");
        assert!(!page(&clearinghouse, &format!("/tips/{}?lang=en", form.name())).await.contains("It came here only"));
        // a step that nobody can open, and one that was there before
        let mut strange = form.sealed(&clearinghouse, 4, Step::Contact { how: None });
        strange.sealed = "AAAA".into();
        strange.sent_at -= SignedDuration::from_hours(2);
        let again = form.sealed(&clearinghouse, 1, Step::Begun { door: Door::AboutMe, language: "en".into(), country: None });
        assert_eq!(deliver(&clearinghouse, vec![strange, again]).await.0, 200);

        let path = format!("/api/tips/{}", form.name());
        let tip = clearinghouse.get_json(ANALYST, &path).await;
        assert_eq!((&tip["state"], &tip["door"], &tip["in_danger"], &tip["protection"]),
            (&json!("open"), &json!("about_someone_else"), &json!(true), &json!(false)), "{tip}");
        assert_eq!((&tip["steps"], &tip["unopened"]), (&json!(4), &json!(1)));
        let pages = format!("/tips/{}", form.name());
        let html = page(&clearinghouse, &format!("{pages}?lang=en")).await;
        for text in ["lang=\"es\">first line &#60;b&#62;", ">second line<", "In danger now", "A step that does not open", "cannot be answered", "It came here only"] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert!(!html.contains("<b>"));
        let in_nobodys = async || page(&clearinghouse, "/tips?hands=nobody&lang=en").await.contains(&form.name());
        assert!(in_nobodys().await);
        assert_eq!(post(&clearinghouse, ANALYST, &format!("{pages}/claim"), &[]).await.0, 200);
        assert!(!in_nobodys().await);
        // an unfinished tip counts
        clearinghouse.clock.advance(SignedDuration::from_mins(61));
        let list = page(&clearinghouse, "/tips?state=unfinished&lang=en").await;
        assert!(list.contains(&form.name()) && list.contains("Unfinished (1)") && !list.contains("first line"), "{list}");
        let (status, _, html) = post(&clearinghouse, ANALYST, &format!("{pages}/answer"), &[("words", "Hola")]).await;
        assert_eq!(status, 409, "{html}");

        let mailbox = mailbox("one");
        let last = form.sealed(&clearinghouse, 5, Step::Finished { mailbox: Some(mailbox.clone()) });
        assert_eq!(deliver(&clearinghouse, vec![last]).await.0, 200);
        let (status, _, html) = post(&clearinghouse, ANALYST, &format!("{pages}/answer"), &[("words", " ")]).await;
        assert!(status == 422 && !html.contains("first line"), "a refused form shows no words: {html}");
        let (status, ..) = post(&clearinghouse, ANALYST, &format!("{pages}/answer"), &[("words", "Hola, gracias.")]).await;
        assert_eq!(status, 200);
        let answers = clearinghouse.get_json(TIP_FORM, &format!("/api/tips/mailboxes/{}", mailbox.id)).await;
        let answers: MailboxPage = serde_json::from_value(answers).unwrap();
        assert_eq!(answers.answers[0].open(receipt_secret()).unwrap(), "Hola, gracias.");
        let nobody = clearinghouse.call(TIP_FORM, Method::GET, &format!("/api/tips/mailboxes/{}", "0".repeat(64)));
        assert_eq!(nobody.send().await.unwrap().status(), 404);

        // closed with a reason, opened again by the reporter's next words, which come under the conversation's id
        for (read, closed) in [("4", 409), ("", 409), ("5", 200)] {
            let fields = [("reason", "answered"), ("steps", read)];
            let (status, ..) = post(&clearinghouse, ANALYST, &format!("{pages}/close"), &fields).await;
            assert_eq!(status, closed, "`{read}` of five steps were read");
        }
        assert_eq!(clearinghouse.get_json(ANALYST, &path).await["state"], "closed");
        let later = Form { tip_id: mailbox.conversation().unwrap(), key: form.key.clone() };
        let (status, _) = later.send(&clearinghouse, vec![Step::Message { words: "one thing more".into() }]).await;
        assert_eq!(status, 200);
        let tip = clearinghouse.get_json(ANALYST, &path).await;
        assert_eq!((&tip["state"], &tip["steps"]), (&json!("finished"), &json!(6)), "{tip}");
        assert!(tip.to_string().contains("one thing more"));
        assert_eq!(clearinghouse.get_json(ANALYST, "/api/tips").await["tips"].as_array().unwrap().len(), 1);
        assert!(page(&clearinghouse, &format!("{pages}?lang=es")).await.contains("Volvió a escribir"));
        assert_eq!(made(&clearinghouse).await, [0; 5]);
        clearinghouse.finish().await;
    }

    async fn an_answer_that_was_not_sent_waits_for_its_writer_alone(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutSomeoneElse), Step::Finished { mailbox: Some(mailbox("one")) }]).await;
        let pages = format!("/tips/{}", form.name());
        let mark = format!("{pages}/answer {pages}");
        let (status, path, html) =
            post(&clearinghouse, ANALYST, "/drafts", &[("words", "Gracias por escribir"), ("draft", mark.as_str())]).await;
        assert_eq!((status, &path), (200, &pages));
        assert!(html.contains("draft=use") && !html.contains("Gracias"), "{html}");
        let used = page(&clearinghouse, &format!("{pages}?draft=use")).await;
        assert!(used.contains("Gracias por escribir</textarea>") && used.contains("Began to write"), "{used}");
        let other = clearinghouse.call(OTHER_ANALYST, Method::GET, &pages).header("accept", "text/html").send().await.unwrap();
        assert!(!other.text().await.unwrap().contains("draft=use"));
        for (lang, title) in [("en", "Answer the reporter"), ("es", "Responder a quien escribe")] {
            let drafts = page(&clearinghouse, &format!("/drafts?lang={lang}")).await;
            assert!(drafts.contains(&format!(">{title}</a>")), "named as its form is: {drafts}");
        }
        // a refused answer keeps it, one that is sent does not
        let answer = format!("{pages}/answer");
        assert_eq!(post(&clearinghouse, ANALYST, &answer, &[("words", " ")]).await.0, 422);
        assert!(page(&clearinghouse, "/drafts").await.contains("Gracias"));
        assert_eq!(post(&clearinghouse, ANALYST, &answer, &[("words", "Gracias por escribir")]).await.0, 200);
        assert!(!page(&clearinghouse, "/drafts").await.contains("Gracias"));
        clearinghouse.finish().await;
    }

    async fn a_named_analyst_makes_a_report_of_a_tip(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutSomeoneElse), Step::Danger { now: false, words: "reporter's own".into() }]).await;
        let path = format!("/tips/{}/pass-on", form.name());
        let mut wrong = PASSAGE;
        wrong[1] = ("incident_on", "2999-01-01");
        let (status, _, html) = post(&clearinghouse, ANALYST, &path, &wrong).await;
        assert!(status == 422 && html.contains("what the analyst wrote") && html.contains("must not be in the future"), "{html}");
        assert_eq!(clearinghouse.vault_files(), 0);
        let (status, report, _) = post(&clearinghouse, ANALYST, &path, &PASSAGE).await;
        assert_eq!(status, 200);
        let number: i64 = report.strip_prefix("/reports/").unwrap().parse().unwrap();
        let ready = clearinghouse.until_state(number, "ready").await;
        assert_eq!((&ready["reporting_party"], &ready["country"]), (&json!("Clearinghouse"), &Value::Null), "{ready}");
        // a name as somebody saw it is no trait
        assert_eq!(made(&clearinghouse).await[..3], [1, 0, 0]);
        let tip = clearinghouse.get_json(ANALYST, &format!("/api/tips/{}", form.name())).await;
        assert_eq!(tip["events"].as_array().unwrap().last().unwrap()["report_number"], number, "{tip}");
        assert!(page(&clearinghouse, &format!("/tips/{}?lang=en", form.name())).await.contains("A report was made of this tip before"));
        clearinghouse.finish().await;
    }

    async fn what_came_under_a_wrong_key_opens_under_the_right_one(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        let file = db.folder().join("another-tip-key");
        std::fs::write(&file, "07".repeat(32)).unwrap();
        let clearinghouse = clearinghouse.restart_with_tip_key(Some(file)).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMe), Step::Danger { now: true, words: "at last".into() }]).await;
        let (path, again) = (format!("/api/tips/{}", form.name()), format!("/tips/{}/open-again", form.name()));
        assert_eq!(clearinghouse.get_json(ANALYST, &path).await["unopened"], 2);
        assert_eq!(post(&clearinghouse, ANALYST, &again, &[]).await.0, 409, "it is the wrong key still");
        let clearinghouse = clearinghouse.restart_with_tip_key(None).await;
        assert_eq!(post(&clearinghouse, ANALYST, &again, &[]).await.0, 200);
        let tip = clearinghouse.get_json(ANALYST, &path).await;
        assert_eq!((&tip["unopened"], &tip["in_danger"], &tip["door"]), (&json!(0), &json!(true), &json!("about_me")), "{tip}");
        assert!(tip.to_string().contains("at last"), "{tip}");
        assert_eq!(post(&clearinghouse, ANALYST, &again, &[]).await.0, 409, "nothing is left to open");
        clearinghouse.finish().await;
    }

    async fn the_page_says_when_the_reporter_is_told_that_somebody_reads(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await; // on a Saturday
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMe)]).await;
        let (address, monday) = (format!("/tips/{}", form.name()), "datetime=\"2024-06-03T07:00:00Z\"");
        assert!(page(&clearinghouse, &address).await.contains(monday), "nine o'clock in Madrid");
        clearinghouse.clock.advance(SignedDuration::from_hours(47));
        let html = page(&clearinghouse, &address).await;
        assert!(html.contains("now: it is reading time") && !html.contains("T07:00:00Z\""), "{html}");
        clearinghouse.finish().await;
    }

    async fn an_alarm_on_a_tip_and_its_history_are_for_who_reads_tips(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMe), Step::Danger { now: true, words: "told in a step".into() }]).await;
        let object = format!("tip/{}", form.name());
        let fields = [("object", object.as_str()), ("words", "it is now"), ("called_name", ""), ("called_at", "")];
        let (status, path, html) = post(&clearinghouse, ANALYST, "/danger", &fields).await;
        assert!(status == 200 && path.starts_with("/alarms/") && html.contains(&format!("/tips/{}", form.name())), "{html}");
        assert_eq!(post(&clearinghouse, ADMINISTRATOR, "/danger", &fields).await.0, 422);

        let history = format!("/custody/history/{}", form.name());
        let html = page(&clearinghouse, &history).await;
        assert!(html.contains(&format!("/tips/{}", form.name())) && !html.contains("told in a step"), "{html}");
        assert_eq!(clearinghouse.call(ADMINISTRATOR, Method::GET, &history).send().await.unwrap().status(), 404);
        clearinghouse.finish().await;
    }

    async fn no_flood_of_tips_becomes_anything_by_itself(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        for steps in flood(12) {
            let form = Form::open(&clearinghouse).await;
            let count = steps.len();
            let (status, kept) = form.send(&clearinghouse, steps).await;
            assert_eq!((status, kept["kept"].as_array().unwrap().len()), (200, count), "{kept}");
        }
        clearinghouse.clock.advance(SignedDuration::from_hours(3));
        page(&clearinghouse, "/tips?lang=es").await;
        page(&clearinghouse, "/?lang=es").await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!((made(&clearinghouse).await, clearinghouse.vault_files()), (vec![0; 5], 0));
        clearinghouse.finish().await;
    }

    async fn only_the_form_sends_and_only_analysts_read(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMyChild)]).await;
        for (actor, path) in [(TIP_FORM, "/api/tips"), (PARTY, "/api/tips"), (ADMINISTRATOR, "/api/tips"), (ANALYST, "/api/tip-key")] {
            assert_eq!(clearinghouse.call(actor, Method::GET, path).send().await.unwrap().status(), 404, "{actor} {path}");
        }
        let step = form.sealed(&clearinghouse, 2, Step::Contact { how: None });
        let body = serde_json::to_value(Delivery { steps: vec![step] }).unwrap();
        assert_eq!(clearinghouse.send_json(PARTY, Method::POST, "/api/tips/steps", &body).await.0, 404);
        let csv = clearinghouse.call(ANALYST, Method::GET, "/tips?format=csv&lang=en").send().await.unwrap();
        let csv = csv.text().await.unwrap();
        assert!(csv.contains("A child of the one who writes"), "{csv}");
        clearinghouse.finish().await;
    }

    async fn an_erased_tip_says_nothing_any_more(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let form = Form::open(&clearinghouse).await;
        let mailbox = mailbox("erased");
        // a message that is there before the step which names its mailbox
        let early = Form { tip_id: mailbox.conversation().unwrap(), key: form.key.clone() };
        early.send(&clearinghouse, vec![Step::Message { words: "early".into() }]).await;
        form.send(&clearinghouse, vec![form.begun(Door::AboutMe), Step::Finished { mailbox: Some(mailbox.clone()) }]).await;
        let pages = format!("/tips/{}", form.name());
        assert_eq!(post(&clearinghouse, ANALYST, &format!("{pages}/answer"), &[("words", "Hola")]).await.0, 200);
        assert_eq!(post(&clearinghouse, ANALYST, &format!("{pages}/note"), &[("note", "a note")]).await.0, 200);
        let review = format!("/api/reviews/tip/{}", form.name());
        let why = json!({ "reason": "the period is over" });
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, &format!("{review}/erase"), &why).await.0, 409);
        clearinghouse.clock.advance(SignedDuration::from_hours(24 * 367));
        let (status, asked) = clearinghouse.send_json(ANALYST, Method::POST, &format!("{review}/erase"), &why).await;
        assert_eq!(status, 202, "{asked}");
        let approve = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        let (status, receipt) = clearinghouse.send_json(OTHER_ANALYST, Method::POST, &approve, &json!({})).await;
        assert_eq!(status, 200, "{receipt}");
        let counts = &receipt["output"]["counts"];
        assert_eq!((&counts["tip"], &counts["tip_step"], &counts["tip_answer"]), (&json!(2), &json!(3), &json!(1)), "{receipt}");
        assert_eq!(clearinghouse.call(ANALYST, Method::GET, &pages).send().await.unwrap().status(), 410);
        let gone = clearinghouse.call(TIP_FORM, Method::GET, &format!("/api/tips/mailboxes/{}", mailbox.id));
        assert_eq!(gone.send().await.unwrap().status(), 404);
        assert!(!page(&clearinghouse, "/tips").await.contains("/tips/tip_"), "neither the tip nor its conversation is listed");
        clearinghouse.finish().await;
    }
}
