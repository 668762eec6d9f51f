//! Every form that changes something begins with the token of the reader's session.

use std::path::{Path, PathBuf};

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}

/// The beginnings of forms that would be sent without it. Whatever is no search (`method="get"`) changes something.
fn without_token(template: &str) -> Vec<&str> {
    let forms = template.split("<form").skip(1).filter(|form| !form.starts_with(" method=\"get\""));
    let beginning = |form: &str| {
        form.split("\n").next().is_some_and(|line| {
            line.contains(">{{ ctx.form_token() }}") || line.contains(">{{ frame.form_token() }}")
        })
    };
    forms.filter(|form| !(form.contains("method=\"post\"") && beginning(form))).collect()
}

#[test]
fn every_form_of_every_template_begins_with_the_token() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(crates).unwrap() {
        // the public form knows no sessions
        if entry.as_ref().unwrap().file_name() == "tip" {
            continue;
        }
        for folder in ["templates", "examples"].map(|name| entry.as_ref().unwrap().path().join(name)) {
            if folder.is_dir() {
                templates(&folder, &mut found);
            }
        }
    }
    let mut forms = 0;
    for path in &found {
        let template = std::fs::read_to_string(path).unwrap();
        forms += template.matches("{{ ctx.form_token() }}").count();
        assert_eq!(
            without_token(&template),
            [""; 0],
            "{}: begin the form with {{{{ ctx.form_token() }}}}",
            path.display()
        );
    }
    assert!(found.len() > 40 && forms > 50, "{} templates, {forms} forms", found.len());
    for wrong in
        ["<form method=\"post\" action=\"/a\">\n", "<form>", "<form method=\"post\" action=\"/a\"><button>"]
    {
        assert_eq!(without_token(wrong).len(), 1, "{wrong}");
    }
}
