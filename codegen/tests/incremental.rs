//! Pages that change in; the files and reports of a run that keeps what it knows, held against those of a first run, out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use docbind_codegen::emit::Target;
use docbind_codegen::lock::{Lock, LockPrinter};
use docbind_codegen::print::{File, Layout, Printer, print_reference};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::write::{apply, compare, compare_with};
use docbind_codegen::{Levels, Options, Reference, Rereader, read_reference};

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api");

/// A folder of pages, and an output folder that is kept as the pages say.
struct Place {
    folder: tempfile::TempDir,
    /// Below `folder`.
    docs: &'static str,
    reader: Rereader,
    printers: [Printer; 3],
    lock: LockPrinter,
    /// What is told of each change, and keeps its own output folder.
    told: Told,
    /// The paths of what changed since the last reading.
    changed: RefCell<Vec<PathBuf>>,
    rounds: usize,
}

/// Reads what it is told of alone, and looks at what it writes alone.
#[derive(Default)]
struct Told {
    reader: Rereader,
    printer: Printer,
    output: Vec<File>,
}

impl Place {
    /// A copy of a folder of pages, read once.
    fn copy_of(pages: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        let docs = "above/docs";
        let (reader, printers, lock, told, changed) = Default::default();
        let place = Self { folder, docs, reader, printers, lock, told, changed, rounds: 0 };
        copy(pages, &place.path(""));
        place.read_first()
    }

    fn read_first(mut self) -> Self {
        self.settle("the first time");
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(self.docs).join(path)
    }

    fn out(&self, at: usize) -> PathBuf {
        self.folder.path().join(format!("out/{at}"))
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.tell(path);
    }

    /// Notes a change, as a notice would name it.
    fn tell(&self, path: PathBuf) {
        self.changed.borrow_mut().push(path);
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "`{from}` is in {path}");
        self.write(path, &text.replace(from, to));
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
        self.tell(self.path(path));
    }

    fn remove_folder(&self, path: &str) {
        fs::remove_dir_all(self.path(path)).unwrap();
        self.tell(self.path(path));
    }

    fn rename(&self, from: &str, to: &str) {
        fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
        fs::rename(self.path(from), self.path(to)).unwrap();
        self.tell(self.path(from));
        self.tell(self.path(to));
    }

    fn options(&self) -> Options {
        Options { label: "docs".to_owned(), ..Options::folder(self.path("")) }
    }

    /// Reads and writes again, as a module each time and as crates every now and then. What is known from before must make no difference: not to the model, not to the report, not to a
    /// byte of a file.
    #[track_caller]
    fn settle(&mut self, when: &str) {
        self.reader.read(&self.options());
        let (again, fresh) = (self.reader.reference(), read_reference(&self.options()));
        assert_eq!(report(again), report(&fresh), "the report {when}");
        assert!(again.api == fresh.api, "the model {when}");
        assert_eq!(again.watched, fresh.watched, "the watched files {when}");
        assert_eq!(again.page_count, fresh.page_count, "the pages {when}");
        assert!(self.lock.print(again) == Lock::of(&fresh).file(), "the lock {when}");
        self.rounds += 1;
        let is_due = |at: &usize| *at == 0 || self.rounds % 4 == *at;
        for (at, layout) in layouts().iter().enumerate().filter(|(at, _)| is_due(at)) {
            let target = target(&fresh);
            let docs = ["A client.".to_owned()];
            let files = self.printers[at].print(&again.api, &target, &docs, layout);
            let fresh = print_reference(&fresh.api, &target, &docs, layout);
            let out = self.out(at);
            apply(&out, &compare(&out, &files).unwrap()).unwrap();
            let expected: BTreeMap<String, String> =
                fresh.into_iter().map(|file| (file.path, file.text.to_string())).collect();
            let written = all_files(&out);
            assert!(written.keys().eq(expected.keys()), "the files of {layout:?} {when}");
            for (path, text) in &written {
                assert_eq!(text, &expected[path], "{path} of {layout:?} {when}");
            }
        }
        self.settle_told(&fresh, when);
    }

    /// What is told of each change comes to the same.
    fn settle_told(&mut self, fresh: &Reference, when: &str) {
        let (options, out, changed) = (self.options(), self.out(3), self.changed.take());
        let Told { reader, printer, output } = &mut self.told;
        reader.read_files(&options, &changed);
        let read = reader.reference();
        assert_eq!(report(read), report(fresh), "the report by notices {when}");
        assert!(read.api == fresh.api, "the model by notices {when}");
        assert_eq!(read.watched, fresh.watched, "the watched files by notices {when}");
        let files = printer.print(&read.api, &target(read), &["A client.".to_owned()], &Layout::Module);
        apply(&out, &compare_with(&out, output, &files).unwrap()).unwrap();
        *output = files;
        assert!(all_files(&out) == all_files(&self.out(0)), "the output by notices {when}");
    }

    /// How many pages were parsed, and how many pieces of modules of the first layout printed.
    fn effort(&self) -> (usize, usize) {
        (self.reader.parsed_pages(), self.printers[0].printed_pieces())
    }
}

fn layouts() -> [Layout; 3] {
    [Layout::Module, Layout::CrateByArea("sea".to_owned()), Layout::CratesByArea("sea".to_owned())]
}

fn target(reference: &Reference) -> Target {
    let uses = reference.settings.uses.levels(Default::default());
    Target { client: "Sea".to_owned(), visibility: "pub".to_owned(), uses, ..Target::default() }
}

fn report(reference: &Reference) -> String {
    render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { _ = fs::copy(&path, &target).unwrap() }
    }
}

/// All files below a folder, by path.
fn all_files(folder: &Path) -> BTreeMap<String, String> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(below, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn pages() -> Place {
    Place::copy_of(Path::new(PAGES))
}

#[test]
fn only_what_changed_is_read_and_printed() {
    let mut place = pages();
    let all = place.effort();
    assert!(all.0 > 50 && all.1 > 50, "{all:?}");
    place.settle("without a change");
    assert_eq!(place.effort(), (0, 0));
    place.replace("user-delete.md", "Delete", "Remove for good, or for 30 days, or delete");
    place.settle("with words changed");
    assert_eq!(place.effort(), (1, 2), "an endpoint, and the method of the client");
    place.replace("resources/recipient.md", "|", "| ");
    place.settle("with a table laid out anew");
    assert_eq!(place.effort().0, 1);
}

#[test]
fn a_text_of_the_same_size_and_time_is_read() {
    let mut place = pages();
    let path = place.path("user-delete.md");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let set_time = |time| fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    place.replace("user-delete.md", "DELETE /users/", "DELETE /usees/");
    set_time(time);
    place.settle("with the time as it was");
    assert_eq!(place.effort().0, 1);
    place.replace("user-delete.md", "DELETE /usees/", "DELETE /useds/");
    set_time(SystemTime::UNIX_EPOCH);
    place.tell(place.path("user-delete.md"));
    place.settle("with the clock set back");
    assert!(place.reader.reference().api.operations.iter().any(|operation| {
        operation.page == "user-delete.md" && operation.routes.iter().any(|route| route.written.contains("useds"))
    }));
}

#[test]
fn pages_and_folders_come_and_go() {
    let mut place = pages();
    let text = place.text("user-get.md");
    place.write("a/first-get.md", &text.replace("Get", "Fetch"));
    place.settle("with a page in front");
    place.write("user-get-more.md", &text);
    place.settle("with a second page of the same title");
    place.rename("user-get.md", "a/user-get.md");
    place.settle("with a page moved");
    place.rename("resources", "types");
    place.settle("with a folder renamed");
    place.rename("types", "resources");
    place.remove_folder("a");
    place.settle("with a folder removed");
    place.remove("resources/entity.md");
    place.settle("with a base type gone");
    place.remove_folder("");
    place.reader.read(&place.options());
    assert_eq!(report(place.reader.reference()), report(&read_reference(&place.options())), "without the folder");
    copy(Path::new(PAGES), &place.path(""));
    place.tell(place.path(""));
    place.settle("with the folder back");
}

#[test]
fn many_pages_change_at_once() {
    let mut place = pages();
    let paths: Vec<String> = all_files(&place.path("")).into_keys().collect();
    for path in paths.iter().filter(|path| path.ends_with(".md")) {
        place.write(path, &place.text(path).replace("the", "that"));
    }
    place.settle("with all pages changed");
    copy(Path::new(PAGES), &place.path(""));
    paths.iter().for_each(|path| place.tell(place.path(path)));
    place.settle("with all as before");
}

#[test]
fn includes_change() {
    let mut place = pages();
    let include = "includes/permissions/user-list-permissions.md";
    place.replace(include, "User.Read.All", "Users.Read");
    place.settle("with an include changed");
    assert_eq!(place.effort().0, 1, "the page that includes it is parsed");
    let text = place.text(include);
    place.remove(include);
    place.settle("without the include");
    place.write(include, &text);
    place.settle("with the include back");
    place.replace("user-get.md", "## Permissions", "[!INCLUDE [a](user-list.md)]\n\n## Permissions");
    place.settle("with a page that includes another page");
    place.replace("user-list.md", "user", "person");
    place.settle("with that page changed");
    assert_eq!(place.effort().0, 2);
    place.replace("user-list.md", "## HTTP request", "[!INCLUDE [b](user-get.md)]\n\n## HTTP request");
    place.settle("with a circle");
}

/// An editor writes beside the file and renames.
#[test]
fn a_file_is_replaced_by_renaming() {
    let mut place = pages();
    let text = place.text("user-get.md").replace("user", "person");
    place.write(".user-get.md.swp", &text);
    place.settle("with the new file beside");
    assert_eq!(place.effort().0, 0);
    place.rename(".user-get.md.swp", "user-get.md");
    place.settle("with the file renamed");
    assert_eq!(place.effort().0, 1);
}

#[test]
fn settings_change() {
    let mut place = pages();
    let settings = "[pages]\nexclude = [\"driveitem-*\"]\n";
    place.write("docbind.toml", settings);
    place.settle("with settings");
    assert!(!place.reader.reference().api.operations.iter().any(|operation| operation.page.starts_with("driveitem-")));
    place.write(
        "docbind.toml",
        "[routes]\ninclude = [\"/users/**\"]\n[uses]\ndeprecated = \"allow\"\npreview = \"deny\"\n",
    );
    place.settle("with others");
    place.write("docbind.toml", "[lints]\nwarnings = \"deny\"\n");
    place.settle("with levels");
    place.write("docbind.toml", "[dialect.headings]\nresponse = [\"Answer\"]\n");
    place.settle("with a heading of another name");
    assert_eq!(place.effort().0, place.reader.reference().page_count, "all pages are read again");
    place.write(
        "docbind.toml",
        "[output]\ndates = \"jiff\"\nmodules = \"by-area\"\n[output.names.words]\ndriveitem = \"DriveItem\"\n",
    );
    place.settle("with the output otherwise");
    place.write("docbind.toml", "[lint]\n");
    place.settle("with settings that cannot be used");
    place.rename("docbind.toml", "../docbind.toml");
    place.settle("with the settings above the folder");
    place.write("../docbind.toml", "[pages]\nroot = \"docs\"\nexclude = [\"event-*\"]\n");
    place.settle("with the settings above the folder changed");
    place.remove("../docbind.toml");
    place.settle("without settings");
}

#[test]
fn overrides_change() {
    let mut place = pages();
    let with = |rest: &str| format!("[[override]]\npage = \"user-get.md\"\nreason = \"Tried in May.\"\n{rest}\n");
    let text = place.text("user-get.md");
    let bit = text.lines().find(|line| line.starts_with("# ")).unwrap().to_owned();
    for (at, rest) in [
        "route = \"GET /users/{id}\"\ndrop = true".to_owned(),
        format!("text = \"{bit}\"\nwith = \"{bit} again\\n\\nMore.\\n\""),
        "status = 200\ndrop = true".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        place.write("docbind.toml", &with(rest));
        place.settle(&format!("with override {at}"));
        place.replace("user-get.md", "user", "person");
        place.settle(&format!("with the page of override {at} changed"));
        place.write("user-get.md", &text);
        place.write("application-delete-tokenissuancepolicies.md", &format!("{}\nMore.\n", "x".repeat(at * 9000)));
        place.settle(&format!("with all pages behind one moved, at override {at}"));
    }
    place.remove("docbind.toml");
    place.settle("without overrides");
}

#[test]
fn the_output_is_edited_meanwhile() {
    let mut place = pages();
    let out = place.out(0);
    let text = fs::read_to_string(out.join("user.rs")).unwrap();
    fs::write(out.join("user.rs"), text.replace("pub fn", "pub  fn")).unwrap();
    place.settle("with a file edited");
    fs::remove_file(out.join("models/entity.rs")).unwrap();
    place.settle("with a file gone");
    fs::write(out.join("models/older.rs"), &text).unwrap();
    place.settle("with a file of an older run");
    fs::remove_dir_all(&out).unwrap();
    place.settle("with the folder gone");
}

/// A run that was killed left some files of the new output, and some of the old.
#[test]
fn a_run_that_was_killed_is_made_good() {
    let mut place = pages();
    place.replace("resources/entity.md", "entity", "thing");
    let reference = read_reference(&place.options());
    let files = print_reference(&reference.api, &target(&reference), &["A client.".to_owned()], &Layout::Module);
    let out = place.out(0);
    let mut changes = compare(&out, &files).unwrap();
    assert!(changes.write.len() > 1, "{}", changes.write.len());
    changes.write.truncate(changes.write.len() / 2);
    apply(&out, &changes).unwrap();
    place.settle("by the same run");
    let mut place = Place { reader: Rereader::default(), printers: Default::default(), ..place };
    place.settle("by another");
}

/// Small numbers that look random, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }

    fn one_of(&mut self, all: &[String]) -> String {
        all[self.below(all.len())].clone()
    }
}

/// Changes something somewhere; what, in words.
fn edit(place: &Place, chance: &mut Chance) -> String {
    let files: Vec<String> = all_files(&place.path("")).into_keys().filter(|path| path.ends_with(".md")).collect();
    let path = chance.one_of(&files);
    let text = place.text(&path);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = chance.below(lines.len());
    let line = lines.get(at).copied().unwrap_or("\n");
    let without: Vec<&str> =
        lines.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, line)| *line).collect();
    let what = chance.below(9);
    match what {
        0 => place.write(&path, &without.concat()),
        1 => place.write(&path, &text.replacen(line, &line.repeat(2), 1)),
        2 => {
            let other = place.text(&chance.one_of(&files));
            let other: Vec<String> = other.split_inclusive('\n').map(str::to_owned).collect();
            place.write(&path, &text.replacen(line, &chance.one_of(&other), 1));
        }
        3 => place.write(&path, &place.text(&chance.one_of(&files))),
        4 => place.remove(&path),
        5 => place.rename(&path, &path.replace(".md", "-more.md")),
        6 => place.write(&format!("{}/{path}", ["a", "more", "z"][chance.below(3)]), &text),
        7 => place.write(&path, &text.replace("Deprecated", "").replace("property", "Deprecated. property")),
        _ => place.write(&path, &format!("{text}\n[!INCLUDE [x](/{})]\n", chance.one_of(&files))),
    }
    format!("with edit {what} of {path}")
}

#[test]
fn random_edits_make_no_difference() {
    for seed in 0..2 {
        let mut place = pages();
        let mut chance = Chance(seed);
        for round in 0..10 {
            let edits: Vec<String> = (0..=chance.below(3)).map(|_| edit(&place, &mut chance)).collect();
            place.settle(&format!("in round {round} of seed {seed}, {}", edits.join(", ")));
        }
    }
}

#[test]
fn random_edits_of_a_corpus_make_no_difference() {
    let Some(corpus) = std::env::var_os("DOCBIND_CORPUS").map(PathBuf::from) else {
        println!("skipped: DOCBIND_CORPUS names no folder of pages");
        return;
    };
    let reference = read_reference(&Options::folder(&corpus));
    let place = Place {
        folder: tempfile::tempdir().unwrap(),
        docs: "docs",
        reader: Rereader::default(),
        printers: Default::default(),
        lock: LockPrinter::default(),
        told: Told::default(),
        changed: RefCell::default(),
        rounds: 0,
    };
    let files = reference.sources.files().iter().filter(|file| !file.path.ends_with(".toml"));
    for file in files.step_by(15) {
        place.write(&file.path, &file.text);
    }
    let mut place = place.read_first();
    let mut chance = Chance(7);
    for round in 0..6 {
        let edits: Vec<String> = (0..=chance.below(3)).map(|_| edit(&place, &mut chance)).collect();
        place.settle(&format!("in round {round}, {}", edits.join(", ")));
    }
}

/// A notice can be wrong, or miss something: a look at all mends it.
#[test]
fn what_no_notice_names_is_found_by_a_look_at_all() {
    let mut place = pages();
    place.replace("user-delete.md", "Delete", "Remove");
    place.told.reader.read_files(&place.options(), &[]);
    let is_read = |place: &Place| place.told.reader.reference().api == read_reference(&place.options()).api;
    assert!(!is_read(&place), "no notice named the page");
    place.told.reader.read_files(&place.options(), &[place.path("user-list.md"), place.path("notes.txt")]);
    assert!(!is_read(&place), "a notice named others");
    place.told.reader.read(&place.options());
    assert!(is_read(&place));
    place.changed.take();
    place.settle("with all found");
    let (out, files) = (place.out(3), place.told.output.clone());
    let known = out.join("models/entity.rs");
    fs::write(&known, format!("{}// Edited.", fs::read_to_string(&known).unwrap())).unwrap();
    assert!(compare_with(&out, &files, &files).unwrap().is_empty());
    let changes = compare(&out, &files).unwrap();
    assert_eq!(changes.write.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["models/entity.rs"]);
}

/// Only files that docbind wrote are replaced or removed, also where a run believes that it knows the folder.
#[test]
fn a_file_of_somebody_else_stays_also_where_the_folder_is_known() {
    let mut place = pages();
    let (out, files) = (place.out(3), place.told.output.clone());
    fs::write(out.join("user.rs"), "mod mine;").unwrap();
    let others: Vec<File> = files.iter().filter(|file| file.path != "user.rs").cloned().collect();
    assert!(compare_with(&out, &files, &others).unwrap().remove.is_empty());
    assert!(compare_with(&out, &others, &files).is_err());
    fs::write(out.join("user.rs"), &*files.iter().find(|file| file.path == "user.rs").unwrap().text).unwrap();
    assert_eq!(compare_with(&out, &files, &others).unwrap().remove, ["user.rs"]);
    place.settle("with all as it was");
}
