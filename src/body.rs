//! What a program sends, in; the bytes and content type of a request body, out.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

/// The media type of JSON (RFC 8259, section 11).
pub(crate) const JSON: &str = "application/json";

/// Any error, boxed: what an encoding may fail with.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The body of a request: nothing, or bytes with their content type.
///
/// `Debug` shows the length, not the bytes.
#[derive(Clone, Default)]
pub struct Body {
    content_type: Option<Cow<'static, str>>,
    bytes: Bytes,
}

impl Body {
    /// No body, and no `Content-Type`.
    #[must_use]
    pub const fn none() -> Self {
        Self { content_type: None, bytes: Bytes::new() }
    }

    /// `bytes`, sent as `content_type`. A content type that cannot stand in a header refuses the
    /// request when it is sent.
    pub fn new(content_type: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: Some(content_type.into()), bytes: bytes.into() }
    }

    /// `value` as `application/json`.
    ///
    /// # Errors
    /// What serde says when `value` has no JSON form, such as a map with keys that are no strings.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, BoxError> {
        Ok(Self::new(JSON, serde_json::to_vec(value)?))
    }

    /// The bytes; empty where there is no body.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The content type, where there is a body.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content_type {
            None => f.write_str("Body(none)"),
            Some(kind) => write!(f, "Body({kind}, {} bytes)", self.bytes.len()),
        }
    }
}

/// A value that can be sent as a request body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as a request body",
    label = "not a request body",
    note = "send a `serde_json::Value`, `docbind::Json(value)` for any `serde::Serialize`, bytes, or a `docbind::Body`"
)]
pub trait IntoBody {
    /// The value as a body.
    ///
    /// # Errors
    /// Why the value cannot be encoded. The request keeps it, and is refused when it is sent.
    fn into_body(self) -> Result<Body, BoxError>;
}

/// JSON of any serde type, as a request body or as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(
    /// The value itself.
    pub T,
);

impl<T: Serialize> IntoBody for Json<T> {
    fn into_body(self) -> Result<Body, BoxError> {
        Body::json(&self.0)
    }
}

impl IntoBody for Value {
    fn into_body(self) -> Result<Body, BoxError> {
        Body::json(&self)
    }
}

impl IntoBody for &Value {
    fn into_body(self) -> Result<Body, BoxError> {
        Body::json(self)
    }
}

impl IntoBody for Body {
    fn into_body(self) -> Result<Body, BoxError> {
        Ok(self)
    }
}

/// Sent as `application/octet-stream`.
impl IntoBody for Bytes {
    fn into_body(self) -> Result<Body, BoxError> {
        Ok(Body::new("application/octet-stream", self))
    }
}

/// Sent as `application/octet-stream`.
impl IntoBody for Vec<u8> {
    fn into_body(self) -> Result<Body, BoxError> {
        Bytes::from(self).into_body()
    }
}

/// No body.
impl IntoBody for () {
    fn into_body(self) -> Result<Body, BoxError> {
        Ok(Body::none())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bytes::Bytes;
    use serde_json::json;

    use super::{Body, IntoBody, Json};

    #[test]
    fn each_kind_has_its_content_type() {
        let table = [
            (json!({"a": 1}).into_body(), Some("application/json"), r#"{"a":1}"#),
            ((&json!(null)).into_body(), Some("application/json"), "null"),
            (Json([1, 2]).into_body(), Some("application/json"), "[1,2]"),
            (Bytes::from("x").into_body(), Some("application/octet-stream"), "x"),
            (vec![b'y'].into_body(), Some("application/octet-stream"), "y"),
            (Body::new("text/plain", "z").into_body(), Some("text/plain"), "z"),
            (().into_body(), None, ""),
        ];
        for (body, content_type, bytes) in table {
            let body = body.unwrap();
            assert_eq!(body.content_type(), content_type);
            assert_eq!(body.bytes(), bytes);
        }
    }

    #[test]
    fn what_has_no_json_form_fails() {
        let keyed_by_list = BTreeMap::from([(vec![1], 2)]);
        assert!(Json(keyed_by_list).into_body().is_err());
    }
}
