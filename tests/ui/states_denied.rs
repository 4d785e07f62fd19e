//! What is denied does not compile where it is used; all else does.
#![deny(warnings)]

#[docbind::client("tests/ui/pages/lamps", deprecated = "deny", preview = "deny")]
pub struct Lamps;

fn calls(lamps: &Lamps) {
    let _ = lamps.list_lamps("1");
    let _ = lamp::DimLamp::new("1");
}

fn reads(lamp: &models::Lamp) {
    let _ = lamp.fuel();
    let _ = lamp.oil();
}

fn main() {}
