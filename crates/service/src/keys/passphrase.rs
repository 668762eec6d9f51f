//! The passphrase of the node key: from a file, from the environment, or from the terminal.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use crate::StartError;
use crate::config::NodeConfig;

/// The variable that holds the passphrase, for service managers that hand out secrets so.
pub const PASSPHRASE_VARIABLE: &str = "AMPARO_NODE_PASSPHRASE";
/// Shorter ones fall to guessing, Argon2id or not.
const LEAST_CHARS: usize = 15;

/// Finds the passphrase; asks at the terminal only where `is_sealed` says that there is no other way.
///
/// # Errors
/// The file cannot be read, others can read it, or what it holds is too short.
pub(crate) fn find(config: &NodeConfig, is_sealed: bool) -> Result<Option<Zeroizing<String>>, StartError> {
    if let Some(path) = &config.passphrase_file {
        crate::start::refuse_key_others_can_read(path)?;
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        let text = text.map_err(|error| fault(path, error.to_string()))?;
        let text = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        return long_enough(path, text).map(Some);
    }
    if let Ok(text) = std::env::var(PASSPHRASE_VARIABLE) {
        return long_enough(Path::new(PASSPHRASE_VARIABLE), Zeroizing::new(text)).map(Some);
    }
    if is_sealed && std::io::stdin().is_terminal() {
        return Ok(Some(ask("Passphrase of the node key: ")));
    }
    Ok(None)
}

fn long_enough(from: &Path, text: Zeroizing<String>) -> Result<Zeroizing<String>, StartError> {
    if text.chars().count() < LEAST_CHARS {
        let what =
            format!("the passphrase must have at least {LEAST_CHARS} characters; five random words do");
        return Err(fault(from, what));
    }
    Ok(text)
}

/// Asks for a line without showing what is typed. Where no terminal is, it reads the line all the same.
pub fn ask(prompt: &str) -> Zeroizing<String> {
    let echo = |how: &str| {
        // without `stty` what is typed shows; it is taken all the same
        let _ = Command::new("stty").arg(how).stdin(Stdio::inherit()).stderr(Stdio::null()).status();
    };
    let _ = write!(std::io::stderr(), "{prompt}");
    echo("-echo");
    let mut line = Zeroizing::new(String::new());
    let _ = std::io::stdin().lock().read_line(&mut line);
    echo("echo");
    let _ = writeln!(std::io::stderr());
    Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn fault(path: &Path, what: String) -> StartError {
    StartError::File { path: path.to_owned(), what }
}
