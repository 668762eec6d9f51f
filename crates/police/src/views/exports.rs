//! What leaves for the tools of others, as far as whoever exports may read it.

use service::{ColumnKeys, Failure, Tx};

use crate::db::export_doubts::load_doubts;
use crate::db::exports::{self as table, Exported};
use crate::db::{Reader, reports, subjects};
use crate::exports::{Leaving, LeavingAccount, LeavingAct, LeavingEvent};
use crate::seals;

/// Refuses what is not there for the reader: of one unit, or all.
pub(crate) async fn require_exported(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    what: Exported,
) -> Result<(), Failure> {
    let is_there = match what {
        Exported::Report(id) => reports::find_report(tx, reader, id).await?.is_some(),
        Exported::Subject(id) => subjects::exists(tx, reader, id).await?,
        Exported::Person(id) => {
            super::load_person(tx, reader, keys, id, unit).await?;
            true
        }
        Exported::Operation(id) => {
            super::load_operation(tx, reader, keys, id).await?;
            true
        }
    };
    if is_there { Ok(()) } else { Err(Failure::absent(what.kind())) }
}

/// What leaves; accounts and addresses are opened only where they stand in it.
pub(crate) async fn load_leaving(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    (unit, with_accounts): (Option<&str>, bool),
    what: Exported,
) -> Result<Leaving, Failure> {
    require_exported(tx, reader, keys, unit, what).await?;
    let acts = table::list_acts(tx, reader, what).await?;
    let events = table::list_events(tx, reader, what).await?;
    let reports = table::list_reports(tx, reader, what).await?;
    let doubts = load_doubts(tx, reader, what).await?;
    let mut leaving = Leaving { reports, acts: Vec::new(), events: Vec::new(), accounts: Vec::new(), doubts };
    for act in acts {
        let connection = match act.connection.as_ref().filter(|_| with_accounts) {
            Some(sealed) => Some(seals::CONNECTION.open(keys, act.act_id, sealed)?),
            None => None,
        };
        leaving.acts.push(LeavingAct { act, connection });
    }
    for found in events {
        let connection = match found.event.connection.as_ref().filter(|_| with_accounts) {
            Some(sealed) => Some(seals::EVENT_CONNECTION.open(keys, found.event.event_id, sealed)?),
            None => None,
        };
        leaving.events.push(LeavingEvent { found, connection });
    }
    if with_accounts {
        for row in table::list_statements(tx, reader, what).await? {
            leaving.accounts.push(LeavingAccount {
                account_id: row.account.account_id,
                report_id: row.report_id,
                report_number: row.report_number,
                service: row.account.service,
                stated: seals::STATED.open_kept(keys, row.statement_id, &row.stated)?,
            });
        }
    }
    Ok(leaving)
}
