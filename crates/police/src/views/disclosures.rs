//! Disclosure requests as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{ColumnKeys, Failure, Tx};
use wire::disclosure::{DisclosureRequest, RequestLine};

use crate::db::Reader;
use crate::db::acts;
use crate::db::disclosures::{self, RequestRow};
use crate::{ids, seals};

/// Which requests to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestState {
    /// Not answered yet.
    Open,
    /// Answered.
    Answered,
}

/// A request with when it was answered; in JSON the wire document alone.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct DisclosureView {
    pub(crate) request: DisclosureRequest,
    #[serde(skip)]
    pub(crate) answered_at: Option<Timestamp>,
}

/// Oldest first.
pub(crate) async fn list_disclosures(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    state: Option<RequestState>,
) -> Result<Vec<DisclosureView>, Failure> {
    let wanted = |row: &RequestRow| match state {
        None => true,
        Some(RequestState::Open) => row.answered_at.is_none(),
        Some(RequestState::Answered) => row.answered_at.is_some(),
    };
    let mut views = Vec::new();
    for row in disclosures::list_requests(tx, reader).await?.into_iter().filter(wanted) {
        views.push(open_request(tx, reader, keys, row).await?);
    }
    Ok(views)
}

/// One request.
pub(crate) async fn load_disclosure(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    request_id: Id<ids::DisclosureRequest>,
) -> Result<DisclosureView, Failure> {
    let row = disclosures::find_request(tx, reader, request_id).await?.filter(|row| row.standing);
    open_request(tx, reader, keys, row.ok_or_else(|| Failure::absent("disclosure request"))?).await
}

async fn open_request(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    row: RequestRow,
) -> Result<DisclosureView, Failure> {
    let mut lines = Vec::new();
    for line in disclosures::list_lines(tx, row.request_id).await? {
        let found = acts::find_act(tx, reader, line.act_id).await?.ok_or_else(|| Failure::absent("act"))?;
        // none is left once the report is erased
        let open = |sealed| seals::CONNECTION.open(keys, line.act_id, sealed);
        let connection = found.act.connection.as_ref().map(open).transpose()?;
        let (address, port) = connection.map(|it| (it.address, it.port)).unwrap_or_default();
        lines.push(RequestLine { line_no: line.line_no, address, port, at: found.act.happened_at });
    }
    let id = row.request_id.to_string();
    let request = DisclosureRequest::new(id, row.operator, row.legal_basis, row.issued_at, lines);
    Ok(DisclosureView { request, answered_at: row.answered_at })
}
