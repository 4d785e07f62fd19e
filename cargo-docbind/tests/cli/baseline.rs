//! `check --baseline`: what is known is left out, and nothing else is.

use serde_json::{Value, json};

use crate::place::{FAULTY, PAGE, Place, Run, command};

/// A page without a title, and one whose route is elided.
fn place() -> Place {
    Place::new(&[("thing-get.md", &PAGE.replace("# Get thing\n", "")), ("other-get.md", FAULTY)])
}

const KNOWN: &str = "\
# docbind baseline 1
# Faults that are known. `cargo docbind check DIR --write-baseline FILE` writes them anew.
route-elided other-get.md: GET /others/.../x
route-missing other-get.md: # Get other
title-missing thing-get.md: the page has no title
";

#[test]
fn what_is_written_is_left_out() {
    let place = place();
    let run = place.run(&["check", "docs", "--write-baseline", "known"]).ends_with(0).says("wrote known");
    assert_eq!(run.out, "checked 2 pages with 2 operations: 0 errors, 0 warnings, 3 more in the baseline\n");
    assert_eq!(place.read("known"), KNOWN);
    let run = place.run(&["check", "docs", "--baseline", "known", "--deny", "warnings"]).ends_with(0);
    assert_eq!(run.out, "checked 2 pages with 2 operations: 0 errors, 0 warnings, 3 more in the baseline\n");
    let report = place.run(&["check", "docs", "--baseline", "known", "--format", "json"]).ends_with(0).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["in_baseline"], &report["diagnostics"]), (&json!(3), &json!([])));
}

#[test]
fn a_fault_is_known_by_what_it_is_about_and_not_by_its_line() {
    let place = place();
    place.write("known", KNOWN.replace('\n', "\r\n"));
    place.write("docs/other-get.md", FAULTY.replace("## Permissions", "Some words.\n\nMore words.\n\n## Permissions"));
    place.run(&["check", "docs", "--baseline", "known"]).ends_with(0).prints(", 3 more in the baseline");
    // Another doc root, the same pages.
    let mut call = command(&["check", ".", "--baseline", "../known"]);
    Run::of(call.current_dir(place.path("docs"))).ends_with(0).prints(", 3 more in the baseline");
    place.write("docs/other-get.md", FAULTY.replace("others", "another"));
    let run = place.run(&["check", "docs", "--baseline", "known"]).ends_with(1);
    run.prints("error[route-elided]: the route `GET /another/.../x`")
        .prints(": 1 error, 0 warnings, 2 more in the baseline");
}

#[test]
fn a_second_fault_that_is_alike_is_not_known() {
    let place = place();
    place.write("known", KNOWN);
    place.write("docs/other-get.md", FAULTY.replace("GET /others/.../x", "GET /others/.../x\nGET /others/.../x"));
    let once = place.run(&["check", "docs", "--baseline", "known"]).ends_with(1);
    assert_eq!(once.out.matches("error[route-elided]").count(), 1, "{}", once.out);
    once.prints("--> docs/other-get.md:13:1");
    place.run(&["check", "docs", "--write-baseline", "known"]).ends_with(0);
    assert_eq!(place.read("known").matches("route-elided").count(), 2);
    place.run(&["check", "docs", "--baseline", "known"]).ends_with(0);
}

#[test]
fn what_was_mended_is_told_and_fails_nothing() {
    let place = place();
    place.write("known", KNOWN);
    place.write("docs/other-get.md", FAULTY.replace("/...", ""));
    let words = ["check", "docs", "--baseline", "known", "--deny", "warnings"];
    let run = place.run(&words).ends_with(0).prints("note: gone from the pages: 2 faults of the baseline `known`\n");
    let run = run.prints("     3  route-elided other-get.md: GET /others/.../x\n");
    run.prints("help: write it anew: `cargo docbind check docs --write-baseline known`\n");
    let report = place.run(&[&words[..], &["--format", "json"]].concat()).ends_with(0).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    let first = json!({ "line": 3, "entry": "route-elided other-get.md: GET /others/.../x" });
    assert_eq!(report["mended"][0], first);
    let notices = place.run(&[&words[..], &["--format", "github"]].concat()).ends_with(0);
    notices.prints("::notice file=known,line=3,col=1,title=baseline-stale%3A ");
    place.run(&[&words[..], &["--format", "sarif"]].concat()).ends_with(0).prints("\"ruleId\": \"baseline-stale\"");
}

#[test]
fn pages_and_codes_that_were_not_asked_for_are_not_taken_for_mended() {
    let place = place();
    place.write("known", KNOWN);
    let some = place.run(&["check", "docs", "--baseline", "known", "--include", "thing-*.md"]).ends_with(0);
    assert!(!some.out.contains("gone from"), "{}", some.out);
    let allowed = place.run(&["check", "docs", "--baseline", "known", "--allow", "route-elided"]).ends_with(0);
    assert!(!allowed.out.contains("gone from"), "{}", allowed.out);
    allowed.prints(", 2 more in the baseline");
}

#[test]
fn what_is_of_no_page_is_never_left_out() {
    let place = Place::new(&[]);
    place.run(&["check", "docs", "--write-baseline", "known"]).ends_with(1).prints("error[no-pages]");
    assert_eq!(place.read("known").lines().count(), 2);
    place.run(&["check", "docs", "--baseline", "known"]).ends_with(1).prints("error[no-pages]");
}

#[test]
fn a_baseline_is_of_all_pages() {
    for flag in ["--include", "--exclude"] {
        place()
            .run(&["check", "docs", "--write-baseline", "known", flag, "*.md"])
            .ends_with(2)
            .says("cannot be used with");
    }
    place().run(&["check", "docs", "--write-baseline", "known", "--baseline", "known"]).ends_with(2);
}
