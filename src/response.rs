//! A successful response in, the endpoint's answer out.

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{DecodeError, Error};
use crate::{BoxError, Json};

/// An answer that can be read from a successful response.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a response",
    label = "not an answer",
    note = "use `()`, `serde_json::Value`, `docbind::Json<T>` for any `serde::Deserialize`, `String`, `Bytes`, `http::Response<Bytes>`, or an `Option` of one"
)]
pub trait FromResponse: Sized {
    /// The `Accept` header that asks for this answer, unless the request sets its own.
    const ACCEPT: &'static str = "application/json";

    /// Reads the answer. The status was checked by the caller.
    ///
    /// # Errors
    /// [`Error::Decode`] with the response, if its body is not what it should be.
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error>;
}

/// Any body is passed over.
impl FromResponse for () {
    fn from_response(_: http::Response<Bytes>) -> Result<Self, Error> {
        Ok(())
    }
}

/// The response as it came.
impl FromResponse for http::Response<Bytes> {
    const ACCEPT: &'static str = "*/*";

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        Ok(response)
    }
}

/// The body as it came.
impl FromResponse for Bytes {
    const ACCEPT: &'static str = "*/*";

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        Ok(response.into_body())
    }
}

/// The body as UTF-8 text, whatever charset its content type names.
impl FromResponse for String {
    const ACCEPT: &'static str = "*/*";

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        match std::str::from_utf8(response.body()) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(undecodable(response, error)),
        }
    }
}

/// Any JSON.
impl FromResponse for Value {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        read_json(response)
    }
}

/// JSON of the type's shape.
impl<T: DeserializeOwned> FromResponse for Json<T> {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        read_json(response).map(Json)
    }
}

/// `None` for `204 No Content` and for an empty body.
impl<T: FromResponse> FromResponse for Option<T> {
    const ACCEPT: &'static str = T::ACCEPT;

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        if response.status() == StatusCode::NO_CONTENT || response.body().is_empty() {
            return Ok(None);
        }
        T::from_response(response).map(Some)
    }
}

fn read_json<T: DeserializeOwned>(response: http::Response<Bytes>) -> Result<T, Error> {
    let read = json_of(response.body()).and_then(|json| Ok(serde_json::from_slice(json)?));
    read.map_err(|error| undecodable(response, error))
}

/// The JSON text of a body.
pub(crate) fn json_of(body: &[u8]) -> Result<&[u8], BoxError> {
    if body.is_empty() {
        return Err("the body is empty, where JSON was expected".into());
    }
    // A byte order mark may be passed over (RFC 8259, section 8.1).
    Ok(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
}

fn undecodable(response: http::Response<Bytes>, reason: impl Into<BoxError>) -> Error {
    DecodeError::new(response, reason).into()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::FromResponse;
    use crate::{Error, Json};

    fn read<T: FromResponse>(status: u16, body: &'static str) -> Result<T, Error> {
        let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = status.try_into().unwrap();
        T::from_response(response)
    }

    #[test]
    fn each_kind_is_read() {
        read::<()>(200, "left over").unwrap();
        assert_eq!(read::<Value>(200, r#"{"a":1}"#).unwrap(), json!({"a": 1}));
        assert_eq!(read::<Value>(200, "\u{feff}[]").unwrap(), json!([]));
        assert_eq!(read::<Json<Vec<u8>>>(200, "[1,2]").unwrap().0, [1, 2]);
        assert_eq!(read::<String>(200, "é").unwrap(), "é");
        assert_eq!(read::<Bytes>(200, "x").unwrap(), "x");
        assert_eq!(read::<http::Response<Bytes>>(201, "x").unwrap().status(), 201);
        assert_eq!(read::<Option<Value>>(204, "{}").unwrap(), None);
        assert_eq!(read::<Option<Value>>(200, "").unwrap(), None);
        assert_eq!(read::<Option<Value>>(200, "1").unwrap(), Some(json!(1)));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_the_body() {
        for body in ["", "<html>", "{", "{} {}"] {
            match read::<Value>(200, body) {
                Err(Error::Decode(error)) => assert_eq!(error.response().body(), body),
                other => panic!("{other:?}"),
            }
        }
        let wrong = read::<Json<Vec<u8>>>(200, r#"{"a":"b"}"#).unwrap_err();
        assert!(wrong.to_string().contains("expected a sequence"), "{wrong}");
    }
}
