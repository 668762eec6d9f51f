//! Record that a court or another authority allowed an object's files to be opened, and withdraw it.

use std::marker::PhantomData;

use jiff::civil::Date;
use model::Id;

use super::{Authorization, ObjectFiles, OpensFiles};
use crate::db::openings::{self as table, AuthorizationRow};
use crate::rights::required;
use crate::scrub::KeepsVault;
use crate::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

pub(super) const TABLE: &str = "opening_authorization";

/// Records an authorization; a named officer answers for it.
pub(super) struct Authorize<S> {
    pub(super) object_id: String,
    /// Number of the warrant or order.
    pub(super) number: String,
    /// Who granted it.
    pub(super) authority: String,
    /// The day on which it was granted.
    pub(super) granted_on: Date,
    /// What it allows.
    pub(super) terms: String,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: OpensFiles> Action for Authorize<S> {
    type Permission = <S as KeepsVault>::Permission;
    type Output = Id<Authorization>;
    const NAME: &'static str = "authorize-opening";

    fn permission(&self) -> Self::Permission {
        S::AUTHORIZE
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Authorization>>, Failure> {
        let files = load_files::<S>(acting, &self.object_id).await?;
        let number = required("number", &self.number)?;
        let authority = required("authority", &self.authority)?;
        let terms = required("terms", &self.terms)?;
        if self.granted_on > acting.today() {
            return Err(Failure::refused("granted_on", "lies in the future; record it once it is granted"));
        }
        let id: Id<Authorization> = acting.new_id();
        let row_id = id.to_string();
        let row = AuthorizationRow {
            number: seal(acting, &row_id, "authorization_number", &number)?,
            authority: seal(acting, &row_id, "authority", &authority)?,
            terms: seal(acting, &row_id, "terms", &terms)?,
            authorization_id: row_id,
            object: files.object.clone(),
            granted_on: self.granted_on,
            recorded_at: acting.now,
            recorded_by: acting.actor.name().to_owned(),
            withdrawn: None,
        };
        table::insert_authorization(acting.tx, &row).await?;
        let entry = EntryDraft::on(&files.object.kind, &files.object.id)
            .with("authorization_id", id.to_string())
            .with("granted_on", self.granted_on.to_string());
        Ok(Done::new(id, entry))
    }
}

/// Withdraws an authorization: nothing is opened by it any more. What was opened stays on record.
pub(super) struct Withdraw<S> {
    pub(super) object_id: String,
    pub(super) authorization_id: Id<Authorization>,
    pub(super) reason: String,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: OpensFiles> Action for Withdraw<S> {
    type Permission = <S as KeepsVault>::Permission;
    type Output = Id<Authorization>;
    const NAME: &'static str = "withdraw-authorization";

    fn permission(&self) -> Self::Permission {
        S::AUTHORIZE
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Authorization>>, Failure> {
        let files = load_files::<S>(acting, &self.object_id).await?;
        let id = self.authorization_id.to_string();
        let known = table::list_authorizations(acting.tx, &files.object).await?;
        if !known.iter().any(|row| row.authorization_id == id) {
            return Err(Failure::absent("authorization"));
        }
        let reason = required("reason", &self.reason)?;
        let withdrawn = table::Withdrawn {
            at: acting.now,
            by: acting.actor.name().to_owned(),
            reason: seal(acting, &id, "withdrawn_reason", &reason)?,
        };
        if !table::withdraw_authorization(acting.tx, &id, &withdrawn).await? {
            return Err(Failure::conflict("the authorization is withdrawn already"));
        }
        let entry = EntryDraft::on(&files.object.kind, &files.object.id).with("authorization_id", id);
        Ok(Done::new(self.authorization_id, entry))
    }
}

async fn load_files<S: OpensFiles>(acting: &mut Acting<'_>, object_id: &str) -> Result<ObjectFiles, Failure> {
    let files = S::find_files(acting.tx, acting.actor, object_id).await?;
    files.ok_or_else(|| Failure::absent("file"))
}

fn seal(acting: &Acting<'_>, row: &str, column: &str, text: &String) -> Result<Sealed<String>, Failure> {
    Ok(Sealed::seal(acting.columns(), ColumnRef { table: TABLE, row, column }, text, acting.rng())?)
}
