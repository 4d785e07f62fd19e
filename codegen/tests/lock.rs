//! Pages in; their lock, what it says of other pages, and what is said of locks that are broken, out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use docbind_codegen::api::Place;
use docbind_codegen::lock::{Disagreement, Lock, MARK};
use docbind_codegen::options::Options;
use docbind_codegen::{Builder, Reference, read_reference, read_texts};

#[path = "shared/held.rs"]
mod held;

use held::held;

const BOAT_GET: &str = "# Get boat\n\nNamespace: sea\n\nRead a boat.\n\n## Permissions\n\n| Permission type | Permissions |\n|---|---|\n\
    | Delegated (work or school account) | Boat.Read, Boat.ReadWrite |\n| Delegated (personal Microsoft account) | Not supported. |\n\
    | Application | None |\n\n## HTTP request\n\n```http\nGET /boats/{id}\nGET /me/boat\n```\n\n## Optional query parameters\n\n\
    This method supports the `$select` query parameter.\n\n## Request headers\n\n| Name | Type | Description |\n|---|---|---|\n\
    | If-Match | string | The tag. Required. |\n\n## Request body\n\nDo not supply a request body.\n\n## Response\n\n\
    Returns `200 OK` and a [boat](boat.md) object.\n";
const BOAT_LIST: &str = "# List boats\n\nList all.\n\n## HTTP request\n\n```http\nGET /boats\n```\n\n## Response\n\n\
    Returns `200 OK` and a collection of [boat](boat.md) objects.\n\n[!INCLUDE [note](includes/note.md)]\n";
const BOAT: &str = "# boat resource type\n\nNamespace: sea\n\nA boat.\n\n## Properties\n\n| Property | Type | Description |\n|---|---|---|\n\
    | name | String | The name. Supports `$filter` (`eq`). |\n| masts | Int32 | How many. Required. |\n| rig | boatRig | The rig. |\n\
    | old | String | Deprecated. Use name. |\n\n### boatRig values\n\n| Member | Description |\n|---|---|\n| sloop | One mast. |\n| ketch | Two. |\n\n\
    ## Relationships\n\n| Relationship | Type | Description |\n|---|---|---|\n| crew | [yacht](yacht.md) collection | All. |\n";
const YACHT: &str = "# yacht resource type\n\nNamespace: sea\n\nInherits from [boat](boat.md).\n\n## Properties\n\n\
    | Property | Type | Description |\n|---|---|---|\n| name | String | The name. Inherited from [boat](boat.md). |\n| stars | Int32 | Stars. |\n";
const DOCK: &str = "# Dock\n\nDock at a pier.\n\n## HTTP request\n\n```http\nPOST /docks/{id}/dock\n```\n\n## Request body\n\n\
    | Parameter | Type | Description |\n|---|---|---|\n| pier | Int32 | The pier. |\n\n## Response\n\nReturns `204 No Content`.\n";
const PAGES: &[(&str, &str)] = &[
    ("boat-get.md", BOAT_GET),
    ("boat-list.md", BOAT_LIST),
    ("boat.md", BOAT),
    ("dock.md", DOCK),
    ("includes/note.md", "A note.\n"),
    ("yacht.md", YACHT),
];

fn read(pages: &[(&str, &str)]) -> Reference {
    read_texts(pages.iter().copied())
}

/// The pages, with one changed.
fn with(path: &str, text: &str) -> Vec<(String, String)> {
    let own = PAGES.iter().filter(|(other, _)| *other != path);
    let mut pages: Vec<(String, String)> = own.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    if !text.is_empty() {
        pages.push((path.to_owned(), text.to_owned()));
    }
    pages
}

/// What is said of pages where the lock is that of [`PAGES`].
fn disagreement(pages: Vec<(String, String)>) -> Option<Disagreement> {
    let lock = Lock::parse(&Lock::of(&read(PAGES)).text(), "out/docbind.lock").unwrap();
    let now = read_texts(pages);
    lock.compare(&Lock::of(&now), &now.sources)
}

fn report(pages: Vec<(String, String)>) -> String {
    disagreement(pages).expect("they disagree").to_string()
}

fn fault(text: &str) -> String {
    Lock::parse(text, "out/docbind.lock").expect_err("the lock is broken").to_string()
}

#[test]
fn a_lock_is_the_golden_one() {
    let text = Lock::of(&read(PAGES)).text();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/lock.toml");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(path).unwrap());
    assert!(text.starts_with(MARK) && Lock::is_lock(&text));
}

#[test]
fn a_lock_is_read_as_it_was_written() {
    let lock = Lock::of(&read(PAGES));
    let again = Lock::parse(&lock.text(), "docbind.lock").unwrap();
    assert_eq!(again, lock);
    assert_eq!(again.text(), lock.text());
}

#[test]
fn the_model_of_a_lock_is_that_of_the_pages() {
    let reference = read(PAGES);
    let lock = Lock::parse(&Lock::of(&reference).text(), "docbind.lock").unwrap();
    let api = lock.api();
    assert_eq!(held(api.clone()), held(reference.api));
    let boat = api.operations.iter().find(|operation| operation.page == "boat-get.md").unwrap();
    let text = lock.text();
    let line = |place: &Place| text.lines().nth(place.line as usize - 1).unwrap().to_owned();
    assert_eq!((boat.place.file.as_str(), line(&boat.place).as_str()), ("docbind.lock", "[page.\"boat-get.md\"]"));
    assert!(line(&boat.routes[0].place).contains(&boat.routes[0].template));
    assert_eq!(boat.description.len(), 8, "a digest stands for a description");
    let yacht = api.resources.iter().find(|resource| resource.id == "sea.yacht").unwrap();
    assert!(yacht.properties.iter().any(|property| property.wire_name == "masts"), "what is inherited is there");
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let first = Lock::of(&read(PAGES)).text();
    let reversed: Vec<(&str, &str)> = PAGES.iter().rev().copied().collect();
    assert_eq!(first, Lock::of(&read(&reversed)).text(), "another order");
    let crlf = PAGES.iter().map(|(path, text)| (*path, text.replace('\n', "\r\n")));
    assert_eq!(first, Lock::of(&read_texts(crlf)).text(), "another end of lines");
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in &reversed {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        assert_eq!(first, Lock::of(&read_reference(&Options::folder(folder.path()))).text(), "another folder");
    }
}

#[test]
fn pages_and_their_lock_agree() {
    assert_eq!(disagreement(with("boat.md", BOAT)), None);
    let crlf = PAGES.iter().map(|(path, text)| ((*path).to_owned(), text.replace('\n', "\r\n"))).collect();
    assert_eq!(disagreement(crlf), None);
}

#[test]
fn an_edit_is_told_by_its_facts_with_both_places() {
    let report = report(with("boat-get.md", &BOAT_GET.replace("GET /me/boat", "GET /my/boat")));
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines[0], "edited: `boat-get.md`");
    assert!(
        lines[1].starts_with("  - out/docbind.lock:")
            && lines[1].contains("routes: { method = \"GET\", path = \"/me/boat\"")
    );
    assert!(lines[2].starts_with("  + boat-get.md:19: routes: ") && lines[2].contains("/my/boat"), "{report}");
    assert_eq!(lines.len(), 3, "{report}");
    let number: usize =
        lines[1].trim_start_matches("  - out/docbind.lock:").split(':').next().unwrap().parse().unwrap();
    let text = Lock::of(&read(PAGES)).text();
    assert!(text.lines().nth(number - 1).unwrap().contains("/me/boat"), "the place is the line of the fact");
}

#[test]
fn a_fact_without_a_line_on_the_page_has_its_line_in_the_lock() {
    let report = report(with("boat-get.md", &BOAT_GET.replace("# Get boat", "# Read boat")));
    let line = report.lines().find(|line| line.contains("title = \"Get boat\"")).unwrap();
    let number: usize = line.split(':').nth(1).unwrap().parse().unwrap();
    let text = Lock::of(&read(PAGES)).text();
    assert!(text.lines().nth(number - 1).unwrap().starts_with("operation = "), "{report}");
}

#[test]
fn an_edit_that_changes_no_fact_is_told_as_that() {
    let report = report(with("includes/note.md", "Another note, of a dock.\n"));
    assert!(report.contains("edited: `includes/note.md`"), "{report}");
}

#[test]
fn what_became_of_pages_is_told() {
    assert_eq!(report(with("dock.md", "")).lines().next().unwrap(), "vanished: `dock.md`");
    let mut new = with("", "");
    new.push(("pier-get.md".to_owned(), DOCK.replace("/docks/", "/piers/")));
    assert_eq!(report(new), "new: `pier-get.md`\n");

    let mut moved = with("dock.md", "");
    moved.push(("boat-dock.md".to_owned(), DOCK.replace("Dock at", "Stay at")));
    assert!(report(moved).starts_with("moved: `dock.md` to `boat-dock.md`\n  - "));

    let mut split = with("boat-get.md", &BOAT_GET.replace("GET /me/boat\n", ""));
    split.push(("my-boat.md".to_owned(), BOAT_GET.replace("GET /boats/{id}\n", "")));
    assert!(report(split).starts_with("split: `boat-get.md` into `boat-get.md`, `my-boat.md`\n"));

    let mut merged = with("boat-list.md", "");
    merged.retain(|(path, _)| path != "boat-get.md");
    merged.push(("boats.md".to_owned(), BOAT_GET.replace("GET /me/boat\n", "GET /me/boat\nGET /boats\n")));
    assert!(report(merged).contains("merged: `boat-get.md`, `boat-list.md` into `boats.md`\n"));
}

#[test]
fn a_resource_page_that_moved_is_found_again_by_its_type() {
    let mut moved = with("yacht.md", "");
    moved.push(("ships/yacht.md".to_owned(), YACHT.replace("(boat.md)", "(../boat.md)")));
    let report = report(moved);
    assert!(report.contains("moved: `yacht.md` to `ships/yacht.md`\n"), "{report}");
    assert!(!report.contains("vanished") && !report.contains("stars"), "{report}");
}

#[test]
fn a_report_is_bounded_and_cannot_command_a_terminal() {
    let rows: String = (0..500).map(|at| format!("| p{at} | String | It. |\n")).collect();
    let mut pages = with("yacht.md", &format!("{YACHT}{rows}| a\u{202e}b | weird\u{9b}type | x |\n"));
    for at in 0..500 {
        pages.push((format!("more-{at}.md"), DOCK.replace("/docks/", &format!("/docks{at}/"))));
    }
    let report = report(pages);
    assert!(report.lines().count() < 150 && report.contains("more\n"), "{report}");
    assert!(!report.contains('\u{9b}') && !report.contains('\u{202e}'), "{report}");
}

#[test]
fn a_broken_lock_is_told_with_its_line() {
    let text = Lock::of(&read(PAGES)).text();
    let conflict = text.replace("[page.\"dock.md\"]\n", "[page.\"dock.md\"]\n<<<<<<< HEAD\ndigest = \"1\"\n=======\n");
    let said = fault(&conflict);
    assert!(
        said.contains("conflict marks of git")
            && said.contains("out/docbind.lock:")
            && said.contains("cargo docbind lock"),
        "{said}"
    );
    let said = fault(&text.replace("version = 1", "version = 7"));
    assert!(
        said.contains("version 7") && said.contains("reads version 1") && said.contains("docbind.lock:3:1"),
        "{said}"
    );
    let said = fault(&text.replace("base-url = ", "bsae-url = ").replace("docs = ", "dcos = "));
    assert!(said.contains("there is no key `dcos` here") && said.contains("did you mean `docs`?"), "{said}");
    let said = fault(&text.replacen("digest = ", "digest = \"\"\ndigest = ", 1));
    assert!(said.contains("docbind.lock:") && said.contains("cargo docbind lock"), "{said}");
    let said = fault(&text.replace("[page.\"dock.md\"]", "[page.\"boat-list.md\"]"));
    assert!(said.contains("docbind.lock:"), "two blocks of a page: {said}");
    let said = fault(&text.replace("type = \"Int32\"", "type = \"Collection(Int32\""));
    assert!(said.contains("lacks its `)`") && said.contains("docbind.lock:"), "{said}");
    assert!(fault("").contains("the key `version` is missing"), "an empty lock");
    for end in (0..text.len()).step_by(97) {
        // At the end of a block, what is left is a lock of fewer pages.
        if let Err(fault) = Lock::parse(&text[..end], "out/docbind.lock") {
            assert!(fault.help.is_some(), "{fault}");
        }
    }
}

#[test]
fn a_hostile_lock_is_refused_in_bounded_time() {
    let head = format!("{MARK}\nversion = 1\n");
    fault(&format!("{head}settings = {}", "[".repeat(1_000_000)));
    fault(&format!("{head}{}", "[page.\"a\"]\n".repeat(100_000)));
    fault(&format!("{head}settings = \"{}", "a".repeat(10_000_000)));
    fault(&"\0".repeat(1_000_000));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docbind.lock");
    let file = fs::File::create(&path).unwrap();
    file.set_len(100 << 20).unwrap();
    let said = Lock::read(&path).expect_err("it is too large").to_string();
    assert!(said.contains("104857600 bytes"), "{said}");
    fs::write(&path, b"\xff\xfe").unwrap();
    assert!(Lock::read(&path).expect_err("it is no text").to_string().contains("not UTF-8"));
    assert!(Lock::read(folder.path()).is_err());
}

#[test]
fn branches_that_touch_other_pages_are_merged_without_a_conflict() {
    let lock = |pages: Vec<(String, String)>| Lock::of(&read_texts(pages)).text();
    let base = Lock::of(&read(PAGES)).text();
    let ours = lock(with("boat-get.md", &BOAT_GET.replace("Read a boat.", "Read one boat.")));
    let theirs = lock(with("boat-list.md", &BOAT_LIST.replace("List all.", "List every one.")));
    let changed = |other: &str| {
        let lines = base.lines().zip(other.lines()).enumerate();
        lines.filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect::<Vec<usize>>()
    };
    let (ours, theirs) = (changed(&ours), changed(&theirs));
    assert!(!ours.is_empty() && !theirs.is_empty() && ours.len() <= 2 && theirs.len() <= 2);
    // git needs a line between two changes.
    assert!(ours.iter().all(|line| theirs.iter().all(|other| line.abs_diff(*other) > 1)), "{ours:?} {theirs:?}");
}

#[test]
fn a_build_script_fails_where_the_pages_are_others() {
    let folder = tempfile::tempdir().unwrap();
    let (docs, lock, out) = (folder.path().join("docs"), folder.path().join("docbind.lock"), folder.path().join("out"));
    fs::create_dir_all(docs.join("includes")).unwrap();
    fs::create_dir(&out).unwrap();
    PAGES.iter().for_each(|(path, text)| fs::write(docs.join(path), text).unwrap());
    let builder = Builder::new(&docs).lock(&lock).out_dir(&out);
    let error = |builder: &Builder| builder.emit("boats").expect_err("the pages are not as the lock says").to_string();
    assert!(error(&builder).contains("cannot read the lock"), "there is none");
    fs::write(&lock, Lock::of(&read_reference(&Options::folder(&docs))).text()).unwrap();
    builder.emit("boats").unwrap();
    let code = fs::read(out.join("boats.rs")).unwrap();
    fs::write(docs.join("dock.md"), DOCK.replace("/docks/", "/piers/")).unwrap();
    let said = error(&builder);
    assert!(
        said.contains("edited: `dock.md`") && said.contains("help: ") && said.contains("cargo docbind lock"),
        "{said}"
    );
    assert_eq!(fs::read(out.join("boats.rs")).unwrap(), code, "nothing is written");
}
