//! Steps and answers while they are sealed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Opened, TipError, TipId, WORDS_MAX};
use crate::document::{DocumentError, check_unique};
use crate::package::sealed::{Opener, RecipientKey, RecipientSecret, Sealer};

/// Most bytes of the Base64 text of a step or an answer.
pub const SEALED_MAX_BYTES: usize = 128 << 10;
/// Most steps in one delivery.
pub const STEPS_PER_DELIVERY: usize = 50;
/// Plain texts are filled up to a multiple of this many bytes.
const FILLED_BYTES: usize = 1024;

/// One sealed step, as it lies in the form's spool and travels to `POST /api/tips/steps`. The same (tip, number) twice is the same step.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedStep {
    /// The tip.
    pub tip_id: TipId,
    /// Place within the tip, from 1.
    pub number: u32,
    /// Base64 of an [`Opened`] in JSON, sealed.
    pub sealed: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

impl SealedStep {
    /// Seals a step to the clearinghouse, with 32 random bytes of `fill`.
    ///
    /// # Errors
    /// The step's content cannot stand; the recipient's key is a point of small order.
    pub fn seal(
        opened: &Opened,
        recipient: &RecipientKey,
        fill: impl FnMut(&mut [u8]),
        sent_at: Timestamp,
    ) -> Result<Self, TipError> {
        opened.check()?;
        let plain = serde_json::to_vec(opened).map_err(DocumentError::Json)?;
        let sealed = seal(plain, recipient, fill)?;
        Ok(Self { tip_id: opened.tip_id.clone(), number: opened.number, sealed, sent_at })
    }

    /// Opens the step, and checks that it was sealed for the place that it came in.
    ///
    /// # Errors
    /// Not Base64, sealed to another key or changed, for another place, or with content that cannot stand.
    pub fn open(&self, secret: RecipientSecret) -> Result<Opened, TipError> {
        let opened = Opened::read(&open(&self.sealed, secret)?)?;
        if (&opened.tip_id, opened.number) == (&self.tip_id, self.number) {
            Ok(opened)
        } else {
            Err(TipError::Elsewhere)
        }
    }
}

/// What the form sends: `POST /api/tips/steps`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// From 1 to [`STEPS_PER_DELIVERY`] steps, of any tips.
    pub steps: Vec<SealedStep>,
}

impl Delivery {
    /// Checks number and size of the steps; a step that does not open is kept all the same, so nothing else is asked of them.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), DocumentError> {
        if self.steps.is_empty() || self.steps.len() > STEPS_PER_DELIVERY {
            let message = format!("must hold from 1 to {STEPS_PER_DELIVERY} steps");
            return Err(DocumentError::field("steps", message));
        }
        for (index, step) in self.steps.iter().enumerate() {
            if step.number == 0 {
                return Err(DocumentError::field(format!("steps[{index}].number"), "must be 1 or more"));
            }
            if step.sealed.is_empty() || step.sealed.len() > SEALED_MAX_BYTES {
                let message = format!("must have from 1 to {SEALED_MAX_BYTES} bytes");
                return Err(DocumentError::field(format!("steps[{index}].sealed"), message));
            }
        }
        check_unique("steps", self.steps.iter().map(|step| (&step.tip_id, step.number)))
    }
}

/// A step that is stored for good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The tip.
    pub tip_id: TipId,
    /// Place within the tip.
    pub number: u32,
}

/// Answer to a [`Delivery`]: which of its steps are stored for good, now or since an earlier delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepReceipt {
    /// The steps.
    pub kept: Vec<Kept>,
}

/// One answer of the clearinghouse, sealed to a mailbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedAnswer {
    /// The clearinghouse's name for it.
    pub answer_id: String,
    /// Base64 of the words in UTF-8, filled up with spaces and sealed.
    pub sealed: String,
    /// When it was written.
    pub written_at: Timestamp,
}

impl SealedAnswer {
    /// Seals the words of an answer to a mailbox's key, with 32 random bytes of `fill`.
    ///
    /// # Errors
    /// More than [`WORDS_MAX`] characters; the mailbox's key is a point of small order.
    pub fn seal(
        answer_id: String,
        words: &str,
        mailbox_key: &RecipientKey,
        fill: impl FnMut(&mut [u8]),
        written_at: Timestamp,
    ) -> Result<Self, TipError> {
        if words.chars().count() > WORDS_MAX {
            let message = format!("must have {WORDS_MAX} characters at most");
            return Err(DocumentError::field("words", message).into());
        }
        let sealed = seal(words.trim_end().as_bytes().to_vec(), mailbox_key, fill)?;
        Ok(Self { answer_id, sealed, written_at })
    }

    /// The words.
    ///
    /// # Errors
    /// Not Base64, sealed to another key or changed, not UTF-8.
    pub fn open(&self, secret: RecipientSecret) -> Result<String, TipError> {
        let plain = open(&self.sealed, secret)?;
        let words =
            String::from_utf8(plain).map_err(|_| DocumentError::field("words", "must be UTF-8 text"))?;
        Ok(words.trim_end().to_owned())
    }
}

/// The answers in a mailbox, oldest first: `GET /api/tips/mailboxes/{id}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxPage {
    /// The answers; none yet is an empty list.
    pub answers: Vec<SealedAnswer>,
}

fn seal(
    mut plain: Vec<u8>,
    recipient: &RecipientKey,
    fill: impl FnMut(&mut [u8]),
) -> Result<String, TipError> {
    plain.resize(plain.len().max(1).next_multiple_of(FILLED_BYTES), b' ');
    let mut sealed = Vec::new();
    let mut sealer = Sealer::to(recipient, fill, &mut sealed)?;
    sealer.push(&plain, &mut sealed)?;
    sealer.finish(&mut sealed)?;
    Ok(STANDARD.encode(sealed))
}

fn open(sealed: &str, secret: RecipientSecret) -> Result<Vec<u8>, TipError> {
    let bytes = STANDARD.decode(sealed).map_err(|_| TipError::Base64)?;
    let mut plain = Vec::new();
    let mut opener = Opener::new(secret);
    opener.push(&bytes, &mut plain)?;
    opener.finish(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::package::sealed::SealedError;
    use crate::tip::Step;

    fn fill(bytes: &mut [u8]) {
        bytes.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n);
    }

    fn secret() -> RecipientSecret {
        RecipientSecret::derive(&[7; 32])
    }

    fn message(words: &str) -> Opened {
        let tip_id = TipId::new(|bytes| bytes.fill(1));
        Opened { tip_id, number: 3, step: Step::Message { words: words.into() } }
    }

    fn sealed(words: &str) -> SealedStep {
        SealedStep::seal(&message(words), &secret().recipient(), fill, Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_step_opens_at_its_own_place_only() {
        let step = sealed("help");
        assert!(step.open(secret()).unwrap() == message("help"));
        let moved = SealedStep { number: 4, ..step.clone() };
        assert!(matches!(moved.open(secret()), Err(TipError::Elsewhere)));
        let other = TipId::new(|bytes| bytes.fill(2));
        assert!(matches!(
            SealedStep { tip_id: other, ..step.clone() }.open(secret()),
            Err(TipError::Elsewhere)
        ));
        let stranger = step.open(RecipientSecret::derive(&[8; 32]));
        assert!(matches!(stranger, Err(TipError::Sealed(SealedError::OtherKey { .. }))));
        assert!(matches!(SealedStep { sealed: "%".into(), ..step }.open(secret()), Err(TipError::Base64)));
    }

    #[test]
    fn short_steps_are_of_one_length() {
        assert_eq!(sealed("a").sealed.len(), sealed(&"b".repeat(700)).sealed.len());
    }

    #[test]
    fn the_longest_step_fits() {
        assert!(sealed(&"\n".repeat(WORDS_MAX - 1).replacen('\n', "a", 1)).sealed.len() < SEALED_MAX_BYTES);
        assert!(sealed(&"𝄞".repeat(WORDS_MAX)).sealed.len() < SEALED_MAX_BYTES);
    }

    #[test]
    fn a_delivery_is_bounded_and_names_each_step_once() {
        let step = sealed("a");
        let delivery = |steps| Delivery { steps };
        delivery(vec![step.clone()]).check().unwrap();
        let large = SealedStep { sealed: "A".repeat(SEALED_MAX_BYTES + 1), ..step.clone() };
        let many: Vec<SealedStep> = (1..=51).map(|number| SealedStep { number, ..step.clone() }).collect();
        for bad in [
            vec![],
            vec![step.clone(), step.clone()],
            vec![large],
            many,
            vec![SealedStep { number: 0, ..step.clone() }],
        ] {
            delivery(bad).check().unwrap_err();
        }
        let unknown = r#"{"steps":[],"more":1}"#;
        assert!(serde_json::from_str::<Delivery>(unknown).is_err());
    }

    proptest! {
        #[test]
        fn every_message_comes_back_whole(words in "\\PC{1,300}", number in 1_u32.., id in any::<[u8; 16]>()) {
            prop_assume!(!words.trim().is_empty());
            let tip_id = TipId::new(|bytes| bytes.copy_from_slice(&id));
            let opened = Opened { tip_id, number, step: Step::Message { words } };
            let sealed =
                SealedStep::seal(&opened, &secret().recipient(), fill, Timestamp::UNIX_EPOCH).unwrap();
            let travelled: SealedStep =
                serde_json::from_slice(&serde_json::to_vec(&sealed).unwrap()).unwrap();
            prop_assert!(travelled.open(secret()).unwrap() == opened);
        }

        #[test]
        fn every_answer_comes_back_whole(words in "\\PC{0,300}") {
            let key = secret().recipient();
            let answer =
                SealedAnswer::seal("a".into(), &words, &key, fill, Timestamp::UNIX_EPOCH).unwrap();
            prop_assert_eq!(answer.open(secret()).unwrap(), words.trim_end());
        }
    }
}
