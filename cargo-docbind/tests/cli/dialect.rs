//! A reference with wordings of its own: what the commands take from its settings.

use crate::place::Place;

const SETTINGS: &str = include_str!("../../../codegen/tests/dialects/harbour/docbind.toml");
const CALL: &str = include_str!("../../../codegen/tests/dialects/harbour/pages/crate-get.md");
const TYPE: &str = include_str!("../../../codegen/tests/dialects/harbour/pages/crate.md");

#[test]
fn pages_are_read_by_the_words_of_the_settings() {
    let settings = SETTINGS.replace("root = \"pages\"", "");
    let place = Place::new(&[("docbind.toml", &settings), ("crate-get.md", CALL), ("crate.md", TYPE)]);
    place.run(&["check", "docs", "--deny", "warnings"]).ends_with(0).prints("checked 2 pages with 1 operation");
    let exported = place.run(&["export", "docs"]).ends_with(0);
    exported.prints("\"/docks/{dock_id}/crates/{crate_id}\"").prints("\"deprecated\":\"This call is retired.");
    let other = Place::new(&[("crate-get.md", CALL), ("crate.md", TYPE)]);
    other.run(&["check", "docs"]).ends_with(1).prints("error[no-pages]");
}

#[test]
fn a_wording_for_two_parts_ends_the_run_with_its_place() {
    let settings = "[dialect.headings]\nresponse = [\"Body\"]\nrequest-body = [\"Body\"]\n";
    let place = Place::new(&[("docbind.toml", settings), ("crate-get.md", CALL)]);
    let run = place.run(&["check", "docs"]).ends_with(2);
    run.says("error[bad-settings]: `body` is a wording of `headings.response`").says("--> docs/docbind.toml:2:13");
}
