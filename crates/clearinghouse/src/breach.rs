//! What a clearinghouse counts by when it must tell an authority of a breach: reports and tips.

use std::collections::BTreeSet;

use service::breach::{Ages, Record, RecordKind, Records};
use service::privacy::DataCategory as D;
use service::rights::ObjectRef;
use service::{ColumnKeys, Failure, Tx};

use crate::db::{breach as table, tip_erasure};
use crate::tips;

/// The records of a clearinghouse.
pub struct ClearinghouseRecords;

impl Records for ClearinghouseRecords {
    const KINDS: &'static [RecordKind] = &[
        RecordKind { name: "report", categories: &[D::Account, D::Connection, D::Content, D::Offence] },
        RecordKind { name: "tip", categories: &[D::Identity, D::Account, D::Content, D::Offence] },
    ];

    async fn list(tx: &mut Tx, kind: &str, after: &str, limit: i64) -> Result<Vec<Record>, Failure> {
        Ok(match kind {
            "tip" => tip_erasure::list_records(tx, after, limit).await?,
            _ => table::list_reports(tx, after, limit).await?,
        })
    }

    async fn resolve(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(match object.kind.as_str() {
            "referral" => table::list_reports_of_referral(tx, &object.id).await?,
            "import" => table::list_reports_of_import(tx, &object.id).await?,
            "cluster" => table::list_reports_of_cluster(tx, &object.id).await?,
            _ if tips::parse(&object.id).is_ok() => vec![ObjectRef::new("tip", &object.id)],
            // the files and the history of a report are looked at under words of their own; an entry on a list names none
            "report" | "file" | "history" => table::find_report(tx, &object.id).await?,
            _ => Vec::new(),
        })
    }

    /// A list of referrals shows no content of reports.
    fn listed_by(object_kind: &str) -> &'static [&'static str] {
        match object_kind {
            "report" => &["report"],
            "tip" => &["tip"],
            _ => &[],
        }
    }

    async fn find_package(tx: &mut Tx, named: &str) -> Result<Option<Vec<ObjectRef>>, Failure> {
        match table::find_referral(tx, named).await? {
            Some(referral_id) => Ok(Some(table::list_reports_of_referral(tx, &referral_id).await?)),
            None => Ok(None),
        }
    }

    /// A clearinghouse identifies nobody.
    async fn ages(_tx: &mut Tx, _keys: &ColumnKeys, _persons: &BTreeSet<String>) -> Result<Ages, Failure> {
        Ok(Ages::default())
    }
}
