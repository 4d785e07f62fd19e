#[docbind::endpoint(page)]
pub struct Bare;

#[docbind::endpoint("tests/ui/pages/user-get.md" root = "tests")]
pub struct NoComma;

#[docbind::endpoint("tests/ui/pages/user-get.md", root = 7)]
pub struct NoText;

#[docbind::endpoint("tests/ui/pages/user-get.md", allow = "route-broken")]
pub struct NoList;

#[docbind::endpoint(7)]
pub struct Number;

fn main() {}
