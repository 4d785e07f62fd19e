//! A server on loopback that answers byte by byte as a test says, on a runtime of its own.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "each test file takes what it needs")]

use std::io;
use std::net::TcpListener as StdListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Where servers run, and async clients of tests that are not async.
pub static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// What a server does with a connection once it has read a request.
#[derive(Clone)]
pub enum Act {
    /// Sends bytes.
    Send(Bytes),
    /// Sends bytes on and on, until the client has gone.
    Repeat(Bytes),
    /// Waits until the client has gone.
    Stall,
    /// Ends the connection without a word (RST).
    Reset,
    /// Ends the connection.
    Close,
}

pub fn send(bytes: impl Into<Bytes>) -> Act {
    Act::Send(bytes.into())
}

/// A whole answer. `head` is the status and headers: `200 OK\r\nX-A: 1`.
pub fn answer(head: &str, body: impl AsRef<[u8]>) -> Act {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len());
    send([head.as_bytes(), body].concat())
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request line and the headers.
    pub head: String,
    /// The body, without the chunks that it came in.
    pub body: Vec<u8>,
}

impl Asked {
    /// The path and query.
    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub struct Server {
    pub base_url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    /// A server that does for each request what `script` says.
    pub fn new(script: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let (record, script) = (Arc::clone(&asked), Arc::new(script));
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let task = RUNTIME.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let (record, script) = (Arc::clone(&record), Arc::clone(&script));
                // A client that has gone is no fault of the server.
                tokio::spawn(async move { serve(stream, &record, &*script).await.ok() });
            }
        });
        Self { base_url, asked, connections, task }
    }

    /// A server that does the same for each request.
    pub fn always(acts: impl IntoIterator<Item = Act>) -> Self {
        let acts: Vec<_> = acts.into_iter().collect();
        Self::new(move |_| acts.clone())
    }

    /// How many connections there were so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    record: &Mutex<Vec<Asked>>,
    script: &(impl Fn(&Asked) -> Vec<Act> + Sync),
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    loop {
        let asked = read_request(&mut stream, &mut read).await?;
        let acts = script(&asked);
        record.lock().unwrap().push(asked);
        for act in acts {
            match act {
                Act::Send(bytes) => stream.write_all(&bytes).await?,
                Act::Repeat(bytes) => loop {
                    stream.write_all(&bytes).await?;
                },
                Act::Stall => while stream.read(&mut [0; 64]).await? > 0 {},
                Act::Reset => return stream.set_zero_linger(),
                Act::Close => return stream.shutdown().await,
            }
        }
    }
}

/// The next request of a connection. `read` keeps what came after it.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin), read: &mut Vec<u8>) -> io::Result<Asked> {
    loop {
        if let Some((asked, length)) = parse(read) {
            read.drain(..length);
            return Ok(asked);
        }
        if stream.read_buf(read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// A whole request at the beginning, and how long it is.
fn parse(read: &[u8]) -> Option<(Asked, usize)> {
    let end = read.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8(read[..end].to_vec()).unwrap();
    let mut asked = Asked { head, body: Vec::new() };
    if asked.header("transfer-encoding") == Some("chunked") {
        let mut rest = &read[end..];
        loop {
            let line = rest.windows(2).position(|two| two == b"\r\n")?;
            let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
            let chunk = rest.get(line + 2..line + 2 + size)?;
            asked.body.extend_from_slice(chunk);
            rest = rest.get(line + 2 + size + 2..)?;
            if size == 0 {
                return Some((asked, read.len() - rest.len()));
            }
        }
    }
    let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
    asked.body = read.get(end..end + length)?.to_vec();
    Some((asked, end + length))
}
