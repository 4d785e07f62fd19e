//! Times calls by docbind and by hand, with reqwest and serde, against a server on loopback: making a request, reading one user,
//! reading a page of 100; and what the check of a token costs. Both use the same settings of reqwest and send the same headers. Rounds
//! of both take turns, so that a busy machine slows both.
//!
//! ```text
//! taskset -c 1 cargo bench --bench call
//! ```
//!
//! On one core, because a call and its server on two wait for each other to wake, which swings by more than all that is measured.

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use docbind::transport::from_fn;
use docbind::{
    Access, Client, Endpoint, Kind, Model, ModelType, Object, Operation, Page, Permissions, Property, Request,
    RetryPolicy,
};
use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Builder;

const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJub25jZSI6IjEyMzQ1Njc4OTAifQ";
const USERS: usize = 100;
const ROUNDS: usize = 100;

#[derive(Clone, Debug, Default, PartialEq)]
struct User(Object);

/// As the generator writes them.
const PROPERTIES: &[(&str, Kind)] = &[
    ("id", Kind::Any),
    ("businessPhones", Kind::Any),
    ("displayName", Kind::Any),
    ("givenName", Kind::Any),
    ("jobTitle", Kind::Any),
    ("mail", Kind::Any),
    ("mobilePhone", Kind::Any),
    ("officeLocation", Kind::Any),
    ("preferredLanguage", Kind::Any),
    ("surname", Kind::Any),
    ("userPrincipalName", Kind::Any),
];

impl Model for User {
    const TYPE: &'static ModelType =
        &ModelType { name: "sea.user", page: "user.md", properties: PROPERTIES, read_only: &[], subtypes: &[] };

    fn from_object(object: Object) -> Self {
        Self(object)
    }

    fn as_object(&self) -> &Object {
        &self.0
    }
}

const PERMISSIONS: Permissions = Permissions {
    application: Access::AnyOf(&[
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]),
    ..Permissions::NOT_SAID
};

/// A token with fifty roles, of which the last serves.
fn jwt() -> String {
    let others = (0..49).map(|number| format!("Harbour{number}.Read.All"));
    let roles: Vec<String> = others.chain(["Directory.ReadWrite.All".to_owned()]).collect();
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(json!({"roles": roles}).to_string()))
}

/// An endpoint as the generator writes it.
macro_rules! endpoint {
    ($name:ident, $template:literal, $answer:ty) => {
        struct $name {
            request: Request,
        }

        impl Endpoint for $name {
            type Response = $answer;
            type Rules = ();
            const OPERATION: Operation = Operation {
                name: stringify!($name),
                title: stringify!($name),
                page: "user.md",
                base_url: "",
                routes: &[concat!("GET ", $template)],
                success: &[200],
                ..Operation::EMPTY
            };
            const PERMISSIONS: Permissions = PERMISSIONS;

            fn into_request(self) -> Request {
                self.request
            }
        }
    };
}

endpoint!(GetUser, "/users/{id}", User);
endpoint!(ListUsers, "/users", Page<User>);

fn get_user(id: &str) -> GetUser {
    GetUser { request: Request::of::<GetUser>(0, &[id]).query("$select", "id,displayName") }
}

fn list_users() -> ListUsers {
    ListUsers { request: Request::of::<ListUsers>(0, &[]).query("$top", "100") }
}

/// What is known of the user by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read costs time, whether it is looked at or not")]
struct SerdeUser {
    id: Option<String>,
    business_phones: Option<Vec<String>>,
    display_name: Option<String>,
    given_name: Option<String>,
    job_title: Option<String>,
    mail: Option<String>,
    mobile_phone: Option<String>,
    office_location: Option<String>,
    preferred_language: Option<String>,
    surname: Option<String>,
    user_principal_name: Option<String>,
}

#[derive(Deserialize)]
struct SerdePage {
    value: Vec<SerdeUser>,
}

fn user(number: usize) -> Value {
    json!({
        "id": format!("87d349ed-44d7-43e1-9a83-{number:012}"),
        "businessPhones": ["+1 425 555 0109"],
        "displayName": format!("Adele Vance {number}"),
        "givenName": "Adele",
        "jobTitle": "Lamp keeper",
        "mail": format!("adele{number}@harbour.example"),
        "mobilePhone": null,
        "officeLocation": "18/2111",
        "preferredLanguage": "en-US",
        "surname": "Vance",
        "userPrincipalName": format!("adele{number}@harbour.example"),
    })
}

/// A server that answers each request of a connection at once. `/users/..` is one user, all else a page.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let base_url = format!("http://{}/v1.0", listener.local_addr().expect("it is bound"));
    let answer = |body: Value| {
        let body = body.to_string();
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: 1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let one = answer(user(1));
    let page = answer(json!({"value": (0..USERS).map(user).collect::<Vec<_>>()}));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (one, page) = (one.clone(), page.clone());
            thread::spawn(move || answer_all(stream, one.as_bytes(), page.as_bytes()));
        }
    });
    base_url
}

fn answer_all(mut stream: TcpStream, one: &[u8], page: &[u8]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(buffer.get(..count).unwrap_or_default());
        if request.ends_with(b"\r\n\r\n") {
            stream.write_all(if request.starts_with(b"GET /v1.0/users/") { one } else { page })?;
            request.clear();
        }
    }
}

fn main() {
    let base_url = serve();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client = Client::builder(&base_url).token(TOKEN).retry(RetryPolicy::new()).build().expect("a client");
    let by_hand = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(30))
        .read_timeout(Duration::from_secs(100))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("docbind/0.1.0")
        .build()
        .expect("a client");
    println!("{:28} {:>15} {:>18}", "", "docbind", "by hand");

    let build = || get_user("ana@harbour.example").to_http(&base_url).expect("a request");
    let build_by_hand = || get_by_hand(&by_hand, &base_url).build().expect("a request");
    compare("make a request", 10_000, &mut || drop(build()), &mut || drop(build_by_hand()));

    let mut one = || runtime.block_on(read_one(&client));
    let mut one_by_hand = || runtime.block_on(read_one_by_hand(&by_hand, &base_url));
    compare("read one user", 200, &mut one, &mut one_by_hand);
    let mut page = || runtime.block_on(read_page(&client));
    let mut page_by_hand = || runtime.block_on(read_page_by_hand(&by_hand, &base_url));
    compare("read a page of 100 users", 100, &mut page, &mut page_by_hand);
    let bytes = Bytes::from(json!({"value": (0..USERS).map(user).collect::<Vec<_>>()}).to_string());
    let mut decode = || drop(black_box(ListUsers::read(http::Response::new(bytes.clone())).expect("a page")));
    let mut decode_by_hand = || drop(black_box(serde_json::from_slice::<SerdePage>(&bytes).expect("a page")));
    compare("of it, decode the page", 100, &mut decode, &mut decode_by_hand);
    let no_network = from_fn(|_| async { Ok(http::Response::new("{}")) });
    let idle = Client::builder(&base_url).token(TOKEN).transport(no_network).build().expect("a client");
    let mut through = || drop(runtime.block_on(idle.send(get_user("ana@harbour.example"))).expect("a user"));
    let mut nothing = || runtime.block_on(std::future::ready(()));
    compare("all but the network, and nothing", 1000, &mut through, &mut nothing);
    let of_jwt = |check: bool| {
        let no_network = from_fn(|_| async { Ok(http::Response::new("{}")) });
        Client::builder(&base_url).token(jwt()).check_token(check).transport(no_network).build().expect("a client")
    };
    let (checked, unchecked) = (of_jwt(true), of_jwt(false));
    let mut check = || drop(runtime.block_on(checked.send(get_user("ana@harbour.example"))).expect("a user"));
    let mut no_check = || drop(runtime.block_on(unchecked.send(get_user("ana@harbour.example"))).expect("a user"));
    compare("the same, token checked and not", 1000, &mut check, &mut no_check);
    let size = |bytes: usize| format!("{bytes} bytes");
    let (call, hand) = (size_of_val(&client.send(list_users())), size_of_val(&read_page_by_hand(&by_hand, &base_url)));
    println!("{:28} {:>15} {:>18}", "size of a call's future", size(call), size(hand));
}

/// What every request has.
fn with_headers(request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    let id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid();
    request.bearer_auth(TOKEN).header(ACCEPT, "application/json").header("client-request-id", id.to_string())
}

fn get_by_hand(client: &reqwest::Client, base_url: &str) -> reqwest::RequestBuilder {
    let url = format!("{base_url}/users/ana%40harbour.example");
    let query = [("$select", "id,displayName")];
    with_headers(client.get(with_query(&url, &query)))
}

fn list_by_hand(client: &reqwest::Client, base_url: &str) -> reqwest::RequestBuilder {
    let url = with_query(&format!("{base_url}/users"), &[("$top", "100")]);
    with_headers(client.get(url))
}

fn with_query(url: &str, query: &[(&str, &str)]) -> reqwest::Url {
    reqwest::Url::parse_with_params(url, query).expect("a URL")
}

async fn read_one(client: &Client) {
    let user = client.send(get_user("ana@harbour.example")).await.expect("a user");
    let name: Property<&str> = docbind::get(&user, "displayName");
    assert_eq!(black_box(name.value()), Some("Adele Vance 1"));
}

async fn read_one_by_hand(client: &reqwest::Client, base_url: &str) {
    let response = get_by_hand(client, base_url).send().await.and_then(reqwest::Response::error_for_status);
    let user: SerdeUser = decode(response.expect("an answer")).await;
    assert_eq!(black_box(user.display_name).as_deref(), Some("Adele Vance 1"));
}

async fn read_page(client: &Client) {
    let page = client.send(list_users()).await.expect("a page");
    let names = page.items.iter().filter_map(|user| docbind::get::<_, &str>(user, "displayName").value());
    assert!(black_box(names.map(str::len).sum::<usize>()) > USERS);
}

async fn read_page_by_hand(client: &reqwest::Client, base_url: &str) {
    let response = list_by_hand(client, base_url).send().await.and_then(reqwest::Response::error_for_status);
    let page: SerdePage = decode(response.expect("an answer")).await;
    let names = page.value.iter().filter_map(|user| user.display_name.as_deref());
    assert!(black_box(names.map(str::len).sum::<usize>()) > USERS);
}

/// What `reqwest::Response::json` does, behind a feature of reqwest's that docbind does not need.
async fn decode<T: for<'a> Deserialize<'a>>(response: reqwest::Response) -> T {
    serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON")
}

/// Times both, the one after the other in each round.
fn compare(what: &str, times: u32, docbind: &mut dyn FnMut(), by_hand: &mut dyn FnMut()) {
    let counts = [allocations(&mut *docbind), allocations(&mut *by_hand)];
    let rounds: Vec<_> = (0..ROUNDS).map(|_| [time(times, &mut *docbind), time(times, &mut *by_hand)]).collect();
    println!("{what}");
    let best =
        |of: fn(&Took) -> Duration| [0, 1].map(|who| rounds.iter().filter_map(|both| both.get(who)).map(of).min());
    let micros = |best: Option<Duration>| best.unwrap_or_default().as_secs_f64() * 1e6;
    for (title, times) in [("  time", best(|took| took.passed)), ("  time on the processor", best(|took| took.worked))]
    {
        let [own, other] = times.map(micros);
        // The system may count a thread's time in steps that are longer than a round.
        if own > 0.0 && other > 0.0 {
            println!("{title:28} {own:>12.2} µs {other:>15.2} µs {:>+9.1} %", 100.0 * (own / other - 1.0));
        }
    }
    let [own, other] = counts;
    println!("{:28} {own:>12}    {other:>15}", "  allocations");
}

/// How long something takes once.
#[derive(Clone, Copy, Debug, Default)]
struct Took {
    /// By the clock.
    passed: Duration,
    /// Of it, on a processor, by this thread: what a busy machine and the server leave out.
    worked: Duration,
}

fn time(times: u32, mut work: impl FnMut()) -> Took {
    let (start, worked) = (Instant::now(), worked());
    for _ in 0..times {
        work();
    }
    Took { passed: start.elapsed() / times, worked: self::worked().saturating_sub(worked) / times }
}

/// How long this thread has run, where the system tells it as Linux does.
fn worked() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or(Duration::ZERO, Duration::from_nanos)
}

/// How often it asks for memory, on this thread.
fn allocations(mut work: impl FnMut()) -> u64 {
    work();
    measure(work).count_total
}
