//! Role: police.
