//! Writing a package.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::{
    BAGIT_TXT, PackageError, Payload, REFERRAL_PATH, SIGNATURE, TAG_FILES, TAG_MANIFEST, manifest,
    path_is_allowed, tar,
};
use crate::{
    custody_mark::CustodyMark,
    document::Document,
    note::{self, NoteSigner},
    referral::Referral,
};

const COPY_BUFFER_BYTES: usize = 64 << 10;

/// Writes a package. Payload may come in any order; it is sorted, read once, and must fit its stated size and
/// digest. The referral document is added by this function and must name exactly the given payload.
pub fn write<R: Read>(
    out: &mut impl Write,
    referral: &Referral,
    mut payload: Vec<Payload<R>>,
    signer: &NoteSigner,
) -> Result<(), PackageError> {
    let document = referral.write().map_err(PackageError::Referral)?;
    payload.sort_by(|a, b| a.path.cmp(&b.path));
    check_payload(referral, &payload)?;
    let base = base_directory(&referral.referral_id)?;
    let tags = tag_files(referral, &document, &payload, signer)?;
    for (name, text) in &tags {
        member(out, &format!("{base}/{name}"), text.as_bytes())?;
    }
    member(out, &format!("{base}/{REFERRAL_PATH}"), &document)?;
    for item in payload {
        copy(out, &base, item)?;
    }
    out.write_all(&[0; 2 * tar::BLOCK]).map_err(PackageError::Io)
}

/// The one directory of the bag (RFC 8493, section 4): the referral's id.
pub(super) fn base_directory(referral_id: &str) -> Result<String, PackageError> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-');
    if referral_id.len() <= 64 && !referral_id.is_empty() && referral_id.bytes().all(plain) {
        return Ok(referral_id.into());
    }
    let message = "must be 1 to 64 letters, digits, underscores or hyphens";
    Err(PackageError::Referral(crate::document::DocumentError::field("referral_id", message)))
}

/// `bag-info.txt` (RFC 8493, section 2.2.2), the only one for these facts.
pub(super) fn bag_info(referral: &Referral, payload_bytes: u64, payload_files: usize) -> String {
    let custody = referral.custody.as_ref().map(CustodyMark::bag_lines).unwrap_or_default();
    format!(
        "External-Identifier: {}\nBagging-Date: {}\nPayload-Oxum: {payload_bytes}.{payload_files}\n{custody}",
        referral.referral_id,
        referral.made_at.strftime("%Y-%m-%d"),
    )
}

fn check_payload<R>(referral: &Referral, payload: &[Payload<R>]) -> Result<(), PackageError> {
    let named = referral.payload_paths();
    let mut given = BTreeSet::new();
    for item in payload {
        let stated = named.get(item.path.as_str());
        let alike = stated.is_some_and(|file| {
            file.is_none_or(|file| file.sha256 == item.sha256 && file.size_bytes == item.size_bytes)
        });
        if !alike || !path_is_allowed(&item.path) || !given.insert(item.path.as_str()) {
            return Err(PackageError::Payload { path: item.path.clone() });
        }
    }
    match named.keys().find(|path| !given.contains(*path)) {
        Some(path) => Err(PackageError::Payload { path: (*path).into() }),
        None => Ok(()),
    }
}

fn tag_files<R>(
    referral: &Referral,
    document: &[u8],
    payload: &[Payload<R>],
    signer: &NoteSigner,
) -> Result<[(&'static str, String); 5], PackageError> {
    let total: u64 = payload.iter().map(|item| item.size_bytes).sum::<u64>() + document.len() as u64;
    let info = bag_info(referral, total, payload.len() + 1);
    let digest = hex::encode(Sha256::digest(document));
    let first = std::iter::once((digest.as_str(), REFERRAL_PATH));
    let rest = payload.iter().map(|item| (item.sha256.as_str(), item.path.as_str()));
    let payload_manifest = manifest::text(first.chain(rest));
    let [bagit, bag_info, manifest_name] = TAG_FILES;
    let tag_manifest = tag_manifest([BAGIT_TXT, &info, &payload_manifest]);
    let signature = note::sign(&tag_manifest, signer).map_err(PackageError::Signature)?;
    Ok([
        (bagit, BAGIT_TXT.into()),
        (bag_info, info),
        (manifest_name, payload_manifest),
        (TAG_MANIFEST, tag_manifest),
        (SIGNATURE, signature),
    ])
}

/// The tag manifest of the three tag files with these texts.
pub(super) fn tag_manifest(texts: [&str; 3]) -> String {
    let digests = texts.map(|text| hex::encode(Sha256::digest(text.as_bytes())));
    manifest::text(digests.iter().map(String::as_str).zip(TAG_FILES))
}

fn member(out: &mut impl Write, path: &str, content: &[u8]) -> Result<(), PackageError> {
    let size_bytes = content.len() as u64;
    out.write_all(&tar::header(path, size_bytes)?).map_err(PackageError::Io)?;
    out.write_all(content).map_err(PackageError::Io)?;
    out.write_all(&vec![0; tar::padding_bytes(size_bytes)]).map_err(PackageError::Io)
}

fn copy<R: Read>(out: &mut impl Write, base: &str, mut item: Payload<R>) -> Result<(), PackageError> {
    let header = tar::header(&format!("{base}/{}", item.path), item.size_bytes)?;
    out.write_all(&header).map_err(PackageError::Io)?;
    let mut hasher = Sha256::new();
    let mut copied = 0_u64;
    let mut buffer = vec![0; COPY_BUFFER_BYTES];
    loop {
        let count = match item.source.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(PackageError::Io(error)),
        };
        copied += count as u64;
        if copied > item.size_bytes {
            return Err(PackageError::Digest { path: item.path });
        }
        hasher.update(&buffer[..count]);
        out.write_all(&buffer[..count]).map_err(PackageError::Io)?;
    }
    if copied != item.size_bytes || hex::encode(hasher.finalize()) != item.sha256 {
        return Err(PackageError::Digest { path: item.path });
    }
    out.write_all(&vec![0; tar::padding_bytes(copied)]).map_err(PackageError::Io)
}
