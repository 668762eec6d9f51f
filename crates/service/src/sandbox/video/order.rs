//! What the two children of a video are told, each as one argument.

use std::path::PathBuf;

use media::Kind;
use serde::{Deserialize, Serialize};

use crate::sandbox::confine::Confined;

/// Largest frame in pixels: 8192 x 8192, so that a codec's dozen of them fit into its address space.
pub(super) const MAX_FRAME_PIXELS: u64 = 1 << 26;
/// Bytes and microseconds of a file that ffmpeg reads to find out what is in it.
const PROBE_BYTES: &str = "5000000";
const PROBE_US: &str = "5000000";
/// Streams of a file beyond which it is refused.
const MAX_STREAMS: &str = "64";
/// The video, which is the child's standard input: opened anew, since it is memory in which ffmpeg can then go back and forth.
const INPUT: &str = "/proc/self/fd/0";
/// Decoders that may run: what people's videos are coded in. The hundreds of others that ffmpeg has are where its flaws are found.
const CODECS: &str = "h264,hevc,av1,libdav1d,libaom-av1,vp8,libvpx,vp9,libvpx-vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4,msmpeg4v1,msmpeg4v2,\
     h263,h263i,h263p,flv,wmv1,wmv2,wmv3,vc1,theora,mjpeg,png,prores,dvvideo,vp6,vp6f,vp6a,svq1,svq3,cinepak,rawvideo";

/// What a child does that becomes ffmpeg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// The program.
    pub(super) ffmpeg: PathBuf,
    /// Processor time in seconds.
    pub(super) cpu_seconds: u64,
    /// What it writes.
    pub(super) task: Task,
}

/// What ffmpeg writes over its standard output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Task {
    /// Its version.
    Version,
    /// Frames as pixmaps; over standard error number and time of each, but for a still picture.
    Frames {
        /// The container, as it was told from the first bytes.
        kind: Kind,
        /// Most frames.
        frames_limit: u32,
        /// One frame in each interval; 0 for every one. Of a still picture there is one.
        every_ms: u32,
        /// Whether others than key frames are passed over undecoded.
        key_frames_only: bool,
    },
}

/// What the child does that hashes these frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HashOrder {
    /// Most frames.
    pub(super) frames_limit: u32,
    /// Processor time in seconds.
    pub(super) cpu_seconds: u64,
    /// Whether the turned and mirrored forms of the first frame are hashed too.
    pub(super) with_forms: bool,
}

impl HashOrder {
    /// What the fence around the hasher is put up for.
    pub(crate) fn confined(self) -> Confined<'static> {
        Confined::FrameHasher { cpu_seconds: self.cpu_seconds }
    }
}

impl Order {
    /// ffmpeg's arguments.
    pub(super) fn arguments(&self) -> Vec<String> {
        match &self.task {
            Task::Version => vec!["-version".to_owned()],
            Task::Frames { kind, frames_limit, every_ms, key_frames_only } => {
                let (pixels, frames) = (MAX_FRAME_PIXELS.to_string(), frames_limit.to_string());
                let filter = filter(*every_ms);
                let read = input(demuxer(*kind), &pixels, *key_frames_only);
                // a cover of a film is no frame of it
                let of_a_film: [&str; 6] = ["-map", "0:V:0", "-filter_threads", "1", "-vf", &filter];
                // of a picture ffmpeg's own choice: named by its number, one of tiles would be its first tile
                let chosen = if kind.is_video() { &of_a_film[..] } else { &[] };
                let write = [
                    &["-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"][..],
                    &["-fps_mode", "passthrough", "-frames:v", &frames],
                    &["-threads", "1", "-c:v", "ppm", "-pix_fmt", "rgb24", "-f", "image2pipe", "pipe:1"],
                ];
                let all = [&read[..], chosen, &write.concat()[..]].concat();
                all.into_iter().map(str::to_owned).collect()
            }
        }
    }
}

/// How ffmpeg reads: all that stands before the name of its input.
fn input<'a>(demuxer: &'a str, pixels: &'a str, key_frames_only: bool) -> Vec<&'a str> {
    let passed_over: &[&str] = if key_frames_only { &["-skip_frame", "nokey"] } else { &[] };
    [
        // never asks, never talks but by the numbers of the filter
        &["-nostdin", "-hide_banner", "-loglevel", "repeat+fatal"][..],
        // opens nothing that the file names, and takes it for nothing but what it was sniffed as
        &["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer],
        &["-codec_whitelist", CODECS, "-max_pixels", pixels, "-max_streams", MAX_STREAMS],
        &["-probesize", PROBE_BYTES, "-analyzeduration", PROBE_US, "-threads", "1"],
        // as stored: turned forms are looked up, not made
        &["-noautorotate"],
        passed_over,
        &["-i", INPUT],
    ]
    .concat()
}

/// ffmpeg's name for what reads a container. Of a kind that it is not asked about, a name that it does not know.
fn demuxer(kind: Kind) -> &'static str {
    match kind {
        Kind::Mp4 | Kind::Avif | Kind::Heic => "mov",
        Kind::Webm | Kind::Matroska => "matroska",
        Kind::Avi => "avi",
        Kind::Asf => "asf",
        Kind::Flv => "flv",
        Kind::MpegTs => "mpegts",
        Kind::MpegPs => "mpeg",
        Kind::Ogg => "ogg",
        _ => "none",
    }
}

/// Lets the first frame of each interval pass, and prints of each that does its number, as -1, -2 and so on, and then its time in seconds.
///
/// Half a millisecond is added, so that a time that is a whole number of seconds but for the last bit of a float falls on the right side. Level 8
/// is that of fatal errors, the only ones that are printed beside it.
fn filter(every_ms: u32) -> String {
    let passes = "print(-1-n,8);print(max(t,0),8);1";
    if every_ms == 0 {
        return format!("select='{passes}'");
    }
    let interval = |time: &str| format!("floor(({time}+0.0005)*1000/{every_ms})");
    format!("select='if(eq({},{}),0,{passes})'", interval("t"), interval("prev_selected_t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_container_that_ffmpeg_reads_has_a_demuxer_and_no_other() {
        for kind in [
            Kind::Mp4,
            Kind::Webm,
            Kind::Matroska,
            Kind::Avi,
            Kind::Asf,
            Kind::Flv,
            Kind::MpegTs,
            Kind::MpegPs,
            Kind::Ogg,
            Kind::Avif,
            Kind::Heic,
        ] {
            assert_eq!(kind.decoder(), media::Decoder::Ffmpeg);
            assert_ne!(demuxer(kind), "none", "{kind}");
        }
        assert_eq!(demuxer(Kind::Png), "none");
    }

    #[test]
    fn a_picture_of_tiles_is_left_to_ffmpeg_and_a_cover_is_no_frame() {
        let told = |kind| {
            let task = Task::Frames { kind, frames_limit: 1, every_ms: 0, key_frames_only: false };
            Order { ffmpeg: "/usr/bin/ffmpeg".into(), cpu_seconds: 1, task }.arguments().join(" ")
        };
        assert!(told(Kind::Mp4).contains(" -map 0:V:0 ") && told(Kind::Mp4).contains(" -vf select="));
        assert!(!told(Kind::Heic).contains(" -map 0") && !told(Kind::Heic).contains(" -vf "));
    }

    #[test]
    fn ffmpeg_is_told_what_it_may_open_before_it_opens_anything() {
        let task = Task::Frames { kind: Kind::Avi, frames_limit: 9, every_ms: 0, key_frames_only: true };
        let order = Order { ffmpeg: "/usr/bin/ffmpeg".into(), cpu_seconds: 1, task };
        let arguments = order.arguments();
        let at = |word: &str| arguments.iter().position(|argument| argument == word).unwrap();
        for bound in
            ["-protocol_whitelist", "-format_whitelist", "-codec_whitelist", "-max_pixels", "-skip_frame"]
        {
            assert!(at(bound) < at("-i"), "{bound}");
        }
        assert_eq!(arguments[at("-frames:v") + 1], "9");
        assert_eq!(arguments.last().unwrap(), "pipe:1");
        let read: Order = serde_json::from_str(&serde_json::to_string(&order).unwrap()).unwrap();
        assert_eq!(read, order);
    }
}
