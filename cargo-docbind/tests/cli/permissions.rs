//! `permissions`: what the operations need at least, of all pages or of a program.

use serde_json::{Value, json};

use crate::place::{PAGES, Place, run};

/// A page of an operation, with what it asks of an application and of a user.
fn page(title: &str, application: &str, work: &str) -> String {
    format!(
        "# {title}\n\nIt is done at a harbour.\n\n## Permissions\n\n| Permission type | Permissions |\n|:--|:--|\n\
         | Delegated (work or school account) | {work} |\n| Delegated (personal Microsoft account) | Not supported. |\n\
         | Application | {application} |\n\n## HTTP request\n\n```http\nGET /harbours/{{id}}\n```\n\n\
         ## Response\nIt answers with `200 OK`.\n"
    )
}

fn harbour() -> Place {
    Place::new(&[
        ("ship-list.md", &page("List ships", "Ship.Read, Port.Read", "Ship.Read")),
        ("pier-list.md", &page("List piers", "Pier.Read, Port.Read", "Pier.Read and Ship.Read")),
        ("ship-dock.md", &page("Dock ship", "Ship.Dock", "Not supported.")),
        ("tide-get.md", &page("Get tide", "", "None")),
    ])
}

#[test]
fn a_table_says_who_asks_for_each_scope() {
    let run = harbour().run(&["permissions", "docs", "--kind", "application"]).ends_with(0).says("4 operations");
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "application token: 2 scopes",
            "",
            "SCOPE      OPERATION  WHY, AND THE ALTERNATIVES",
            "Port.Read             instead of Pier.Read and Ship.Read, which would be more scopes",
            "           ListPiers  Pier.Read, or Port.Read",
            "           ListShips  Ship.Read, or Port.Read",
            "Ship.Dock             DockShip has no alternative without it",
            "           DockShip   Ship.Dock",
            "",
            "not known",
            "  GetTide (tide-get.md): not said",
        ]
    );
    let run = harbour().run(&["permissions", "docs"]).ends_with(0);
    run.prints("delegated token of a work or school account: 2 scopes")
        .prints("delegated token of a personal account: 0 scopes")
        .prints("not supported\n  DockShip (ship-dock.md)");
}

#[test]
fn markdown_is_a_request_of_consent() {
    let words = ["permissions", "docs", "--kind", "application", "--format", "markdown", "--include", "ship-*.md"];
    let run = harbour().run(&words).ends_with(0);
    assert_eq!(
        run.out,
        "| Permission | Kind of token | Needed by | Why |\n|:--|:--|:--|:--|\n\
         | `Ship.Dock` | application token | DockShip (ship-dock.md) | DockShip has no alternative without it |\n\
         | `Ship.Read` | application token | ListShips (ship-list.md) | instead of Port.Read, which the pages list as more \
         privileged |\n"
    );
}

#[test]
fn json_has_all_of_it() {
    let words = ["permissions", "docs", "--kind", "delegated-work", "--format", "json", "--exclude", "ship-list.md"];
    let run = harbour().run(&words).ends_with(0);
    let demand = json!({ "name": "ListPiers", "page": "pier-list.md", "case": "", "alternatives": [["Pier.Read", "Ship.Read"]] });
    let scope = |scope: &str| json!({ "scope": scope, "why": "ListPiers has no alternative without it", "operations": [demand] });
    let expected = json!({
        "format_version": 1,
        "kinds": [{
            "kind": "delegated-work",
            "scopes": [scope("Pier.Read"), scope("Ship.Read")],
            "not_known": [],
            "refused": [{ "name": "DockShip", "page": "ship-dock.md" }],
        }],
    });
    assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap(), expected);
    let all: Value = serde_json::from_str(&run_pages().out).unwrap();
    assert_eq!(all["kinds"].as_array().unwrap().len(), 3);
}

fn run_pages() -> crate::place::Run {
    run(&["permissions", PAGES, "--format", "json"]).ends_with(0)
}

#[test]
fn a_check_fails_where_the_need_grew() {
    let place = harbour();
    let check = ["permissions", "docs", "--check", "held.json"];
    let write = |words: &[&str]| {
        let words = [&["permissions", "docs", "--format", "json"], words].concat();
        place.write("held.json", place.run(&words).ends_with(0).out);
    };
    write(&[]);
    place.run(&check).ends_with(0).says("nothing more is needed than before");
    write(&["--kind", "application", "--exclude", "ship-dock.md"]);
    let run = place.run(&check).ends_with(1);
    run.says("application: `Ship.Dock` is needed now")
        .says("application: more than before is needed by DockShip (ship-dock.md): Ship.Dock");
    // The scopes of the file serve still, so nothing has grown, though others would do.
    place.write("docs/pier-list.md", page("List piers", "Port.Read", ""));
    write(&["--kind", "application"]);
    place.write("docs/ship-list.md", page("List ships", "Ship.Dock", ""));
    place.write("docs/pier-list.md", page("List piers", "Ship.Dock, Port.Read", ""));
    place.run(&check).ends_with(0).says("application: no longer needed: `Port.Read`");
    place.write("docs/fog-get.md", page("Get fog", "", ""));
    place.run(&check).ends_with(0).says("warning: application: what this needs is not known: GetFog (fog-get.md)");
    place.run(&[&check[..], &["--kind", "delegated-work"]].concat()).ends_with(0);
    place.write("held.json", "{}");
    place.run(&check).ends_with(2).says("is no file of `cargo docbind permissions`");
    place.write("held.json", r#"{"format_version": 2, "kinds": []}"#);
    place.run(&check).ends_with(2).says("its format version is 2, not 1");
    place.run(&["permissions", "docs", "--check", "gone.json"]).ends_with(2).says("cannot read `gone.json`");
}

#[test]
fn a_program_needs_what_it_can_send() {
    let place = harbour();
    let program = |marks: &[&str]| {
        let marks = marks.iter().map(|mark| format!("\u{1}docbind-operation 1 {mark}\u{1}"));
        place.write("program", [b"\x7fELF\x01\xff".to_vec(), marks.collect::<String>().into_bytes()].concat());
    };
    let words = ["permissions", "docs", "--kind", "application", "--binary", "program"];
    program(&["ListShips ship-list.md", "Ships docs/ship-list.md"]);
    let run = place.run(&words).ends_with(0).says("1 operation");
    run.prints("application token: 1 scope\n").prints("Ship.Read").prints("ListShips");
    program(&["ListShips ship-list.md", "GetFog fog-get.md"]);
    place
        .run(&words)
        .ends_with(1)
        .says("the binary can send what is not the operation of one page here: GetFog (fog-get.md)");
    program(&[]);
    place.run(&words).ends_with(1).says("no operation of docbind is in the binary");
    place.run(&["permissions", "docs", "--binary", "gone"]).ends_with(2).says("cannot read `gone`");
}
