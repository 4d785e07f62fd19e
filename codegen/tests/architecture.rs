//! The sources of this crate in; whether each names only what its place in the pipeline lets it name, out.
//!
//! ```text
//! source ─► block ─► page ─► lower ─► api ─► check ─► emit ─► print
//! ```

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path below `src`, and its code without comments, strings and tests.
struct Source {
    path: String,
    code: String,
}

impl Source {
    /// Whether the file belongs to a stage: `lower.rs` or something below `lower/`.
    fn is_in(&self, stage: &str) -> bool {
        self.path == format!("{stage}.rs") || self.path.starts_with(&format!("{stage}/"))
    }

    /// Whether the code names a crate: `quote::quote` or `quote!`, not a variable `quote`.
    fn names(&self, name: &str) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(name).any(|(at, _)| {
            let before = self.code[..at].chars().next_back();
            let after = &self.code[at + name.len()..];
            !before.is_some_and(is_word) && (after.starts_with("::") || after.starts_with('!'))
        })
    }

    /// The modules of this crate that the code names, as `crate::page` or within `use crate::{page, ..}`.
    fn modules(&self) -> Vec<String> {
        let mut modules = Vec::new();
        for (at, start) in self.code.match_indices("crate::") {
            let rest = &self.code[at + start.len()..];
            let list = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default(),
                None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
            };
            let names = list.split(',').map(|name| name.trim().split("::").next().unwrap_or_default());
            modules.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
        }
        modules
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                sources.push(Source { path, code: without_comments(&text) });
            }
        }
    }
    assert!(sources.len() > 30, "the sources are found");
    sources
}

/// Tests may use what they like, and words in comments and strings name nothing.
fn without_comments(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code: Vec<&str> = code.flat_map(|line| line.split('"').step_by(2).chain(["\n"])).collect();
    code.concat()
}

/// Fails for each file outside of `allowed` that names one of `names`.
fn only(allowed: &[&str], names: &[&str]) {
    for source in sources() {
        let is_allowed = allowed.iter().any(|stage| source.is_in(stage));
        for name in names {
            assert!(is_allowed || !source.names(name), "src/{} names {name}", source.path);
        }
    }
}

/// Fails where a file of `stages` names one of `names`.
fn never(stages: &[&str], names: &[&str]) {
    for source in sources().iter().filter(|source| stages.iter().any(|stage| source.is_in(stage))) {
        for name in names {
            assert!(!source.names(name), "src/{} names {name}", source.path);
        }
    }
}

#[test]
fn block_alone_names_the_markdown_parser() {
    only(&["block"], &["pulldown_cmark"]);
}

#[test]
fn the_front_half_names_no_tokens() {
    never(
        &["source", "block", "page", "lower", "api", "check", "diagnostic"],
        &["quote", "syn", "proc_macro2", "prettyplease"],
    );
}

#[test]
fn the_back_half_names_no_pages() {
    let back = ["emit", "print", "write"];
    never(&back, &["pulldown_cmark"]);
    for source in sources().iter().filter(|source| back.iter().any(|stage| source.is_in(stage))) {
        let modules = source.modules();
        for front in ["page", "block", "diagnostic"] {
            assert!(!modules.iter().any(|module| module == front), "src/{} names {front}", source.path);
        }
    }
}

#[test]
fn a_stage_names_only_stages_before_it() {
    let order = ["source", "block", "page", "lower", "check", "emit", "print"];
    for source in sources() {
        let Some(at) = order.iter().position(|stage| source.is_in(stage)) else { continue };
        for module in source.modules() {
            let later = order.iter().position(|stage| *stage == module).is_some_and(|named| named > at);
            assert!(!later, "src/{} names {module}", source.path);
        }
    }
}

#[test]
fn the_model_depends_on_source_alone() {
    for source in sources().iter().filter(|source| source.is_in("api")) {
        for module in source.modules() {
            assert_eq!(module, "source", "src/{}", source.path);
        }
    }
}

#[test]
fn the_disk_is_touched_in_few_files() {
    for source in sources() {
        let is_allowed = ["source", "write", "builder"].iter().any(|stage| source.is_in(stage));
        let touches =
            ["std::fs", "std::net", "std::process", "File::open"].iter().find(|name| source.code.contains(**name));
        assert!(is_allowed || touches.is_none(), "src/{} names {touches:?}", source.path);
    }
}

#[test]
fn this_crate_names_neither_the_runtime_nor_the_doors() {
    for source in sources() {
        let code = source.code.replace("::docbind::", "");
        let names = ["docbind_macros", "proc_macro::", "cargo_docbind"];
        assert!(!names.iter().any(|name| code.contains(name)), "src/{}", source.path);
    }
}

#[test]
fn each_file_says_what_comes_in_and_goes_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//! "), "src/{}", source.path);
        assert!(!source.path.ends_with("mod.rs"), "src/{}", source.path);
    }
}
