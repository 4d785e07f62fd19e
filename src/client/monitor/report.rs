//! What a service says of an operation, in; its state, and what it ended with, out.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::error::{DecodeError, clip};
use crate::response::json_of;
use crate::{Error, FromResponse};

/// The words for an end with success, in lower case: of `longRunningOperation`, `commsOperation`, `workbookOperation`,
/// `teamsAsyncOperation` and `asyncJobStatus`.
const DONE: &[&str] = &["succeeded", "completed", "success"];

/// The words for an end without success, in lower case, of the same types.
const FAILED: &[&str] = &["failed", "deletefailed", "skipped", "canceled", "cancelled"];

/// The JSON of an answer, as far as it tells of an operation.
pub(super) struct Report(Value);

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing of an operation: it is no report.
    Silent,
    Running,
    Done,
    Failed,
}

impl Report {
    pub(super) fn of(response: &Response<Bytes>) -> Self {
        let json = json_of(response.body()).ok().and_then(|text| serde_json::from_slice(text).ok());
        Self(json.unwrap_or_default())
    }

    /// The word for the state; Universal Print puts it one level deeper, into `state`.
    pub(super) fn status(&self) -> Option<&str> {
        self.text(&["/status", "/status/state"])
    }

    pub(super) fn place(&self) -> Place {
        let Some(status) = self.status() else {
            return if self.percent().is_some() { Place::Running } else { Place::Silent };
        };
        let status = status.to_ascii_lowercase();
        match status.as_str() {
            word if DONE.contains(&word) => Place::Done,
            word if FAILED.contains(&word) => Place::Failed,
            _ => Place::Running,
        }
    }

    /// From 0 to 100.
    pub(super) fn percent(&self) -> Option<f64> {
        let value = ["percentageComplete", "percentComplete"].iter().find_map(|name| self.0.get(name))?;
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        number.is_finite().then(|| number.clamp(0.0, 100.0))
    }

    /// Where the result is.
    pub(super) fn location(&self) -> Option<&str> {
        self.text(&["/resourceLocation", "/targetResourceLocation"])
    }

    fn text(&self, pointers: &[&str]) -> Option<&str> {
        let mut texts = pointers.iter().filter_map(|pointer| self.0.pointer(pointer)?.as_str());
        texts.find(|text| !text.is_empty())
    }

    fn owned(&self, pointers: &[&str]) -> Option<String> {
        self.text(pointers).map(str::to_owned)
    }

    /// A code, which may be a number.
    fn code(&self) -> Option<String> {
        let number = || {
            let code = ["/resultInfo/code", "/errorCode"].iter().find_map(|pointer| self.0.pointer(pointer))?;
            code.as_i64().filter(|code| *code != 0).map(|code| code.to_string())
        };
        self.owned(&["/error/code", "/resultInfo/code", "/errorCode"]).or_else(number)
    }
}

/// An operation that has ended well.
#[derive(Clone)]
pub struct Done {
    status: Option<String>,
    resource_id: Option<String>,
    location: Option<String>,
    response: Response<Bytes>,
}

impl Done {
    pub(super) fn new(report: &Report, location: Option<String>, response: Response<Bytes>) -> Self {
        Self {
            status: report.status().map(str::to_owned),
            resource_id: report.owned(&["/resourceId", "/targetResourceId"]),
            location,
            response,
        }
    }

    /// The service's word for the state, such as `completed`. `None` where the answer is no report of the operation.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// The id of what was made: `resourceId` or `targetResourceId`.
    #[must_use]
    pub fn resource_id(&self) -> Option<&str> {
        self.resource_id.as_deref()
    }

    /// The absolute URL of what was made: `resourceLocation`, `targetResourceLocation`, or where a redirect or `201 Created` leads.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The body of the last answer, where it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(json_of(self.response.body()).ok()?).ok()
    }

    /// The last answer.
    #[must_use]
    pub fn response(&self) -> &Response<Bytes> {
        &self.response
    }

    /// Reads the body of the last answer.
    ///
    /// # Errors
    /// [`Error::Decode`] if the answer is a report of the operation and no result, or cannot be read.
    pub fn read<T: FromResponse>(&self) -> Result<T, Error> {
        match self.status {
            Some(_) => {
                let reason = "it reports the end of the operation, and does not say where the result is";
                Err(DecodeError::new(self.response.clone(), reason).into())
            }
            None => T::from_response(self.response.clone()),
        }
    }
}

/// The location is not shown: it may need no token.
impl fmt::Debug for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Done")
            .field("http_status", &self.response.status())
            .field("status", &self.status.as_deref().map(clip))
            .field("resource_id", &self.resource_id.as_deref().map(clip))
            .field("has_location", &self.location.is_some())
            .finish_non_exhaustive()
    }
}

/// An operation that has ended without success: [`Error::Operation`].
///
/// It is read from the forms that Microsoft Graph's types have: `error` of `longRunningOperation`, `resultInfo` of
/// `commsOperation`, `errorCode` and `statusDescription` of `asyncJobStatus`.
#[derive(Clone)]
pub struct Failed {
    status: String,
    code: Option<String>,
    message: Option<String>,
    response: Response<Bytes>,
}

impl Failed {
    pub(super) fn new(report: &Report, response: Response<Bytes>) -> Self {
        let messages = ["/error/message", "/resultInfo/message", "/error", "/status/description", "/statusDescription"];
        Self {
            status: report.status().unwrap_or_default().to_owned(),
            code: report.code(),
            message: report.owned(&messages),
            response,
        }
    }

    /// The service's word for the state, such as `failed` or `skipped`.
    #[must_use]
    pub fn status(&self) -> &str {
        &self.status
    }

    /// The service's error code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's error message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The last answer.
    #[must_use]
    pub fn response(&self) -> &Response<Bytes> {
        &self.response
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the operation has ended as `{}`", clip(&self.status))?;
        match (self.code(), self.message()) {
            (Some(code), Some(message)) => write!(f, ": {}", clip(&format!("{code}: {message}"))),
            (Some(text), None) | (None, Some(text)) => write!(f, ": {}", clip(text)),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("status", &clip(&self.status))
            .field("code", &self.code.as_deref().map(clip))
            .field("message", &self.message.as_deref().map(clip))
            .finish_non_exhaustive()
    }
}

impl StdError for Failed {}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Response;

    use super::{Failed, Place, Report};

    fn report(json: &str) -> Report {
        Report::of(&Response::new(Bytes::from(json.to_owned())))
    }

    #[test]
    fn states_are_read_from_each_form() {
        let table = [
            (r#"{"status": "notStarted"}"#, Place::Running, None),
            (r#"{"status": "InProgress", "percentageComplete": 27.8}"#, Place::Running, Some(27.8)),
            (r#"{"status": "updating", "percentageComplete": "27.8"}"#, Place::Running, Some(27.8)),
            (r#"{"status": "folding", "percentageComplete": 1e300}"#, Place::Running, Some(100.0)),
            (r#"{"status": "running", "percentageComplete": -5}"#, Place::Running, Some(0.0)),
            (r#"{"status": "running", "percentageComplete": "NaN"}"#, Place::Running, None),
            (r#"{"status": "running", "percentageComplete": {}}"#, Place::Running, None),
            (r#"{"percentageComplete": 3}"#, Place::Running, Some(3.0)),
            (r#"{"status": {"state": "succeeded"}}"#, Place::Done, None),
            (r#"{"status": "Completed"}"#, Place::Done, None),
            (r#"{"status": "skipped"}"#, Place::Failed, None),
            (r#"{"status": "deleteFailed"}"#, Place::Failed, None),
            (r#"{"status": 3}"#, Place::Silent, None),
            (r#"{"status": ""}"#, Place::Silent, None),
            ("[]", Place::Silent, None),
            ("<html>", Place::Silent, None),
            ("", Place::Silent, None),
        ];
        for (json, place, percent) in table {
            assert_eq!((report(json).place(), report(json).percent()), (place, percent), "{json}");
        }
    }

    #[test]
    fn failures_are_read_from_each_form() {
        let table = [
            (r#"{"status": "failed", "error": {"code": "c", "message": "m"}}"#, "failed`: c: m"),
            (r#"{"status": "failed", "error": "m"}"#, "failed`: m"),
            (r#"{"status": "failed", "error": null}"#, "failed`"),
            (r#"{"status": "Failed", "resultInfo": {"code": 500, "message": "m"}}"#, "Failed`: 500: m"),
            (r#"{"status": "failed", "errorCode": "c", "statusDescription": "m"}"#, "failed`: c: m"),
            (r#"{"status": "failed", "errorCode": 0, "statusDescription": "m"}"#, "failed`: m"),
        ];
        for (json, told) in table {
            let failed = Failed::new(&report(json), Response::new(Bytes::new()));
            assert_eq!(failed.to_string(), format!("the operation has ended as `{told}"));
        }
    }
}
