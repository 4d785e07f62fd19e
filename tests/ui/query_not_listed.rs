//! Queries that the pages do not allow.

#[docbind::client("docs/api")]
pub struct Graph;

use docbind::Endpoint;
use docbind::query::Filter;
use models::{Event, User};
use user::ListUsers;

fn main() {
    // The page of the type lists `eq`, `ne`, `not`, `ge`, `le` and `in`.
    let _: Filter<User> = User::DEPARTMENT.starts_with("S");
    // A value of another type.
    let _: Filter<User> = User::ACCOUNT_ENABLED.eq("true");
    // A property of another model.
    let _ = ListUsers::new().odata().filter(Event::SUBJECT.eq("x"));
    let _ = ListUsers::new().odata().select((User::ID, Event::ID));
    // The page of the operation does not list `$skip`.
    let _ = ListUsers::new().odata().skip(5);
    // Only a navigation property can be expanded.
    let _ = ListUsers::new().odata().expand(User::DEPARTMENT.expand());
}
