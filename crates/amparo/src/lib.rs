//! The binary: demo, scenario, serve, police import, custody verify, doctor.
