use note::{CosignerVerifier, Note, NoteError, NoteSigner, NoteVerifier, cosign, sign};

const TEXT: &str = "log.example/a\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

fn witness() -> NoteSigner {
    NoteSigner::new("witness.example", &[9; 32]).unwrap()
}

#[test]
fn a_cosignature_says_who_saw_it_and_when() {
    let log = NoteSigner::new("log.example/a", &[7; 32]).unwrap();
    let line = cosign(TEXT, &witness(), 1_679_315_147).unwrap();
    let note = Note::parse(format!("{}{line}\n", sign(TEXT, &log).unwrap()).as_bytes()).unwrap();
    assert_eq!(note.lines.len(), 2);
    assert_eq!(note.verify(&[log.verifier()]).unwrap(), ["log.example/a"]);
    let key = CosignerVerifier::of(&witness());
    assert_eq!(key.check(&note.text, &note.lines[0]), Ok(None), "the log's own line");
    let seen = key.check(&note.text, &note.lines[1]).unwrap().unwrap();
    assert_eq!((seen.witness.as_str(), seen.at_seconds), ("witness.example", 1_679_315_147));
}

#[test]
fn another_text_time_or_byte_is_refused() {
    let key = CosignerVerifier::of(&witness());
    let line = cosign(TEXT, &witness(), 1_679_315_147).unwrap();
    let invalid = Err(NoteError::Invalid { signer: "witness.example".into() });
    assert_eq!(key.check(&TEXT.replace('7', "8"), &line), invalid);
    for at in 0..line.signature.len() {
        let mut changed = line.clone();
        changed.signature[at] ^= 1;
        assert_eq!(key.check(TEXT, &changed), invalid, "byte {at}");
    }
    let mut short = line.clone();
    short.signature.truncate(7);
    assert_eq!(key.check(TEXT, &short), invalid);
    let timeless = cosign(TEXT, &witness(), 0).unwrap();
    assert_eq!(key.check(TEXT, &timeless), invalid, "it would be before every dispute");
    assert!(key.check(TEXT, &cosign(TEXT, &witness(), 1).unwrap()).unwrap().is_some());
    assert_eq!(cosign(TEXT, &witness(), -1), Err(NoteError::Text));
}

#[test]
fn a_key_of_cosignatures_is_no_key_of_signatures() {
    let key = CosignerVerifier::of(&witness()).to_string();
    assert_eq!(CosignerVerifier::parse(&key).unwrap().to_string(), key);
    assert_eq!(NoteVerifier::parse(&key), Err(NoteError::VerifierKey));
    let signing = witness().verifier().to_string();
    assert_eq!(CosignerVerifier::parse(&signing), Err(NoteError::VerifierKey));
}
