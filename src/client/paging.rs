//! A call whose answer comes in pages in; its pages, its items or its changes as a stream out.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Response;

use super::exchange::Subject;
use super::walk::Walk;
use super::{Call, Client};
use crate::endpoint::read_as;
use crate::model::{Change, Item};
use crate::rules::Takes;
use crate::stream::next;
use crate::{Endpoint, Error, FromResponse, Operation, Page, Permissions, Request, Route, TokenMarker};

impl<K: TokenMarker> Client<K> {
    /// A call of the page that `link` leads to, to await or to go on from: the `@odata.nextLink` or `@odata.deltaLink` of an
    /// earlier answer of `E`, exactly as it was. Headers are those that are added to this call; a link has the rest.
    ///
    /// The token goes along only if the link is of the client's own origin.
    ///
    /// ```
    /// use docbind::{Client, Endpoint, Error};
    ///
    /// # async fn go_on<ListUsers>(client: &Client, saved: &str) -> Result<(), Error>
    /// # where ListUsers: Endpoint<Response = docbind::Page<docbind::Value>> {
    /// let mut users = client.resume::<ListUsers>(saved).header("ConsistencyLevel", "eventual").items();
    /// while let Some(user) = users.next().await {
    ///     println!("{}", user?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume<E: Endpoint + Takes<K>>(&self, link: &str) -> Call<'_, Resumed<E>> {
        self.inner.call(Resumed { link: link.into(), endpoint: PhantomData })
    }
}

/// The endpoint `E` at a link that the service gave; made by [`Client::resume`].
pub struct Resumed<E> {
    link: Box<str>,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> Clone for Resumed<E> {
    fn clone(&self) -> Self {
        Self { link: self.link.clone(), endpoint: PhantomData }
    }
}

impl<E: Endpoint> fmt::Debug for Resumed<E> {
    /// The link is left out, because it may hold values of the request.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resumed").field("operation", &E::OPERATION.name).finish_non_exhaustive()
    }
}

impl<E: Endpoint> Endpoint for Resumed<E> {
    type Response = E::Response;
    type Rules = E::Rules;
    const OPERATION: Operation = E::OPERATION;
    const PERMISSIONS: Permissions = E::PERMISSIONS;

    fn into_request(self) -> Request {
        let route = E::OPERATION.route(0).unwrap_or(Route::get(""));
        Request::of_link(route, &self.link)
    }
}

impl<E, T> Call<'_, E>
where
    E: Endpoint<Response = Page<T>>,
    T: Item,
{
    /// The answer page by page. Nothing is sent until the stream is polled, and no page before it is asked for.
    ///
    /// Each next link is followed exactly as it came (`nextLink` of OData JSON format 4.01), with the headers and options of this
    /// call. The token goes to the client's own origin only; to another one go the headers that say how to answer, and no others.
    /// A link from https to http is refused, and so is one that leads back to a page that was read before.
    ///
    /// ```
    /// # use docbind::{Client, Endpoint, Error, Page, Value};
    /// # async fn list<ListUsers: Endpoint<Response = Page<Value>>>(client: &Client, list: ListUsers) -> Result<(), Error> {
    /// let mut pages = client.call(list).header("Prefer", "odata.maxpagesize=100").pages();
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} of {:?}", page.items.len(), page.count());
    ///     if let Some(link) = pages.link() {
    ///         println!("to go on later: {link}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        self.walk(E::read)
    }

    /// The items of all pages, one by one; see [`pages`](Self::pages).
    ///
    /// ```
    /// # use docbind::{Client, Endpoint, Error, Page, Value};
    /// # async fn list<ListUsers: Endpoint<Response = Page<Value>>>(client: &Client, list: ListUsers) -> Result<(), Error> {
    /// let mut users = client.call(list).items();
    /// while let Some(user) = users.next().await {
    ///     println!("{}", user?["displayName"]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn items(self) -> Items<T> {
        Items::of(self.pages())
    }

    /// What changed, for an endpoint that answers with a delta (OData JSON format 4.01, section 15): items that were added or
    /// changed, and items that were removed. It follows next links to the delta link, which [`Changes::delta_link`] gives
    /// when all changes were read.
    ///
    /// ```
    /// # use docbind::{Change, Client, Endpoint, Error, Page, Value};
    /// # async fn sync<UserDelta: Endpoint<Response = Page<Value>>>(
    /// #     client: &Client, delta: UserDelta, saved: Option<&str>,
    /// # ) -> Result<Option<String>, Error> {
    /// let mut changes = match saved {
    ///     Some(link) => client.resume::<UserDelta>(link).changes(),
    ///     None => client.call(delta).changes(),
    /// };
    /// while let Some(change) = changes.next().await {
    ///     match change? {
    ///         Change::Changed(user) => println!("changed: {user}"),
    ///         Change::Removed { id, .. } => println!("removed: {id:?}"),
    ///     }
    /// }
    /// let link = changes.delta_link().map(str::to_owned);
    /// # Ok(link)
    /// # }
    /// ```
    pub fn changes(self) -> Changes<T> {
        Changes { items: Items::of(self.walk(|response| read_as(&E::OPERATION, response))) }
    }

    fn walk<U>(self, read: Reader<U>) -> Pages<U> {
        let options = self.options();
        let mut request = self.endpoint.into_request();
        request.accept(E::Response::ACCEPT);
        let walk = Walk::new(self.client, Subject::of::<E>(&request), request, options);
        Pages { walk, read, delta_link: None }
    }
}

type Reader<T> = fn(Response<Bytes>) -> Result<Page<T>, Error>;

/// The pages of an answer, as a [`Stream`]; made by [`Call::pages`].
///
/// After an error the stream goes on with the same page, so that polling again tries it again: stop where you do not want that.
/// Where a page cannot be asked for at all ([`Error::Refused`]), the stream ends after the error. It needs no async runtime but
/// what the transport needs, and dropping it at any time costs nothing.
///
/// `Debug` shows the operation's name, not the links.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    walk: Walk,
    read: Reader<T>,
    delta_link: Option<String>,
}

impl<T> Pages<T> {
    /// The next page. `None` after the last.
    ///
    /// # Errors
    /// As for [`Client::send`], for each page.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        next(self).await
    }

    /// The link of the page that comes next, to save and to go on from with [`Client::resume`]. `None` before the first page of a
    /// call that was not resumed, and after the last page.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.walk.link()
    }

    /// The delta link, when the last page was read and where it has one.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// Whether no more comes: the last page was read, or the next one cannot be asked for.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.walk.is_done()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        let Some(response) = ready!(self.walk.poll(context)) else { return Poll::Ready(None) };
        let page = response.and_then(self.read);
        if let Ok(page) = &page {
            let following = page.following();
            self.delta_link = page.delta_link().filter(|_| following.is_none()).map(str::to_owned);
            self.walk.advance(following);
        }
        Poll::Ready(Some(page))
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.walk).finish()
    }
}

/// The items of all pages of an answer, as a [`Stream`]; made by [`Call::items`].
///
/// It holds one page. The next one is asked for when the items of that one are used up, and not before. For errors see [`Pages`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    /// What is left of the page.
    rest: std::vec::IntoIter<T>,
    /// The link of that page.
    link: Option<String>,
    count: Option<i64>,
}

impl<T> Items<T> {
    fn of(pages: Pages<T>) -> Self {
        Self { pages, rest: Vec::new().into_iter(), link: None, count: None }
    }

    /// The next item. `None` after the last.
    ///
    /// # Errors
    /// As for [`Client::send`], for each page.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        next(self).await
    }

    /// The link of the page that the next item is on, to save and to go on from with [`Client::resume`]. Going on from a page that
    /// was begun gives the items before it on that page once more. `None` on the first page of a call that was not resumed, and at
    /// the end.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        if self.rest.as_slice().is_empty() { self.pages.link() } else { self.link.as_deref() }
    }

    /// How many items there are on all pages, as the service told last (`@odata.count`). `None` before the first page was read,
    /// and where the request did not ask for it.
    #[must_use]
    pub fn count(&self) -> Option<i64> {
        self.count
    }

    /// Whether no more comes; see [`Pages::is_done`].
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.rest.as_slice().is_empty() && self.pages.is_done()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.rest.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let link = self.pages.link().map(str::to_owned);
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.link = link;
                    self.count = page.count().or(self.count);
                    self.rest = page.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in it is pinned but what is boxed.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Items").field(&self.pages.walk).finish()
    }
}

/// What changed, as a [`Stream`]; made by [`Call::changes`].
///
/// A service forgets old delta links. It then answers 410 (Gone), or another 4xx with a code such as `syncStateNotFound` or
/// `resyncRequired`: [`Error::Status`], with [`Error::code`]. Start again without the link, or from the URL in the header
/// `Location` of the response where there is one, and take what comes for the whole state.
#[must_use = "a stream does nothing until it is polled"]
pub struct Changes<T> {
    items: Items<Change<T>>,
}

impl<T> Changes<T> {
    /// The next change. `None` after the last.
    ///
    /// # Errors
    /// As for [`Client::send`], for each page.
    pub async fn next(&mut self) -> Option<Result<Change<T>, Error>> {
        next(self).await
    }

    /// The link of the page that the next change is on; see [`Items::link`].
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.items.link()
    }

    /// The link that asks for what changes from then on, to save and to go on from with [`Client::resume`]. `None` until the last
    /// change was given, so that no change is lost between, and where the service gave none.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.items.pages.delta_link().filter(|_| self.items.is_done())
    }

    /// Whether no more comes; see [`Pages::is_done`].
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.items.is_done()
    }
}

impl<T> Stream for Changes<T> {
    type Item = Result<Change<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_item(context)
    }
}

impl<T> fmt::Debug for Changes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Changes").field(&self.items.pages.walk).finish()
    }
}
