//! What is read of videos and of pictures that another program decodes: boxes, pixmaps, lists of frames.

use media::{heif, ppm, vpdq};

/// Most pixels of a pixmap here.
const MAX_PIXELS: u64 = 1 << 16;

/// The same bytes for each of the three readers.
pub(crate) fn film(bytes: &[u8]) {
    let _ = heif::primary_size(bytes);
    let mut stream = bytes;
    while let Ok(Some(frame)) = ppm::next_frame(&mut stream, MAX_PIXELS) {
        assert_eq!(frame.samples().len(), frame.width() * frame.height() * 3);
    }
    if let Ok(Ok(frames)) = std::str::from_utf8(bytes).map(vpdq::read) {
        assert_eq!(vpdq::read(&vpdq::write(&frames)), Ok(frames));
    }
}
