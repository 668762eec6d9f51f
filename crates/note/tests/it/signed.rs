use note::{NoteError, NoteSigner, NoteVerifier, open, sign};
use proptest::prelude::*;

fn signer() -> NoteSigner {
    NoteSigner::new("clearinghouse.example", &[7; 32]).unwrap()
}

#[test]
fn the_example_of_the_reference_implementation_opens() {
    // Published with Go's sumdb/note package (BSD-3-Clause), the origin of the format.
    let verifier =
        NoteVerifier::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n";
    let note = format!(
        "{text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    let opened = open(note.as_bytes(), &[verifier]).unwrap();
    assert_eq!((opened.text.as_str(), opened.signers), (text, vec!["PeterNeumann".to_owned()]));
}

#[test]
fn a_note_and_its_verifier_key_have_one_form() {
    let verifier = signer().verifier().to_string();
    assert_eq!(NoteVerifier::parse(&verifier).unwrap().to_string(), verifier);
    insta::assert_snapshot!(
        "note",
        format!("{verifier}\n---\n{}", sign("a line\n\nanother\n", &signer()).unwrap())
    );
}

#[test]
fn only_trusted_keys_count() {
    let note = sign("a line\n", &signer()).unwrap();
    let stranger = NoteSigner::new("clearinghouse.example", &[8; 32]).unwrap();
    assert_eq!(open(note.as_bytes(), &[stranger.verifier()]), Err(NoteError::Untrusted));
    assert_eq!(open(note.as_bytes(), &[]), Err(NoteError::Untrusted));
    let line = sign("a line\n", &stranger).unwrap().lines().last().unwrap().to_owned();
    let both = format!("{note}{line}\n");
    assert_eq!(open(both.as_bytes(), &[signer().verifier()]).unwrap().signers.len(), 1);
}

#[test]
fn ill_formed_keys_and_texts_are_refused() {
    for name in ["", "two words", "a+b", "a\nb"] {
        assert_eq!(NoteSigner::new(name, &[7; 32]).unwrap_err(), NoteError::Name, "{name:?}");
    }
    for text in ["", "no newline", "tab\tin it\n", "bell\u{7}\n"] {
        assert_eq!(sign(text, &signer()).unwrap_err(), NoteError::Text, "{text:?}");
    }
    let good = signer().verifier().to_string();
    for bad in
        ["", "name", "name+00000000", &good.replace('+', " "), &good.replacen('+', "+0", 1), &good[..50]]
    {
        assert_eq!(NoteVerifier::parse(bad).unwrap_err(), NoteError::VerifierKey, "{bad:?}");
    }
}

proptest! {
    #[test]
    fn what_is_signed_opens_and_no_changed_byte_does(text in "([ -~é]{0,30}\n){1,4}", at: prop::sample::Index, to: u8) {
        let note = sign(&text, &signer()).unwrap();
        let trusted = [signer().verifier()];
        prop_assert_eq!(&open(note.as_bytes(), &trusted).unwrap().text, &text);
        let mut changed = note.clone().into_bytes();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != to);
        changed[at] = to;
        prop_assert!(open(&changed, &trusted).is_err());
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = open(&bytes, &[signer().verifier()]);
    }
}
