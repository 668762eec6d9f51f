//! Asking a time-stamping authority (RFC 3161): the request alone, which is a fixed shape of DER. What comes back is checked by programs that
//! know X.509, such as `openssl ts -verify`.

/// Up to the digest: the request (67 bytes), version 1, the imprint with the algorithm SHA-256 (2.16.840.1.101.3.4.2.1).
const HEAD: [u8; 24] = [
    0x30, 0x43, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
    0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];
/// An integer of eight bytes.
const NONCE: [u8; 2] = [0x02, 0x08];
/// That the answer is to hold the authority's certificate.
const WANTS_CERTIFICATE: [u8; 3] = [0x01, 0x01, 0xff];

/// A request (RFC 3161 section 2.4.1) for a time token over a SHA-256 digest. `nonce` is random, so that the answer to another request does not
/// pass for the answer to this one; its first two bits are set, since an integer in DER is positive and has no leading zeros.
pub fn time_stamp_request(sha256: [u8; 32], nonce: [u8; 8]) -> Vec<u8> {
    let [first, rest @ ..] = nonce;
    let first = (first & 0x3f) | 0x40;
    [&HEAD[..], &sha256, &NONCE, &[first], &rest, &WANTS_CERTIFICATE].concat()
}
