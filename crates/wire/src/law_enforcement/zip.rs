//! The zip in which a portal hands out a report: its members by the directory at its end, stored or deflated, within bounds.
//!
//! After PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5. What a portal does not write is refused rather than read: several disks, encryption,
//! sizes of 64 bits, other methods, links, names that lead out of the zip, members that share bytes, as those of a zip bomb do.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

/// The record at the end, without its comment.
const END_BYTES: usize = 22;
/// Most that a comment behind it can have.
const MAX_COMMENT_BYTES: u64 = 65_535;
/// The head of a member, without name and extra field.
const HEAD_BYTES: usize = 30;
/// A directory with long names for the most members that anybody reads.
const MAX_DIRECTORY_BYTES: u32 = 16 << 20;

/// Up to what size a zip is read.
#[derive(Debug, Clone, Copy)]
pub struct ZipLimits {
    /// Most members, folders included.
    pub members: usize,
    /// Most bytes that one member unpacks to.
    pub member_bytes: u64,
    /// Most bytes that all of them unpack to.
    pub total_bytes: u64,
}

/// Why a zip is not read.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// The disk failed, or the file ends too early.
    #[error("cannot be read")]
    Io(#[from] io::Error),
    /// No zip, or a broken one.
    #[error("is no zip that can be read: {0}")]
    Shape(&'static str),
    /// A zip of a kind that is not read here.
    #[error("{0}; unpack it first, and import the folder")]
    Kind(&'static str),
    /// More than is read.
    #[error("{what}, more than the {limit} that are read; unpack it first, and import the folder")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// A member that cannot be taken.
    #[error("member {name:?}: {reason}")]
    Member {
        /// Its name, as the zip has it.
        name: String,
        /// What is wrong.
        reason: &'static str,
    },
}

/// A file in a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name: parts between slashes, none of which leads upwards.
    pub name: String,
    /// Its size, unpacked.
    pub size_bytes: u64,
    packed_bytes: u64,
    crc32: u32,
    is_deflated: bool,
    /// Where its bytes begin.
    start: u64,
}

/// An opened zip.
pub struct Zip<R> {
    reader: R,
    members: Vec<Member>,
}

impl<R: Read + Seek> Zip<R> {
    /// Reads the directory and the head of every member.
    ///
    /// # Errors
    /// No zip, one that breaks a rule or a bound, or one that is not read here.
    pub fn open(mut reader: R, limits: &ZipLimits) -> Result<Self, ZipError> {
        let end = End::find(&mut reader)?;
        if usize::from(end.members) > limits.members {
            return Err(ZipError::TooLarge { what: "it has too many members", limit: limits.members as u64 });
        }
        let directory = read_at(&mut reader, u64::from(end.start), end.directory_bytes as usize)?;
        let mut fields = Fields(&directory);
        let (mut members, mut taken, mut names, mut total) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
        for _ in 0..end.members {
            let listed = Listed::read(&mut fields).ok_or(ZipError::Shape("its directory is cut off"))?;
            let name = listed.check()?;
            let start = listed.find_start(&mut reader, &name)?;
            let behind = start.saturating_add(u64::from(listed.packed_bytes));
            if behind > u64::from(end.start) {
                return Err(refuse(&name, "reaches into the directory"));
            }
            taken.push((u64::from(listed.head), behind));
            if name.ends_with('/') {
                continue;
            }
            let size_bytes = u64::from(listed.size_bytes);
            total += size_bytes;
            if size_bytes > limits.member_bytes || total > limits.total_bytes {
                let limit =
                    if size_bytes > limits.member_bytes { limits.member_bytes } else { limits.total_bytes };
                return Err(ZipError::TooLarge { what: "it unpacks to too many bytes", limit });
            }
            if !names.insert(name.clone()) {
                return Err(refuse(&name, "stands twice"));
            }
            members.push(listed.into_member(name, start));
        }
        if !fields.0.is_empty() {
            return Err(ZipError::Shape("its directory lists more than it says"));
        }
        taken.sort_unstable();
        if taken.windows(2).any(|pair| matches!(pair, [one, next] if one.1 > next.0)) {
            return Err(ZipError::Shape("two members share the same bytes"));
        }
        Ok(Self { reader, members })
    }

    /// The files in it, in the order of the directory.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Unpacks a file of it, and checks its size and CRC-32.
    ///
    /// # Errors
    /// Of the disk; and a member that is not what the directory says.
    pub fn read(&mut self, member: &Member) -> Result<Vec<u8>, ZipError> {
        self.reader.seek(SeekFrom::Start(member.start))?;
        let mut packed = (&mut self.reader).take(member.packed_bytes);
        let mut bytes = Vec::new();
        let most = member.size_bytes.saturating_add(1);
        let read = if member.is_deflated {
            DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes)
        } else {
            packed.read_to_end(&mut bytes)
        };
        match read {
            Err(error) if is_of_content(&error) => return Err(refuse(&member.name, "cannot be unpacked")),
            other => other?,
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        if bytes.len() as u64 != member.size_bytes || crc.sum() != member.crc32 {
            return Err(refuse(&member.name, "is damaged: its size or its check sum is another"));
        }
        Ok(bytes)
    }
}

/// Whether what was read is at fault, not the disk.
fn is_of_content(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
}

fn refuse(name: &str, reason: &'static str) -> ZipError {
    ZipError::Member { name: name.to_owned(), reason }
}

fn read_at(reader: &mut (impl Read + Seek), start: u64, count: usize) -> Result<Vec<u8>, ZipError> {
    reader.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; count];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Numbers and bytes one after the other; none where they end too early.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.bytes(2)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }
}

/// The record at the end of a zip.
struct End {
    members: u16,
    directory_bytes: u32,
    start: u32,
}

impl End {
    /// The last record whose comment reaches to the end of the file.
    fn find(reader: &mut (impl Read + Seek)) -> Result<Self, ZipError> {
        let length = reader.seek(SeekFrom::End(0))?;
        let tail_start = length.saturating_sub(MAX_COMMENT_BYTES + END_BYTES as u64);
        let tail_bytes = usize::try_from(length - tail_start).unwrap_or_default();
        let tail = read_at(reader, tail_start, tail_bytes)?;
        let last = tail.len().checked_sub(END_BYTES).ok_or(ZipError::Shape("it is too short"))?;
        for at in (0..=last).rev() {
            let Some(record) = tail.get(at..).filter(|record| record.starts_with(b"PK\x05\x06")) else {
                continue;
            };
            if let Some(end) = Self::read(record, tail_start + at as u64)? {
                return Ok(end);
            }
        }
        Err(ZipError::Shape("its directory is not there"))
    }

    /// None where its comment does not reach to the end: then it stands in another one's.
    fn read(record: &[u8], at: u64) -> Result<Option<Self>, ZipError> {
        let mut fields = Fields(record);
        let mut read = || {
            fields.long()?;
            let disks = (fields.short()?, fields.short()?);
            let (here, members) = (fields.short()?, fields.short()?);
            let end = Self { members, directory_bytes: fields.long()?, start: fields.long()? };
            let comment_bytes = usize::from(fields.short()?);
            (fields.0.len() == comment_bytes).then_some((disks, here, end))
        };
        let Some((disks, here, end)) = read() else { return Ok(None) };
        if disks != (0, 0) || here != end.members {
            return Err(ZipError::Kind("it is one of several disks"));
        }
        if end.members == u16::MAX || end.start == u32::MAX || end.directory_bytes == u32::MAX {
            return Err(ZipError::Kind("it has sizes of 64 bits (zip64)"));
        }
        if end.directory_bytes > MAX_DIRECTORY_BYTES {
            let limit = u64::from(MAX_DIRECTORY_BYTES);
            return Err(ZipError::TooLarge { what: "its directory has too many bytes", limit });
        }
        if u64::from(end.start) + u64::from(end.directory_bytes) != at {
            return Err(ZipError::Shape("its directory does not stand before its end"));
        }
        Ok(Some(end))
    }
}

/// A member as the directory lists it.
struct Listed<'a> {
    made_by: u16,
    flags: u16,
    method: u16,
    crc32: u32,
    packed_bytes: u32,
    size_bytes: u32,
    attributes: u32,
    /// Where its head stands.
    head: u32,
    name: &'a [u8],
}

impl<'a> Listed<'a> {
    fn read(fields: &mut Fields<'a>) -> Option<Self> {
        if fields.long()? != u32::from_le_bytes(*b"PK\x01\x02") {
            return None;
        }
        let made_by = fields.short()?;
        fields.short()?; // the version that it needs: the method says it better
        let (flags, method) = (fields.short()?, fields.short()?);
        fields.long()?; // when it was changed, in no zone
        let (crc32, packed_bytes, size_bytes) = (fields.long()?, fields.long()?, fields.long()?);
        let [name, extra, comment] = [fields.short()?, fields.short()?, fields.short()?].map(usize::from);
        fields.long()?; // disk, and attributes of its program
        let (attributes, head) = (fields.long()?, fields.long()?);
        let name = fields.bytes(name)?;
        fields.bytes(extra + comment)?;
        Some(Self { made_by, flags, method, crc32, packed_bytes, size_bytes, attributes, head, name })
    }

    /// Its name, if it is one that can be taken.
    fn check(&self) -> Result<String, ZipError> {
        const ENCRYPTED: u16 = 1 | (1 << 6);
        const UNIX: u16 = 3;
        let name = String::from_utf8_lossy(self.name).into_owned();
        let is_link = (self.made_by >> 8) == UNIX && (self.attributes >> 16) & 0o170_000 == 0o120_000;
        let has_content = self.packed_bytes > 0 || self.size_bytes > 0;
        let reason = match self.method {
            _ if self.flags & ENCRYPTED != 0 => "is encrypted; unpack the zip first, and import the folder",
            _ if is_link => "is a link, not a file",
            _ if !is_plain_name(&name) => "its name leads out of the zip, or is none",
            _ if name.ends_with('/') && has_content => "is a folder with content",
            0 if self.packed_bytes != self.size_bytes => "is stored, and has two sizes",
            0 | 8 => return Ok(name),
            _ => "is packed by another method than deflate; unpack the zip first, and import the folder",
        };
        Err(refuse(&name, reason))
    }

    /// Where its bytes begin, by its own head, which must name the same member.
    fn find_start(&self, reader: &mut (impl Read + Seek), name: &str) -> Result<u64, ZipError> {
        let broken = || refuse(name, "does not stand where the directory says");
        let head = read_at(reader, u64::from(self.head), HEAD_BYTES + self.name.len());
        let head = head.map_err(|error| match error {
            ZipError::Io(error) if is_of_content(&error) => broken(),
            other => other,
        })?;
        let mut fields = Fields(&head);
        let mut lengths = || {
            let signature = fields.bytes(4)?;
            fields.bytes(22)?;
            Some((signature == b"PK\x03\x04", fields.short()?, fields.short()?, fields.0 == self.name))
        };
        match lengths() {
            Some((true, name_bytes, extra_bytes, true)) if usize::from(name_bytes) == self.name.len() => {
                Ok(u64::from(self.head) + HEAD_BYTES as u64 + u64::from(name_bytes) + u64::from(extra_bytes))
            }
            _ => Err(broken()),
        }
    }

    fn into_member(self, name: String, start: u64) -> Member {
        Member {
            name,
            size_bytes: u64::from(self.size_bytes),
            packed_bytes: u64::from(self.packed_bytes),
            crc32: self.crc32,
            is_deflated: self.method == 8,
            start,
        }
    }
}

/// Whether a name stays below its folder on every system.
pub fn is_plain_name(name: &str) -> bool {
    let name = name.strip_suffix('/').unwrap_or(name);
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    name.split('/').all(is_part) && !name.chars().any(|c| c.is_control() || c == '\\')
}

#[cfg(test)]
#[path = "zip_tests.rs"]
mod tests;
