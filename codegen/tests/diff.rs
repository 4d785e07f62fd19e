//! Pages before and after a change in; what is said of the change, as a file for each kind has it, out.
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test -p docbind-codegen --test diff
//! ```
//! writes what is said now; read the difference before it is kept.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use docbind_codegen::api::{Access, Api, Place};
use docbind_codegen::diff::{Change, Diff, Kind, Weight, diff};
use docbind_codegen::lock::Lock;
use docbind_codegen::settings::FILE_NAME;
use docbind_codegen::{Options, SettingsText, Texts, read_reference};

const EXPECTED: &str = "=== changes\n";

/// What a fixture holds: pages as they were, pages as they are, and what is said of them.
struct Fixture {
    path: PathBuf,
    old: Api,
    new: Api,
    given: String,
    expected: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

fn fixtures() -> Vec<(String, Fixture)> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".txt")?.to_owned())).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), Fixture::read(&name))).collect()
}

impl Fixture {
    /// Pages stand below lines such as `=== old api/thing-get.md`, `=== new ..` or `=== both ..`.
    fn read(name: &str) -> Self {
        let path = folder().join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let (given, expected) = text.split_once(EXPECTED).unwrap_or((&text, ""));
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for part in given.split("=== ").skip(1) {
            let (heading, page) = part.split_once('\n').unwrap();
            let (side, path) = heading.split_once(' ').unwrap();
            if side != "new" {
                old.push((path, page));
            }
            if side != "old" {
                new.push((path, page));
            }
        }
        let (given, expected) = (given.to_owned(), expected.to_owned());
        Self { path, old: read(&old), new: read(&new), given, expected }
    }
}

/// Reads pages, and the settings among them.
fn read(files: &[(&str, &str)]) -> Api {
    let (settings, pages): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == FILE_NAME);
    let settings = settings.first().map(|(path, text)| {
        let (path, text) = ((*path).to_owned(), (*text).to_owned());
        SettingsText { label: path.clone(), path, text }
    });
    let files = pages.into_iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let reference = Texts { files, settings, ..Texts::default() }.read();
    assert!(!reference.diagnostics.iter().any(|fault| fault.code.is_of_settings()), "{:?}", reference.diagnostics);
    reference.api
}

/// What is said of changes.
fn said(diff: &Diff) -> String {
    let mut text = String::new();
    for Change { kind, id, message, help, old, new, .. } in &diff.changes {
        let _ = writeln!(text, "{} ({}) {id}\n  {message}", kind.weight().name(), kind.seen_from().name());
        if let Some(help) = help {
            let _ = writeln!(text, "  help: {help}");
        }
        let place =
            |place: &Option<Place>| place.as_ref().map_or("-".to_owned(), |at| format!("{}:{}", at.file, at.line));
        let _ = writeln!(text, "  {} -> {}", place(old), place(new));
    }
    text
}

#[test]
fn each_kind_of_change_is_told_as_its_file_says() {
    let mut differing = Vec::new();
    for (name, fixture) in fixtures() {
        let diff = diff(&fixture.old, &fixture.new);
        let text = said(&diff);
        let has_kind = diff.changes.iter().any(|change| change.kind.code() == name);
        if !has_kind {
            differing.push(format!("{name}: no such change is told:\n{text}"));
        } else if text != fixture.expected {
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&fixture.path, format!("{}{EXPECTED}{text}", fixture.given)).unwrap();
            } else {
                differing.push(format!("{name}:\n{text}"));
            }
        }
    }
    assert!(differing.is_empty(), "{}\nUPDATE_GOLDEN=1 takes what is said now", differing.join("\n"));
}

/// A lock holds enough for every kind of change, but for examples. Of descriptions it tells that they are others, not which.
#[test]
fn locks_tell_the_changes_that_pages_tell() {
    let of_lock = |api: &Api| Lock::parse(&Lock::of_api(api).text(), "docbind.lock").unwrap().api();
    let mut differing = Vec::new();
    let told = |diff: &Diff| -> BTreeSet<(String, String)> {
        let is_of_words = |kind: Kind| matches!(kind, Kind::DescriptionChanged | Kind::ExamplesChanged);
        let changes = diff.changes.iter().filter(|change| !is_of_words(change.kind));
        changes.map(|change| (change.id.clone(), change.message.clone())).collect()
    };
    for (name, Fixture { old, new, .. }) in fixtures() {
        let (of_pages, of_locks) = (diff(&old, &new), diff(&of_lock(&old), &of_lock(&new)));
        if told(&of_locks) != told(&of_pages) {
            differing.push(format!("{name}: {:#?}\n{:#?}", told(&of_locks), told(&of_pages)));
        }
        let is_of_words = |diff: &Diff| diff.changes.iter().any(|change| change.kind == Kind::DescriptionChanged);
        assert_eq!(is_of_words(&of_locks), is_of_words(&of_pages), "{name}");
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn there_is_a_file_for_each_kind() {
    let files: BTreeSet<String> = fixtures().into_iter().map(|(name, _)| name).collect();
    let kinds: BTreeSet<String> = Kind::ALL.iter().map(|kind| kind.code().to_owned()).collect();
    assert_eq!(files, kinds);
}

#[test]
fn nothing_is_told_of_what_is_the_same() {
    for (name, fixture) in fixtures() {
        assert_eq!(diff(&fixture.old, &fixture.old), Diff::default(), "{name}");
        assert_eq!(diff(&fixture.new, &fixture.new), Diff::default(), "{name}");
    }
}

#[test]
fn changes_are_told_alike_in_whatever_order_the_models_are() {
    for (name, Fixture { old, new, .. }) in fixtures() {
        let reversed = |api: &Api| {
            let mut api = api.clone();
            api.operations.reverse();
            api
        };
        assert_eq!(diff(&reversed(&old), &reversed(&new)), diff(&old, &new), "{name}");
    }
}

/// All that pages describe is gone where there is no page, and new where there was none. The types of bodies and answers that have no
/// page go with their operations.
#[test]
fn what_is_gone_one_way_is_new_the_other_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api");
    let api = read_reference(&Options::folder(root)).api;
    let (gone, new) = (diff(&api, &Api::default()), diff(&Api::default(), &api));
    let resources = api.resources.iter().map(|resource| &resource.id);
    let types = resources.chain(api.enumerations.iter().map(|enumeration| &enumeration.id));
    let operations: BTreeSet<&str> = api.operations.iter().map(|operation| operation.page.as_str()).collect();
    let is_apart = |id: &&String| id.split_once('#').is_none_or(|(page, _)| !operations.contains(page));
    let count = operations.len() + types.filter(is_apart).count();
    assert_eq!((gone.changes.len(), new.changes.len()), (count, count));
    assert_eq!((gone.weight(), new.weight()), (Some(Weight::Breaking), Some(Weight::Additive)));
    check_ids(&gone);
    check_ids(&new);
}

/// All of a real reference: nothing is told of what is the same, and each change has an id of its own.
#[test]
fn real_pages_are_told_apart() {
    let Some(root) = std::env::var_os("DOCBIND_CORPUS") else {
        eprintln!("skipped: DOCBIND_CORPUS names no folder of real pages");
        return;
    };
    let api = read_reference(&Options::folder(root)).api;
    assert!(api.operations.len() > 1_000);
    assert_eq!(diff(&api, &api), Diff::default());
    let mut other = api.clone();
    for operation in other.operations.iter_mut().map(Arc::make_mut) {
        operation.page.insert_str(0, "moved/");
        operation.parameters.pop();
        operation.responses.pop();
        operation.permissions.application = Access::Unsupported;
        operation.deprecated = Some("It goes on 2031-01-01.".to_owned());
    }
    for property in other.resources.iter_mut().flat_map(|resource| &mut Arc::make_mut(resource).properties) {
        property.is_required = !property.is_required;
        property.is_nullable = property.is_nullable.is_none().then_some(false);
        property.docs.clear();
    }
    let changed = diff(&api, &other);
    check_ids(&changed);
    // Pages of the same routes cannot be told apart without their paths; no operation is lost for it.
    let count = |kind: Kind| changed.changes.iter().filter(|change| change.kind == kind).count();
    assert_eq!(count(Kind::OperationRemoved), count(Kind::OperationAdded));
    let callable = api.operations.iter().filter(|operation| !operation.routes.is_empty()).count();
    assert_eq!(count(Kind::OperationMoved), callable);
}

/// An id says what it is of, holds no line and is given once.
fn check_ids(diff: &Diff) {
    let ids: BTreeSet<&str> = diff.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids.len(), diff.changes.len());
    for Change { kind, subject, id, .. } in &diff.changes {
        assert!(id.starts_with(&format!("{}:{}", kind.code(), subject.name())), "{id}");
    }
}

#[test]
fn ids_are_given_once() {
    for (_, fixture) in fixtures() {
        check_ids(&diff(&fixture.old, &fixture.new));
    }
}

#[test]
fn the_version_follows_from_the_weightiest_change() {
    for (code, word, below_one) in [
        ("property-removed", "major", "minor"),
        ("property-added", "minor", "patch"),
        ("description-changed", "patch", "patch"),
    ] {
        let fixture = Fixture::read(code);
        let mut diff = diff(&fixture.old, &fixture.new);
        diff.changes.retain(|change| change.kind.code() == code);
        let hint = diff.version_hint();
        assert_eq!((hint.name(), hint.below_one().name()), (word, below_one));
    }
    assert_eq!(Diff::default().version_hint().name(), "none");
}

/// The guide lists every kind, with how much it weighs, who notices it, and why.
#[test]
fn the_guide_lists_every_kind() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/src/diff.md");
    let guide = fs::read_to_string(guide).unwrap();
    let row = |kind: &Kind| {
        let (weight, seen) = (kind.weight().name(), kind.seen_from().name());
        format!("| `{}` | {weight} | {seen} | {}: {} | {} |", kind.code(), kind.title(), kind.reason(), kind.source())
    };
    let rows: Vec<String> = Kind::ALL.iter().map(row).collect();
    let missing: Vec<&String> = rows.iter().filter(|row| !guide.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "the guide has not:\n{missing:#?}");
    assert_eq!(
        guide.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 6).count(),
        rows.len()
    );
}
