//! The real child process, and children that misbehave.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use media::{Kind, PdqOutcome};
use service::sandbox::{Layer, NoPreview, SandboxConfig, Unpacked};
use service::{Sandbox, SandboxError};
use wire::law_enforcement::ZipLimits;

fn child() -> Sandbox {
    Sandbox::new(program("decode_media"), Vec::new())
}

/// An example of this crate, built beside the tests.
pub(super) fn program(example: &str) -> PathBuf {
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.push("examples");
    program.push(example);
    assert!(program.exists(), "build the examples first: {} is missing", program.display());
    program
}

fn shell(script: &str) -> Sandbox {
    Sandbox::new("/bin/sh".into(), vec!["-c".into(), script.into()])
}

/// A made-up picture: a slope with a ripple (binary PPM would not be sniffed, so a 24-bit bitmap).
fn bitmap() -> Vec<u8> {
    let (width, height) = (96_u32, 96_u32);
    let mut bytes = b"BM".to_vec();
    for field in [54 + width * height * 3, 0, 54, 40, width, height] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    for n in 0..width * height {
        let (x, y) = (n % width, n / width);
        bytes.extend([x * 2, y * 2, (x * y) % 251].map(|value| value.to_le_bytes()[0]));
    }
    bytes
}

fn reason(outcome: PdqOutcome) -> String {
    match outcome {
        PdqOutcome::NotHashed { reason } => reason,
        PdqOutcome::Hashed(_) => panic!("hashed"),
    }
}

#[tokio::test]
async fn the_child_says_what_this_process_would_say() {
    let picture = bitmap();
    let digests = child().digest_media(&picture[..]).await.unwrap();
    assert_eq!(digests, media::digest(&picture));
    assert!(matches!(digests.pdq, PdqOutcome::Hashed(_)));
    assert_eq!(Sandbox::in_process().digest_media(&picture[..]).await.unwrap(), digests);
}

#[test]
fn the_child_confines_itself_before_it_reads() {
    let mut waiting =
        Command::new(program("decode_media")).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let proc = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", waiting.id())).unwrap();
    // the last layer: two in /proc/PID/status is a filter (proc(5))
    let confined = |_: &i32| proc("status").contains("Seccomp:\t2");
    assert!((0..200).inspect(|_| std::thread::sleep(Duration::from_millis(10))).any(|n| confined(&n)));
    let limits = proc("limits").split_whitespace().collect::<Vec<_>>().join(" ");
    for limit in [
        "Max cpu time 10 10 seconds",
        "Max file size 0 0 bytes",
        "Max core file size 0 0 bytes",
        "Max open files 8 8 files",
        "Max address space 2147483648 2147483648 bytes",
    ] {
        assert!(limits.contains(limit), "{limit} is not in {limits}");
    }
    drop(waiting.stdin.take());
    assert!(waiting.wait().unwrap().success());
}

#[tokio::test]
async fn what_cannot_be_decoded_is_an_outcome() {
    for bytes in [&b""[..], b"no picture", b"\x89PNG\r\n\x1a\n broken", &bitmap()[..200]] {
        let digests = child().digest_media(bytes).await.unwrap();
        assert_eq!(digests, media::digest(bytes));
        assert!(matches!(digests.pdq, PdqOutcome::NotHashed { .. }));
    }
}

#[tokio::test]
async fn a_child_that_misbehaves_never_fails_the_upload() {
    let picture = bitmap();
    for (script, said) in [
        ("kill -SEGV $$", "ended by signal 11"),
        ("kill -SYS $$", "ended by the sandbox"),
        ("exit 6", "lacks a layer of the decoder's sandbox"),
        ("exit 7", "ended with status 7"),
        ("cat > /dev/null; exit 101", "ended with status 101"),
        ("cat > /dev/null; echo nonsense", "cannot be read"),
        ("cat > /dev/null; head -c 100000 /dev/zero", "too long"),
        ("cat > /dev/null", "cannot be read"),
    ] {
        let digests = shell(script).digest_media(&picture[..]).await.unwrap();
        assert_eq!(digests.file, media::digest(&picture).file, "{script}");
        let reason = reason(digests.pdq);
        assert!(reason.contains(said), "{script}: {reason}");
    }
}

#[tokio::test]
async fn a_child_that_was_taken_over_cannot_lie_about_digests_or_flood_the_page() {
    let lie = r#"cat > /dev/null; printf '{"pdq":{"outcome":"not_hashed","reason":"%01000d"},"forms":[],"frames":[]}' 7"#;
    let digests = shell(lie).digest_media(&b"abc"[..]).await.unwrap();
    assert_eq!(digests.file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(reason(digests.pdq).len(), 300);
}

#[tokio::test]
async fn what_a_child_says_of_a_picture_fits_together_or_is_not_believed() {
    let pdq = |quality: u8| format!(r#"{{"hash":"{}","quality":{quality}}}"#, "5a".repeat(32));
    let hashed = |quality: u8| format!(r#"{{"outcome":"hashed",{}"#, &pdq(quality)[1..]);
    let forms = |quality: u8| vec![pdq(quality); 8].join(",");
    let refused = r#"{"outcome":"not_hashed","reason":"damaged"}"#.to_owned();
    for (pdq, forms, is_read) in [
        (hashed(60), forms(60), true),
        (hashed(60), String::new(), false),
        (hashed(60), forms(61), false),
        (hashed(101), forms(101), false),
        (refused.clone(), String::new(), true),
        (refused, forms(60), false),
    ] {
        let answer = format!(r#"{{"pdq":{pdq},"forms":[{forms}],"frames":[]}}"#);
        let said =
            shell(&format!("cat > /dev/null; echo '{answer}'")).digest_media(&b"abc"[..]).await.unwrap();
        let is_doubted =
            matches!(&said.pdq, PdqOutcome::NotHashed { reason } if reason.contains("cannot be read"));
        assert_eq!(is_doubted, !is_read, "{answer}");
    }
}

#[tokio::test]
async fn a_child_has_no_environment() {
    let script =
        r#"cat > /dev/null; test -z "$HOME$AMPARO_TEST_POSTGRES_URL" && test "$(pwd)" = / || exit 9; exit 8"#;
    let digests = shell(script).digest_media(&b"abc"[..]).await.unwrap();
    assert_eq!(reason(digests.pdq), "the decoder ended with status 8");
}

#[tokio::test]
async fn a_decoder_that_is_not_there_is_an_error_that_names_it() {
    let missing = Sandbox::new(PathBuf::from("/nonexistent/decoder"), Vec::new());
    let error = missing.digest_media(&b"abc"[..]).await.unwrap_err();
    assert!(matches!(error, SandboxError::Start { .. }));
    assert_eq!(error.to_string(), "cannot start the decoder /nonexistent/decoder");
}

#[tokio::test]
async fn a_child_that_hangs_is_stopped() {
    let digests =
        shell("exec sleep 60").with_patience(Duration::from_secs(1)).digest_media(&b"abc"[..]).await.unwrap();
    assert_eq!(reason(digests.pdq), "the decoder was stopped after 1 s");
}

#[tokio::test]
async fn a_child_says_which_layers_this_machine_lacks() {
    let missing = child().missing_layers().await.unwrap();
    assert!(missing.iter().all(|layer| !layer.is_required()), "{missing:?}");
    for (script, said) in [("echo '[\"files\"]'", Ok(vec![Layer::Files])), ("echo no", Err("is no decoder"))]
    {
        let answer = shell(script).missing_layers().await.map_err(|error| error.to_string());
        match (answer, said) {
            (Ok(missing), Ok(said)) => assert_eq!(missing, said),
            (Err(error), Err(said)) => assert!(error.contains(said), "{error}"),
            (answer, _) => panic!("{script}: {answer:?}"),
        }
    }
}

#[tokio::test]
async fn missing_layers_are_allowed_by_the_configuration_alone() {
    let script = "cat > /dev/null; test \"$0\" = --allow-missing-layers || exit 6; exit 7";
    for (allow_missing_layers, said) in [(false, "lacks a layer"), (true, "status 7")] {
        let sandbox =
            shell(script).configured(&SandboxConfig { allow_missing_layers, ..SandboxConfig::default() });
        let digests = sandbox.digest_media(&b"abc"[..]).await.unwrap();
        assert!(reason(digests.pdq).contains(said));
    }
}

#[tokio::test]
async fn the_child_makes_the_preview_that_this_process_would_make() {
    let picture = bitmap();
    let preview = child().preview(&picture[..]).await.unwrap().unwrap();
    assert_eq!(Sandbox::in_process().preview(&picture[..]).await.unwrap().unwrap(), preview);
    assert_eq!(Kind::sniff(&preview), Kind::Png);
    assert!(preview.len() < 10_000, "{}", preview.len());
}

#[tokio::test]
async fn what_has_no_preview_is_told_by_who_is_to_blame() {
    let picture = bitmap();
    // a file that is no picture meets no decoder: there is none here
    let nowhere = Sandbox::new(PathBuf::from("/nonexistent/decoder"), Vec::new());
    assert_eq!(nowhere.preview(&b"plain text"[..]).await.unwrap(), Err(NoPreview::Unsupported));
    assert!(matches!(nowhere.preview(&picture[..]).await, Err(SandboxError::Start { .. })));
    let cut = child().preview(&picture[..200]).await.unwrap().unwrap_err();
    assert!(
        matches!(&cut, NoPreview::Undecodable(reason) if reason.contains("bmp cannot be decoded")),
        "{cut:?}"
    );
    for (script, said) in [
        ("kill -SEGV $$", "signal 11"),
        ("cat > /dev/null; echo nonsense", "cannot be read"),
        // sharp, large or in colour: a child that was taken over finds no words for it
        (
            r#"cat > /dev/null; echo '{"outcome":"made","width":200,"height":1,"grey":"00"}'"#,
            "cannot be read",
        ),
        (r#"cat > /dev/null; echo '{"outcome":"hashed"}'"#, "cannot be read"),
    ] {
        let failed = shell(script).preview(&picture[..]).await.unwrap().unwrap_err();
        assert!(
            matches!(&failed, NoPreview::DecoderFailed(reason) if reason.contains(said)),
            "{script}: {failed:?}"
        );
    }
    let lie = r#"cat > /dev/null; printf '{"outcome":"made","width":3,"height":1,"grey":"00ff00"}'"#;
    let shown = shell(lie).preview(&picture[..]).await.unwrap().unwrap();
    assert_eq!(Kind::sniff(&shown), Kind::Png);
}

/// A zip that Python wrote.
const ZIP: &[u8] = include_bytes!("../../../../../testdata/portal/7200001.zip");
const ZIP_LIMITS: ZipLimits = ZipLimits { members: 10, member_bytes: 1 << 20, total_bytes: 1 << 20 };

fn content(members: &[Unpacked]) -> Vec<(&str, &[u8])> {
    members.iter().map(|member| (member.name.as_str(), member.bytes.as_slice())).collect()
}

#[tokio::test]
async fn a_zip_is_unpacked_by_the_child_as_by_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.zip");
    let zip = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        std::fs::File::open(&path).unwrap()
    };
    let unpacked = child().unzip(zip(ZIP), &ZIP_LIMITS).await.unwrap().unwrap();
    let here = Sandbox::in_process().unzip(zip(ZIP), &ZIP_LIMITS).await.unwrap().unwrap();
    assert!(content(&unpacked).iter().any(|(name, _)| *name == "7200001/one.png"));
    assert_eq!(content(&unpacked), content(&here));
    let small = ZipLimits { total_bytes: 10, ..ZIP_LIMITS };
    for (bytes, limits, said) in [
        (ZIP, small, "too many bytes"),
        (&ZIP[..100], ZIP_LIMITS, "no zip"),
        (&ZIP[..0], ZIP_LIMITS, "too short"),
    ] {
        let refused = child().unzip(zip(bytes), &limits).await.unwrap().err().unwrap();
        assert!(refused.contains(said), "{refused}");
    }
}

#[tokio::test]
async fn a_child_that_misbehaves_unpacks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.zip");
    std::fs::write(&path, ZIP).unwrap();
    for (script, said) in [
        ("kill -SEGV $$", "ended by signal 11"),
        ("exit 6", "lacks a layer of the decoder's sandbox"),
        ("true", "ended with status 0"),
        ("printf '\\001\\006\\000\\000\\000../out'", "leads out of the zip"),
        ("echo nonsense", "what it may not say"),
    ] {
        let sandbox = shell(script);
        let zip = std::fs::File::open(&path).unwrap();
        let reason = sandbox.unzip(zip, &ZIP_LIMITS).await.unwrap().err().unwrap();
        assert!(reason.contains(said), "{script}: {reason}");
    }
    let zip = std::fs::File::open(&path).unwrap();
    let hanging = shell("exec sleep 60").with_patience(Duration::from_millis(100));
    let reason = hanging.unzip(zip, &ZIP_LIMITS).await.unwrap().err().unwrap();
    assert_eq!(reason, "the decoder was stopped after 1 s");
}
