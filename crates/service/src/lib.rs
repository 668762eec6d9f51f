//! What turns a role into a process: database, jobs, custody log, HTTP edge, pages, texts, sandboxed decoding.
