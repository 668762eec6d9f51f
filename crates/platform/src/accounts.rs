//! Who may have an account at a platform.

use service::accounts::{Accounts, Membership, StaffRole};

use crate::permissions::Permission;
use crate::state::State;

impl Accounts for State {
    type Permission = Permission;
    const MANAGE_ACCOUNTS: Permission = Permission::ManageAccounts;
    /// Whoever reviews sees what was reported of whom.
    const REVEALING: &'static [Permission] = &[Permission::ReadHits];

    fn staff_roles() -> Vec<StaffRole> {
        let roles =
            ["moderator", "administrator", "data_protection_officer", "rights_officer", "welfare_officer"];
        roles.map(|name| StaffRole { name, membership: Membership::OfNode }).to_vec()
    }

    fn machine_roles() -> Vec<&'static str> {
        vec!["application", "uploader", "match_source", "help_desk", "object_store", "outcome_reader"]
    }
}
