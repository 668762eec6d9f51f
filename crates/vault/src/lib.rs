//! Evidence at rest: a key per item, sealed in streams, on the local disk.
