//! Keys: equal keys are the same identifier, line or file.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::net::IpAddr;

use super::statement::LineUse;
use crate::normalise;

/// Kinds of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Email,
    Phone,
    Device,
    /// An address, a block of ports and a day: one subscriber of a shared address.
    PortBlock,
    /// An address and a day.
    Day,
    /// An address and eight days: what a line keeps for a while.
    Lease,
    File,
    Handle,
    /// The letters of a handle.
    HandleStem,
    /// The letters of a handle or of the local part of an e-mail address.
    Stem,
    /// Name and birth date together.
    NameAndBirth,
}

impl Kind {
    pub(super) const ALL: [Self; 11] = [
        Self::Email,
        Self::Phone,
        Self::Device,
        Self::PortBlock,
        Self::Day,
        Self::Lease,
        Self::File,
        Self::Handle,
        Self::HandleStem,
        Self::Stem,
        Self::NameAndBirth,
    ];

    /// Whether its keys come in kin (see [`kin_of`]): those of one address of a line, or of e-mail addresses with the same letters.
    pub(super) fn has_kin(self) -> bool {
        matches!(self, Self::Email | Self::PortBlock | Self::Day | Self::Lease)
    }

    /// Beyond so many holders a key is generic: it says nothing of any two of them.
    pub(super) fn most_holders(self) -> usize {
        match self {
            Self::Email | Self::Phone | Self::Device => 64,
            Self::File => 12,
            _ => 24,
        }
    }

    /// Up to so many holders a key makes a pair of accounts worth weighing; beyond, it only adds to what other keys propose.
    pub(super) fn most_proposing(self) -> usize {
        match self {
            Self::File => 3,
            Self::HandleStem | Self::Stem => 4,
            Self::Handle => 6,
            Self::Lease => 8,
            _ => self.most_holders(),
        }
    }
}

/// Seconds of a day.
pub(super) const DAY_S: i64 = 86_400;
/// Days for which a line is taken to keep its address.
const LEASE_DAYS: i64 = 8;
/// Ports that one subscriber of a shared address gets (a common size of block; RFC 6888 leaves it open).
const PORTS_PER_BLOCK: u16 = 512;
/// Shorter stems are anybody's.
const SHORTEST_STEM_CHARS: usize = 4;

/// A key of a text.
pub(super) fn of_text(kind: Kind, text: &str) -> u64 {
    of(kind, &text)
}

fn of(kind: Kind, value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, value).hash(&mut hasher);
    hasher.finish()
}

/// The key of an e-mail address as it is compared; addresses of the same letters are kin.
pub(super) fn of_email(address: &str) -> u64 {
    let local = address.split('@').next().unwrap_or_default();
    akin(of(Kind::Stem, &letters(local)), of(Kind::Email, &address))
}

/// The keys of one use of a line; those of one address are kin.
pub(super) fn of_line(used: &LineUse) -> impl Iterator<Item = (Kind, u64)> {
    let (line, day) = (line_of(used.address), used.at_s.div_euclid(DAY_S));
    let block = used.port.map(|port| (Kind::PortBlock, i64::from(port / PORTS_PER_BLOCK)));
    let others = [(Kind::Day, 0), (Kind::Lease, 0)];
    block.into_iter().chain(others).map(move |(kind, block)| {
        let when = if kind == Kind::Lease { day.div_euclid(LEASE_DAYS) } else { day };
        (kind, akin(of(Kind::Day, &line), of(kind, &(line, when, block))))
    })
}

fn akin(common: u64, own: u64) -> u64 {
    kin_of(common) << 32 | kin_of(own)
}

/// What keys that are kin have in common: their upper half.
pub(super) fn kin_of(key: u64) -> u64 {
    key >> 32
}

/// An IPv4 address, or the first 56 bits of an IPv6 address: what a provider gives to one line (RIPE-690).
fn line_of(address: IpAddr) -> [u8; 8] {
    let mut line = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(address) => line[..4].copy_from_slice(&address.octets()),
        IpAddr::V6(address) => {
            line[..7].copy_from_slice(&address.octets()[..7]);
            line[7] = 6;
        }
    }
    line
}

/// An e-mail address as it is compared: where a provider is known to ignore dots and what follows a plus sign, they are dropped.
pub(super) fn email(address: &str) -> Option<String> {
    let address = normalise::email(address)?;
    let (local, domain) = address.split_once('@')?;
    if !IGNORES_DOTS.contains(&domain) {
        return Some(address);
    }
    let local = local.split('+').next().unwrap_or_default().replace('.', "");
    Some(format!("{local}@{domain}"))
}

/// Providers that ignore dots and `+tags` in the local part. `gm.example` is that of the invented operations.
const IGNORES_DOTS: [&str; 3] = ["gm.example", "gmail.com", "googlemail.com"];

/// A telephone number as it is compared: its last nine digits, since reports state one number with and without its country.
pub(super) fn phone(number: &str) -> Option<String> {
    const COMPARED_DIGITS: usize = 9;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= COMPARED_DIGITS).then(|| digits[digits.len() - COMPARED_DIGITS..].to_owned())
}

/// The identifier of a device as it is compared.
pub(super) fn device(identifier: &str) -> Option<String> {
    let identifier: String = identifier.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    (!identifier.is_empty()).then_some(identifier)
}

/// The letters of a handle or of a local part; nothing where they are too few.
pub(super) fn stem(text: &str) -> Option<String> {
    let letters = letters(text);
    (letters.chars().count() >= SHORTEST_STEM_CHARS).then_some(letters)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_same_letters_are_kin_and_not_the_same() {
        let [one, other, third] = ["m.ruiz71@isp.example", "mruiz84@mail.example", "l.ruiz71@isp.example"];
        let [one, other, third] = [one, other, third].map(of_email);
        assert!(kin_of(one) == kin_of(other) && one != other);
        assert_ne!(kin_of(one), kin_of(third));
        assert_eq!(kin_of(one), kin_of(of_text(Kind::Stem, "mruiz")), "so that a name marks its addresses");
    }
}
