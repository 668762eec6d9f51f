//! Where a fault may strike: the calls that a run without faults made on the node's files.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// Every call by which the content or the name of a file comes to the disk.
pub(crate) const CALLS: [&str; 9] =
    ["openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "close"];

/// What a call may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Error(&'static str),
    Killed,
}

pub(crate) const FAULTS: [Fault; 4] =
    [Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Error("EINTR"), Fault::Killed];

/// One fault at one call: the call of this number in whichever thread comes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) role: &'static str,
    pub(crate) call: &'static str,
    pub(crate) number: usize,
    pub(crate) fault: Fault,
}

impl Point {
    /// As strace is told.
    pub(crate) fn expressions(&self) -> [String; 2] {
        let fault = match self.fault {
            Fault::Error(name) => format!("error={name}"),
            Fault::Killed => "signal=KILL".to_owned(),
        };
        [format!("trace={}", self.call), format!("inject={}:{fault}:when={}", self.call, self.number)]
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::Error(name) => name,
            Fault::Killed => "SIGKILL",
        };
        write!(f, "{}: {fault} at {} {}", self.role, self.call, self.number)
    }
}

/// All faults at all calls in `log` that name something below `folder`.
pub(crate) fn points(role: &'static str, log: &str, folder: &str) -> Vec<Point> {
    let (mut counted, mut found) = (HashMap::new(), BTreeSet::new());
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        // a resumed call was counted where it began
        let Some((name, arguments)) = rest.trim_start().split_once('(') else { continue };
        let Some(call) = CALLS.into_iter().find(|call| *call == name) else { continue };
        let number = counted.entry((thread, call)).or_insert(0_usize);
        *number += 1;
        if arguments.contains(folder) {
            found.insert((call, *number));
        }
    }
    let every = found.into_iter().flat_map(|(call, number)| FAULTS.map(|fault| (call, number, fault)));
    every.map(|(call, number, fault)| Point { role, call, number, fault }).collect()
}

#[test]
fn calls_are_counted_by_thread_and_only_those_on_the_node_s_files_are_points() {
    let log = "7 write(3<anon_inode:[eventfd]>, \"\\1\", 8) = 8\n\
               8 write(5</data/vault/lock>, \"\", 1 <unfinished ...>\n\
               7 write(5</data/vault/a>, \"\", 1) = 1\n\
               8 <... write resumed>) = 1\n\
               7 read(5</data/vault/a>, \"\", 1) = 1\n";
    let found = points("police", log, "/data");
    let numbers: Vec<_> = found.iter().map(|point| (point.call, point.number)).collect();
    assert_eq!(numbers.len(), 2 * FAULTS.len());
    assert!(numbers.contains(&("write", 1)) && numbers.contains(&("write", 2)), "{numbers:?}");
}
