//! Role: clearinghouse.
