//! Passwords: which are taken (NIST SP 800-63B section 3.1.1), and their hashes (Argon2id, RFC 9106).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::PasswordVerifier as _;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;
use zxcvbn::Score;

use crate::Failure;

/// Fewest characters of a password.
pub(crate) const FEWEST_CHARS: usize = 15;
/// Most characters of a password.
const MOST_CHARS: usize = 256;
/// How many characters the estimate looks at; its time grows with the square.
const ESTIMATED_CHARS: usize = 100;
/// The second recommended option of RFC 9106, section 4: 64 MiB, three passes, four lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// How many hashes are computed at once: each takes 64 MiB.
const AT_ONCE: usize = 2;

/// Why a password is not taken; the key of the text that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    TooShort,
    TooLong,
    HoldsName,
    HoldsWord,
    Guessable,
}

impl Unfit {
    /// The key of its text.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::HoldsName => "password-holds-name",
            Self::HoldsWord => "password-holds-word",
            Self::Guessable => "password-guessable",
        }
    }
}

/// Words of the program itself: they make a password no harder to guess.
const OF_THE_PROGRAM: [&str; 5] = ["amparo", "police", "clearinghouse", "platform", "policia"];
/// Fewest characters of a word that no password holds; `es` or `www` says nothing.
pub(crate) const FEWEST_OF_WORD: usize = 4;

/// Words that everybody connects with a node, so that no password holds one: those of its host name, and what its operator names.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnWords(Vec<String>);

impl OwnWords {
    pub(crate) fn of(public_url: &str, configured: &[String]) -> Self {
        let host = public_url.split_once("://").map_or(public_url, |(_, host)| host);
        let host = host.split([':', '/']).next().unwrap_or_default();
        let is_word = |label: &&str| label.chars().count() >= FEWEST_OF_WORD && label.parse::<u32>().is_err();
        let labels = host.split(['.', '-']).filter(is_word);
        Self(labels.chain(configured.iter().map(|word| word.trim())).map(str::to_lowercase).collect())
    }
}

/// Whether the password may stand for the account of this name. No rule asks for kinds of characters.
pub(crate) fn check(password: &str, name: &str, OwnWords(words): &OwnWords) -> Result<(), Unfit> {
    let chars = password.chars().count();
    if chars < FEWEST_CHARS {
        return Err(Unfit::TooShort);
    }
    if chars > MOST_CHARS {
        return Err(Unfit::TooLong);
    }
    let folded = password.to_lowercase();
    if folded.contains(&name.to_lowercase()) {
        return Err(Unfit::HoldsName);
    }
    if words.iter().any(|word| folded.contains(word.as_str())) {
        return Err(Unfit::HoldsWord);
    }
    let estimated: String = password.chars().take(ESTIMATED_CHARS).collect();
    let ours: Vec<&str> =
        OF_THE_PROGRAM.into_iter().chain([name]).chain(words.iter().map(String::as_str)).collect();
    if zxcvbn::zxcvbn(&estimated, &ours).score() < Score::Four {
        return Err(Unfit::Guessable);
    }
    Ok(())
}

/// Computes hashes of passwords, few at once, and counts them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hasher(Arc<Inner>);

struct Inner {
    turns: Semaphore,
    runs: AtomicU64,
}

/// What a library said that is only given what it takes.
#[derive(Debug, thiserror::Error)]
#[error("hashing a password: {0}")]
struct Hashing(String);

impl Hasher {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner { turns: Semaphore::new(AT_ONCE), runs: AtomicU64::new(0) }))
    }

    /// How many hashes were computed.
    pub(crate) fn runs(&self) -> u64 {
        self.0.runs.load(Ordering::Relaxed)
    }

    /// The password's hash as a PHC string, under a random salt.
    pub(crate) async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, Failure> {
        let password = Zeroizing::new(password.to_owned());
        self.run(move || hash(&password, &salt)).await?
    }

    /// Whether the password is the one behind the hash. Without a hash the same work is done for nothing.
    pub(crate) async fn verify(&self, password: &str, phc: Option<&str>) -> Result<bool, Failure> {
        let password = Zeroizing::new(password.to_owned());
        let phc = phc.map(str::to_owned);
        self.run(move || match phc {
            Some(phc) => {
                let known = PasswordHash::new(&phc).map_err(|error| broken(&error))?;
                Ok(Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
            }
            None => hash(&password, &[0; 16]).map(|_| false),
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _turn = self.0.turns.acquire().await.map_err(Failure::broken)?;
        self.0.runs.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(Failure::broken)
    }
}

fn hash(password: &str, salt: &[u8; 16]) -> Result<String, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| broken(&error))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| broken(&error))?;
    Ok(hash.to_string())
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::broken(Hashing(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_passwords_that_are_hard_to_guess_are_taken() {
        for (password, verdict) in [
            ("copper-lantern-otter-42", Ok(())),
            ("ñandú violeta bajo la lluvia", Ok(())),
            ("Tr0ub4dor&3", Err(Unfit::TooShort)),
            ("éééééééééééééé", Err(Unfit::TooShort)),
            ("passwordpassword", Err(Unfit::Guessable)),
            ("123456789012345678", Err(Unfit::Guessable)),
            ("aaaaaaaaaaaaaaaaaaaa", Err(Unfit::Guessable)),
            ("qwertyuiopasdfgh", Err(Unfit::Guessable)),
            ("copper-BEATRIZ-otter-42", Err(Unfit::HoldsName)),
        ] {
            assert_eq!(check(password, "beatriz", &OwnWords::default()), verdict, "{password}");
        }
        let long = "copper lantern ".repeat(20);
        assert_eq!(check(&long, "ana", &OwnWords::default()), Err(Unfit::TooLong));
    }

    #[test]
    fn no_password_holds_a_word_of_the_node_or_of_its_organisation() {
        let words = OwnWords::of("https://node-7.custodia.es:7003/base", &[" Brigada Norte ".to_owned()]);
        assert_eq!(words.0, ["node", "custodia", "brigada norte"]);
        for (password, verdict) in [
            ("copper-Custodia-otter-42", Err(Unfit::HoldsWord)),
            ("copper BRIGADA NORTE otter 42", Err(Unfit::HoldsWord)),
            ("copper-brigada-otter-42-norte", Ok(())),
            ("copper-lantern-otter-42", Ok(())),
        ] {
            assert_eq!(check(password, "beatriz", &words), verdict, "{password}");
        }
        assert!(OwnWords::of("http://127.0.0.1:7003", &[]).0.is_empty(), "digits are no words");
    }

    #[tokio::test]
    async fn a_hash_says_its_parameters_and_every_verification_costs_one() {
        let hasher = Hasher::new();
        let phc = hasher.hash("copper-lantern-otter-42", [7; 16]).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{phc}");
        assert!(hasher.verify("copper-lantern-otter-42", Some(&phc)).await.unwrap());
        assert!(!hasher.verify("copper-lantern-otter-43", Some(&phc)).await.unwrap());
        assert!(!hasher.verify("copper-lantern-otter-42", None).await.unwrap());
        assert_eq!(hasher.runs(), 4);
    }
}
