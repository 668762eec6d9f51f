//! The body of `add-checkpoint` (C2SP `tlog-witness`): the size that was cosigned last, the proof from it, a blank line, the checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use note::Note;

use crate::checkpoint::parse_decimal;
use crate::{Checkpoint, Hash};

/// More lines than any proof between two sizes of 63 bits has.
const MAX_PROOF_LINES: usize = 63;

/// What a log asks of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The size that the witness cosigned last, as the log believes.
    pub old_size: u64,
    /// The consistency proof from that size to the checkpoint's (RFC 6962 section 2.1.2).
    pub proof: Vec<Hash>,
    /// The log's signed checkpoint; nothing verified.
    pub note: Note,
    /// What it says.
    pub checkpoint: Checkpoint,
}

impl Submission {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with one that is not in its form, for the one who sent it.
    pub fn parse(body: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(body).map_err(|_| "the body must be UTF-8")?;
        let (head, note) = text.split_once("\n\n").ok_or("a blank line must stand before the checkpoint")?;
        let mut lines = head.split('\n');
        let old_size = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(parse_decimal);
        let old_size = old_size.ok_or("line 1 must be `old` and a size in decimal without leading zeros")?;
        let proof: Vec<Hash> = lines.map(parse_hash).collect::<Option<_>>().ok_or(
            "each line between the first and the blank one must be base64 of the 32 bytes of a hash",
        )?;
        if proof.len() > MAX_PROOF_LINES {
            return Err("a proof has at most 63 lines");
        }
        let note = Note::parse(note.as_bytes()).map_err(|_| "the checkpoint is not a signed note")?;
        let checkpoint =
            Checkpoint::parse_text(&note.text).map_err(|_| "the note's text is not a checkpoint")?;
        // sizes are kept as signed numbers
        if i64::try_from(checkpoint.size).is_err() {
            return Err("the checkpoint's size must be below 2^63");
        }
        Ok(Self { old_size, proof, note, checkpoint })
    }

    /// The body for a checkpoint that this node has published.
    pub fn write(old_size: u64, proof: &[Hash], note: &str) -> String {
        let proof: String = proof.iter().map(|hash| STANDARD.encode(hash.0) + "\n").collect();
        format!("old {old_size}\n{proof}\n{note}")
    }
}

fn parse_hash(line: &str) -> Option<Hash> {
    STANDARD.decode(line).ok()?.try_into().ok().map(Hash)
}

#[cfg(test)]
mod tests {
    use note::NoteSigner;

    use super::*;

    fn signed() -> String {
        let signer = NoteSigner::new("log.example/a", &[7; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "log.example/a".into(), size: 9, root: Hash([1; 32]) };
        checkpoint.sign(&signer).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        for proof in [vec![], vec![Hash([2; 32]), Hash([3; 32])]] {
            let body = Submission::write(4, &proof, &signed());
            let read = Submission::parse(body.as_bytes()).unwrap();
            assert_eq!((read.old_size, &read.proof, read.checkpoint.size), (4, &proof, 9));
            assert_eq!(read.note.to_string(), signed());
        }
    }

    #[test]
    fn every_other_form_is_refused() {
        let good = Submission::write(4, &[Hash([2; 32])], &signed());
        let long = Submission::write(4, &[Hash([2; 32]); 64], &signed());
        assert_eq!(Submission::parse(long.as_bytes()), Err("a proof has at most 63 lines"));
        let line = format!("{}\n", STANDARD.encode([2; 32]));
        for (from, to, says) in [
            ("old 4", "old 04", "line 1"),
            ("old 4", "old +4", "line 1"),
            ("old 4", "old 18446744073709551616", "line 1"),
            ("old 4", "new 4", "line 1"),
            ("old 4", "old 4\r", "line 1"),
            (&line, "AAAA\n", "each line"),
            (&line, "=\n", "each line"),
            (&line, "\n", "not a checkpoint"),
            (&format!("{line}\n"), &line, "each line"),
            ("\n9\n", "\n09\n", "not a checkpoint"),
            ("\n9\n", "\n9223372036854775808\n", "below 2^63"),
            ("— ", "- ", "not a signed note"),
        ] {
            let body = good.replacen(from, to, 1);
            let error = Submission::parse(body.as_bytes()).unwrap_err();
            assert!(error.contains(says), "{from:?} to {to:?}: {error}");
        }
        assert!(Submission::parse(b"old 4\n").is_err() && Submission::parse(b"\xff\n\n").is_err());
    }
}
