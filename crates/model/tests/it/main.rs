//! The crate seen from outside: one module per story.

// `cfg(test)` lets the lints see that the helpers too are test code
#[cfg(test)]
mod age;
#[cfg(test)]
mod law;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod triage;
