//! What the lists are asked about a file: one rule for every role and every command, so that the same file has the same hits everywhere.

use hashlist::{PictureHash, Query, VideoFrame};
use media::vpdq::Frame;
use media::{FileDigests, MediaDigests, Pdq, PdqHash, PdqOutcome};

/// The question about a file of which everything is known.
pub fn query_of(media: &MediaDigests) -> Query {
    let stored = match &media.pdq {
        PdqOutcome::Hashed(pdq) => Some(pdq),
        PdqOutcome::NotHashed { .. } => None,
    };
    Query {
        pictures: pictures_of(stored, &media.forms, &media.frames),
        video: video_of(&media.frames),
        ..exact_query_of(&media.file)
    }
}

/// The question about a file that nobody decoded.
pub fn exact_query_of(file: &FileDigests) -> Query {
    Query {
        md5: file.md5.parse().ok(),
        sha1: file.sha1.parse().ok(),
        sha256: file.sha256.parse().ok(),
        ..Query::default()
    }
}

/// Every form of the picture, or its stored form where no others are known, and of an animation every further hashed frame as stored.
///
/// Frames of what is no picture are those of a video, which are asked about together ([`video_of`]) and not one by one.
pub fn pictures_of(stored: Option<&Pdq>, forms: &[Pdq], frames: &[Frame]) -> Vec<PictureHash> {
    let picture = |hash: &PdqHash, quality, form, frame| PictureHash {
        pdq: (*hash.as_bytes()).into(),
        quality,
        form,
        frame,
    };
    let known = if forms.is_empty() { stored.map(std::slice::from_ref).unwrap_or_default() } else { forms };
    let further = frames.iter().filter(|frame| !known.is_empty() && frame.frame_no > 0);
    (0..)
        .zip(known)
        .map(|(form, pdq)| picture(&pdq.hash, pdq.quality, form, 0))
        .chain(further.map(|frame| picture(&frame.hash, frame.quality, 0, frame.frame_no)))
        .collect()
}

/// All hashed frames of a video or an animation.
pub fn video_of(frames: &[Frame]) -> Vec<VideoFrame> {
    frames
        .iter()
        .map(|frame| VideoFrame { pdq: (*frame.hash.as_bytes()).into(), quality: frame.quality })
        .collect()
}

#[cfg(test)]
mod tests {
    use media::{Kind, PictureOutcome};

    use super::*;

    fn pdq(digit: &str, quality: u8) -> Pdq {
        Pdq { hash: digit.repeat(64).parse().unwrap(), quality }
    }

    fn frame(frame_no: u32, quality: u8) -> Frame {
        Frame { frame_no, quality, hash: pdq("7", 0).hash, timestamp_ms: 1000 * u64::from(frame_no) }
    }

    fn media(picture: PictureOutcome) -> MediaDigests {
        let whole = media::digest(b"abc");
        MediaDigests::new(whole.file, Kind::Gif, picture)
    }

    /// Form, frame and quality of each picture that is asked about.
    fn asked(query: &Query) -> Vec<(u8, u32, u8)> {
        query.pictures.iter().map(|picture| (picture.form, picture.frame, picture.quality)).collect()
    }

    #[test]
    fn all_forms_and_all_further_frames_of_an_animation_are_asked_about() {
        let forms: Vec<Pdq> = (0..8).map(|form| pdq("1", 90 + form)).collect();
        let frames = vec![frame(0, 60), frame(7, 61)];
        let query = query_of(&media(PictureOutcome { pdq: PdqOutcome::Hashed(forms[0]), forms, frames }));
        let mut expected: Vec<_> = (0..8).map(|form| (form, 0, 90 + form)).collect();
        expected.push((0, 7, 61));
        assert_eq!(asked(&query), expected);
        assert_eq!(query.pictures[0].pdq, [0x11; 32].into());
        assert_eq!((query.video.len(), query.video[1].quality), (2, 61));
        assert_eq!(query.md5, "900150983cd24fb0d6963f7d28e17f72".parse().ok());
        assert!(query.sha1.is_some() && query.sha256.is_some());
    }

    #[test]
    fn a_videos_frames_are_asked_about_together_alone() {
        let pdq = PdqOutcome::NotHashed { reason: "a video".into() };
        let frames = vec![frame(0, 60), frame(25, 60)];
        let query = query_of(&media(PictureOutcome { pdq, forms: Vec::new(), frames }));
        assert_eq!((asked(&query), query.video.len()), (Vec::new(), 2));
    }

    #[test]
    fn a_hash_that_was_kept_without_its_forms_is_asked_about() {
        let kept = pdq("2", 80);
        let pictures = pictures_of(Some(&kept), &[], &[]);
        assert_eq!(pictures, [PictureHash { pdq: [0x22; 32].into(), quality: 80, form: 0, frame: 0 }]);
        assert_eq!(exact_query_of(&media::digest(b"abc").file).pictures, []);
    }
}
