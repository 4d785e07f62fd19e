//! What is deprecated or a preview is a warning where it is used, which the lint's level makes an error here.
#![deny(deprecated)]

#[docbind::client("tests/ui/pages/lamps")]
pub struct Lamps;

fn calls(lamps: &Lamps) {
    let _ = lamps.list_lamps("1");
    let _ = lamp::DimLamp::new("1");
}

fn reads(lamp: &models::Lamp) -> bool {
    lamp.oil().value() == Some("x") || lamp.fuel().value() == Some(models::LampFuel::WhaleOil)
}

fn main() {}
