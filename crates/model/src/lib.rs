//! The domain: typed identifiers, clock, acts, age and responsibility under dated law, provinces.
