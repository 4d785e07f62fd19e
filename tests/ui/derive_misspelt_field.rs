#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Remove<'a> {
    callid: &'a str,
    particpant_id: &'a str,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/participant-delete.md")]
struct Renamed<'a> {
    call_id: &'a str,
    #[endpoint(rename = "participantId")]
    who: &'a str,
}

fn main() {}
