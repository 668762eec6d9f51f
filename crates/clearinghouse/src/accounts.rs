//! Who may have an account at a clearinghouse.

use service::accounts::{Accounts, Membership, StaffRole};

use crate::permissions::{Permission, Role};
use crate::state::State;

impl Accounts for State {
    type Permission = Permission;
    const MANAGE_ACCOUNTS: Permission = Permission::ManageAccounts;
    /// Whoever reads reports sees whom they name.
    const REVEALING: &'static [Permission] = &[Permission::ReadReports];

    fn staff_roles() -> Vec<StaffRole> {
        let staff = Role::ALL.into_iter().filter(|role| !role.is_machine());
        staff.map(|role| StaffRole { name: role.as_str(), membership: Membership::OfNode }).collect()
    }

    fn machine_roles() -> Vec<&'static str> {
        Role::ALL.into_iter().filter(|role| role.is_machine()).map(Role::as_str).collect()
    }
}
