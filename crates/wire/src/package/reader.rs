//! Reading a package: signature first, then each payload file against its signed digest.

use std::collections::BTreeSet;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::{
    BAGIT_TXT, Limits, Opened, PackageError, PayloadEntry, REFERRAL_PATH, SIGNATURE, TAG_FILES, TAG_MANIFEST,
    manifest, tar, writer,
};
use crate::{
    document::Document,
    note::{self, NoteVerifier},
    referral::Referral,
};

/// `bag-info.txt`, the tag manifest and its note hold a few lines of known length.
const MAX_TAG_BYTES: u64 = 64 << 10;
const DRAIN_BUFFER_BYTES: usize = 16 << 10;

/// Reads and verifies a package. `sink` gets each payload file but the referral document, in the order of the
/// bag; what it takes counts only after `Ok`, so the caller stages it.
pub fn read(
    input: impl Read,
    verifiers: &[NoteVerifier],
    limits: &Limits,
    mut sink: impl FnMut(&PayloadEntry, &mut dyn Read) -> io::Result<()>,
) -> Result<Opened, PackageError> {
    let mut archive = Archive::new(input, limits.max_archive_bytes);
    let tags = read_tags(&mut archive, limits)?;
    let signer = verify(&tags, verifiers)?;
    let lines = manifest::parse(&tags.manifest)
        .map_err(|message| PackageError::Tag { file: TAG_FILES[2], message })?;
    if lines.len() > limits.max_files {
        return Err(PackageError::TooLarge { what: "the payload".into(), limit: limits.max_files as u64 });
    }
    let (referral, mut payload_bytes) = read_referral(&mut archive, &tags, &lines, limits)?;
    let named = referral.payload_paths();
    for (sha256, path) in lines.iter().skip(1) {
        let Some(stated) = named.get(path.as_str()) else {
            return Err(PackageError::Payload { path: path.clone() });
        };
        let size_bytes = archive.enter(&tags.base, path, limits.max_file_bytes)?;
        let entry = PayloadEntry { path: path.clone(), size_bytes, sha256: sha256.clone() };
        if stated.is_some_and(|file| file.sha256 != *sha256 || file.size_bytes != size_bytes) {
            return Err(PackageError::Payload { path: entry.path });
        }
        take(&mut archive, &entry, &mut sink)?;
        payload_bytes += size_bytes;
    }
    let present: BTreeSet<&str> = lines.iter().map(|(_, path)| path.as_str()).collect();
    if let Some(path) = named.keys().find(|path| !present.contains(*path)) {
        return Err(PackageError::Payload { path: (*path).into() });
    }
    if tags.bag_info != writer::bag_info(&referral, payload_bytes, lines.len()) {
        let message = "does not fit the referral and its payload".into();
        return Err(PackageError::Tag { file: TAG_FILES[1], message });
    }
    let (digest_sha256, size_bytes) = archive.finish()?;
    Ok(Opened { referral, signer, digest_sha256, size_bytes })
}

struct Tags {
    base: String,
    bag_info: String,
    manifest: String,
    tag_manifest: String,
    signature: Vec<u8>,
}

fn read_tags<R: Read>(archive: &mut Archive<R>, limits: &Limits) -> Result<Tags, PackageError> {
    let [bagit, bag_info, payload_manifest] = TAG_FILES;
    let base = archive.enter_first(bagit)?;
    let text = archive.content_text(bagit)?;
    if text != BAGIT_TXT {
        let message = "must declare BagIt 1.0 in UTF-8".into();
        return Err(PackageError::Tag { file: bagit, message });
    }
    let mut tag = |name: &'static str, limit: u64| {
        archive.enter(&base, name, limit)?;
        archive.content_text(name)
    };
    Ok(Tags {
        bag_info: tag(bag_info, MAX_TAG_BYTES)?,
        manifest: tag(payload_manifest, limits.max_manifest_bytes)?,
        tag_manifest: tag(TAG_MANIFEST, MAX_TAG_BYTES)?,
        signature: tag(SIGNATURE, MAX_TAG_BYTES)?.into_bytes(),
        base,
    })
}

/// The signer, when the signed note holds exactly the tag manifest, and this exactly the tag files.
fn verify(tags: &Tags, verifiers: &[NoteVerifier]) -> Result<String, PackageError> {
    let open = note::open(&tags.signature, verifiers).map_err(PackageError::Signature)?;
    // One line by one trusted key: a line of a key that we do not know would be bytes that nothing vouches for.
    let lines = tags.signature.len() - open.text.len();
    let [signer] = <[String; 1]>::try_from(open.signers).map_err(|_| not_one_line())?;
    if open.text != tags.tag_manifest {
        let message = "must hold exactly the tag manifest".into();
        return Err(PackageError::Tag { file: SIGNATURE, message });
    }
    // blank line, dash and space, name, space, base64 of 68 bytes, newline
    if lines != 1 + "— ".len() + signer.len() + 1 + 92 + 1 {
        return Err(not_one_line());
    }
    if tags.tag_manifest != writer::tag_manifest([BAGIT_TXT, &tags.bag_info, &tags.manifest]) {
        let message = "does not fit the tag files".into();
        return Err(PackageError::Tag { file: TAG_MANIFEST, message });
    }
    Ok(signer)
}

fn not_one_line() -> PackageError {
    PackageError::Tag { file: SIGNATURE, message: "must hold exactly one signature".into() }
}

fn read_referral<R: Read>(
    archive: &mut Archive<R>,
    tags: &Tags,
    lines: &[(String, String)],
    limits: &Limits,
) -> Result<(Referral, u64), PackageError> {
    let size_bytes = archive.enter(&tags.base, REFERRAL_PATH, limits.max_referral_bytes)?;
    let bytes = archive.content()?;
    let fits = lines.first().is_some_and(|(sha256, _)| *sha256 == hex::encode(Sha256::digest(&bytes)));
    if !fits {
        return Err(PackageError::Digest { path: REFERRAL_PATH.into() });
    }
    let referral = Referral::read(&bytes).map_err(PackageError::Referral)?;
    if writer::base_directory(&referral.referral_id)? != tags.base {
        return Err(PackageError::Order { expected: referral.referral_id, found: tags.base.clone() });
    }
    Ok((referral, size_bytes))
}

/// Hands one payload file to the sink and checks its digest, whether the sink read all of it or not.
fn take<R: Read>(
    archive: &mut Archive<R>,
    entry: &PayloadEntry,
    sink: &mut impl FnMut(&PayloadEntry, &mut dyn Read) -> io::Result<()>,
) -> Result<(), PackageError> {
    let mut content = Content { archive, hasher: Sha256::new() };
    let taken = sink(entry, &mut content);
    if let Some(error) = content.archive.failure.take() {
        return Err(error);
    }
    taken.map_err(|source| PackageError::Sink { path: entry.path.clone(), source })?;
    let mut buffer = vec![0; DRAIN_BUFFER_BYTES];
    while content.archive.left_bytes > 0 {
        let count = content.archive.read_content(&mut buffer)?;
        content.hasher.update(&buffer[..count]);
    }
    let digest = hex::encode(content.hasher.finalize());
    archive.leave()?;
    if digest == entry.sha256 { Ok(()) } else { Err(PackageError::Digest { path: entry.path.clone() }) }
}

/// What a sink sees of the archive: the content of one member.
struct Content<'a, R> {
    archive: &'a mut Archive<R>,
    hasher: Sha256,
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.archive.read_content(buffer) {
            Ok(count) => {
                self.hasher.update(&buffer[..count]);
                Ok(count)
            }
            Err(error) => {
                let told = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
                self.archive.failure = Some(error);
                Err(told)
            }
        }
    }
}

/// The archive as a sequence of members; digests every byte that it passes.
struct Archive<R> {
    input: R,
    hasher: Sha256,
    offset: u64,
    max_bytes: u64,
    size_bytes: u64,
    left_bytes: u64,
    failure: Option<PackageError>,
}

impl<R: Read> Archive<R> {
    fn new(input: R, max_bytes: u64) -> Self {
        let hasher = Sha256::new();
        Self { input, hasher, offset: 0, max_bytes, size_bytes: 0, left_bytes: 0, failure: None }
    }

    /// Enters the first member, which must be `BASE/name`, and returns the base directory.
    fn enter_first(&mut self, name: &str) -> Result<String, PackageError> {
        let path = self.header(MAX_TAG_BYTES)?;
        match path.strip_suffix(name).and_then(|base| base.strip_suffix('/')) {
            Some(base) => writer::base_directory(base),
            None => Err(PackageError::Order { expected: format!("a directory with {name}"), found: path }),
        }
    }

    /// Enters the next member, which must be `base/path`, and returns its size.
    fn enter(&mut self, base: &str, path: &str, limit: u64) -> Result<u64, PackageError> {
        let found = self.header(limit)?;
        let expected = format!("{base}/{path}");
        if found == expected { Ok(self.size_bytes) } else { Err(PackageError::Order { expected, found }) }
    }

    fn header(&mut self, limit: u64) -> Result<String, PackageError> {
        let offset = self.offset;
        let mut block = [0; tar::BLOCK];
        self.fill(&mut block)?;
        let (path, size_bytes) = tar::parse(&block).ok_or(PackageError::NotCanonical { offset })?;
        if size_bytes > limit {
            return Err(PackageError::TooLarge { what: path, limit });
        }
        (self.size_bytes, self.left_bytes) = (size_bytes, size_bytes);
        Ok(path)
    }

    /// The whole content of the member that was entered; its size was held against a limit.
    fn content(&mut self) -> Result<Vec<u8>, PackageError> {
        let mut bytes = Vec::new();
        let mut buffer = vec![0; DRAIN_BUFFER_BYTES];
        while self.left_bytes > 0 {
            let count = self.read_content(&mut buffer)?;
            bytes.extend_from_slice(&buffer[..count]);
        }
        self.leave()?;
        Ok(bytes)
    }

    fn content_text(&mut self, file: &'static str) -> Result<String, PackageError> {
        String::from_utf8(self.content()?)
            .map_err(|_| PackageError::Tag { file, message: "must be UTF-8".into() })
    }

    fn read_content(&mut self, buffer: &mut [u8]) -> Result<usize, PackageError> {
        let most = usize::try_from(self.left_bytes).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.pull(&mut buffer[..most])?;
        if count == 0 {
            return Err(PackageError::Truncated);
        }
        self.left_bytes -= count as u64;
        Ok(count)
    }

    /// Passes the padding behind a member.
    fn leave(&mut self) -> Result<(), PackageError> {
        let offset = self.offset;
        let mut padding = vec![0; tar::padding_bytes(self.size_bytes)];
        self.fill(&mut padding)?;
        if padding.iter().all(|byte| *byte == 0) {
            Ok(())
        } else {
            Err(PackageError::NotCanonical { offset })
        }
    }

    /// Two blocks of zeros, then nothing.
    fn finish(mut self) -> Result<(String, u64), PackageError> {
        let offset = self.offset;
        let mut end = [0; 2 * tar::BLOCK];
        self.fill(&mut end)?;
        if end.iter().any(|byte| *byte != 0) {
            return Err(PackageError::NotCanonical { offset });
        }
        let size_bytes = self.offset;
        self.max_bytes = u64::MAX;
        if self.pull(&mut [0])? != 0 {
            return Err(PackageError::Trailing);
        }
        Ok((hex::encode(self.hasher.finalize()), size_bytes))
    }

    fn fill(&mut self, mut buffer: &mut [u8]) -> Result<(), PackageError> {
        while !buffer.is_empty() {
            let count = self.pull(buffer)?;
            if count == 0 {
                return Err(PackageError::Truncated);
            }
            buffer = &mut buffer[count..];
        }
        Ok(())
    }

    fn pull(&mut self, buffer: &mut [u8]) -> Result<usize, PackageError> {
        loop {
            match self.input.read(buffer) {
                Ok(count) => {
                    self.offset += count as u64;
                    if self.offset > self.max_bytes {
                        return Err(PackageError::TooLarge {
                            what: "the archive".into(),
                            limit: self.max_bytes,
                        });
                    }
                    self.hasher.update(&buffer[..count]);
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(PackageError::Io(error)),
            }
        }
    }
}
