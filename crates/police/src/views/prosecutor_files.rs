//! Files for the juvenile prosecutor as readers see them: by initials, until an issued one is opened on record.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::kind::{Link, Person};
use model::{Id, folded_words};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::export_doubts::load_doubts;
use crate::db::exports::Exported;
use crate::db::prosecutor_files::{self, FileRow};
use crate::db::undone_receipts::{self, UndoneReceiptRow};
use crate::db::{Reader, Rows, persons};
use crate::ids::{GroundLoss, ProsecutorFile};
use crate::judged::judge_person;
use crate::prosecutor_file::{FileContent, FileParts, FileState, Other, compose, mask_own};
use crate::{name_blinds, names, seals};

/// A file in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProsecutorFileView {
    #[schema(value_type = String)]
    pub(crate) file_id: Id<ProsecutorFile>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// INE code of the unit that has the person; empty without one.
    pub(crate) unit: String,
    /// `es` or `en`.
    pub(crate) lang: String,
    /// `drafted`, `issued` or `received`.
    pub(crate) state: &'static str,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) office: Option<String>,
    pub(crate) procedure_number: Option<String>,
    pub(crate) authorization: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) issued_by: Option<String>,
    pub(crate) receipt: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) received_at: Option<Timestamp>,
    /// Receipts that were taken back, oldest first; lists leave them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) undone_receipts: Vec<UndoneReceiptView>,
    /// Links under dispute on which acts of the minor hang now; lists leave them out.
    #[schema(value_type = Vec<String>)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) contested_links: Vec<Id<Link>>,
    /// Grounds of these acts that were lost, and that nobody has settled; lists leave them out.
    #[schema(value_type = Vec<String>)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lost_grounds: Vec<Id<GroundLoss>>,
}

/// A receipt that was taken back.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct UndoneReceiptView {
    pub(crate) receipt: String,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
    pub(crate) received_by: String,
    #[schema(value_type = String)]
    pub(crate) undone_at: Timestamp,
    pub(crate) undone_by: String,
    pub(crate) reason: String,
}

model::unprintable!(UndoneReceiptView);

impl UndoneReceiptView {
    fn new(keys: &ColumnKeys, file_id: Id<ProsecutorFile>, row: UndoneReceiptRow) -> Result<Self, Failure> {
        let key = undone_receipts::row_of(file_id, row.undone_no);
        Ok(Self {
            reason: seals::UNDONE_RECEIPT_REASON.open_kept(keys, key, &row.reason)?,
            receipt: row.received.receipt,
            received_at: row.received.at,
            received_by: row.received.by,
            undone_at: row.undone_at,
            undone_by: row.undone_by,
        })
    }
}

impl ProsecutorFileView {
    fn new(row: &FileRow) -> Self {
        let (issued, received) = (row.issued.as_ref(), row.received.as_ref());
        Self {
            file_id: row.file_id,
            person_id: row.person_id,
            unit: row.unit.clone(),
            lang: row.lang.clone(),
            state: row.state.code(),
            made_at: row.made_at,
            made_by: row.made_by.clone(),
            office: issued.map(|issued| issued.office.clone()),
            procedure_number: issued.map(|issued| issued.procedure_number.clone()),
            authorization: issued.map(|issued| issued.authorization.clone()),
            issued_at: issued.map(|issued| issued.at),
            issued_by: issued.map(|issued| issued.by.clone()),
            receipt: received.map(|received| received.receipt.clone()),
            received_at: received.map(|received| received.at),
            undone_receipts: Vec::new(),
            contested_links: Vec::new(),
            lost_grounds: Vec::new(),
        }
    }

    /// One file, with what is in doubt of it now, whatever it said when it was issued.
    async fn load(tx: &mut Tx, row: &FileRow) -> Result<Self, Failure> {
        let doubts = load_doubts(tx, &Reader::node(), Exported::Person(row.person_id)).await?;
        let (contested_links, lost_grounds) = (doubts.contested_links, doubts.lost_grounds);
        Ok(Self { contested_links, lost_grounds, ..Self::new(row) })
    }
}

/// One page of the files of a unit, or of all, in a state, or in any, and how many there are.
pub(crate) async fn page_files(
    tx: &mut Tx,
    reader: &Reader,
    some: (Option<&str>, Option<FileState>),
    rows: &Rows,
) -> Result<(Vec<ProsecutorFileView>, i64), Failure> {
    let total = prosecutor_files::count(tx, reader, some).await?;
    let found = prosecutor_files::list_page(tx, reader, some, rows).await?;
    Ok((found.iter().map(ProsecutorFileView::new).collect(), total))
}

/// A standing file with its content by initials; of a draft, as it would be issued now.
pub(crate) async fn load_file(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    file_id: Id<ProsecutorFile>,
) -> Result<(ProsecutorFileView, FileContent), Failure> {
    let row = find(tx, reader, unit, file_id).await?;
    let mut content = match &row.issued {
        Some(issued) => seals::FILE_CONTENT.open(keys, file_id, &issued.content)?,
        None => load_file_content(tx, keys, &row).await?,
    };
    mask_own(&mut content);
    let undone = undone_receipts::list(tx, file_id).await?.into_iter();
    let undone = undone.map(|row| UndoneReceiptView::new(keys, file_id, row)).collect::<Result<_, _>>()?;
    let file = ProsecutorFileView::load(tx, &row).await?;
    Ok((ProsecutorFileView { undone_receipts: undone, ..file }, content))
}

/// An issued file as it was issued, with the minor's name; only for whose opening is on record.
pub(crate) async fn load_opened_file(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    file_id: Id<ProsecutorFile>,
) -> Result<(ProsecutorFileView, FileContent), Failure> {
    let row = find(tx, reader, unit, file_id).await?;
    let issued = row.issued.as_ref().ok_or_else(|| Failure::absent("file"))?;
    let content = seals::FILE_CONTENT.open(keys, file_id, &issued.content)?;
    Ok((ProsecutorFileView::load(tx, &row).await?, content))
}

async fn find(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    file_id: Id<ProsecutorFile>,
) -> Result<FileRow, Failure> {
    let row = prosecutor_files::find(tx, reader, unit, file_id).await?;
    row.filter(|row| row.standing).ok_or_else(|| Failure::absent("file"))
}

/// What a draft says by the facts as they stand now. Every other minor that is known, and everybody who may be one, is cut to
/// initials in it.
pub(crate) async fn load_file_content(
    tx: &mut Tx,
    keys: &ColumnKeys,
    row: &FileRow,
) -> Result<FileContent, Failure> {
    let person = persons::find_person(tx, &Reader::node(), row.person_id).await?;
    let person = person.ok_or_else(|| Failure::absent("file"))?;
    let judged = judge_person(tx, keys, &person).await?;
    let name = (
        seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?,
        seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?,
    );
    let birth = match &person.birth {
        Some(sealed) => Some(seals::BIRTH.open(keys, person.person_id, sealed)?),
        None => None,
    };
    let parts = seals::FILE_PARTS.open(keys, row.file_id, &row.parts)?;
    let others = list_others(tx, keys, row.person_id, &name, &parts).await?;
    let files = prosecutor_files::list_exhibits(tx, row.person_id).await?;
    Ok(compose(&judged, name, birth, parts, &files, &others))
}

/// Whom the parts may name beside the file's own minor: who has to do with the same subjects or operations, and whoever else of all known
/// persons stands there with given and family name. Somebody of the minor's own name is not told from the minor. Only names that the text
/// may hold are opened, found by the digests of its words.
async fn list_others(
    tx: &mut Tx,
    keys: &ColumnKeys,
    person_id: Id<Person>,
    own: &(String, String),
    parts: &FileParts,
) -> Result<Vec<Other>, Failure> {
    let mut rows = prosecutor_files::list_connected(tx, person_id).await?;
    let connected: BTreeSet<_> = rows.iter().map(|row| row.person_id).collect();
    let named = persons::list_named(tx, &name_blinds::of_texts(keys, &parts.texts)).await?;
    rows.extend(named.into_iter().filter(|row| !connected.contains(&row.person_id)));
    let texts: Vec<_> = parts.texts.iter().map(|text| folded_words(text)).collect();
    let own = names::normalised(&own.0, &own.1);
    let mut others = Vec::new();
    for row in rows {
        if row.person_id == person_id {
            continue;
        }
        let given_name = seals::GIVEN_NAME.open_kept(keys, row.person_id, &row.given_name)?;
        let family_name = seals::FAMILY_NAME.open_kept(keys, row.person_id, &row.family_name)?;
        let is_named = || {
            names::normalised(&given_name, &family_name) != own
                && texts.iter().any(|words| names::is_named(words, &given_name, &family_name))
        };
        if connected.contains(&row.person_id) || is_named() {
            let class = judge_person(tx, keys, &row).await?.class();
            others.push(Other { class, given_name, family_name });
        }
    }
    Ok(others)
}
