//! `list` and `show`: what docbind makes of the pages.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::{FAULTY, PAGE, PAGES, Place, Run, command, run};

#[test]
fn list_gives_programs_an_object_a_page() {
    let run = run(&["list", PAGES, "--format", "jsonl"]).ends_with(0);
    let seed = run.lines().find(|line| line["doc"] == "participant-delete.md").unwrap();
    let expected = json!({
        "doc": "participant-delete.md",
        "title": "Delete participant",
        "routes": [
            ["DELETE", "/app/calls/{id}/participants/{id}"],
            ["DELETE", "/communications/calls/{id}/participants/{id}"],
        ],
        "permissions": { "delegated-work": "unsupported", "delegated-personal": "unsupported", "application": "none" },
        "status": 204,
    });
    assert_eq!(seed, expected);
    let by_case = run.lines().find(|line| line["doc"] == "event-get.md").unwrap();
    assert_eq!(by_case["permissions"]["application"], Value::Null);
}

#[test]
fn list_has_the_routes_that_cannot_be_called() {
    let place = Place::new(&[("other-get.md", FAULTY)]);
    let run = place.run(&["list", "docs", "--format", "jsonl"]).ends_with(0);
    assert_eq!(run.lines().next().unwrap()["routes"], json!([["GET", "/others/.../x"]]));
    place.run(&["list", "docs"]).ends_with(0).prints("none can be called");
}

#[test]
fn list_is_a_table_for_people() {
    let run = Place::new(&[("thing-get.md", PAGE)]).run(&["list", "docs"]).ends_with(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "PAGE          ROUTE             WORK         PERSONAL  APPLICATION  STATUS");
    assert_eq!(lines[1], "thing-get.md  GET /things/{id}  Things.Read  -         none         200");
    assert_eq!(lines.len(), 2);
}

#[test]
fn list_gives_the_types_that_pages_describe() {
    let head = "---\ndoc_type: resourcePageType\n---\n";
    let table = "## Properties\n| Property | Type |\n|--|--|\n";
    let base = format!("{head}# base resource type\n\nNamespace: a.b\n\n{table}| id | String |\n");
    let user = format!(
        "{head}# user resource type\n\nNamespace: a.b\n\nInherits from [base](base.md).\n\n{table}\
         | manager | [user](user.md) |\n| days | Int32 collection |\n"
    );
    let place = Place::new(&[("base.md", &base), ("user.md", &user), ("thing-get.md", PAGE)]);
    let run = place.run(&["list", "docs", "--resources", "--format", "jsonl"]).ends_with(0);
    let expected = json!({
        "doc": "user.md",
        "type": "user",
        "namespace": "a.b",
        "base": "a.b.base",
        "properties": [["manager", "a.b.user", false], ["days", "Int32", true]],
    });
    assert_eq!(run.lines().nth(1), Some(expected));
    let run = place.run(&["list", "docs", "--resources"]).ends_with(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "PAGE     TYPE  NAMESPACE  BASE      PROPERTIES");
    assert_eq!(lines[2], "user.md  user  a.b        a.b.base  2");
    let none = Place::new(&[("thing-get.md", PAGE)]);
    none.run(&["list", "docs", "--resources"]).ends_with(1).says("describes a type");
}

#[test]
fn show_says_what_a_page_is_taken_for() {
    let run = run(&["show", &format!("{PAGES}/participant-delete.md")]).ends_with(0);
    run.prints("DeleteParticipant::new(call_id: &str, participant_id: &str)")
        .prints("deprecated: The `/app` path is deprecated.")
        .prints("https://graph.microsoft.com/beta")
        .prints("none needed")
        .prints("204  nothing");
}

#[test]
fn show_prints_the_code_that_generate_writes() {
    let place = Place::new(&[("thing-get.md", PAGE)]);
    place.run(&["generate", "docs", "-o", "out", "--client", "Client", "-q"]).ends_with(0);
    let shown = place.run(&["show", "thing-get.md", "--root", "docs", "--code"]).ends_with(0);
    assert_eq!(shown.out, place.read("out/thing.rs"));
    let faulty = Place::new(&[("other-get.md", FAULTY)]);
    faulty.run(&["show", "docs/other-get.md", "--code"]).ends_with(1).says("no route of");
    faulty.run(&["show", "docs/other-get.md"]).ends_with(0).prints("cannot be called").prints("error[route-elided]");
}

#[test]
fn show_finds_the_doc_root_or_says_how_to_name_it() {
    let page = PAGE.replace("Read a thing.", "Read a thing.\n\n[!INCLUDE [x](../parts/x.md)]");
    let place = Place::new(&[("api/thing-get.md", &page), ("parts/x.md", "A part.\n")]);
    place.run(&["show", "docs/api/thing-get.md"]).ends_with(0).prints("Diagnostics\n  none");
    place.run(&["show", "thing-get.md", "--root", "docs/api"]).ends_with(0).prints("outside-root").says("`--root DIR`");
    let full = place.path("docs/api/thing-get.md");
    let elsewhere = TempDir::new().unwrap();
    let run = Run::of(command(&["show", full.to_str().unwrap()]).current_dir(elsewhere.path()));
    run.ends_with(0).prints("error[outside-root]").says("help: the doc root of this page was taken to be");
    place.run(&["show", "docs/api/thing-get.md", "--root", "docs/parts"]).ends_with(2).says("does not lie below");
}

#[test]
fn show_refuses_what_is_no_operation() {
    let place = Place::new(&[("thing.md", "# thing resource type\n\nA thing.\n")]);
    place.run(&["show", "docs/thing.md"]).ends_with(1).says("error: `docs/thing.md` describes no operation");
    place.run(&["show", "docs"]).ends_with(2).says("is a folder");
    place.run(&["show", "docs/thin.md"]).ends_with(2).says("did you mean `docs/thing.md`?");
}
