//! What a breach reached, counted against a story whose truth is known.

use jiff::{SignedDuration, Timestamp};
use model::Clock as _;
use police::PoliceRecords;
use serde_json::{Value, json};
use service::breach::{Ages, Asked, Cause, Findings, KindCount, investigate, notice};
use service::testing::TestDb;
use service::{Failure, Lang};

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// What the story leaves behind.
struct Story {
    station: Station,
    /// The hour in which ivan did what counts.
    from: Timestamp,
    until: Timestamp,
    subjects: u64,
}

async fn identified(inspector: &Client, account: &str, birth: Value) -> (String, String) {
    let subject = subject_of(inspector, account).await;
    let body = person(&subject, json!("all"), ["Ana", account], birth, json!("unknown"));
    let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
    (person_id, text(&subject["acts"][0], "report_id"))
}

/// Eleven reports in two packages; a minor, an adult and one whose age is open. Ivan opens, within an hour, the minor's report and
/// person, the adult's report, and the third person; asks an operator; and after that hour opens the adult.
async fn tell(db: &TestDb) -> Story {
    db.may_leave_jobs();
    let station = Station::start(db).await;
    station.receive(&package()).await.is(201);
    let mut other = package();
    other.referral_id = "ref_other".to_owned();
    other.reports.truncate(1);
    other.reports[0].0 = 201;
    station.receive(&other).await.is(201);
    let (ines, ivan) = (station.client("ines"), station.client("ivan"));
    let (minor, of_minor) = identified(&ines, "juvenile", born("2005-03-01")).await;
    let (adult, of_adult) = identified(&ines, "adult", born("1980-03-01")).await;
    let (open, of_open) = identified(&ines, "year", json!({ "year": 2002 })).await;
    let adult_subject = subject_of(&ines, "adult").await;
    let subjects = ines.get("/api/subjects").await.ok().as_array().unwrap().len() as u64;
    station.clock.advance(SignedDuration::from_hours(1));
    let from = station.clock.now();
    for path in [&*of_minor, &*of_adult].map(|id| format!("/api/reports/{id}")) {
        ivan.get(&path).await.ok();
    }
    for path in [&*minor, &*open].map(|id| format!("/api/persons/{id}")) {
        ivan.get(&path).await.ok();
        ivan.get(&path).await.ok();
    }
    let asked = json!({ "operator": "Operador Uno", "legal_basis": "Juzgado 3, auto 17/2020",
        "act_ids": [text(&adult_subject["acts"][0], "act_id")] });
    ivan.post("/api/disclosure-requests", &asked).await.ok();
    station.clock.advance(SignedDuration::from_hours(1));
    let until = station.clock.now();
    ivan.get(&format!("/api/persons/{adult}")).await.ok();
    ines.get(&format!("/api/reports/{of_open}")).await.ok();
    Story { station, from, until, subjects }
}

impl Story {
    async fn ask(
        &self,
        cause: Cause,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Findings, Failure> {
        let asked = Asked { cause, from, until, aware_at: Some(self.until) };
        investigate::<PoliceRecords>(&self.station.running.node, &asked).await
    }

    async fn refused(&self, cause: Cause, field: &str) {
        let failure = self.ask(cause, None, None).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::Refused(refused) if refused.field.as_deref() == Some(field)),
            "{failure}"
        );
    }
}

fn count(affected: u64, in_lists: u64, not_affected: u64) -> KindCount {
    KindCount { affected, in_lists, not_affected, erased_since: 0 }
}

fn account() -> Cause {
    Cause::Account("ivan".into())
}

service::both_engines! {
    async fn an_accounts_hour_counts_what_it_touched_and_no_more(db: TestDb) {
        let story = tell(&db).await;
        let found = story.ask(account(), Some(story.from), Some(story.until)).await.unwrap();
        assert_eq!(found.records["report"], count(2, 0, 9));
        assert_eq!(found.records["person"], count(2, 0, 1));
        assert_eq!(found.records["subject"], count(0, 0, story.subjects));
        assert_eq!(found.records["disclosure_request"], count(1, 0, 0));
        assert_eq!(found.persons, Ages { minors: 1, adults: 1, open: 1 });
        assert_eq!((found.entries["consultation"], found.entries["disclosure"]), (6, 1));
        assert_eq!((found.operations["consultation"], found.operations["disclosure"]), (4, 1));
        assert_eq!(found.categories["identity"], 2);
        assert_eq!((found.categories["content"], found.categories["subscriber"]), (2, 1));
        let went: Vec<_> = found.recipients.iter().map(|went| (&*went.recipient, went.records)).collect();
        assert_eq!(went, [("Operador Uno", 1)]);
        assert_eq!(found.notify_by, Some(story.until + SignedDuration::from_hours(72)));
        assert!(found.log.is_intact() && found.key.is_none());

        // without the hour, what came after it counts too; and a list is an upper bound, apart
        let whole = story.ask(account(), None, None).await.unwrap();
        assert_eq!((whole.records["report"], whole.records["person"]), (count(2, 0, 9), count(3, 0, 0)));
        story.station.client("ivan").get("/api/reports").await.ok();
        let whole = story.ask(account(), None, None).await.unwrap();
        assert_eq!(whole.records["report"], count(2, 9, 0));
        // another account did other things
        let olga = story.station.client("olga");
        olga.get("/api/assignments").await.ok();
        let other = story.ask(Cause::Account("olga".into()), None, None).await.unwrap();
        assert_eq!((other.records["report"], other.records["person"]), (count(0, 0, 11), count(0, 3, 0)));

        // a period is whoever's: ines opened a third report after the hour
        let anybody = story.ask(Cause::Period, Some(story.until), None).await.unwrap();
        assert_eq!(anybody.records["person"].affected, 1);
        let hour = story.ask(Cause::Period, Some(story.from), Some(story.until)).await.unwrap();
        assert_eq!((hour.records["report"], hour.records["person"]), (found.records["report"], found.records["person"]));
        story.station.stop().await;
    }

    async fn a_package_and_a_key_reach_what_they_hold(db: TestDb) {
        let story = tell(&db).await;
        let referrals = story.station.client("ines").get("/api/referrals").await.ok();
        let first = referrals.as_array().unwrap().iter().find(|one| one["reports"] == 10);
        let first = first.unwrap_or_else(|| panic!("{referrals}"));
        for named in ["referral_id", "receipt_id", "package_sha256"] {
            let found = story.ask(Cause::Package(text(first, named)), None, None).await.unwrap();
            assert_eq!((found.records["report"], found.records["person"]), (count(10, 0, 1), count(0, 0, 3)));
            assert_eq!(found.persons, Ages { minors: 1, adults: 1, open: 1 });
            assert_eq!(found.unidentified, story.subjects - 3);
            assert!(found.entries.is_empty() && found.operations.is_empty());
        }
        let key = story.ask(Cause::Key(1), None, None).await.unwrap();
        assert_eq!((key.records["report"], key.records["person"]), (count(11, 0, 0), count(3, 0, 0)));
        let facts = key.key.unwrap();
        assert_eq!((facts.retired_at, facts.values["person.given_name"]), (None, 3));
        assert!(facts.case_keys >= 3);
        story.refused(Cause::Key(0), "key").await;
        story.refused(Cause::Key(2), "key").await;
        story.refused(Cause::Account("nobody".into()), "account").await;
        story.refused(Cause::Package("ref_nothing".into()), "package").await;
        story.refused(Cause::Period, "from").await;
        let backwards = story.ask(Cause::Period, Some(story.until), Some(story.from)).await;
        assert_eq!(backwards.unwrap_err().status(), 422);

        // every question is on record, the refused ones too, and names nobody
        let entries = story.station.client("dora").get("/api/access-entries?operation=consultation").await.ok();
        let asked = entries["entries"].as_array().unwrap().iter().filter(|entry| entry["action"] == "investigate-breach");
        let asked: Vec<_> = asked.collect();
        assert_eq!(asked.len(), 8, "{entries}");
        assert!(asked.iter().all(|entry| entry["grounds"] == "breach" && entry["object_id"] == ""));
        story.station.stop().await;
    }

    async fn the_draft_follows_the_articles_and_marks_what_a_human_must_fill(db: TestDb) {
        let story = tell(&db).await;
        let found = story.ask(account(), Some(story.from), Some(story.until)).await.unwrap();
        for (lang, heads, blank) in [
            (Lang::En, ["(a) Nature", "(b) Data protection officer", "(c) Likely", "(d) Measures"], "**[TO FILL: "),
            (Lang::Es, ["a) Naturaleza", "b) Delegado", "c) Posibles", "d) Medidas"], "**[POR RELLENAR: "),
        ] {
            let draft = notice(&found, lang).unwrap();
            for head in heads {
                assert!(draft.contains(&format!("## {head}")), "{head}: {draft}");
            }
            assert_eq!(draft.matches(blank).count(), 6, "{draft}");
            assert!(!draft.contains("[breach-") && !draft.contains("[object-") && !draft.contains("[data-"), "{draft}");
            assert!(draft.contains("Operador Uno") && !draft.contains("juvenile"), "{draft}");
        }
        // a log that was tampered with is said, first of all to who counts on it
        let node = &story.station.running.node;
        let mut tx = node.db().begin_write("tamper").await.unwrap();
        let sql = "UPDATE custody_entry SET actor = actor || '!', body = body || ' ' WHERE leaf_index = 0";
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let found = story.ask(account(), None, None).await.unwrap();
        assert!(!found.log.is_intact());
        assert!(notice(&found, Lang::Es).unwrap().contains("EL REGISTRO NO ESTÁ ÍNTEGRO"));
        let mut tx = node.db().begin_write("mend").await.unwrap();
        let sql = "UPDATE custody_entry SET actor = REPLACE(actor, '!', ''), body = TRIM(body) WHERE leaf_index = 0";
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        story.station.stop().await;
    }
}
