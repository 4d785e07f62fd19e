//! `diff` between folders and exported models: what is said, in each format, and how the call ends.

use serde_json::{Value, json};

use crate::place::{PAGE, Place, Run};

const REMOVED: &str = "route-removed:GET /things/{}:GET /me/things/{}";

/// Pages of which the later lost a route, and say something else of an application.
fn changed() -> Place {
    let place =
        Place::new(&[("thing-get.md", &PAGE.replace("GET /things/{id}", "GET /things/{id}\nGET /me/things/{id}"))]);
    place.write("new/thing-get.md", PAGE.replace("Read a thing.", "Read one thing."));
    place
}

fn diff(place: &Place, words: &[&str]) -> Run {
    place.run(&[&["diff", "docs", "new"], words].concat())
}

#[test]
fn text_tells_the_changes_with_both_places_and_what_becomes_of_the_version() {
    let place = changed();
    let run = diff(&place, &[]).ends_with(1);
    let expected = "\
GET /things/{}
  breaking[route-removed]: the route `GET /me/things/{id}` is gone
    docs/thing-get.md:17 -> new/thing-get.md:1
  docs[description-changed]: other words: description
    docs/thing-get.md:1 -> new/thing-get.md:1

1 breaking, 0 additive, 1 docs; version: major, below 1.0 minor
";
    assert_eq!(run.out, expected);
    diff(&place, &["--verbose"]).ends_with(1).prints(&format!("    id: {REMOVED}\n")).prints("seen from both");
    let breaking = diff(&place, &["--level", "breaking"]).ends_with(1);
    assert!(!breaking.out.contains("description-changed"), "{}", breaking.out);
    breaking.prints("1 docs");
}

#[test]
fn the_exit_code_follows_from_the_weight() {
    let place = changed();
    diff(&place, &["--fail-on", "never"]).ends_with(0);
    diff(&place, &["--fail-on", "docs"]).ends_with(1);
    place.run(&["diff", "docs", "docs"]).ends_with(0).prints("the version stays");
    // What is new the other way round adds only.
    place.run(&["diff", "new", "docs"]).ends_with(0).prints("additive[route-added]");
    place.run(&["diff", "new", "docs", "--fail-on", "additive"]).ends_with(1);
}

#[test]
fn what_a_file_lists_is_ignored() {
    let place = changed();
    place.write("known.txt", format!("# known\n{REMOVED}  # nobody called it\nroute-removed:GET /x:GET /y\n"));
    let run = diff(&place, &["--ignore", "known.txt"]).ends_with(0);
    assert!(!run.out.contains("route-removed"), "{}", run.out);
    run.says("known.txt:3: no change is called `route-removed:GET /x:GET /y`");
    place.write("all.txt", "route-removed:*\n");
    diff(&place, &["--ignore", "all.txt"]).ends_with(0);
    diff(&place, &["--ignore", "none.txt"]).ends_with(2).says("none.txt");
}

#[test]
fn an_exported_model_stands_for_its_pages() {
    let place = changed();
    place.run(&["export", "docs", "-o", "old.json"]).ends_with(0);
    let run = place.run(&["diff", "old.json", "new"]).ends_with(1);
    run.prints("breaking[route-removed]").prints("    thing-get.md:17 -> new/thing-get.md:1");
    place.run(&["diff", "old.json", "docs"]).ends_with(0).prints("0 breaking, 0 additive, 0 docs");
}

#[test]
fn json_has_all_that_is_known_of_a_change() {
    let run = diff(&changed(), &["--format", "json"]).ends_with(1);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["format_version"], 1);
    assert_eq!(document["counts"], json!({"breaking": 1, "additive": 0, "docs": 1}));
    assert_eq!(document["version"], json!({"from_one": "major", "below_one": "minor"}));
    let change = &document["changes"][0];
    assert_eq!((&change["id"], &change["level"]), (&json!(REMOVED), &json!("breaking")));
    assert_eq!((&change["operation"], &change["type"]), (&json!("GET /things/{}"), &Value::Null));
    assert_eq!(change["old"], json!({"file": "docs/thing-get.md", "line": 17, "column": 1}));
}

#[test]
fn other_programs_get_their_formats() {
    let place = changed();
    let sarif: Value = serde_json::from_str(&diff(&place, &["--format", "sarif"]).ends_with(1).out).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("route-removed"), &json!("error")));
    assert_eq!(result["partialFingerprints"]["docbind/v1"], REMOVED);
    let region = &result["relatedLocations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 17);
    let github = diff(&place, &["--format", "github"]).ends_with(1);
    assert!(github.out.starts_with("::error file=new/thing-get.md,line=1,"), "{}", github.out);
    assert_eq!(github.out.lines().count(), 2);
}

#[test]
fn markdown_is_grouped_and_escaped() {
    let place = changed();
    place.write(
        "new/thing-get.md",
        PAGE.replace("Read a thing.", "> [!CAUTION]\n> This API is deprecated by @team, <b>now</b>."),
    );
    let run = diff(&place, &["--format", "markdown", "-o", "out/notes.md"]).ends_with(1);
    assert!(run.out.is_empty());
    let notes = place.read("out/notes.md");
    assert!(notes.contains("### Breaking\n\n- `GET /things/{}`: the route `GET /me/things/{id}` is gone"), "{notes}");
    assert!(notes.contains("### Additive") && !notes.contains("<b>") && !notes.contains("@team"), "{notes}");
}

/// However much changed, a comment of a pull request takes it.
#[test]
fn markdown_is_bounded() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    let routes: String = (0..2_000).map(|at| format!("GET /things{at}/{{id}}/a-name-that-is-not-short\n")).collect();
    place.write("new/thing-get.md", PAGE.replace("GET /things/{id}", &routes));
    let run = diff(&place, &["--format", "markdown"]).ends_with(1);
    assert!(run.out.len() < 65_536, "{}", run.out.len());
    run.prints("more, which `cargo docbind diff` shows as text");
}

#[test]
fn what_cannot_be_compared_is_told_with_what_to_do() {
    let place = changed();
    place.write("empty/readme.txt", "");
    place.write("list.json", "[1]");
    place.write("cut.json", "{\"format_version\": 3,\n \"operations\": [");
    place.write("other.json", "{\"format_version\": 99}");
    place.write("none.json", "{}");
    place.write("docbind.lock", "# docbind.lock\n");
    place.write("binary.json", b"\xff\xfe\x00{");
    place.write("bad/thing-get.md", PAGE);
    place.write("bad/docbind.toml", "[pagez]\n");
    for (old, words) in [
        ("empty", "there is no page in `empty`"),
        ("list.json", "does not begin with `{`"),
        ("cut.json", "line 2"),
        ("other.json", "format version 99"),
        ("none.json", "no `format_version`"),
        ("docbind.lock", "lock file"),
        ("binary.json", "no exported model"),
        ("docs/thing-get.md", "is a page, not a folder"),
        ("missing.json", "there is no file or folder `missing.json`"),
        ("./missing", "there is no file or folder `./missing`"),
        ("bad", "the settings cannot be used"),
    ] {
        let run = place.run(&["diff", old, "new", "-o", "out.txt"]).ends_with(2).says(words);
        assert!(run.out.is_empty() && !place.path("out.txt").exists(), "{old}: {}", run.out);
    }
    place.run(&["diff", "docs"]).ends_with(2).says("compared with nothing").says("help: name two of");
    place
        .run(&["diff", "main", "docs"])
        .ends_with(2)
        .says("no revision can be read")
        .says("help: call it in a git repository");
}
