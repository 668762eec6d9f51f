//! A video in memory: a file without a name, which a child can go back and forth in and nobody can change.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsRawFd as _;

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

/// A video that is being taken in, up to a limit.
pub(super) struct Film {
    file: Option<File>,
    bytes: u64,
    limit_bytes: u64,
}

impl Film {
    /// An empty one.
    pub(super) fn new(limit_bytes: u64) -> io::Result<Self> {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        // kernels before 6.3 do not know that it shall never be run
        let file = memfd_create("video", flags | MemfdFlags::NOEXEC_SEAL)
            .or_else(|_| memfd_create("video", flags))?;
        Ok(Self { file: Some(file.into()), bytes: 0, limit_bytes })
    }

    /// Takes the next bytes. Beyond the limit nothing is kept, not even what was.
    pub(super) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.limit_bytes {
            self.file = None;
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Seals it, if it is not too large.
    pub(super) fn finish(self) -> io::Result<Option<Sealed>> {
        let Some(file) = self.file else { return Ok(None) };
        fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
        Ok(Some(Sealed(file)))
    }
}

/// A whole video that nobody can change.
pub(super) struct Sealed(File);

impl Sealed {
    /// Opens it anew for reading, from its first byte.
    pub(super) fn open(&self) -> io::Result<File> {
        File::open(format!("/proc/self/fd/{}", self.0.as_raw_fd()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_film_is_read_from_its_start_by_each_and_changed_by_none() {
        let mut film = Film::new(10).unwrap();
        film.take(b"01234").unwrap();
        film.take(b"56789").unwrap();
        let sealed = film.finish().unwrap().unwrap();
        for _ in 0..2 {
            let mut text = String::new();
            sealed.open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "0123456789");
        }
        let mut writable = sealed.0.try_clone().unwrap();
        assert!(writable.write_all(b"x").is_err() && writable.set_len(0).is_err());
    }

    #[test]
    fn nothing_is_kept_of_a_film_that_is_too_large() {
        let mut film = Film::new(9).unwrap();
        film.take(b"01234").unwrap();
        film.take(b"56789").unwrap();
        film.take(b"more").unwrap();
        assert!(film.finish().unwrap().is_none());
    }
}
