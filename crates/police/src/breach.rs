//! What the police count by when they must tell an authority of a breach: persons, subjects, reports, answers of operators.

use std::collections::BTreeSet;

use model::PersonClass;
use service::breach::{Ages, Record, RecordKind, Records};
use service::privacy::DataCategory as D;
use service::rights::ObjectRef;
use service::{ColumnKeys, Failure, Tx};

use crate::db::breach as table;
use crate::db::persons;
use crate::judged::judge_person;

/// The records of the police.
pub struct PoliceRecords;

impl Records for PoliceRecords {
    const KINDS: &'static [RecordKind] = &[
        RecordKind { name: "person", categories: &[D::Identity, D::Offence, D::Reasons] },
        RecordKind { name: "subject", categories: &[D::Account, D::Offence, D::Reasons] },
        RecordKind { name: "report", categories: &[D::Account, D::Connection, D::Content, D::Offence] },
        RecordKind { name: "disclosure_request", categories: &[D::Subscriber, D::Connection] },
    ];

    async fn list(tx: &mut Tx, kind: &str, after: &str, limit: i64) -> Result<Vec<Record>, Failure> {
        Ok(match kind {
            "person" => table::list_persons(tx, after, limit).await?,
            "subject" => table::list_subjects(tx, after, limit).await?,
            "report" => table::list_reports(tx, after, limit).await?,
            _ => table::list_requests(tx, after, limit).await?,
        })
    }

    async fn resolve(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(match object.kind.as_str() {
            "person" | "subject" | "report" | "disclosure_request" => vec![object.clone()],
            _ => table::resolve(tx, &object.id).await?,
        })
    }

    fn listed_by(object_kind: &str) -> &'static [&'static str] {
        match object_kind {
            "person" | "assignment" | "assignment_move" | "arrest_list" | "prosecutor_file" | "clearance" => {
                &["person"]
            }
            "subject" => &["subject"],
            "claim" => &["person", "subject"],
            "report" => &["report"],
            "disclosure_request" => &["disclosure_request"],
            _ => &[],
        }
    }

    async fn find_package(tx: &mut Tx, named: &str) -> Result<Option<Vec<ObjectRef>>, Failure> {
        match table::find_referral(tx, named).await? {
            Some(referral_id) => Ok(Some(table::resolve(tx, &referral_id).await?)),
            None => Ok(None),
        }
    }

    async fn ages(tx: &mut Tx, keys: &ColumnKeys, ids: &BTreeSet<String>) -> Result<Ages, Failure> {
        let mut ages = Ages::default();
        for id in ids {
            let Ok(person_id) = id.parse() else { continue };
            let Some(person) = persons::find_person_or_number(tx, person_id).await? else { continue };
            let judged = judge_person(tx, keys, &person).await?;
            match judged.class() {
                _ if judged.is_minor() => ages.minors += 1,
                PersonClass::UnderResponsibility | PersonClass::Minor => ages.minors += 1,
                PersonClass::Adult => ages.adults += 1,
                PersonClass::Undetermined(_) => ages.open += 1,
            }
        }
        Ok(ages)
    }
}
