//! A request in; the `Content-Length` that the HTTP libraries leave out, set.

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};

use crate::Body;

/// Services may answer 411 to a `POST` that says nothing of its length, and libraries are silent about an empty body; RFC 9110,
/// section 8.6, wants `Content-Length: 0`. They do not know the length of a stream either.
pub(super) fn tell(method: &Method, headers: &mut HeaderMap, body: &Body) {
    let may_have_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    let is_told = may_have_body && (body.is_stream() || body.is_empty());
    if let Some(length) = body.len().filter(|_| is_told) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
}
