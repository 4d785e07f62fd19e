#[docbind::client("tests/ui/pages/mixed", allow("route-missing", "route-broken", "route-elided"))]
pub struct WithFields {
    client: docbind::Client,
}

#[docbind::client("tests/ui/pages/mixed")]
mod calls {}

fn main() {}
