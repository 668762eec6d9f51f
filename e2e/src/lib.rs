//! Stories: all roles over real HTTP.
