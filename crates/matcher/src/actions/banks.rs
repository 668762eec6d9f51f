//! Banks are made, changed and deleted.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::banks::{self, BankRow};
use crate::db::next_number;
use crate::permissions::Permission;

/// Makes a bank.
pub(crate) struct CreateBank {
    pub(crate) name: String,
    pub(crate) enabled_ratio: f64,
}

/// A bank as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct BankChanged {
    pub(crate) bank_id: i64,
    pub(crate) name: String,
    pub(crate) enabled_ratio: f64,
}

fn taken() -> Failure {
    Failure::conflict("Bank already exists")
}

fn entry(bank: &BankRow) -> EntryDraft {
    EntryDraft::on("bank", bank.bank_id)
        .without_personal_data()
        .with("name", &bank.name)
        .with("enabled_ratio", bank.enabled_ratio.to_string())
}

fn changed(bank: BankRow) -> Done<BankChanged> {
    let entry = entry(&bank);
    let BankRow { bank_id, name, enabled_ratio } = bank;
    Done::new(BankChanged { bank_id, name, enabled_ratio }, entry)
}

impl Action for CreateBank {
    type Permission = Permission;
    type Output = BankChanged;
    const NAME: &'static str = "create-bank";

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<BankChanged>, Failure> {
        if banks::find(acting.tx, &self.name).await?.is_some() {
            return Err(taken());
        }
        let bank_id = next_number(acting.tx, "bank").await?;
        let bank = BankRow { bank_id, name: self.name.clone(), enabled_ratio: self.enabled_ratio };
        banks::insert(acting.tx, &bank).await?;
        Ok(changed(bank))
    }
}

/// Gives a bank another name, another ratio, or both.
pub(crate) struct UpdateBank<'a> {
    pub(crate) name: &'a str,
    pub(crate) new_name: Option<String>,
    pub(crate) enabled_ratio: Option<f64>,
}

impl Action for UpdateBank<'_> {
    type Permission = Permission;
    type Output = BankChanged;
    const NAME: &'static str = "update-bank";

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<BankChanged>, Failure> {
        let found = banks::find(acting.tx, self.name).await?;
        let mut bank = found.ok_or_else(|| Failure::absent("bank"))?;
        if let Some(name) = self.new_name.as_ref().filter(|name| **name != bank.name) {
            if banks::find(acting.tx, name).await?.is_some() {
                return Err(taken());
            }
            bank.name.clone_from(name);
        }
        bank.enabled_ratio = self.enabled_ratio.unwrap_or(bank.enabled_ratio);
        banks::update(acting.tx, &bank).await?;
        Ok(changed(bank))
    }
}

/// Deletes a bank with all that stands in it.
pub(crate) struct DeleteBank<'a> {
    pub(crate) name: &'a str,
}

impl Action for DeleteBank<'_> {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "delete-bank";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let found = banks::find(acting.tx, self.name).await?;
        let bank = found.ok_or_else(|| Failure::absent("bank"))?;
        banks::delete(acting.tx, bank.bank_id).await?;
        let entry = EntryDraft::on("bank", bank.bank_id).with("name", &bank.name);
        Ok(Done::new(bank.bank_id, entry))
    }
}
