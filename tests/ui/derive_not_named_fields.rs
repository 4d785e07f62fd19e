#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
struct Tuple(String);

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
enum Choice {
    One,
}

fn main() {}
