//! The flow with a person who signs in on another device (RFC 8628): codes to show in, tokens out.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tracing::Instrument as _;

use super::error::OAuthError;
use super::flow::{Hold, Rotating};
use super::server::{DeviceCodes, Server};
use crate::transport::BoxFuture;
use crate::{BoxError, Token, TokenNeed, TokenProvider};

/// The longest that codes may be good for, so that times stay in bounds: a day.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// What a person has to be told to sign in (RFC 8628, section 3.2).
///
/// `Debug` leaves the codes out: who knows them can have the sign-in go to another account.
#[derive(Clone, Copy)]
pub struct DevicePrompt<'a> {
    codes: &'a DeviceCodes,
    expires_at: SystemTime,
}

impl<'a> DevicePrompt<'a> {
    /// The code to type in, such as `WDJB-MJHT`.
    #[must_use]
    pub fn user_code(&self) -> &'a str {
        self.codes.user_code().secret()
    }

    /// Where to type it in, such as `https://microsoft.com/devicelogin`. It is the server's word, so check it before a program
    /// opens it.
    #[must_use]
    pub fn verification_url(&self) -> &'a str {
        self.codes.verification_uri().as_str()
    }

    /// The same place with the code in it, to show as a link or a QR code, where the server gives one.
    #[must_use]
    pub fn complete_url(&self) -> Option<&'a str> {
        self.codes.verification_uri_complete().map(|url| url.secret().as_str())
    }

    /// Until when the code is good.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

impl fmt::Debug for DevicePrompt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevicePrompt")
            .field("verification_url", &self.verification_url())
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// What shows a person the codes.
pub(super) type Show = Box<dyn Fn(&DevicePrompt<'_>) + Send + Sync>;

/// Tokens for a person who signs in on another device; made by [`App::device_code`](super::App::device_code).
///
/// The person is asked when the first token is needed, and the call waits until they have signed in, have declined, or the
/// code has expired. If the server gives a refresh token, further tokens come from it, and the person is asked again only
/// once the server does not take it any more. Clones share the sign-in.
#[derive(Clone)]
pub struct DeviceCode {
    inner: Arc<Inner>,
}

struct Inner {
    server: Server,
    rotating: Rotating,
    show: Show,
}

impl DeviceCode {
    pub(super) fn new(server: Server, rotating: Rotating, show: Show) -> Self {
        Self { inner: Arc::new(Inner { server, rotating, show }) }
    }
}

impl Inner {
    async fn ask(&self, claims: Option<&str>) -> Result<Token, OAuthError> {
        let mut hold = self.rotating.hold().await;
        if let Some(refresh_token) = hold.as_ref() {
            match self.server.refresh(refresh_token, claims).await {
                Ok(tokens) => return Ok(self.rotating.accept(&mut hold, tokens)),
                Err(error) if needs_person(&error) => *hold = None,
                Err(error) => return Err(error),
            }
        }
        self.sign_in(&mut hold, claims).await
    }

    async fn sign_in(&self, hold: &mut Hold<'_>, claims: Option<&str>) -> Result<Token, OAuthError> {
        let start = self.server.clock.now();
        let codes = self.server.device_codes(claims).await?;
        let life = codes.expires_in().min(LONGEST_LIFE);
        if codes.interval() > life {
            return Err(OAuthError::Request(
                "the token server wants more time between polls than its code is good".into(),
            ));
        }
        let expires_at = start + life;
        (self.show)(&DevicePrompt { codes: &codes, expires_at });
        let tokens = self.server.device_token(&codes, expires_at, claims).await?;
        Ok(self.rotating.accept(hold, tokens))
    }
}

/// Whether the server takes a refresh token no more, or wants the person to do something (RFC 6749, section 5.2; OpenID Connect
/// Core 1.0, section 3.1.2.6).
fn needs_person(error: &OAuthError) -> bool {
    matches!(error, OAuthError::Refused(_))
        && matches!(
            error.code(),
            Some("invalid_grant" | "interaction_required" | "login_required" | "consent_required")
        )
}

impl TokenProvider for DeviceCode {
    fn token<'a>(&'a self, need: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        let work = async move { Ok(self.inner.ask(need.claims).await?) };
        Box::pin(work.instrument(tracing::info_span!("docbind::oauth", flow = "device_code")))
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode").field("ask", &self.inner.server.ask).finish_non_exhaustive()
    }
}
