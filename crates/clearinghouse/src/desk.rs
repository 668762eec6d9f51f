//! What a clearinghouse can look up for a person who asks: by account, e-mail or telephone, in the reports that were enriched and in the words
//! of tips.

use linkage::IdentityTrait;
use service::privacy::DataCategory as D;
use service::rights_desk::{Desk, Found, Law, Token, TokenKind};
use service::{ColumnKeys, Failure, Tx};

use crate::db::traits as table;
use crate::{Permission, State, identities, tip_words};

impl Desk for State {
    const READ_REGISTER: Permission = Permission::ReadRightsRegister;
    const HANDLE_REQUESTS: Permission = Permission::HandleRightsRequests;
    const LAW: Law = Law::Gdpr;
    const TOKENS: &'static [TokenKind] = &[TokenKind::Email, TokenKind::Phone, TokenKind::Account];

    /// One query and one reading of all tips, whatever they find. Tips are counted as content, which is what their words are kept as.
    async fn look_up(tx: &mut Tx, keys: &ColumnKeys, token: &Token) -> Result<Vec<Found>, Failure> {
        let stated = match token {
            Token::Email { address } => {
                Some(IdentityTrait::Email { address: address.clone(), verified: false })
            }
            Token::Phone { number } => {
                Some(IdentityTrait::Phone { number: number.clone(), calling_code: None, verified: false })
            }
            Token::Account { service, identifier } => Some(IdentityTrait::EspIdentifier {
                service: service.clone(),
                identifier: identifier.clone(),
            }),
            Token::NameBirth { .. } => None,
        };
        let blind = stated.and_then(|stated| identities::blind(keys, &stated));
        let held = table::count(tx, &blind.unwrap_or_else(|| keys.blind("nothing", ""))).await?;
        let tips = tip_words::count(tx, keys, token).await?;
        Ok([
            (D::Account, held.reports),
            (D::Connection, held.addresses),
            (D::Content, held.files + tips),
            (D::Offence, held.reports),
        ]
        .into_iter()
        .map(|(category, records)| Found { category, records })
        .collect())
    }
}
