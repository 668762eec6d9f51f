//! What other logs and witnesses send: texts that have one form.

use custody::{Checkpoint, KeyChange, LogKeys, Submission, Tile};
use note::{CosignerVerifier, Note, NoteSigner, NoteVerifier};

/// The key that has signed what stands in the corpus.
pub(crate) fn signer() -> Option<NoteSigner> {
    NoteSigner::new("clearinghouse.example", &[7; 32]).ok()
}

/// A note and, line by line, the keys and cosignatures that others print.
pub(crate) fn note(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        for line in text.lines() {
            assert!(
                NoteVerifier::parse(line).is_ok_and(|key| key.to_string() == line)
                    || NoteVerifier::parse(line).is_err()
            );
            assert!(
                CosignerVerifier::parse(line).is_ok_and(|key| key.to_string() == line)
                    || CosignerVerifier::parse(line).is_err()
            );
        }
    }
    let Ok(note) = Note::parse(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes, "a note has one form");
    let Some(signer) = signer() else { return };
    if note.verify(&[signer.verifier()]).is_ok() {
        let again = note::sign(&note.text, &signer).and_then(|again| Note::parse(again.as_bytes()));
        let own = again.map(|again| again.lines).unwrap_or_default();
        assert!(
            own.iter().all(|line| note.lines.contains(line)),
            "another signature than ours passed: {note}"
        );
    }
    for line in &note.lines {
        let _ = CosignerVerifier::of(&signer).check(&note.text, line);
    }
}

pub(crate) fn checkpoint(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(checkpoint) = Checkpoint::parse_text(text) {
        assert!(text.starts_with(&checkpoint.to_text()), "a checkpoint has one form");
    }
}

/// The body of `add-checkpoint`.
pub(crate) fn submission(bytes: &[u8]) {
    if let Ok(submission) = Submission::parse(bytes) {
        let note = submission.note.to_string();
        let written = Submission::write(submission.old_size, &submission.proof, &note);
        assert_eq!(written.as_bytes(), bytes, "a submission has one form");
    }
}

/// The note by which a log changes its key: what is read leads from one key to another, each with its own sizes.
pub(crate) fn key_change(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(change) = KeyChange::open(text) else { return };
    let (size, from, to) = (change.last.size, change.from, change.to);
    assert_ne!(from, to, "a change leads to another key");
    let keys = LogKeys::of(to.clone(), vec![text.to_owned()]);
    assert!(keys.is_ok_and(|keys| keys.of_size(size) == &from
        && size.checked_add(1).is_none_or(|more| keys.of_size(more) == &to)));
}

pub(crate) fn tile_path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(tile) = Tile::parse(text) {
        assert_eq!(tile.path(), format!("tile/{text}"), "a path has one form");
        assert!(!tile.is_in(tile.first()), "a tile is not in the tree that ends where it begins");
    }
}
