//! Bytes to digests: sniffing, bounded decoding, PDQ, cryptographic digests in one pass.
