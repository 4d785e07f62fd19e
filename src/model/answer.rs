//! A successful response in; a model, a page of a collection, a wrapped value or a place to look out.

use std::any::type_name;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LOCATION, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use super::Model;
use super::node::Node;
use super::object::Object;
use super::value::{Item, Read};
use crate::error::{DecodeError, Error};
use crate::response::json_of;
use crate::{BoxError, FromResponse};

/// A JSON object. Properties of other types than the page says do not spoil it: see [`Property`](crate::Property).
impl<M: Model> FromResponse for M {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        read(response, |node| match node {
            Node::Object(object) => Ok(M::from_object(object)),
            other => Err(unexpected("an object", &other)),
        })
    }
}

/// A bare JSON array, or the one in `{"value": [..]}`.
impl<T: Item> FromResponse for Vec<T> {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        Page::from_response(response).map(|page| page.items)
    }
}

/// One page of a collection: `{"value": [..], "@odata.nextLink": ".."}`. A bare array is read as well.
#[derive(Clone, PartialEq)]
pub struct Page<T> {
    /// The items of the page.
    pub items: Vec<T>,
    rest: Object,
}

impl<T> Page<T> {
    /// The URL of the next page, `@odata.nextLink`. `None` on the last page.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.control("@odata.nextLink", "@nextLink").and_then(<&str>::read)
    }

    /// The URL that asks for what changes from now on, `@odata.deltaLink`.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.control("@odata.deltaLink", "@deltaLink").and_then(<&str>::read)
    }

    /// How many items all pages have together, `@odata.count`, where the request asked for it.
    #[must_use]
    pub fn count(&self) -> Option<i64> {
        self.control("@odata.count", "@count").and_then(i64::read)
    }

    /// What is to be followed to the next page. A next link that is no text is given as it is, for what follows it to refuse: the
    /// pages must not seem to end there.
    pub(crate) fn following(&self) -> Option<String> {
        match self.control("@odata.nextLink", "@nextLink")? {
            Node::Null => None,
            Node::Text(link) => Some(link.to_string()),
            other => Some(Value::from(other).to_string()),
        }
    }

    /// What came beside the items.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Option<Value> {
        self.rest.get(name)
    }

    /// Control information, which OData 4.01 lets a service name without `odata.`.
    fn control(&self, name: &str, short: &str) -> Option<&Node> {
        self.rest.node(name).or_else(|| self.rest.node(short))
    }
}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("items", &self.items).field("rest", &self.rest).finish()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T: Item> FromResponse for Page<T> {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        read(response, |node| {
            let (list, rest) = match node {
                Node::Object(mut object) => {
                    let list = object.take_node("value");
                    (list.ok_or("the answer has no property `value`")?, object)
                }
                list => (list, Object::new()),
            };
            let Node::List(items) = list else { return Err(unexpected("a collection", &list)) };
            let item = |(at, item): (usize, &Node)| {
                T::read(item).ok_or_else(|| {
                    BoxError::from(format!("item {at} is {}, where {} is expected", item.describe(), T::EXPECTED))
                })
            };
            let items = items.iter().enumerate().map(item).collect::<Result<_, _>>()?;
            Ok(Self { items, rest })
        })
    }
}

/// A value in `{"value": ..}`, or a bare one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Single<T>(
    /// The value.
    pub T,
);

impl<T: Item> FromResponse for Single<T> {
    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        read(response, |node| {
            let wrapped = match &node {
                Node::Object(object) => object.node("value"),
                _ => None,
            };
            let node = wrapped.unwrap_or(&node);
            T::read(node).map(Self).ok_or_else(|| unexpected(T::EXPECTED, node))
        })
    }
}

/// Where an answer leads: to a download, or to a monitor of what goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    status: StatusCode,
    headers: HeaderMap,
}

impl Location {
    /// The status: `202 Accepted`, `302 Found`.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The URL of `Location`, `Operation-Location` or `Content-Location`, whichever comes first.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        let operation = HeaderName::from_static("operation-location");
        let mut names = [LOCATION, operation, CONTENT_LOCATION].into_iter();
        names.find_map(|name| self.header(&name))
    }

    /// What `Retry-After` says, in seconds or as a date (RFC 9110, section 10.2.3).
    #[must_use]
    pub fn retry_after(&self) -> Option<&str> {
        self.header(&RETRY_AFTER)
    }

    /// The URL that tells how an accepted operation goes on. Where there are both headers, `Location` is what it makes, and
    /// `Operation-Location` tells of the operation (Microsoft's REST API guidelines, "Long-running operations").
    pub(crate) fn monitor_url(&self) -> Option<&str> {
        self.header(&HeaderName::from_static("operation-location")).or_else(|| self.url())
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).map(HeaderValue::to_str)?.ok()
    }
}

impl FromResponse for Location {
    const ACCEPT: &'static str = "*/*";

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        let (parts, _) = response.into_parts();
        Ok(Self { status: parts.status, headers: parts.headers })
    }
}

/// The answer of an operation that may take its time: what it gives, or where to look for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Accepted<T> {
    /// It is done.
    Done(T),
    /// It was accepted; the location tells how it goes on.
    Accepted(Location),
}

impl<T: FromResponse> FromResponse for Accepted<T> {
    const ACCEPT: &'static str = T::ACCEPT;

    fn from_response(response: http::Response<Bytes>) -> Result<Self, Error> {
        let leads_on = response.status() == StatusCode::ACCEPTED || response.status().is_redirection();
        if leads_on {
            Location::from_response(response).map(Self::Accepted)
        } else {
            T::from_response(response).map(Self::Done)
        }
    }
}

fn read<T>(response: http::Response<Bytes>, take: impl FnOnce(Node) -> Result<T, BoxError>) -> Result<T, Error> {
    let result = json_of(response.body()).and_then(|json| take(Node::from_slice(json, type_name::<T>())?));
    result.map_err(|reason| DecodeError::new(response, reason).into())
}

fn unexpected(expected: &'static str, node: &Node) -> BoxError {
    format!("the answer is {}, where {expected} was expected", node.describe()).into()
}
