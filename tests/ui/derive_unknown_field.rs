#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Remove {
    call_id: String,
    participant_id: String,
    reason: String,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md")]
struct GetUser {
    user_id: String,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/user-get.md", route = "user")]
struct UpdateUser {
    user_id: String,
    #[endpoint(body)]
    changes: docbind::Value,
}

fn main() {}
