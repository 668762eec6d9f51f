//! The passphrase of the node key: from a file, or from the terminal. Other programs of the same owner can read a variable of the environment, and
//! what a node starts inherits it.

use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use crate::StartError;
use crate::config::NodeConfig;

/// The variable that once held the passphrase. A node does not start while it is set, since it would make a new key clear where one was sealed.
pub const PASSPHRASE_VARIABLE: &str = "AMPARO_NODE_PASSPHRASE";
/// Shorter ones fall to guessing, Argon2id or not.
const LEAST_CHARS: usize = 15;

/// Finds the passphrase; asks at the terminal only where `is_sealed` says that there is no other way.
///
/// # Errors
/// The file cannot be read, others can read it, what it holds is too short, or a passphrase stands in the environment.
pub(crate) fn find(config: &NodeConfig, is_sealed: bool) -> Result<Option<Zeroizing<String>>, StartError> {
    refuse_variable(std::env::var_os(PASSPHRASE_VARIABLE))?;
    if let Some(path) = &config.passphrase_file {
        crate::start::refuse_key_others_can_read(path)?;
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        let text = text.map_err(|error| fault(path, error.to_string()))?;
        let text = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        return long_enough(path, text).map(Some);
    }
    if is_sealed && std::io::stdin().is_terminal() {
        return Ok(Some(ask("Passphrase of the node key: ")));
    }
    Ok(None)
}

fn refuse_variable(set: Option<OsString>) -> Result<(), StartError> {
    let Some(text) = set else { return Ok(()) };
    drop(Zeroizing::new(text.into_encoded_bytes()));
    Err(StartError::Other(format!(
        "{PASSPHRASE_VARIABLE} is set, and others can read the environment of a program: write the passphrase into a file of mode 0600, name it by \
         `node.passphrase_file`, and unset the variable"
    )))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_in_the_environment_is_refused_and_not_shown() {
        assert!(refuse_variable(None).is_ok());
        let error = refuse_variable(Some("a long walk home".into())).unwrap_err().to_string();
        assert!(error.contains("node.passphrase_file") && !error.contains("walk"), "{error}");
    }
}
