//! The permissions and the route table, as files that a reviewer reads.

use std::fmt::Write as _;

use platform::{Permission, Role};
use service::Actor;

#[test]
fn the_matrix_is_the_agreed_one() {
    let mut matrix = format!("{:<18}", "");
    for role in Role::ALL {
        let _ = write!(matrix, " {:<13}", format!("{role:?}"));
    }
    for permission in Permission::ALL {
        let _ = write!(matrix, "\n{:<18}", format!("{permission:?}"));
        for role in Role::ALL {
            let _ = write!(matrix, " {:<13}", if permission.granted_to(role) { "yes" } else { "-" });
        }
    }
    let trimmed: Vec<_> = matrix.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(trimmed.join("\n"));
}

#[test]
fn the_route_table_is_the_agreed_one() {
    insta::assert_snapshot!(platform::routes(1).table());
}

#[test]
fn every_route_says_what_it_does_with_personal_data() {
    let rows: Vec<_> = platform::routes(1).rows().cloned().collect();
    assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
}

#[test]
fn no_two_shapes_share_a_name_in_the_openapi_document() {
    assert_eq!(platform::routes(1).clashing_schemas(), Vec::<String>::new());
}

#[test]
fn the_openapi_document_is_the_agreed_one() {
    insta::assert_snapshot!(platform::routes(1).openapi().to_pretty_json().unwrap());
}

#[test]
fn a_machine_never_holds_a_role_of_staff() {
    for role in ["moderator", "administrator", "welfare_officer"] {
        assert_eq!(Role::of(&Actor::Machine { name: "m".into(), role: role.into() }), None);
    }
    for role in
        ["application", "uploader", "match_source", "help_desk", "object_store", "outcome_reader", "operator"]
    {
        assert_eq!(Role::of(&Actor::Staff { name: "s".into(), role: role.into(), unit: None }), None);
    }
}
