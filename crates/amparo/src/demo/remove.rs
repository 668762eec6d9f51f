//! `amparo demo --remove FOLDER`: everything that a demonstration brought goes in one step, and nothing else.
//!
//! Only a folder that the demonstration marked is touched, and only when each of its nodes, and its public form, is a simulation that keeps everything inside the folder. What
//! somebody else laid there stays, and is named.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use service::load;

use crate::commands::serve::AnyConfig;
use crate::embedded::{DEMO_MARK, FORM, ROLES};

/// How long a node may take to take a connection.
const PATIENCE: Duration = Duration::from_millis(500);
/// What a demonstration writes beside the folders, configurations and logs of its processes.
const FILES: [&str; 2] = ["allocations.json", "credentials.txt"];

/// How much was removed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Removed {
    files: u64,
    bytes: u64,
}

/// Removes what the demonstration in `folder` made.
///
/// # Errors
/// The folder is no demonstration's, one of its processes runs, or a file cannot be removed; says which, and what to do.
pub(super) fn remove(folder: &Path) -> Result<ExitCode> {
    let folder = folder.canonicalize().with_context(|| format!("finding {}", folder.display()))?;
    require_demonstration(&folder)?;
    let mut all = Removed::default();
    for role in ROLES.into_iter().chain([FORM]) {
        let mut removed = Removed::default();
        remove_all(&folder.join(role), &mut removed)?;
        let what =
            if role == FORM { "what was sent to it, and its secret" } else { "database, vault and keys" };
        say!("{role}: {what}, {} files, {} bytes", removed.files, removed.bytes);
        for ending in ["log", "toml"] {
            remove_all(&folder.join(format!("{role}.{ending}")), &mut removed)?;
        }
        all.files += removed.files;
        all.bytes += removed.bytes;
    }
    for name in FILES {
        remove_all(&folder.join(name), &mut all)?;
    }
    // the mark goes last: a removal that was cut short can be begun again
    remove_all(&folder.join(DEMO_MARK), &mut all)?;
    let left = list_names(&folder)?;
    say!("Removed {} files, {} bytes. Nothing of the demonstration is left.", all.files, all.bytes);
    if left.is_empty() {
        std::fs::remove_dir(&folder).with_context(|| format!("removing {}", folder.display()))?;
    } else {
        say!("Not of the demonstration, and left in {}: {}", folder.display(), left.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

/// A configuration that is gone was removed by a removal that was cut short.
fn require_demonstration(folder: &Path) -> Result<()> {
    let shown = folder.display();
    if !folder.join(DEMO_MARK).is_file() {
        bail!(
            "{shown} is not a folder that `amparo demo --data` made ({DEMO_MARK} is not in it); nothing was removed"
        );
    }
    for role in ROLES {
        let path = folder.join(format!("{role}.toml"));
        if !path.exists() {
            continue;
        }
        let AnyConfig { node, vault } = load(&path)?;
        let is_inside = node.data_dir == folder.join(role)
            && node.database.is_none()
            && node.node_key_file.is_none()
            && vault.is_none();
        require_stopped(&path, node.simulation && is_inside, role, node.listen)?;
    }
    let path = folder.join(format!("{FORM}.toml"));
    if !path.exists() {
        return Ok(());
    }
    let form = load::<tip::Config>(&path)?.tip;
    require_stopped(&path, form.simulation && form.data_dir == folder.join(FORM), FORM, form.listen)
}

/// Refuses what is not, or no longer, only a demonstration's, and what may still run.
fn require_stopped(path: &Path, is_demonstration: bool, name: &str, listen: SocketAddr) -> Result<()> {
    if !is_demonstration {
        bail!(
            "{} is no longer a demonstration's: it is no simulation, or keeps data elsewhere; nothing was removed",
            path.display()
        );
    }
    if TcpStream::connect_timeout(&listen, PATIENCE).is_ok() {
        bail!(
            "something listens on {listen}, where {name} does: stop the demonstration with Ctrl-C first; nothing was removed"
        );
    }
    Ok(())
}

/// Removes a file, or a folder with everything in it; follows no link. What is not there is well.
fn remove_all(path: &Path, removed: &mut Removed) -> Result<()> {
    let context = || format!("removing {}", path.display());
    let Ok(found) = path.symlink_metadata() else { return Ok(()) };
    if !found.is_dir() {
        std::fs::remove_file(path).with_context(context)?;
        removed.files += 1;
        removed.bytes += found.len();
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(context)? {
        remove_all(&entry.with_context(context)?.path(), removed)?;
    }
    std::fs::remove_dir(path).with_context(context)
}

fn list_names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut names: Vec<String> = paths.iter().map(name).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// What a demonstration leaves, in small; `platform` is under `simulation`.
    fn leftovers(folder: &Path, simulation: bool) {
        write(&folder.join(DEMO_MARK), "made by amparo demo\n");
        for role in ROLES {
            let simulation = simulation || role != "platform";
            let config = format!(
                "[node]\nlisten = \"127.0.0.1:1\"\npublic_url = \"http://{role}.localhost\"\ndata_dir = {:?}\nsimulation = {simulation}\n",
                folder.join(role)
            );
            write(&folder.join(format!("{role}.toml")), &config);
            write(&folder.join(role).join("node.key"), "0123");
            write(&folder.join(role).join("vault/items/0f/item"), "01234567");
        }
        write(&folder.join("credentials.txt"), "x");
        let config = format!(
            "[tip]\nlisten = \"127.0.0.1:1\"\npublic_url = \"http://tip.localhost\"\ndata_dir = {:?}\ncountry = \"ES\"\nsimulation = true\n\
             [clearinghouse]\nurl = \"http://127.0.0.1:1\"\nusername = \"form\"\nsecret_file = {:?}\nrecipient_key = \"age1\"\n",
            folder.join(FORM),
            folder.join("tip/clearinghouse.secret")
        );
        write(&folder.join("tip.toml"), &config);
        write(&folder.join("tip/clearinghouse.secret"), "x");
        write(&folder.join("tip.log"), "started\n");
    }

    #[test]
    fn a_form_that_keeps_its_tips_elsewhere_is_left() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().canonicalize().unwrap().join("data");
        leftovers(&folder, true);
        let config = std::fs::read_to_string(folder.join("tip.toml")).unwrap();
        write(&folder.join("tip.toml"), &config.replace("data/tip\"\ncountry", "elsewhere\"\ncountry"));
        let error = remove(&folder).unwrap_err().to_string();
        assert!(error.contains("tip.toml") && error.contains("nothing was removed"), "{error}");
        assert!(folder.join("tip/clearinghouse.secret").exists() && folder.join("police/node.key").exists());
    }

    #[test]
    fn everything_of_a_demonstration_goes_and_nothing_else() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().canonicalize().unwrap().join("data");
        leftovers(&folder, true);
        write(&folder.join("notes.txt"), "somebody's own");
        write(&above.path().join("beside"), "outside");
        std::os::unix::fs::symlink(above.path().join("beside"), folder.join("police/link")).unwrap();
        remove(&folder).unwrap();
        assert_eq!(list_names(&folder).unwrap(), ["notes.txt"]);
        assert!(above.path().join("beside").exists(), "what a link leads to stays");

        std::fs::remove_file(folder.join("notes.txt")).unwrap();
        leftovers(&folder, true);
        remove(&folder).unwrap();
        assert!(!folder.exists(), "an empty folder goes too");
    }

    #[test]
    fn what_is_no_demonstration_is_left_whole() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().canonicalize().unwrap().join("data");
        leftovers(&folder, false);
        let error = remove(&folder).unwrap_err().to_string();
        assert!(error.contains("platform.toml") && error.contains("nothing was removed"), "{error}");
        std::fs::remove_file(folder.join(DEMO_MARK)).unwrap();
        let error = remove(&folder).unwrap_err().to_string();
        assert!(error.contains("not a folder that `amparo demo --data` made"), "{error}");
        assert!(folder.join("police/node.key").exists() && folder.join("platform.toml").exists());
    }
}
