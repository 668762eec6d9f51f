//! Kinds of fingerprint, under the names that each place of the API gives them.

/// What a fingerprint is. Values are compared as their kinds allow; most are only ever equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FingerprintKind {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256: not among NCMEC's kinds, and taken by clients that take any.
    Sha256,
    /// PhotoDNA of a picture.
    PhotoDna,
    /// PDQ.
    Pdq,
    /// NetClean.
    NetClean,
    /// Videntifier.
    Videntifier,
    /// TMK+PDQF of a video.
    TmkPdqf,
    /// PhotoDNA of a video.
    VideoPhotoDna,
    /// Safer's scene-sensitive video hash.
    VideoSafer,
}

impl FingerprintKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::PhotoDna,
        Self::Pdq,
        Self::NetClean,
        Self::Videntifier,
        Self::TmkPdqf,
        Self::VideoPhotoDna,
        Self::VideoSafer,
    ];

    /// Its name in our JSON and tables, with `_`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::PhotoDna => "pdna",
            Self::Pdq => "pdq",
            Self::NetClean => "netclean",
            Self::Videntifier => "videntifier",
            Self::TmkPdqf => "tmk_pdqf",
            Self::VideoPhotoDna => "ssvh_pdna",
            Self::VideoSafer => "ssvh_safer_hash",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Its element under `fingerprints`, such as `tmk-pdqf`.
    pub fn element(self) -> String {
        self.as_str().replace('_', "-")
    }

    /// Its word in addresses, such as `TMK_PDQF`.
    pub fn in_address(self) -> String {
        self.as_str().to_ascii_uppercase()
    }

    /// The kind of this word of an address, in any case.
    pub fn of_address(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }

    /// Its `type` in feedback, such as `Md5`.
    pub fn feedback_type(self) -> String {
        let mut letters = self.as_str().chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own_name() {
        let kind = FingerprintKind::TmkPdqf;
        assert_eq!(
            (kind.as_str(), kind.element(), kind.in_address()),
            ("tmk_pdqf", "tmk-pdqf".to_owned(), "TMK_PDQF".to_owned())
        );
        assert_eq!(FingerprintKind::Md5.feedback_type(), "Md5");
        for kind in FingerprintKind::ALL {
            assert_eq!(FingerprintKind::of_address(&kind.in_address()), Some(kind));
            assert_eq!(FingerprintKind::named(kind.as_str()), Some(kind));
        }
        assert_eq!(FingerprintKind::of_address("CRC32"), None);
    }
}
