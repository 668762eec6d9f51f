//! Every form that changes something begins with the token of the reader's session, and acts once.

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

/// The templates of every crate whose pages know sessions.
pub(super) fn all_templates() -> Vec<PathBuf> {
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
    found
}

/// Forms that do not say that they act once: the template, what tells the form from others in it, and why it may act twice.
const MAY_ACT_TWICE: [(&str, &str, &str); 17] = [
    ("account.html", "/sign-out", "who is signed out stays so"),
    ("base.html", "/sign-out", "who is signed out stays so"),
    ("draft-parts.html", "/drafts/discard", "what is thrown away stays so"),
    ("drafts.html", "/drafts/discard", "what is thrown away stays so"),
    ("export.html", "/export", "is answered with a file, and each handing over is on record"),
    ("exposure.html", "exposure.person", "is answered with a file, and each look is on record"),
    ("passkey-new.html", "/account/passkeys", "the challenge is used up"),
    ("prosecutor-file.html", "document", "is answered with a file, and each handing over is on record"),
    ("sandbox-exchanges.html", "/sandbox/inject", "a sandbox knows no staff"),
    ("sandbox-exchanges.html", "/sandbox/reset", "a sandbox knows no staff"),
    ("set-up-confirm.html", "/setup/confirm", "the one-time code is used up"),
    ("set-up.html", "/setup", "only looks at the one-time code"),
    (
        "sign-in-code.html",
        "code.0",
        "repeats the field of the form that waits for the code, which is used up",
    ),
    ("sign-in-code.html", "data-passkey", "the challenge is used up"),
    ("sign-in.html", "\"/sign-in\"", "leads to the second factor"),
    ("sign-in.html", "/sign-in/passkey", "the challenge is used up"),
    ("table.html", "/list-columns", "a choice that is kept twice is the same choice"),
];

/// The first lines of forms that may act twice.
fn may_act_twice(template: &str) -> Vec<&str> {
    let first_lines = template.split("<form").skip(1).filter_map(|form| form.lines().next());
    let posts = first_lines.filter(|line| line.contains("method=\"post\""));
    posts.filter(|line| !line.contains("{{ ctx.form_token() }}{{ ctx.once() }}")).collect()
}

#[test]
fn every_form_acts_once_but_those_that_may_act_twice() {
    let mut expected = MAY_ACT_TWICE.to_vec();
    for path in all_templates() {
        let template = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        for line in may_act_twice(&template) {
            let known = expected.iter().position(|(of, mark, _)| *of == name && line.contains(mark));
            let known = known
                .unwrap_or_else(|| panic!("{name}: put {{{{ ctx.once() }}}} behind the token of {line}"));
            expected.remove(known);
        }
    }
    assert!(expected.is_empty(), "these are not there, or act once: {expected:?}");
    let one = "<form method=\"post\" action=\"/a\">{{ ctx.form_token() }}";
    assert_eq!(may_act_twice(one).len(), 1);
    assert_eq!(may_act_twice(&format!("{one}{{{{ ctx.once() }}}}")), [""; 0]);
}

/// What stands behind the file of a form: of a long one the beginning is looked at, which should hold all that was typed.
fn behind_file(template: &str) -> Vec<&str> {
    let forms = template.split("<form").skip(1).filter_map(|form| form.split("</form>").next());
    let rest = forms.filter_map(|form| form.split_once("type=\"file\"").map(|(_, rest)| rest));
    let fields =
        ["<input", "<textarea", "<select", "::text(", "::area(", "::date(", "::select(", "::radios("];
    let is_field = |line: &&str| fields.iter().any(|field| line.contains(field));
    rest.flat_map(|rest| rest.lines().skip(1)).filter(is_field).collect()
}

#[test]
fn the_file_of_a_form_is_its_last_field() {
    let mut files = 0;
    for path in all_templates() {
        let template = std::fs::read_to_string(&path).unwrap();
        files += template.matches("type=\"file\"").count();
        assert_eq!(behind_file(&template), [""; 0], "{}: put the file last", path.display());
    }
    assert!(files > 4, "{files} forms with a file");
    let wrong = "<form><input type=\"file\" name=\"a\">\n{% call parts::text(ctx, typed, \"b\") %}\n</form>";
    assert_eq!(behind_file(wrong).len(), 1);
}

#[test]
fn every_form_of_every_template_begins_with_the_token() {
    let found = all_templates();
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
