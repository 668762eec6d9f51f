//! What the police can look up for a person who asks: by account, e-mail, telephone, or names with a day of birth.

use std::collections::BTreeSet;

use linkage::IdentityTrait;
use model::{BirthDate, Precision};
use service::privacy::DataCategory as D;
use service::rights_desk::{Contested, ContestedLinks, Desk, Found, Law, Token, TokenKind};
use service::{Acting, ColumnKeys, Failure, Tx};

use crate::Police;
use crate::db::{contests, desk as table};
use crate::permissions::Permission;
use crate::{contested, linking, name_blinds, seals};

impl Desk for Police {
    const READ_REGISTER: Permission = Permission::ReadRightsRegister;
    const HANDLE_REQUESTS: Permission = Permission::HandleRightsRequests;
    const LAW: Law = Law::Led;
    const TOKENS: &'static [TokenKind] =
        &[TokenKind::Email, TokenKind::Phone, TokenKind::Account, TokenKind::NameBirth];
    const HAS_LINKS: bool = true;

    /// Three queries, whatever they find.
    async fn look_up(tx: &mut Tx, keys: &ColumnKeys, token: &Token) -> Result<Vec<Found>, Failure> {
        let (trait_blind, name_blind, line_blind) = blinds(keys, token);
        let accounts = table::list_accounts(tx, &trait_blind).await?;
        let named = table::list_named(tx, &name_blind).await?;
        let mut persons = Vec::new();
        for person in &named {
            if is_born(keys, person, token)? {
                persons.push(person.person_id.to_string());
            }
        }
        let held = table::count_held(tx, &accounts, &persons, &line_blind).await?;
        Ok([
            (D::Identity, held.persons),
            (D::Account, held.accounts),
            (D::Connection, held.acts),
            (D::Content, held.reports),
            (D::Offence, held.identified_acts),
            (D::Subscriber, held.lines),
        ]
        .into_iter()
        .map(|(category, records)| Found { category, records })
        .collect())
    }

    async fn contest(acting: &mut Acting<'_>, contested: Contested<'_>) -> Result<(), Failure> {
        let (trait_blind, name_blind, _) = blinds(acting.columns(), contested.token);
        let mut found: BTreeSet<_> =
            contests::list_undisputed_of_key(acting.tx, &trait_blind).await?.into_iter().collect();
        for person in table::list_named(acting.tx, &name_blind).await? {
            if is_born(acting.columns(), &person, contested.token)? {
                found.extend(contests::list_undisputed_of_person(acting.tx, person.person_id).await?);
            }
        }
        for link_id in found {
            contested::contest(acting, link_id, contested.reason, Some(contested.request_id)).await?;
        }
        Ok(())
    }

    async fn count_contested(tx: &mut Tx, request_id: &str) -> Result<ContestedLinks, Failure> {
        let [open, kept, withdrawn, erased] = contests::count_of_request(tx, request_id).await?;
        Ok(ContestedLinks { open, kept, withdrawn, erased })
    }
}

/// Under which keyed digests the token can be found; a digest that nothing has for what it is not.
fn blinds(keys: &ColumnKeys, token: &Token) -> (String, String, String) {
    let stated = match token {
        Token::Email { address } => Some(IdentityTrait::Email { address: address.clone(), verified: false }),
        Token::Phone { number } => {
            Some(IdentityTrait::Phone { number: number.clone(), calling_code: None, verified: false })
        }
        Token::Account { service, identifier } => {
            Some(IdentityTrait::EspIdentifier { service: service.clone(), identifier: identifier.clone() })
        }
        Token::NameBirth { .. } => None,
    };
    let nothing = || keys.blind("nothing", "");
    let trait_blind =
        stated.and_then(|stated| stated.key()).map_or_else(nothing, |key| linking::blind(keys, &key));
    let name_blind = match token {
        Token::NameBirth { given_name, family_name, .. } => name_blinds::blind(keys, given_name, family_name),
        _ => nothing(),
    };
    let line_blind = match token {
        Token::Phone { number } => keys.blind("subscriber-line", number.trim()),
        _ => nothing(),
    };
    (trait_blind, name_blind, line_blind)
}

/// Whether the person was born on the day of the token, as far as it is known; who has no known birth is not ruled out.
fn is_born(keys: &ColumnKeys, person: &table::Named, token: &Token) -> Result<bool, Failure> {
    let Token::NameBirth { birth, .. } = token else { return Ok(false) };
    let Some(sealed) = &person.birth else { return Ok(true) };
    let precision: Precision = seals::BIRTH.open(keys, person.person_id, sealed)?;
    let stated = BirthDate::try_from(precision).map_err(Failure::broken)?;
    Ok(stated.earliest() <= *birth && *birth <= stated.latest())
}
