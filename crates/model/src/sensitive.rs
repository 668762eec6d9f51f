//! What must never be printed: secrets, and what is said of persons.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret: a password, a code, a token, an address that holds one. It is printed as `(secret)`, is not serialised, and its memory is
/// overwritten when it goes. [`Self::reveal`] is the only way to it, so that every use can be found.
#[derive(Clone, Default)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Keeps `secret` from being printed.
    pub fn new(secret: T) -> Self {
        Self(secret)
    }

    /// The secret itself, for who checks it, sends it or shows it on purpose.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> ZeroizeOnDrop for Sensitive<T> {}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(secret: T) -> Self {
        Self(secret)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// Has types print their name and nothing of what they hold: for what travels as JSON or stands on pages on purpose and says something of
/// persons, so that no log line, error text or panic repeats it.
///
/// ```
/// struct Holder {
///     family_name: String,
/// }
/// model::unprintable!(Holder);
/// let holder = Holder { family_name: "Solano".into() };
/// assert_eq!(format!("{holder:?} {}", holder.family_name.len()), "Holder(…) 6");
/// ```
#[macro_export]
macro_rules! unprintable {
    ($($name:ident),+ $(,)?) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn a_secret_is_printed_nowhere_and_read_by_name() {
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[allow(dead_code)]
        struct Account {
            name: String,
            password: Sensitive<String>,
            again: Option<Sensitive<String>>,
        }
        let account: Account =
            serde_json::from_str(r#"{"name":"alba","password":"otter-42","again":"otter-42"}"#).unwrap();
        assert_eq!(account.password.reveal(), "otter-42");
        for printed in [format!("{account:?}"), format!("{account:#?}"), format!("{:?}", account.clone())] {
            assert!(
                printed.contains("alba") && printed.contains("(secret)") && !printed.contains("otter"),
                "{printed}"
            );
        }
        assert_eq!(Account::default().password.reveal(), "");
    }

    #[test]
    fn it_is_overwritten_when_it_goes() {
        #[derive(Clone)]
        struct Watched(Rc<Cell<bool>>);
        impl Zeroize for Watched {
            fn zeroize(&mut self) {
                self.0.set(true);
            }
        }
        let is_gone = Rc::new(Cell::new(false));
        let secret = Sensitive::new(Watched(Rc::clone(&is_gone)));
        assert!(!is_gone.get());
        drop(secret);
        assert!(is_gone.get());
    }
}
