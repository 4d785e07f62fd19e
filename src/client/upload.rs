//! The URL of an upload session and bytes, in; the bytes in ranges, out, and the answer to the last.

mod ranges;
mod source;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderValue};
use http::{Method, Response, StatusCode};
use serde_json::Value;

use super::exchange::{Options, Subject};
use super::{Client, Inner};
use crate::error::{DecodeError, Fault, Refused, StatusError};
use crate::request::parse_link;
use crate::response::json_of;
use crate::retry::{Failure, Repeatable, RetryPolicy, Tries};
use crate::{Body, Error, FromResponse, Operation};

use ranges::{MOST, Range, Ranges, STEP, Step, USUAL};
pub use source::UploadSource;

// What is filled in is never shown.
const RANGE: Operation = operation("UploadRange", "Upload a range of a file", &["PUT {+uploadUrl}"]);
const STATUS: Operation = operation("GetUploadStatus", "Read what an upload expects", &["GET {+uploadUrl}"]);
const CANCEL: Operation = operation("CancelUpload", "Cancel an upload", &["DELETE {+uploadUrl}"]);
const COMMIT: Operation = operation("CommitUpload", "Make the file of an upload", &["POST {+uploadUrl}"]);

/// What 404 and 410 mean here.
const GONE: &str = "the upload session has expired, was cancelled, or its file is there already; make a new one";

const fn operation(name: &'static str, title: &'static str, routes: &'static [&'static str]) -> Operation {
    Operation { name, title, routes, ..Operation::EMPTY }
}

/// Sends a file to an upload session, range by range.
///
/// Made by [`Client::upload`]. Nothing is sent until [`finish`](Self::finish) is awaited. One range is in memory at a time.
/// After a fault the upload asks the service what it has, and goes on from there; the [`RetryPolicy`] bounds the tries for
/// each range. Dropping it, or its future, leaves the session as it is, to be resumed until it expires.
///
/// ```
/// # use docbind::{Client, Error, Value};
/// # async fn example(client: Client, upload_url: &str) -> Result<(), Error> {
/// let file = std::fs::File::open("drawings.zip").map_err(Error::Io)?;
/// let mut upload = client.upload(upload_url, file).on_progress(|sent, total| println!("{sent} of {total}"));
/// let item: Value = upload.finish().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "an upload sends nothing until `finish` is awaited"]
pub struct Upload<S> {
    session: Session,
    source: S,
    range_size: u64,
    on_progress: Option<Box<dyn FnMut(u64, u64) + Send>>,
    /// Set once the size of the source is known.
    ranges: Option<Ranges>,
    /// Whether the service is to be asked what it has.
    must_ask: bool,
    /// Whether the service may have bytes that this upload did not send.
    is_resumed: bool,
    /// The most that `on_progress` was told.
    told: u64,
}

/// Where an upload goes, and how.
struct Session {
    client: Arc<Inner>,
    /// A secret.
    url: String,
    options: Options,
}

impl<K> Client<K> {
    /// Sends `source` to the upload session whose URL is `upload_url`, as a `createUploadSession` answers it.
    ///
    /// The URL says all that the service needs to know, so that the client's token is not sent to it, not even to the client's own
    /// origin. It is a secret: who has it can write the file.
    pub fn upload<S: UploadSource>(&self, upload_url: impl Into<String>, source: S) -> Upload<S> {
        Upload {
            session: Session {
                client: Arc::clone(&self.inner),
                url: upload_url.into(),
                options: Options { is_anonymous: true, ..Options::default() },
            },
            source,
            range_size: USUAL,
            on_progress: None,
            ranges: None,
            must_ask: false,
            is_resumed: false,
            told: 0,
        }
    }
}

/// What came of a range.
enum Sent {
    /// The upload is at its end.
    Ended(Response<Bytes>),
    /// The next range is to be sent.
    Next,
    /// It is to be sent again.
    Again(Failure, Error),
}

impl<S: UploadSource> Upload<S> {
    /// How many bytes a range has at most; 10 MiB unless set. It is rounded down to a multiple of 320 KiB, of at least one and
    /// less than 60 MiB, as the page "driveItem: createUploadSession" of Microsoft Graph asks. More bytes take more memory.
    pub fn range_size(mut self, at_most: u64) -> Self {
        self.range_size = (at_most / STEP * STEP).clamp(STEP, MOST);
        self
    }

    /// Calls `progress` after each range with the bytes that the service has, and with how many there are. The first number
    /// grows with each call.
    pub fn on_progress(mut self, progress: impl FnMut(u64, u64) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(progress));
        self
    }

    /// How often a range is sent again, in place of what the client says. The tries are counted anew for each range.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.session.options.retry = Some(policy);
        self
    }

    /// How long one range may take, in place of what the client says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.session.options.timeout = Some(timeout);
        self
    }

    /// Goes on with a session that has bytes already: the service is asked first what it expects. The source must be the one of
    /// which those bytes are.
    pub fn resume(mut self) -> Self {
        self.must_ask = true;
        self.is_resumed = true;
        self
    }

    /// Sends what the service does not have yet, and reads the answer to the last range: the file that was made, where the
    /// service gives it. After an error, and where its future was dropped, it can be called again, and goes on.
    ///
    /// A session with `deferCommit` answers `202 Accepted` to the last range as well. Read it as
    /// [`Accepted<T>`](crate::Accepted) or `()`; [`commit`](Self::commit) makes the file.
    ///
    /// # Errors
    /// - [`Error::Refused`] if the source is empty, or the URL is none of `https` or `http`;
    /// - [`Error::Io`] if the source cannot be read;
    /// - [`Error::Status`] with 404 or 410 if the session has ended, and for every other status but 2xx;
    /// - [`Error::Decode`] if the service says what cannot be: that it has bytes that were not sent, ranges outside of the
    ///   file, ranges that overlap or are none; or if the answer to the last range cannot be read;
    /// - [`Error::Transport`], [`Error::Timeout`] if the connection failed too often.
    pub async fn finish<T: FromResponse>(&mut self) -> Result<T, Error> {
        let result = self.send_all(T::ACCEPT).await;
        // What the service has after an error is not known.
        self.must_ask |= result.is_err();
        T::from_response(result?).map_err(|error| error.in_operation(&RANGE))
    }

    /// Makes the file of a session with `deferCommit`, once all bytes are there.
    ///
    /// # Errors
    /// As for [`finish`](Self::finish).
    pub async fn commit<T: FromResponse>(&mut self) -> Result<T, Error> {
        let response = self.session.send(&COMMIT, T::ACCEPT).await?;
        let read = expect_success(response).and_then(T::from_response);
        read.map_err(|error| error.in_operation(&COMMIT))
    }

    /// Ends the session; what was sent is thrown away. A session that is gone already is no error.
    ///
    /// # Errors
    /// [`Error::Status`] for a status other than 2xx, 404 and 410; and as for [`Client::send`].
    pub async fn cancel(self) -> Result<(), Error> {
        let response = self.session.send(&CANCEL, "*/*").await?;
        if is_gone(response.status()) {
            return Ok(());
        }
        expect_success(response).map(drop).map_err(|error| error.in_operation(&CANCEL))
    }

    async fn send_all(&mut self, accept: &'static str) -> Result<Response<Bytes>, Error> {
        let mut ranges = self.begin()?;
        let mut tries = self.session.tries();
        loop {
            if self.must_ask {
                self.ask(&mut ranges).await?;
                if ranges.has_all_sent() {
                    tries = self.session.tries();
                }
            }
            let sent = self.send_range(&mut ranges, accept).await;
            self.keep(ranges);
            let sent = sent?;
            self.must_ask = matches!(&sent, Sent::Again(failure, _) if !failure.was_not_taken());
            match sent {
                Sent::Ended(response) => return Ok(response),
                Sent::Next => tries = self.session.tries(),
                Sent::Again(failure, error) => {
                    self.session.wait(&mut tries, failure, error).await?;
                }
            }
        }
    }

    /// How far the upload is; at its beginning, what the source has.
    fn begin(&mut self) -> Result<Ranges, Error> {
        if let Some(ranges) = self.ranges {
            let is_over = ranges.is_complete() && !self.must_ask;
            return if is_over { Err(refuse(&RANGE, Fault::new("all bytes were sent before"))) } else { Ok(ranges) };
        }
        let total = self.source.size().map_err(Error::Io)?;
        if total == 0 {
            return Err(refuse(
                &RANGE,
                Fault::new(
                    "its source is empty, and an upload session takes no empty file; send it as the body of one `PUT`",
                ),
            ));
        }
        let ranges = Ranges::new(total);
        self.ranges = Some(ranges);
        Ok(ranges)
    }

    /// Asks the service what it expects.
    async fn ask(&mut self, ranges: &mut Ranges) -> Result<(), Error> {
        let named = |error: Error| error.in_operation(&STATUS);
        let response = self.session.send(&STATUS, "application/json").await?;
        let response = expect_success(response).map_err(named)?;
        let listed = expected(&response).unwrap_or_default();
        let step = match self.is_resumed {
            true => ranges.resumed(&listed),
            false => ranges.expect(&listed),
        };
        let reason = match step {
            Ok(Step::Forward | Step::Short) => {
                (self.must_ask, self.is_resumed) = (false, false);
                self.keep(*ranges);
                return Ok(());
            }
            Ok(Step::Complete) => "the service has all bytes, and does not say what it made of them".into(),
            Err(reason) => reason,
        };
        Err(named(DecodeError::new(response, reason).into()))
    }

    /// Sends the next range, once.
    async fn send_range(&mut self, ranges: &mut Ranges, accept: &'static str) -> Result<Sent, Error> {
        let range = ranges.next(self.range_size);
        let bytes = self.read(range)?;
        let mut request = self.session.request(&RANGE, accept)?;
        let place = format!("bytes {}-{}/{}", range.first, range.end - 1, ranges.total);
        let place = HeaderValue::try_from(place).expect("digits and punctuation make a header's value");
        let headers = request.headers_mut();
        headers.insert(CONTENT_RANGE, place);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        *request.body_mut() = Body::new("application/octet-stream", bytes);
        ranges.send(range);
        // If nobody waits for the answer, it is not known whether the service has the range.
        self.ranges = Some(*ranges);
        self.must_ask = true;
        // The upload sends ranges again by itself, as it is to ask before.
        let options = Options { retry: Some(RetryPolicy::never()), ..self.session.options };
        let inner = &self.session.client;
        let result = inner.whole((subject(&RANGE), request), options).await;
        let failure = inner.failure_of(&result);
        judge(ranges, range, result, failure).map_err(|error| error.in_operation(&RANGE))
    }

    /// The bytes of a range.
    fn read(&mut self, range: Range) -> Result<Bytes, Error> {
        let length = usize::try_from(range.end - range.first).map_err(|error| Error::Io(io::Error::other(error)))?;
        let bytes = self.source.read_at(range.first, length).map_err(Error::Io)?;
        if bytes.len() == length {
            return Ok(bytes);
        }
        let reason = format!("the source gave {} bytes, and was asked for {length}", bytes.len());
        Err(Error::Io(io::Error::new(io::ErrorKind::InvalidData, reason)))
    }

    /// Keeps how far the upload is, and tells it.
    fn keep(&mut self, ranges: Ranges) {
        self.ranges = Some(ranges);
        let is_news = ranges.had > self.told;
        self.told = self.told.max(ranges.had);
        if let Some(progress) = self.on_progress.as_mut().filter(|_| is_news) {
            progress(ranges.had, ranges.total);
        }
    }
}

impl Session {
    fn tries(&self) -> Tries {
        let inner = &self.client;
        Tries::new(self.options.retry.unwrap_or(inner.retry), inner.clock.elapsed())
    }

    /// Waits before another try, if there is one.
    async fn wait(&self, tries: &mut Tries, failure: Failure, error: Error) -> Result<(), Error> {
        let inner = &self.client;
        tries.count += 1;
        let put = Repeatable::new(&Method::PUT, true);
        let means = (&inner.budget, &inner.chance);
        let Some(wait) = tries.next_wait(failure, put, inner.clock.elapsed(), means) else {
            return Err(error.in_operation(&RANGE));
        };
        tracing::debug!(wait_ms = wait.as_millis(), failure = ?failure, "sending a range again");
        inner.clock.sleep(wait).await;
        Ok(())
    }

    fn request(&self, operation: &'static Operation, accept: &'static str) -> Result<http::Request<Body>, Error> {
        let uri = parse_link(&self.url).map_err(|fault| refuse(operation, fault))?;
        let method = Method::from_bytes(subject(operation).route.method.as_bytes());
        let mut request = http::Request::new(Body::none());
        *request.method_mut() = method.expect("the constants above have methods of HTTP");
        *request.uri_mut() = uri;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
        Ok(request)
    }

    /// The answer to a request without a body.
    async fn send(&self, operation: &'static Operation, accept: &'static str) -> Result<Response<Bytes>, Error> {
        let request = self.request(operation, accept)?;
        self.client.whole((subject(operation), request), self.options).await
    }
}

/// An operation here by its one route.
fn subject(operation: &'static Operation) -> Subject {
    let route = operation.route(0).expect("the constants above have a route each");
    Subject::own(operation, route)
}

fn refuse(operation: &'static Operation, fault: Fault) -> Error {
    Error::from(Refused::new(subject(operation).route, fault)).in_operation(operation)
}

/// What came of a range that was sent.
fn judge(
    ranges: &mut Ranges,
    range: Range,
    result: Result<Response<Bytes>, Error>,
    failure: Option<Failure>,
) -> Result<Sent, Error> {
    let response = match (result, failure) {
        (Ok(response), Some(failure)) => return Ok(Sent::Again(failure, StatusError::new(response).into())),
        (Err(error), Some(failure)) => return Ok(Sent::Again(failure, error)),
        (result, None) => result?,
    };
    let status = response.status();
    if status == StatusCode::RANGE_NOT_SATISFIABLE {
        // The service has the range, or lacks one before it.
        return Ok(Sent::Again(Failure::Broken, StatusError::new(response).into()));
    }
    let response = expect_success(response)?;
    let listed = expected(&response);
    let is_file = status == StatusCode::CREATED || (status == StatusCode::OK && listed.is_none());
    let step = match is_file {
        true => ranges.complete(),
        false => ranges.answered(range, listed.as_ref()),
    };
    match step {
        Ok(Step::Complete) => Ok(Sent::Ended(response)),
        Ok(Step::Forward) => Ok(Sent::Next),
        Ok(Step::Short) => {
            let error = DecodeError::new(response, "the service took a part of the range only");
            Ok(Sent::Again(Failure::Broken, error.into()))
        }
        Err(reason) => Err(DecodeError::new(response, reason).into()),
    }
}

/// `nextExpectedRanges`, where an answer has it.
fn expected(response: &Response<Bytes>) -> Option<Value> {
    let mut json: Value = serde_json::from_slice(json_of(response.body()).ok()?).ok()?;
    json.get_mut("nextExpectedRanges").map(Value::take)
}

fn is_gone(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE)
}

fn expect_success(response: Response<Bytes>) -> Result<Response<Bytes>, Error> {
    match response.status() {
        status if status.is_success() => Ok(response),
        status if is_gone(status) => Err(StatusError::new(response).with_hint(GONE).into()),
        _ => Err(StatusError::new(response).into()),
    }
}

/// The URL is not shown: it is a secret.
impl<S> fmt::Debug for Upload<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("range_size", &self.range_size)
            .field("sent", &self.told)
            .field("total", &self.ranges.map(|ranges| ranges.total))
            .finish_non_exhaustive()
    }
}
