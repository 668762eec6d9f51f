//! Files that were made to do harm, through the real child: each has a recorded outcome, in little memory and little time, and no decoder
//! panics. A sample by default, all of them with `AMPARO_LONG=1`; made here, none is kept.

mod bombs;
mod broken;
mod polyglots;
#[path = "../../../../../media/tests/it/raw.rs"]
mod raw;

use std::time::{Duration, Instant};

use media::PdqOutcome;
use service::Sandbox;

use super::sandbox::program;

/// Bars of the hostile corpora: memory of a child, and time.
const MOST_MIB: u64 = 256;
const PATIENCE: Duration = Duration::from_secs(10);

/// A file and what it is called where a test fails.
type Made = (String, Vec<u8>);

/// Every `nth` one by default.
fn sample(all: Vec<Made>, nth: usize) -> Vec<Made> {
    let nth = if std::env::var_os("AMPARO_LONG").is_some() { 1 } else { nth };
    all.into_iter().step_by(nth).collect()
}

fn measured(most_mib: u64) -> Sandbox {
    Sandbox::new(program("measured_decoder"), vec![most_mib.to_string()])
}

/// What came of a file in the child.
async fn outcome(sandbox: &Sandbox, (name, bytes): &Made) -> PdqOutcome {
    let start = Instant::now();
    let digests = sandbox.digest_media(&bytes[..]).await.unwrap();
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    assert_eq!(digests.file.size_bytes, bytes.len() as u64, "{name}");
    if let PdqOutcome::NotHashed { reason } = &digests.pdq {
        let fell =
            ["ended", "stopped", "broke off", "cannot be read"].iter().any(|word| reason.contains(word));
        assert!(!fell || reason.contains("cannot be decoded"), "{name}: {reason}");
    }
    digests.pdq
}

#[tokio::test]
async fn broken_media_have_an_outcome_each() {
    let all = broken::all();
    assert!(all.len() >= 400, "{}", all.len());
    let sandbox = measured(MOST_MIB);
    let hash = |outcome: PdqOutcome| match outcome {
        PdqOutcome::Hashed(pdq) => Some(pdq),
        PdqOutcome::NotHashed { .. } => None,
    };
    for made in sample(all, 16) {
        let said = outcome(&sandbox, &made).await;
        assert_eq!(hash(said), hash(media::digest(&made.1).pdq), "{}", made.0);
    }
}

#[tokio::test]
async fn bombs_and_polyglots_stay_small_and_quick() {
    let (bombs, polyglots) = (bombs::all(), polyglots::all());
    assert!(bombs.len() + polyglots.len() >= 60, "{} {}", bombs.len(), polyglots.len());
    let sandbox = measured(MOST_MIB);
    for made in sample(bombs, 4).into_iter().chain(sample(polyglots, 6)) {
        outcome(&sandbox, &made).await;
    }
}

#[tokio::test]
async fn what_unfolds_beside_a_picture_is_left_folded() {
    let said = outcome(&measured(64), &bombs::profile()).await;
    assert!(matches!(said, PdqOutcome::Hashed(_)), "{said:?}");
}

#[tokio::test]
async fn the_scale_weighs() {
    let made = ("a flat picture".to_owned(), raw::flat_webp(4_000, 4_000));
    assert!(matches!(outcome(&measured(MOST_MIB), &made).await, PdqOutcome::Hashed(_)));
    let PdqOutcome::NotHashed { reason } = measured(32).digest_media(&made.1[..]).await.unwrap().pdq else {
        panic!("48 MB of samples in 32 MiB");
    };
    assert_eq!(reason, "the decoder ended with status 77");
}
