//! The code of codegen's goldens in; that it compiles without a warning, and asks for what its page says, out.
//!
//! `UPDATE_GOLDEN=1 cargo test -p docbind-codegen --test golden` writes the code.

#![deny(warnings)]
#![allow(clippy::module_inception, reason = "a golden is named after its page, and so is the module in it")]
#![allow(dead_code, reason = "a page's code is more than what is called here")]

use docbind::{Access, Cloud, Endpoint, Request};

#[rustfmt::skip]
#[path = "../codegen/tests/golden/divided.rs"]
mod divided;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/faulty.rs"]
mod faulty;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/ferry.rs"]
mod ferry;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/functions.rs"]
mod functions;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/hostile.rs"]
mod hostile;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/lantern.rs"]
mod lantern;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/path_item.rs"]
mod path_item;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/routes.rs"]
mod routes;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/seed.rs"]
mod seed;
#[rustfmt::skip]
#[path = "../codegen/tests/golden/transposed.rs"]
mod transposed;

/// `METHOD target` of a request.
fn line(endpoint: impl Endpoint) -> String {
    let request: Request = endpoint.into_request();
    format!("{} {}", request.method(), request.target())
}

#[test]
#[allow(deprecated, reason = "some pages call their operation deprecated or a preview")]
fn goldens_ask_for_what_their_pages_say() {
    let body = || serde_json::json!({});
    for (endpoint, expected) in [
        (line(seed::seed::RemoveGuest::new("a/b", "c")), "DELETE /social/parties/a%2Fb/guests/c"),
        (line(routes::routes::ListBirds::birds_by_colour("O'Red")), "GET /birds?$filter=colour%20eq%20'O%27%27Red'"),
        (line(routes::routes::ListBirds::birds_with_from_and_to("a&b", "c")), "GET /birds?from=a%26b&to=c"),
        (line(routes::routes::ListBirds::me().top(3)), "GET /me/birds?$top=3"),
        (
            line(functions::functions::ReportGetTides::new("h", "2026-01-02", "it's", 3, "e")),
            "GET /harbours/h/getTides(day=2026-01-02,kind='it%27%27s',count=3)",
        ),
        (line(path_item::path::UploadDrawing::new("a b/c.png", body())), "PUT /me/drive/root:/a%20b/c.png:/content"),
        (
            line(divided::divided::AssignAction::new("p", &divided::divided::AssignActionBody::new())),
            "POST /policies/p/assign",
        ),
        (line(transposed::transposed::DeleteReaction::channel("c", "t")), "DELETE /channels/c/reactions/t"),
        (line(faulty::faulty::Faulty::new()), "GET /cakes"),
        (
            line(hostile::hostile::SayFnEvilEvil::new("a", "b", "c", "d", "e")),
            "GET /evil/a/%22%23/b/c?$filter=a%20eq%20'd'",
        ),
    ] {
        assert_eq!(endpoint, expected);
    }
}

#[test]
fn goldens_tell_none_needed_from_refused_and_not_said() {
    let permissions = seed::seed::RemoveGuest::PERMISSIONS;
    assert_eq!(permissions.application, Access::NoneNeeded);
    assert_eq!(permissions.delegated_work, Access::Unsupported);
    assert_eq!(path_item::path::UploadDrawing::PERMISSIONS.delegated_personal, Access::NotSaid);
}

#[test]
fn goldens_name_the_clouds_of_their_pages() {
    assert_eq!(ferry::ferry::ListFerries::OPERATION.clouds, [Cloud::Global, Cloud::UsGovernment]);
    assert!(seed::seed::RemoveGuest::OPERATION.clouds.is_empty());
}

#[test]
#[allow(deprecated, reason = "what is deprecated is still read and written")]
fn what_is_deprecated_works_as_before() {
    use lantern::models::{Lantern, LanternFuel};

    let lantern = Lantern::new().set_oil("whale").set_fuel(LanternFuel::WhaleOil);
    assert_eq!(lantern.oil().value(), Some("whale"));
    assert_eq!(docbind::to_json(&lantern), serde_json::json!({"oil": "whale", "fuel": "whaleOil"}));
}
