//! A folder of pages and a `docbind.toml` in; what the settings choose, and what is said of settings that are wrong, out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use docbind_codegen::options::{FaultyPages, Options, Selection, SettingsFile};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::{Code, Level, Levels, Reference, UseLevel, read_reference};

fn page(title: &str, routes: &str) -> String {
    format!(
        "# {title}\n\n{title}.\n\n## Permissions\n\n| Permission type | Permissions |\n|---|---|\n| Application | None |\n\n\
         ## HTTP request\n\n```http\n{routes}\n```\n\n## Response\n\nReturns `204 No Content`.\n"
    )
}

/// A crate with pages in `docs/api`, and settings at a path of it.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        let boats = "GET /boats/{id}\nDELETE /boats/{id}\nGET /me/boats/{boat-id}";
        project.write("Cargo.toml", "[package]\n");
        project.write("docs/api/boat-get.md", &page("Get boat", boats));
        project.write("docs/api/crane-delete.md", &page("Delete crane", "DELETE /cranes/{id}"));
        project.write("docs/api/old/crane-get.md", &page("Get crane", "GET /cranes/{id}"));
        files.iter().for_each(|(path, text)| project.write(path, text));
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn options(&self) -> Options {
        Options { label: "docs/api".to_owned(), ..Options::folder(self.path().join("docs/api")) }
    }

    fn read(&self) -> Reference {
        read_reference(&self.options())
    }
}

fn pages(reference: &Reference) -> Vec<&str> {
    reference.api.operations.iter().map(|operation| operation.page.as_str()).collect()
}

fn report(reference: &Reference) -> String {
    render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain)
}

fn codes(reference: &Reference) -> Vec<Code> {
    reference.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn settings_are_found_beside_the_pages_and_above_them_up_to_the_crate() {
    let settings = "[pages]\nroot = \".\"\nexclude = [\"**/old/**\"]\n";
    for path in ["docs/api/docbind.toml", "docs/docbind.toml", "docbind.toml"] {
        assert_eq!(pages(&Project::new(&[(path, settings)]).read()), ["boat-get.md", "crane-delete.md"], "{path}");
    }
    // A crate ends the search.
    let project = Project::new(&[("docbind.toml", settings), ("docs/Cargo.toml", "[package]\n")]);
    assert_eq!(pages(&project.read()).len(), 3);
}

#[test]
fn settings_can_be_named_or_left_out() {
    let project = Project::new(&[("docs/api/docbind.toml", "[pages]\nexclude = [\"**\"]\n")]);
    project.write("other.toml", "[pages]\nroot = \"docs/api\"\ninclude = [\"boat-*.md\"]\n");
    let settings = SettingsFile::At { path: project.path().join("other.toml"), label: "other.toml".to_owned() };
    let read = |settings| read_reference(&Options { settings, ..project.options() });
    assert_eq!(pages(&read(settings)), ["boat-get.md"]);
    assert_eq!(pages(&read(SettingsFile::Without)).len(), 3);
}

#[test]
fn one_file_means_the_same_for_every_doc_root() {
    let settings =
        "[pages]\nroot = \"docs/api\"\nexclude = [\"old/*.md\"]\n[page-lints.\"boat-*.md\"]\nwarnings = \"deny\"\n";
    let project = Project::new(&[("docbind.toml", settings)]);
    project.write("docs/api/boat-get.md", &page("", "GET /boats"));
    let is_strict = |reference: &Reference| {
        let mut titles = reference.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::TitleMissing);
        titles.any(|diagnostic| Levels::default().level(diagnostic) == Level::Error)
    };
    let below = project.read();
    assert_eq!(pages(&below), ["boat-get.md", "crane-delete.md"]);
    assert!(is_strict(&below));
    let above = read_reference(&Options::folder(project.path()));
    assert_eq!(pages(&above), ["docs/api/boat-get.md", "docs/api/crane-delete.md"]);
    assert!(is_strict(&above));
    let alone = read_reference(&Options::page(project.path(), "docs/api/boat-get.md"));
    assert!(is_strict(&alone));
    let old = read_reference(&Options::folder(project.path().join("docs/api/old")));
    assert!(pages(&old).is_empty());
}

#[test]
fn a_door_outweighs_the_settings() {
    let project = Project::new(&[(
        "docs/api/docbind.toml",
        "strict = true\n[pages]\ninclude = [\"boat-*.md\"]\nexclude = [\"old/**\"]\n[uses]\ndeprecated = \"deny\"\n\
         [lints]\ntitle-missing = \"deny\"\n",
    )]);
    let include = vec!["crane-*.md".to_owned(), "old/*.md".to_owned()];
    let selection = Selection::Folder { include, exclude: Vec::new() };
    let reference = read_reference(&Options { selection, ..project.options() });
    assert_eq!(pages(&reference), ["crane-delete.md"], "what the settings leave out stays out");
    assert_eq!(reference.faulty_pages(None), FaultyPages::Fail);
    assert_eq!(reference.faulty_pages(Some(FaultyPages::Skip)), FaultyPages::Skip);
    let uses = reference.settings.uses;
    assert_eq!(uses.levels(Default::default()).deprecated, UseLevel::Deny);
    assert_eq!(uses.levels(Default::default()).preview, UseLevel::Warn);
    let said = docbind_codegen::settings::UseSettings { deprecated: Some(UseLevel::Allow), preview: None };
    assert_eq!(uses.levels(said).deprecated, UseLevel::Allow);
}

#[test]
fn routes_are_picked_by_path_and_method() {
    let project = Project::new(&[("docs/api/docbind.toml", "[routes]\ninclude = [\"/me/**\", \"#DELETE\"]\n")]);
    let reference = project.read();
    assert_eq!(pages(&reference), ["boat-get.md", "crane-delete.md"]);
    let boat = reference.api.operations.first().unwrap();
    let routes: Vec<String> = boat.routes.iter().map(|route| format!("{} {}", route.method, route.written)).collect();
    assert_eq!(routes, ["DELETE /boats/{id}", "GET /me/boats/{boat-id}"]);
    assert_eq!(boat.default_route, 0);
    assert_eq!(report(&reference), "", "an operation that is not taken is no fault");

    let project =
        Project::new(&[("docs/api/docbind.toml", "[routes]\nexclude = [\"/boats/{any}#get\", \"/cranes/**\"]\n")]);
    let reference = project.read();
    assert_eq!(pages(&reference), ["boat-get.md"]);
    // The name of a route does not depend on which others are taken.
    let names: Vec<&str> = reference.api.operations.iter().flat_map(|o| &o.routes).map(|r| r.name.as_str()).collect();
    let all = read_reference(&Options { settings: SettingsFile::Without, ..project.options() });
    let all: Vec<&str> = all.api.operations.iter().flat_map(|o| &o.routes).map(|r| r.name.as_str()).collect();
    assert!(names.iter().all(|name| all.contains(name)));
}

#[test]
fn levels_hold_by_code_and_by_page() {
    let untitled = page("", "GET /x");
    let project = Project::new(&[
        (
            "docs/api/docbind.toml",
            "[lints]\nwarnings = \"deny\"\nroute-form = \"allow\"\n\
             [page-lints.\"old/**\"]\ntitle-missing = \"warn\"\n[page-lints.\"old/z*.md\"]\ntitle-missing = \"allow\"\n",
        ),
        ("docs/api/a.md", &untitled),
        ("docs/api/b.md", &page("B", "GET me/x")),
        ("docs/api/old/a.md", &untitled),
        ("docs/api/old/z.md", &untitled),
    ]);
    let reference = project.read();
    let level = |file: &str, code: Code| {
        let mut all = reference.diagnostics.iter().filter(|diagnostic| diagnostic.code == code);
        let at = |span| reference.sources.location(span).unwrap().file;
        let found = all.find(|diagnostic| diagnostic.span.is_some_and(|span| at(span) == file)).unwrap();
        let mut said = Levels::default();
        let set = Levels::default().level(found);
        said.set("warnings", Level::Warning).unwrap();
        (set, said.level(found))
    };
    assert_eq!(level("a.md", Code::TitleMissing), (Level::Error, Level::Warning));
    assert_eq!(level("b.md", Code::RouteForm).0, Level::Allow);
    assert_eq!(level("old/a.md", Code::TitleMissing).0, Level::Warning);
    // A code outweighs `warnings`, wherever each is set.
    assert_eq!(level("old/z.md", Code::TitleMissing), (Level::Allow, Level::Allow));
    assert_eq!(Levels::default().errors_only().level(reference.diagnostics.iter().next().unwrap()), Level::Error);
}

/// What is wrong, and what is said of it.
const WRONG: &[(&str, &str)] = &[
    ("[pages]\ninclde = []\n", "there is no setting `inclde` here"),
    ("[page]\n", "did you mean `pages`?"),
    ("strict = \"yes\"\n", "invalid type: string \"yes\", expected a boolean"),
    ("[lints]\ntitle-mising = \"allow\"\n", "did you mean `title-missing`?"),
    ("[lints]\ntitle-missing = \"error\"\n", "it can be `allow`, `warn`, `deny`"),
    ("[page-lints.\"a[.md\"]\n", "the pattern `a[.md` cannot be read"),
    ("[pages]\nexclude = [\"{a.md\"]\n", "the pattern `{a.md` cannot be read"),
    ("[routes]\ninclude = [\"/users/[\"]\n", "the pattern `/users/[` cannot be read"),
    ("[routes]\ninclude = [\"#1\"]\n", "`1` is no method"),
    ("[pages]\nroot = \"no/such\"\n", "cannot use the folder `no/such`"),
    ("[pages]\nroot = \"old\"\n[lints]\n= 1\n", "docs/api/docbind.toml:4:1"),
    ("a = 1\na = 2\n", "duplicate key"),
    ("\u{0}", "docs/api/docbind.toml"),
    ("[[override]]\nreason = \"x\"\n", "the override has no `page`"),
    ("[[override]]\npage = \"a.md\"\ndrop = true\n", "the override has no `reason`"),
    ("[[override]]\npage = \"a.md\"\nreason = \"x\"\n", "the override changes nothing"),
    (
        "[[override]]\npage = \"a.md\"\nreason = \"x\"\nstatus = 204\nproperty = \"y\"\ndrop = true\n",
        "about several things",
    ),
    ("[[override]]\npage = \"a.md\"\nreason = \"x\"\nstatus = 500\nadd = true\n", "500 is no status of success"),
    ("[[override]]\npage = \"a.md\"\nreason = \"x\"\nroute = \"/x\"\ndrop = true\n", "`/x` is no route"),
    ("[[override]]\npage = \"a.md\"\nreason = \"x\"\nroute = \"GET /x\"\nrequired = true\n", "does not fit"),
    (
        "[[override]]\npage = \"a.md\"\nreason = \"x\"\nproperty = \"y\"\nadd = true\n",
        "the added property has no `type`",
    ),
    (
        "[[override]]\npage = \"a.md\"\nreason = \"x\"\nparameter = \"y\"\nadd = true\n",
        "where the added parameter goes",
    ),
    (
        "[[override]]\npage = \"a.md\"\nreason = \"x\"\nproperty = \"y\"\nwas = \"z\"\ndrop = true\n",
        "`was` says nothing here",
    ),
    (
        "[[override]]\npage = \"a.md\"\nreason = \"x\"\nproperty = \"y\"\ndrop = true\nrequired = true\n",
        "several things",
    ),
];

#[test]
fn settings_that_are_wrong_are_reported_at_their_place_and_nothing_is_read() {
    for (settings, said) in WRONG {
        let reference = Project::new(&[("docs/api/docbind.toml", settings)]).read();
        let report = report(&reference);
        assert!(report.contains(said), "{settings}\n{report}");
        assert!(report.contains("--> docs/api/docbind.toml:"), "{settings}\n{report}");
        assert!(codes(&reference).iter().all(|code| code.is_of_settings()), "{settings}\n{report}");
        assert!(reference.api.operations.is_empty(), "{settings}");
    }
}

#[test]
fn settings_about_other_pages_are_refused() {
    let project = Project::new(&[("elsewhere/docbind.toml", "strict = true\n")]);
    let path = project.path().join("elsewhere/docbind.toml");
    let settings = SettingsFile::At { path, label: "elsewhere/docbind.toml".to_owned() };
    let reference = read_reference(&Options { settings, ..project.options() });
    assert!(report(&reference).contains("the settings are about the pages below `.`, and these are others"));
}

#[test]
fn what_is_no_readable_file_is_refused() {
    let project = Project::new(&[]);
    project.write("latin.toml", "");
    fs::write(project.path().join("latin.toml"), b"a = \"\xe9\"").unwrap();
    fs::create_dir(project.path().join("folder.toml")).unwrap();
    for (name, said) in [
        ("latin.toml", "it is not UTF-8 text"),
        ("folder.toml", "not a regular file"),
        ("missing.toml", "cannot read the settings `missing.toml`"),
    ] {
        let settings = SettingsFile::At { path: project.path().join(name), label: name.to_owned() };
        let reference = read_reference(&Options { settings, ..project.options() });
        assert!(report(&reference).contains(said), "{name}\n{}", report(&reference));
        assert_eq!(codes(&reference), [Code::BadSettings], "{name}");
    }
}

#[test]
fn hostile_settings_end_soon() {
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("[lints]\n{}", "x".repeat(1 << 20));
    let many: String = (0..50_000).map(|at| format!("k{at} = 1\n")).collect();
    let wide = format!("[pages]\ninclude = [{}]\n", "\"a\", ".repeat(5_000));
    for settings in [deep, long, many] {
        let reference = Project::new(&[("docs/api/docbind.toml", &settings)]).read();
        assert_eq!(codes(&reference), [Code::BadSettings]);
        assert!(report(&reference).len() < 20_000);
    }
    assert!(pages(&Project::new(&[("docs/api/docbind.toml", &wide)]).read()).is_empty());
}

/// Fences of the guide that are a `docbind.toml`.
#[test]
fn the_examples_of_the_guide_are_settings() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/src");
    let mut count = 0;
    for path in fs::read_dir(guide).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for example in text.split("```toml docbind\n").skip(1) {
            let settings = example.split("```").next().unwrap();
            let project = Project::new(&[("docbind.toml", settings)]);
            let root = settings.lines().find_map(|line| line.strip_prefix("root = \"")?.strip_suffix('"'));
            let root = root.unwrap_or("docs/api");
            project.write(&format!("{root}/user-get.md"), &page("Get user", "GET /users/{id}"));
            let report = report(&read_reference(&Options::folder(project.path().join(root))));
            assert!(!report.contains("error[bad-settings]"), "{}\n{settings}\n{report}", path.display());
            count += 1;
        }
    }
    assert!(count >= 4, "{count} examples were found");
}
