//! `check`: what is printed of the pages' faults, and what fails.

use crate::place::{FAULTY, PAGE, PAGES, Place, run};

#[test]
fn the_projects_pages_have_no_errors() {
    run(&["check", PAGES]).ends_with(0).prints(": 0 errors, ");
}

#[test]
fn all_faults_are_printed_and_counted() {
    let place = Place::new(&[("thing-get.md", PAGE), ("other-get.md", FAULTY)]);
    let run = place.run(&["check", "docs"]).ends_with(1);
    let run = run.prints("--> docs/other-get.md:12:1").prints("= help: ").prints("1  error    route-elided");
    let last = run.out.lines().last().unwrap();
    assert!(last.starts_with("checked 2 pages with 2 operations: "), "{last}");
    assert_eq!(run.err, "");
    let quiet = place.run(&["check", "docs", "-q"]).ends_with(1).prints("error[route-elided]");
    assert!(!quiet.out.contains("checked 2 pages"));
}

#[test]
fn levels_decide_what_fails() {
    let place = Place::new(&[("thing-get.md", &PAGE.replace("# Get thing\n", ""))]);
    place.run(&["check", "docs"]).ends_with(0).prints("warning[title-missing]");
    place.run(&["check", "docs", "--deny", "warnings"]).ends_with(1).prints("error[title-missing]");
    place.run(&["check", "docs", "--deny", "title-missing"]).ends_with(1);
    let allowed = place.run(&["check", "docs", "--deny", "warnings", "--allow", "title-missing"]).ends_with(0);
    assert!(!allowed.out.contains("title-missing"), "{}", allowed.out);
    place.run(&["check", "docs", "--allow", "title-missing", "--deny", "title-missing"]).ends_with(1);
    place.run(&["check", "docs", "--deny", "title-missing", "--allow", "title-missing"]).ends_with(0);
    place.run(&["check", "docs", "--allow", "title-missing", "--deny", "warnings"]).ends_with(0);
    place.run(&["check", "docs", "--deny", "warnings", "--allow", "warnings"]).ends_with(0);
    place.run(&["check", "docs", "--allow", "warnings", "--deny", "warnings"]).ends_with(1);
    let faulty = Place::new(&[("other-get.md", FAULTY)]);
    let warned = ["check", "docs", "--warn", "route-elided", "--warn", "route-missing"];
    faulty.run(&warned).ends_with(0).prints("warning[route-elided]");
}

#[test]
fn pages_are_selected() {
    let place = Place::new(&[("thing-get.md", PAGE), ("other-get.md", FAULTY)]);
    place.run(&["check", "docs", "--include", "thing-*.md"]).ends_with(0).prints("checked 1 page with");
    place.run(&["check", "docs", "--exclude", "other-*.md"]).ends_with(0).prints("checked 1 page with");
    place.run(&["check", "docs", "--include", "none.md"]).ends_with(1).prints("error[no-pages]");
}

#[test]
fn flags_outweigh_the_settings_but_warnings_do_not_undo_a_code() {
    let place = Place::new(&[("thing-get.md", &PAGE.replace("# Get thing\n", ""))]);
    place.write("docs/docbind.toml", "[lints]\ntitle-missing = \"allow\"\n");
    place.run(&["check", "docs", "--deny", "warnings"]).ends_with(0).prints("0 errors, 0 warnings");
    place.run(&["check", "docs", "--deny", "title-missing"]).ends_with(1);
    place.write("docs/docbind.toml", "[lints]\nwarnings = \"deny\"\n");
    place.run(&["check", "docs"]).ends_with(1);
    place.run(&["check", "docs", "--allow", "warnings"]).ends_with(0);
}
