//! Videos, AVIF and HEIC through the real children. Every video is made here by ffmpeg's own test patterns; what an ffmpeg that was taken over
//! may do is tried by one that needs no ffmpeg.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use media::{Kind, MediaDigests, Pdq, PdqOutcome, Picture, vpdq};
use service::Sandbox;
use service::sandbox::{SandboxConfig, is_hashed_in_part};

use super::sandbox::program;

const WIDTH: usize = 320;
const HEIGHT: usize = 240;
/// Four seconds of a pattern that moves, at 25 frames a second.
const PATTERN: &str = "testsrc=duration=4:size=320x240:rate=25";

fn configured(config: &SandboxConfig) -> Sandbox {
    Sandbox::new(program("decode_media"), Vec::new()).configured(config)
}

fn ffmpeg(args: &[&str], files: &[&Path]) -> Vec<u8> {
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(args)
        .args(files)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("install ffmpeg, which makes the videos of these tests: {error}"));
    assert!(made.status.success(), "{args:?}: {}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

/// What ffmpeg makes of an invented source with these arguments, in a file with this ending.
fn film(source: &str, args: &[&str], ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("film.{ending}"));
    ffmpeg(&[&["-f", "lavfi", "-i", source], args].concat(), &[&path]);
    std::fs::read(path).unwrap()
}

/// The hashes of all frames of a film, as ffmpeg gives them without any fence.
fn hashes(film: &[u8]) -> Vec<Pdq> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film");
    std::fs::write(&path, film).unwrap();
    let input = path.display().to_string();
    let raw = ffmpeg(
        &[
            "-i",
            &input,
            "-map",
            "0:v:0",
            "-fps_mode",
            "passthrough",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "pipe:1",
        ],
        &[],
    );
    raw.chunks_exact(WIDTH * HEIGHT * 3)
        .map(|frame| media::hash(&Picture::from_samples(WIDTH, HEIGHT, frame.to_vec()).unwrap()))
        .collect()
}

async fn digest(config: &SandboxConfig, bytes: &[u8]) -> MediaDigests {
    let digests = configured(config).digest_media(bytes).await.unwrap();
    assert_eq!(digests.file, media::digest(bytes).file);
    digests
}

fn reason(digests: &MediaDigests) -> &str {
    match &digests.pdq {
        PdqOutcome::NotHashed { reason } => reason,
        PdqOutcome::Hashed(_) => panic!("hashed"),
    }
}

fn numbers(frames: &[vpdq::Frame]) -> Vec<(u32, u64)> {
    frames.iter().map(|frame| (frame.frame_no, frame.timestamp_ms)).collect()
}

#[tokio::test]
async fn every_container_is_hashed_once_a_second_with_ffmpeg() {
    for (args, ending, kind) in [
        (&["-c:v", "mpeg4"][..], "mp4", Kind::Mp4),
        (&["-c:v", "mpeg4"], "mov", Kind::Mp4),
        (&["-c:v", "libvpx"], "webm", Kind::Webm),
        (&["-c:v", "mjpeg"], "mkv", Kind::Matroska),
        (&["-c:v", "mpeg4"], "avi", Kind::Avi),
        (&["-c:v", "wmv2"], "wmv", Kind::Asf),
        (&["-c:v", "flv"], "flv", Kind::Flv),
        (&["-c:v", "mpeg2video"], "ts", Kind::MpegTs),
        (&["-c:v", "mpeg2video"], "vob", Kind::MpegPs),
        (&["-c:v", "libtheora"], "ogv", Kind::Ogg),
    ] {
        let film = film(PATTERN, args, ending);
        let digests = digest(&SandboxConfig::default(), &film).await;
        assert_eq!(digests.kind, kind, "{ending}");
        let said = reason(&digests);
        assert_eq!(said, "a video has no hash of its own; 4 of its frames are hashed", "{ending}");
        let all = hashes(&film);
        for (second, frame) in digests.frames.iter().enumerate() {
            let (number, ms) = (frame.frame_no as usize, frame.timestamp_ms);
            // some containers keep no time of the first frame
            assert!(ms.abs_diff(second as u64 * 1000) <= 80, "{ending}: {ms} ms in second {second}");
            let own = all[number];
            assert_eq!((frame.hash, frame.quality), (own.hash, own.quality), "{ending}: frame {number}");
        }
    }
}

#[tokio::test]
async fn a_film_whose_index_stands_at_its_end_is_read_with_ffmpeg() {
    let film = film(PATTERN, &["-c:v", "mpeg4"], "mp4");
    let at = |word: &[u8]| film.windows(4).position(|four| four == word).unwrap();
    assert!(at(b"mdat") < at(b"moov"), "this ffmpeg puts the index first");
    let digests = digest(&SandboxConfig::default(), &film).await;
    assert_eq!(numbers(&digests.frames), [(0, 0), (25, 1000), (50, 2000), (75, 3000)]);
    let text = vpdq::write(&digests.frames);
    assert!(text.lines().nth(1).unwrap().starts_with("25,") && text.contains(",1.000\n"), "{text}");
    assert!(!is_hashed_in_part(&digests));
    let with_itself = vpdq::compare(&digests.frames, &digests.frames, 31, 50);
    assert!(with_itself.reaches(100, 100), "{with_itself:?}");
}

#[tokio::test]
async fn every_frame_or_key_frames_alone_are_hashed_with_ffmpeg() {
    let film = film(PATTERN, &["-c:v", "mpeg4", "-g", "20"], "mp4");
    let all = digest(&SandboxConfig { video_frame_every_ms: 0, ..SandboxConfig::default() }, &film).await;
    let own = hashes(&film);
    assert_eq!(
        all.frames.iter().map(|frame| frame.hash).collect::<Vec<_>>(),
        own.iter().map(|pdq| pdq.hash).collect::<Vec<_>>()
    );
    assert_eq!(numbers(&all.frames[..3]), [(0, 0), (1, 40), (2, 80)]);
    let key =
        SandboxConfig { video_frame_every_ms: 0, video_key_frames_only: true, ..SandboxConfig::default() };
    let key = digest(&key, &film).await;
    assert_eq!(numbers(&key.frames), [(0, 0), (1, 800), (2, 1600), (3, 2400), (4, 3200)]);
    assert_eq!(key.frames[1].hash, own[20].hash);
    let some = SandboxConfig { video_frame_every_ms: 0, video_frames_limit: 7, ..SandboxConfig::default() };
    let some = digest(&some, &film).await;
    assert_eq!(some.frames, all.frames[..7]);
    let said = reason(&some);
    assert!(
        said.ends_with("7 of its frames are hashed, not all: the limit of 7 frames was reached"),
        "{said}"
    );
}

#[tokio::test]
async fn bad_videos_have_a_reason_with_ffmpeg() {
    let film_mp4 = film(PATTERN, &["-c:v", "mpeg4"], "mp4");
    let film_ts = film(PATTERN, &["-c:v", "mpeg2video"], "ts");
    let sound = film("sine=duration=1", &["-c:a", "aac"], "mp4");
    let picture = film("testsrc=size=64x64", &["-frames:v", "1"], "png");
    let (config, start) = (SandboxConfig::default(), Instant::now());
    for (name, bytes, said) in [
        (
            "without its index",
            &film_mp4[..film_mp4.len() / 2],
            "found no frame in it (ffmpeg ended with status",
        ),
        ("a head alone", &film_mp4[..64], "found no frame in it"),
        ("sound alone", &sound[..], "found no frame in it"),
        (
            "a page that passes for a film",
            b"\0\0\0\x20ftypisom<script>document.title = 'ran'</script>",
            "found no frame",
        ),
        (
            "a list that names other files",
            b"\0\0\0\x08moov#EXTM3U\n/etc/passwd\nhttp://127.0.0.1/\n",
            "found no frame",
        ),
        ("a picture in a film's head", &[&film_mp4[..32], &picture[..]].concat(), "found no frame"),
    ] {
        let digests = digest(&config, bytes).await;
        assert!(reason(&digests).starts_with("video is not hashed: "), "{name}: {}", reason(&digests));
        assert!(reason(&digests).contains(said), "{name}: {}", reason(&digests));
        assert_eq!(digests.frames, [], "{name}");
    }
    // what is left of a cut stream is hashed
    let cut = digest(&config, &film_ts[..film_ts.len() / 2]).await;
    assert!((1..4).contains(&cut.frames.len()), "{}", cut.frames.len());
    let small = SandboxConfig { video_bytes_limit: 1024, ..SandboxConfig::default() };
    let large = digest(&small, &film_mp4).await;
    assert_eq!(reason(&large), "video is not hashed: larger than 1024 bytes");
    for step in 0..8 {
        let mut bytes = film_mp4.clone();
        let at = 100 + step * (bytes.len() - 200) / 8;
        bytes[at..at + 60].fill(0xff);
        // any outcome
        digest(&config, &bytes).await;
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_avif_is_hashed_whole_or_not_at_all_with_ffmpeg() {
    let source = "testsrc=size=320x240";
    let mut film = film(source, &["-frames:v", "1", "-c:v", "libaom-av1", "-still-picture", "1"], "avif");
    let digests = digest(&SandboxConfig::default(), &film).await;
    assert_eq!((digests.kind, digests.frames.len()), (Kind::Avif, 0));
    let PdqOutcome::Hashed(pdq) = digests.pdq else { panic!("{}", reason(&digests)) };
    assert_eq!(pdq, hashes(&film)[0]);
    assert_eq!((digests.forms.len(), digests.forms[0]), (8, pdq));
    // as the file of a grid says it of which a decoder gives one tile
    let at = film.windows(4).position(|four| four == b"ispe").unwrap() + 8;
    film[at..at + 4].copy_from_slice(&640_u32.to_be_bytes());
    let tile = digest(&SandboxConfig::default(), &film).await;
    assert_eq!(
        reason(&tile),
        "avif is not hashed: the picture has 640 x 240 pixels, and this ffmpeg gives 320 x 240 of it"
    );
}

/// A generated picture, coded by x265 in libheif 1.23.6, and the hash of it that PyPI's `pdqhash` 0.2.8 gives of libheif's own decoding.
const HEIC: &[u8] = include_bytes!("../../../testdata/waves.heic");
const HEIC_PDQ: &str = "ffe9ae4345a9a65acda92b73d2a9ca635fa96b03efa99e43aaa99003aaa90003";

#[tokio::test]
async fn a_heic_is_hashed_as_its_own_decoder_has_it_or_has_a_reason_with_ffmpeg() {
    let digests = digest(&SandboxConfig::default(), HEIC).await;
    assert_eq!((digests.kind, digests.frames.len()), (Kind::Heic, 0));
    match &digests.pdq {
        // two ways from YUV to RGB may differ in a few bits
        PdqOutcome::Hashed(pdq) => {
            let theirs: media::PdqHash = HEIC_PDQ.parse().unwrap();
            assert!(pdq.hash.distance(&theirs) <= 10, "{pdq:?}");
        }
        // before 7.0 ffmpeg knows no still pictures of HEIC
        PdqOutcome::NotHashed { reason } => {
            let version = String::from_utf8(ffmpeg(&["-version"], &[])).unwrap();
            let major = version.trim_start_matches("ffmpeg version ").split('.').next().unwrap_or_default();
            assert!(major.parse::<u32>().is_ok_and(|major| major < 7), "{version}: {reason}");
            assert!(reason.ends_with("still pictures of HEIC need ffmpeg 7.0 or later"), "{reason}");
        }
    }
}

#[tokio::test]
async fn ffmpeg_says_its_version_behind_its_fence_with_ffmpeg() {
    let found = configured(&SandboxConfig::default()).ffmpeg().await.unwrap().unwrap();
    assert!(found.path.is_absolute() && found.version.is_ok(), "{found:?}");
    assert!(found.missing.iter().all(|layer| !layer.is_required()), "{found:?}");
}

fn planted(config: SandboxConfig) -> SandboxConfig {
    SandboxConfig { ffmpeg: Some(program("planted_ffmpeg")), ..config }
}

/// First bytes of containers, and what the planted ffmpeg does with each.
const TRIES_TO_GET_OUT: &[u8] = b"\x1a\x45\xdf\xa3";
const HANGS: &[u8] = b"RIFF\0\0\0\0AVI LIST";
const WRITES_FOR_EVER: &[u8] = b"FLV\x01\x05";
const WRITES_NO_FRAME: &[u8] = b"OggS\0\x02";
const CRASHES: &[u8] = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c";

fn computes() -> Vec<u8> {
    (0..400).map(|at| if at % 188 == 0 { 0x47 } else { 0 }).collect()
}

#[tokio::test]
async fn an_ffmpeg_that_was_taken_over_finds_no_way_out() {
    let config = planted(SandboxConfig::default());
    // a file of this process that every child inherits
    let outside = tempfile::NamedTempFile::new().unwrap();
    rustix::io::fcntl_setfd(outside.as_file(), rustix::io::FdFlags::empty()).unwrap();
    let found = configured(&config).ffmpeg().await.unwrap().unwrap();
    assert_eq!(found.version, Ok("planted-1".to_owned()));
    let digests = digest(&config, TRIES_TO_GET_OUT).await;
    // 40, and one more for each way that led out: all of the thirteen where there is no fence
    let status = Command::new(program("planted_ffmpeg"))
        .args(["-f", "matroska"])
        .stdin(std::fs::File::open(outside.path()).unwrap())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(40 + 13));
    assert_eq!(
        reason(&digests),
        "video is not hashed: ffmpeg found no frame in it (ffmpeg ended with status 40)"
    );
}

#[tokio::test]
async fn an_ffmpeg_that_misbehaves_never_fails_the_upload() {
    let limits = SandboxConfig { video_seconds_limit: 1, video_frames_limit: 5, ..SandboxConfig::default() };
    let config = planted(limits);
    for (bytes, frames, said) in [
        (HANGS, 0, "video is not hashed: ffmpeg found no frame in it (ffmpeg was stopped after 2 s)"),
        (&computes(), 0, "video is not hashed: ffmpeg found no frame in it (ffmpeg was stopped after"),
        (
            WRITES_NO_FRAME,
            0,
            "video is not hashed: ffmpeg found no frame in it (what should be a frame is none)",
        ),
        (WRITES_FOR_EVER, 5, "5 of its frames are hashed, not all: the limit of 5 frames was reached"),
        (CRASHES, 1, "1 of its frames are hashed, not all: ffmpeg was ended by signal 6"),
    ] {
        let start = Instant::now();
        let digests = digest(&config, bytes).await;
        assert!(reason(&digests).contains(said), "{}", reason(&digests));
        assert_eq!(digests.frames.len(), frames, "{said}");
        assert_eq!(is_hashed_in_part(&digests), frames > 0, "{said}");
        assert!(start.elapsed() < Duration::from_secs(12), "{said}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn without_an_ffmpeg_that_can_be_run_a_video_has_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("ffmpeg");
    std::fs::write(&script, "#!/bin/sh\necho P6\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for path in [PathBuf::from("/nonexistent/ffmpeg"), script] {
        let config = SandboxConfig { ffmpeg: Some(path.clone()), ..SandboxConfig::default() };
        let digests = digest(&config, HANGS).await;
        let said = reason(&digests);
        assert!(said.contains("ffmpeg cannot be run in its sandbox; `amparo doctor` says more"), "{said}");
        let found = configured(&config).ffmpeg().await;
        assert!(!matches!(found, Ok(Some(ref ffmpeg)) if ffmpeg.version.is_ok()), "{path:?}: {found:?}");
    }
    let nowhere = Sandbox::in_process().digest_media(HANGS).await.unwrap();
    assert!(reason(&nowhere).starts_with("video is not hashed: "), "{}", reason(&nowhere));
    // what is no video does not care
    assert_eq!(
        reason(&digest(&SandboxConfig::default(), b"text").await),
        "not a picture of a supported format"
    );
}
