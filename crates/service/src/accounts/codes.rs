//! Codes that a person types once: to set up an account, or in place of a lost authenticator.

use model::Rng;
use sha2::{Digest as _, Sha256};

/// No letter that looks like a digit. Thirty-two of them: five bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many recovery codes an account has.
pub(crate) const RECOVERY_CODES: usize = 10;
const SETUP_GROUPS: (usize, usize) = (5, 5);
const RECOVERY_GROUPS: (usize, usize) = (6, 4);
/// Letters of the recovery codes that were made before, of 80 random bits; they hold until they are used.
const EARLIER_LETTERS: usize = 16;

/// A code to set up an account: 125 random bits.
pub(crate) fn setup_code(rng: &dyn Rng) -> String {
    make(rng, SETUP_GROUPS)
}

/// A code in place of an authenticator's: 120 random bits.
pub(crate) fn recovery_code(rng: &dyn Rng) -> String {
    make(rng, RECOVERY_GROUPS)
}

fn make(rng: &dyn Rng, (groups, letters): (usize, usize)) -> String {
    let group = || {
        let mut random = vec![0; letters];
        rng.fill(&mut random);
        random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect::<String>()
    };
    (0..groups).map(|_| group()).collect::<Vec<_>>().join("-")
}

/// The code as it counts: capital letters and digits, whatever stands between.
fn normalised(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// What is kept of a code: SHA-256 in hex. A code has too many bits to be guessed, so a slow hash would add nothing.
pub(crate) fn digest(typed: &str) -> String {
    hex::encode(Sha256::digest(normalised(typed)))
}

/// Whether what was typed has the form of a recovery code, not of an authenticator's digits.
pub(crate) fn is_recovery(typed: &str) -> bool {
    let letters = normalised(typed).len();
    letters == RECOVERY_GROUPS.0 * RECOVERY_GROUPS.1 || letters == EARLIER_LETTERS
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;

    #[test]
    fn a_code_counts_however_it_is_typed() {
        let code = setup_code(&SeededRng::new(1));
        assert_eq!((code.len(), code.matches('-').count()), (29, 4), "{code}");
        assert_eq!(digest(&code), digest(&format!(" {} ", code.to_lowercase().replace('-', " "))));
        assert_ne!(digest(&code), digest(&setup_code(&SeededRng::new(2))));
        let recovery = recovery_code(&SeededRng::new(1));
        assert_eq!(normalised(&recovery).len() * 5, 120, "bits of {recovery}");
        assert!(is_recovery(&recovery) && !is_recovery("123456") && !is_recovery(&code), "{recovery}");
        assert!(is_recovery("ABCD-EFGH-JKLM-NPQR"), "one that was made before");
    }
}
