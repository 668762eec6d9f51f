//! The one form of archive member that a package may hold: POSIX.1-1988 ustar, a regular file, mode 0644,
//! owner 0, time 0.

use super::PackageError;

pub(super) const BLOCK: usize = 512;
/// Eleven octal digits: the largest size that a ustar header can state.
pub(super) const MAX_SIZE_BYTES: u64 = 0o777_7777_7777;

const NAME_BYTES: usize = 100;
const PREFIX_BYTES: usize = 155;

/// The header of a member, the only one for this path and size.
pub(super) fn header(path: &str, size_bytes: u64) -> Result<[u8; BLOCK], PackageError> {
    if size_bytes > MAX_SIZE_BYTES {
        return Err(PackageError::TooLarge { what: path.into(), limit: MAX_SIZE_BYTES });
    }
    let (prefix, name) =
        split(path).ok_or_else(|| PackageError::TooLarge { what: format!("the path {path}"), limit: 255 })?;
    let mut block = Vec::with_capacity(BLOCK);
    field(&mut block, name.as_bytes(), NAME_BYTES);
    field(&mut block, b"0000644", 8);
    field(&mut block, b"0000000", 8);
    field(&mut block, b"0000000", 8);
    field(&mut block, format!("{size_bytes:011o}").as_bytes(), 12);
    field(&mut block, b"00000000000", 12);
    field(&mut block, b"        ", 8);
    field(&mut block, b"0", 1);
    field(&mut block, b"", NAME_BYTES);
    field(&mut block, b"ustar\x0000", 8);
    field(&mut block, b"", 64);
    field(&mut block, b"0000000", 8);
    field(&mut block, b"0000000", 8);
    field(&mut block, prefix.as_bytes(), PREFIX_BYTES);
    field(&mut block, b"", 12);
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let mut header = [0; BLOCK];
    header.copy_from_slice(&block);
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(header)
}

/// Path and size that a header states, when the header is byte for byte ours.
pub(super) fn parse(header_bytes: &[u8; BLOCK]) -> Option<(String, u64)> {
    let name = text(&header_bytes[..NAME_BYTES])?;
    let prefix = text(&header_bytes[345..345 + PREFIX_BYTES])?;
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
    let size_bytes = u64::from_str_radix(text(&header_bytes[124..136])?, 8).ok()?;
    let canonical = header(&path, size_bytes).ok()?;
    (canonical == *header_bytes).then_some((path, size_bytes))
}

/// Bytes of zero that follow a member's content.
pub(super) fn padding_bytes(size_bytes: u64) -> usize {
    let block = BLOCK as u64;
    usize::try_from((block - size_bytes % block) % block).unwrap_or(0)
}

/// Prefix and name; the prefix is the shortest that leaves a name of 100 bytes at most.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME_BYTES {
        return (!path.is_empty()).then_some(("", path));
    }
    let at = path.match_indices('/').map(|(at, _)| at).find(|at| path.len() - at - 1 <= NAME_BYTES)?;
    let (prefix, name) = (&path[..at], &path[at + 1..]);
    (at <= PREFIX_BYTES && !name.is_empty()).then_some((prefix, name))
}

fn field(block: &mut Vec<u8>, value: &[u8], width: usize) {
    let end = block.len() + width;
    block.extend_from_slice(value);
    block.resize(end, 0);
}

fn text(field: &[u8]) -> Option<&str> {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    std::str::from_utf8(&field[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_and_no_other_form_does() {
        for (path, size) in [("bag/bagit.txt", 0), ("bag/data/files/ab", 8), (&"p/".repeat(90), 7)] {
            let path = format!("{path}x");
            let block = header(&path, size).unwrap();
            assert_eq!(parse(&block), Some((path, size)));
            for at in 0..BLOCK {
                let mut changed = block;
                changed[at] ^= 1;
                assert_ne!(parse(&changed), parse(&block), "byte {at}");
            }
        }
    }

    #[test]
    fn what_ustar_cannot_say_is_refused() {
        assert!(header(&"x".repeat(101), 1).is_err());
        assert!(header(&format!("{}/x", "p".repeat(200)), 1).is_err());
        assert!(header("x", MAX_SIZE_BYTES + 1).is_err());
        assert!(header("x", MAX_SIZE_BYTES).is_ok());
    }
}
