#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Twice {
    call_id: String,
    #[endpoint(rename = "call_id")]
    again: String,
    participant_id: String,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct UnknownKey {
    call_id: String,
    #[endpoint(renamed = "participant_id")]
    participant_id: String,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct NoText {
    call_id: String,
    #[endpoint(rename)]
    participant_id: String,
}

fn main() {}
