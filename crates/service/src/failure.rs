//! The three ways in which a request ends badly: refused, conflict, broken.

use std::error::Error;

use model::Rng;

use crate::clock::SystemRng;
use crate::db::DbError;

/// Why an action or a request did not succeed. The HTTP form (RFC 9457) is made at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The caller's fault; the text says what to do.
    #[error(transparent)]
    Refused(Refused),
    /// The state moved on: 409.
    #[error("{message}")]
    Conflict {
        /// What stands in the way.
        message: String,
    },
    /// Ours: logged under an incident number, shown without detail.
    #[error(transparent)]
    Broken(Broken),
}

/// A refusal that names the field and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", field.as_ref().map(|f| format!("{f}: ")).unwrap_or_default())]
pub struct Refused {
    /// Which kind of refusal.
    pub reason: Reason,
    /// The field at fault, where there is one.
    pub field: Option<String>,
    /// What is wrong and what to do, for the caller to read.
    pub message: String,
}

/// Kinds of refusal, each with its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The request cannot be read: 400.
    BadRequest,
    /// No valid credentials: 401.
    Unauthenticated,
    /// No such thing, or not for this actor: 404.
    Absent,
    /// It was there and was erased: 410.
    Erased,
    /// Read, but a value is not acceptable: 422.
    Invalid,
}

/// A fault of ours, without its detail in the text.
#[derive(Debug, thiserror::Error)]
#[error("something went wrong on our side; incident {incident}")]
pub struct Broken {
    /// Names this fault in our log.
    pub incident: String,
    /// Only that too many wanted the same rows at once: trying again helps.
    pub contended: bool,
    source: Box<dyn Error + Send + Sync>,
}

impl Failure {
    /// A value is not acceptable (422): names the field and what to do.
    pub fn refused(field: &str, message: impl Into<String>) -> Self {
        Self::refuse(Reason::Invalid, Some(field.to_owned()), message)
    }

    /// The request cannot be read (400).
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::refuse(Reason::BadRequest, None, message)
    }

    /// There is no such thing (404); `what` is a word of the glossary, such as `report`.
    pub fn absent(what: &str) -> Self {
        Self::refuse(Reason::Absent, None, format!("there is no such {what}"))
    }

    /// The actor's role may not do this at all (404), whatever exists. For an object out of the actor's reach say [`Self::absent`] with
    /// the object's kind, as for one that does not exist.
    pub fn denied() -> Self {
        Self::refuse(Reason::Absent, None, "there is no such thing here, or it is not for this actor")
    }

    /// It was there and was erased with its case (410).
    pub fn erased() -> Self {
        Self::refuse(Reason::Erased, None, "erased: its key was destroyed, and nothing brings it back")
    }

    /// No valid credentials (401).
    pub fn unauthenticated() -> Self {
        Self::refuse(Reason::Unauthenticated, None, "give a valid name and secret")
    }

    /// A key that counts only together with a certificate (401).
    pub(crate) fn without_certificate() -> Self {
        let what = "this key counts only over a connection that shows the certificate registered with it, and this one shows none or \
                    another; call with that certificate (mutual TLS)";
        Self::refuse(Reason::Unauthenticated, None, what)
    }

    /// A key that counts only from networks of which the request came from none (401).
    pub(crate) fn from_another_network() -> Self {
        let what = "this key counts only from the networks registered with it, and this request came from another; call from one of them, or \
                    have an administrator of this node register yours";
        Self::refuse(Reason::Unauthenticated, None, what)
    }

    /// A key that opens nothing until a person has looked into it (401).
    pub(crate) fn key_held() -> Self {
        let what = "this key is held until an administrator of this node has looked into how it is used, and releases it at /api-keys; send \
                    again then, nothing of this was kept";
        Self::refuse(Reason::Unauthenticated, None, what)
    }

    /// The state moved on (409).
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    /// A fault of ours (500): logged here with its causes, shown with its incident number only.
    pub fn broken(error: impl Error + Send + Sync + 'static) -> Self {
        let broken = Broken::new(Box::new(error), false);
        broken.log();
        Self::Broken(broken)
    }

    /// The HTTP status that says this.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(refused) => refused.reason.status(),
            Self::Conflict { .. } => 409,
            Self::Broken(Broken { contended: true, .. }) => 503,
            Self::Broken(_) => 500,
        }
    }

    pub(crate) fn is_contended(&self) -> bool {
        matches!(self, Self::Broken(Broken { contended: true, .. }))
    }

    fn refuse(reason: Reason, field: Option<String>, message: impl Into<String>) -> Self {
        Self::Refused(Refused { reason, field, message: message.into() })
    }
}

impl Reason {
    /// The HTTP status that says this.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Absent => 404,
            Self::Erased => 410,
            Self::Invalid => 422,
        }
    }
}

impl Broken {
    fn new(source: Box<dyn Error + Send + Sync>, contended: bool) -> Self {
        // Not from the story's generator: a fault must not shift the ids of what follows.
        let mut bytes = [0; 6];
        SystemRng.fill(&mut bytes);
        Self { incident: hex::encode(bytes), contended, source }
    }

    /// Writes the fault and its causes to the log under its incident number.
    pub(crate) fn log(&self) {
        tracing::error!(incident = %self.incident, causes = %causes(self.source.as_ref()), "broken");
    }
}

/// An error's text followed by the texts of its causes.
pub fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        if error.is_contended() {
            // Not logged yet: the runner tries again.
            return Self::Broken(Broken::new(Box::new(error), true));
        }
        Self::broken(error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}

impl From<crate::seal::SealError> for Failure {
    fn from(error: crate::seal::SealError) -> Self {
        Self::broken(error)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use super::*;

    static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    struct Keeper;

    impl io::Write for Keeper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            LOG.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_number_that_a_reader_is_given_finds_the_causes_in_the_log() {
        let subscriber = tracing_subscriber::fmt().json().with_writer(|| Keeper).finish();
        let failure = tracing::subscriber::with_default(subscriber, || {
            Failure::broken(io::Error::other("the disk is gone"))
        });
        let Failure::Broken(broken) = &failure else { panic!("{failure}") };
        assert!(failure.to_string().contains(&broken.incident), "{failure}");
        let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
        let line = log.lines().find(|line| line.contains(&broken.incident)).expect(&log);
        assert!(line.contains("\"level\":\"ERROR\"") && line.contains("the disk is gone"), "{line}");
    }

    #[test]
    fn each_failure_has_its_status_and_broken_shows_no_detail() {
        let broken = Failure::broken(std::io::Error::other("secret detail"));
        assert!(!broken.to_string().contains("secret"));
        assert!(broken.to_string().contains("incident"));
        let table = [
            (Failure::refused("birth", "lies in the future"), 422, "birth: lies in the future"),
            (Failure::bad_request("not JSON"), 400, "not JSON"),
            (Failure::absent("report"), 404, "there is no such report"),
            (Failure::denied(), 404, "no such thing"),
            (Failure::unauthenticated(), 401, "name and secret"),
            (Failure::erased(), 410, "erased"),
            (Failure::conflict("already decided"), 409, "already decided"),
            (broken, 500, "our side"),
        ];
        for (failure, status, says) in table {
            assert_eq!(failure.status(), status);
            assert!(failure.to_string().contains(says), "{failure}");
        }
    }
}
