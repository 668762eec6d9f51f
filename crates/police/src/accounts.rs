//! Who may have an account at the police.

use model::Province;
use service::accounts::{Accounts, Directory, Membership, StaffRole};
use service::{Actor, Failure, Tx};

use crate::Police;
use crate::permissions::{Permission, Role};
use crate::stranded;

impl Accounts for Police {
    type Permission = Permission;
    const MANAGE_ACCOUNTS: Permission = Permission::ManageAccounts;
    const REVEALING: &'static [Permission] = &[Permission::RevealFields, Permission::RevealNames];

    fn staff_roles() -> Vec<StaffRole> {
        let membership = |role| match role {
            Role::ProvincialOfficer => Membership::OfUnit,
            _ => Membership::OfNode,
        };
        let staff = Role::ALL.into_iter().filter(|role| !role.is_machine());
        staff.map(|role| StaffRole { name: role.name(), membership: membership(role) }).collect()
    }

    fn units() -> Vec<(String, String)> {
        Province::all().map(|province| (province.code().to_owned(), province.name().to_owned())).collect()
    }

    fn machine_roles() -> Vec<&'static str> {
        Role::ALL.into_iter().filter(|role| role.is_machine()).map(Role::name).collect()
    }

    async fn stranded_without(
        tx: &mut Tx,
        staff: Directory<'_>,
        person: &Actor,
    ) -> Result<Vec<String>, Failure> {
        stranded::list_stranded_without(tx, staff, person).await
    }
}
