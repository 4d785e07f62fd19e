//! A request in; a part of a batch as JSON out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use http::header::{CONTENT_TYPE, HeaderMap};
use http::{Method, Uri};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::body::JSON;
use crate::client::Inner;
use crate::client::base_url::has_user;
use crate::error::{Error, Fault, Refused};
use crate::response::json_of;
use crate::{Body, Request};

/// A request as a part of a batch (OData JSON format 4.01, section 19.1).
#[derive(Clone, Debug)]
pub(super) struct WirePart {
    pub(super) method: Method,
    /// Relative to the base URL, without a slash at its beginning. OData takes a path with one for a path below the host.
    url: String,
    /// By their names in lower case.
    headers: Vec<(String, String)>,
    body: Option<Box<RawValue>>,
}

impl WirePart {
    /// # Errors
    /// [`Error::Refused`], where the request cannot be sent or no batch can carry it.
    pub(super) fn new(request: Request, client: &Inner) -> Result<Self, Error> {
        let route = request.route();
        let (mut parts, body) = request.into_sendable(&client.base_url)?.into_parts();
        let refuse = |reason: &str| Error::from(Refused::new(route, Fault::new(reason)));
        let url = below_base(&parts.uri, client)
            .ok_or_else(|| refuse("its URL is not below the client's base URL, where the parts of a batch are"))?;
        let body = encode(&parts.method, &mut parts.headers, &body).map_err(|fault| Refused::new(route, fault))?;
        let headers = write_headers(&parts.headers).ok_or_else(|| refuse("it has a header that JSON cannot carry"))?;
        Ok(Self { method: parts.method, url, headers, body })
    }
}

/// The URL relative to the base URL; `None` where it is not below it.
fn below_base(uri: &Uri, client: &Inner) -> Option<String> {
    let base: Uri = client.base_url.parse().ok()?;
    let target = uri.path_and_query()?.as_str();
    let rest = target.strip_prefix(base.path().trim_end_matches('/'))?.strip_prefix('/')?;
    let walks_up = uri.path().split('/').any(|segment| matches!(segment, "." | ".."));
    (client.origin.is_of(uri) && !has_user(uri) && !walks_up).then(|| rest.to_owned())
}

/// The body as a JSON value: JSON as it is, all else as base64url.
fn encode(method: &Method, headers: &mut HeaderMap, body: &Body) -> Result<Option<Box<RawValue>>, Fault> {
    if body.is_stream() {
        return Err(Fault::new("its body is a stream, which no batch carries"));
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let takes_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    match (content_type, body.bytes().as_ref()) {
        (None, []) if takes_body => {
            // Graph refuses a part that writes and has no body, and takes an empty object for none.
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(JSON));
            Ok(Some(raw(&serde_json::json!({}))?))
        }
        (None, []) => Ok(None),
        (Some(kind), []) if is_json(kind) => Ok(None),
        (Some(kind), bytes) if is_json(kind) => {
            let json = json_of(bytes).ok().and_then(|json| serde_json::from_slice(json).ok());
            json.map(Some).ok_or_else(|| Fault::new("its body is no JSON, as its content type says"))
        }
        (_, bytes) => Ok(Some(raw(&URL_SAFE.encode(bytes))?)),
    }
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>, Fault> {
    to_raw_value(value).map_err(|_| Fault::new("its body cannot be written as JSON"))
}

/// Whether a media type is JSON, or one that is written as JSON (RFC 6839, section 3.1).
pub(super) fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == JSON || kind.ends_with("+json")
}

/// Each name once: several lines of one name are a list (RFC 9110, section 5.3).
fn write_headers(headers: &HeaderMap) -> Option<Vec<(String, String)>> {
    let write = |name: &http::HeaderName| {
        let values: Option<Vec<&str>> = headers.get_all(name).iter().map(|value| value.to_str().ok()).collect();
        Some((name.as_str().to_owned(), values?.join(", ")))
    };
    headers.keys().map(write).collect()
}

/// One request of a batch, with the parts that go into it.
pub(super) struct Envelope<'a>(pub(super) Vec<Numbered<'a>>);

/// A part with its id, and the ids of those that it depends on.
pub(super) struct Numbered<'a> {
    pub(super) id: usize,
    pub(super) depends_on: Vec<usize>,
    pub(super) part: &'a WirePart,
}

impl Serialize for Envelope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("requests", &self.0)?;
        map.end()
    }
}

impl Serialize for Numbered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id.to_string())?;
        map.serialize_entry("method", self.part.method.as_str())?;
        map.serialize_entry("url", &self.part.url)?;
        if !self.depends_on.is_empty() {
            let ids: Vec<String> = self.depends_on.iter().map(usize::to_string).collect();
            map.serialize_entry("dependsOn", &ids)?;
        }
        if !self.part.headers.is_empty() {
            map.serialize_entry("headers", &Headers(&self.part.headers))?;
        }
        if let Some(body) = &self.part.body {
            map.serialize_entry("body", body)?;
        }
        map.end()
    }
}

struct Headers<'a>(&'a [(String, String)]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}
