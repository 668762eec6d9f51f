//! Case keys: made at first use, opened as long as the case stands, shredded with it.

use std::fmt;
use std::sync::Arc;

use model::{Clock, Rng};
use zeroize::Zeroizing;

use super::holder::{KeyHolder, NONCE_BYTES};
use super::{Secret, Tombstones};
use crate::Failure;
use crate::db::{Tx, case_keys as table, custody};

/// The key of one case, opened. Hand it to the vault.
#[derive(Clone)]
pub struct CaseKey {
    /// The case: the id of a report, an upload, a referral.
    pub case_id: String,
    /// Version of the node key over it.
    pub key_version: u32,
    secret: Secret,
}

impl CaseKey {
    /// The 32 bytes.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseKey({})", self.case_id)
    }
}

/// The keys of this node's cases.
pub struct CaseKeys {
    holder: Arc<dyn KeyHolder>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    pub(super) tombstones: Option<Tombstones>,
}

impl CaseKeys {
    pub(crate) fn new(
        holder: Arc<dyn KeyHolder>,
        tombstones: Option<Tombstones>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self { holder, clock, rng, tombstones }
    }

    /// The version of the node key that wraps now.
    pub(crate) fn key_version(&self) -> u32 {
        self.holder.version()
    }

    /// A new key for a case that has none, in memory only: for bytes that arrive before the transaction that will [`Self::keep`] it.
    pub fn draw(&self, case_id: impl fmt::Display) -> CaseKey {
        let mut secret = Zeroizing::new([0; 32]);
        self.rng.fill(secret.as_mut_slice());
        CaseKey { case_id: case_id.to_string(), key_version: self.holder.version(), secret }
    }

    /// Keeps a drawn key, wrapped, in the transaction that makes its case. Keeping the same again changes nothing.
    ///
    /// # Errors
    /// Conflict when the case has another key; gone when it was erased.
    pub async fn keep(&self, tx: &mut Tx, key: &CaseKey) -> Result<(), Failure> {
        let mut nonce = [0; NONCE_BYTES];
        self.rng.fill(&mut nonce);
        let wrapped = self.holder.wrap(&key.case_id, key.secret(), nonce).await.map_err(Failure::broken)?;
        let new = table::NewCaseKey {
            case_id: &key.case_id,
            wrapped_key: &wrapped,
            key_version: self.holder.version(),
            made_at: self.clock.now(),
        };
        if table::insert(tx, &new).await? {
            return Ok(());
        }
        if self.open(tx, &key.case_id).await?.secret == key.secret {
            Ok(())
        } else {
            Err(Failure::conflict("the case has its key already"))
        }
    }

    /// The key of a case, made and kept at first use.
    ///
    /// # Errors
    /// Gone (410) when the case was erased; broken when the node key does not open it.
    pub async fn of(&self, tx: &mut Tx, case_id: &str) -> Result<CaseKey, Failure> {
        if table::find(tx, case_id).await?.is_none() {
            let drawn = self.draw(case_id);
            self.keep(tx, &drawn).await?;
            return Ok(drawn);
        }
        self.open(tx, case_id).await
    }

    /// The key of a case that has one.
    ///
    /// # Errors
    /// Gone (410) when the case was erased; absent when it never had a key; broken when the node key does not open it.
    pub async fn open(&self, tx: &mut Tx, case_id: &str) -> Result<CaseKey, Failure> {
        let row = table::find(tx, case_id).await?.ok_or_else(|| Failure::absent("case"))?;
        if row.shredded_at.is_some() {
            return Err(Failure::erased());
        }
        let secret = self.holder.unwrap(row.key_version, case_id, &row.wrapped_key).await;
        let secret = secret.map_err(Failure::broken)?;
        Ok(CaseKey { case_id: case_id.to_owned(), key_version: row.key_version, secret })
    }

    /// Whether the case was erased.
    ///
    /// # Errors
    /// Of the database.
    pub async fn is_shredded(&self, tx: &mut Tx, case_id: &str) -> Result<bool, Failure> {
        Ok(table::find(tx, case_id).await?.is_some_and(|row| row.shredded_at.is_some()))
    }

    /// Destroys the key of a case and the salts of the custody entries on it, so that nothing under the key opens again and no digest in
    /// those entries can be told from another. A case without a key is closed to ever having one. Repeating it changes nothing. An action
    /// calls [`crate::Acting::shred`], so that after the commit the node clears the freed pages of the database and notes the erasure in the
    /// tombstone file.
    ///
    /// The caller removes what is not under the key: files of the vault, personal columns.
    ///
    /// # Errors
    /// Of the database.
    pub async fn shred(&self, tx: &mut Tx, case_id: &str) -> Result<(), Failure> {
        table::shred(tx, case_id, self.holder.version(), self.clock.now()).await?;
        custody::forget_details(tx, case_id).await?;
        Ok(())
    }

    /// Notes those of `case_ids` whose erasure is committed.
    pub(crate) async fn entomb(&self, tx: &mut Tx, case_ids: Vec<String>) -> Result<(), Failure> {
        let Some(tombstones) = &self.tombstones else { return Ok(()) };
        for case_id in case_ids {
            if let Some(at) = table::find(tx, &case_id).await?.and_then(|row| row.shredded_at) {
                tombstones.add(&case_id, at).map_err(Failure::broken)?;
            }
        }
        Ok(())
    }

    /// Brings table and tombstones into agreement, in both directions: a crash may have come between them, or an old database was put
    /// back. Gives the cases that were erased again; they are noted for [`crate::rights::erase_again`], which overwrites what is not
    /// under the key.
    pub(crate) async fn reconcile(&self, tx: &mut Tx) -> Result<Vec<String>, Failure> {
        let Some(tombstones) = &self.tombstones else { return Ok(Vec::new()) };
        let mut replayed = Vec::new();
        for (case_id, at) in tombstones.list() {
            if !self.is_shredded(tx, &case_id).await? {
                self.shred(tx, &case_id).await?;
                table::insert_erase_again(tx, &case_id, at).await?;
                replayed.push(case_id);
            }
        }
        for (case_id, at) in table::list_shredded(tx).await? {
            tombstones.add(&case_id, at).map_err(Failure::broken)?;
        }
        Ok(replayed)
    }
}
