//! What a package holds, read back from the clearinghouse.

use std::collections::BTreeMap;

use wire::note::NoteVerifier;
use wire::package::sealed::Opener;
use wire::package::{self, Limits};
use wire::referral::Referral;

use crate::chain::{Chain, text};

/// The referral and every file of its package, by path in the bag; signature and digests are verified on the way.
pub async fn open_package(chain: &Chain, referral_id: &str) -> (Referral, BTreeMap<String, Vec<u8>>) {
    let analyst = chain.clearinghouse.client("noor");
    let bytes = analyst.bytes(&format!("/api/referrals/{referral_id}/package")).await;
    let key = text(&analyst.get("/api/verifier-key").await["verifier_key"]);
    let verifier = NoteVerifier::parse(&key).expect("a verifier key");
    let mut files = BTreeMap::new();
    let (mut opener, mut archive) = (Opener::new(chain.recipient.clone()), Vec::new());
    opener.push(&bytes, &mut archive).expect("sealed to the police");
    opener.finish(&mut archive).expect("a whole package");
    let opened = package::read(archive.as_slice(), &[verifier], &Limits::default(), |entry, bytes| {
        let mut content = Vec::new();
        bytes.read_to_end(&mut content)?;
        files.insert(entry.path.clone(), content);
        Ok(())
    });
    (opened.expect("a good package").referral, files)
}
