//! Reveals: the one place where a masked field is opened, and the list of who was shown what.

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, PersonClass, Precision};
use serde::Serialize;
use service::{Actor, ColumnKeys, Failure, Permission as _, Scope, Sealed, Tx};
use utoipa::ToSchema;

use super::persons::persons_by_id;
use crate::db::persons::{self, PersonRow};
use crate::db::reveals::{self, RevealRow};
use crate::db::{Reader, Rows};
use crate::ids::Reveal;
use crate::permissions::Permission;
use crate::reveals::{MaskedField, ReviewVerdict};
use crate::{names, seals};

/// What the reader is shown once. Not `Debug`, so that no log line can hold it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Revealed {
    #[schema(value_type = String)]
    pub(crate) reveal_id: Id<Reveal>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    pub(crate) field: MaskedField,
    #[schema(value_type = String)]
    pub(crate) revealed_at: Timestamp,
    pub(crate) revealed_by: String,
    pub(crate) reason: String,
    pub(crate) legal_basis: String,
    /// With the field `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given_name: Option<String>,
    /// With the field `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) family_name: Option<String>,
    /// With the field `birth`: a date in the precision in which it is known, as `POST /api/persons` takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) birth: Option<Precision>,
}

/// A reveal in the list: what was shown is not in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevealView {
    #[schema(value_type = String)]
    pub(crate) reveal_id: Id<Reveal>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    pub(crate) field: MaskedField,
    #[schema(value_type = String)]
    pub(crate) revealed_at: Timestamp,
    pub(crate) revealed_by: String,
    /// The person's name cut to initials, whatever the age.
    pub(crate) reason: String,
    /// Likewise.
    pub(crate) legal_basis: String,
    /// Set when chance drew it for review; never shown to who was shown the field.
    pub(crate) review: Option<ReviewView>,
}

/// The review of a drawn reveal.
#[derive(Serialize, ToSchema)]
#[schema(as = RevealReview)]
pub(crate) struct ReviewView {
    /// `open`, `justified` or `questioned`.
    pub(crate) state: &'static str,
    pub(crate) decided_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) decided_at: Option<Timestamp>,
    /// For those who review; cut like the reason.
    pub(crate) note: Option<String>,
    /// Whether the reader may decide it.
    pub(crate) may_decide: bool,
}

impl ReviewView {
    fn open(keys: &ColumnKeys, row: &RevealRow, actor: &Actor) -> Result<Option<Self>, Failure> {
        let Some(review) = row.review.as_ref().filter(|_| row.revealed_by != actor.name()) else {
            return Ok(None);
        };
        let is_reviewer = Permission::ReviewReveals.allows(actor) != Scope::None;
        let open = |note: &Sealed<String>| seals::REVIEW_NOTE.open_kept(keys, row.reveal_id, note);
        Ok(Some(Self {
            state: review.verdict.map_or("open", ReviewVerdict::as_str),
            decided_by: review.decided_by.clone(),
            decided_at: review.decided_at,
            note: review.note.as_ref().filter(|_| is_reviewer).map(open).transpose()?,
            may_decide: is_reviewer && review.verdict.is_none(),
        }))
    }
}

async fn load_person(tx: &mut Tx, reader: &Reader, row: &RevealRow) -> Result<PersonRow, Failure> {
    persons::find_person(tx, reader, row.person_id).await?.ok_or_else(|| Failure::absent("person"))
}

/// Opens the field that a recorded reveal names.
pub(crate) async fn load_revealed(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    reveal_id: Id<Reveal>,
) -> Result<Revealed, Failure> {
    let row = reveals::find_reveal(tx, reader, reveal_id).await?.ok_or_else(|| Failure::absent("reveal"))?;
    let person = load_person(tx, reader, &row).await?;
    let id = person.person_id;
    let (given_name, family_name, birth) = match row.field {
        MaskedField::Name => {
            let given_name = seals::GIVEN_NAME.open_kept(keys, id, &person.given_name)?;
            (Some(given_name), Some(seals::FAMILY_NAME.open_kept(keys, id, &person.family_name)?), None)
        }
        MaskedField::Birth => {
            let open = |sealed| seals::BIRTH.open(keys, id, sealed);
            (None, None, person.birth.as_ref().map(open).transpose()?)
        }
    };
    Ok(Revealed {
        reason: seals::REVEAL_REASON.open_kept(keys, reveal_id, &row.reason)?,
        legal_basis: seals::REVEAL_LEGAL_BASIS.open_kept(keys, reveal_id, &row.legal_basis)?,
        reveal_id,
        person_id: id,
        field: row.field,
        revealed_at: row.revealed_at,
        revealed_by: row.revealed_by,
        given_name,
        family_name,
        birth,
    })
}

/// Every reveal, newest first.
pub(crate) async fn list_reveals(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    actor: &Actor,
) -> Result<Vec<RevealView>, Failure> {
    let rows = reveals::list_reveals(tx, reader).await?;
    open_all(tx, reader, keys, actor, rows).await
}

/// One page of them, and how many the whole list holds.
pub(crate) async fn page_reveals(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    actor: &Actor,
    rows: &Rows,
) -> Result<(Vec<RevealView>, i64), Failure> {
    let total = reveals::count(tx, reader, &rows.pattern).await?;
    let found = reveals::list_page(tx, reader, rows).await?;
    Ok((open_all(tx, reader, keys, actor, found).await?, total))
}

async fn open_all(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    actor: &Actor,
    rows: Vec<RevealRow>,
) -> Result<Vec<RevealView>, Failure> {
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let persons = persons_by_id(tx, reader, &ids).await?;
    let mut views = Vec::new();
    for row in rows {
        // what was written of an erased person is gone
        let Some(person) = persons.get(&row.person_id) else { continue };
        let given = seals::GIVEN_NAME.open_kept(keys, row.person_id, &person.given_name)?;
        let family = seals::FAMILY_NAME.open_kept(keys, row.person_id, &person.family_name)?;
        let masked = |text: String| names::shown_text(PersonClass::Minor, &text, &given, &family);
        let mut review = ReviewView::open(keys, &row, actor)?;
        if let Some(review) = &mut review {
            review.note = review.note.take().map(masked);
        }
        views.push(RevealView {
            review,
            reason: masked(seals::REVEAL_REASON.open_kept(keys, row.reveal_id, &row.reason)?),
            legal_basis: masked(seals::REVEAL_LEGAL_BASIS.open_kept(
                keys,
                row.reveal_id,
                &row.legal_basis,
            )?),
            reveal_id: row.reveal_id,
            person_id: row.person_id,
            field: row.field,
            revealed_at: row.revealed_at,
            revealed_by: row.revealed_by,
        });
    }
    Ok(views)
}
