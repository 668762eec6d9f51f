//! The tamper-evident log: salted entries, RFC 6962 tree, proofs, offline verification.
