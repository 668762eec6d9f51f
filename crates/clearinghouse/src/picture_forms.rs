//! A picture's eight turned and mirrored forms: lists of known hashes hold a picture as it is stored somewhere, and copies of it are turned and mirrored.

use hashlist::{MIN_QUALITY, PictureHash, is_degenerate};
use media::{Orientation, Pdq, PdqHash};
use service::hash_lists::pictures_of;

use crate::db::files::Digest;

/// Hexadecimal digits of a hash.
const DIGITS: usize = 64;

/// The PDQ hashes of all eight forms, in the order of [`Orientation::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PictureForms(Vec<PdqHash>);

impl PictureForms {
    /// Of the forms as they were hashed; none of what is no picture.
    pub(crate) fn find(forms: &[Pdq]) -> Option<Self> {
        Self::whole(forms.iter().map(|form| form.hash).collect())
    }

    /// From the digits of its hashes, one after the other.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        let hash = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<PdqHash>().ok();
        Self::whole(digits.as_bytes().chunks(DIGITS).map(hash).collect::<Option<Vec<_>>>()?)
    }

    /// The digits of its hashes, one after the other.
    pub(crate) fn to_hex(&self) -> String {
        self.0.iter().map(PdqHash::to_string).collect()
    }

    fn whole(hashes: Vec<PdqHash>) -> Option<Self> {
        (hashes.len() == Orientation::ALL.len()).then_some(Self(hashes))
    }
}

/// What lists are asked about a picture: all its forms, or the stored one where the others were never computed. Those that say nothing are left out.
pub(crate) fn asked(digest: &Digest, forms: Option<&PictureForms>) -> Vec<PictureHash> {
    let Digest::Hashed { hash, quality } = digest else { return Vec::new() };
    let quality = *quality;
    let stored = hash.parse::<PdqHash>().ok().map(|hash| Pdq { hash, quality });
    let others = forms.map(|forms| forms.0.as_slice()).unwrap_or_default();
    let others: Vec<Pdq> = others.iter().map(|hash| Pdq { hash: *hash, quality }).collect();
    let mut asked = pictures_of(stored.as_ref(), &others, &[]);
    asked.retain(|picture| picture.quality >= MIN_QUALITY && !is_degenerate(&picture.pdq));
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms() -> Vec<Pdq> {
        let hash = |form: u8| PdqHash::from_bytes(service::request_sha256(&[form]));
        (0..8).map(|form| Pdq { hash: hash(form), quality: 80 }).collect()
    }

    fn stored(quality: u8) -> Digest {
        Digest::Hashed { hash: forms()[0].hash.to_string(), quality }
    }

    #[test]
    fn eight_forms_are_kept_and_read_and_fewer_are_none() {
        let kept = PictureForms::find(&forms()).unwrap();
        assert_eq!(PictureForms::parse(&kept.to_hex()), Some(kept.clone()));
        assert_eq!(PictureForms::parse(&kept.to_hex()[DIGITS..]), None);
        assert_eq!(PictureForms::parse(&kept.to_hex()[1..]), None);
        assert_eq!((PictureForms::find(&forms()[1..]), PictureForms::find(&[])), (None, None));
    }

    #[test]
    fn all_forms_are_asked_about_and_without_them_the_stored_one() {
        let numbers = |forms: Option<&PictureForms>, digest: &Digest| {
            asked(digest, forms).iter().map(|picture| picture.form).collect::<Vec<u8>>()
        };
        let kept = PictureForms::find(&forms());
        assert_eq!(numbers(kept.as_ref(), &stored(80)), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(numbers(None, &stored(80)), [0]);
        assert_eq!(numbers(kept.as_ref(), &stored(MIN_QUALITY - 1)), Vec::<u8>::new());
        assert_eq!(numbers(kept.as_ref(), &Digest::Pending), Vec::<u8>::new());
    }
}
