//! Who reads. What belongs to a closed operation exists for its readers alone; the condition stands in the SQL of every function that
//! reads such rows, and each of them asks for a reader, so that none can forget it.

use service::{Actor, DbError, Tx};

use crate::permissions::Role;

/// Who reads: goes with the transaction into every function that reads what an operation may close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader(String);

/// What a closed operation closes; each has a view of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    Operation,
    Subject,
    Account,
    Report,
    Person,
    Request,
}

impl Closed {
    /// View and column.
    fn view(self) -> (&'static str, &'static str) {
        match self {
            Self::Operation => ("closed_operation", "operation_id"),
            Self::Subject => ("closed_subject", "subject_id"),
            Self::Account => ("closed_account", "account_id"),
            Self::Report => ("closed_report", "report_id"),
            Self::Person => ("closed_person", "person_id"),
            Self::Request => ("closed_request", "request_id"),
        }
    }

    /// By the word of the glossary.
    fn find(kind: &str) -> Option<Self> {
        Some(match kind {
            "operation" => Self::Operation,
            "subject" => Self::Subject,
            "report" => Self::Report,
            "person" => Self::Person,
            "disclosure_request" => Self::Request,
            _ => return None,
        })
    }
}

impl Reader {
    /// The node's own work: linking, ages, figures, feedback, periods. What it reads is shown to nobody.
    pub(crate) fn node() -> Self {
        Self(String::new())
    }

    /// An actor. A provincial officer reads what was handed to the own unit, which two persons decided, and nothing else; the data
    /// protection officer reads who was shown what. Both by their permissions, closed or not. Everybody else is kept out unless named.
    pub(crate) fn of(actor: &Actor) -> Self {
        match (actor, Role::find(actor)) {
            (Actor::Job { .. }, _) | (_, Some(Role::ProvincialOfficer | Role::DataProtectionOfficer)) => {
                Self::node()
            }
            _ => Self(actor.name().to_owned()),
        }
    }

    /// What [`may_read`] binds.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}

/// SQL: no operation that is closed to the reader closes what `column` names. The reader's name is bound at `place`.
pub(crate) fn may_read(closed: Closed, column: &str, place: usize) -> String {
    let (view, key) = closed.view();
    format!(
        "(${place} = '' OR NOT EXISTS (
             SELECT 1 FROM {view} closed WHERE closed.{key} = {column} AND NOT EXISTS (
                 SELECT 1 FROM operation_reader
                 WHERE operation_reader.operation_id = closed.operation_id AND operation_reader.reader = ${place})))"
    )
}

/// SQL: as [`may_read`], for a list: what is closed to the reader is gathered once, not asked for each of a hundred thousand rows.
pub(crate) fn may_list(closed: Closed, column: &str, place: usize) -> String {
    format!("(${place} = '' OR {column} NOT IN ({}))", gather(closed, place))
}

/// SQL: what is closed to the reader, as the view of its kind has it, from the closed operations on: mostly there is none, and then no
/// other table is read. `CROSS JOIN` keeps SQLite to this order; by its own it begins with all reports, or all identified acts.
fn gather(closed: Closed, place: usize) -> String {
    const SUBJECTS: &str = "CROSS JOIN operation_subject s";
    const ACCOUNTS: &str = "CROSS JOIN operation_subject s CROSS JOIN account c";
    let of_subject = "s.operation_id = o.operation_id";
    let of_account = "s.operation_id = o.operation_id AND c.subject_id = s.subject_id";
    let from = |what: &str, tables: &str, condition: &str| {
        format!(
            "SELECT {what} FROM closed_operation o {tables} WHERE {condition} AND NOT EXISTS (
                 SELECT 1 FROM operation_reader
                 WHERE operation_reader.operation_id = o.operation_id AND operation_reader.reader = ${place})"
        )
    };
    match closed {
        Closed::Operation => from("o.operation_id", "", "1 = 1"),
        Closed::Subject => from("s.subject_id", SUBJECTS, of_subject),
        Closed::Account => from("c.account_id", ACCOUNTS, of_account),
        Closed::Report => from(
            "a.report_id",
            &format!("{ACCOUNTS} CROSS JOIN report_account a"),
            &format!("{of_account} AND a.account_id = c.account_id"),
        ),
        Closed::Request => {
            let by_act = from(
                "l.request_id",
                &format!("{ACCOUNTS} CROSS JOIN act a CROSS JOIN disclosure_line l"),
                &format!("{of_account} AND a.account_id = c.account_id AND l.act_id = a.act_id"),
            );
            let by_event = from(
                "l.request_id",
                &format!("{ACCOUNTS} CROSS JOIN ip_event e CROSS JOIN disclosure_line l"),
                &format!("{of_account} AND e.account_id = c.account_id AND l.event_id = e.event_id"),
            );
            format!("{by_act} UNION {by_event}")
        }
        Closed::Person => {
            let by_subject = from(
                "i.person_id",
                &format!("{SUBJECTS} CROSS JOIN identification i"),
                &format!("{of_subject} AND i.subject_id = s.subject_id"),
            );
            let by_act = from(
                "i.person_id",
                &format!(
                    "{ACCOUNTS} CROSS JOIN act a CROSS JOIN identified_act n CROSS JOIN identification i"
                ),
                &format!(
                    "{of_account} AND a.account_id = c.account_id AND n.act_id = a.act_id
                         AND i.identification_id = n.identification_id"
                ),
            );
            format!("{by_subject} UNION {by_act}")
        }
    }
}

/// Whether an object is there for the reader, as far as closed operations say; it need not exist.
pub(crate) async fn may_read_object(
    tx: &mut Tx,
    reader: &Reader,
    kind: &str,
    id: &str,
) -> Result<bool, DbError> {
    let Some(closed) = Closed::find(kind) else { return Ok(true) };
    let sql = format!("SELECT 1 AS found WHERE {}", may_read(closed, "$2", 1));
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(id).fetch_optional(tx.conn()).await?;
    Ok(row.is_some())
}
