//! What a key that acts for one part of the service shows before it acts on a thing: that the thing was given to it. Nothing of that is stored; what
//! goes out with an order or a statement is a keyed digest of its name, which nobody guesses. To who does not show it the thing is not there.

use model::Id;
use service::{Actor, ColumnKeys};

use crate::ids::{Report, Upload};
use crate::permissions::Role;

/// Digits of the code on a statement of reasons: a person may have to read them out.
const CODE_DIGITS: usize = 20;

/// What goes to the store with an order, and comes back with its confirmation.
pub(crate) fn hold_proof(keys: &ColumnKeys, report_id: Id<Report>, order_no: i64) -> String {
    keys.blind("hold-confirmation", &format!("{report_id}/{order_no}"))
}

/// What is printed on the statement of reasons of an upload.
pub(crate) fn reasons_reference(keys: &ColumnKeys, upload_id: Id<Upload>) -> String {
    let code: String =
        keys.blind("reasons-reference", &upload_id.to_string()).chars().take(CODE_DIGITS).collect();
    format!("{upload_id}/{code}")
}

/// Whether an actor may act on a thing: of the keys of this part only one that shows what is expected, and everybody else who is permitted.
pub(crate) fn may_act(actor: &Actor, part: Role, shown: Option<&str>, expected: &str) -> bool {
    Role::of(actor) != Some(part) || shown.map(str::trim) == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_shows_what_it_was_given_and_the_application_need_not() {
        let machine = |role: &str| Actor::Machine { name: "a".to_owned(), role: role.to_owned() };
        let (desk, all) = (machine("help_desk"), machine("application"));
        let may = |actor: &Actor, shown| may_act(actor, Role::HelpDesk, shown, "upl_1/abc");
        assert!(may(&all, None) && may(&desk, Some(" upl_1/abc ")));
        assert!(!may(&desk, None) && !may(&desk, Some("")) && !may(&desk, Some("upl_1/abd")));
    }
}
