#[docbind::client("tests/ui/pages/mixed", strict)]
pub struct Strict;

fn main() {
    let _ = Strict::<docbind::AnyToken>::get_user;
}
