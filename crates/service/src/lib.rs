//! What turns a role into a process: database, actions, jobs, custody, http, configuration, pages.
