//! Times a first run over a doc root, and the run after one page was saved: reading, printing, writing.
//!
//! ```text
//! DOCBIND_CORPUS=path/to/pages cargo bench -p cargo-docbind --bench again
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docbind_codegen::emit::Target;
use docbind_codegen::lock::LockPrinter;
use docbind_codegen::print::{Layout, Printer};
use docbind_codegen::write::{apply, compare};
use docbind_codegen::{Options, Rereader};

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
            Run::default().round(&docs, &out)
        })
        .collect();
    let mut run = Run::default();
    run.round(&docs, &out);
    let pages = run.reader.reference().page_count;
    let page = run.reader.reference().api.callable().next().map(|operation| docs.join(&operation.page));
    let Some(page) = page else {
        println!("skipped: no page describes an operation");
        return;
    };
    let text = fs::read_to_string(&page).unwrap_or_default();
    let (mut saved, mut unchanged) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let title = text.replacen("\n## ", &format!("\nSaved for the {round}th time.\n\n## "), 1);
        fs::write(&page, title).expect("the copy can be written");
        saved.push(run.round(&docs, &out));
        unchanged.push(run.round(&docs, &out));
    }
    println!("{pages} pages, {} threads, ms", std::thread::available_parallelism().map_or(1, usize::from));
    println!("                         read   print   write     all");
    print("first run", &cold);
    print("one page saved", &saved);
    print("nothing saved", &unchanged);
}

/// How long the steps of a run took.
#[derive(Clone, Copy)]
struct Times {
    read: Duration,
    print: Duration,
    write: Duration,
}

#[derive(Default)]
struct Run {
    reader: Rereader,
    printer: Printer,
    lock: LockPrinter,
}

impl Run {
    fn round(&mut self, docs: &Path, out: &Path) -> Times {
        let target = Target { client: "Graph".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
        let started = Instant::now();
        let before = self.reader.read(&Options::folder(docs));
        let read = started.elapsed();
        let mut files = self.printer.print(&self.reader.reference().api, &target, &[], &Layout::Module);
        files.push(self.lock.print(self.reader.reference()));
        let print = started.elapsed();
        let changes = compare(out, &files).expect("the output is docbind's");
        apply(out, &changes).expect("the output can be written");
        let write = started.elapsed();
        drop(before);
        Times { read, print: print - read, write: write - print }
    }
}

/// The round that was the quickest as a whole.
fn print(what: &str, rounds: &[Times]) {
    let all = |times: &&Times| times.read + times.print + times.write;
    let Some(best) = rounds.iter().min_by_key(all) else { return };
    let [read, print, write, all] =
        [best.read, best.print, best.write, all(&best)].map(|time| time.as_secs_f64() * 1e3);
    println!("{what:<20} {read:>8.1}{print:>8.1}{write:>8.1}{all:>8.1}");
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
