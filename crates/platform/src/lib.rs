//! The reporting party: uploads, hits, human review, reports over the CyberTipline API.
