//! Codes of an authenticator: RFC 6238 with HMAC-SHA-1, six digits, steps of 30 seconds, one step of tolerance either way.

use jiff::Timestamp;
use model::Rng;
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

use crate::Failure;
use crate::i18n::encode;

/// 160 random bits, as RFC 4226 section 4 recommends, in base32.
pub(crate) fn new_secret(rng: &dyn Rng) -> String {
    let mut bytes = [0; 20];
    rng.fill(&mut bytes);
    Secret::new_stack(bytes).to_base32()
}

/// The time step of the code, if it is one of the secret's about now.
pub(crate) fn step_of(secret: &str, typed: &str, now: Timestamp) -> Result<Option<i64>, Failure> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let step = generator(secret)?.check(&code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn generator(secret: &str) -> Result<Totp, Failure> {
    let secret = Secret::try_from_base32(secret).map_err(Failure::broken)?;
    Builder::new().with_secret(secret).build().map_err(Failure::broken)
}

/// The code that an authenticator shows at an instant.
#[cfg(test)]
pub(crate) fn code_at(secret: &str, at: Timestamp) -> String {
    generator(secret)
        .expect("a secret")
        .generate(u64::try_from(at.as_second()).expect("after 1970"))
        .to_string()
}

/// The secret as authenticators read it (`otpauth` key URI).
pub(crate) fn address(secret: &str, node: &str, name: &str) -> String {
    let issuer = encode(&format!("Amparo {node}"));
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", encode(name))
}

/// The address as a picture to be photographed.
pub(crate) fn picture(address: &str) -> Result<String, Failure> {
    let code = QrCode::new(address).map_err(Failure::broken)?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // within a page there is no XML declaration
    Ok(svg.find("<svg").map_or_else(String::new, |start| svg[start..].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: the digits 1 to 0, twice.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc_and_hold_for_a_step_either_way() {
        let at = |second| Timestamp::from_second(second).unwrap();
        // appendix B, time 1111111109: 07081804, of which six digits are the last
        for (second, step) in [
            (1_111_111_109, Some(37_037_036)),
            (1_111_111_109 + 30, Some(37_037_036)),
            (1_111_111_109 - 30, Some(37_037_036)),
            (1_111_111_109 + 61, None),
            (1_111_111_109 - 60, None),
        ] {
            assert_eq!(step_of(SECRET, "081 804", at(second)).unwrap(), step, "{second}");
        }
        for wrong in ["", "81804", "0081804", "abcdef", "08180x"] {
            assert_eq!(step_of(SECRET, wrong, at(1_111_111_109)).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_the_node_and_the_account() {
        let address = address(SECRET, "police", "ana maría");
        assert_eq!(
            address,
            format!("otpauth://totp/Amparo%20police:ana%20mar%C3%ADa?secret={SECRET}&issuer=Amparo%20police")
        );
        let svg = picture(&address).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
    }
}
