//! The route table and the permission matrix, as files that a reviewer reads.

use service::{Actor, Permission as _, Scope};

#[test]
fn every_route_has_its_permission() {
    insta::assert_snapshot!("route_table", police::routes(1 << 20).table());
}

#[test]
fn every_route_says_what_it_does_with_personal_data() {
    let rows: Vec<_> = police::routes(1 << 20).rows().cloned().collect();
    assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
}

#[test]
fn no_two_shapes_share_a_name_in_the_openapi_document() {
    assert_eq!(police::routes(1 << 20).clashing_schemas(), Vec::<String>::new());
}

#[test]
fn the_openapi_document_says_which_lists_are_read_by_parts() {
    let document = serde_json::to_value(police::routes(1 << 20).openapi()).unwrap();
    for path in [
        "/api/assignments",
        "/api/arrest-list",
        "/api/lost-grounds",
        "/api/clearances",
        "/api/changed-recipients",
        "/api/imports",
    ] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        let asked: Vec<_> = parameters.into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
        assert!(asked.contains(&"limit") && asked.contains(&"offset"), "{path}: {asked:?}");
    }
}

#[test]
fn the_permission_matrix() {
    let job = Actor::Job { name: "deliver-feedback" };
    let mut matrix = format!("{:<20}", "");
    for role in police::Role::ALL {
        matrix.push_str(&format!(" {:<23}", role.name()));
    }
    matrix.push_str(" job");
    for permission in police::Permission::ALL {
        matrix.push_str(&format!("\n{:<20}", permission.to_string()));
        for role in police::Role::ALL {
            matrix.push_str(&format!(" {:<23}", mark(permission.scope(role))));
        }
        matrix.push_str(&format!(" {}", mark(permission.allows(&job))));
    }
    insta::assert_snapshot!("permission_matrix", matrix);
}

fn mark(scope: Scope) -> &'static str {
    match scope {
        Scope::All => "all",
        Scope::OwnUnit => "own unit",
        Scope::None => "-",
    }
}

#[test]
fn both_languages_say_the_same() {
    let composed = [
        "role-",
        "key-may-",
        "action-",
        "input-",
        "masked-",
        "reveal-review-",
        "class-",
        "path-",
        "age-",
        "outcome-",
        "feedback-",
        "protection-",
        "figure-",
        "nav-",
        "doubt-",
        "arrest-refused-",
        "may-",
        "mustnot-",
        "law-",
        "limitation-",
        "duty-",
        "owed-",
        "letter-",
        "done-",
        "left-",
        "waiting-",
        "birth-kind-",
        "place-",
        "kind-",
        "trait-",
        "notice-",
        "event-flag-",
        "events-lead-",
        "oddity-",
        "connection-",
        "addressee-",
        "order-basis-",
        "order-bar-",
        "identification-state-",
        "identification-means-",
        "identification-decide-",
        "confidence-",
        "ground-",
        "household-",
        "case-role-",
        "loss-cause-",
        "loss-kind-",
        "loss-fate-",
        "loss-lose-",
        "recipient-kind-",
        "recipient-waits-",
        "recipient-step-",
        "assignment-state-",
        "detention-how-",
        "move-",
        "claim-state-",
        "file-state-",
        "export-",
        "file-part-",
        "claim-verdict-",
        "link-",
        "why-normalised-",
        "relation-",
        "relied-",
        "contest-",
        "seized-by-",
    ];
    let mistakes = service::check::text_mistakes(env!("CARGO_MANIFEST_DIR"), &police::TEXTS, &composed);
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_code_of_the_custody_log_has_a_text() {
    let rows: Vec<_> = police::routes(1 << 20).rows().cloned().collect();
    let wordless = service::check::wordless_codes(env!("CARGO_MANIFEST_DIR"), &police::TEXTS, &rows);
    assert!(wordless.is_empty(), "{}", wordless.join("\n"));
}

#[test]
fn every_key_says_what_it_may() {
    let wordless = service::check::wordless_keys(police::routes(1 << 20).key_roles(), &police::TEXTS);
    assert_eq!(wordless, Vec::<String>::new());
}

/// Whom a duty is owed to is put behind a sentence that may end in "a" or "de": "a el" is no Spanish.
#[test]
fn nobody_to_whom_a_duty_is_owed_needs_a_contraction() {
    let texts = include_str!("../../locales/es.ftl");
    let owed = texts.lines().filter(|line| line.starts_with("owed-"));
    let contracted: Vec<&str> = owed.filter(|line| line.contains(" = el ")).collect();
    assert!(contracted.is_empty(), "{contracted:?}");
}

/// `refusal_mistakes` says which refusals it cannot read.
#[test]
fn refusals_are_said_in_spanish_too() {
    let mistakes = service::check::refusal_mistakes(env!("CARGO_MANIFEST_DIR"));
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
