#[docbind::endpoint("tests/ui/pages/user-get.md")]
pub struct WithFields {
    user_id: String,
}

#[docbind::endpoint("tests/ui/pages/user-get.md")]
pub struct WithGenerics<T>;

#[docbind::endpoint("tests/ui/pages/user-get.md")]
pub enum Choice {
    One,
}

#[docbind::endpoint("tests/ui/pages/user-get.md")]
pub fn get_user() {}

fn main() {}
