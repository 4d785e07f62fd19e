//! A token server's answer in (RFC 6749, section 5.1); a token and what renews it, out.

use std::fmt;
use std::mem;
use std::time::{Duration, SystemTime};

use oauth2::basic::BasicTokenType;
use oauth2::helpers::deserialize_untagged_enum_case_insensitive;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroize as _;

use super::error::OAuthError;
use crate::Token;

/// An answer with a token. What it holds is wiped when it is dropped.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Granted {
    #[serde(skip_serializing)]
    access_token: AccessToken,
    #[serde(deserialize_with = "deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    /// In seconds.
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default, skip_serializing)]
    refresh_token: Option<RefreshToken>,
}

impl TokenResponse for Granted {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl Granted {
    /// The token, asked for at `start`, and the refresh token that came with it.
    pub(super) fn into_tokens(mut self, start: SystemTime) -> Result<(Token, Option<Kept>), OAuthError> {
        if self.token_type != BasicTokenType::Bearer {
            let reason = "the token is none of type `Bearer`, so it cannot be sent".into();
            return Err(OAuthError::Answer { status: http::StatusCode::OK, reason });
        }
        let refresh_token = self.refresh_token.take().map(Kept).filter(|kept| !kept.secret().is_empty());
        let token = Token::new(mem::replace(&mut self.access_token, AccessToken::new(String::new())).into_secret());
        let expires_at = self.expires_in().and_then(|life| start.checked_add(life));
        Ok((expires_at.into_iter().fold(token, Token::with_expiry), refresh_token))
    }
}

impl Drop for Granted {
    fn drop(&mut self) {
        mem::replace(&mut self.access_token, AccessToken::new(String::new())).into_secret().zeroize();
        drop(self.refresh_token.take().map(Kept));
    }
}

/// Seconds as a number, or as its digits in a string, which some servers send.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(u64),
        Text(String),
    }
    match Option::deserialize(deserializer)? {
        None => Ok(None),
        Some(Seconds::Number(number)) => Ok(Some(number)),
        Some(Seconds::Text(text)) => text.trim().parse().map(Some).map_err(serde::de::Error::custom),
    }
}

/// A refresh token, wiped when it is dropped, and never shown.
pub(super) struct Kept(RefreshToken);

impl Kept {
    pub(super) fn new(secret: String) -> Self {
        Self(RefreshToken::new(secret))
    }

    pub(super) fn token(&self) -> &RefreshToken {
        &self.0
    }

    pub(super) fn secret(&self) -> &str {
        self.0.secret()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        mem::replace(&mut self.0, RefreshToken::new(String::new())).into_secret().zeroize();
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::Granted;

    fn expiry(members: &str) -> Option<Option<u64>> {
        let text = format!(r#"{{"access_token": "s3cret", "token_type": "bEARER"{members}}}"#);
        let granted: Granted = serde_json::from_str(&text).ok()?;
        assert!(!format!("{granted:?}").contains("s3cret"));
        let (token, _) = granted.into_tokens(SystemTime::UNIX_EPOCH).unwrap();
        Some(token.expires_at().map(|at| at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()))
    }

    #[test]
    fn the_expiry_is_read_as_servers_write_it() {
        let table = [
            ("", Some(None)),
            (r#", "expires_in": null"#, Some(None)),
            (r#", "expires_in": 3599, "scope": "a b", "x": {}"#, Some(Some(3599))),
            (r#", "expires_in": "3599""#, Some(Some(3599))),
            (r#", "expires_in": 18446744073709551615"#, Some(None)),
            (r#", "expires_in": -1"#, None),
            (r#", "expires_in": "soon""#, None),
        ];
        for (members, at) in table {
            assert_eq!(expiry(members), at, "{members}");
        }
    }

    #[test]
    fn a_token_of_another_type_is_refused() {
        let text = r#"{"access_token": "s3cret", "token_type": "mac", "refresh_token": "s3cret"}"#;
        let granted: Granted = serde_json::from_str(text).unwrap();
        let error = granted.into_tokens(SystemTime::UNIX_EPOCH).unwrap_err();
        assert!(error.to_string().contains("Bearer") && !format!("{error:?}").contains("s3cret"));
    }
}
