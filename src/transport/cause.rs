//! An error of a foreign library in; what its chain of causes says, in words of docbind, out.

use std::error::Error as StdError;
use std::io;

use crate::TransportError;

/// What docbind knows of a cause.
pub(super) enum Cause {
    /// Nothing was sent, because the connection was refused.
    Refused,
    /// The stream of the request's body failed, or another error of docbind's that does not pass; what it says.
    Permanent(String),
}

/// The first cause that says something.
pub(super) fn of(error: &(dyn StdError + 'static)) -> Option<Cause> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<TransportError>() {
            return (!error.is_transient()).then(|| Cause::Permanent(error.to_string()));
        }
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return Some(Cause::Refused);
        }
        next = error.source();
    }
    None
}
