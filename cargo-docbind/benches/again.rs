//! Times a first run over a doc root, the run after a notice that one page was saved, and the look at everything after that.
//!
//! ```text
//! DOCBIND_CORPUS=path/to/pages cargo bench -p cargo-docbind --bench again
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docbind_codegen::api::Origin;
use docbind_codegen::emit::Target;
use docbind_codegen::lock::LockPrinter;
use docbind_codegen::print::{File, Layout, Printer};
use docbind_codegen::write::{apply, compare, compare_with};
use docbind_codegen::{Options, Reference, Rereader};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const COLD_ROUNDS: usize = 3;
const ROUNDS: usize = 15;

fn main() {
    let Some(root) = std::env::var_os("DOCBIND_CORPUS").map(PathBuf::from) else {
        println!("skipped: DOCBIND_CORPUS names no folder of pages");
        return;
    };
    let place = tempfile::tempdir().expect("the folder for temporary files can be written");
    let (docs, out) = (place.path().join("docs"), place.path().join("out"));
    copy(&root, &docs);
    let cold: Vec<Times> = (0..COLD_ROUNDS)
        .map(|_| {
            let _ = fs::remove_dir_all(&out);
            Run::default().round(&docs, &out, Look::AtAll)
        })
        .collect();
    println!("{:>71}    code    lock   write     all", "read");
    print("first run", &cold);
    let mut run = Run::default();
    run.round(&docs, &out, Look::AtAll);
    for page in pages_to_save(run.reader.reference()) {
        let path = docs.join(&page);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let (mut saved, mut looked) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let text = text.replacen("\n## ", &format!("\nSaved for the {round}th time.\n\n## "), 1);
            fs::write(&path, text).expect("the copy can be written");
            saved.push(run.round(&docs, &out, Look::At(&path)));
            looked.push(run.round(&docs, &out, Look::AtAll));
        }
        print(&format!("saved {}", page.rsplit('/').next().unwrap_or_default()), &saved);
        print("  then all looked at", &looked);
    }
    println!("{} pages, {} threads, ms", run.reader.reference().page_count, threads());
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The first page of an operation, one of the module with most operations, and the page of the type with most properties.
fn pages_to_save(reference: &Reference) -> Vec<String> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in reference.api.callable() {
        modules.entry(&operation.module).or_default().push(&operation.page);
    }
    let first = reference.api.callable().next().map(|operation| operation.page.as_str());
    let largest = modules.values().max_by_key(|pages| pages.len()).and_then(|pages| pages.first().copied());
    let own = reference.api.resources.iter().filter(|resource| resource.origin == Origin::Page);
    let ty = own.max_by_key(|resource| resource.properties.len()).map(|resource| resource.page.as_str());
    first.into_iter().chain(largest).chain(ty).map(str::to_owned).collect()
}

/// What is looked at on the disk.
#[derive(Clone, Copy)]
enum Look<'a> {
    AtAll,
    /// This page, and what is written.
    At(&'a Path),
}

/// How long the steps of a run took.
#[derive(Clone, Copy)]
struct Times {
    read: Duration,
    code: Duration,
    lock: Duration,
    write: Duration,
}

#[derive(Default)]
struct Run {
    reader: Rereader,
    printer: Printer,
    lock: LockPrinter,
    output: Vec<File>,
}

impl Run {
    fn round(&mut self, docs: &Path, out: &Path, look: Look<'_>) -> Times {
        let target = Target { client: "Graph".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
        let mut before = Instant::now();
        let mut lap = || std::mem::replace(&mut before, Instant::now()).elapsed();
        let options = Options::folder(docs);
        let last = match look {
            Look::AtAll => self.reader.read(&options),
            Look::At(page) => self.reader.read_files(&options, &[page.to_owned()]),
        };
        let read = lap();
        let mut files = self.printer.print(&self.reader.reference().api, &target, &[], &Layout::Module);
        let code = lap();
        files.push(self.lock.print(self.reader.reference()));
        let lock = lap();
        let changes = match look {
            Look::AtAll => compare(out, &files),
            Look::At(_) => compare_with(out, &self.output, &files),
        };
        apply(out, &changes.expect("the output is docbind's")).expect("the output can be written");
        let write = lap();
        self.output = files;
        drop(last);
        Times { read, code, lock, write }
    }
}

/// The round that was the quickest as a whole.
fn print(what: &str, rounds: &[Times]) {
    let all = |times: &&Times| times.read + times.code + times.lock + times.write;
    let Some(best) = rounds.iter().min_by_key(all) else { return };
    let [read, code, lock, write, all] =
        [best.read, best.code, best.lock, best.write, all(&best)].map(|time| time.as_secs_f64() * 1e3);
    println!("{what:<62} {read:>8.1}{code:>8.1}{lock:>8.1}{write:>8.1}{all:>8.1}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder for temporary files can be written");
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the folder for temporary files can be written");
        }
    }
}
