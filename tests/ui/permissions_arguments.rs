//! What is no list of endpoints is answered with the form that is wanted.

#[docbind::endpoint("docs/api/user-get.md")]
struct GetUser;

const NEEDED: docbind::LeastPrivilege<'_> = docbind::permissions!(GetUser);

docbind::assert_permissions!(Application: ["User.Read.All"] => GetUser);

fn main() {}
