//! A response without success in, the service's own error code and message out.

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use super::{clip, clip_bytes};
use crate::Operation;
use crate::retry::retry_after;
use crate::token::claims_challenge;

/// An answer whose status is no success: [`Error::Status`](crate::Error::Status).
///
/// `code` and `message` come from OData's error format,
/// `{"error": {"code": "..", "message": ".."}}` (OData JSON format 4.01, section 21.1).
pub struct StatusError {
    operation: Option<&'static str>,
    code: Option<String>,
    message: Option<String>,
    hint: Option<&'static str>,
    response: http::Response<Bytes>,
}

impl StatusError {
    pub(crate) fn new(response: http::Response<Bytes>) -> Self {
        let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        let text = |pointer| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Self {
            operation: None,
            code: text("/error/code"),
            // Version 3 of OData put the message one level deeper, beside its language.
            message: text("/error/message").or_else(|| text("/error/message/value")),
            hint: None,
            response,
        }
    }

    /// The same error, with what it means for the caller.
    pub(crate) fn with_hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(crate) fn name_operation(&mut self, operation: &Operation) {
        self.operation = Some(operation.name);
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The service's error code, such as `itemNotFound`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's error message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What the service adds to its error, `innerError` or `innererror`, as JSON.
    #[must_use]
    pub fn inner_error(&self) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(self.response.body()).ok()?;
        let error = body.get_mut("error")?.as_object_mut()?;
        error.remove("innerError").or_else(|| error.remove("innererror"))
    }

    /// The service's id of the request: the header `request-id`, or what the inner error says.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        self.fact("request-id")
    }

    /// The client's id of the request, as the service tells it.
    #[must_use]
    pub fn client_request_id(&self) -> Option<String> {
        self.fact("client-request-id")
    }

    /// When the service answered: the header `Date`, or what the inner error says.
    #[must_use]
    pub fn date(&self) -> Option<String> {
        self.fact("date")
    }

    /// How long the service asks to wait (`Retry-After`), from now on.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.response.headers(), SystemTime::now())
    }

    /// The claims that the service asks a new token to have: the claims challenge of `WWW-Authenticate`, decoded. It is the JSON
    /// that a token request sends as `claims`.
    #[must_use]
    pub fn claims(&self) -> Option<String> {
        claims_challenge(self.response.headers())
    }

    /// A header, or what the inner error says.
    fn fact(&self, name: &str) -> Option<String> {
        let header = self.response.headers().get(name).and_then(|value| value.to_str().ok());
        header.map(str::to_owned).or_else(|| self.inner_error()?.get(name)?.as_str().map(str::to_owned))
    }

    /// The whole response.
    #[must_use]
    pub fn response(&self) -> &http::Response<Bytes> {
        &self.response
    }

    /// What the service says: its code and message, or the beginning of the body.
    fn words(&self) -> String {
        match (self.code(), self.message()) {
            (Some(code), Some(message)) => clip(&format!("{code}: {message}")),
            (Some(text), None) | (None, Some(text)) => clip(text),
            (None, None) => clip_bytes(self.response.body()),
        }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(name) => write!(f, "`{name}` failed with {}", self.status())?,
            None => write!(f, "the call failed with {}", self.status())?,
        }
        match self.words() {
            words if words.is_empty() => {}
            words => write!(f, ": {words}")?,
        }
        self.hint.map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusError")
            .field("operation", &self.operation)
            .field("status", &self.status())
            .field("code", &self.code.as_deref().map(clip))
            .field("message", &self.message.as_deref().map(clip))
            .field("body", &clip_bytes(self.response.body()))
            .finish_non_exhaustive()
    }
}

impl StdError for StatusError {}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::StatusError;

    fn error(body: &str) -> StatusError {
        let mut response = http::Response::new(Bytes::from(body.to_owned()));
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        StatusError::new(response)
    }

    #[test]
    fn code_and_message_are_read_from_odata_errors() {
        let table = [
            (
                r#"{"error":{"code":"itemNotFound","message":"It is gone."}}"#,
                "404 Not Found: itemNotFound: It is gone.",
            ),
            (r#"{"error":{"code":"x","message":{"lang":"en","value":"Gone."}}}"#, "404 Not Found: x: Gone."),
            (r#"{"error":{"code":"x"}}"#, "404 Not Found: x"),
            (r#"{"error":"x"}"#, r#"404 Not Found: {"error":"x"}"#),
            ("<h1>\n Gone</h1>", "404 Not Found: <h1>  Gone</h1>"),
            ("", "404 Not Found"),
        ];
        for (body, text) in table {
            assert_eq!(error(body).to_string(), format!("the call failed with {text}"));
        }
    }

    #[test]
    fn long_bodies_stay_out_of_messages() {
        let long = "x".repeat(100_000);
        for body in [long.clone(), format!(r#"{{"error":{{"code":"{long}","message":"{long}"}}}}"#)] {
            let error = error(&body);
            assert!(error.to_string().chars().count() < 220);
            assert!(format!("{error:?}").chars().count() < 700);
            assert_eq!(error.response().body(), body.as_str());
        }
    }
}
