//! What a platform counts by when it must tell an authority of a breach: uploads, and what users reported.

use std::collections::BTreeSet;

use service::breach::{Ages, Record, RecordKind, Records};
use service::privacy::DataCategory as D;
use service::rights::ObjectRef;
use service::{ColumnKeys, Failure, Tx};

use crate::db::breach as table;

/// The records of a platform.
pub struct PlatformRecords;

impl Records for PlatformRecords {
    const KINDS: &'static [RecordKind] = &[
        RecordKind {
            name: "upload",
            categories: &[D::Account, D::Connection, D::Content, D::Offence, D::Reasons],
        },
        RecordKind { name: "user_report", categories: &[D::Account, D::Reasons] },
    ];

    async fn list(tx: &mut Tx, kind: &str, after: &str, limit: i64) -> Result<Vec<Record>, Failure> {
        Ok(match kind {
            "upload" => table::list_uploads(tx, after, limit).await?,
            _ => table::list_user_reports(tx, after, limit).await?,
        })
    }

    async fn resolve(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(table::resolve(tx, object).await?)
    }

    fn listed_by(object_kind: &str) -> &'static [&'static str] {
        match object_kind {
            "hit" | "report" => &["upload"],
            "user_report" => &["user_report"],
            _ => &[],
        }
    }

    /// A platform makes no packages.
    async fn find_package(_tx: &mut Tx, _named: &str) -> Result<Option<Vec<ObjectRef>>, Failure> {
        Ok(None)
    }

    /// A platform identifies nobody.
    async fn ages(_tx: &mut Tx, _keys: &ColumnKeys, _persons: &BTreeSet<String>) -> Result<Ages, Failure> {
        Ok(Ages::default())
    }
}
