//! `diff` between revisions of a git repository: read from git, with no file touched.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::place::{PAGE, Place, Run, command};

const INCLUDE: &str = "|Permission type|Permissions|\n|:--|:--|\n|Application|Things.Read|\n";

fn git(folder: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in [("NAME", "a"), ("EMAIL", "a@b.example")] {
        git.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_ALLOW_PROTOCOL", "file");
    assert!(git.status().unwrap().success(), "git {words:?}");
}

fn commit(place: &Place, message: &str) {
    git(place.folder.path(), &["add", "-A"]);
    git(place.folder.path(), &["commit", "-q", "-m", message]);
}

/// A repository with a commit `one`, and a later one in which the page lost a route and the permissions that it includes are others.
fn repository() -> Place {
    let with_include = PAGE.replace("| Application | None |\n", "").replace(
        "| Delegated (personal Microsoft account) | Not supported. |",
        "| Delegated (personal Microsoft account) | Not supported. |\n\n[!INCLUDE [x](includes/p.md)]",
    );
    let old = with_include.replace("GET /things/{id}", "GET /things/{id}\nGET /me/things/{id}");
    let place = Place::new(&[
        ("thing-get.md", &old),
        ("includes/p.md", INCLUDE),
        (".hidden/x-get.md", PAGE),
        ("naïve %s.md", "# Notes\n"),
    ]);
    git(place.folder.path(), &["init", "-q", "-b", "main"]);
    commit(&place, "one");
    git(place.folder.path(), &["tag", "one"]);
    place.write("docs/thing-get.md", with_include);
    place.write("docs/includes/p.md", INCLUDE.replace("Things.Read", "Things.Read.All"));
    commit(&place, "two");
    place
}

#[test]
fn revisions_are_named_as_git_names_them() {
    let place = repository();
    for words in [
        ["one..main", "--pages=docs"],
        ["one..", "--pages=docs"],
        ["one...main", "--pages=docs"],
        ["one:docs", "main:docs"],
        ["one:docs", "docs"],
        ["one", "docs"],
        ["one:./docs/", "HEAD:docs/"],
    ] {
        let run = place.run(&[&["diff"], words.as_slice()].concat()).ends_with(1);
        assert!(
            run.out.contains("breaking[route-removed]: the route `GET /me/things/{id}` is gone"),
            "{words:?}: {}",
            run.out
        );
    }
    let run = place.run(&["diff", "one..main", "--pages", "docs"]);
    run.prints("one:docs/thing-get.md:")
        .prints(" -> main:docs/")
        .prints("`Things.Read.All` serves tokens of applications, too");
}

#[test]
fn no_file_is_touched_and_what_is_not_committed_is_not_read() {
    let place = repository();
    place.write("docs/thing-get.md", "# Nothing\n");
    let index = std::fs::metadata(place.path(".git/index")).unwrap().modified().unwrap();
    place.run(&["diff", "main..main", "--pages", "docs"]).ends_with(0).prints("0 breaking");
    assert_eq!(place.read("docs/thing-get.md"), "# Nothing\n");
    assert_eq!(std::fs::metadata(place.path(".git/index")).unwrap().modified().unwrap(), index);
}

#[test]
fn a_folder_of_the_past_and_one_below_are_found() {
    let place = repository();
    git(place.folder.path(), &["mv", "docs", "pages"]);
    commit(&place, "three");
    place.run(&["diff", "main~1:docs", "main:pages"]).ends_with(0).prints("0 breaking, 0 additive, 0 docs");
    place.write("sub/x", "");
    let below = |words: &[&str]| Run::of(command(words).current_dir(place.path("sub")));
    below(&["diff", "one", "main:pages", "--pages", "../docs"]).ends_with(1).prints("route-removed");
    below(&["diff", "one:./../docs", "main:pages"]).ends_with(1).prints("route-removed");
}

#[test]
fn the_settings_of_a_revision_hold_for_it() {
    let place = repository();
    let settings = "[pages]\nroot = \"docs\"\n";
    place.write("docs/other-get.md", PAGE.replace("/things/", "/others/"));
    place.write("docbind.toml", format!("{settings}[routes]\nexclude = [\"/others/**\"]\n"));
    commit(&place, "three");
    place.write("docbind.toml", settings);
    commit(&place, "four");
    // The folder is the one that the settings name, and the routes those that they leave.
    place.run(&["diff", "main~1..main"]).ends_with(0).prints("additive[operation-added]").prints("1 additive");
    place.write("docbind.toml", "[pagez]\n");
    commit(&place, "five");
    place
        .run(&["diff", "main~1:docs", "main:docs"])
        .ends_with(2)
        .says("the settings cannot be used")
        .says("main:docbind.toml:1");
}

#[test]
fn pages_in_a_submodule_are_those_of_the_commit_that_the_revision_has() {
    let reference = repository();
    let place = Place::new(&[]);
    let (top, inner) = (place.folder.path(), place.path("vendor"));
    git(top, &["init", "-q", "-b", "main"]);
    let from = reference.folder.path().to_str().unwrap();
    git(top, &["-c", "protocol.file.allow=always", "submodule", "add", "-q", from, "vendor"]);
    git(&inner, &["checkout", "-q", "one"]);
    commit(&place, "one");
    git(&inner, &["checkout", "-q", "main"]);
    commit(&place, "two");
    place.run(&["diff", "main~1..main", "--pages", "vendor/docs"]).ends_with(1).prints("route-removed");
    git(top, &["submodule", "deinit", "-q", "-f", "vendor"]);
    place
        .run(&["diff", "main~1:vendor/docs", "main:vendor/docs"])
        .ends_with(2)
        .says("git submodule update --init vendor");
}

#[test]
fn words_that_are_no_revision_are_told_and_are_no_options_of_git() {
    let place = repository();
    for (words, said) in [
        (["nope..main", "--pages=docs"], "`nope` is no file, no folder and no revision"),
        (["one:nope", "one:docs"], "`one` has no folder `nope`"),
        (["one:../x", "one:docs"], "leads out of the repository"),
        (["one:docs/thing-get.md", "one:docs"], "has no folder `docs/thing-get.md`"),
        (["one..main", "--pages=/"], "no revision can be read in `/`"),
        (["one..main", "--quiet"], "which folder of `one` has the pages?"),
    ] {
        place.run(&[&["diff"], words.as_slice()].concat()).ends_with(2).says(said);
    }
    for word in ["--output=x", "-x", "--help", "@{u}", ":/one", "main@{99}", "a b", "'$(touch x)'"] {
        place.run(&["diff", "--", word, "docs"]).ends_with(2);
        assert!(!place.path("x").exists());
    }
}
