//! What a platform can search for: reports by number, uploads by account and by digest. An upload that was reported is named by its report.

use service::rights::ObjectRef;
use service::search::{Searches, Sought, SoughtKind};
use service::{ColumnKeys, Failure, Tx};

use crate::State;
use crate::db::{reports, search as table};
use crate::permissions::Permission;

impl Searches for State {
    const SEARCH: Permission = Permission::ReadHits;
    const READ_SEARCHES: Permission = Permission::ReadAccessEntries;
    const SOUGHT: &'static [SoughtKind] = &[SoughtKind::Report, SoughtKind::Account, SoughtKind::Digest];

    /// The service is this platform, whatever the account's is called.
    async fn list_candidates(
        tx: &mut Tx,
        keys: &ColumnKeys,
        sought: &Sought,
    ) -> Result<Vec<ObjectRef>, Failure> {
        let uploads = match sought {
            Sought::Report(named) => return list_reports(tx, named).await,
            Sought::Account { identifier, .. } => {
                table::list_by_account(tx, &keys.blind("account", identifier)).await?
            }
            Sought::Digest(digest) => table::list_by_digest(tx, digest).await?,
            _ => Vec::new(),
        };
        let object = |(upload_id, report): table::UploadWithReport| match report {
            Some(report_id) => ObjectRef::new("report", report_id),
            None => ObjectRef::new("upload", upload_id),
        };
        Ok(uploads.into_iter().map(object).collect())
    }
}

/// By the number that the clearinghouse gave, or by the own identifier.
async fn list_reports(tx: &mut Tx, named: &str) -> Result<Vec<ObjectRef>, Failure> {
    let Ok(number) = named.parse::<i64>() else { return Ok(vec![ObjectRef::new("report", named)]) };
    let found = reports::list_reports_by_number(tx, number).await?;
    Ok(found.into_iter().map(|report_id| ObjectRef::new("report", report_id)).collect())
}
