#[docbind::endpoint("tests/ui/pages/tide-get.md")]
pub struct GetTide;

docbind::assert_permissions!(Application: []; GetTide);

fn main() {}
