//! What machines and programs call.

pub(crate) mod agency;
pub(crate) mod band_a;
pub(crate) mod feedback;
pub(crate) mod hash_lists;
pub(crate) mod hash_sharing;
pub(crate) mod imports;
pub(crate) mod ispws;
pub(crate) mod keys;
pub(crate) mod notices;
pub(crate) mod own_imports;
pub(crate) mod own_reports;
pub(crate) mod referral_changes;
pub(crate) mod referrals;
pub(crate) mod reports;
pub(crate) mod senders;
pub(crate) mod stop_ncii;
pub(crate) mod tips;
