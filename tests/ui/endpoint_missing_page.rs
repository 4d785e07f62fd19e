#[docbind::endpoint("tests/ui/pages/users-get.md")]
pub struct GetUser;

fn main() {
    // No second error here.
    let _ = <GetUser as docbind::Endpoint>::OPERATION;
}
