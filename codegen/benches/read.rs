//! Times reading and checking a doc root beside opening its files and running pulldown-cmark over them.
//!
//! ```text
//! DOCBIND_CORPUS=path/to/pages cargo bench -p docbind-codegen --bench read
//! ```

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docbind_codegen::parallel::in_parallel;
use docbind_codegen::{Options, read_reference};
use pulldown_cmark::{Options as MarkdownOptions, Parser};

const ROUNDS: usize = 15;

fn main() {
    let Some(root) = std::env::var_os("DOCBIND_CORPUS").map(PathBuf::from) else {
        println!("skipped: DOCBIND_CORPUS names no folder of pages");
        return;
    };
    let floor = best_of(|| parse_only(&root));
    let pages = read_reference(&Options::folder(&root)).page_count;
    let whole = best_of(|| {
        black_box(read_reference(&Options::folder(&root)));
    });
    println!(
        "{pages} pages, best of {ROUNDS} rounds, {} threads",
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    println!("open and parse with pulldown-cmark  {:>7.1} ms", millis(floor));
    println!("read and check with docbind         {:>7.1} ms", millis(whole));
    println!("ratio                               {:>7.1}", whole.as_secs_f64() / floor.as_secs_f64());
}

fn best_of(mut work: impl FnMut()) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    rounds.min().unwrap_or_default()
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn parse_only(root: &Path) {
    let mut paths = Vec::new();
    find_pages(root, &mut paths);
    in_parallel(&paths, &|path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        for event in Parser::new_ext(&text, MarkdownOptions::ENABLE_TABLES).into_offset_iter() {
            black_box(event);
        }
    });
}

fn find_pages(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find_pages(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}
