//! Referral packages, open and sealed, and the zips that portals hand out.

use std::io;

use wire::law_enforcement::{Zip, ZipLimits};
use wire::package::sealed::{Opener, RecipientSecret, SealedError};
use wire::package::{self, Limits};

use crate::notes::signer;

pub(crate) fn package(bytes: &[u8]) {
    let trusted: Vec<_> = signer().iter().map(note::NoteSigner::verifier).collect();
    let sink =
        |_: &package::PayloadEntry, content: &mut dyn io::Read| io::copy(content, &mut io::sink()).map(drop);
    if let Ok(opened) = package::read(bytes, &trusted, &Limits::default(), sink) {
        assert_eq!(opened.size_bytes, bytes.len() as u64, "no byte is left over");
    }
}

/// Whatever it says of itself, it unpacks to no more than it says, and to no more than is allowed.
pub(crate) fn portal_zip(bytes: &[u8]) {
    let limits = ZipLimits { members: 100, member_bytes: 1 << 20, total_bytes: 1 << 22 };
    let Ok(mut zip) = Zip::open(io::Cursor::new(bytes), &limits) else { return };
    let members = zip.members().to_vec();
    let stated: u64 = members.iter().map(|member| member.size_bytes).sum();
    assert!(members.len() <= limits.members && stated <= limits.total_bytes);
    for member in &members {
        assert!(!member.name.split('/').any(|part| matches!(part, "" | "." | "..")), "{:?}", member.name);
        if let Ok(content) = zip.read(member) {
            assert_eq!(content.len() as u64, member.size_bytes);
        }
    }
}

/// It is one message whatever the pieces in which it comes.
pub(crate) fn sealed_package(bytes: &[u8]) {
    let [whole, pieces] = [bytes.len().max(1), 61].map(|piece_bytes| open(bytes, piece_bytes));
    assert_eq!(whole, pieces);
}

fn open(bytes: &[u8], piece_bytes: usize) -> Result<Vec<u8>, SealedError> {
    let (mut plain, mut opener) = (Vec::new(), Opener::new(RecipientSecret::derive(&[7; 32])));
    for piece in bytes.chunks(piece_bytes) {
        opener.push(piece, &mut plain)?;
    }
    opener.finish(&mut plain)?;
    Ok(plain)
}
