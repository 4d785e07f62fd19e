//! A struct of your own, held against its page: `cargo run --example own_struct`.
//!
//! A field that is missing, misspelt or of another type than the page says is a compile error at that field.

use docbind::Endpoint;

/// Fields may borrow or own, in any order, and have names of your own.
#[derive(docbind::Endpoint)]
#[endpoint("docs/api/participant-delete.md")]
struct Remove<'a> {
    #[endpoint(rename = "participant_id")]
    who: String,
    call_id: &'a str,
}

/// A page with more than one route: this is the one for any user.
#[derive(docbind::Endpoint)]
#[endpoint("docs/api/user-get.md", route = "user")]
struct GetUser {
    user_id: String,
}

fn main() -> Result<(), docbind::Error> {
    let remove = Remove { who: "participant-2".to_owned(), call_id: "call-1" };
    println!("{}", describe(remove)?);
    println!("{}", describe(GetUser { user_id: "ana@contoso.com".to_owned() })?);
    Ok(())
}

/// No client is needed to see what would be sent.
fn describe<E: Endpoint>(endpoint: E) -> Result<String, docbind::Error> {
    let request = endpoint.to_http(E::OPERATION.base_url)?;
    Ok(format!("{} {}", request.method(), request.uri()))
}
