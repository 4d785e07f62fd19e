//! The project's own pages, broken at random but the same way each time, in; that nothing panics and what is emitted is
//! still Rust, out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use docbind_codegen::read_texts;

#[path = "shared/printed.rs"]
mod printed;

const ROUNDS: usize = 2_000;

/// What a mutation puts in: marks of Markdown, of JSON, of templates and of Rust.
const PIECES: &[&str] = &[
    "|",
    "\n|",
    "```",
    "\n```\n",
    "`",
    "*",
    "**",
    "#",
    "\n# ",
    "\n---\n",
    "\n- ",
    "\n> ",
    "[",
    "](",
    ")",
    "[!INCLUDE [x](",
    "<!--",
    "-->",
    "{",
    "}",
    "\"",
    "'",
    "(",
    "/",
    "?",
    "&",
    "=",
    "\\",
    "\0",
    "\r",
    "\u{feff}",
    "\u{202e}",
    "💥",
    "é",
    " ",
    "\n\n",
    "\n    ",
    "<br/>",
    "<sup>",
    "...",
    "GET ",
    "DELETE",
    "HTTP/1.1 ",
    "204",
    "r#",
    "*/",
    "self",
    "type",
    "\t",
    "~~~",
];

/// xorshift64*, Vigna 2016.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % bound.max(1)
    }
}

#[test]
fn pages_broken_at_random_are_read_and_printed() {
    let pages = read_pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api"));
    assert!(pages.len() > 10, "the project has pages of its own");
    let (includes, pages): (Vec<_>, Vec<_>) = pages.into_iter().partition(|(path, _)| path.contains("includes/"));
    let mut random = Random(0x5EED_0B1D_D0C5_0001);
    for round in 0..ROUNDS {
        let (path, text) = &pages[random.below(pages.len())];
        let mut text = text.clone();
        for _ in 0..=random.below(6) {
            text = mutate(&text, &pages, &mut random);
        }
        let texts = includes.iter().cloned().chain([(path.clone(), text.clone())]);
        let reference = std::panic::catch_unwind(|| read_texts(texts));
        let reference = reference.unwrap_or_else(|_| panic!("round {round} of {path} panics:\n{text}"));
        let checked = std::panic::catch_unwind(|| {
            printed::check_names(&reference.api);
            match round % 20 {
                0 => printed::check_printed(&reference),
                round if round % 4 == 1 => printed::check_emitted(&reference),
                _ => {}
            }
        });
        checked.unwrap_or_else(|_| panic!("round {round} of {path} prints wrongly:\n{text}"));
    }
}

/// The pages and includes below a folder, by path, in order.
fn read_pages(root: &Path) -> Vec<(String, String)> {
    let mut folders = vec![root.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                pages.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    pages
}

fn mutate(text: &str, pages: &[(String, String)], random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(9) {
        0 if !lines.is_empty() => {
            lines.remove(at);
        }
        1 if !lines.is_empty() => lines.insert(at, lines[other]),
        2 if !lines.is_empty() => lines.swap(at, other),
        3 => {
            let donor: Vec<&str> = pages[random.below(pages.len())].1.split_inclusive('\n').collect();
            lines.insert(at.min(lines.len()), donor[random.below(donor.len())]);
        }
        4 => lines.truncate(at),
        kind => return mutate_characters(text, kind, random),
    }
    lines.concat()
}

fn mutate_characters(text: &str, kind: usize, random: &mut Random) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len() + 1);
    let end = (at + random.below(12)).min(characters.len());
    let piece = PIECES[random.below(PIECES.len())];
    match kind {
        5 => drop(characters.drain(at..end)),
        6 => drop(characters.splice(at..end, piece.chars())),
        7 => {
            let copied = characters[at..end].to_vec();
            drop(characters.splice(at..at, copied.repeat(1 + random.below(40))));
        }
        _ => drop(characters.splice(at..at, piece.repeat(1 + random.below(4)).chars().collect::<Vec<_>>())),
    }
    characters.into_iter().collect()
}
