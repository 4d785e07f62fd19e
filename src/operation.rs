//! What a page says an operation is (its routes, base URL, success codes and clouds), as constants.

use http::StatusCode;

use crate::Cloud;

/// One documented operation, as constants that generated code fills from its page.
///
/// Generated code builds this with a literal that takes what the page does not say from [`EMPTY`](Self::EMPTY).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name of the endpoint type, such as `DeleteParticipant`.
    pub name: &'static str,
    /// The title of the page, such as `Delete participant`.
    pub title: &'static str,
    /// The page, relative to the folder that was read, such as `participant-delete.md`.
    pub page: &'static str,
    /// The base URL that the page's examples use; empty where the page gives none.
    pub base_url: &'static str,
    /// Every documented route that can be called, in page order: its method, a space, and its template, such as
    /// `GET /users/{user_id}`. [`route`](Self::route) takes one apart.
    // As text: a constant for each route takes the compiler longer.
    pub routes: &'static [&'static str],
    /// What the page says of the deprecation of routes, by their places in [`routes`](Self::routes).
    pub deprecated_routes: &'static [(usize, &'static str)],
    /// The documented success codes, in page order.
    pub success: &'static [u16],
    /// What an executable that can send this operation is known by: `cargo docbind permissions --binary` looks for
    /// the bytes `\u{1}docbind-operation 1 NAME PAGE\u{1}`. Empty for what no page describes.
    ///
    /// A client refers to the whole operation when it sends it. What is never sent is not linked, and its mark neither.
    pub mark: &'static str,
    /// The clouds that serve the operation. Empty where the page does not say; a [`Client`](crate::Client) that is for another
    /// one then sends it all the same.
    pub clouds: &'static [Cloud],
    /// Whether the page names the request header `ConsistencyLevel`.
    pub has_consistency_level: bool,
}

impl Operation {
    /// An operation of which nothing is said.
    pub const EMPTY: Self = Self {
        name: "",
        title: "",
        page: "",
        base_url: "",
        routes: &[],
        deprecated_routes: &[],
        success: &[],
        mark: "",
        clouds: &[],
        has_consistency_level: false,
    };

    /// The same routes, and nothing else.
    pub(crate) const fn routes_alone(&self) -> Self {
        Self { routes: self.routes, deprecated_routes: self.deprecated_routes, ..Self::EMPTY }
    }

    /// A route by its place in [`routes`](Self::routes). `None` where there is no such place.
    #[must_use]
    pub fn route(&self, place: usize) -> Option<Route> {
        let route = *self.routes.get(place)?;
        let (method, template) = route.split_once(' ').unwrap_or((route, ""));
        let deprecated = self.deprecated_routes.iter().find(|(deprecated, _)| *deprecated == place);
        Some(Route { method, template, deprecated: deprecated.map(|(_, note)| *note) })
    }

    /// Whether a status is a success: any 2xx, and what the page documents.
    #[must_use]
    pub fn is_success(&self, status: StatusCode) -> bool {
        status.is_success() || self.success.contains(&status.as_u16())
    }
}

/// One documented way to call an operation: a method and a template of path and query.
///
/// # Template language
/// | in the template | the value is sent as |
/// |---|---|
/// | `{name}` in the path | one percent-encoded segment, or part of one; empty is refused |
/// | `{name}` after the `?` | a percent-encoded query value; may be empty |
/// | `'{name}'` | an OData string literal: each `'` doubled, then percent-encoded; may be empty |
/// | `{+name}` | a path: its slashes stay, each segment is percent-encoded; slashes at both ends are dropped, an empty segment is refused |
///
/// Everything else stands for itself and is URL-safe as written. Letters, digits and `-._~`
/// (the unreserved characters of RFC 3986, section 2.3), `@` and `!` stay as they are in a value;
/// every other byte is encoded. A path segment that would come out as `.` or `..` is refused,
/// because a server or proxy would walk up the path (RFC 3986, section 5.2.4). Doubled quotes are
/// the rule of OData 4.01 URL conventions, section 5.1.1.6.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// Path and query below the base URL.
    pub template: &'static str,
    /// What the page says of the deprecation of this route, where it does.
    pub deprecated: Option<&'static str>,
}

impl Route {
    /// A route with any method, such as `HEAD`.
    #[must_use]
    pub const fn new(method: &'static str, template: &'static str) -> Self {
        Self { method, template, deprecated: None }
    }

    /// A `GET` route.
    #[must_use]
    pub const fn get(template: &'static str) -> Self {
        Self::new("GET", template)
    }

    /// A `POST` route.
    #[must_use]
    pub const fn post(template: &'static str) -> Self {
        Self::new("POST", template)
    }

    /// A `PUT` route.
    #[must_use]
    pub const fn put(template: &'static str) -> Self {
        Self::new("PUT", template)
    }

    /// A `PATCH` route.
    #[must_use]
    pub const fn patch(template: &'static str) -> Self {
        Self::new("PATCH", template)
    }

    /// A `DELETE` route.
    #[must_use]
    pub const fn delete(template: &'static str) -> Self {
        Self::new("DELETE", template)
    }

    /// The same route, marked as deprecated with the page's words.
    #[must_use]
    pub const fn deprecated(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Operation, Route};

    #[test]
    fn routes_are_taken_apart_by_their_places() {
        let routes = &["GET /boats/{boat_id}?kind={kind}", "HEAD /old boats", "/boats"];
        let operation = Operation { routes, deprecated_routes: &[(1, "old")], ..Operation::EMPTY };
        assert_eq!(operation.route(0), Some(Route::get("/boats/{boat_id}?kind={kind}")));
        assert_eq!(operation.route(1), Some(Route::new("HEAD", "/old boats").deprecated("old")));
        // No HTTP method: it is refused when it is sent.
        assert_eq!(operation.route(2), Some(Route::new("/boats", "")));
        assert_eq!(operation.route(3), None);
        assert_eq!(operation.routes_alone(), operation);
    }
}
