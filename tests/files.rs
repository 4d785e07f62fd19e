//! Downloads and uploads against a service that answers from a list: faults in the middle, lies of the service, and what is in
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
        type Rules = ();
        const OPERATION: docbind::Operation = docbind::Operation {
            name: "GetContent",
            title: "Get content",
            page: "content-get.md",
            base_url: "",
            routes: &["GET /content"],
            success: &[302],
            ..docbind::Operation::EMPTY
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
    use docbind::{Client, Value};
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

    #[tokio::test]
    async fn an_upload_goes_on_where_the_connection_was_lost() {
        let (client, base_url, seen) = serve(&[
            "",
            "HTTP/1.1 200 OK\r\ncontent-length: 31\r\n\r\n{\"nextExpectedRanges\": [\"2-5\"]}\n",
            "HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"id\":\"1\"}",
        ])
        .await;
        let mut upload = client.upload(format!("{base_url}/upload"), Bytes::from("abcdef"));
        let item: Value = upload.finish().await.unwrap();
        assert_eq!(item["id"], "1");
        let seen = seen.lock().unwrap();
        assert!(
            seen[0].starts_with("PUT /v1/upload HTTP/1.1\r\n") && seen[0].ends_with("\r\n\r\nabcdef"),
            "{}",
            seen[0]
        );
        assert!(seen[1].starts_with("GET /v1/upload HTTP/1.1\r\n"), "{}", seen[1]);
        assert!(seen[2].ends_with("\r\n\r\ncdef") && seen[2].contains("content-range: bytes 2-5/6\r\n"), "{}", seen[2]);
        assert_eq!(seen[2].matches("content-length: 4").count(), 1, "{}", seen[2]);
        assert!(seen.iter().all(|request| !request.contains("authorization")));
    }
}

mod uploads {
    use std::io;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use bytes::Bytes;
    use docbind::{Accepted, Error, RetryPolicy, TransportError, Upload, UploadSource, Value};
    use serde_json::json;

    use super::support::{Answer, Service, TestClock, answer, answer_with};
    use super::{client, with};

    const URL: &str = "https://api.example/v1/upload/1?key=s3cret";

    /// The least size of a range.
    const STEP: u64 = 320 << 10;

    /// Bytes that are made as they are read, a letter for each range; it keeps how many were read at once.
    #[derive(Clone)]
    struct Made {
        size: u64,
        largest: Arc<Mutex<usize>>,
    }

    impl Made {
        fn new(size: u64) -> Self {
            Self { size, largest: Arc::default() }
        }
    }

    impl UploadSource for Made {
        fn size(&mut self) -> io::Result<u64> {
            Ok(self.size)
        }

        fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
            assert!(offset + length as u64 <= self.size);
            let mut largest = self.largest.lock().unwrap();
            *largest = length.max(*largest);
            let letter = b'a' + u8::try_from(offset / STEP % 26).unwrap();
            Ok(vec![letter; length].into())
        }
    }

    fn expects(range: &str) -> Answer {
        answer(202, json!({"expirationDateTime": "2026-01-13T09:00:00Z", "nextExpectedRanges": [range]}).to_string())
    }

    fn status(range: &str) -> Answer {
        answer(200, json!({"nextExpectedRanges": [range]}).to_string())
    }

    type Told = Arc<Mutex<Vec<u64>>>;

    /// An upload of three steps and 100 bytes in ranges of one step; what its progress was told.
    fn upload(answers: impl IntoIterator<Item = Answer>) -> (Service, TestClock, Upload<Made>, Told) {
        let (service, clock, client) = client(answers);
        let told = Told::default();
        let record = Arc::clone(&told);
        let upload = client.upload(URL, Made::new(3 * STEP + 100)).range_size(STEP).on_progress(move |sent, total| {
            assert_eq!(total, 3 * STEP + 100);
            let mut told = record.lock().unwrap();
            assert!(told.last().is_none_or(|last| *last < sent), "progress never goes back");
            told.push(sent);
        });
        (service, clock, upload, told)
    }

    fn place(first: u64, end: u64) -> String {
        format!("bytes {first}-{}/{}", end - 1, 3 * STEP + 100)
    }

    #[tokio::test]
    async fn a_file_is_sent_in_ranges_without_the_token() {
        let answers = [expects("327680-"), expects("655360-983139"), expects("983040"), answer(201, r#"{"id": "1"}"#)];
        let (service, clock, mut upload, told) = upload(answers);
        let item: Value = upload.finish().await.unwrap();
        assert_eq!(item, json!({"id": "1"}));
        assert_eq!(service.asked(), vec![format!("PUT {URL}"); 4]);
        assert_eq!(service.header("authorization"), [""; 4]);
        let places =
            [place(0, STEP), place(STEP, 2 * STEP), place(2 * STEP, 3 * STEP), place(3 * STEP, 3 * STEP + 100)];
        assert_eq!(service.header("content-range"), places);
        assert_eq!(service.header("content-length"), ["327680", "327680", "327680", "100"]);
        assert_eq!(service.header("content-type"), ["application/octet-stream"; 4]);
        let bodies = service.bodies();
        assert!(bodies[2].bytes().all(|byte| byte == b'c') && bodies[3] == "d".repeat(100));
        assert_eq!(*told.lock().unwrap(), [STEP, 2 * STEP, 3 * STEP, 3 * STEP + 100]);
        assert!(clock.sleeps().is_empty());
        let shown = format!("{upload:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[tokio::test]
    async fn attachments_of_mails_answer_200_until_all_is_there() {
        let answers = [status("327680"), status("655360"), status("983040"), with(201, &[("location", URL)], "")];
        let (_, _, mut upload, _) = upload(answers);
        assert_eq!(upload.finish::<Option<Value>>().await.unwrap(), None);
    }

    #[tokio::test]
    async fn range_sizes_are_multiples_and_one_range_is_in_memory() {
        let table = [
            (0, STEP),
            (1, STEP),
            (STEP, STEP),
            (2 * STEP - 1, STEP),
            (4_000_000, 12 * STEP),
            (60 << 20, 191 * STEP),
            (u64::MAX, 191 * STEP),
        ];
        for (size, largest) in table {
            let source = Made::new(192 * STEP + 1);
            let (_, _, client) = client((0..200).map(|_| answer(202, "")));
            client.upload(URL, source.clone()).range_size(size).finish::<()>().await.unwrap();
            assert_eq!(*source.largest.lock().unwrap() as u64, largest, "{size}");
        }
        let source = Made::new(25 << 20);
        let (service, _, client) = client((0..3).map(|_| answer(202, "")));
        client.upload(URL, source.clone()).finish::<()>().await.unwrap();
        assert_eq!((*source.largest.lock().unwrap(), service.asked().len()), (10 << 20, 3));
    }

    #[tokio::test]
    async fn an_empty_file_is_refused() {
        let (service, _, client) = client([]);
        let error = client.upload(URL, Bytes::new()).finish::<Value>().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`UploadRange` is not sent: its source is empty, and an upload session takes no empty file; \
             send it as the body of one `PUT` (route `PUT {+uploadUrl}`)"
        );
        for url in ["", "/upload", "http://files.example/s3cret"] {
            let error = client.upload(url, vec![1]).finish::<Value>().await.unwrap_err();
            assert!(matches!(error, Error::Refused(_)), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cret"));
        }
        assert!(service.asked().is_empty());
    }

    #[tokio::test]
    async fn after_a_fault_the_service_is_asked_what_it_has() {
        let answers = [
            expects("327680-"),
            // The service has the range, and its answer is lost.
            Answer::Error(TransportError::new("the connection was reset")),
            status("655360-"),
            // The service has half of the range.
            answer(500, ""),
            status("819200-"),
            answer(201, "{}"),
        ];
        let (service, clock, mut upload, told) = upload(answers);
        upload.finish::<Value>().await.unwrap();
        assert_eq!(clock.sleeps(), [1, 1]);
        let asked: Vec<_> = service.asked().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(asked, ["PUT", "PUT", "GET", "PUT", "GET", "PUT"]);
        let places = service.header("content-range");
        assert_eq!(places[5], place(819_200, 3 * STEP + 100));
        assert_eq!(service.header("authorization"), [""; 6]);
        assert_eq!(*told.lock().unwrap(), [STEP, 2 * STEP, 819_200, 3 * STEP + 100]);
    }

    #[tokio::test]
    async fn a_range_that_was_not_taken_is_sent_again_without_a_question() {
        let answers = [
            answer_with(429, "retry-after", "5"),
            answer_with(503, "retry-after", "6"),
            Answer::Error(TransportError::connect("refused")),
            expects("327680-"),
            expects("655360-"),
            expects("983040-"),
            answer(200, r#"{"id": "1"}"#),
        ];
        let (service, clock, mut upload, _) = upload(answers);
        upload.finish::<Value>().await.unwrap();
        assert_eq!(clock.sleeps(), [5, 6, 4]);
        assert!(service.asked().iter().all(|line| line.starts_with("PUT")));
        assert_eq!(service.header("content-range")[..4], vec![place(0, STEP); 4]);
    }

    #[tokio::test]
    async fn a_range_that_the_service_has_already_is_passed() {
        let answers = [
            expects("327680-"),
            answer(416, r#"{"error": {"code": "fragmentOverlap"}}"#),
            status("655360-"),
            expects("983040-"),
            answer(201, "{}"),
        ];
        let (service, _, mut upload, _) = upload(answers);
        upload.finish::<Value>().await.unwrap();
        assert_eq!(service.asked().len(), 5);
        // One that says so forever ends.
        let answers = (0..100).map(|at| if at % 2 == 0 { answer(416, "") } else { status("0-") });
        let (service, _, mut upload, told) = self::upload(answers);
        let error = upload.finish::<Value>().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 416);
        assert_eq!(service.asked().len(), 9, "five tries with a question between two");
        assert!(told.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_session_that_has_ended_is_told() {
        let gone = r#"{"error": {"code": "itemNotFound", "message": "No session."}}"#;
        let told = "404 Not Found: itemNotFound: No session. (the upload session has expired, was cancelled, or its file is \
                    there already; make a new one)";
        let (service, _, mut upload, _) = upload([expects("327680-"), answer(404, gone)]);
        let error = upload.finish::<Value>().await.unwrap_err();
        assert_eq!(error.to_string(), format!("`UploadRange` failed with {told}"));
        assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("itemNotFound")));
        assert_eq!(service.asked().len(), 2);
        let (_, _, mut upload, _) = self::upload([answer(500, ""), answer(404, gone)]);
        let error = upload.finish::<Value>().await.unwrap_err();
        assert_eq!(error.to_string(), format!("`GetUploadStatus` failed with {told}"));
    }

    #[tokio::test]
    async fn an_upload_goes_on_after_an_error_and_in_another_process() {
        let answers = [
            expects("327680-"),
            answer(507, r#"{"error": {"code": "insufficientStorage"}}"#),
            status("327680-"),
            expects("655360-"),
            expects("983040-"),
            answer(201, r#"{"id": "1"}"#),
        ];
        let (service, _, mut upload, told) = upload(answers);
        assert_eq!(upload.finish::<Value>().await.unwrap_err().code(), Some("insufficientStorage"));
        assert_eq!(upload.finish::<Value>().await.unwrap()["id"], "1");
        assert_eq!(service.asked().len(), 6);
        assert_eq!(*told.lock().unwrap(), [STEP, 2 * STEP, 3 * STEP, 3 * STEP + 100]);

        let answers = [status("655360-"), expects("983040-"), answer(201, "{}")];
        let (service, _, upload, told) = self::upload(answers);
        upload.resume().finish::<Value>().await.unwrap();
        assert_eq!(service.header("content-range")[1..], [place(2 * STEP, 3 * STEP), place(3 * STEP, 3 * STEP + 100)]);
        assert_eq!(*told.lock().unwrap(), [2 * STEP, 3 * STEP, 3 * STEP + 100]);
    }

    #[tokio::test]
    async fn a_range_whose_answer_nobody_waited_for_is_asked_about() {
        let answers =
            [expects("327680-"), Answer::Silence, status("655360-"), expects("983040-"), answer(201, r#"{"id": "1"}"#)];
        let (service, _, mut upload, told) = upload(answers);
        {
            let mut finish = std::pin::pin!(upload.finish::<Value>());
            let poll =
                std::future::poll_fn(|context| std::task::Poll::Ready(finish.as_mut().poll(context).is_pending()));
            assert!(poll.await);
        }
        assert_eq!(upload.finish::<Value>().await.unwrap()["id"], "1");
        assert_eq!(service.header("content-range")[3], place(2 * STEP, 3 * STEP));
        assert_eq!(*told.lock().unwrap(), [STEP, 2 * STEP, 3 * STEP, 3 * STEP + 100]);
        let error = upload.finish::<Value>().await.unwrap_err();
        assert!(error.to_string().contains("all bytes were sent before"), "{error}");
        assert_eq!(service.asked().len(), 5);
    }

    #[tokio::test]
    async fn gaps_are_filled() {
        let gaps = answer(200, json!({"nextExpectedRanges": ["100-199", "983040-"]}).to_string());
        let (service, _, upload, told) = upload([gaps, expects("983040-"), answer(201, "{}")]);
        upload.resume().finish::<Value>().await.unwrap();
        assert_eq!(service.header("content-range")[1..], [place(100, 200), place(3 * STEP, 3 * STEP + 100)]);
        assert_eq!(*told.lock().unwrap(), [100, 3 * STEP, 3 * STEP + 100]);
    }

    #[tokio::test]
    async fn lies_of_the_service_are_told() {
        let expects = |ranges: Value| answer(202, json!({ "nextExpectedRanges": ranges }).to_string());
        let not_within = "the service expects a range that is not within the 983140 bytes of the file";
        let table = [
            (expects(json!(["655360-"])), "the service expects bytes from 655360 on, and 327680 were sent"),
            (expects(json!([])), "the service expects bytes from 983140 on, and 327680 were sent"),
            (expects(json!(["327680-983140"])), not_within),
            (expects(json!(["2000000-"])), not_within),
            (expects(json!(["327680-5"])), not_within),
            (expects(json!(["327680-500000", "400000-"])), "the ranges that the service expects overlap"),
            (expects(json!(["next"])), "the service expects a range that is none"),
            (expects(json!([-1])), "the service expects a range that is none"),
            (expects(json!("327680-")), "`nextExpectedRanges` is no list"),
            (answer(201, r#"{"id": "1"}"#), "the service ends the upload after 327680 of 983140 bytes"),
            (answer(200, r#"{"id": "1"}"#), "the service ends the upload after 327680 of 983140 bytes"),
        ];
        for (lie, told) in table {
            let (service, _, mut upload, progress) = upload([lie]);
            let error = upload.finish::<Value>().await.unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error}");
            let told = format!("the answer of `UploadRange` cannot be read: {told} (status");
            assert!(error.to_string().starts_with(&told), "{error}");
            assert_eq!(service.asked().len(), 1);
            assert!(progress.lock().unwrap().is_empty());
        }
        for lie in [answer(200, "{}"), answer(200, "<html>"), answer(204, "")] {
            let (_, _, mut upload, _) = upload([answer(500, ""), lie]);
            let error = upload.finish::<Value>().await.unwrap_err();
            let told = "the answer of `GetUploadStatus` cannot be read: `nextExpectedRanges` is no list";
            assert!(error.to_string().starts_with(told), "{error}");
        }
    }

    #[tokio::test]
    async fn a_service_that_goes_back_is_followed_and_not_for_ever() {
        let answers = [
            expects("327680-"),
            expects("0-"),
            status("0-"),
            expects("327680-"),
            expects("655360-"),
            expects("983040-"),
            answer(201, "{}"),
        ];
        let (service, _, mut upload, told) = upload(answers);
        upload.finish::<Value>().await.unwrap();
        assert_eq!(service.header("content-range")[3], place(0, STEP));
        assert_eq!(*told.lock().unwrap(), [STEP, 2 * STEP, 3 * STEP, 3 * STEP + 100]);

        let answers = (0..100).map(|at| if at % 2 == 0 { expects("1-") } else { status("0-") });
        let (service, clock, mut upload, _) = self::upload(answers);
        let error = upload.finish::<Value>().await.unwrap_err();
        assert!(error.to_string().contains("the service took a part of the range only"), "{error}");
        assert_eq!(service.asked().len(), 9);
        assert_eq!(clock.sleeps(), [1, 2, 4, 8]);
    }

    #[tokio::test]
    async fn the_retry_policy_bounds_each_range_alone() {
        let flaky = (0..4).flat_map(|at| {
            let (have, next) = (at * STEP, (at + 1) * STEP);
            let done = if at < 3 { expects(&format!("{next}-")) } else { answer(201, "{}") };
            [answer(500, ""), status(&format!("{have}-")), done]
        });
        let (service, _, upload, _) = upload(flaky);
        upload.retry(RetryPolicy::new().tries(2)).finish::<Value>().await.unwrap();
        assert_eq!(service.asked().len(), 12);
        let (service, clock, upload, _) = self::upload([answer(500, "")]);
        let error = upload.retry(RetryPolicy::never()).finish::<Value>().await.unwrap_err();
        assert_eq!(error.to_string(), "`UploadRange` failed with 500 Internal Server Error");
        assert_eq!((service.asked().len(), clock.sleeps()), (1, Vec::new()));
        let (_, clock, upload, _) = self::upload([Answer::Silence, status("0-"), expects("327680-")]);
        let mut upload = upload.timeout(Duration::from_secs(30));
        let _ = upload.finish::<Value>().await;
        assert_eq!(clock.sleeps()[..2], [30, 1]);
    }

    #[tokio::test]
    async fn a_source_that_fails_is_told() {
        struct Short;
        impl UploadSource for Short {
            fn size(&mut self) -> io::Result<u64> {
                Ok(5)
            }

            fn read_at(&mut self, _: u64, _: usize) -> io::Result<Bytes> {
                Ok(Bytes::from("abc"))
            }
        }
        let (service, _, client) = client([]);
        let error = client.upload(URL, Short).finish::<Value>().await.unwrap_err();
        let told = "the program's end of a transfer failed: the source gave 3 bytes, and was asked for 5";
        assert_eq!(error.to_string(), told);
        assert!(service.asked().is_empty());
    }

    #[tokio::test]
    async fn a_deferred_file_is_made_by_commit() {
        let (service, _, client) =
            client([answer(202, r#"{"nextExpectedRanges": []}"#), answer(201, r#"{"id": "1"}"#)]);
        let mut upload = client.upload(URL, b"abc".to_vec());
        assert!(matches!(upload.finish::<Accepted<Value>>().await.unwrap(), Accepted::Accepted(_)));
        assert_eq!(upload.commit::<Value>().await.unwrap()["id"], "1");
        assert_eq!(service.asked(), [format!("PUT {URL}"), format!("POST {URL}")]);
        assert_eq!(service.header("authorization"), ["", ""]);
    }

    #[tokio::test]
    async fn a_session_is_cancelled() {
        for status in [204, 404, 410] {
            let (service, _, upload, _) = upload([with(status, &[], "")]);
            upload.cancel().await.unwrap();
            assert_eq!(service.asked(), [format!("DELETE {URL}")]);
            assert_eq!(service.header("authorization"), [""]);
        }
        let (_, _, upload, _) = upload([answer(403, "")]);
        assert_eq!(upload.cancel().await.unwrap_err().to_string(), "`CancelUpload` failed with 403 Forbidden");
    }

    #[tokio::test]
    async fn an_upload_moves_between_threads() {
        let (_, _, client) = client([answer(201, "{}")]);
        let mut upload = client.upload(URL, Bytes::from("abc"));
        tokio::spawn(async move { upload.finish::<Value>().await }).await.unwrap().unwrap();
    }
}
