//! Why there is no token: what a token server says, or that it said nothing, in words that hold no secret.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use oauth2::{ErrorResponseType, RequestTokenError, StandardErrorResponse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::TransportError;
use crate::retry::{Failure, is_transient};

/// Why a flow gave no token. A call shows it as [`Error::Token`](crate::Error::Token), from which it can be downcast.
///
/// It names what the server said. A secret that the server repeats is cut out of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// The server gave an error (RFC 6749, section 5.2).
    #[error("the token server refused: {0}")]
    Refused(Refusal),
    /// The server answered with what is neither a token nor an error of OAuth.
    #[error("the token server answered with status {}, which is no token: {reason}", .status.as_u16())]
    #[non_exhaustive]
    Answer {
        /// The status.
        status: StatusCode,
        /// What is wrong with it.
        reason: String,
    },
    /// The server is busy or broken: 408, 429, 500, 502, 503 or 504.
    #[error("the token server answered with status {}{}", .status.as_u16(), and_words(.refusal.as_ref()))]
    #[non_exhaustive]
    Unavailable {
        /// The status.
        status: StatusCode,
        /// How long it asks to wait (`Retry-After`).
        retry_after: Option<Duration>,
        /// The error that it gave, where it gave one.
        refusal: Option<Refusal>,
    },
    /// The server gave no whole answer.
    #[error("the token server gave no answer: {0}")]
    Transport(#[source] TransportError),
    /// The assertion could not be signed, or the request not be made.
    #[error("the request for a token cannot be made: {0}")]
    Request(String),
}

impl OAuthError {
    /// The error code that the server gave, such as `invalid_client` or `access_denied`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.refusal().map(Refusal::code)
    }

    /// What the server says of it, for people, on one line; its first 1,000 characters.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.refusal()?.description()
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Unavailable { refusal, .. } => refusal.as_ref(),
            _ => None,
        }
    }

    /// Whether another try may fare better.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_transient(),
            Self::Unavailable { .. } => true,
            Self::Refused(refusal) => matches!(refusal.code(), "temporarily_unavailable" | "server_error"),
            _ => false,
        }
    }

    /// What may pass, for the policy of repetition.
    pub(super) fn failure(&self) -> Option<Failure> {
        match self {
            Self::Transport(error) if error.is_connect() => Some(Failure::Connect),
            Self::Transport(error) if error.is_transient() => Some(Failure::Broken),
            Self::Unavailable { status, retry_after, .. } if is_transient(*status) => {
                Some(Failure::Status(*status, *retry_after))
            }
            _ => None,
        }
    }

    /// The error of a request that sent `secrets`.
    pub(super) fn of<T>(error: RequestTokenError<Self, StandardErrorResponse<T>>, secrets: &[&str]) -> Self
    where
        T: ErrorResponseType + fmt::Display + 'static,
    {
        match error {
            RequestTokenError::ServerResponse(said) => {
                let (code, words) = (said.error().to_string(), said.error_description().map(String::as_str));
                Self::Refused(Refusal::new(&code, words).without(secrets))
            }
            RequestTokenError::Request(error) => error.without(secrets),
            // The words of the parser may repeat a value, so the place is all that is told.
            RequestTokenError::Parse(error, _) => {
                let reason = match error.path().iter().count() {
                    0 => "it lacks what RFC 6749 asks for".into(),
                    _ => format!("`{}` is not what RFC 6749 says", tidy(&error.path().to_string())),
                };
                Self::Answer { status: StatusCode::OK, reason }.without(secrets)
            }
            RequestTokenError::Other(reason) => Self::Request(tidy(&reason)).without(secrets),
        }
    }

    /// The same error, with the secrets that were sent cut out of what the server said.
    pub(super) fn without(self, secrets: &[&str]) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.without(secrets)),
            Self::Unavailable { status, retry_after, refusal } => {
                Self::Unavailable { status, retry_after, refusal: refusal.map(|refusal| refusal.without(secrets)) }
            }
            Self::Answer { status, reason } => Self::Answer { status, reason: clip(&hide(&reason, secrets)) },
            Self::Request(reason) => Self::Request(clip(&hide(&reason, secrets))),
            Self::Transport(error) => Self::Transport(error),
        }
    }
}

fn and_words(refusal: Option<&Refusal>) -> String {
    refusal.map_or_else(String::new, |refusal| format!(": {refusal}"))
}

/// An error of OAuth as a server gives it: its code, and words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: String,
    description: Option<String>,
}

impl Refusal {
    pub(super) fn new(code: &str, description: Option<&str>) -> Self {
        Self { code: tidy(code), description: description.map(tidy) }
    }

    /// The code, such as `invalid_client`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What the server says of it, for people, on one line; its first 1,000 characters.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    fn without(self, secrets: &[&str]) -> Self {
        let hide = |words: String| clip(&hide(&words, secrets));
        Self { code: hide(self.code), description: self.description.map(hide) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.description {
            Some(description) => write!(f, "{}: {description}", self.code),
            None => f.write_str(&self.code),
        }
    }
}

/// The most characters of a server's words that are kept.
const CLIPPED: usize = 1000;

/// A server's words on one line, without control characters.
fn tidy(text: &str) -> String {
    text.trim().chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The beginning of a text. Secrets are cut out before, so that no half of one is left.
fn clip(text: &str) -> String {
    text.chars().take(CLIPPED).collect()
}

/// What a form leaves as it is (the urlencoded serializer of the URL standard); a space becomes `+`.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// The length from which on a text counts as a secret. A shorter one protects nothing, and would be found in any word.
const SECRET: usize = 4;

/// A text without the secrets that were sent, as they are and as a form has them.
fn hide(text: &str, secrets: &[&str]) -> String {
    secrets.iter().filter(|secret| secret.len() >= SECRET).fold(text.to_owned(), |text, secret| {
        let in_form = utf8_percent_encode(secret, FORM).to_string().replace("%20", "+");
        text.replace(secret, "[hidden]").replace(&in_form, "[hidden]")
    })
}

#[cfg(test)]
mod tests {
    use super::{CLIPPED, OAuthError, Refusal, hide};

    #[test]
    fn secrets_are_cut_out_of_what_a_server_says() {
        assert_eq!(hide("a s+ c/ret b s%2B+c%2Fret c", &["", "b", "s+ c/ret"]), "a [hidden] b [hidden] c");
        let refusal = Refusal::new("s3cret", Some("not s3cret\r\n")).without(&["s3cret"]);
        assert_eq!(refusal.to_string(), "[hidden]: not [hidden]");
    }

    #[test]
    fn words_are_clipped_to_one_line() {
        let refusal = Refusal::new("a\nb", Some(&"x".repeat(100_000))).without(&[]);
        assert_eq!((refusal.code(), refusal.description().unwrap().len()), ("a b", CLIPPED));
    }

    #[test]
    fn an_error_is_small_enough_to_return() {
        assert!(size_of::<OAuthError>() <= 80);
    }
}
