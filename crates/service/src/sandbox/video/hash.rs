//! The child that hashes what ffmpeg writes. It stands behind the fence of the decoders, with nothing but two pipes.

use std::io::BufRead;

use media::{Pdq, ppm};
use serde::{Deserialize, Serialize};

use super::order::{HashOrder, MAX_FRAME_PIXELS};

/// What came over the pipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox) struct Hashed {
    /// Width of the first frame in pixels; 0 of none.
    pub(super) width: usize,
    /// Height of the first frame in pixels; 0 of none.
    pub(super) height: usize,
    /// One hash for each frame, in their order.
    pub(super) hashes: Vec<Pdq>,
    /// The turned and mirrored forms of the first frame, in the order of [`media::Orientation::ALL`]; none where they were not asked for.
    pub(super) forms: Vec<Pdq>,
    /// Whether there are more frames than were asked for.
    pub(super) has_more: bool,
    /// Why the rest could not be read.
    pub(super) broken: Option<String>,
}

/// Hashes frame after frame in the memory of one.
pub(in crate::sandbox) fn hash_frames(stream: &mut impl BufRead, order: HashOrder) -> Hashed {
    let (hashes, forms) = (Vec::new(), Vec::new());
    let mut hashed = Hashed { width: 0, height: 0, hashes, forms, has_more: false, broken: None };
    while hashed.hashes.len() < order.frames_limit as usize {
        match ppm::next_frame(stream, MAX_FRAME_PIXELS) {
            Ok(Some(frame)) => {
                if hashed.hashes.is_empty() {
                    (hashed.width, hashed.height) = (frame.width(), frame.height());
                    if order.with_forms {
                        hashed.forms = media::hash_dihedral(&frame).into();
                    }
                }
                hashed.hashes.push(media::hash(&frame));
            }
            Ok(None) => return hashed,
            Err(error) => {
                hashed.broken = Some(error.to_string());
                return hashed;
            }
        }
    }
    hashed.has_more = stream.fill_buf().is_ok_and(|bytes| !bytes.is_empty());
    hashed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_hashed_until_the_limit_or_the_first_that_is_none() {
        let frame = [&b"P6\n8 6\n255\n"[..], &(0..144).collect::<Vec<u8>>()].concat();
        let samples = frame[11..].to_vec();
        let hash = media::hash(&media::Picture::from_samples(8, 6, samples).unwrap());
        let of = |bytes: &[u8], frames_limit: u32| {
            let mut stream = bytes;
            hash_frames(
                &mut stream,
                HashOrder { frames_limit, cpu_seconds: 1, with_forms: frames_limit == 2 },
            )
        };
        let all = of(&frame.repeat(3), 3);
        assert_eq!((all.width, all.height, &all.hashes[..], all.has_more), (8, 6, &[hash; 3][..], false));
        assert_eq!(all.broken, None);
        let some = of(&frame.repeat(3), 2);
        assert_eq!((some.hashes.len(), some.has_more), (2, true));
        assert_eq!((all.forms.len(), some.forms.len(), some.forms[0]), (0, 8, hash));
        let cut = of(&frame.repeat(2)[..frame.len() + 20], 3);
        assert_eq!((cut.hashes.len(), cut.broken.as_deref()), (1, Some("the last frame is cut off")));
        let none = of(b"", 3);
        assert_eq!((none.hashes.len(), none.width, none.broken), (0, 0, None));
    }
}
