#[docbind::client("tests/ui/pages/mixed/user-*.md", includes = ["user-*.md"], route = "me")]
pub struct Unknown;

#[docbind::client("tests/ui/pages/mixed/*.md", include = ["user-*.md"])]
pub struct BothSelect;

#[docbind::client("tests/ui/pages/mixed", include = ["user-[.md"])]
pub struct BadGlob;

#[docbind::client("docs/api", "tests/ui/pages")]
pub struct NothingInCommon;

#[docbind::client("tests/ui/pages/mixed", root = "docs")]
pub struct OutsideRoot;

fn main() {}
