//! Files and addresses that are known to be wrong grounds: whatever rests on one is marked as soon as it comes, and nobody is identified by it unmarked.

use std::collections::BTreeSet;
use std::net::IpAddr;

use model::Id;
use model::kind::Act;
use service::{ColumnKeys, Failure, Tx};

use crate::db::acts::ActRow;
use crate::db::known_losses as table;
use crate::ids::GroundLoss;
use crate::intake::Connection;
use crate::losses::{AddressRange, Cause};
use crate::seals;

/// Every standing loss of a file or of an allocation.
#[derive(Default)]
pub(crate) struct KnownLosses {
    /// By SHA-256.
    files: Vec<(String, Id<GroundLoss>)>,
    ranges: Vec<(AddressRange, Id<GroundLoss>)>,
    /// What an officer decided to stand all the same.
    settled: BTreeSet<(Id<GroundLoss>, Id<Act>)>,
}

impl KnownLosses {
    /// Loads them. Ranges are sealed, so each is opened; nothing is left of one with whose last person it was erased.
    pub(crate) async fn load(tx: &mut Tx, keys: &ColumnKeys) -> Result<Self, Failure> {
        let mut known = Self::default();
        for row in table::list_standing(tx).await? {
            if row.cause == Cause::File {
                known.files.push((row.cause_id, row.loss_id));
                continue;
            }
            let said = seals::LOSS_SAID.open_kept(keys, row.loss_id, &row.said)?;
            known.ranges.extend(AddressRange::read(&said.what).map(|range| (range, row.loss_id)));
        }
        known.settled.extend(table::list_settled_acts(tx).await?);
        Ok(known)
    }

    /// Those of a stored act; its connection is opened for it.
    pub(crate) fn of_act(
        &self,
        keys: &ColumnKeys,
        act: &ActRow,
    ) -> Result<BTreeSet<Id<GroundLoss>>, Failure> {
        let open = |sealed| seals::CONNECTION.open(keys, act.act_id, sealed);
        let connection: Option<Connection> = act.connection.as_ref().map(open).transpose()?;
        let address = connection.as_ref().map(|connection| connection.address.as_str());
        Ok(self.of(act.act_id, act.file_sha256.as_deref(), address))
    }

    /// Those of an act's file or address that nobody has settled for it.
    pub(crate) fn of(
        &self,
        act_id: Id<Act>,
        sha256: Option<&str>,
        address: Option<&str>,
    ) -> BTreeSet<Id<GroundLoss>> {
        let address = address.and_then(|address| address.parse::<IpAddr>().ok());
        let by_file = self.files.iter().filter(|(file, _)| Some(file.as_str()) == sha256);
        let is_in = |range: AddressRange| address.is_some_and(|address| range.contains(address));
        let by_range = self.ranges.iter().filter(|(range, _)| is_in(*range));
        let found = by_file.map(|(_, loss_id)| *loss_id).chain(by_range.map(|(_, loss_id)| *loss_id));
        found.filter(|loss_id| !self.settled.contains(&(*loss_id, act_id))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_lost_by_its_file_or_its_address_unless_it_was_settled() {
        let loss = |digit: char| format!("gls_0176a893628079a08b0c0746228b667{digit}").parse().unwrap();
        let act = |digit: char| format!("act_0176a893628079a08b0c0746228b667{digit}").parse().unwrap();
        let (file, range) = (loss('1'), loss('2'));
        let known = KnownLosses {
            files: vec![("ab".to_owned(), file)],
            ranges: vec![(AddressRange::read("192.0.2.0/24").unwrap(), range)],
            settled: BTreeSet::from([(range, act('8'))]),
        };
        let check = |digit, sha256, address, expected: &[Id<GroundLoss>]| {
            assert_eq!(known.of(act(digit), sha256, address).into_iter().collect::<Vec<_>>(), expected);
        };
        check('7', Some("ab"), Some("192.0.2.7"), &[file, range]);
        check('7', Some("ac"), Some("192.0.3.7"), &[]);
        check('7', None, Some("unreadable"), &[]);
        check('8', Some("ab"), Some("192.0.2.7"), &[file]);
    }
}
