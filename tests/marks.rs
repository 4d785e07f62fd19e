//! The executable of this test, searched for the marks of the operations that it sends.

use docbind::{Client, Endpoint as _, LeastPrivilege};

#[docbind::endpoint("docs/api/user-get.md")]
struct Sent;

#[docbind::endpoint("docs/api/user-sendmail.md")]
struct MadeOnly;

#[docbind::endpoint("docs/api/user-list.md")]
struct NamedOnly;

const NEEDED: LeastPrivilege<'_> = docbind::permissions!(Application: Sent, MadeOnly, NamedOnly);

#[tokio::test]
async fn what_is_sent_is_marked_and_nothing_else() {
    let transport = docbind::transport::from_fn(|_| async { Ok(http::Response::new("{}")) });
    let client = Client::builder("https://api.example").token("a-token").transport(transport).build().unwrap();
    client.call(Sent::me().with_query("$select", "id")).await.unwrap();
    let request = MadeOnly::me(docbind::Json(1)).into_request();
    assert_eq!(request.route().template, "/me/sendMail");
    assert_eq!(NEEDED.scopes(), ["User.Read.All", "Mail.Send"]);

    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let has = |name: &str| {
        let mark = format!("\u{1}docbind-operation 1 {name} docs/api/");
        program.windows(mark.len()).any(|bytes| bytes == mark.as_bytes())
    };
    assert_eq!(["Sent", "MadeOnly", "NamedOnly"].map(has), [true, false, false]);
}
