//! A base URL in, why a client may not use it out.

use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, Scheme};

use crate::Error;

/// Checks that requests, with a token, may go to `base_url`. It is not repeated in the error,
/// because it may hold a password.
pub(crate) fn check(base_url: &str, allow_http: bool) -> Result<(), Error> {
    let uri: Uri = base_url.parse().map_err(|error| refuse(&format!("is no URL: {error}")))?;
    let (Some(scheme), Some(_)) = (uri.scheme_str(), uri.authority()) else {
        return Err(refuse("is not absolute, such as `https://api.example/v1`"));
    };
    if has_user(&uri) {
        return Err(refuse("has a user or a password"));
    }
    if base_url.contains(['?', '#']) {
        return Err(refuse("has a query or a fragment"));
    }
    if uri.path().split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(refuse("has a `.` or `..` segment"));
    }
    match scheme {
        "http" | "https" if is_allowed(&uri, allow_http) => Ok(()),
        "http" => Err(refuse("is `http`; use `https`, or `allow_http` if you must")),
        _ => Err(refuse("is neither `https` nor `http`")),
    }
}

/// Whether a request may go to a URL at all: by `https`, by `http` on loopback, or where the user allowed it.
pub(crate) fn is_allowed(uri: &Uri, allow_http: bool) -> bool {
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => allow_http || uri.host().is_some_and(is_loopback),
        _ => false,
    }
}

/// Whether a URL has a user or a password (RFC 3986, section 3.2.1).
pub(super) fn has_user(uri: &Uri) -> bool {
    uri.authority().is_some_and(|authority| authority.as_str().contains('@'))
}

/// What a token belongs to: scheme, host and port (RFC 6454, section 4).
#[derive(Clone, Debug)]
pub(super) struct Origin {
    scheme: Scheme,
    /// Host and port as the URL has them.
    authority: Authority,
    port: u16,
}

impl Origin {
    /// `None` where the URL has no host, or a scheme without a port of its own.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let (scheme, authority) = (uri.scheme()?.clone(), uri.authority()?.clone());
        Some(Self { port: port(&scheme, &authority)?, scheme, authority })
    }

    pub(super) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Whether a URL has this origin.
    pub(super) fn is_of(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return false };
        let is_written_alike = authority.as_str() == self.authority.as_str();
        let is_alike = || {
            authority.host().eq_ignore_ascii_case(self.authority.host()) && port(scheme, authority) == Some(self.port)
        };
        *scheme == self.scheme && (is_written_alike || is_alike())
    }
}

/// The port of a URL. `None` where it is not written, and the scheme has none of its own.
fn port(scheme: &Scheme, authority: &Authority) -> Option<u16> {
    let defaults = [(Scheme::HTTPS, 443), (Scheme::HTTP, 80)];
    let (_, default) = defaults.into_iter().find(|(known, _)| known == scheme)?;
    Some(authority.port_u16().unwrap_or(default))
}

fn refuse(reason: &str) -> Error {
    Error::Config(format!("the base URL {reason}"))
}

/// `localhost` and below (RFC 6761, section 6.3), 127.0.0.0/8 and `[::1]`.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            let last = host.rsplit_once('.').map_or(host, |(_, last)| last);
            last.eq_ignore_ascii_case("localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::{Origin, check};

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        let origin = Origin::of(&uri("https://Graph.example/v1.0")).unwrap();
        for text in ["https://graph.example/x", "https://GRAPH.example:443/", "HTTPS://graph.example/?a"] {
            assert!(origin.is_of(&uri(text)), "{text}");
        }
        for text in [
            "http://graph.example/",
            "https://graph.example:8443/",
            "https://graph.example.evil/",
            "https://a.graph.example/",
            "/v1.0",
        ] {
            assert!(!origin.is_of(&uri(text)), "{text}");
        }
    }

    #[test]
    fn base_urls_are_checked() {
        let table = [
            ("https://graph.microsoft.com/beta", None),
            ("https://graph.microsoft.com/", None),
            ("HTTPS://graph.microsoft.com", None),
            ("http://127.0.0.1:8080/v1", None),
            ("http://127.9.9.9", None),
            ("http://[::1]:8080", None),
            ("http://LocalHost", None),
            ("http://a.localhost", None),
            ("http://localhost.example", Some("is `http`")),
            ("http://127.0.0.1.example", Some("is `http`")),
            ("http://graph.microsoft.com", Some("is `http`")),
            ("ftp://a.example", Some("is neither")),
            ("/beta", Some("is not absolute")),
            ("graph.microsoft.com", Some("is not absolute")),
            ("", Some("is no URL")),
            ("https://", Some("is no URL")),
            ("https://a b", Some("is no URL")),
            ("https://me:s3cret@a.example", Some("has a user or a password")),
            ("http://localhost@a.example", Some("has a user or a password")),
            ("https://a.example/?x=s3cret", Some("has a query")),
            ("https://a.example/#x", Some("has a query")),
            ("https://a.example/v1/../x", Some("has a `.` or `..`")),
        ];
        for (base_url, reason) in table {
            let message = check(base_url, false).err().map(|error| error.to_string());
            assert_eq!(message.is_some(), reason.is_some(), "{base_url}: {message:?}");
            let message = message.unwrap_or_default();
            assert!(message.contains(reason.unwrap_or_default()), "{message}");
            assert!(!message.contains("s3cret"));
        }
        check("http://graph.microsoft.com", true).unwrap();
    }
}
