//! `amparo weights`: the weights for the order of work as a file that a unit edits and signs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use model::Rng as _;
use model::triage::Weights;
use note::{Note, NoteSigner, NoteVerifier};
use service::SystemRng;
use zeroize::Zeroizing;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the weights that come with the software, to be copied and edited
    Print,
    /// Make a key that signs weight files, and print the key that verifies them
    NewKey {
        /// Who signs, such as weights.unit.example; no space and no plus sign
        #[arg(value_name = "NAME")]
        name: String,
        /// The new file of the secret key; keep it off the node
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Check a weight file, sign it and print it
    Sign {
        /// The weight file, as edited
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The file of the secret key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Check a weight file, and its signature where a key is named
    Check {
        /// The weight file, signed or not
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The key that must have signed it, as `amparo weights new-key` printed it
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
}

pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Print => say!("{}", Weights::built_in_text().trim_end()),
        Command::NewKey { name, output } => new_key(name, output)?,
        Command::Sign { file, key } => sign(file, key)?,
        Command::Check { file, key } => check(file, key.as_deref())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a secret key as its name and 64 hexadecimal digits; a file that is there is left alone.
fn new_key(name: &str, output: &Path) -> Result<()> {
    let mut secret = Zeroizing::new([0_u8; 32]);
    SystemRng.fill(&mut *secret);
    let signer = NoteSigner::new(name, &secret)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(output)
        .with_context(|| format!("making {}", output.display()))?;
    let line = Zeroizing::new(format!("{name} {}\n", hex::encode(*secret)));
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).context("writing the key")?;
    say!("{}", signer.verifier());
    Ok(())
}

pub(super) fn read_key(path: &Path) -> Result<NoteSigner> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let text = Zeroizing::new(text);
    let (name, digits) = text.trim().split_once(' ').context("the key file must hold a name and a secret")?;
    let mut secret = Zeroizing::new([0_u8; 32]);
    hex::decode_to_slice(digits.trim(), &mut *secret).context("the secret must be 64 hexadecimal digits")?;
    Ok(NoteSigner::new(name, &secret)?)
}

/// The text of a weight file, without the signatures that it may have.
fn unsigned(path: &Path) -> Result<(Vec<u8>, String)> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let text = match Note::parse(&bytes) {
        Ok(note) => note.text,
        Err(_) => String::from_utf8(bytes.clone()).context("the weight file is not UTF-8")?,
    };
    Ok((bytes, text))
}

fn sign(file: &Path, key: &Path) -> Result<()> {
    let (_, text) = unsigned(file)?;
    Weights::parse(&text)?;
    let signed = note::sign(&text, &read_key(key)?);
    say!("{}", signed.context("the file must end with a newline and hold no tabs")?.trim_end());
    Ok(())
}

fn check(file: &Path, key: Option<&str>) -> Result<()> {
    let (bytes, text) = unsigned(file)?;
    let weights = Weights::parse(&text)?;
    let signed = match key {
        Some(key) => {
            let opened = note::open(&bytes, &[NoteVerifier::parse(key)?])?;
            if opened.text != text {
                bail!("another text was signed");
            }
            format!("signed by {}", opened.signers.join(", "))
        }
        None => "no signature asked for".to_owned(),
    };
    let (b, c) = weights.bands_tenths();
    say!("version {}, {}: band B from {b} tenths, band C from {c}", weights.version(), signed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_file_is_signed_and_checked() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        new_key("weights.unit.example", &path("key")).unwrap();
        assert!(new_key("weights.unit.example", &path("key")).is_err(), "a key is never overwritten");
        let signer = read_key(&path("key")).unwrap();
        let text = Weights::built_in_text().replace("amparo-1", "unit-1");
        let signed = note::sign(&text, &signer).unwrap();
        fs::write(path("weights"), &signed).unwrap();
        check(&path("weights"), Some(&signer.verifier().to_string())).unwrap();
        check(&path("weights"), None).unwrap();
        fs::write(path("weights"), signed.replace("points_tenths = 250", "points_tenths = 25")).unwrap();
        assert!(check(&path("weights"), Some(&signer.verifier().to_string())).is_err());
        fs::write(path("weights"), "version = 1\n").unwrap();
        assert!(sign(&path("weights"), &path("key")).is_err());
    }
}
