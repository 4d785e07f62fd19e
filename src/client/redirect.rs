//! An answer that names another place in; what is sent there, if anything, out.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, LOCATION, PROXY_AUTHORIZATION};
use http::uri::Scheme;
use http::{Method, StatusCode, Uri};

use super::base_url::{Origin, has_user, is_allowed};
use super::exchange::Hop;
use crate::TransportError;

/// How many redirects are followed.
const MOST: u32 = 10;

/// What to do with an answer.
pub(super) enum Step {
    /// It is the answer.
    Stop,
    /// Send this.
    Follow(Box<Hop>),
    /// Nothing is to be sent where it leads.
    Refuse(TransportError),
}

/// Follows a redirect (RFC 9110, section 15.4). `GET` and `HEAD` are sent again; other methods are where 307 and 308 say so and
/// the body can be sent again, and 303 makes a `GET` of them. A redirect from https to http is refused, and one to http on a
/// host other than loopback unless the client allows it. Cookies do not go to another origin.
pub(super) fn follow(hop: &Hop, status: StatusCode, location: Option<&str>, allow_http: bool) -> Step {
    let is_safe = matches!(hop.parts.method, Method::GET | Method::HEAD);
    let becomes_get = match status.as_u16() {
        301 | 302 if is_safe => false,
        303 => !is_safe,
        307 | 308 if is_safe || hop.body.can_repeat() => false,
        _ => return Step::Stop,
    };
    let Some(location) = location else { return Step::Stop };
    let refuse = |reason: &str| Step::Refuse(TransportError::permanent(format!("the service redirects {reason}")));
    let Some(target) = resolve(&hop.parts.uri, location) else { return refuse("to what is no URL") };
    let is_downgrade = hop.parts.uri.scheme() == Some(&Scheme::HTTPS) && target.scheme() != Some(&Scheme::HTTPS);
    if is_downgrade {
        return refuse("from https to http, which is not followed");
    }
    if !is_allowed(&target, allow_http) {
        return refuse("to another host by http, which is not followed");
    }
    if hop.redirects >= MOST {
        return refuse("too often");
    }
    let mut next = hop.clone();
    next.redirects += 1;
    if !Origin::of(&hop.parts.uri).is_some_and(|origin| origin.is_of(&target)) {
        next.parts.headers.remove(COOKIE);
        next.parts.headers.remove(PROXY_AUTHORIZATION);
    }
    next.parts.uri = target;
    if becomes_get {
        next.parts.method = Method::GET;
        next.body = crate::Body::none();
        next.parts.headers.remove(CONTENT_TYPE);
        next.parts.headers.remove(CONTENT_LENGTH);
    }
    Step::Follow(Box::new(next))
}

/// `Location` as the header has it.
pub(super) fn location(headers: &http::HeaderMap) -> Option<&str> {
    headers.get(LOCATION)?.to_str().ok()
}

/// A reference (RFC 3986, section 4.2) from a URL: absolute, by another host, from the root, or beside the path.
pub(super) fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.split('#').next().unwrap_or_default();
    let (scheme, authority) = (base.scheme_str()?, base.authority()?);
    let text = if reference.contains("://") {
        reference.to_owned()
    } else if let Some(rest) = reference.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if reference.starts_with('/') {
        format!("{scheme}://{authority}{reference}")
    } else if reference.starts_with('?') || reference.is_empty() {
        format!("{scheme}://{authority}{}{reference}", base.path())
    } else {
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{folder}/{reference}")
    };
    let uri: Uri = text.parse().ok()?;
    let is_plain = uri.authority().is_some() && !has_user(&uri);
    matches!(uri.scheme_str(), Some("https" | "http")).then_some(uri).filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_resolved_from_the_url() {
        let base = "https://a.example:8443/v1/users/1?x=1".parse().unwrap();
        let table = [
            ("https://b.example/x?y=1#z", Some("https://b.example/x?y=1")),
            ("//b.example/x", Some("https://b.example/x")),
            ("/x", Some("https://a.example:8443/x")),
            ("2", Some("https://a.example:8443/v1/users/2")),
            ("?y=2", Some("https://a.example:8443/v1/users/1?y=2")),
            ("ftp://b.example/", None),
            ("https://user@b.example/", None),
            ("https://", None),
            ("/a b", None),
        ];
        for (reference, target) in table {
            assert_eq!(resolve(&base, reference).map(|uri| uri.to_string()).as_deref(), target, "{reference}");
        }
    }
}
