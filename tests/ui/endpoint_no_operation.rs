#[docbind::endpoint("tests/ui/pages/concept.md")]
pub struct About;

#[docbind::endpoint("tests/ui/pages")]
pub struct Folder;

fn main() {}
