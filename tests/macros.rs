//! What the macros make of the pages in docs/api: the seed page through each of them, and the forms that matter.

use std::borrow::Cow;

use docbind::{Access, Endpoint, Model as _, Request, Route};
use serde_json::json;

/// The seed page, filled. `root` makes the page's name the same as in a client of the folder.
#[docbind::endpoint("docs/api/participant-delete.md", root = "docs/api")]
pub(crate) struct DeleteParticipant;

/// The seed page, held against fields: generic or borrowed, in any order, under other names.
#[derive(docbind::Endpoint)]
#[endpoint("docs/api/participant-delete.md", root = "docs/api")]
struct Remove<'a, T> {
    #[endpoint(rename = "participant_id")]
    who: T,
    call_id: &'a str,
}

mod graph {
    /// All pages.
    #[docbind::client("docs/api", strict)]
    pub(crate) struct Graph;
}

const COMMUNICATIONS: Route = Route::delete("/communications/calls/{call_id}/participants/{participant_id}");
const APP: Route = Route::delete("/app/calls/{call_id}/participants/{participant_id}")
    .deprecated("The `/app` path is deprecated. Use the `/communications` path instead.");

/// What issue 2 says of the seed page.
fn assert_seed<E: Endpoint<Response = ()>>(endpoint: E) {
    let operation = E::OPERATION;
    assert_eq!(operation.title, "Delete participant");
    assert_eq!(operation.page, "participant-delete.md");
    assert_eq!(operation.base_url, "https://graph.microsoft.com/beta");
    assert_eq!([0, 1, 2].map(|place| operation.route(place)), [Some(APP), Some(COMMUNICATIONS), None]);
    assert_eq!(operation.success, [204]);
    let permissions = E::PERMISSIONS;
    assert_eq!(permissions.delegated_work, Access::Unsupported);
    assert_eq!(permissions.delegated_personal, Access::Unsupported);
    assert_eq!(permissions.application, Access::NoneNeeded);
    let request = endpoint.into_request();
    assert_eq!(request.route(), COMMUNICATIONS);
    assert_eq!(request.target(), "/communications/calls/call%2F1/participants/b");
    assert!(request.body_ref().content_type().is_none());
}

#[test]
fn the_seed_page_is_the_same_through_every_macro() {
    assert_seed(DeleteParticipant::new("call/1", "b"));
    assert_seed(Remove { call_id: "call/1", who: "b" });
    assert_seed(Remove { call_id: "call/1", who: Cow::from("b") });
    assert_seed(graph::participant::DeleteParticipant::new("call/1", "b"));
    assert_eq!(DeleteParticipant::OPERATION, graph::participant::DeleteParticipant::OPERATION);
    assert_eq!(DeleteParticipant::OPERATION.name, "DeleteParticipant");
    assert_eq!(<Remove<'_, String> as Endpoint>::OPERATION.name, "Remove");
}

#[test]
#[allow(deprecated)]
fn deprecated_routes_have_a_constructor() {
    let request = DeleteParticipant::app_call("1", "2").into_request();
    assert_eq!((request.route(), request.target()), (APP, "/app/calls/1/participants/2"));
}

#[derive(docbind::Endpoint)]
#[endpoint("docs/api/user-list.md")]
struct ListUsers<'a> {
    top: Option<i32>,
    count: bool,
    select: Option<&'a str>,
    consistency_level: Option<String>,
}

#[test]
fn optional_parameters_are_sent_where_they_are_set() {
    let none = ListUsers { top: None, count: false, select: None, consistency_level: None }.into_request();
    assert_eq!(none.target(), "/users?$count=false");
    assert!(none.headers().is_empty());
    let all = ListUsers { top: Some(5), count: true, select: Some("a b"), consistency_level: Some("eventual".into()) };
    let all = all.into_request();
    let generated = graph::user::ListUsers::new().consistency_level("eventual").select("a b").top(5).count(true);
    assert_eq!(sorted_query(&all), sorted_query(&generated.into_request()));
    assert_eq!(sorted_query(&all), ["$count=true", "$select=a%20b", "$top=5"]);
    assert_eq!(all.headers()["consistencylevel"], "eventual");
}

fn sorted_query(request: &Request) -> Vec<&str> {
    let query = request.target().split_once('?').map_or("", |(_, query)| query);
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs
}

#[derive(docbind::Endpoint)]
#[endpoint("docs/api/event-update.md", route = "user")]
struct MoveEvent<B> {
    #[endpoint(body)]
    changes: B,
    user_id: String,
    event_id: Box<str>,
}

#[test]
fn a_route_is_chosen_and_the_body_is_sent() {
    let body = json!({"start": null});
    let own = MoveEvent { user_id: "a@b.c".into(), event_id: "e".into(), changes: body.clone() }.into_request();
    let changes = graph::models::Event::new().clear(graph::models::Event::start);
    let generated = graph::event::UpdateEvent::user("a@b.c", "e", &changes).into_request();
    let raw = graph::event::UpdateEvent::user("a@b.c", "e", &changes.set_subject("x")).with_body(&body).into_request();
    for request in [own, generated, raw] {
        assert_eq!((request.method(), request.target()), ("PATCH", "/users/a@b.c/events/e"));
        assert_eq!(request.body_ref().bytes(), r#"{"start":null}"#);
    }
}

#[test]
fn many_routes_are_many_constructors() {
    use graph::event::GetEvent;
    assert_eq!(GetEvent::OPERATION.routes.len(), 8);
    let table = [
        (GetEvent::new("e"), "/me/events/e"),
        (GetEvent::me("e"), "/me/events/e"),
        (GetEvent::user("u", "e"), "/users/u/events/e"),
        (GetEvent::group("g", "e"), "/groups/g/events/e"),
        (GetEvent::group_calendar("g", "e"), "/groups/g/calendar/events/e"),
    ];
    for (endpoint, target) in table {
        assert_eq!(endpoint.into_request().target(), target);
    }
}

#[derive(docbind::Endpoint)]
#[endpoint("docs/api/range-get.md", route = "me_drive_root_workbook_worksheet")]
struct GetRange<'a> {
    item_path: &'a str,
    worksheet_id: &'a str,
    address: &'a str,
}

#[test]
fn paths_keep_their_slashes_and_odata_strings_are_quoted() {
    let expected = "/me/drive/root:/a%20b/c.xlsx:/workbook/worksheets/it's/range(address='it''s')";
    let own = GetRange { item_path: "a b/c.xlsx", worksheet_id: "it's", address: "it's" }.into_request();
    let generated = graph::range::GetRange::me_drive_root_workbook_worksheet("a b/c.xlsx", "it's", "it's");
    for request in [own, generated.into_request()] {
        assert_eq!(request.target().replace("%27", "'"), expected);
    }
}

#[test]
fn clients_send_by_the_default_route() {
    let sent = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = sent.clone();
    let transport = docbind::transport::from_fn(move |request| {
        log.lock().expect("no test panics here").push(format!("{} {}", request.method(), request.uri().path()));
        async { Ok(docbind::Raw::default()) }
    });
    let client = docbind::Client::builder("https://a.example/v1").transport(transport).build().unwrap();
    let graph = graph::Graph::new(client);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        graph.delete_participant("1", "2").await.unwrap();
        graph.clone().send(DeleteParticipant::new("3", "4")).await.unwrap();
    });
    let sent = sent.lock().expect("no test panics here");
    let expected =
        ["DELETE /v1/communications/calls/1/participants/2", "DELETE /v1/communications/calls/3/participants/4"];
    assert_eq!(*sent, expected);
}

#[docbind::endpoint("docs/api/call-keepalive.md", allow("warnings"))]
struct KeepAlive {}

#[test]
fn a_struct_with_empty_braces_and_no_visibility_is_filled() {
    assert_eq!(KeepAlive::new("1").into_request().target(), "/communications/calls/1/keepAlive");
    assert_eq!(KeepAlive::OPERATION.page, "docs/api/call-keepalive.md");
}

mod parts {
    /// Two globs; the doc root is the folder that holds both.
    #[docbind::client("docs/api/user-*.md", "docs/api/call-get.md", exclude = ["user-delt?.md"])]
    pub(crate) struct Parts;

    pub(crate) mod below {
        /// A part of a folder, by paths below it.
        #[docbind::client("docs/api", root = "docs", include = ["participant-*.md"])]
        pub(crate) struct Participants;
    }
}

#[test]
fn a_client_takes_a_part_of_a_folder() {
    assert_eq!(parts::user::GetUser::OPERATION.page, "user-get.md");
    assert_eq!(parts::call::GetCall::OPERATION.page, "call-get.md");
    assert_eq!(parts::below::participant::DeleteParticipant::OPERATION.page, "api/participant-delete.md");
    let _ = (
        parts::Parts::<docbind::AnyToken>::list_users,
        parts::below::Participants::<docbind::AnyToken>::delete_participant,
    );
}
