//! Invented operations: people, uploads, operators' records and officers' rules, with their truth beside them.
