//! What a token says of itself, held against the page before anything is sent.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests; clippy only knows the tests"
)]

mod support;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docbind::transport::BoxFuture;
use docbind::{
    Access, Application, BoxError, Client, DelegatedWork, Endpoint, Error, Operation, Page, Permissions, Request,
    Route, Token, TokenNeed, TokenProvider, Value,
};
use serde_json::json;

use support::{Call, Service, TestClock, answer, answer_with};

/// The permissions of `ListShips`.
const LIST: Permissions = Permissions {
    delegated_work: Access::AnyOf(&["Ship.Read", "Ship.ReadWrite Port.Read"]),
    delegated_personal: Access::Unsupported,
    application: Access::AnyOf(&["Ship.Read.All", "Ship.ReadWrite.All", "Port.Read.All"]),
};

/// An endpoint whose page has a table of permissions.
struct ListShips(Request);

impl ListShips {
    fn new() -> Self {
        Self(Request::new(Route::get("/ships"), &[]))
    }

    fn link(url: &str) -> Self {
        Self(Request::of_link(Route::get("/ships"), url))
    }
}

impl Endpoint for ListShips {
    type Response = Value;
    type Rules = ();
    const OPERATION: Operation =
        Operation { name: "ListShips", page: "ship-list.md", routes: &["GET /ships"], ..Operation::EMPTY };
    const PERMISSIONS: Permissions = LIST;

    fn into_request(self) -> Request {
        self.0
    }
}

/// The same endpoint, with an answer that comes in pages.
struct PageOfShips;

impl Endpoint for PageOfShips {
    type Response = Page<Value>;
    type Rules = ();
    const OPERATION: Operation = ListShips::OPERATION;
    const PERMISSIONS: Permissions = LIST;

    fn into_request(self) -> Request {
        ListShips::new().0
    }
}

/// A JWT with these claims. Nobody checks its signature here.
fn jwt(claims: &Value) -> String {
    format!("eyJhbGciOiJub25lIn0.{}.s1gnature", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn poor() -> String {
    jwt(&json!({"roles": ["Group.Read.All"], "name": "p3rsonal"}))
}

fn rich() -> String {
    jwt(&json!({"roles": ["ship.read.all"]}))
}

fn client(service: &Service, token: &str) -> Client {
    service.client(&TestClock::default()).token(token).build().unwrap()
}

/// Gives one token after the other, and keeps how often it was asked.
#[derive(Clone, Default)]
struct Tokens {
    tokens: Arc<Mutex<VecDeque<String>>>,
    count: Arc<AtomicUsize>,
}

impl Tokens {
    fn new(tokens: impl IntoIterator<Item = String>) -> Self {
        Self { tokens: Arc::new(Mutex::new(tokens.into_iter().collect())), ..Self::default() }
    }
}

impl TokenProvider for Tokens {
    fn token<'a>(&'a self, _: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let token = self.tokens.lock().unwrap().pop_front();
        Box::pin(async { token.map(Token::from).ok_or_else(|| "there are no more".into()) })
    }
}

/// What the error says, after a look that it shows no token.
fn shown(error: &Error) -> String {
    let text = error.to_string();
    let all = format!("{text} {error:?} {error:#?}");
    for secret in [poor(), rich()] {
        assert!(secret.split('.').all(|part| !all.contains(part)), "{all}");
    }
    assert!(!all.contains("p3rsonal"), "{all}");
    text
}

#[tokio::test]
async fn a_token_without_the_scopes_is_not_sent() {
    let service = Service::default();
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let client = service
        .client(&TestClock::default())
        .token(poor())
        .before_send(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
        })
        .build()
        .unwrap();
    let error = client.send(ListShips::new()).await.unwrap_err();
    assert_eq!(
        shown(&error),
        "`ListShips` is not sent: the token is the application's and has the roles `Group.Read.All`; the page asks for \
         `Ship.Read.All`, or `Ship.ReadWrite.All`, or `Port.Read.All` (route `GET /ships` of ship-list.md)"
    );
    assert!(!error.is_retryable());
    let Error::Refused(refused) = &error else { panic!("{error:?}") };
    assert_eq!((refused.operation(), refused.page()), (Some("ListShips"), Some("ship-list.md")));
    assert_eq!(refused.permissions(), Some(&LIST));
    shown(&client.call(ListShips::new()).stream().await.unwrap_err());
    assert!(service.asked().is_empty());
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    assert!(!format!("{client:?}").contains("eyJ"));
}

#[tokio::test]
async fn a_kind_that_the_page_refuses_is_not_sent() {
    let service = Service::default();
    let personal = jwt(&json!({"scp": "Ship.Read", "tid": "9188040d-6c67-4c5b-b112-36a304b66dad"}));
    let error = client(&service, &personal).send(ListShips::new()).await.unwrap_err();
    assert_eq!(
        shown(&error),
        "`ListShips` is not sent: the token is that of a user with a personal account, and the page says that no such token is \
         supported (route `GET /ships` of ship-list.md)"
    );
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn what_may_be_served_is_sent() {
    let tokens = [
        "s3cret".to_owned(),
        rich(),
        jwt(&json!({"scp": "https://graph.microsoft.com/Port.Read Ship.ReadWrite"})),
        jwt(&json!({"scp": "Ship.Read", "tid": "72f988bf-86f1-41af-91ab-2d7cd011db47"})),
        jwt(&json!({"sub": "1"})),
        format!("a.{}.c", "A".repeat(7000)),
    ];
    for token in tokens {
        let service = Service::default();
        client(&service, &token).send(ListShips::new()).await.unwrap();
        assert_eq!(service.header("authorization"), [format!("Bearer {token}")]);
    }
    // The page says nothing.
    let service = Service::default();
    client(&service, &poor()).send(Call::<Value>::get()).await.unwrap();
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn the_check_can_be_switched_off() {
    let service = Service::default();
    let client = service.client(&TestClock::default()).token(poor()).check_token(false).build().unwrap();
    client.send(ListShips::new()).await.unwrap();
    let mut batch = client.batch();
    drop(batch.add(ListShips::new()));
    batch.send().await.unwrap_err();
    assert_eq!(service.asked(), ["GET https://api.example/v1/ships", "POST https://api.example/v1/$batch"]);
}

#[tokio::test]
async fn a_request_without_the_token_is_sent() {
    let service = Service::default();
    client(&service, &poor()).send(ListShips::link("https://elsewhere.example/ships?page=2")).await.unwrap();
    assert_eq!(service.header("authorization"), [""]);
}

#[tokio::test]
async fn a_token_of_a_provider_is_read_when_it_comes() {
    let service = Service::default();
    let tokens = Tokens::new([poor()]);
    let client = service.client(&TestClock::default()).token_provider(tokens.clone()).build().unwrap();
    for _ in 0..3 {
        shown(&client.send(ListShips::new()).await.unwrap_err());
    }
    client.send(Call::<Value>::get()).await.unwrap();
    assert_eq!(tokens.count.load(Ordering::SeqCst), 1);
    assert_eq!(service.asked(), ["GET https://api.example/v1/things"]);
}

#[tokio::test]
async fn a_renewed_token_is_checked_as_well() {
    let challenge = || answer_with(401, "www-authenticate", r#"Bearer error="insufficient_claims", claims="e30=""#);
    let service = Service::new([challenge()]);
    let client = |service: &Service, second| {
        service.client(&TestClock::default()).token_provider(Tokens::new([rich(), second])).build().unwrap()
    };
    let error = client(&service, poor()).send(ListShips::new()).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)));
    assert!(shown(&error).contains("`Group.Read.All`; the page asks for `Ship.Read.All`"));
    assert_eq!(service.header("authorization"), [format!("Bearer {}", rich())]);

    let service = Service::new([challenge()]);
    let second = jwt(&json!({"roles": ["Port.Read.All"]}));
    client(&service, second.clone()).send(ListShips::new()).await.unwrap();
    assert_eq!(service.header("authorization"), [format!("Bearer {}", rich()), format!("Bearer {second}")]);
}

#[tokio::test]
async fn a_page_of_a_list_is_checked_when_it_is_asked_for() {
    let service = Service::default();
    let client = client(&service, &poor());
    let mut pages = client.resume::<PageOfShips>("https://api.example/v1/ships?page=2").pages();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(shown(&error).starts_with("`ListShips` is not sent: the token is the application's"));
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_part_of_a_batch_is_refused_alone() {
    let body = json!({"responses": [{"id": "2", "status": 200, "body": {"a": 1}}]}).to_string();
    let service = Service::new([answer(200, body)]);
    let client = client(&service, &poor());
    let mut batch = client.batch();
    let ships = batch.add(ListShips::new());
    let things = batch.add(Call::<Value>::get());
    let after = batch.add(Call::<Value>::get()).depends_on(&ships);
    let mut answers = batch.send().await.unwrap();
    let error = answers.take(ships).unwrap_err();
    assert!(matches!(error, Error::Refused(_)));
    assert!(shown(&error).starts_with("`ListShips` is not sent: the token is the application's"));
    assert_eq!(answers.take(things).unwrap(), json!({"a": 1}));
    let Error::Batch(error) = answers.take(after).unwrap_err() else { panic!() };
    assert!(error.is_failed_dependency() && !error.was_sent());
    assert!(!service.bodies()[0].contains("ships"));
}

#[tokio::test]
async fn a_batch_of_refused_parts_is_not_sent() {
    let service = Service::default();
    let client = client(&service, &poor());
    let mut batch = client.batch();
    let parts: Vec<_> = (0..30).map(|_| batch.add(ListShips::new())).collect();
    let mut answers = batch.send().await.unwrap();
    for part in parts {
        shown(&answers.take(part).unwrap_err());
    }
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_batch_asks_for_its_token_once() {
    let service = Service::default();
    let tokens = Tokens::default();
    let client = service.client(&TestClock::default()).token_provider(tokens.clone()).build().unwrap();
    let mut batch = client.batch();
    drop(batch.add(ListShips::new()));
    assert!(matches!(batch.send().await.unwrap_err(), Error::Token(_)));
    assert_eq!(tokens.count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_of_another_kind_than_the_clients_is_not_sent() {
    let service = Service::default();
    let client = service.client(&TestClock::default()).token_kind::<DelegatedWork>().token(rich()).build().unwrap();
    let error = client.send(ListShips::new()).await.unwrap_err();
    let reason = "the token is the application's, and the client is one for tokens of the kind `DelegatedWork`";
    assert!(shown(&error).contains(reason), "{error}");
    assert!(service.asked().is_empty());
    let client = service.client(&TestClock::default()).token_kind::<Application>().token(rich()).build().unwrap();
    client.send(ListShips::new()).await.unwrap();
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn what_the_page_refuses_is_sent_where_the_program_says_why() {
    let service = Service::new([answer(200, "{}"), answer(200, r#"{"value": []}"#)]);
    let client = client(&service, &poor());
    client.send(ListShips::new()).await.unwrap_err();
    let why = "worked in a test";
    client.send(ListShips::new().allow_undocumented_token_kind(why)).await.unwrap();
    let mut items = client.call(PageOfShips.allow_undocumented_token_kind(why)).items();
    assert!(items.next().await.is_none());
    assert_eq!(service.asked().len(), 2);
}
