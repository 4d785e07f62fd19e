#[docbind::client("tests/ui/pages/empty")]
pub struct Empty;

#[docbind::client("tests/ui/page")]
pub struct Missing;

#[docbind::client("tests/ui/pages/mixed/group-*.md")]
pub struct NothingMatches;

#[docbind::client]
pub struct NoFolder;

fn main() {
    // No second error here.
    let _ = Empty::<docbind::AnyToken>::new;
}
