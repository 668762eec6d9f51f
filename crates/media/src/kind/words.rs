//! What kinds are called: in media types, in names of files, in one word.

use std::fmt;

use super::Kind;

impl Kind {
    /// The media type (IANA), as which a file of this kind is handed out.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Matroska => "video/matroska",
            Self::Avi => "video/vnd.avi",
            Self::Asf => "video/x-ms-asf",
            Self::Flv => "video/x-flv",
            Self::MpegTs => "video/mp2t",
            Self::MpegPs => "video/mpeg",
            Self::Ogg => "video/ogg",
            Self::Unknown => "application/octet-stream",
        }
    }

    /// The usual ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Matroska => "mkv",
            Self::MpegTs => "ts",
            Self::MpegPs => "mpg",
            Self::Ogg => "ogv",
            Self::Asf => "wmv",
            Self::Unknown => "bin",
            other => other.name(),
        }
    }

    /// The kind in one word: what JSON, the database and reasons say.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Matroska => "matroska",
            Self::Avi => "avi",
            Self::Asf => "asf",
            Self::Flv => "flv",
            Self::MpegTs => "mpegts",
            Self::MpegPs => "mpegps",
            Self::Ogg => "ogg",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
