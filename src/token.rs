//! A secret in, the one header that carries it out; never shown. And where a client has it from.

mod cache;
mod claims;

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use http::HeaderValue;
use http::header::{HeaderMap, WWW_AUTHENTICATE};
use zeroize::Zeroizing;

use crate::transport::BoxFuture;
use crate::{BoxError, Error};

use claims::TokenFacts;

pub(crate) use cache::{Bearer, TokenCache};

/// A bearer token (RFC 6750). `Debug` shows `Token(..)`; the memory is wiped when it is dropped.
#[derive(Clone)]
pub struct Token {
    secret: Zeroizing<String>,
    expires_at: Option<SystemTime>,
}

impl Token {
    /// A token. One that a header cannot carry fails when the client is built.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: Zeroizing::new(secret.into()), expires_at: None }
    }

    /// The same token, with the time when it expires.
    #[must_use]
    pub fn with_expiry(self, expires_at: SystemTime) -> Self {
        Self { expires_at: Some(expires_at), ..self }
    }

    /// When it expires, where that is known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// What it says of itself, where it does.
    pub(crate) fn facts(&self) -> Option<TokenFacts> {
        TokenFacts::of(&self.secret)
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header_value(&self) -> Result<HeaderValue, Error> {
        if self.secret.is_empty() || !self.secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(unusable());
        }
        let text = Zeroizing::new(format!("Bearer {}", self.secret.as_str()));
        let mut value = HeaderValue::try_from(text.as_str()).map_err(|_| unusable())?;
        value.set_sensitive(true);
        Ok(value)
    }
}

fn unusable() -> Error {
    Error::Config("the token is empty, or has a space, a line break or another character that no token has".into())
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl From<String> for Token {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for Token {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

/// Where a client has its tokens from.
///
/// The client keeps a token until shortly before it expires, and asks for a new one once, however many requests wait for it.
/// A provider need not keep anything.
///
/// ```
/// use docbind::transport::BoxFuture;
/// use docbind::{BoxError, Token, TokenNeed, TokenProvider};
///
/// struct FromFile;
///
/// impl TokenProvider for FromFile {
///     fn token<'a>(&'a self, _: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
///         Box::pin(async { Ok(Token::new(std::fs::read_to_string("token.txt")?.trim())) })
///     }
/// }
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// A token that is good now.
    ///
    /// # Errors
    /// Why there is none; it should not name a secret.
    fn token<'a>(&'a self, need: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>>;
}

/// What a token is asked for.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct TokenNeed<'a> {
    /// The claims that the service asks for, after it refused a token with a claims challenge: JSON, as the parameter `claims`
    /// of OpenID Connect Core 1.0, section 5.5.
    pub claims: Option<&'a str>,
}

/// Always the same token.
impl TokenProvider for Token {
    fn token<'a>(&'a self, _: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// The claims of a challenge, `WWW-Authenticate: Bearer error="insufficient_claims", claims="eyJ.."` (RFC 9470 has the form of
/// such a challenge; the claims are base64 of JSON).
pub(crate) fn claims_challenge(headers: &HeaderMap) -> Option<String> {
    let challenges = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let mut encoded = challenges.filter_map(|challenge| {
        let (_, rest) = challenge.split_once("claims=\"")?;
        rest.split_once('"').map(|(claims, _)| claims)
    });
    let claims = encoded.next()?.trim_end_matches('=');
    let standard = base64::engine::general_purpose::STANDARD_NO_PAD;
    let url_safe = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = standard.decode(claims).or_else(|_| url_safe.decode(claims)).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use http::header::{HeaderMap, WWW_AUTHENTICATE};

    use super::{Token, claims_challenge};

    #[test]
    fn a_token_is_never_shown() {
        let token = Token::from("s3cret");
        let value = token.header_value().unwrap();
        assert!(value.is_sensitive());
        assert_eq!(value, "Bearer s3cret");
        assert_eq!(format!("{token:?} {value:?}"), "Token(..) Sensitive");
    }

    #[test]
    fn what_no_header_carries_is_no_token() {
        for secret in ["", "s3cret\n", "s3 cret", "s3cret\r\nX: 1", "s3crét"] {
            let error = Token::from(secret).header_value().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3c"));
        }
    }

    #[test]
    fn the_claims_of_a_challenge_are_decoded() {
        let table = [
            (r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#, Some(r#"{"a":1}"#)),
            (r#"Bearer claims="eyJhIjoxfQ""#, Some(r#"{"a":1}"#)),
            (r#"Bearer claims="%%%""#, None),
            (r#"Bearer claims="eyJh"#, None),
            ("Bearer", None),
        ];
        for (challenge, claims) in table {
            let headers = HeaderMap::from_iter([(WWW_AUTHENTICATE, challenge.parse().unwrap())]);
            assert_eq!(claims_challenge(&headers).as_deref(), claims, "{challenge}");
        }
    }
}
