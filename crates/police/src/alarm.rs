//! What an alarm of the police can be about, as each reader sees it: closed operations stay closed, and a provincial officer sees what was handed to
//! the own unit.

use model::Id;
use model::kind::{Operation, Person, Report, Subject};
use service::alarm::{Seen, Watches};
use service::rights::ObjectRef;
use service::{Actor, ColumnKeys, Failure, PageContext, Permission as _, Scope, Tx};

use crate::api::unit_of;
use crate::db::disclosures::RequestRow;
use crate::db::{
    Reader, assignments, disclosures, operations, persons, referrals, report_imports, reports, subjects,
};
use crate::ids::{Assignment, DisclosureRequest, ReportImport};
use crate::judged::judge_person;
use crate::permissions::Permission;
use crate::views::PersonView;
use crate::{Police, alarms};

impl Watches for Police {
    const HANDLE_ALARMS: Permission = Permission::ReadReports;

    fn country(&self) -> &str {
        &self.settings.opening.country
    }

    fn read_words(ctx: &PageContext, words: String) -> String {
        alarms::read_words(ctx, &words).unwrap_or(words)
    }

    async fn find_seen(tx: &mut Tx, actor: &Actor, object: &ObjectRef) -> Result<Option<Seen>, Failure> {
        let (reader, id) = (Reader::of(actor), object.id.as_str());
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        match object.kind.as_str() {
            "report" if may(Permission::ReadReports) => find_report(tx, &reader, id).await,
            "subject" if may(Permission::ReadSubjects) => find_subject(tx, &reader, id).await,
            "person" if may(Permission::ReadPersons) => find_person(tx, &reader, actor, id).await,
            "assignment" if may(Permission::ReadAssignments) => find_assignment(tx, &reader, actor, id).await,
            "operation" if may(Permission::ReadOperations) => find_operation(tx, &reader, id).await,
            "disclosure_request" if may(Permission::ReadDisclosures) => find_request(tx, &reader, id).await,
            "referral" if may(Permission::ReadReferrals) => find_referral(tx, id).await,
            "import" if may(Permission::ReadReferrals) => find_import(tx, id).await,
            _ => Ok(None),
        }
    }

    async fn name_of(
        tx: &mut Tx,
        keys: &ColumnKeys,
        actor: &Actor,
        object: &ObjectRef,
    ) -> Result<Option<String>, Failure> {
        let (reader, id) = (Reader::of(actor), object.id.as_str());
        match object.kind.as_str() {
            "person" => name_of_person(tx, &reader, keys, id).await,
            "assignment" => name_of_assignment(tx, &reader, keys, id).await,
            "operation" => name_of_operation(tx, &reader, id).await,
            _ => Ok(None),
        }
    }
}

/// As the page of the person tells it: in full of a certain adult, else by initials.
async fn name_of_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    named: &str,
) -> Result<Option<String>, Failure> {
    let Ok(id) = named.parse::<Id<Person>>() else { return Ok(None) };
    let Some(row) = persons::find_person(tx, reader, id).await? else { return Ok(None) };
    let judged = judge_person(tx, keys, &row).await?;
    let name = PersonView::new(keys, &row, &judged)?.name;
    // nothing is left of one that was erased
    Ok(Some(name).filter(|name| !name.trim().is_empty()))
}

/// The person, and the province of the unit that has them.
async fn name_of_assignment(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    named: &str,
) -> Result<Option<String>, Failure> {
    let Ok(id) = named.parse::<Id<Assignment>>() else { return Ok(None) };
    let Some(row) = assignments::find_assignment(tx, reader, id).await? else { return Ok(None) };
    let name = name_of_person(tx, reader, keys, &row.person_id.to_string()).await?;
    Ok(name.map(|name| format!("{name} ({})", row.unit.name())))
}

async fn name_of_operation(tx: &mut Tx, reader: &Reader, named: &str) -> Result<Option<String>, Failure> {
    let Ok(id) = named.parse::<Id<Operation>>() else { return Ok(None) };
    Ok(operations::find_operation(tx, reader, id).await?.map(|row| row.name))
}

fn seen(kind: &str, id: impl std::fmt::Display, page: String) -> Seen {
    Seen { label: id.to_string(), object: ObjectRef::new(kind, id), page }
}

async fn find_report(tx: &mut Tx, reader: &Reader, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<Report>>() else { return Ok(None) };
    let found = reports::find_report(tx, reader, id).await?;
    Ok(found.map(|summary| Seen {
        object: ObjectRef::new("report", id),
        label: summary.report.report_number.to_string(),
        page: format!("/reports/{id}"),
    }))
}

async fn find_subject(tx: &mut Tx, reader: &Reader, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<Subject>>() else { return Ok(None) };
    let exists = subjects::exists(tx, reader, id).await?;
    Ok(exists.then(|| seen("subject", id, format!("/subjects/{id}"))))
}

async fn find_person(
    tx: &mut Tx,
    reader: &Reader,
    actor: &Actor,
    named: &str,
) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<Person>>() else { return Ok(None) };
    if persons::find_person(tx, reader, id).await?.is_none() {
        return Ok(None);
    }
    if let Some(unit) = unit_of(actor, Permission::ReadPersons)? {
        let assigned = assignments::find_assignment_of_person(tx, reader, id).await?;
        if assigned.is_none_or(|assignment| assignment.unit.code() != unit) {
            return Ok(None);
        }
    }
    Ok(Some(seen("person", id, format!("/persons/{id}"))))
}

/// An alarm on an assignment is one on its person, and erased with them.
async fn find_assignment(
    tx: &mut Tx,
    reader: &Reader,
    actor: &Actor,
    named: &str,
) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<Assignment>>() else { return Ok(None) };
    let Some(assignment) = assignments::find_assignment(tx, reader, id).await? else { return Ok(None) };
    find_person(tx, reader, actor, &assignment.person_id.to_string()).await
}

async fn find_operation(tx: &mut Tx, reader: &Reader, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<Operation>>() else { return Ok(None) };
    let found = operations::find_operation(tx, reader, id).await?;
    Ok(found.map(|_| seen("operation", id, format!("/operations/{id}"))))
}

async fn find_request(tx: &mut Tx, reader: &Reader, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<DisclosureRequest>>() else { return Ok(None) };
    let found = disclosures::find_request(tx, reader, id).await?;
    // a withdrawn one has no page
    let page = |row: RequestRow| {
        if row.standing { format!("/disclosure-requests/{id}") } else { "/disclosure-requests".to_owned() }
    };
    Ok(found.map(|row| seen("disclosure_request", id, page(row))))
}

async fn find_import(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<ReportImport>>() else { return Ok(None) };
    let found = report_imports::find(tx, id).await?;
    Ok(found.map(|_| seen("import", id, "/imports".to_owned())))
}

async fn find_referral(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let found = referrals::find_referral(tx, named).await?;
    Ok(found.map(|_| seen("referral", named, "/referrals".to_owned())))
}
