//! Known-hash lists: entries with provenance, exact and near look-up.
