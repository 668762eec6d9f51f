//! Operations as readers see them.

use jiff::Timestamp;
use model::Id;
use model::kind::{Operation, Subject};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::closures::{self, AccessRequestRow, ClosureRow};
use crate::db::operations::{self, OperationRow};
use crate::db::{Reader, Rows};
use crate::ids::AccessRequest;
use crate::seals;

/// An operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OperationView {
    #[schema(value_type = String)]
    pub(crate) operation_id: Id<Operation>,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) opened_at: Timestamp,
    /// How many subjects are in it.
    pub(crate) subject_count: i64,
    /// How many of these are closed to the reader by another operation.
    pub(crate) closed_subject_count: i64,
    /// Which are not; only when one operation is asked for.
    #[schema(value_type = Option<Vec<String>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject_ids: Option<Vec<Id<Subject>>>,
    /// Who leads it, by sign-in name.
    pub(crate) led_by: String,
    /// Set while it is closed to named readers.
    pub(crate) closed: Option<ClosureView>,
}

/// That an operation is closed, to whom it is not, and who asks.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ClosureView {
    #[schema(value_type = String)]
    pub(crate) closed_at: Timestamp,
    pub(crate) closed_by: String,
    pub(crate) reason: String,
    /// Sign-in names.
    pub(crate) readers: Vec<String>,
    pub(crate) access_requests: Vec<AccessRequestView>,
}

model::unprintable!(ClosureView);

/// Somebody met the border of a closed operation and asks to be let in.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct AccessRequestView {
    #[schema(value_type = String)]
    pub(crate) access_request_id: Id<AccessRequest>,
    pub(crate) asked_by: String,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) asked_at: Timestamp,
}

model::unprintable!(AccessRequestView);

impl OperationView {
    async fn open(
        tx: &mut Tx,
        reader: &Reader,
        keys: &ColumnKeys,
        row: OperationRow,
    ) -> Result<Self, Failure> {
        let id = row.operation_id;
        let (name, closed) = match closures::find_closure(tx, reader, id).await? {
            None => (row.name, None),
            Some(closure) => {
                let name = seals::CLOSURE_NAME.open(keys, closure.closure_id, &closure.name)?;
                (name, Some(ClosureView::open(tx, reader, keys, &closure).await?))
            }
        };
        Ok(Self {
            operation_id: id,
            name,
            opened_at: row.opened_at,
            subject_count: row.subjects,
            closed_subject_count: operations::count_closed_subjects(tx, reader, id).await?,
            subject_ids: None,
            led_by: row.opened_by,
            closed,
        })
    }
}

impl ClosureView {
    async fn open(
        tx: &mut Tx,
        reader: &Reader,
        keys: &ColumnKeys,
        row: &ClosureRow,
    ) -> Result<Self, Failure> {
        let requests = closures::list_requests(tx, reader, row.operation_id).await?;
        Ok(Self {
            closed_at: row.closed_at,
            closed_by: row.closed_by.clone(),
            reason: seals::CLOSURE_REASON.open(keys, row.closure_id, &row.reason)?,
            readers: closures::list_readers(tx, reader, row.operation_id).await?,
            access_requests: requests
                .into_iter()
                .map(|request| AccessRequestView::open(keys, request))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl AccessRequestView {
    fn open(keys: &ColumnKeys, row: AccessRequestRow) -> Result<Self, Failure> {
        let id = row.access_request_id;
        Ok(Self {
            access_request_id: id,
            asked_by: row.asked_by,
            reason: seals::ACCESS_REQUEST_REASON.open(keys, id, &row.reason)?,
            asked_at: row.asked_at,
        })
    }
}

/// Newest first.
pub(crate) async fn list_operations(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
) -> Result<Vec<OperationView>, Failure> {
    let mut views = Vec::new();
    for row in operations::list_operations(tx, reader).await? {
        views.push(OperationView::open(tx, reader, keys, row).await?);
    }
    Ok(views)
}

/// One page of them, and how many the whole list holds.
pub(crate) async fn page_operations(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    rows: &Rows,
) -> Result<(Vec<OperationView>, i64), Failure> {
    let total = operations::count(tx, reader).await?;
    let mut views = Vec::new();
    for row in operations::list_page(tx, reader, rows).await? {
        views.push(OperationView::open(tx, reader, keys, row).await?);
    }
    Ok((views, total))
}

/// The operations that a subject is in.
pub(crate) async fn list_operations_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    subject_id: Id<Subject>,
) -> Result<Vec<OperationView>, Failure> {
    let mut views = Vec::new();
    for row in operations::list_operations_of_subject(tx, reader, subject_id).await? {
        views.push(OperationView::open(tx, reader, keys, row).await?);
    }
    Ok(views)
}

/// One operation, without its subjects: they can be as many as all.
pub(crate) async fn load_operation(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<OperationView, Failure> {
    let row = operations::find_operation(tx, reader, operation_id).await?;
    OperationView::open(tx, reader, keys, row.ok_or_else(|| Failure::absent("operation"))?).await
}

/// One operation with its subjects.
pub(crate) async fn load_operation_with_subjects(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<OperationView, Failure> {
    let operation = load_operation(tx, reader, keys, operation_id).await?;
    let subject_ids = Some(operations::list_subject_ids(tx, reader, operation_id).await?);
    Ok(OperationView { subject_ids, ..operation })
}
