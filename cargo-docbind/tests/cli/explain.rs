//! `explain`: what the guide says of a code.

use std::fs;

use crate::place::run;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/src/diagnostics.md");
const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/explain.md");

#[test]
fn the_guides_page_is_in_the_program_as_it_is() {
    let guide = fs::read_to_string(GUIDE).unwrap();
    let how = "copy it anew: cp docs/guide/src/diagnostics.md cargo-docbind/src/explain.md";
    assert!(fs::read_to_string(COPY).unwrap() == guide, "cargo-docbind/src/explain.md is stale; {how}");
}

#[test]
fn a_code_is_explained_with_a_bad_and_a_good_example() {
    let run = run(&["explain", "route-form"]).ends_with(0).prints("## `route-form`\n\nLevel: **warning**.\n");
    let run = run.prints("\nBad:\n\n````markdown\n").prints("GET users/{id}\n").prints("\nGood:\n\n````markdown\n");
    assert!(!run.out.contains("## `permission-table`"), "{}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn all_codes_are_listed() {
    let run = run(&["explain"]).ends_with(0).prints("\nroute-elided           error    the route leaves a part out\n");
    let codes = run.out.lines().map(|line| line.split(' ').next().unwrap());
    let guide = fs::read_to_string(GUIDE).unwrap();
    let headings = guide.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'));
    assert!(codes.eq(headings), "{}", run.out);
}

#[test]
fn a_code_that_there_is_not_is_told_with_the_one_that_was_meant() {
    run(&["explain", "route-elidd"]).ends_with(2).says("route-elided");
}
