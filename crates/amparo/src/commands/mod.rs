//! One file per command.

pub(crate) mod backup;
pub(crate) mod breach;
pub(crate) mod certificate;
pub(crate) mod clearinghouse;
pub(crate) mod custody;
pub(crate) mod doctor;
pub(crate) mod fence;
pub(crate) mod hash;
pub(crate) mod key;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod police;
mod police_import;
pub(crate) mod privacy;
pub(crate) mod report;
mod sandbox;
pub(crate) mod scan;
pub(crate) mod scenario;
mod secret;
pub(crate) mod serve;
pub(crate) mod weights;
pub(crate) mod witness;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use service::NodeConfig;

use crate::embedded::ROLES;

/// What looks up known media for programs: a node of its own, and no part of `serve all`.
pub(crate) const MATCHER: &str = "matcher";

/// The role is the name of the file, or of the one database in the data folder.
fn role_of(path: &Path, config: &NodeConfig) -> Result<&'static str> {
    let stem = path.file_stem().unwrap_or_default();
    let mut known = ROLES.into_iter().chain([MATCHER]);
    let by_name = known.clone().find(|role| stem == *role);
    let by_database = || known.find(|role| config.data_dir.join(format!("{role}.db")).exists());
    match by_name.or_else(by_database) {
        Some(role) => Ok(role),
        None => bail!("{}: name this file after its role, such as police.toml", path.display()),
    }
}

/// Where the node key lies.
fn key_path(config: &NodeConfig) -> PathBuf {
    config.node_key_file.clone().unwrap_or_else(|| config.data_dir.join("node.key"))
}
