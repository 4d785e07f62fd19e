#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Tuple(String);

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
enum Choice {
    One,
}

fn main() {}
