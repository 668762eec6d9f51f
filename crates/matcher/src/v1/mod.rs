//! Our own API beside HMA's: it says who vouches for a match and under which class, and takes many hashes at once.

pub(crate) mod bulk;
pub(crate) mod lists;
pub(crate) mod stream;

use hashlist::MOST_RADIUS_BITS;

use crate::refusal::Refusal;

/// The radius of a request, 31 without one.
///
/// # Errors
/// 400: more than a look-up may allow.
fn radius(asked: Option<u32>) -> Result<u32, Refusal> {
    match asked {
        None => Ok(crate::signal::RADIUS_BITS),
        Some(bits) if bits <= MOST_RADIUS_BITS => Ok(bits),
        Some(_) => Err(Refusal::bad(format!("radius_bits must be from 0 to {MOST_RADIUS_BITS}"))),
    }
}
