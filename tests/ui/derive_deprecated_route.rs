#![deny(deprecated)]

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md", route = "app_call")]
struct Remove {
    call_id: String,
    participant_id: String,
}

fn main() {}
