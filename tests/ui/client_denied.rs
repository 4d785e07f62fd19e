#[docbind::client("tests/ui/pages/mixed", deny("route-missing"), allow("route-elided", "route-broken"))]
pub struct Denied;

fn main() {}
