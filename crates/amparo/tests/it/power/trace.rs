//! What a process did to the files below a folder, in the order in which strace saw it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

/// What strace must record for [`read`], with every byte written out.
pub(super) const STRACE: [&str; 7] = [
    "-f",
    "-qq",
    "-xx",
    "-y",
    "-s",
    "10000000",
    "--trace=openat,write,writev,pwrite64,fsync,fdatasync,rename,unlink,ftruncate,mkdir",
];

/// One call that succeeded; lines of the trace say when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) began: usize,
    pub(super) ended: usize,
    pub(super) deed: Deed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A name for an empty file, where there is none.
    Create(PathBuf),
    Write(PathBuf, u64, Vec<u8>),
    Resize(PathBuf, u64),
    MakeFolder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    /// Of a file or a folder.
    Flush(PathBuf),
    /// Bytes to whoever is at the other end of a connection.
    Answer(Vec<u8>),
}

/// The calls in a trace of one process that concern files below `root`, and all that it answered.
pub(super) fn read(trace: &str, root: &Path) -> Vec<Call> {
    let mut reader = Reader { root, positions: HashMap::new(), calls: Vec::new() };
    let mut begun = HashMap::new();
    for (line, text) in trace.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some(beginning) = text.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, (line, beginning.to_owned()));
        } else if let Some((_, end)) =
            text.strip_prefix("<... ").and_then(|text| text.split_once(" resumed>"))
        {
            let Some((began, beginning)) = begun.remove(thread) else { continue };
            reader.call(began, line, &(beginning + end));
        } else {
            reader.call(line, line, text);
        }
    }
    reader.calls.sort_by_key(|call| call.began);
    reader.calls
}

struct Reader<'a> {
    root: &'a Path,
    /// Where the next `write` goes, by descriptor.
    positions: HashMap<i64, u64>,
    calls: Vec<Call>,
}

impl Reader<'_> {
    fn call(&mut self, began: usize, ended: usize, text: &str) {
        let Some((name, rest)) = text.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        let Some(result) = number(result).filter(|result| *result >= 0) else { return };
        let deeds = self.deeds(name, arguments, result);
        self.calls.extend(deeds.into_iter().map(|deed| Call { began, ended, deed }));
    }

    fn deeds(&mut self, name: &str, arguments: &str, result: i64) -> Vec<Deed> {
        let mut strings = strings(arguments);
        if name == "openat" || name == "rename" || name == "unlink" || name == "mkdir" {
            let paths: Vec<_> =
                strings.into_iter().map(|bytes| PathBuf::from(OsString::from_vec(bytes))).collect();
            return match &paths[..] {
                [path, ..] if !self.is_ours(path) => Vec::new(),
                [path] if name == "openat" => self.opened(path, arguments, result),
                [path] if name == "mkdir" => vec![Deed::MakeFolder(path.clone())],
                [path] => vec![Deed::Remove(path.clone())],
                [from, to] => vec![Deed::Rename(from.clone(), to.clone())],
                _ => panic!("{name}({arguments}"),
            };
        }
        let path = descriptor_path(arguments);
        let Some(path) = path.filter(|path| self.is_ours(path)) else {
            return if name == "writev" { vec![Deed::Answer(strings.concat())] } else { Vec::new() };
        };
        let last = || {
            u64::try_from(
                arguments.trim_end().trim_end_matches(')').rsplit(", ").next().and_then(number).unwrap(),
            )
            .unwrap()
        };
        let written = |strings: &mut Vec<Vec<u8>>| {
            let mut bytes = strings.remove(0);
            bytes.truncate(usize::try_from(result).unwrap());
            bytes
        };
        match name {
            "fsync" | "fdatasync" => vec![Deed::Flush(path)],
            "ftruncate" => vec![Deed::Resize(path, last())],
            "pwrite64" => vec![Deed::Write(path, last(), written(&mut strings))],
            "write" => {
                let position = self.positions.entry(number(arguments).unwrap()).or_default();
                let offset = *position;
                *position += result.unsigned_abs();
                vec![Deed::Write(path, offset, written(&mut strings))]
            }
            _ => panic!("{name} is not modelled: {}", path.display()),
        }
    }

    fn opened(&mut self, path: &Path, arguments: &str, descriptor: i64) -> Vec<Deed> {
        assert!(
            !arguments.contains("O_APPEND") || arguments.contains("O_EXCL"),
            "appending is not modelled: {}",
            path.display()
        );
        self.positions.insert(descriptor, 0);
        let mut deeds = Vec::new();
        if arguments.contains("O_CREAT") {
            deeds.push(Deed::Create(path.to_owned()));
        }
        if arguments.contains("O_TRUNC") {
            deeds.push(Deed::Resize(path.to_owned(), 0));
        }
        deeds
    }

    /// The shared memory of a database is made anew by whoever opens it first.
    fn is_ours(&self, path: &Path) -> bool {
        path.starts_with(self.root) && !path.as_os_str().to_string_lossy().ends_with("-shm")
    }
}

/// The path that strace shows with the descriptor before it.
fn descriptor_path(arguments: &str) -> Option<PathBuf> {
    let (_, rest) = arguments.split_once('<')?;
    let (path, _) = rest.split_once('>')?;
    path.starts_with("\\x").then(|| PathBuf::from(OsString::from_vec(bytes(path))))
}

/// The strings among the arguments.
fn strings(arguments: &str) -> Vec<Vec<u8>> {
    arguments.split('"').skip(1).step_by(2).map(bytes).collect()
}

/// `\x41\x42` as bytes.
fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

/// The number with which a text begins.
fn number(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[test]
fn calls_that_another_thread_interrupts_keep_their_beginning_and_their_end() {
    let trace = "1 openat(AT_FDCWD<\\x2f>, \"\\x2f\\x64\\x2f\\x61\", O_RDWR|O_CREAT, 0600) = 3<\\x2f\\x64\\x2f\\x61>\n\
                 1 write(3<\\x2f\\x64\\x2f\\x61>, \"\\x41\\x42\", 2 <unfinished ...>\n\
                 2 fsync(9<\\x2f\\x65>)           = 0\n\
                 1 <... write resumed>)              = 2\n\
                 1 write(3<\\x2f\\x64\\x2f\\x61>, \"\\x43\", 1) = 1\n\
                 1 fsync(3<\\x2f\\x64\\x2f\\x61>) = -1 EIO (Input/output error)\n";
    let path = PathBuf::from("/d/a");
    let call = |began, ended, deed| Call { began, ended, deed };
    assert_eq!(
        read(trace, Path::new("/d")),
        [
            call(0, 0, Deed::Create(path.clone())),
            call(1, 3, Deed::Write(path.clone(), 0, b"AB".to_vec())),
            call(4, 4, Deed::Write(path, 2, b"C".to_vec())),
        ]
    );
}
