//! The police: subjects, operators' answers, persons, units, outcomes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use scenario::{
    Conclusion, Decision, Identification, LineKind, Outcome, OutcomeCode, Scenario, SubscriberRecord, Tally,
};
use serde::Deserialize;
use serde_json::{Value, json};
use wire::disclosure::{
    AnswerLine, DisclosureAnswer, DisclosureRequest, Installation, RequestLine, Subscriber,
};

use crate::client::{Client, Refused};
use crate::demo::act::Subject;
use crate::demo::screen;
use crate::embedded::{Set, officer};

/// What the officers came to.
#[derive(Debug, Default)]
pub(in crate::demo) struct Done {
    /// Numbers of the reports of which an outcome was recorded.
    pub(in crate::demo) closed: BTreeSet<i64>,
    persons: u64,
    without_person: u64,
    refused: u64,
}

/// Opens an operation over every subject.
pub(in crate::demo) async fn open_operation(scenario: &Scenario, set: &Set) -> Result<String> {
    #[derive(Deserialize)]
    struct Created {
        operation_id: String,
    }
    let inspector = set.client("police", "inspector");
    let created: Created = inspector.post("/api/operations", &json!({ "name": scenario.name })).await?;
    let path = format!("/api/operations/{}/subjects", created.operation_id);
    let added: Value = inspector.post(&path, &json!({ "subject_ids": "all" })).await?;
    let subjects = list_subjects(&inspector).await?;
    let accounts: usize = subjects.iter().map(|subject| subject.accounts.len()).sum();
    let acts: usize = subjects.iter().map(|subject| subject.acts.len()).sum();
    screen::hop(
        "police",
        &format!(
            "package verified to the byte; {acts} acts of {accounts} accounts linked into {} subjects",
            added["subjects"]
        ),
    );
    Ok(created.operation_id)
}

async fn list_subjects(inspector: &Client) -> Result<Vec<Subject>> {
    #[derive(Deserialize)]
    struct Listed {
        subject_id: String,
    }
    let mut subjects = Vec::new();
    for listed in inspector.get::<Vec<Listed>>("/api/subjects").await? {
        subjects.push(inspector.get(&format!("/api/subjects/{}", listed.subject_id)).await?);
    }
    Ok(subjects)
}

/// Asks each operator about its acts, and answers as the operators would.
pub(in crate::demo) async fn ask_operators(scenario: &Scenario, set: &Set) -> Result<()> {
    let inspector = set.client("police", "inspector");
    let mut by_operator: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for act in list_subjects(&inspector).await?.into_iter().flat_map(|subject| subject.acts) {
        if let (Some(operator), Some(_)) = (act.operator, act.ip) {
            by_operator.entry(operator).or_default().push(act.act_id);
        }
    }
    for (number, (operator, act_ids)) in by_operator.iter().enumerate() {
        let legal_basis = format!("Invented authorization {}/2020 (LECrim art. 588 ter k)", number + 1);
        let body = json!({ "operator": operator, "legal_basis": legal_basis, "act_ids": act_ids,
            "despite": "Invented: where the port is missing, the operator names everybody who shared the address" });
        let _: Value = inspector.post("/api/disclosure-requests", &body).await?;
    }
    let open: Vec<DisclosureRequest> = inspector.get("/api/disclosure-requests?state=open").await?;
    let (mut lines, mut named) = (0, 0);
    for request in &open {
        let answer = answer(scenario, request)?;
        lines += answer.lines.len();
        named += answer.lines.iter().filter(|line| !line.subscribers.is_empty()).count();
        let path = format!("/api/disclosure-requests/{}/answer", request.request_id);
        let _: Value = inspector.post(&path, &answer).await?;
    }
    screen::hop(
        "police",
        &format!("{} operators asked about {lines} connections; a subscriber named for {named}", open.len()),
    );
    Ok(())
}

fn answer(scenario: &Scenario, request: &DisclosureRequest) -> Result<DisclosureAnswer> {
    let line = |line: &RequestLine| -> Result<AnswerLine> {
        let address = line.address.parse().with_context(|| format!("address {}", line.address))?;
        let records = scenario::answer(scenario, &request.operator, address, line.port, line.at);
        Ok(AnswerLine {
            line_no: line.line_no,
            address: Some(line.address.clone()),
            at: Some(line.at),
            subscribers: records.into_iter().map(subscriber).collect(),
            note: None,
        })
    };
    let lines = request.lines.iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok(DisclosureAnswer::new(request.request_id.as_str(), request.issued_at, lines))
}

fn subscriber(record: &SubscriberRecord) -> Subscriber {
    Subscriber {
        line: record.line.clone(),
        kind: match record.kind {
            LineKind::Fixed => wire::disclosure::LineKind::Fixed,
            LineKind::Mobile => wire::disclosure::LineKind::Mobile,
        },
        holder: record.holder.clone(),
        born_on: None,
        billing_address: record.billing_address.clone(),
        installation: record.installation.as_ref().map(|place| Installation {
            street: place.street.clone(),
            city: place.city.clone(),
            province: place.province.clone(),
        }),
    }
}

/// Follows the officers' rules in their order.
pub(in crate::demo) async fn decide(scenario: &Scenario, set: &Set) -> Result<Done> {
    let inspector = set.client("police", "inspector");
    let subjects = list_subjects(&inspector).await?;
    let mut done = Done::default();
    let bar = screen::bar("police: persons", scenario.decisions.len());
    for decision in &scenario.decisions {
        match &decision.then {
            Conclusion::NoIdentification(_) => done.without_person += 1,
            Conclusion::Identify(person) => {
                let chosen = select(decision, &subjects);
                follow(set, &inspector, person, &chosen, &mut done)
                    .await
                    .with_context(|| format!("decision `{}`", decision.key))?;
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    screen::hop(
        "police",
        &format!(
            "officers identified {} persons, named nobody in {} cases; {} attempts that the law forbids were refused",
            done.persons, done.without_person, done.refused
        ),
    );
    Ok(done)
}

/// The acts that a decision is about, by subject.
struct Selected<'a> {
    subject_id: &'a str,
    act_ids: Vec<&'a str>,
    reports: BTreeSet<i64>,
}

fn select<'a>(decision: &Decision, subjects: &'a [Subject]) -> Vec<Selected<'a>> {
    let mut selected = Vec::new();
    for subject in subjects {
        let acts: Vec<_> = subject
            .acts
            .iter()
            .filter(|act| {
                let answered: Vec<(&str, &str)> =
                    act.subscribers.iter().map(|who| (who.line.as_str(), who.holder.as_str())).collect();
                decision
                    .sees
                    .iter()
                    .any(|sight| sight.selects(subject.esp_identifier(act), act.at, &answered))
            })
            .collect();
        if !acts.is_empty() {
            selected.push(Selected {
                subject_id: &subject.subject_id,
                act_ids: acts.iter().map(|act| act.act_id.as_str()).collect(),
                reports: acts.iter().map(|act| act.report_number).collect(),
            });
        }
    }
    selected
}

/// A person handed to a unit.
#[derive(Deserialize)]
struct Assigned {
    assignment_id: String,
    unit: String,
}

async fn follow(
    set: &Set,
    inspector: &Client,
    person: &Identification,
    chosen: &[Selected<'_>],
    done: &mut Done,
) -> Result<()> {
    let Some((first, others)) = chosen.split_first() else { bail!("no act is to be seen that it speaks of") };
    let identified: Value = inspector
        .post(
            "/api/persons",
            &json!({
                "subject_id": first.subject_id,
                "act_ids": first.act_ids,
                "given_name": person.given_name,
                "family_name": person.family_name,
                "birth": person.birth,
                "residence_province": person.residence_province,
                "place_of_acts": person.place_of_acts,
                "grounds": person.grounds,
            }),
        )
        .await?;
    let person_id = identified["person_id"].as_str().context("person_id")?;
    for other in others {
        let body = json!({
            "subject_id": other.subject_id,
            "act_ids": other.act_ids,
            "place_of_acts": person.place_of_acts,
            "grounds": person.grounds,
        });
        let _: Value = inspector.post(&format!("/api/persons/{person_id}/acts"), &body).await?;
    }
    done.persons += 1;
    let Some(task) = &person.assign else { return Ok(()) };
    let reason = "Invented: the officers met the person at the address of the line";
    let body = json!({ "person_id": person_id, "unit": task.unit, "release_reason": reason });
    let assigned = assign(set, inspector, &body).await?;
    let unit = set.client("police", &officer(&assigned.unit));
    for outcome in &task.expect_refused {
        must_be_refused(record(&unit, &assigned.assignment_id, outcome).await, outcome)?;
        done.refused += 1;
    }
    if let Some(outcome) = &task.outcome {
        record(&unit, &assigned.assignment_id, outcome).await?;
        done.closed.extend(chosen.iter().flat_map(|selected| &selected.reports));
    }
    Ok(())
}

/// Two inspectors: one asks, the other approves.
async fn assign(set: &Set, inspector: &Client, body: &Value) -> Result<Assigned> {
    #[derive(Deserialize)]
    struct Asked {
        approval_id: String,
    }
    #[derive(Deserialize)]
    struct Approved {
        output: Assigned,
    }
    let asked: Asked = inspector.post("/api/assignments", body).await?;
    let path = format!("/api/approvals/{}/approve", asked.approval_id);
    let approved: Approved = set.client("police", "second-inspector").post(&path, &json!({})).await?;
    Ok(approved.output)
}

/// As the provincial unit: an arrest goes through the arrest list.
async fn record(unit: &Client, assignment_id: &str, outcome: &Outcome) -> Result<()> {
    let path = format!("/api/assignments/{assignment_id}");
    if outcome.code == OutcomeCode::LocatedAndArrested {
        let body = json!({ "grounds": "No other measure would have been effective" });
        let _: Value = unit.post(&format!("{path}/arrest-list"), &body).await?;
    }
    let at: Timestamp = outcome.at.instant();
    let mut body = json!({ "code": outcome.code, "at": at });
    if outcome.code == OutcomeCode::LocatedAndArrested {
        body["arrest_reasons"] = json!("No other measure would have been effective");
        body["why_not_heard"] = json!("A summons would have let evidence be destroyed");
    }
    let _: Value = unit.post(&format!("{path}/outcome"), &body).await?;
    Ok(())
}

fn must_be_refused(result: Result<()>, outcome: &Outcome) -> Result<()> {
    match result {
        Ok(()) => bail!("{:?} was recorded, though the law forbids it", outcome.code),
        Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.status == 422) => Ok(()),
        Err(error) => Err(error.context("expected to be refused by the law, not for another reason")),
    }
}

/// The operation's figures, as the police compute them.
pub(in crate::demo) async fn tally(set: &Set, operation: &str) -> Result<Tally> {
    set.client("police", "inspector").get(&format!("/api/operations/{operation}/tally")).await
}

/// A press note.
#[derive(Debug, Deserialize)]
pub(in crate::demo) struct PressNote {
    pub(in crate::demo) lang: String,
    pub(in crate::demo) text: String,
    pub(in crate::demo) warnings: Vec<String>,
}

/// The press note in Spanish and in English.
pub(in crate::demo) async fn press_notes(set: &Set, operation: &str) -> Result<Vec<PressNote>> {
    let inspector = set.client("police", "inspector");
    let mut notes = Vec::new();
    for lang in ["es", "en"] {
        notes.push(inspector.get(&format!("/api/operations/{operation}/press-note?lang={lang}")).await?);
    }
    Ok(notes)
}
