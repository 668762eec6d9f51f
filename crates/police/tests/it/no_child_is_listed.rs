//! Whatever officers do in whatever order, nobody who may have been under 14 at every act comes to stand in an arrest list, and nobody is entered
//! while an identification is contested, cleared, or has lost a ground.

use model::{Rng as _, SeededRng};
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Answer, Client, Station, born, person, subject_of, text};

/// Seeds of the sequences, and how many steps each has.
const SEEDS: [u64; 2] = [14, 2020];
const STEPS: usize = 60;
const ACCOUNTS: [&str; 7] = ["under", "juvenile", "adult", "year", "palmas", "stolen", "first"];

/// What can be known of a birth, and the first day on which the person was certainly 14, by a calendar and nothing of ours.
fn births() -> Vec<(Value, Option<&'static str>)> {
    vec![
        (born("2008-01-01"), Some("2022-01-02")),
        (born("1990-01-01"), Some("2004-01-02")),
        (json!({ "year": 2006 }), Some("2021-01-01")),
        (born("2006-10-05"), Some("2020-10-06")),
        (json!({ "range": { "from": "2006-10-01", "to": "2006-10-08" } }), Some("2020-10-09")),
        (Value::Null, None),
    ]
}

/// What happened so far.
struct Run {
    ines: Client,
    ivan: Client,
    rng: SeededRng,
    /// Each person with the first day on which they were certainly 14.
    persons: Vec<(String, Option<&'static str>)>,
    identifications: Vec<String>,
    assignments: Vec<String>,
    links: Vec<String>,
    losses: Vec<String>,
    entered: usize,
    refused: usize,
}

impl Run {
    fn below(&self, count: usize) -> usize {
        let mut bytes = [0; 2];
        self.rng.fill(&mut bytes);
        usize::from(u16::from_le_bytes(bytes)) % count.max(1)
    }

    fn any<'a, T>(&self, known: &'a [T]) -> Option<&'a T> {
        known.get(self.below(known.len()))
    }

    async fn undo(&self, path: &str) -> Answer {
        self.ines.post(&format!("{path}/undo"), &json!({ "reason": "seen anew" })).await
    }

    async fn step(&mut self) {
        match self.below(14) {
            0..=2 => self.identify().await,
            3 => self.attribute().await,
            4 => self.withdraw_identification().await,
            5 | 6 => self.assign().await,
            7..=9 => self.enter().await,
            10 => self.withdraw_tasking().await,
            11 => self.decide().await,
            12 => self.cut_or_mend_a_link().await,
            _ => self.lose_or_settle().await,
        }
    }

    async fn identify(&mut self) {
        let birth = births().swap_remove(self.below(births().len()));
        self.identify_as(ACCOUNTS[self.below(ACCOUNTS.len())], birth).await;
    }

    async fn identify_as(&mut self, account: &str, (birth, safe_from): (Value, Option<&'static str>)) {
        let subject = subject_of(&self.ines, account).await;
        let body = person(&subject, json!("all"), ["Noa", "Vega"], birth, json!({ "province": "08" }));
        let made = self.ines.post("/api/persons", &body).await;
        if made.status.is_success() {
            self.persons.push((text(&made.ok(), "person_id"), safe_from));
            self.identifications.push(text(&made.ok(), "identification_id"));
        }
    }

    async fn attribute(&mut self) {
        let Some((person_id, _)) = self.any(&self.persons).cloned() else { return };
        let subject = subject_of(&self.ines, ACCOUNTS[self.below(ACCOUNTS.len())]).await;
        let body = json!({
            "subject_id": subject["subject_id"], "act_ids": "all", "place_of_acts": { "province": "08" }, "grounds": "line"
        });
        let made = self.ines.post(&format!("/api/persons/{person_id}/acts"), &body).await;
        if !made.status.is_success() {
            return;
        }
        let mut made = made.ok();
        // a unit has the person: two decide
        if made["approval_id"].is_string() {
            made = self.ivan.approve(&made).await.ok()["output"].clone();
        }
        self.identifications.push(text(&made, "identification_id"));
    }

    async fn withdraw_identification(&self) {
        let Some(id) = self.any(&self.identifications) else { return };
        self.undo(&format!("/api/identifications/{id}")).await;
    }

    async fn assign(&mut self) {
        let Some((person_id, _)) = self.any(&self.persons).cloned() else { return };
        let asked = self.ines.ask_assignment(&person_id, "08").await;
        if !asked.status.is_success() || !self.ivan.approve(&asked.ok()).await.status.is_success() {
            return;
        }
        let seen = self.ines.get(&format!("/api/persons/{person_id}")).await.ok();
        self.assignments.push(text(&seen["assignment"], "assignment_id"));
    }

    /// Enters somebody in the arrest list, or records an arrest: what is taken must be lawful by the calendar.
    async fn enter(&mut self) {
        let Some(id) = self.any(&self.assignments).cloned() else { return };
        let (form, body) = match self.below(3) {
            0 => ("outcome", json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z" })),
            _ => ("arrest-list", json!({ "grounds": "risk of destroyed evidence" })),
        };
        let answer = self.ines.post(&format!("/api/assignments/{id}/{form}"), &body).await;
        if !answer.status.is_success() {
            self.refused += 1;
            return;
        }
        self.entered += 1;
        let listed = self.ines.get("/api/assignments").await.ok();
        let listed = listed.as_array().unwrap().iter().find(|row| text(row, "assignment_id") == id).cloned();
        let row = listed.unwrap_or_else(|| panic!("{id} took an entry and is not listed"));
        let seen = self.require_fourteen(&text(&row, "person_id")).await;
        if form == "arrest-list" {
            let state = text(&seen, "identification_state");
            assert!(state == "proposed" || state == "confirmed", "entered while {state}: {seen}");
            assert_eq!(seen["ground_lost"], false, "entered on a lost ground: {seen}");
        }
    }

    async fn withdraw_tasking(&self) {
        if let Some(id) = self.any(&self.assignments) {
            let path = format!("/api/assignments/{id}");
            for part in ["/outcome", "/arrest-list", ""].into_iter().skip(self.below(3)) {
                self.undo(&format!("{path}{part}")).await;
            }
        }
        if let Some((person_id, _)) = self.any(&self.persons).filter(|_| self.below(3) == 0) {
            self.undo(&format!("/api/persons/{person_id}")).await;
        }
    }

    async fn decide(&self) {
        let Some(id) = self.any(&self.identifications) else { return };
        let state = ["confirmed", "contested", "cleared"][self.below(3)];
        let body = json!({ "state": state, "reason": "seen anew" });
        self.ivan.post(&format!("/api/identifications/{id}/decide"), &body).await;
    }

    async fn cut_or_mend_a_link(&self) {
        let Some(id) = self.any(&self.links) else { return };
        let what = ["undo", "restore"][self.below(2)];
        self.ines.post(&format!("/api/links/{id}/{what}"), &json!({ "reason": "seen anew" })).await;
    }

    async fn lose_or_settle(&mut self) {
        let Some(id) = self.any(&self.losses).filter(|_| self.below(3) > 0).cloned() else {
            let range = format!("192.0.2.{}", 1 + self.below(9));
            let body = json!({ "cause": "allocation", "value": range, "reason": "seen anew" });
            let made = self.ines.post("/api/lost-grounds", &body).await;
            if made.status.is_success() {
                self.losses.push(text(&made.ok(), "loss_id"));
            }
            return;
        };
        let path = format!("/api/lost-grounds/{id}");
        let seen = self.ines.get(&path).await.ok();
        let objects: Vec<_> =
            seen["objects"].as_array().unwrap().iter().map(|row| text(row, "lost_object_id")).collect();
        let fate = ["stands", "dropped"][self.below(2)];
        let body = json!({ "objects": objects, "fate": fate, "reason": "seen anew" });
        self.ines.post(&format!("{path}/decide"), &body).await;
    }

    /// By the calendar, the person was certainly 14 at one of the acts that are theirs now; gives what the node says of them.
    async fn require_fourteen(&self, person_id: &str) -> Value {
        let seen = self.ines.get(&format!("/api/persons/{person_id}")).await.ok();
        let (_, safe_from) = self.persons.iter().find(|(id, _)| id == person_id).unwrap();
        let days = seen["acts"].as_array().unwrap().iter().map(|act| text(act, "at")[..10].to_owned());
        let is_lawful = safe_from.is_some_and(|safe| days.clone().any(|day| day.as_str() >= safe));
        assert!(is_lawful, "certainly 14 from {safe_from:?}, acts on {:?}: {seen}", days.collect::<Vec<_>>());
        seen
    }

    /// Whoever stands in the arrest list now.
    async fn require_lawful_list(&self) {
        let listed = self.ines.get("/api/arrest-list").await.ok();
        for row in listed.as_array().unwrap() {
            let person_id = text(row, "person_id");
            self.require_fourteen(&person_id).await;
            let (_, safe_from) = self.persons.iter().find(|(id, _)| *id == person_id).unwrap();
            let acts = row["acts"].as_array().unwrap();
            let is_safe = |act: &Value| safe_from.is_some_and(|safe| &text(act, "at")[..10] >= safe);
            assert!(!acts.is_empty() && acts.iter().all(is_safe), "certainly 14 from {safe_from:?}: {row}");
        }
    }
}

service::both_engines! {
    async fn no_sequence_of_actions_lists_a_child_for_arrest(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&ines, "first").await;
        let links = vec![text(&pair["links"][0], "link_id")];
        let mut run = Run {
            ivan: ines.as_other("ivan"),
            ines,
            rng: SeededRng::new(0),
            persons: Vec::new(),
            identifications: Vec::new(),
            assignments: Vec::new(),
            links,
            losses: Vec::new(),
            entered: 0,
            refused: 0,
        };
        // the gate is not shut for everybody
        run.identify_as("adult", births().swap_remove(1)).await;
        run.assign().await;
        run.enter().await;
        assert_eq!(run.entered, 1);
        for seed in SEEDS {
            run.rng = SeededRng::new(seed);
            for _ in 0..STEPS {
                run.step().await;
                run.require_lawful_list().await;
            }
        }
        assert!(run.refused > 0, "nothing unlawful was tried");
        println!("{} entries and arrests taken, {} refused, {} persons", run.entered, run.refused, run.persons.len());
        station.stop().await;
    }
}
