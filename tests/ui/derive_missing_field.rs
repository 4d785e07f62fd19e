#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Remove<'a> {
    call_id: &'a str,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/message-post.md")]
struct Post {}

fn main() {
    // No second error here.
    let _ = <Remove<'_> as docbind::Endpoint>::OPERATION;
}
