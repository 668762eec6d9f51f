//! What a file is, told from its first bytes and never from its name.

mod brand;
mod words;

use image::ImageFormat;
use serde::{Deserialize, Serialize};

/// Container format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Portable Network Graphics.
    Png,
    /// JPEG (JFIF, Exif or bare).
    Jpeg,
    /// GIF 87a or 89a.
    Gif,
    /// WebP (RIFF container).
    Webp,
    /// Windows bitmap.
    Bmp,
    /// TIFF, either byte order.
    Tiff,
    /// AV1 Image File Format, a still picture or a sequence.
    Avif,
    /// High Efficiency Image File Format with HEVC, a still picture or a sequence.
    Heic,
    /// ISO base media file: MP4, QuickTime, 3GP.
    Mp4,
    /// WebM, the part of Matroska that browsers play.
    Webm,
    /// Matroska.
    Matroska,
    /// AVI (RIFF container).
    Avi,
    /// Windows Media (Advanced Systems Format).
    Asf,
    /// Flash video.
    Flv,
    /// MPEG transport stream, also with the time stamps of recorders.
    MpegTs,
    /// MPEG program stream.
    MpegPs,
    /// Ogg, which may hold sound alone.
    Ogg,
    /// None of the above.
    Unknown,
}

/// What turns a file into pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// [`Picture::decode`](crate::Picture::decode), which is memory-safe.
    Picture,
    /// The program ffmpeg, which is not of this crate.
    Ffmpeg,
    /// Nothing that we have.
    None,
}

/// First bytes of Advanced Systems Format: the identifier of its header object.
const ASF_HEADER: [u8; 16] =
    [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c];
/// Sizes of a transport stream's packet, and where its mark stands in the first: bare, and with four bytes of time before each.
const TRANSPORT_PACKETS: [(usize, usize); 2] = [(188, 0), (192, 4)];
/// The mark at the start of such a packet.
const TRANSPORT_MARK: u8 = 0x47;

impl Kind {
    /// The kind that the first bytes claim. Twelve bytes suffice for a picture, four hundred for the rest.
    pub fn sniff(bytes: &[u8]) -> Self {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            [b'B', b'M', ..] => Self::Bmp,
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Self::Tiff,
            _ => Self::sniff_moving(bytes),
        }
    }

    /// The same of what moves, and of pictures in the containers of what moves.
    fn sniff_moving(bytes: &[u8]) -> Self {
        match bytes {
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => brand::of(bytes),
            // QuickTime of before brands: its first atoms
            [_, _, _, _, b'm', b'o', b'o', b'v', ..]
            | [_, _, _, _, b'm', b'd', b'a', b't', ..]
            | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => Self::Mp4,
            [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] => {
                // the document type stands in the head, which is a few dozen bytes
                let head = &rest[..rest.len().min(64)];
                if head.windows(4).any(|word| word == b"webm") { Self::Webm } else { Self::Matroska }
            }
            [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Self::Avi,
            [b'F', b'L', b'V', 1, ..] => Self::Flv,
            [b'O', b'g', b'g', b'S', ..] => Self::Ogg,
            [0, 0, 1, 0xba, ..] => Self::MpegPs,
            _ if bytes.starts_with(&ASF_HEADER) => Self::Asf,
            _ if is_transport_stream(bytes) => Self::MpegTs,
            _ => Self::Unknown,
        }
    }

    /// What decodes this kind.
    pub fn decoder(self) -> Decoder {
        match self {
            Self::Unknown => Decoder::None,
            _ if self.format().is_some() => Decoder::Picture,
            _ => Decoder::Ffmpeg,
        }
    }

    /// Whether a file of this kind is looked at frame by frame.
    pub fn is_video(self) -> bool {
        self.decoder() == Decoder::Ffmpeg && !matches!(self, Self::Avif | Self::Heic)
    }

    /// The picture decoder for this kind, if there is one.
    pub(crate) fn format(self) -> Option<ImageFormat> {
        match self {
            Self::Png => Some(ImageFormat::Png),
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Gif => Some(ImageFormat::Gif),
            Self::Webp => Some(ImageFormat::WebP),
            Self::Bmp => Some(ImageFormat::Bmp),
            Self::Tiff => Some(ImageFormat::Tiff),
            _ => None,
        }
    }
}

/// Three packets, each with its mark: fewer could be chance, or text.
fn is_transport_stream(bytes: &[u8]) -> bool {
    TRANSPORT_PACKETS.iter().any(|(packet_bytes, at)| {
        (0..3).all(|packet| bytes.get(at + packet * packet_bytes) == Some(&TRANSPORT_MARK))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_from_the_first_bytes() {
        let table: [(&[u8], Kind); 22] = [
            (b"\x89PNG\r\n\x1a\n....", Kind::Png),
            (b"\xff\xd8\xff\xe0", Kind::Jpeg),
            (b"GIF87a", Kind::Gif),
            (b"GIF89a", Kind::Gif),
            (b"RIFF\x00\x00\x00\x00WEBP", Kind::Webp),
            (b"RIFF\x00\x00\x00\x00WAVE", Kind::Unknown),
            (b"BM", Kind::Bmp),
            (b"II*\0", Kind::Tiff),
            (b"MM\0*", Kind::Tiff),
            (b"RIFF\x00\x00\x00\x00AVI LIST", Kind::Avi),
            (b"\x00\x00\x00\x08moov", Kind::Mp4),
            (b"\x00\x00\x00\x08wide....mdat", Kind::Mp4),
            (b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ", Kind::Mp4),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", Kind::Webm),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", Kind::Matroska),
            (b"\x1a\x45\xdf\xa3", Kind::Matroska),
            (b"FLV\x01\x05", Kind::Flv),
            (b"OggS\x00\x02", Kind::Ogg),
            (b"\x00\x00\x01\xba\x44", Kind::MpegPs),
            (&ASF_HEADER, Kind::Asf),
            (b"GGGGGGGGGGGG", Kind::Unknown),
            (b"", Kind::Unknown),
        ];
        for (bytes, kind) in table {
            assert_eq!(Kind::sniff(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn a_transport_stream_shows_its_mark_three_times() {
        for (packet_bytes, at) in TRANSPORT_PACKETS {
            let mut bytes = vec![0xff; at + 2 * packet_bytes + 1];
            for packet in 0..3 {
                assert_eq!(Kind::sniff(&bytes), Kind::Unknown, "{packet_bytes}, {packet} marks");
                bytes[at + packet * packet_bytes] = TRANSPORT_MARK;
            }
            assert_eq!(Kind::sniff(&bytes), Kind::MpegTs, "{packet_bytes}");
        }
    }

    #[test]
    fn each_kind_has_its_decoder_and_one_word_everywhere() {
        let pictures = [Kind::Png, Kind::Jpeg, Kind::Gif, Kind::Webp, Kind::Bmp, Kind::Tiff];
        let videos = [
            Kind::Mp4,
            Kind::Webm,
            Kind::Matroska,
            Kind::Avi,
            Kind::Asf,
            Kind::Flv,
            Kind::MpegTs,
            Kind::MpegPs,
            Kind::Ogg,
        ];
        for kind in pictures {
            assert_eq!((kind.decoder(), kind.is_video()), (Decoder::Picture, false), "{kind}");
        }
        for kind in videos {
            assert_eq!((kind.decoder(), kind.is_video()), (Decoder::Ffmpeg, true), "{kind}");
            assert!(kind.mime().starts_with("video/"), "{kind}");
        }
        for kind in [Kind::Avif, Kind::Heic] {
            assert_eq!((kind.decoder(), kind.is_video()), (Decoder::Ffmpeg, false), "{kind}");
        }
        assert_eq!((Kind::Unknown.decoder(), Kind::Unknown.is_video()), (Decoder::None, false));
        for kind in pictures.into_iter().chain(videos).chain([Kind::Avif, Kind::Heic, Kind::Unknown]) {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
    }
}
