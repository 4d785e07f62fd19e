#[docbind::endpoint]
pub struct NoPage;

#[docbind::endpoint("tests/ui/pages/user-get.md", "tests/ui/pages/broken.md")]
pub struct TwoPages;

#[docbind::endpoint("tests/ui/pages/user-get.md", rot = "tests", strict)]
pub struct UnknownArguments;

#[docbind::endpoint("tests/ui/pages/user-get.md", allow(route-brokn, "permission-emty"))]
pub struct UnknownCodes;

#[docbind::endpoint("tests/ui/pages/user-get.md", root = "docs/api")]
pub struct OutsideRoot;

fn main() {}
