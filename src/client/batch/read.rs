//! The answer of a batch in; the answers of its parts, by their ids, out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::wire::is_json;
use crate::BoxError;
use crate::error::{DecodeError, Error};
use crate::response::json_of;

/// A JSON object, with its values as they are written.
type Fields<'a> = HashMap<String, &'a RawValue>;

/// The answers of the parts, each a response or why it is none.
pub(super) type Answers = HashMap<usize, Result<Response<Bytes>, Error>>;

/// Reads the answer of a batch (OData JSON format 4.01, section 19.5): one that cannot be read costs its own part only.
///
/// # Errors
/// [`Error::Decode`], where it is not `{"responses": [..]}`.
pub(super) fn answers(response: Response<Bytes>) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    match responses(response.body()) {
        Ok(all) => all.into_iter().for_each(|answer| add(&mut answers, answer)),
        Err(reason) => return Err(DecodeError::new(response, reason).into()),
    }
    Ok(answers)
}

fn responses(body: &[u8]) -> Result<Vec<&RawValue>, BoxError> {
    let fields: Fields<'_> = serde_json::from_slice(json_of(body)?)?;
    let responses = fields.get("responses").ok_or("the answer of the batch has no property `responses`")?;
    Ok(serde_json::from_str(responses.get())?)
}

/// Adds one answer. One without a number that stands for a part belongs to none, and is passed over.
fn add(answers: &mut Answers, raw: &RawValue) {
    let fields: Fields<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
    let Some(id) = fields.get("id").and_then(|id| number(id)) else {
        tracing::debug!("an answer of the batch has no id of a part");
        return;
    };
    match answers.entry(id) {
        Entry::Vacant(place) => {
            place.insert(part(&fields).map_err(|reason| unreadable(raw, reason)));
        }
        Entry::Occupied(mut place) => {
            *place.get_mut() = Err(unreadable(raw, "the batch has several answers for the part".into()));
        }
    }
}

/// The answer is told as the batch has it.
fn unreadable(raw: &RawValue, reason: BoxError) -> Error {
    DecodeError::new(Response::new(Bytes::from(raw.get().to_owned())), reason).into()
}

/// A number, also one that is written as text.
fn number<T: std::str::FromStr>(raw: &RawValue) -> Option<T> {
    match serde_json::from_str(raw.get()).ok()? {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// One answer as the response that it would be alone.
fn part(fields: &Fields<'_>) -> Result<Response<Bytes>, BoxError> {
    let status = fields.get("status").and_then(|status| number(status));
    let status = status.and_then(|status: u16| StatusCode::from_u16(status).ok());
    let status = status.ok_or("its answer in the batch has no valid status")?;
    let headers = match fields.get("headers") {
        Some(headers) => read_headers(headers)?,
        None => HeaderMap::new(),
    };
    let body = match fields.get("body").map(|body| body.get()) {
        None | Some("null") => Bytes::new(),
        Some(body) => read_body(status, headers.get(CONTENT_TYPE), body)?,
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn read_headers(raw: &RawValue) -> Result<HeaderMap, BoxError> {
    let written: Option<HashMap<String, Value>> =
        serde_json::from_str(raw.get()).map_err(|_| "its answer in the batch has headers that are no object")?;
    let mut headers = HeaderMap::new();
    for (name, value) in written.unwrap_or_default() {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
        for value in values.iter().filter_map(header_value) {
            headers.append(&name, value);
        }
    }
    Ok(headers)
}

/// What no header can carry is left out.
fn header_value(value: &Value) -> Option<HeaderValue> {
    match value {
        Value::String(text) => HeaderValue::from_str(text).ok(),
        Value::Number(number) => HeaderValue::from_str(&number.to_string()).ok(),
        _ => None,
    }
}

/// The body of an answer: JSON where its content type says so, or where it has none. Else it is base64 in a string; a text may
/// stand there as it is, too. The JSON of an error is taken for what it is, whatever its content type.
fn read_body(status: StatusCode, content_type: Option<&HeaderValue>, body: &str) -> Result<Bytes, BoxError> {
    let kind = content_type.map(|kind| kind.to_str().unwrap_or_default());
    if kind.is_none_or(is_json) {
        return Ok(body.to_owned().into());
    }
    match serde_json::from_str::<String>(body) {
        Ok(text) if kind.is_some_and(is_text) => Ok(plain_or_decoded(text)),
        Ok(text) => decode(&text).map(Bytes::from).ok_or_else(|| "its body in the batch is not base64".into()),
        Err(_) if !status.is_success() => Ok(body.to_owned().into()),
        Err(_) => Err("its body in the batch is no string, as its content type says it is".into()),
    }
}

fn is_text(content_type: &str) -> bool {
    content_type.get(..5).is_some_and(|kind| kind.eq_ignore_ascii_case("text/"))
}

/// Graph writes a text as base64, and OData as it is (JSON format 4.01, section 19.1). It is decoded where that gives text.
fn plain_or_decoded(text: String) -> Bytes {
    let decoded = decode(&text).filter(|bytes| std::str::from_utf8(bytes).is_ok());
    decoded.map_or_else(|| Bytes::from(text), Bytes::from)
}

const PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Base64 or base64url (RFC 4648), with and without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, PADDING).decode(text).ok()
}
