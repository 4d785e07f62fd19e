//! The trait that every generated endpoint implements, and the wrapper that adds to one.

use std::sync::Arc;

use bytes::Bytes;

use crate::error::{Error, StatusError};
use crate::query::{Draft, query_methods};
use crate::rules::{AnyKind, Rules};
use crate::{Body, BoxError, FromResponse, IntoBody, Operation, Permissions, Request};

/// One call of a documented operation: makes an `http::Request`, reads an `http::Response`, and
/// does no I/O of its own.
///
/// Generated from a page by `#[docbind::endpoint]`, `#[derive(docbind::Endpoint)]`,
/// `#[docbind::client]`, `docbind_codegen` or `cargo docbind`; it can be written by hand as well.
/// [`Client::send`](crate::Client::send) sends it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an endpoint",
    label = "not generated from an API page",
    note = "make one with `#[docbind::endpoint(\"page.md\")]`, or with `#[derive(docbind::Endpoint)]` and `#[endpoint(\"page.md\")]` on your own struct"
)]
pub trait Endpoint: Sized {
    /// What a successful call answers.
    type Response: FromResponse;

    /// What of the page the compiler holds a call to; `()` for nothing.
    type Rules: Rules;

    /// What the page says the operation is.
    const OPERATION: Operation;

    /// What the page says of permissions.
    const PERMISSIONS: Permissions;

    /// The request, below a base URL that is not known yet.
    fn into_request(self) -> Request;

    /// The request below `base_url`, as [`Request::to_http`] makes it, with the `Accept` header
    /// that [`Self::Response`](Endpoint::Response) asks for unless one is set.
    ///
    /// # Errors
    /// [`Error::Refused`] if it cannot be sent, naming the operation and the page, and
    /// [`Error::Config`] if `base_url` has a query or a fragment.
    fn to_http(self, base_url: &str) -> Result<http::Request<Bytes>, Error> {
        let mut request = self.into_request();
        request.accept(Self::Response::ACCEPT);
        request.into_http(base_url).map_err(|error| error.in_operation(&Self::OPERATION))
    }

    /// Reads the answer. Any 2xx is a success, documented or not; other codes are if the page
    /// documents them so.
    ///
    /// # Errors
    /// [`Error::Status`] for every other status, with the service's own code and message where
    /// the body has OData's error format; [`Error::Decode`] if a successful body cannot be read.
    fn read(response: http::Response<Bytes>) -> Result<Self::Response, Error> {
        read_as(&Self::OPERATION, response)
    }

    /// The same endpoint with one more query parameter, which the page need not know.
    fn with_query(self, name: &str, value: &str) -> With<Self> {
        With::new(self).with_query(name, value)
    }

    /// The same endpoint with one more header, which the page need not know.
    fn with_header(self, name: &str, value: &str) -> With<Self> {
        With::new(self).with_header(name, value)
    }

    /// The same endpoint, taken by clients of every kind of token, because its page errs in refusing one. `why` is told by a
    /// `tracing` event of the level `INFO` when it is sent.
    ///
    /// ```
    /// use docbind::{Application, Client, Endpoint, Error};
    ///
    /// # async fn mute<Mute: Endpoint>(client: &Client<Application>, mute: Mute) -> Result<(), Error> {
    /// client.send(mute.allow_undocumented_token_kind("worked in a test of the service of 1 June")).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn allow_undocumented_token_kind(self, why: &'static str) -> Undocumented<Self> {
        Undocumented { endpoint: self, why }
    }

    /// The same endpoint, to add typed OData query options to; see [`query`](crate::query). A [`Call`](crate::Call) has them too.
    fn odata(self) -> With<Self> {
        With::new(self)
    }

    /// The same endpoint with another body than the page's type has: any JSON, bytes, or a [`Body`].
    fn with_body(self, body: impl IntoBody) -> With<Self> {
        With::new(self).with_body(body)
    }
}

/// Reads the answer of an operation as any type; see [`Endpoint::read`].
pub(crate) fn read_as<T: FromResponse>(operation: &Operation, response: http::Response<Bytes>) -> Result<T, Error> {
    let result = match operation.is_success(response.status()) {
        true => T::from_response(response),
        false => Err(StatusError::new(response).into()),
    };
    result.map_err(|error| error.in_operation(operation))
}

/// An endpoint with query parameters, headers and a body of the caller's, made by
/// [`Endpoint::with_query`], [`Endpoint::with_header`], [`Endpoint::with_body`] and [`Endpoint::odata`].
#[derive(Clone, Debug)]
#[must_use = "an endpoint does nothing until a client sends it"]
pub struct With<E> {
    endpoint: E,
    // In a box, so that an endpoint to which nothing is added costs the compiler no more than the endpoint.
    added: Option<Box<Added>>,
}

#[derive(Clone, Debug, Default)]
struct Added {
    extras: Vec<Extra>,
    query: Option<Draft>,
}

#[derive(Clone, Debug)]
enum Extra {
    Query(String, String),
    Header(String, String),
    /// A body, or why it cannot be encoded.
    Body(Result<Body, Arc<str>>),
}

impl<E> With<E> {
    pub(crate) fn new(endpoint: E) -> Self {
        Self { endpoint, added: None }
    }

    /// One more query parameter, as [`Request::query`] takes it.
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.added().extras.push(Extra::Query(name.into(), value.into()));
        self
    }

    /// One more header, as [`Request::header`] takes it.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.added().extras.push(Extra::Header(name.into(), value.into()));
        self
    }

    /// Another body, in place of the one that the endpoint has.
    pub fn with_body(mut self, body: impl IntoBody) -> Self {
        self.added().extras.push(Extra::Body(body.into_body().map_err(|error| error.to_string().into())));
        self
    }

    pub(crate) fn map<F>(self, change: impl FnOnce(E) -> F) -> With<F> {
        With { endpoint: change(self.endpoint), added: self.added }
    }

    pub(crate) fn draft(&mut self) -> &mut Draft {
        self.added().query.get_or_insert_default()
    }

    fn added(&mut self) -> &mut Added {
        self.added.get_or_insert_default()
    }
}

/// Typed query options; see [`query`](crate::query).
impl<E: Endpoint> With<E> {
    query_methods!();
}

impl<E: Endpoint> Endpoint for With<E> {
    type Response = E::Response;
    type Rules = E::Rules;
    const OPERATION: Operation = E::OPERATION;
    const PERMISSIONS: Permissions = E::PERMISSIONS;

    fn into_request(self) -> Request {
        let request = self.endpoint.into_request();
        let Some(added) = self.added else { return request };
        let request = added.extras.iter().fold(request, |request, extra| match extra {
            Extra::Query(name, value) => request.query(name, value),
            Extra::Header(name, value) => request.header(name, value),
            Extra::Body(body) => request.body(body.clone().map_err(|reason| BoxError::from(reason.as_ref()))),
        });
        match added.query {
            Some(query) => query.add_to(request, E::OPERATION.has_consistency_level),
            None => request,
        }
    }
}

/// An endpoint that is taken by clients of every kind of token; made by [`Endpoint::allow_undocumented_token_kind`].
#[derive(Clone, Debug)]
#[must_use = "an endpoint does nothing until a client sends it"]
pub struct Undocumented<E> {
    endpoint: E,
    why: &'static str,
}

impl<E: Endpoint> Endpoint for Undocumented<E> {
    type Response = E::Response;
    type Rules = AnyKind<E::Rules>;
    const OPERATION: Operation = E::OPERATION;
    const PERMISSIONS: Permissions = E::PERMISSIONS;

    fn into_request(self) -> Request {
        self.endpoint.into_request().allow_token(self.why)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::Endpoint;
    use crate::{Error, Operation, Permissions, Request};

    #[derive(Clone)]
    struct GetPhoto {
        request: Request,
    }

    impl GetPhoto {
        fn new(user_id: &str) -> Self {
            Self { request: Request::of::<Self>(0, &[user_id]) }
        }
    }

    impl Endpoint for GetPhoto {
        type Response = Bytes;
        type Rules = ();
        const OPERATION: Operation = Operation {
            name: "GetPhoto",
            title: "Get photo",
            page: "photo-get.md",
            base_url: "",
            routes: &["GET /users/{user_id}/photo"],
            success: &[200, 302],
            ..Operation::EMPTY
        };
        const PERMISSIONS: Permissions = Permissions::NOT_SAID;

        fn into_request(self) -> Request {
            self.request
        }
    }

    fn respond(status: u16, body: &'static str) -> http::Response<Bytes> {
        http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[test]
    fn extras_are_added_to_the_request() {
        let http = GetPhoto::new("1")
            .with_query("$top", "5")
            .with_header("Prefer", "x")
            .to_http("https://a.example/v1.0")
            .unwrap();
        assert_eq!(http.uri(), "https://a.example/v1.0/users/1/photo?$top=5");
        assert_eq!(http.headers()["prefer"], "x");
        assert_eq!(http.headers()["accept"], "*/*");
    }

    #[test]
    fn a_refusal_names_operation_page_and_route() {
        let error = GetPhoto::new("..").to_http("https://a.example").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`GetPhoto` is not sent: path parameter `user_id` makes a `..` segment, which would \
             name another path (route `GET /users/{user_id}/photo` of photo-get.md)"
        );
        let Error::Refused(refused) = error else { panic!() };
        assert_eq!(refused.parameter(), Some("user_id"));
        assert_eq!(refused.page(), Some("photo-get.md"));
    }

    #[test]
    fn documented_codes_and_all_2xx_succeed() {
        for status in [200, 206, 299, 302] {
            assert_eq!(GetPhoto::read(respond(status, "x")).unwrap(), "x");
        }
        for status in [301, 304, 400, 404, 500, 999] {
            let error = GetPhoto::read(respond(status, "x")).unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), status);
        }
    }
}
