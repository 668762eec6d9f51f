//! The public formats that the roles meet on: CyberTipline XML, referral packages, feedback, disclosures.
