//! Disclosure requests as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{ColumnKeys, Failure, Sealed, Tx};
use wire::disclosure::{DisclosureRequest, RequestLine};

use crate::asking::LegalBasis;
use crate::db::disclosures::{self, RequestRow, Which};
use crate::db::{Reader, Rows, disclosure_answers};
use crate::due::Term;
use crate::ids;
use crate::seals::{self, PersonalColumn};

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
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct DisclosureView {
    pub(crate) request: DisclosureRequest,
    #[serde(skip)]
    pub(crate) answered_at: Option<Timestamp>,
    /// By which term the operator must answer, and when that ends; none as long as it does not run.
    #[serde(skip)]
    pub(crate) term: Term,
    #[serde(skip)]
    pub(crate) due_at: Option<Timestamp>,
    /// Why events were asked about that may mislead; empty where none was.
    #[serde(skip)]
    pub(crate) despite: String,
    #[serde(skip)]
    pub(crate) notes: Vec<LineNote>,
    #[serde(skip)]
    pub(crate) order: OrderView,
}

/// On what basis a request stands, who orders it, and whether it was sent; empty texts where nobody said.
#[derive(Clone)]
pub(crate) struct OrderView {
    /// Code of a legal basis.
    pub(crate) basis: String,
    pub(crate) minor_hint: bool,
    /// Code of an addressee.
    pub(crate) addressee: String,
    /// Why it goes elsewhere than to the juvenile prosecutor.
    pub(crate) addressee_reason: String,
    /// Why a European Production Order is an emergency.
    pub(crate) emergency_reason: String,
    pub(crate) court: String,
    pub(crate) procedure_number: String,
    pub(crate) authorization_number: String,
    /// When it was marked as sent, and by whom.
    pub(crate) sent: Option<(Timestamp, String)>,
}

model::unprintable!(DisclosureView);

impl RequestRow {
    fn term(&self) -> Term {
        Term::new(&self.authority.basis, self.authority.emergency_reason.is_some(), &self.country)
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.term().due_at(self.issued_at, self.sent.as_ref().map(|(at, _)| *at))
    }
}

impl OrderView {
    fn open(keys: &ColumnKeys, row: &RequestRow) -> Result<Self, Failure> {
        let authority = row.authority.clone();
        let open = |column: PersonalColumn, sealed: &Option<Sealed<String>>| match sealed {
            Some(sealed) => column.open_kept(keys, row.request_id, sealed),
            None => Ok(String::new()),
        };
        Ok(Self {
            basis: authority.basis,
            minor_hint: row.minor_hint,
            addressee: authority.addressee,
            addressee_reason: open(seals::ADDRESSEE_REASON, &authority.addressee_reason)?,
            emergency_reason: open(seals::EMERGENCY_REASON, &authority.emergency_reason)?,
            court: authority.court,
            procedure_number: authority.procedure_number,
            authorization_number: authority.authorization_number,
            sent: row.sent.clone(),
        })
    }

    /// Puts what the operator is told of it into the document.
    fn fill(&self, request: &mut DisclosureRequest) {
        let stated = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        request.article = LegalBasis::find(&self.basis).map(|basis| basis.article.to_owned());
        request.court = stated(&self.court);
        request.procedure_number = stated(&self.procedure_number);
        request.authorization_number = stated(&self.authorization_number);
    }
}

/// What may mislead about a line of a request.
#[derive(Debug, Clone)]
pub(crate) struct LineNote {
    pub(crate) line_no: i64,
    /// Codes of the flags of the event.
    pub(crate) flags: Vec<String>,
    /// Whether the line asks about the clock reading in another zone than the report's.
    pub(crate) is_second_reading: bool,
}

/// A request in the list of pages: its lines as a number, so that nothing sealed is opened for it.
pub(crate) struct ListedRequest {
    pub(crate) request_id: Id<ids::DisclosureRequest>,
    pub(crate) operator: String,
    pub(crate) legal_basis: String,
    pub(crate) issued_at: Timestamp,
    /// When the answer is due; none as long as no term runs.
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) is_sent: bool,
    pub(crate) lines: i64,
}

/// A subscriber that the answer to a request named, by the line of the request.
pub(crate) struct AnsweredLine {
    pub(crate) line_no: i64,
    pub(crate) subscriber: wire::disclosure::Subscriber,
    /// The Castilian name of the province of the installation, when it was understood.
    pub(crate) province: Option<&'static str>,
}

/// One page of the requests, and how many the whole list holds.
pub(crate) async fn page_requests(
    tx: &mut Tx,
    reader: &Reader,
    which: Which,
    rows: &Rows,
) -> Result<(Vec<ListedRequest>, i64), Failure> {
    let total = disclosures::count(tx, reader, which, &rows.pattern).await?;
    let found = disclosures::list_page(tx, reader, which, rows).await?;
    let view = |row: disclosures::RequestSummary| ListedRequest {
        due_at: row.request.due_at(),
        request_id: row.request.request_id,
        operator: row.request.operator,
        legal_basis: row.request.legal_basis,
        issued_at: row.request.issued_at,
        answered_at: row.request.answered_at,
        is_sent: row.request.sent.is_some(),
        lines: row.lines,
    };
    Ok((found.into_iter().map(view).collect(), total))
}

/// What the standing answer to a request named; without what was erased since.
pub(crate) async fn list_answered_lines(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    request_id: Id<ids::DisclosureRequest>,
) -> Result<Vec<AnsweredLine>, Failure> {
    let mut lines = Vec::new();
    for (line_no, row) in disclosure_answers::list_subscribers_of_request(tx, reader, request_id).await? {
        if row.subscriber.as_column().is_empty() {
            continue;
        }
        let subscriber = seals::SUBSCRIBER.open(keys, row.subscriber_id, &row.subscriber)?;
        let province = row.installation_province.map(model::Province::name);
        lines.push(AnsweredLine { line_no, subscriber, province });
    }
    Ok(lines)
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
    let despite = match &row.despite {
        Some(sealed) => seals::ASKED_DESPITE.open_kept(keys, row.request_id, sealed)?,
        None => String::new(),
    };
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    for line in disclosures::list_lines(tx, reader, row.request_id).await? {
        let open = |sealed| line.seen.open(keys, sealed);
        let connection = line.connection.as_ref().map(open).transpose()?;
        let (address, port) = connection.map(|it| (it.address, it.port)).unwrap_or_default();
        notes.push(LineNote {
            line_no: line.line_no,
            flags: line.flags,
            is_second_reading: line.is_second_reading,
        });
        let stated = Some(line.stated_text);
        lines.push(RequestLine { line_no: line.line_no, address, port, at: line.asked_at, stated });
    }
    let id = row.request_id.to_string();
    let order = OrderView::open(keys, &row)?;
    let (term, due_at) = (row.term(), row.due_at());
    let mut request = DisclosureRequest::new(id, row.operator, row.legal_basis, row.issued_at, lines);
    order.fill(&mut request);
    Ok(DisclosureView { request, answered_at: row.answered_at, term, due_at, despite, notes, order })
}
