//! Persons found again by their names, which are sealed: each has a keyed digest beside them.

use std::collections::BTreeSet;

use model::folded_words;
use service::{ColumnKeys, Failure, SealError};

use crate::db::search as table;
use crate::{Police, names, seals};

/// So many are filled in at once.
const PIECE: i64 = 1000;

/// The keyed digest under which a name is found again, however it is written.
pub(crate) fn blind(keys: &ColumnKeys, given: &str, family: &str) -> String {
    keys.blind("person-name", &names::normalised(given, family))
}

/// The digests of a person's name.
pub(crate) struct NameBlinds {
    /// Of the whole name.
    pub(crate) name: String,
    /// Of the two words by which a text names the person; of no words where the name has none, which no text matches.
    pub(crate) named: String,
}

impl NameBlinds {
    pub(crate) fn new(keys: &ColumnKeys, given: &str, family: &str) -> Self {
        let (first, second) = names::naming(given, family).unwrap_or_default();
        Self { name: blind(keys, given, family), named: named(keys, &first, &second) }
    }
}

/// The digests of whomever these texts may name.
pub(crate) fn of_texts(
    keys: &ColumnKeys,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    for text in texts {
        let words = folded_words(text.as_ref());
        pairs.extend(names::near_words(&words).map(|(one, other)| (one.to_owned(), other.to_owned())));
    }
    pairs.iter().map(|(given, family)| named(keys, given, family)).collect()
}

fn named(keys: &ColumnKeys, given: &str, family: &str) -> String {
    keys.blind("person-named", &format!("{given} | {family}"))
}

/// At start: makes the digests that are missing since names are compared otherwise. It may stop anywhere, and goes on from there at the next start.
/// It follows from what is kept and says nothing new, so it is no action, just as a migration is none.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let (keys, mut after) = (police.node.columns(), String::new());
    loop {
        let mut tx = police.node.db().begin_read("list-names").await?;
        let rows = table::list_unfilled_names(&mut tx, &after, PIECE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.person_id.to_string();
        let mut tx = police.node.db().begin_write("fill-name-blinds").await?;
        for row in &rows {
            match name_blinds(keys, row) {
                Ok(blinds) => table::set_name_blinds(&mut tx, row.person_id, &blinds).await?,
                // a damaged value keeps nobody from working; it is met again where it is shown, and tried again at the next start
                Err(error) => {
                    tracing::error!(person_id = %row.person_id, %error, "a name cannot be searched for")
                }
            }
        }
        tx.commit().await?;
    }
}

fn name_blinds(keys: &ColumnKeys, row: &table::SealedName) -> Result<NameBlinds, SealError> {
    let given = seals::GIVEN_NAME.open(keys, row.person_id, &row.given_name)?;
    let family = seals::FAMILY_NAME.open(keys, row.person_id, &row.family_name)?;
    Ok(NameBlinds::new(keys, &given, &family))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_a_text_names_is_found_by_a_digest(
            given in "[A-ZÁÉ][a-zñí]{1,6}( (de|José|la))?",
            family in "(de |de la )?[A-ZÁÉ][a-zñí]{1,6}([ -][A-Z][a-z]{1,5})?",
            before in "[a-z ,.]{0,12}",
            between in prop::sample::select(vec![" ", ", ", " de ", "-", "\n"]),
            after in "[a-z ,.]{0,12}",
            is_turned: bool,
        ) {
            let keys = ColumnKeys::from_node_secret(&[1; 32]);
            let (first, second) = if is_turned { (&family, &given) } else { (&given, &family) };
            let text = format!("{before} {first}{between}{second} {after}");
            let is_found = of_texts(&keys, [&text]).contains(&NameBlinds::new(&keys, &given, &family).named);
            prop_assert_eq!(is_found, names::is_named(&folded_words(&text), &given, &family), "{}", text);
        }
    }

    #[test]
    fn a_name_without_words_is_in_no_text() {
        let keys = ColumnKeys::from_node_secret(&[1; 32]);
        let nobody = NameBlinds::new(&keys, "-", "de la").named;
        let texts = ["de la - de la".to_owned(), String::new(), "one two".to_owned()];
        assert!(!nobody.is_empty() && !of_texts(&keys, &texts).contains(&nobody));
    }
}
