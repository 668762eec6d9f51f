//! How large the picture of an AVIF or HEIC file is, as the file says itself.
//!
//! Phones store a large picture as a grid of tiles. A decoder that does not know grids answers with one tile as if it were the picture, so
//! whoever lets one decode asks here first, and believes no answer of another size.

use thiserror::Error;

/// Boxes inside boxes that are looked at: more are not needed and cost time.
const MAX_BOXES: usize = 10_000;

/// The file's boxes do not say which picture is meant, or how large it is.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("its boxes do not say how large the picture is")]
pub struct HeifError;

/// Width and height in pixels of the primary picture, before any turning or cropping that the file asks for; `None` if the file has no still
/// picture but, for example, a sequence alone.
///
/// # Errors
/// There is a still picture, and its size cannot be read.
pub fn primary_size(bytes: &[u8]) -> Result<Option<(u32, u32)>, HeifError> {
    let Some(meta) = Boxes(bytes).take(MAX_BOXES).find(|part| part.kind == *b"meta") else { return Ok(None) };
    // a full box: version and flags come first
    size(meta.body.get(4..).ok_or(HeifError)?).map(Some).ok_or(HeifError)
}

/// Which properties belong to the primary item, and among them the one that is a size (ISO/IEC 23008-12, sections 6.5.3 and 9.3).
fn size(meta: &[u8]) -> Option<(u32, u32)> {
    let primary = primary_item(find(meta, *b"pitm")?)?;
    let properties = find(meta, *b"iprp")?;
    let list: Vec<Part<'_>> = Boxes(find(properties, *b"ipco")?).take(MAX_BOXES).collect();
    let associations = Boxes(properties).take(MAX_BOXES).filter(|part| part.kind == *b"ipma");
    let mut sizes = associations
        .filter_map(|part| of_item(part.body, primary))
        .flatten()
        .filter_map(|number| list.get(usize::from(number).checked_sub(1)?))
        .filter(|part| part.kind == *b"ispe");
    let mut body = Reader(sizes.next()?.body.get(4..)?);
    Some((body.u32()?, body.u32()?))
}

fn primary_item(pitm: &[u8]) -> Option<u32> {
    let mut reader = Reader(pitm);
    if reader.u32()? >> 24 == 0 { reader.u16().map(u32::from) } else { reader.u32() }
}

/// The numbers, from 1, of the properties that an association box gives to an item; `None` if it does not speak of it.
fn of_item(ipma: &[u8], item: u32) -> Option<Vec<u16>> {
    let mut reader = Reader(ipma);
    let (version_and_flags, entries) = (reader.u32()?, reader.u32()?);
    let (is_wide_id, is_wide_number) = (version_and_flags >> 24 > 0, version_and_flags & 1 == 1);
    for _ in 0..entries {
        let id = if is_wide_id { reader.u32()? } else { u32::from(reader.u16()?) };
        let count = reader.u8()?;
        // the highest bit says whether the property must be understood
        let numbers = (0..count)
            .map(|_| {
                if is_wide_number {
                    Some(reader.u16()? & 0x7fff)
                } else {
                    Some(u16::from(reader.u8()? & 0x7f))
                }
            })
            .collect::<Option<Vec<u16>>>()?;
        if id == item {
            return Some(numbers);
        }
    }
    None
}

/// The body of the first box of this kind.
fn find(bytes: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    Boxes(bytes).take(MAX_BOXES).find(|part| part.kind == kind).map(|part| part.body)
}

/// A box: its kind, and what is in it.
struct Part<'a> {
    kind: [u8; 4],
    body: &'a [u8],
}

/// The boxes that stand one after the other (ISO/IEC 14496-12, section 4.2); ends at the first that is not whole.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let mut reader = Reader(self.0);
        let (short_size, kind) = (reader.u32()?, reader.u32()?.to_be_bytes());
        let size = match short_size {
            0 => self.0.len(),
            1 => usize::try_from(u64::from(reader.u32()?) << 32 | u64::from(reader.u32()?)).ok()?,
            size => usize::try_from(size).ok()?,
        };
        let head = self.0.len() - reader.0.len();
        let body = self.0.get(head..size)?;
        self.0 = &self.0[size..];
        Some(Part { kind, body })
    }
}

/// Numbers from the front, highest byte first.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_be_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[&[u8]]) -> Vec<u8> {
        let body = body.concat();
        [&u32::try_from(8 + body.len()).unwrap().to_be_bytes()[..], kind, &body].concat()
    }

    fn ispe(width: u32, height: u32) -> Vec<u8> {
        boxed(b"ispe", &[&[0; 4], &width.to_be_bytes(), &height.to_be_bytes()])
    }

    /// Two items: 1 is a tile of 512 x 512, 2 is the grid, which is the primary one.
    fn grid() -> Vec<u8> {
        let properties = boxed(b"ipco", &[&ispe(512, 512), &boxed(b"pixi", &[&[0; 4]]), &ispe(4032, 3024)]);
        let association = boxed(b"ipma", &[&[0; 4], &[0, 0, 0, 2], &[0, 1, 2, 0x81, 2], &[0, 2, 2, 2, 0x83]]);
        let meta = boxed(
            b"meta",
            &[&[0; 4], &boxed(b"pitm", &[&[0; 4], &[0, 2]]), &boxed(b"iprp", &[&properties, &association])],
        );
        [boxed(b"ftyp", &[b"heic", &[0; 4]]), meta, boxed(b"mdat", &[])].concat()
    }

    #[test]
    fn the_size_is_that_of_the_whole_picture_and_not_of_a_tile() {
        assert_eq!(primary_size(&grid()), Ok(Some((4032, 3024))));
    }

    #[test]
    fn wide_numbers_are_read_too() {
        let properties = boxed(b"ipco", &[&ispe(7, 9)]);
        let association = boxed(b"ipma", &[&[1, 0, 0, 1], &[0, 0, 0, 1], &[0, 1, 0, 0, 1], &[0x80, 1]]);
        let primary = boxed(b"pitm", &[&[1, 0, 0, 0], &[0, 1, 0, 0]]);
        let meta = boxed(b"meta", &[&[0; 4], &primary, &boxed(b"iprp", &[&properties, &association])]);
        assert_eq!(primary_size(&meta), Ok(Some((7, 9))));
        // the same box with its size in 64 bits, and one that reaches to the end
        let wide =
            [&1_u32.to_be_bytes()[..], b"meta", &(8 + meta.len() as u64).to_be_bytes(), &meta[8..]].concat();
        assert_eq!(primary_size(&wide), Ok(Some((7, 9))));
        let open = [&[0; 4], &meta[4..]].concat();
        assert_eq!(primary_size(&open), Ok(Some((7, 9))));
    }

    #[test]
    fn a_file_without_a_still_picture_has_no_size_and_a_damaged_one_an_error() {
        assert_eq!(primary_size(b""), Ok(None));
        assert_eq!(primary_size(&boxed(b"moov", &[])), Ok(None));
        assert_eq!(primary_size(&boxed(b"meta", &[&[0; 4]])), Err(HeifError));
        assert_eq!(primary_size(&boxed(b"meta", &[])), Err(HeifError));
        let whole = grid();
        let (mut sizes, mut refused) = (0, 0);
        for length in 0..whole.len() {
            match primary_size(&whole[..length]) {
                Ok(None) => {}
                Ok(Some(size)) => {
                    assert_eq!(size, (4032, 3024));
                    sizes += 1;
                }
                Err(HeifError) => refused += 1,
            }
        }
        // only the empty box behind can be missing; a `meta` that is cut is none
        assert_eq!((sizes, refused), (8, 0));
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                // any answer, in no time, and no panic
                let _ = primary_size(&bytes);
            }
        }
    }
}
