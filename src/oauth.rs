//! Tokens by OAuth 2.0, behind the feature `oauth`: an [`App`] in, a [`TokenProvider`](crate::TokenProvider) for a client out.
//!
//! | flow | who signs in | made by |
//! |---|---|---|
//! | client credentials (RFC 6749, section 4.4) | the app itself, by a secret or a [`Certificate`] | [`App::client_credentials`] |
//! | device code (RFC 8628) | a person, on another device | [`App::device_code`] |
//! | refresh token (RFC 6749, section 6) | nobody: a person did before | [`App::refresh_token`] |
//!
//! Requests are made by the crate `oauth2` and go through a [`Transport`](crate::Transport), the default one unless the app is
//! given another. Redirects are not followed. The client keeps tokens and asks for new ones ahead of time; a provider keeps
//! a refresh token at most.
//!
//! Secrets, keys, refresh tokens and access tokens are not shown, neither by `Debug` nor in an error, and their memory is wiped
//! when they are dropped. Copies in the buffers of the transport, of `oauth2` and of TLS are not wiped.
//!
//! ```
//! use docbind::oauth::App;
//! # use docbind::transport::from_fn;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # let transport = from_fn(|request| async move {
//! #     assert_eq!(request.uri(), "https://login.example/token");
//! #     assert_eq!(request.body(), "grant_type=client_credentials&scope=things.read&client_id=app&client_secret=s");
//! #     Ok(http::Response::new(r#"{"access_token": "t1", "token_type": "Bearer", "expires_in": 3600}"#))
//! # });
//! # let secret = "s";
//! let app = App::new("https://login.example/token", "app").scope("things.read").secret(secret);
//! # let app = app.transport(transport);
//! let provider = app.client_credentials()?;
//! # use docbind::{TokenNeed, TokenProvider};
//! # provider.token(TokenNeed::default()).await?;
//! # Ok(())
//! # }
//! ```

mod app;
mod certificate;
mod claims;
mod device;
mod error;
mod flow;
mod granted;
mod server;

pub use app::App;
pub use certificate::Certificate;
pub use device::{DeviceCode, DevicePrompt};
pub use error::{OAuthError, Refusal};
pub use flow::{ClientCredentials, RefreshToken};

/// The examples of the guide.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/src/tokens.md")]
struct Guide;
