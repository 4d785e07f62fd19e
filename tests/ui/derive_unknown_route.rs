#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md", route = "app_calls")]
struct Remove {
    call_id: String,
    participant_id: String,
}

fn main() {}
