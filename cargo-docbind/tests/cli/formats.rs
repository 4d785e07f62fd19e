//! `check --format`: the same faults for people, for programs, for code scanning and for annotations.

use serde_json::{Value, json};

use crate::place::{FAULTY, PAGE, Place};

/// A folder whose one page has a route that is elided, so none, and a title that is not in ASCII.
fn faulty() -> Place {
    Place::new(&[("thing-get.md", PAGE), ("other get.md", &FAULTY.replace("# Get other", "# Gët: other, 100%"))])
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn json_has_each_fault_with_all_that_is_known_of_it() {
    let run = faulty().run(&["check", "docs", "--format", "json"]).ends_with(1).says("checked 2 pages");
    let report = parse(&run.out);
    let elided = json!({
        "code": "route-elided",
        "level": "error",
        "message": "the route `GET /others/.../x` cannot be called as written: it leaves a part out",
        "label": null,
        "help": "write the route in full; until then it is left out",
        "file": "docs/other get.md",
        "line": 12,
        "column": 1,
        "end_line": 12,
        "end_column": 18,
        "fingerprint": "route-elided other get.md: GET /others/.../x",
    });
    assert!(report["diagnostics"].as_array().unwrap().contains(&elided), "{}", run.out);
    let counts = ["format_version", "pages", "operations", "errors", "warnings", "in_baseline"].map(|key| &report[key]);
    assert_eq!(counts, [1, 2, 2, 2, 0, 0].map(Value::from).each_ref());
    assert_eq!(report["mended"], json!([]));
}

#[test]
fn what_has_no_place_says_so_in_json_and_is_of_the_doc_root_elsewhere() {
    let place = Place::new(&[]);
    let report = parse(&place.run(&["check", "docs", "--format", "json"]).ends_with(1).out);
    for key in ["file", "line", "column", "end_line", "end_column", "fingerprint"] {
        assert!(report["diagnostics"][0][key].is_null(), "{key}");
    }
    let log = parse(&place.run(&["check", "docs", "--format", "sarif"]).ends_with(1).out);
    let location = log.pointer("/runs/0/results/0/locations/0/physicalLocation").unwrap();
    assert_eq!(*location, json!({ "artifactLocation": { "uri": "docs", "uriBaseId": "SRCROOT" } }));
    place.run(&["check", "docs", "--format", "github"]).ends_with(1).prints("::error file=docs,title=no-pages%3A ");
}

#[test]
fn sarif_has_the_rules_and_where_each_is_broken() {
    let log = parse(&faulty().run(&["check", "docs", "--format", "sarif"]).ends_with(1).out);
    assert_eq!((&log["version"], &log["runs"][0]["columnKind"]), (&json!("2.1.0"), &json!("unicodeCodePoints")));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(*uri, "docs/other%20get.md");
        assert!(result["partialFingerprints"]["docbind/v1"].is_string());
    }
    for rule in rules {
        assert!(rule["help"]["markdown"].as_str().is_some_and(|help| !help.is_empty()), "{rule}");
    }
    // Columns count characters: `ë` is one.
    let missing = results.iter().find(|result| result["ruleId"] == "route-missing").unwrap();
    let region = &missing["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({ "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 19 }));
}

#[test]
fn github_gets_a_command_for_each_fault() {
    let run = faulty().run(&["check", "docs", "--format", "github", "--warn", "route-missing"]).ends_with(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.out);
    assert!(lines[0].starts_with("::warning file=docs/other get.md,line=1,endLine=1,col=1,endColumn=19,title="));
    let elided = "::error file=docs/other get.md,line=12,endLine=12,col=1,endColumn=18,\
                  title=route-elided%3A the route leaves a part out::the route `GET /others/.../x` cannot be called as \
                  written: it leaves a part out%0Ahelp: write the route in full; until then it is left out";
    assert_eq!(lines[1], elided);
}

#[test]
fn a_report_goes_to_a_file_without_colours() {
    let place = faulty();
    for format in ["text", "json", "sarif", "github"] {
        let words = ["check", "docs", "--format", format, "--color", "always"];
        let printed = place.run(&["check", "docs", "--format", format]).ends_with(1).out;
        let run = place.run(&[&words[..], &["-o", "new/report"]].concat()).ends_with(1);
        let run = run.says("wrote new/report").says("checked 2 pages");
        assert_eq!(run.out, "");
        assert_eq!(place.read("new/report"), printed, "{format}");
    }
    place.run(&["check", "docs", "-o", "docs"]).ends_with(2).says("is not the name of a file");
}
