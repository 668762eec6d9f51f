//! Both languages say the same things, and the pages ask for nothing that is not said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;

use crate::i18n::{Lang, OWN, Texts};

/// What Spanish texts call a *hash*: a *huella* is that of a key, and at the police a finger's.
const RULED_OUT: [&str; 4] = ["huella digital", "huellas", "resumen digital", "resumen criptográfico"];

/// Lists what is wrong with the texts of the crate in `crate_dir` (`env!("CARGO_MANIFEST_DIR")`), one line each:
/// keys and variables that one language lacks, words that the glossary has another for, keys that templates or sources use and nobody states, keys that nobody uses.
///
/// Keys that the code composes (`format!("state-{}", …)`) are used by what starts them: name those starts in `composed`.
///
/// # Panics
/// When a folder of the crate cannot be read.
pub fn text_mistakes(crate_dir: &str, role: &[(Lang, &str)], composed: &[&str]) -> Vec<String> {
    let own: BTreeSet<_> = keys(&OWN, Lang::En).into_keys().collect();
    let (en, es) = (keys(role, Lang::En), keys(role, Lang::Es));
    let mut wrong = Vec::new();
    if let Err(error) = Texts::new(role) {
        wrong.push(error.to_string());
    }
    for (key, variables) in &en {
        match es.get(key) {
            None => wrong.push(format!("`{key}` is missing in es")),
            Some(others) if others != variables => wrong.push(format!("`{key}` has other variables in es")),
            Some(_) => {}
        }
    }
    wrong.extend(
        es.keys().filter(|key| !en.contains_key(*key)).map(|key| format!("`{key}` is missing in en")),
    );
    wrong.extend(
        role.iter().filter(|(lang, _)| *lang == Lang::Es).flat_map(|(_, spanish)| ruled_out(spanish)),
    );
    let mut sources = Vec::new();
    for folder in ["templates", "src"] {
        read_all(&Path::new(crate_dir).join(folder), &mut sources);
    }
    let used: BTreeSet<_> = sources.iter().flat_map(|source| asked(source)).collect();
    for key in used.iter().filter(|key| !en.contains_key(*key) && !own.contains(*key)) {
        wrong.push(format!("`{key}` is used and stated nowhere"));
    }
    let dead = |key: &&String| {
        key.as_str() != "node-name"
            // asked for by the address: `?done=KEY`
            && !key.starts_with("done-")
            && !composed.iter().any(|start| key.starts_with(start))
            && !sources.iter().any(|source| source.contains(&format!("\"{key}\"")))
    };
    wrong.extend(en.keys().filter(dead).map(|key| format!("`{key}` is stated and used nowhere")));
    wrong
}

fn ruled_out(spanish: &str) -> Vec<String> {
    let is_said = |line: &str| RULED_OUT.iter().any(|word| line.to_lowercase().contains(word));
    spanish.lines().filter(|line| is_said(line)).map(|line| format!("a digest is a hash: {line}")).collect()
}

/// The keys of one language, each with the names of its variables.
pub(super) fn keys(sources: &[(Lang, &str)], lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for (_, source) in sources.iter().filter(|(of, _)| *of == lang) {
        // what is wrong in a source is told by `Texts::new`
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut key = String::new();
        for line in resource.source().lines() {
            if let Some((name, _)) =
                line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                name.trim().clone_into(&mut key);
                keys.entry(key.clone()).or_insert_with(BTreeSet::new);
            }
            if let Some(variables) = keys.get_mut(&key) {
                variables.extend(line.split('$').skip(1).map(|rest| word(rest).to_owned()));
            }
        }
    }
    keys
}

/// The keys that a template or source asks for by `.t("…")`, `.t1("…"`, `.t2("…"`, and those of the navigation (`"nav-…"`).
fn asked(source: &str) -> Vec<String> {
    let nav = source.split("\"nav-").skip(1).filter_map(|rest| rest.split_once('"'));
    let nav = nav.map(|(key, _)| format!("nav-{key}"));
    [".t(", ".t1(", ".t2("]
        .iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| {
            rest.trim_start().strip_prefix('"')?.split_once('"').map(|(key, _)| key.to_owned())
        })
        .chain(nav)
        .collect()
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default()
}

/// Reads every template and source in a folder and below.
pub(super) fn read_all(folder: &Path, into: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_all(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "html" || extension == "rs") {
            into.extend(std::fs::read_to_string(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_this_crate_are_whole() {
        let en = keys(&OWN, Lang::En);
        let es = keys(&OWN, Lang::Es);
        assert_eq!(en, es);
        for (_, spanish) in OWN.iter().filter(|(lang, _)| *lang == Lang::Es) {
            assert_eq!(ruled_out(spanish), Vec::<String>::new());
        }
        assert_eq!(
            ruled_out("a = Huellas digitales\nb = Huella de la clave\nc = Su resumen digital").len(),
            2
        );
        let mut sources = Vec::new();
        read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut sources);
        for key in sources.iter().flat_map(|source| asked(source)) {
            assert!(en.contains_key(&key), "{key} is used and stated nowhere");
        }
    }

    #[test]
    fn each_kind_of_mistake_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("templates")).unwrap();
        let page = r#"{{ ctx.t("title") }}{{ ctx.t1( "found", "count", n) }}{{ ctx.t("gone") }}"#;
        std::fs::write(dir.path().join("templates/page.html"), page).unwrap();
        let en = "node-name = N\ntitle = T\nfound = { $count } found\nstate-open = O\ndead = D\n";
        let es = "node-name = N\ntitle = T\nfound = { $n }\nstate-open = A\ndead = D\nsolo = S\n";
        let wrong =
            text_mistakes(dir.path().to_str().unwrap(), &[(Lang::En, en), (Lang::Es, es)], &["state-"]);
        assert_eq!(
            wrong,
            [
                "`found` has other variables in es",
                "`solo` is missing in en",
                "`gone` is used and stated nowhere",
                "`dead` is stated and used nowhere",
            ]
        );
    }
}
