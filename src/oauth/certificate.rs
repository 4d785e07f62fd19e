//! A certificate and its private key in; signed assertions that say who an app is, out (RFC 7523).

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::pem::{self, PemObject as _};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::error::OAuthError;
use crate::Error;

/// How long an assertion is good, in seconds.
const LIFE: u64 = 300;

/// A certificate with its private key, by which an app signs in: `private_key_jwt` of OpenID Connect Core 1.0, section 9.
///
/// Each request for a token has an assertion of its own, good for five minutes. It is signed with PS256 unless
/// [`rs256`](Self::rs256) is called, and names the certificate by its SHA-256 (`x5t#S256` of RFC 7515, section 4.1.8).
///
/// Clones share the key. `Debug` shows the fingerprint, not the key.
#[derive(Clone)]
pub struct Certificate {
    key: Arc<RsaKeyPair>,
    thumbprint: String,
    algorithm: Algorithm,
}

/// How an assertion is signed (RFC 7518, section 3.1).
#[derive(Clone, Copy, Debug)]
enum Algorithm {
    Ps256,
    Rs256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    fn encoding(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Ps256 => &RSA_PSS_SHA256,
            Self::Rs256 => &RSA_PKCS1_SHA256,
        }
    }
}

impl Certificate {
    /// A certificate and its key in PEM (RFC 7468): the first `CERTIFICATE` of one text, and the first `PRIVATE KEY` or
    /// `RSA PRIVATE KEY` of the other. Both may be the same text.
    ///
    /// # Errors
    /// [`Error::Config`] if one of them is not there, or the key is encrypted, or is no RSA key of 2048 to 8192 bits.
    pub fn from_pem(certificate: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let certificate = CertificateDer::from_pem_slice(certificate.as_ref())
            .map_err(|error| unusable(&format!("has no certificate in PEM: {}", reason_of(&error))))?;
        let key = PrivateKeyDer::from_pem_slice(key.as_ref()).map_err(|error| {
            unusable(&format!("has no private key in PEM that is not encrypted: {}", reason_of(&error)))
        })?;
        let key = Zeroizing::new(key);
        Self::from_der(certificate, key.secret_der())
    }

    /// A certificate in DER, and its key in DER: PKCS#8 (RFC 5958) or PKCS#1 (RFC 8017).
    ///
    /// # Errors
    /// [`Error::Config`] if the key is no RSA key of 2048 to 8192 bits.
    pub fn from_der(certificate: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        let key = RsaKeyPair::from_pkcs8(key)
            .or_else(|_| RsaKeyPair::from_der(key))
            .map_err(|error| unusable(&format!("has no RSA key of 2048 to 8192 bits: {error}")))?;
        let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, certificate.as_ref()));
        Ok(Self { key: Arc::new(key), thumbprint, algorithm: Algorithm::Ps256 })
    }

    /// Signs with RS256 (PKCS#1 v1.5) in place of PS256, for servers that do not know the latter.
    #[must_use]
    pub fn rs256(self) -> Self {
        Self { algorithm: Algorithm::Rs256, ..self }
    }

    /// The SHA-256 of the certificate, base64url without padding, as `x5t#S256` has it.
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// An assertion that `client_id` is who asks `audience` (RFC 7523, section 3).
    pub(super) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        now: SystemTime,
    ) -> Result<Zeroizing<String>, OAuthError> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let header = json!({"alg": self.algorithm.name(), "typ": "JWT", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": random_id()?,
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(LIFE),
        });
        let mut token = Zeroizing::new(format!("{}.{}", encode(&header), encode(&claims)));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(self.algorithm.encoding(), &SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|_| OAuthError::Request("the key of the certificate cannot sign".into()))?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("thumbprint", &self.thumbprint)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// An id that no other assertion has.
fn random_id() -> Result<String, OAuthError> {
    let mut bytes = [0; 16];
    fill(&mut bytes).map_err(|_| OAuthError::Request("the system gives no random numbers".into()))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

fn unusable(reason: &str) -> Error {
    Error::Config(format!("the certificate of the app {reason}"))
}

/// What is wrong with a text in PEM. The text itself is left out, as it may have a key.
fn reason_of(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::NoItemsFound => "there is none",
        pem::Error::MissingSectionEnd { .. } => "its end is missing",
        pem::Error::IllegalSectionStart { .. } => "its first line is malformed",
        pem::Error::Base64Decode(_) => "its base64 is malformed",
        _ => "it cannot be read",
    }
}
