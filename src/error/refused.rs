//! A request that cannot be sent as it is, and why.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::{Operation, Permissions, Route};

/// What is wrong with a request, kept until it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) reason: String,
    pub(crate) parameter: Option<String>,
    pub(crate) permissions: Option<&'static Permissions>,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Fault {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), parameter: None, permissions: None, source: None }
    }

    /// The same fault, of one parameter or header.
    pub(crate) fn about(mut self, parameter: &str) -> Self {
        self.parameter = Some(parameter.to_owned());
        self
    }

    /// The same fault, of a token that these permissions do not take.
    pub(crate) fn of_permissions(mut self, permissions: &'static Permissions) -> Self {
        self.permissions = Some(permissions);
        self
    }

    #[cfg(test)]
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}

/// A request that was refused before anything was sent: [`Error::Refused`](crate::Error::Refused).
#[derive(Debug)]
pub struct Refused {
    operation: Option<(&'static str, &'static str)>,
    route: Route,
    fault: Fault,
}

impl Refused {
    pub(crate) fn new(route: Route, fault: Fault) -> Self {
        Self { operation: None, route, fault }
    }

    pub(crate) fn name_operation(&mut self, operation: &Operation) {
        self.operation = Some((operation.name, operation.page));
    }

    /// The operation, where the request was made from an endpoint.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.operation.map(|(name, _)| name)
    }

    /// The page of the operation, where the request was made from an endpoint.
    #[must_use]
    pub fn page(&self) -> Option<&'static str> {
        self.operation.map(|(_, page)| page)
    }

    /// The route with its template, as the page gives it.
    #[must_use]
    pub fn route(&self) -> Route {
        self.route
    }

    /// The parameter or header that is at fault, where it is one.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        self.fault.parameter.as_deref()
    }

    /// What the page says of permissions, where the client's token is at fault: the token says of itself that it has none that
    /// would do.
    #[must_use]
    pub fn permissions(&self) -> Option<&'static Permissions> {
        self.fault.permissions
    }

    /// What is wrong, without any value that was to be sent.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.fault.reason
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Route { method, template, .. } = self.route;
        let reason = self.reason();
        match self.operation {
            Some((name, "")) => write!(f, "`{name}` is not sent: {reason} (route `{method} {template}`)"),
            Some((name, page)) => {
                write!(f, "`{name}` is not sent: {reason} (route `{method} {template}` of {page})")
            }
            None => write!(f, "a request is not sent: {reason} (route `{method} {template}`)"),
        }
    }
}

impl StdError for Refused {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.fault.source.as_deref()?;
        Some(source)
    }
}
