//! A secret in, the one header that carries it out; never shown.

use std::fmt;

use http::HeaderValue;

use crate::Error;

/// A bearer token (RFC 6750). `Debug` shows `Token(..)`.
#[derive(Clone)]
pub struct Token {
    secret: String,
}

impl Token {
    /// A token. One that a header cannot carry fails when the client is built.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into() }
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header_value(&self) -> Result<HeaderValue, Error> {
        if self.secret.is_empty() || !self.secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(unusable());
        }
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.secret)).map_err(|_| unusable())?;
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

#[cfg(test)]
mod tests {
    use super::Token;

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
}
