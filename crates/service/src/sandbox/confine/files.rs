//! Landlock: rule sets without a rule, so that all that they handle is refused. ffmpeg's alone has rules: what loading it takes.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreated, RulesetCreatedAttr as _, RulesetError, Scope, path_beneath_rules,
};

/// Where the system keeps shared libraries, and the list of them. What is not there is passed over.
const LIBRARIES: [&str; 6] =
    ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"];
/// Where loaders of programs are looked for, and how their names begin (glibc, musl).
const LOADER_FOLDERS: [&str; 4] = ["/lib64", "/lib", "/usr/lib64", "/usr/lib"];
const LOADER_NAMES: [&str; 3] = ["ld-linux", "ld-musl", "ld64"];

/// Required: every kind of access of ABI 1; those that later kernels tell apart where they do.
pub(super) fn forbid_files() -> Result<(), RulesetError> {
    no_file()?.restrict_self().map(drop)
}

/// The same but for reading libraries, and for reading and running this program and the system's loader. What has no path of its own, such as
/// the video in memory, is not Landlock's: it is open already.
pub(super) fn forbid_files_but_of(program: &Path) -> Result<(), RulesetError> {
    let run = loaders().into_iter().chain([program.to_owned()]);
    no_file()?
        .add_rules(path_beneath_rules(LIBRARIES, AccessFs::ReadFile))?
        .add_rules(path_beneath_rules(run, AccessFs::ReadFile | AccessFs::Execute))?
        .restrict_self()
        .map(drop)
}

fn no_file() -> Result<RulesetCreated, RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))?
        .create()
}

fn loaders() -> Vec<PathBuf> {
    let files = LOADER_FOLDERS.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let is_loader = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        LOADER_NAMES.iter().any(|start| name.starts_with(start))
    };
    files.map(|file| file.path()).filter(is_loader).collect()
}

/// TCP ports, and the scopes of abstract sockets and signals where the kernel has them.
pub(super) fn forbid_network() -> Result<(), RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessNet::from_all(ABI::V4))?
        .set_compatibility(CompatLevel::BestEffort)
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()
        .map(drop)
}
