//! Pages say in words what entries of the custody log hold as codes.

use std::collections::BTreeSet;
use std::path::Path;

use super::texts::{keys, read_all};
use crate::i18n::{Lang, OWN, word_key};
use crate::oversight::object_kind;
use crate::{Access, Permission, Route};

/// Behind what a source states a code that goes into an entry.
const STATED: [(&str, &str); 6] = [
    ("action", "const NAME: &'static str = "),
    ("action", "const NAME: &str = "),
    ("action", "const ACTION: &str = "),
    ("action", "&actor, "),
    ("object", "EntryDraft::on("),
    ("object", "ObjectRef::new("),
];

/// Lists the codes for which the pages have no word: the names of actions and the kinds of objects that the sources of the crate in
/// `crate_dir` (`env!("CARGO_MANIFEST_DIR")`) write into entries, and the kinds that the paths of `rows` give to entries of looks and refusals.
/// A role's test wants none. Kinds are stated in the texts that every role shares.
///
/// # Panics
/// When a folder of the crate cannot be read.
pub fn wordless_codes<P: Permission>(
    crate_dir: &str,
    role: &[(Lang, &str)],
    rows: &[Route<P>],
) -> Vec<String> {
    // whoever calls an open route is no actor, so it leaves no entry
    let asked = rows.iter().filter(|route| !matches!(route.access, Access::Open));
    let asked = asked.map(|route| word_key("object", &object_kind(route.path)));
    wordless(role, stated(crate_dir).into_iter().chain(asked))
}

/// Roles of keys that lack the text by which the pages say what a key may do, or the name of the role.
pub fn wordless_keys(key_roles: &[&str], role: &[(Lang, &str)]) -> Vec<String> {
    let wanted = key_roles.iter().flat_map(|of| [word_key("role", of), word_key("key-may", of)]);
    wordless(role, wanted)
}

fn wordless(role: &[(Lang, &str)], wanted: impl Iterator<Item = String>) -> Vec<String> {
    let (own, role) = (keys(&OWN, Lang::En), keys(role, Lang::En));
    let lacking: BTreeSet<_> =
        wanted.filter(|key| !own.contains_key(key) && !role.contains_key(key)).collect();
    lacking.into_iter().map(|key| format!("`{key}` is no text, and entries hold its code")).collect()
}

/// The keys of the codes that the sources of a crate state.
fn stated(crate_dir: &str) -> BTreeSet<String> {
    let mut sources = Vec::new();
    read_all(&Path::new(crate_dir).join("src"), &mut sources);
    sources.iter().flat_map(|source| stated_in(source)).collect()
}

fn stated_in(source: &str) -> Vec<String> {
    let codes = |before: &str| -> Vec<String> {
        let literals = source.split(before).skip(1).filter_map(|rest| {
            rest.trim_start().strip_prefix('"')?.split_once('"').map(|(literal, _)| literal.to_owned())
        });
        literals.filter(|literal| is_code(literal)).collect()
    };
    let keys = |(kind, before): (&str, &str)| -> Vec<String> {
        codes(before).iter().map(|code| word_key(kind, code)).collect()
    };
    STATED.into_iter().flat_map(keys).collect()
}

/// Lower-case words: what else stands in quotes there, such as in this file, is none.
fn is_code(literal: &str) -> bool {
    let of_code =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b' ');
    literal.starts_with(|c: char| c.is_ascii_lowercase()) && literal.bytes().all(of_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_this_crate_writes_has_a_text() {
        let codes = stated(env!("CARGO_MANIFEST_DIR"));
        for key in ["action-consult", "action-erase-again", "action-rotate-log-key", "object-staff_account"] {
            assert!(codes.contains(key), "{key} is not found in the sources");
        }
        assert_eq!(wordless(&[], codes.into_iter()), Vec::<String>::new());
    }

    #[test]
    fn a_key_that_does_not_say_what_it_may_is_told() {
        let role = [(Lang::En, "role-feeder = feeder")];
        let told = ["`key-may-feeder` is no text, and entries hold its code"];
        assert_eq!(wordless_keys(&["feeder", "operator"], &role), told);
    }

    #[test]
    fn a_code_without_a_text_is_told() {
        // put together here, so that the test above does not find them
        let source = STATED.map(|(kind, before)| format!("{before}\"new {kind}\";\n")).concat();
        let keys = stated_in(&source);
        assert_eq!(keys.len(), STATED.len(), "{keys:?}");
        let role = [(Lang::En, "action-new_action = A new action")];
        let told = ["`object-new_object` is no text, and entries hold its code"];
        assert_eq!(wordless(&role, keys.into_iter()), told);
    }
}
