#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Remove {
    call_id: u32,
    participant_id: Vec<String>,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
struct GetUser {
    top: Option<i64>,
    select: bool,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/message-post.md")]
struct Post {
    chat_id: String,
    if_match: String,
    body: u32,
}

fn main() {}
