//! Downloads against a service that answers from a list: faults in the middle, lies of the service, and what is in
//! memory at a time.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use docbind::{Client, ResponseBody, TransportError};

use support::{Answer, Service, TestClock};

/// A body of pieces, of which the last may be a fault.
struct Pieces(VecDeque<Result<Bytes, TransportError>>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

fn whole(body: &str) -> ResponseBody {
    ResponseBody::stream(Pieces([Ok(Bytes::from(body.to_owned()))].into()))
}

/// A body after which the connection is reset.
fn broken(body: &str) -> ResponseBody {
    let reset = Err(TransportError::new("the connection was reset"));
    ResponseBody::stream(Pieces([Ok(Bytes::from(body.to_owned())), reset].into()))
}

fn with(status: u16, headers: &[(&'static str, &str)], body: impl Into<ResponseBody>) -> Answer {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Answer::Response(status, headers, body.into())
}

fn client(answers: impl IntoIterator<Item = Answer>) -> (Service, TestClock, Client) {
    let (service, clock) = (Service::new(answers), TestClock::default());
    let client = service.client(&clock).token("t0ken").build().unwrap();
    (service, clock, client)
}

mod downloads {
    use std::time::Duration;

    use bytes::Bytes;
    use docbind::{Error, Location, ResponseBody, RetryPolicy, TooLarge, TransportError, Value};

    use super::support::{Answer, Call, Service, TestClock, answer, answer_with};
    use super::{Pieces, broken, client, whole, with};

    const TAG: (&str, &str) = ("etag", "\"v1\"");

    /// What a download of these answers gives, or the text of its error.
    async fn read(answers: impl IntoIterator<Item = Answer>) -> (Service, Result<Bytes, String>) {
        let (service, _, client) = client(answers);
        let call = client.call(Call::<Bytes>::get());
        let read = async { call.download().await?.collect(1000).await };
        (service, read.await.map_err(|error| error.to_string()))
    }

    #[tokio::test]
    async fn a_redirect_that_the_page_documents_is_followed_without_the_token() {
        let answers = [
            answer_with(302, "location", "https://files.example/x?key=s3cret"),
            with(200, &[("content-type", "text/plain"), ("content-length", "4"), TAG], whole("abcd")),
        ];
        let (service, _, client) = client(answers);
        let mut download = client.call(Documented::get()).download().await.unwrap();
        assert_eq!((download.status().as_u16(), download.content_type()), (200, Some("text/plain")));
        assert_eq!((download.length(), download.received()), (Some(4), 0));
        assert_eq!(download.headers()["etag"], "\"v1\"");
        let shown = format!("{download:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
        assert_eq!(download.next().await.unwrap().unwrap(), "abcd");
        assert_eq!(download.received(), 4);
        assert!(download.next().await.is_none() && download.next().await.is_none());
        assert_eq!(service.asked(), ["GET https://api.example/v1/content", "GET https://files.example/x?key=s3cret"]);
        assert_eq!(service.header("authorization"), ["Bearer t0ken", ""]);
        assert_eq!(service.header("accept-encoding"), ["identity", "identity"]);
        // Sent as any call, the answer is still the place.
        let (_, _, client) = super::client([answer_with(302, "location", "https://files.example/x")]);
        assert_eq!(client.send(Documented::get()).await.unwrap().url(), Some("https://files.example/x"));
    }

    /// An endpoint whose page documents `302 Found`.
    struct Documented(docbind::Request);

    impl Documented {
        fn get() -> Self {
            Self(docbind::Request::new(docbind::Route::get("/content"), &[]))
        }
    }

    impl docbind::Endpoint for Documented {
        type Response = Location;
        const OPERATION: docbind::Operation = docbind::Operation {
            name: "GetContent",
            title: "Get content",
            page: "content-get.md",
            base_url: "",
            routes: &[docbind::Route::get("/content")],
            success: &[302],
        };
        const PERMISSIONS: docbind::Permissions = docbind::Permissions::NOT_SAID;

        fn into_request(self) -> docbind::Request {
            self.0
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_no_file_is_an_error() {
        for (status, told) in [(302, "302 Found"), (304, "304 Not Modified"), (404, "404 Not Found")] {
            let (_, _, client) = client([with(status, &[], "")]);
            let error = client.call(Documented::get()).download().await.unwrap_err();
            assert_eq!(error.to_string(), format!("`GetContent` failed with {told}"));
        }
    }

    #[tokio::test]
    async fn half_a_file_is_gone_on_with() {
        let answers = [
            with(200, &[("content-length", "10"), TAG], broken("abc")),
            with(206, &[("content-range", "bytes 3-9/10"), TAG], broken("de")),
            with(503, &[("retry-after", "7")], ""),
            with(206, &[("content-range", "bytes 5-9/10"), TAG], whole("fghij")),
        ];
        let (service, clock, client) = client(answers);
        let mut download = client.call(Call::<Bytes>::get()).download().await.unwrap();
        let (mut file, mut told) = (Vec::new(), Vec::new());
        let count = download.write_to(&mut file, |received, length| told.push((received, length))).await.unwrap();
        assert_eq!((count, file.as_slice()), (10, &b"abcdefghij"[..]));
        assert_eq!(told, [(3, Some(10)), (5, Some(10)), (10, Some(10))]);
        assert_eq!(service.header("range"), ["", "bytes=3-", "bytes=5-", "bytes=5-"]);
        assert_eq!(service.header("if-range"), ["", "\"v1\"", "\"v1\"", "\"v1\""]);
        assert_eq!(clock.sleeps(), [1, 2, 7]);
    }

    #[tokio::test]
    async fn an_answer_that_ends_early_is_gone_on_with() {
        let answers = [
            with(200, &[("content-length", "6"), ("accept-ranges", "bytes")], whole("abc")),
            with(206, &[("content-range", "bytes 3-4/6")], whole("de")),
            with(206, &[("content-range", "bytes 5-5/*")], whole("f")),
        ];
        let (service, read) = read(answers).await;
        assert_eq!(read.unwrap(), "abcdef");
        assert_eq!(service.header("range"), ["", "bytes=3-", "bytes=5-"]);
        assert_eq!(service.header("if-range"), ["", "", ""]);
    }

    #[tokio::test]
    async fn a_service_that_sends_all_again_is_read_past_what_came() {
        let all = || ResponseBody::stream(Pieces(["ab", "cdef", "gh"].map(|piece| Ok(Bytes::from(piece))).into()));
        let (_, read) = read([
            with(200, &[TAG], broken("abc")),
            with(200, &[TAG], broken("abcd")),
            with(206, &[("content-range", "bytes 1-7/8"), TAG], whole("bcdefgh")),
        ])
        .await;
        assert_eq!(read.unwrap(), "abcdefgh");
        let (service, read) = self::read([with(200, &[TAG], broken("abc")), with(200, &[TAG], all())]).await;
        assert_eq!(read.unwrap(), "abcdefgh");
        assert_eq!(service.header("range"), ["", "bytes=3-"]);
    }

    #[tokio::test]
    async fn all_that_came_but_the_end_is_all() {
        let answers = [with(200, &[TAG], broken("abc")), with(416, &[("content-range", "bytes */3")], "")];
        assert_eq!(read(answers).await.1.unwrap(), "abc");
        let answers = [with(200, &[TAG, ("content-length", "3")], broken("abc"))];
        let (service, read) = read(answers).await;
        assert_eq!((read.unwrap(), service.asked().len()), ("abc".into(), 1));
    }

    #[tokio::test]
    async fn lies_of_the_service_never_make_a_mix() {
        let changed = "the transport failed: the file has changed since its first bytes were read; \
                       read it from the beginning";
        let astray =
            "the transport failed: the service sends another part of the file than the one that it was asked for";
        let more = "the transport failed: the answer has more bytes than it says";
        let other = ("etag", "\"v2\"");
        let range = |range| ("content-range", range);
        let table = [
            (with(200, &[other], whole("xyz")), changed),
            (with(200, &[], whole("xyz")), changed),
            (with(206, &[range("bytes 3-9/10"), other], whole("xyz")), changed),
            (with(206, &[range("bytes 3-9/11"), TAG], whole("xyz")), changed),
            (with(200, &[TAG, ("content-length", "2")], whole("ab")), changed),
            (with(416, &[range("bytes */9")], ""), changed),
            (with(416, &[], ""), changed),
            (with(206, &[range("bytes 4-9/10"), TAG], whole("efghij")), astray),
            (with(206, &[range("bytes 9-4/10"), TAG], whole("")), astray),
            (with(206, &[range("bytes 3-10/10"), TAG], whole("")), astray),
            (with(206, &[range("bytes x-y/z"), TAG], whole("")), astray),
            (with(206, &[TAG], whole("defghij")), astray),
            (with(206, &[range("bytes 3-9/10"), TAG], whole("defghijk")), more),
        ];
        for (lie, told) in table {
            let (service, read) = read([with(200, &[("content-length", "10"), TAG], broken("abc")), lie]).await;
            assert_eq!(read.unwrap_err(), told);
            assert_eq!(service.asked().len(), 2);
        }
        let (_, read) = read([with(200, &[("content-length", "2")], whole("abc"))]).await;
        assert_eq!(read.unwrap_err(), more);
        let (_, read) = self::read([with(206, &[range("bytes 5-9/10")], whole("fghij"))]).await;
        assert_eq!(read.unwrap_err(), astray);
    }

    #[tokio::test]
    async fn what_cannot_be_gone_on_with_is_an_error() {
        let reset = "the transport failed: the connection was reset";
        for headers in [&[][..], &[("accept-ranges", "none")], &[TAG, ("content-encoding", "gzip")]] {
            let (service, read) = read([with(200, headers, broken("abc"))]).await;
            assert_eq!((read.unwrap_err().as_str(), service.asked().len()), (reset, 1));
        }
        let (service, _, client) = client([with(200, &[TAG], broken("abc"))]);
        let download = client.call(Call::<Bytes>::post(())).download().await.unwrap();
        assert_eq!(download.collect(9).await.unwrap_err().to_string(), reset);
        assert_eq!(service.asked().len(), 1);

        let (_, _, client) = super::client([with(206, &[TAG, ("content-length", "2")], broken("b"))]);
        let call = client.call(Call::<Bytes>::get()).header("Range", "bytes=1-2");
        let mut download = call.download().await.unwrap();
        assert_eq!(download.next().await.unwrap().unwrap(), "b");
        assert!(download.next().await.unwrap().is_err());
        assert!(download.next().await.is_none(), "an error is the end");

        let permanent = ResponseBody::stream(Pieces([Err(TransportError::permanent("no"))].into()));
        let (service, read) = self::read([with(200, &[TAG], permanent)]).await;
        assert_eq!((read.is_err(), service.asked().len()), (true, 1));
    }

    #[tokio::test]
    async fn the_retry_policy_bounds_the_tries() {
        let stuck = || with(206, &[("content-range", "bytes 3-9/10"), TAG], broken(""));
        let answers = [with(200, &[("content-length", "10"), TAG], broken("abc"))];
        let (service, clock) =
            (Service::new(answers.into_iter().chain((0..50).map(|_| stuck()))), TestClock::default());
        let client = service.client(&clock).retry(RetryPolicy::new().tries(4)).build().unwrap();
        let error = client.call(Call::<Bytes>::get()).download().await.unwrap().collect(99).await.unwrap_err();
        assert!(error.is_retryable(), "{error}");
        assert_eq!(service.asked().len(), 4);
        assert_eq!(clock.sleeps(), [1, 2, 4]);

        let (service, clock) = (Service::new([with(200, &[TAG], broken("abc"))]), TestClock::default());
        let client = service.client(&clock).retry(RetryPolicy::never()).build().unwrap();
        client.call(Call::<Bytes>::get()).download().await.unwrap().collect(99).await.unwrap_err();
        assert_eq!(service.asked().len(), 1);
    }

    #[tokio::test]
    async fn tries_are_counted_anew_after_a_mebibyte_and_never_more_than_a_piece_is_held() {
        const PIECE: usize = 1 << 20;
        let piece = "x".repeat(PIECE);
        let total = 20 * PIECE;
        let part = |at: usize| {
            let range = format!("bytes {}-{}/{total}", at * PIECE, total - 1);
            with(206, &[("content-range", &range), TAG], broken(&piece))
        };
        let first = with(200, &[("content-length", &total.to_string()), TAG], broken(&piece));
        let (service, clock) = (Service::new([first].into_iter().chain((1..20).map(part))), TestClock::default());
        let client = service.client(&clock).retry(RetryPolicy::new().tries(2)).build().unwrap();
        let mut download = client.call(Call::<Bytes>::get()).download().await.unwrap();
        let (mut count, mut last) = (0, 0);
        while let Some(piece) = download.next().await {
            assert!(piece.unwrap().len() <= PIECE && download.received() > last);
            (count, last) = (count + 1, download.received());
        }
        assert_eq!((count, last), (20, total as u64));
        assert_eq!(service.asked().len(), 20);
    }

    #[tokio::test]
    async fn a_limit_holds() {
        let (_, _, client) =
            client([with(200, &[], whole("abcd")), with(200, &[("content-length", "4")], whole("abcd"))]);
        for _ in 0..2 {
            let download = client.call(Call::<Value>::get()).download().await.unwrap();
            let Err(Error::Transport(error)) = download.collect(3).await else { panic!() };
            assert_eq!(error.get_ref().downcast_ref::<TooLarge>().unwrap().limit(), 3);
        }
    }

    #[tokio::test]
    async fn a_writer_that_fails_is_told() {
        struct Full;
        impl std::io::Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("the disk is full"))
            }

            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (_, _, client) = client([answer(200, "abc")]);
        let mut download = client.call(Call::<Bytes>::get()).download().await.unwrap();
        let error = download.write_to(&mut Full, |_, _| panic!("nothing was written")).await.unwrap_err();
        assert_eq!(error.to_string(), "the program's end of a transfer failed: the disk is full");
    }

    #[tokio::test]
    async fn a_download_moves_between_threads_and_options_hold() {
        let (_, clock, client) = client([Answer::Silence, answer(200, "abc")]);
        let call = client.call(Call::<Bytes>::get()).timeout(Duration::from_secs(5)).query("a", "b");
        let download = call.download().await.unwrap();
        assert_eq!(clock.sleeps(), [5, 1]);
        assert_eq!(tokio::spawn(download.collect(9)).await.unwrap().unwrap(), "abc");
    }
}

/// The same over the wire.
#[cfg(feature = "reqwest")]
mod wire {
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;
    use docbind::Client;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::support::{Call, TestClock};

    /// A server that gives each connection the next answer and closes it; a client of it, and what it was asked.
    async fn serve(answers: &'static [&'static str]) -> (Client, String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let record = Arc::clone(&seen);
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read_request(&mut stream).await;
                record.lock().unwrap().push(request);
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        let client = Client::builder(&base_url).token("t0ken").clock(TestClock::default()).build().unwrap();
        (client, base_url, seen)
    }

    async fn read_request(stream: &mut TcpStream) -> String {
        let mut request = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&request).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    return text;
                }
            }
            assert!(stream.read_buf(&mut request).await.unwrap() > 0, "the request ends early");
        }
    }

    #[tokio::test]
    async fn half_a_file_is_gone_on_with() {
        let (client, _, seen) = serve(&[
            "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: 10\r\n\r\nabc",
            "HTTP/1.1 206 Partial Content\r\netag: \"1\"\r\ncontent-range: bytes 3-9/10\r\ntransfer-encoding: chunked\r\n\r\n\
             4\r\ndefg\r\n5\r\nh",
            "HTTP/1.1 206 Partial Content\r\netag: \"1\"\r\ncontent-range: bytes 8-9/10\r\ncontent-length: 2\r\n\r\nij",
        ])
        .await;
        let download = client.call(Call::<Bytes>::get()).download().await.unwrap();
        assert_eq!(download.collect(99).await.unwrap(), "abcdefghij");
        let seen = seen.lock().unwrap();
        assert!(seen[0].contains("\r\naccept-encoding: identity\r\n") && !seen[0].contains("range"), "{}", seen[0]);
        assert!(
            seen[1].contains("\r\nrange: bytes=3-\r\n") && seen[1].contains("\r\nif-range: \"1\"\r\n"),
            "{}",
            seen[1]
        );
        assert!(seen[2].contains("\r\nrange: bytes=8-\r\n"), "{}", seen[2]);
    }
}
