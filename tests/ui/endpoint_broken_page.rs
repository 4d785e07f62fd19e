#[docbind::endpoint("tests/ui/pages/broken.md")]
pub struct DeletePhoto;

fn main() {}
