//! The national clearinghouse: the CyberTipline API's server side, enrichment, referral, feedback.
