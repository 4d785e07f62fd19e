#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Remove {
    call_id: Option<String>,
    participant_id: String,
}

fn main() {}
