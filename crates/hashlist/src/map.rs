//! An index file as memory: the only unsafe code of this crate.

use std::fs::File;
use std::io;
use std::ptr::{self, NonNull};

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A file that is read through memory; unmapped when it is dropped.
struct Mapped {
    start: NonNull<u8>,
    /// Never 0.
    length_bytes: usize,
}

// SAFETY: the memory is only ever read, from whatever thread, and belongs to nobody else until `drop`, which takes `&mut self`.
#[allow(unsafe_code, reason = "shared memory that nobody writes")]
unsafe impl Send for Mapped {}
// SAFETY: as above; `&Mapped` gives out `&[u8]` only.
#[allow(unsafe_code, reason = "shared memory that nobody writes")]
unsafe impl Sync for Mapped {}

/// The bytes of a file without reading it: pages come from the disk when they are looked at, and are shared with every other process that maps it.
///
/// **The file must not be changed while it is mapped.** Bytes that somebody overwrites change under the reader, and a file that somebody cuts off ends
/// the process (`SIGBUS`) at the next look behind its new end. So an index is only ever *replaced*, by renaming a new file over its name
/// (`service::hash_lists::write_index` does): who has the old file mapped keeps the old bytes. The folder must be writable to the node alone.
///
/// An empty file has no bytes to map and is an empty slice.
///
/// # Errors
/// It is no regular file, or cannot be asked for its length, or cannot be mapped.
pub fn map(file: &File) -> io::Result<impl AsRef<[u8]> + Send + Sync + 'static + use<>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "no regular file"));
    }
    let too_long = |_| io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than the memory");
    let length_bytes = usize::try_from(metadata.len()).map_err(too_long)?;
    if length_bytes == 0 {
        return Ok(MaybeMapped(None));
    }
    Ok(MaybeMapped(Some(map_bytes(file, length_bytes)?)))
}

#[allow(unsafe_code, reason = "mmap has no safe form: another process could change the file")]
fn map_bytes(file: &File, length_bytes: usize) -> io::Result<Mapped> {
    // SAFETY: the address is the kernel's choice, so that no memory in use is touched; the mapping is private and read-only, so that
    // nothing can be written through it. That nobody changes the file meanwhile is asked of the caller above.
    let start = unsafe { mmap(ptr::null_mut(), length_bytes, ProtFlags::READ, MapFlags::PRIVATE, file, 0) }?;
    let start = NonNull::new(start.cast::<u8>()).ok_or_else(|| io::Error::other("mapped at address 0"))?;
    Ok(Mapped { start, length_bytes })
}

struct MaybeMapped(Option<Mapped>);

impl AsRef<[u8]> for MaybeMapped {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], Mapped::bytes)
    }
}

impl Mapped {
    #[allow(unsafe_code, reason = "the memory is the kernel's, not the allocator's")]
    fn bytes(&self) -> &[u8] {
        // SAFETY: `start` is where the kernel mapped `length_bytes` readable bytes, and they stay mapped as long as `self` lives.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length_bytes) }
    }
}

impl Drop for Mapped {
    #[allow(unsafe_code, reason = "gives back what map_bytes took")]
    fn drop(&mut self) {
        // SAFETY: exactly what was mapped, once; no slice of it outlives `self`. Should the kernel refuse, the memory stays mapped.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.length_bytes) };
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_mapped_file_keeps_its_bytes_when_another_takes_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let old: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        std::fs::write(&path, &old).unwrap();
        let mapped = map(&File::open(&path).unwrap()).unwrap();
        let mut next = tempfile::NamedTempFile::new_in(&folder).unwrap();
        next.write_all(b"new").unwrap();
        next.persist(&path).unwrap();
        assert_eq!(mapped.as_ref(), old);
        assert_eq!(map(&File::open(&path).unwrap()).unwrap().as_ref(), b"new");
        let elsewhere = std::thread::spawn(move || mapped.as_ref().len()).join().unwrap();
        assert_eq!(elsewhere, old.len());
    }

    #[test]
    fn an_empty_file_is_no_bytes() {
        let file = tempfile::tempfile().unwrap();
        assert!(map(&file).unwrap().as_ref().is_empty());
    }

    #[test]
    fn a_folder_cannot_be_mapped() {
        let folder = tempfile::tempdir().unwrap();
        assert!(map(&File::open(folder.path()).unwrap()).is_err());
    }
}
