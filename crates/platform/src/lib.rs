//! Role: platform.
