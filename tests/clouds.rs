//! Clients for a cloud and pages that name clouds in; which calls go out, out.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind::{Client, ClientBuilder, Cloud, CloudCheck, Endpoint, Error, Operation, Permissions, Request, Value};

mod support;

use support::{Service, answer};

/// An operation of the clouds of its page.
struct GetLamp<const ALL: bool>;

impl<const ALL: bool> Endpoint for GetLamp<ALL> {
    type Response = Value;
    type Rules = ();
    const OPERATION: Operation = Operation {
        name: "GetLamp",
        page: "lamp-get.md",
        routes: &["GET /lamp"],
        clouds: if ALL { &[] } else { &[Cloud::Global, Cloud::UsGovernment] },
        ..Operation::EMPTY
    };
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        Request::of::<Self>(0, &[])
    }
}

fn client(service: &Service, base_url: &str) -> ClientBuilder {
    Client::builder(base_url).transport(service.clone())
}

const CHINA: &str = "https://microsoftgraph.chinacloudapi.cn/v1.0";

#[tokio::test]
async fn a_call_that_the_clients_cloud_does_not_serve_is_refused() {
    let service = Service::default();
    let client = client(&service, CHINA).build().unwrap();
    let error = client.send(GetLamp::<false>).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`GetLamp` is not sent: its page names the global service and US Government L4 as the clouds that serve it, \
         and the client is for China (21Vianet) (route `GET /lamp` of lamp-get.md)"
    );
    let Error::Refused(refused) = error else { panic!() };
    assert_eq!(refused.page(), Some("lamp-get.md"));
    assert!(client.call(GetLamp::<false>).stream().await.is_err());
    assert!(client.call(GetLamp::<false>).download().await.is_err());
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn what_is_not_known_goes_out() {
    let service = Service::default();
    client(&service, CHINA).build().unwrap().send(GetLamp::<true>).await.unwrap();
    for base_url in ["https://graph.microsoft.us/v1.0", "https://GRAPH.microsoft.com/beta", "https://proxy.example"] {
        client(&service, base_url).build().unwrap().send(GetLamp::<false>).await.unwrap();
    }
    assert_eq!(service.asked().len(), 4);
}

#[tokio::test]
async fn the_cloud_that_is_set_outweighs_the_host() {
    let service = Service::default();
    let proxy = client(&service, "https://proxy.example").cloud(Cloud::China).build().unwrap();
    assert!(matches!(proxy.send(GetLamp::<false>).await, Err(Error::Refused(_))));
    let global = client(&service, CHINA).cloud(Cloud::Global).build().unwrap();
    global.send(GetLamp::<false>).await.unwrap();
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn the_check_can_be_a_warning_or_off() {
    let service = Service::default();
    for check in [CloudCheck::Allow, CloudCheck::Warn] {
        let client = client(&service, CHINA).cloud_check(check).build().unwrap();
        client.send(GetLamp::<false>).await.unwrap();
    }
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn a_part_of_a_batch_is_refused_alone() {
    let body = r#"{"responses": [{"id": "2", "status": 200, "body": {"lit": true}}]}"#;
    let service = Service::new([answer(200, body)]);
    let client = client(&service, CHINA).build().unwrap();
    let mut batch = client.batch();
    let refused = batch.add(GetLamp::<false>);
    let sent = batch.add(GetLamp::<true>);
    let mut answers = batch.send().await.unwrap();
    assert!(matches!(answers.take(refused), Err(Error::Refused(_))));
    let _ = answers.take(sent);
    assert_eq!(service.asked().len(), 1);
    assert!(!service.bodies().concat().contains(r#""id":"1""#), "{:?}", service.bodies());
}
