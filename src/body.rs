//! What a program sends, in; the bytes and content type of a request body, out.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;

use crate::stream::{ByteStream, Pieces, next};

/// The media type of JSON (RFC 8259, section 11).
pub(crate) const JSON: &str = "application/json";

/// Any error, boxed: what an encoding may fail with.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The body of a request: nothing, bytes with their content type, or a stream that is read as it is sent.
///
/// `Debug` shows the length, not the bytes.
#[derive(Clone, Default)]
pub struct Body {
    content_type: Option<Cow<'static, str>>,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream { length: Option<u64>, source: Source },
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

/// Where a streamed body comes from.
#[derive(Clone)]
enum Source {
    /// A stream that can be read once; clones share it.
    Once(Arc<Mutex<Option<ByteStream>>>),
    /// What makes the stream anew.
    Again(Arc<dyn Fn() -> ByteStream + Send + Sync>),
}

impl Body {
    /// No body, and no `Content-Type`.
    #[must_use]
    pub const fn none() -> Self {
        Self { content_type: None, content: Content::Bytes(Bytes::new()) }
    }

    /// `bytes`, sent as `content_type`. A content type that cannot stand in a header refuses the
    /// request when it is sent.
    pub fn new(content_type: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: Some(content_type.into()), content: Content::Bytes(bytes.into()) }
    }

    /// `value` as `application/json`.
    ///
    /// # Errors
    /// What serde says when `value` has no JSON form, such as a map with keys that are no strings.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, BoxError> {
        Ok(Self::new(JSON, serde_json::to_vec(value)?))
    }

    /// What `stream` gives, read while it is sent. `length`, in bytes, becomes `Content-Length`; without it the body is sent
    /// in chunks.
    ///
    /// A stream can be read once, so such a request is not repeated once its body was begun; [`from_fn`](Self::from_fn) makes
    /// one that is.
    pub fn stream<S>(content_type: impl Into<Cow<'static, str>>, length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, BoxError>> + Send + 'static,
    {
        let source = Source::Once(Arc::new(Mutex::new(Some(Box::pin(stream) as ByteStream))));
        Self { content_type: Some(content_type.into()), content: Content::Stream { length, source } }
    }

    /// As [`stream`](Self::stream), with a function that makes the stream: once for each time that the request is sent.
    pub fn from_fn<F, S>(content_type: impl Into<Cow<'static, str>>, length: Option<u64>, make: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<Bytes, BoxError>> + Send + 'static,
    {
        let source = Source::Again(Arc::new(move || Box::pin(make()) as ByteStream));
        Self { content_type: Some(content_type.into()), content: Content::Stream { length, source } }
    }

    /// The bytes; empty where there is no body, or a streamed one.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        static NONE: Bytes = Bytes::new();
        match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::Stream { .. } => &NONE,
        }
    }

    /// The length in bytes, where it is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { length, .. } => *length,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Whether it is read while it is sent.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        matches!(self.content, Content::Stream { .. })
    }

    /// Whether it can be sent again.
    pub(crate) fn can_repeat(&self) -> bool {
        match &self.content {
            Content::Bytes(_) | Content::Stream { source: Source::Again(_), .. } => true,
            Content::Stream { source: Source::Once(stream), .. } => lock(stream).is_some(),
        }
    }

    /// The content type, where there is a body.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The body as a stream; bytes come as one piece.
    ///
    /// # Errors
    /// If it is a stream that was read before.
    pub fn into_stream(self) -> Result<ByteStream, BoxError> {
        match self.content {
            Content::Bytes(bytes) => Ok(Box::pin(Pieces::of(bytes))),
            Content::Stream { source: Source::Again(make), .. } => Ok(make()),
            Content::Stream { source: Source::Once(stream), .. } => {
                lock(&stream).take().ok_or_else(|| "the stream of the body was read before".into())
            }
        }
    }

    /// The body as bytes; a stream is read to its end.
    ///
    /// # Errors
    /// What the stream fails with, or that it was read before.
    pub async fn collect(self) -> Result<Bytes, BoxError> {
        if let Content::Bytes(bytes) = self.content {
            return Ok(bytes);
        }
        let mut stream = self.into_stream()?;
        let mut all = Vec::new();
        while let Some(piece) = next(&mut stream).await {
            all.extend_from_slice(&piece?);
        }
        Ok(all.into())
    }
}

/// A lock that no panic poisons for good: what it guards is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.content_type, self.len()) {
            (None, _) => f.write_str("Body(none)"),
            (Some(kind), Some(length)) => write!(f, "Body({kind}, {length} bytes)"),
            (Some(kind), None) => write!(f, "Body({kind}, a stream)"),
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
