//! The names of an approved list, opened once.

use jiff::Timestamp;
use model::Id;
use model::kind::{Operation, Person};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::Reader;
use crate::db::{names, persons};
use crate::ids::NameList;
use crate::seals;

/// The names of an operation's persons. Not `Debug`, so that no log line can hold it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownNames {
    #[schema(value_type = String)]
    pub(crate) name_list_id: Id<NameList>,
    #[schema(value_type = String)]
    pub(crate) operation_id: Id<Operation>,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) reason: String,
    pub(crate) legal_basis: String,
    pub(crate) persons: Vec<ShownName>,
}

/// One name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownName {
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
}

/// Opens the names of a list whose one showing is on record.
pub(crate) async fn load_names(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    name_list_id: Id<NameList>,
) -> Result<ShownNames, Failure> {
    let list = names::find_name_list(tx, reader, name_list_id).await?;
    let list = list.filter(|list| list.shown_at.is_some()).ok_or_else(|| Failure::absent("name_list"))?;
    let mut shown = Vec::new();
    for person_id in names::list_person_ids(tx, name_list_id).await? {
        // one that was erased since, or closed by another operation, is left out
        let Some(person) = persons::find_person(tx, reader, person_id).await? else { continue };
        shown.push(ShownName {
            person_id,
            given_name: seals::GIVEN_NAME.open(keys, person_id, &person.given_name)?,
            family_name: seals::FAMILY_NAME.open(keys, person_id, &person.family_name)?,
        });
    }
    Ok(ShownNames {
        name_list_id,
        operation_id: list.operation_id,
        made_at: list.made_at,
        reason: seals::NAME_LIST_REASON.open(keys, name_list_id, &list.reason)?,
        legal_basis: seals::NAME_LIST_LEGAL_BASIS.open(keys, name_list_id, &list.legal_basis)?,
        persons: shown,
    })
}
