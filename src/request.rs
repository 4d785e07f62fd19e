//! A route and its values in, one request without I/O out; the first fault is kept until it is sent.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};

use crate::error::{Error, Fault, Refused};
use crate::{Body, IntoBody, Route, template};

/// One request of an endpoint: what is sent below the base URL, and nothing about how.
///
/// No method fails or panics. What cannot be sent (a value that the template refuses, a header
/// with a line break, a body without JSON form) is kept, the first of it, and becomes
/// [`Error::Refused`] in [`to_http`](Self::to_http).
#[derive(Clone, Debug)]
// In a box: a client has thousands of functions that hand a request on, and the compiler works out what lies in it for each.
pub struct Request(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    route: Route,
    target: String,
    /// Whether the target is a whole URL that the service gave.
    is_link: bool,
    headers: HeaderMap,
    body: Body,
    fault: Option<Fault>,
    /// Why it may be sent with a token that its page refuses.
    allowance: Option<&'static str>,
}

/// [`Request::of`], for generated constructors: an array needs less work of the compiler than a slice does.
#[doc(hidden)]
#[must_use]
// Thousands of functions call it: a copy in each would take the compiler longer.
#[inline(never)]
pub fn request_of<E: crate::Endpoint, const N: usize>(route: usize, values: [&str; N]) -> Request {
    Request::of::<E>(route, &values)
}

impl Request {
    /// A request of one of the routes of `E`, by its place in
    /// [`Operation::routes`](crate::Operation::routes). The values are those of [`new`](Self::new).
    ///
    /// # Panics
    /// If there is no such route. Generated code names routes that it has.
    #[must_use]
    pub fn of<E: crate::Endpoint>(route: usize, values: &[&str]) -> Self {
        // Without the mark, which only a program that sends the operation may hold.
        let operation = const { &E::OPERATION.routes_alone() };
        Self::new(operation.route(route).expect("generated code names a route that it has"), values)
    }

    /// A request of `route`, whose template is filled with `values` in the order of its
    /// placeholders. [`Route`] says how they are encoded and which are refused.
    #[must_use]
    pub fn new(route: Route, values: &[&str]) -> Self {
        let mut request = Self::to(route, String::new(), false);
        match template::expand(route.template, values) {
            Ok(target) => request.0.target = target,
            Err(fault) => request.keep(fault),
        }
        request
    }

    /// A `GET` of a URL that the service gave, such as `@odata.nextLink`, exactly as it is. `route` is what it continues.
    ///
    /// The client sends its token along only if the URL is of its own origin.
    #[must_use]
    pub fn of_link(route: Route, url: &str) -> Self {
        let route = Route { method: "GET", ..route };
        Self::to(route, url.to_owned(), true)
    }

    fn to(route: Route, target: String, is_link: bool) -> Self {
        let (headers, body) = (HeaderMap::new(), Body::none());
        Self(Box::new(Parts { route, target, is_link, headers, body, fault: None, allowance: None }))
    }

    /// Appends a query parameter. Name and value are percent-encoded; a leading `$` of the name
    /// stays. A name that is there already is sent twice.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        match name {
            "" => self.keep(Fault::new("a query parameter has an empty name")),
            _ => template::push_query(&mut self.0.target, name, value),
        }
        self
    }

    /// Appends a header. A name that is there already is sent twice, as HTTP allows for lists
    /// such as `Prefer`.
    ///
    /// `Authorization` is refused, because the token belongs to the client; so are a name or a
    /// value that HTTP cannot carry (RFC 9110, sections 5.1 and 5.5), such as one with a line break.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match parse_header(name, value) {
            Ok((name, value)) => {
                self.0.headers.append(name, value);
            }
            Err(fault) => self.keep(fault),
        }
        self
    }

    /// Appends a preference, RFC 7240: `Prefer: name="value"`, the value as a quoted string.
    #[must_use]
    pub fn preference(self, name: &str, value: &str) -> Self {
        self.header("Prefer", &format!("{name}={}", quoted(value)))
    }

    /// Sets the body; its content type is sent unless a `Content-Type` header is set.
    #[must_use]
    pub fn body(mut self, body: impl IntoBody) -> Self {
        match body.into_body() {
            Ok(body) => self.0.body = body,
            Err(source) => {
                self.keep(Fault { source: Some(Arc::from(source)), ..Fault::new("the body cannot be encoded") })
            }
        }
        self
    }

    /// The route, as documented.
    #[must_use]
    pub fn route(&self) -> Route {
        self.0.route
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.0.route.method
    }

    /// Path and query below the base URL. Without the path if the template refused a value.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.0.target
    }

    /// The headers set so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body as it was set, [`Body::none`] if it was not.
    #[must_use]
    pub fn body_ref(&self) -> &Body {
        &self.0.body
    }

    /// The request below `base_url`, which may have a path (`/beta`) and a slash at its end. An
    /// empty `base_url` gives a URI of path and query alone, as batches and test servers use.
    ///
    /// `Content-Type` follows from the body and `Accept` is `application/json`, each unless set.
    ///
    /// # Errors
    /// [`Error::Refused`] with the first fault, if the body is a stream, or if the whole is no URI (64 KB is the limit);
    /// [`Error::Config`] if `base_url` has a query or a fragment.
    pub fn to_http(&self, base_url: &str) -> Result<http::Request<Bytes>, Error> {
        self.clone().into_http(base_url)
    }

    pub(crate) fn into_http(self, base_url: &str) -> Result<http::Request<Bytes>, Error> {
        let route = self.0.route;
        let request = self.into_sendable(base_url)?;
        if request.body().is_stream() {
            let fault = Fault::new("its body is a stream, which a client sends");
            return Err(Refused::new(route, fault).into());
        }
        Ok(request.map(|body| body.bytes().clone()))
    }

    /// The request as a transport takes it.
    pub(crate) fn into_sendable(mut self, base_url: &str) -> Result<http::Request<Body>, Error> {
        if base_url.contains(['?', '#']) {
            return Err(Error::Config("the base URL has a query or a fragment".into()));
        }
        let route = self.0.route;
        let refuse = |fault| Error::from(Refused::new(route, fault));
        if let Some(fault) = self.0.fault.take() {
            return Err(refuse(fault));
        }
        let method = parse_method(route.method).map_err(refuse)?;
        let uri = if self.0.is_link { parse_link(&self.0.target) } else { join(base_url, &self.0.target) };
        let uri = uri.map_err(refuse)?;
        self.complete_headers().map_err(refuse)?;
        let mut request = http::Request::new(self.0.body);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.0.headers;
        Ok(request)
    }

    /// The URL that the service gave, where it is a request of one.
    pub(crate) fn link(&self) -> Option<&str> {
        Some(self.0.target.as_str()).filter(|_| self.0.is_link)
    }

    /// The same request with these headers, in place of those that it has.
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.0.headers = headers;
        self
    }

    pub(crate) fn allow_token(mut self, why: &'static str) -> Self {
        self.0.allowance = Some(why);
        self
    }

    /// Why it may be sent with a token that its page refuses; `None` where it may not.
    pub(crate) fn allowance(&self) -> Option<&'static str> {
        self.0.allowance
    }

    /// Sets `Accept`, unless it is set.
    pub(crate) fn accept(&mut self, accept: &'static str) {
        if !self.0.headers.contains_key(header::ACCEPT) {
            self.0.headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
    }

    fn complete_headers(&mut self) -> Result<(), Fault> {
        self.accept("application/json");
        if let Some(content_type) = self.0.body.content_type() {
            let value = HeaderValue::from_str(content_type)
                .map_err(|_| Fault::new("the content type of the body cannot stand in a header"))?;
            self.0.headers.entry(header::CONTENT_TYPE).or_insert(value);
        }
        Ok(())
    }

    fn keep(&mut self, fault: Fault) {
        self.0.fault.get_or_insert(fault);
    }
}

/// A preference as it stands in a header (RFC 7240, section 2): the value as a token where it is one, else as a quoted string.
pub(crate) fn preference(name: &str, value: &str) -> String {
    // The characters of RFC 9110, section 5.6.2.
    let is_tchar = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match value {
        "" => name.to_owned(),
        token if token.bytes().all(is_tchar) => format!("{name}={token}"),
        text => format!("{name}={}", quoted(text)),
    }
}

/// A quoted string (RFC 9110, section 5.6.4).
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Fault::new(format!("`{}` is no header name", name.escape_debug())))?;
    if parsed == header::AUTHORIZATION {
        return Err(Fault::new("header `Authorization` is set by the client, from its token").about(name));
    }
    let value = HeaderValue::from_str(value)
        .map_err(|_| Fault::new(format!("header `{name}` has a character that a header cannot carry")).about(name))?;
    Ok((parsed, value))
}

fn parse_method(method: &str) -> Result<Method, Fault> {
    Method::from_bytes(method.as_bytes()).map_err(|_| Fault::new(format!("`{method}` is no HTTP method")))
}

/// A URL that the service gave.
pub(crate) fn parse_link(url: &str) -> Result<Uri, Fault> {
    let uri = Uri::try_from(url)
        .map_err(|source| Fault { source: Some(Arc::new(source)), ..Fault::new("the link is no valid URI") })?;
    match uri.scheme_str() {
        Some("https" | "http") => Ok(uri),
        _ => Err(Fault::new("the link is no absolute URL of `https` or `http`")),
    }
}

fn join(base_url: &str, target: &str) -> Result<Uri, Fault> {
    let base = base_url.trim_end_matches('/');
    let slash = if target.starts_with('/') { "" } else { "/" };
    Uri::try_from([base, slash, target].concat()).map_err(|source| Fault {
        source: Some(Arc::new(source)),
        ..Fault::new("base URL and target make no valid URI")
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::Request;
    use crate::{Body, Error, Json, Route};

    const BASE: &str = "https://graph.microsoft.com/beta";

    fn request() -> Request {
        Request::new(Route::get("/users/{user_id}"), &["a b"])
    }

    fn refusal(request: &Request) -> String {
        match request.to_http(BASE) {
            Err(Error::Refused(refused)) => refused.reason().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn base_url_and_target_are_joined() {
        let table = [
            ("https://graph.microsoft.com/beta", "https://graph.microsoft.com/beta/users/a%20b"),
            ("https://graph.microsoft.com/beta/", "https://graph.microsoft.com/beta/users/a%20b"),
            ("http://[::1]:8080", "http://[::1]:8080/users/a%20b"),
            ("", "/users/a%20b"),
        ];
        for (base_url, uri) in table {
            assert_eq!(request().to_http(base_url).unwrap().uri().to_string(), uri);
        }
        let bare = Request::new(Route::get("@elsewhere.example/x"), &[]);
        let uri = bare.to_http("https://own.example").unwrap().uri().clone();
        assert_eq!(uri.host(), Some("own.example"));
        assert!(matches!(request().to_http("https://x/?a=b"), Err(Error::Config(_))));
    }

    #[test]
    fn queries_headers_and_body_are_sent() {
        let http = Request::new(Route::patch("/me?fixed=1"), &[])
            .query("$select", "id,name")
            .header("Prefer", "one")
            .header("prefer", "two")
            .preference("outlook.timezone", r#"a "b" \c"#)
            .body(json!({"a": null}))
            .to_http(BASE)
            .unwrap();
        assert_eq!(http.method(), "PATCH");
        assert_eq!(http.uri().query(), Some("fixed=1&$select=id%2Cname"));
        let preferences: Vec<_> = http.headers().get_all("prefer").iter().collect();
        assert_eq!(preferences, ["one", "two", r#"outlook.timezone="a \"b\" \\c""#]);
        assert_eq!(http.headers()["content-type"], "application/json");
        assert_eq!(http.headers()["accept"], "application/json");
        assert_eq!(http.body(), r#"{"a":null}"#);
    }

    #[test]
    fn headers_that_are_set_win() {
        let http = request()
            .header("Content-Type", "application/merge-patch+json")
            .header("Accept", "image/png")
            .body(json!({}))
            .to_http(BASE)
            .unwrap();
        assert_eq!(http.headers()["content-type"], "application/merge-patch+json");
        assert_eq!(http.headers()["accept"], "image/png");
        let bodiless = request().to_http(BASE).unwrap();
        assert!(!bodiless.headers().contains_key("content-type"));
    }

    #[test]
    fn faults_are_kept_and_the_first_is_told() {
        let secret = "s3cret";
        let table = [
            (request().header("AUTHORIZATION", secret), "header `Authorization` is set by the client, from its token"),
            (request().header("X-A", "s3cret\r\nX-B: 1"), "header `X-A` has a character that a header cannot carry"),
            (request().header("X A", secret), "`X A` is no header name"),
            (request().query("", secret), "a query parameter has an empty name"),
            (request().body(Json(BTreeMap::from([([1], 1)]))), "the body cannot be encoded"),
            (request().body(Body::new("a\nb", "")), "the content type of the body cannot stand in a header"),
            (request().query("x", &"y".repeat(70_000)), "base URL and target make no valid URI"),
            (Request::new(Route::new("G T", "/"), &[]), "`G T` is no HTTP method"),
            (request().query("", "").header("\n", ""), "a query parameter has an empty name"),
        ];
        for (request, reason) in table {
            assert_eq!(refusal(&request), reason);
            let error = request.to_http(BASE).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(secret));
        }
    }
}
