//! Synthetic operations: the published scenario format, its truth, and a seeded generator.
