//! Without `strict`, what is an error here is a warning, because of the lint's level.
#![deny(deprecated)]

#[docbind::client("tests/ui/pages/mixed")]
pub struct Users;

fn main() {
    let _ = Users::<docbind::AnyToken>::get_user;
}
