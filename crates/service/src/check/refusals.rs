//! Every refusal that a source states has its Spanish, and every Spanish one is stated somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use crate::i18n::{OWN_REFUSALS, RefusalFile, Refusals};

/// Crates whose errors become refusals of ours.
const BELOW: [&str; 3] = ["media", "model", "wire"];

/// What refuses, and which argument says why.
const CALLS: [(&str, usize); 3] =
    [("Failure::refused(", 1), ("Failure::conflict(", 0), ("Failure::bad_request(", 0)];

/// Lists what is wrong with `locales/refusals.es.toml` of the crate in `crate_dir` (`env!("CARGO_MANIFEST_DIR")`), one line each: refusals
/// in its sources, outside folders `api`, that have no Spanish there or among those that every role shares; messages of the file, but for
/// those of libraries, that stand in no source; a file that nobody hands to the texts of the pages.
///
/// Read are messages that stand in the call itself or in a `let` or `const` that it names, plain or within `format!`. Not read, and so not
/// asked for: what another error says (`error.to_string()`), what comes as an argument or from a function, and refusals that are made
/// without one of the calls: 27 of some 360 when this was written, most of them of machines. [`crate::Failure::absent`] is left out, since
/// its page shows no message.
///
/// # Panics
/// When the file cannot be read.
pub fn refusal_mistakes(crate_dir: &str) -> Vec<String> {
    let dir = Path::new(crate_dir);
    let own = std::fs::read_to_string(dir.join("locales/refusals.es.toml")).expect("a file of refusals");
    let is_role = own != OWN_REFUSALS;
    let files = if is_role { vec![OWN_REFUSALS, own.as_str()] } else { vec![OWN_REFUSALS] };
    if let Err(mistake) = Refusals::read(&files) {
        return vec![mistake];
    }
    let sources = Source::read_all(&dir.join("src"));
    let mut wrong = without_spanish(&sources, &files);
    let below = BELOW.iter().flat_map(|name| Source::read_all(&dir.join("..").join(name).join("src")));
    let stated: BTreeSet<_> =
        sources.iter().flat_map(Source::literals).chain(below.flat_map(|source| source.literals())).collect();
    // of some errors the beginning is taken away: `birth date: …`
    let is_stated = |message: &String| {
        stated.contains(message) || stated.iter().any(|whole| whole.ends_with(&format!(": {message}")))
    };
    let ours = RefusalFile::read(&own).unwrap_or_default().ours;
    wrong.extend(ours.keys().filter(|key| !is_stated(key)).map(|key| format!("`{key}` stands in no source")));
    if is_role && !sources.iter().any(|source| source.text.contains(".with_refusals(")) {
        wrong.push("nobody calls `Texts::with_refusals`".into());
    }
    wrong
}

/// The refusals of these sources that no file translates.
fn without_spanish(sources: &[Source], files: &[&str]) -> Vec<String> {
    let files = files.iter().map(|file| RefusalFile::read(file).unwrap_or_default());
    let known: BTreeSet<_> = files.flat_map(RefusalFile::into_messages).map(|(english, _)| english).collect();
    let pages = sources.iter().filter(|source| !source.path.contains("/api/"));
    let said = pages.flat_map(|source| source.refusals().into_iter().map(move |said| (said, &source.path)));
    let missing = said.filter(|(said, _)| !known.contains(said));
    missing.map(|(said, path)| format!("`{said}` has no Spanish ({path})")).collect()
}

/// A file of Rust without its tests.
struct Source {
    path: String,
    text: String,
    /// The same with signs of the same length for what literals and comments hold, so that what remains is code.
    code: String,
}

impl Source {
    fn new(path: String, mut text: String) -> Self {
        text.truncate(text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len()));
        Self { path, code: code_of(&text), text }
    }

    fn read_all(folder: &Path) -> Vec<Self> {
        let mut sources = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                sources.extend(Self::read_all(&path));
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                sources.push(Self::new(path.to_string_lossy().into_owned(), text));
            }
        }
        sources
    }

    /// Every text that stands in quotes.
    fn literals(&self) -> Vec<String> {
        let mut literals = Vec::new();
        let mut at = 0;
        while let Some(found) = self.code[at..].find('"') {
            let start = at + found;
            let Some(length) = opaque_length(&self.text[start..]) else { break };
            literals.push(message_of(&self.text[start + 1..start + length - 1]));
            at = start + length;
        }
        literals
    }

    /// What its calls refuse with, where that can be read.
    fn refusals(&self) -> Vec<String> {
        let calls = CALLS.into_iter().flat_map(|(call, nth)| {
            self.code.match_indices(call).map(move |(at, call)| (at + call.len(), nth))
        });
        calls.filter_map(|(start, nth)| self.said(self.argument(start, nth)?)).collect()
    }

    /// Where the argument of a call begins whose first one begins here.
    fn argument(&self, start: usize, nth: usize) -> Option<usize> {
        let (mut depth, mut left) = (0, nth);
        for (at, c) in self.code[start..].char_indices() {
            if left == 0 {
                return Some(start + at);
            }
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => left -= 1,
                _ => {}
            }
            if depth < 0 {
                return None;
            }
        }
        None
    }

    /// The message that begins here, or that is bound to the name here.
    fn said(&self, at: usize) -> Option<String> {
        self.literal(at).or_else(|| {
            let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            let name: String = self.code[at..].trim_start().chars().take_while(is_name).collect();
            let (of_let, of_const) = (format!("let {name} ="), format!("const {name}: &str ="));
            let bound = self.code[..at].rfind(&of_let).map(|bound| bound + of_let.len());
            self.literal(bound.or_else(|| Some(self.code.find(&of_const)? + of_const.len()))?)
        })
    }

    /// The text in quotes that stands here, plain, within `format!` or as what a closure gives.
    fn literal(&self, at: usize) -> Option<String> {
        let mut code = self.code[at..].trim_start();
        for before in ["|| ", "format!("] {
            code = code.strip_prefix(before).unwrap_or(code).trim_start();
        }
        if !code.starts_with('"') {
            return None;
        }
        let start = self.code.len() - code.len();
        let length = opaque_length(&self.text[start..])?;
        Some(message_of(&self.text[start + 1..start + length - 1]))
    }
}

/// A source whose literals and comments say nothing; texts keep their quotes.
fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = opaque_length(rest);
        match length {
            Some(length) if c == '"' => {
                code.push('"');
                code.push_str(&"_".repeat(length - 2));
                code.push('"');
            }
            Some(length) => code.push_str(&"_".repeat(length)),
            None => code.push(c),
        }
        rest = &rest[length.unwrap_or(c.len_utf8())..];
    }
    code
}

/// How long the literal or comment is with which a source begins, in bytes; none where it begins with neither.
fn opaque_length(source: &str) -> Option<usize> {
    let to = |start: usize, end: &str| source[start..].find(end).map(|at| start + at + end.len());
    match source.as_bytes() {
        [b'/', b'/', ..] => Some(source.find('\n').unwrap_or(source.len())),
        [b'r', b'"', ..] => to(2, "\""),
        [b'r', b'#', b'"', ..] => to(3, "\"#"),
        [b'\'', b'\\', _, ..] => to(3, "'"),
        [b'\'', ..] => {
            let third = source.char_indices().nth(2);
            third.filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
        }
        [b'"', ..] => {
            let mut is_escaped = false;
            source.char_indices().skip(1).find_map(|(at, c)| {
                let ends = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                ends.then_some(at + 1)
            })
        }
        _ => None,
    }
}

/// A message as the file of refusals names it: without escapes, `{}` for each place.
fn message_of(literal: &str) -> String {
    let mut message = String::new();
    let mut chars = literal.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => message.push('\n'),
                other => message.extend(other),
            },
            '{' => {
                message.push_str("{}");
                while chars.next().is_some_and(|c| c != '}') {}
            }
            c => message.push(c),
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusals_of_this_crate_are_whole() {
        assert_eq!(refusal_mistakes(env!("CARGO_MANIFEST_DIR")), [""; 0]);
    }

    #[test]
    fn messages_are_read_from_their_calls() {
        let text = r#"
            // Failure::conflict("in a comment")
            const SENT: &str = "sent before";
            fn f<'a>(c: char, at: &'a str) -> Failure {
                let message = format!("at most {MOST} of {}, \
                                       said", "it's");
                if c == '"' { return Failure::refused(&format!("a[{}]", f(1, 2)), "say \"why\""); }
                let said = || format!("is {c}");
                g(Failure::refused("b", message), Failure::conflict(SENT), Failure::conflict(said()));
                Failure::bad_request(error.to_string())
            }
        "#;
        let source = Source::new("a.rs".into(), text.into());
        assert_eq!(source.code.len(), text.len());
        let said = ["say \"why\"", "at most {} of {}, said", "sent before", "is {}"];
        assert_eq!(source.refusals(), said);
        let literals = source.literals();
        assert!(said.iter().all(|said| literals.iter().any(|literal| literal == said)), "{literals:?}");
        assert!(!literals.iter().any(|literal| literal.contains("comment")));
    }

    #[test]
    fn each_kind_of_mistake_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let machine = "fn f() { Failure::conflict(\"for machines\") }";
        write("src/api/a.rs", machine);
        write("src/a.rs", "fn f() { Failure::conflict(\"said\"); Failure::refused(\"a\", \"unsaid\") }");
        write("locales/refusals.es.toml", "[ours]\n\"said\" = \"dicho\"\n\"gone\" = \"ido\"\n");
        let wrong = refusal_mistakes(dir.path().to_str().unwrap());
        let [missing, dead, unused] = wrong.as_slice() else { panic!("{wrong:?}") };
        assert!(missing.starts_with("`unsaid` has no Spanish ("), "{missing}");
        assert_eq!(dead, "`gone` stands in no source");
        assert_eq!(unused, "nobody calls `Texts::with_refusals`");
    }
}
