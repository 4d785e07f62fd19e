//! A struct of the user's has no constructors, so the page's word is told at its place.

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/lamps/lamp-list.md", deprecated = "deny")]
struct ListLamps {
    lighthouse_id: String,
}

#[derive(docbind::Endpoint)]
#[endpoint("tests/ui/pages/lamps/lamp-dim.md", preview = "allow")]
struct DimLamp {
    lamp_id: String,
}

#[docbind::endpoint("tests/ui/pages/lamps/lamp-dim.md", preview = "allowed")]
struct Dim;

fn main() {}
