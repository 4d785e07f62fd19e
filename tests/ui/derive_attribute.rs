#[derive(docbind::Endpoint)]
struct NoAttribute {
    call_id: String,
}

#[derive(docbind::Endpoint)]
#[endpoint]
struct NoPage;

#[derive(docbind::Endpoint)]
#[endpoint = "tests/ui/pages/user-get.md"]
struct NoParentheses;

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
#[endpoint(route = "me")]
struct TwoAttributes;

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-gett.md")]
struct NoSuchPage;

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md", rout = "me")]
struct UnknownArgument;

fn main() {
    // No second error here.
    let _ = <NoAttribute as docbind::Endpoint>::OPERATION;
}
