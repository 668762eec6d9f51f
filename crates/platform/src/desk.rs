//! What a platform can look up for a person who asks: by account.

use service::privacy::DataCategory as D;
use service::rights_desk::{Desk, Found, Law, Token, TokenKind};
use service::{ColumnKeys, Failure, Tx};

use crate::State;
use crate::db::uploads;
use crate::permissions::Permission;

impl Desk for State {
    const READ_REGISTER: Permission = Permission::ReadRightsRegister;
    const HANDLE_REQUESTS: Permission = Permission::HandleRightsRequests;
    const LAW: Law = Law::Gdpr;
    const TOKENS: &'static [TokenKind] = &[TokenKind::Account];

    /// One query, whatever it finds. The service is this platform, whatever the token calls it.
    async fn look_up(tx: &mut Tx, keys: &ColumnKeys, token: &Token) -> Result<Vec<Found>, Failure> {
        let blind = match token {
            Token::Account { identifier, .. } => keys.blind("account", identifier.trim()),
            _ => keys.blind("nothing", ""),
        };
        let held = uploads::count_of_account(tx, &blind).await?;
        Ok([
            (D::Account, held.uploads),
            (D::Connection, held.uploads),
            (D::Content, held.uploads),
            (D::Offence, held.reports),
        ]
        .into_iter()
        .map(|(category, records)| Found { category, records })
        .collect())
    }
}
