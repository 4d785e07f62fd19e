//! Paths as the user wrote them, relative to the crate's manifest, in; the options of a run out.

use std::env;
use std::path::{Component, Path, PathBuf};

use docbind_codegen::options::{FaultyPages, Selection, SettingsFile};
use docbind_codegen::{Options, nearest_name};
use proc_macro2::Span;
use syn::LitStr;

use crate::args::Arguments;
use crate::report::Report;

/// The options to read the one page that the arguments name. `None` where they name none that can be read.
pub(crate) fn page_options(arguments: &Arguments, report: &mut Report) -> Option<Options> {
    let page = only_page(arguments, report)?;
    let path = from_manifest(&page.value());
    if !path.is_file() {
        report.error(page.span(), missing_page(&page.value(), &path));
        return None;
    }
    let root = match &arguments.root {
        Some(root) => from_manifest(&root.value()),
        None if path.starts_with(manifest()) => manifest(),
        None => path.parent().map(Path::to_owned).unwrap_or_default(),
    };
    let Some(below) = below(&root, &path) else {
        report.error(page.span(), outside_root(&path, &root));
        return None;
    };
    Some(options(arguments, &root, Selection::Page(below)))
}

fn only_page<'a>(arguments: &'a Arguments, report: &mut Report) -> Option<&'a LitStr> {
    match arguments.places.as_slice() {
        [page] => return Some(page),
        [_, second, ..] => report.error(
            second.span(),
            "one page is read here; write an endpoint for each page, or `#[docbind::client]` for many",
        ),
        [] if report.error_count() == 0 => report.error(
            Span::call_site(),
            "name a page, relative to the folder of the crate's `Cargo.toml`, such as \"docs/api/user-get.md\"",
        ),
        [] => {}
    }
    None
}

fn outside_root(path: &Path, root: &Path) -> String {
    format!("`{}` does not lie below the doc root `{}`", label(path), label(root))
}

fn missing_page(written: &str, path: &Path) -> String {
    if path.is_dir() {
        return format!("`{written}` is a folder, and one page is read here; `#[docbind::client]` reads folders");
    }
    format!("there is no page `{written}`{}", place_hint(written, path, &|path| path.is_file()))
}

fn missing_place(written: &str, path: &Path) -> String {
    format!("there is no folder or page `{written}`{}", place_hint(written, path, &|_| true))
}

/// The entry beside a path that does not exist which was likely meant, and what paths are relative to.
fn place_hint(written: &str, path: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = path.parent().and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
    let entries = entries.filter(|entry| is_wanted(&entry.path()));
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let near = nearest_name(&name, names.iter().map(String::as_str));
    let hint = near.and_then(|near| Some(format!("; did you mean `{}{near}`?", written.strip_suffix(name.as_str())?)));
    let hint = hint.unwrap_or_default();
    format!("{hint}\npaths are relative to the folder of the crate's `Cargo.toml`")
}

/// The options to read the folders and globs that the arguments name. `None` where they name none that can be read.
pub(crate) fn folder_options(arguments: &Arguments, report: &mut Report) -> Option<Options> {
    let parsed: Vec<_> = arguments.places.iter().map(|written| parse_place(written, arguments, report)).collect();
    let places: Vec<Place> = parsed.into_iter().collect::<Option<_>>()?;
    let root = common_root(&places, arguments, report)?;
    let (mut include, mut exclude) = (Vec::new(), Vec::new());
    for place in &places {
        let Some(folder) = below(&root, &place.folder) else {
            report.error(place.span, outside_root(&place.folder, &root));
            return None;
        };
        let texts = |globs: &[LitStr]| globs.iter().map(LitStr::value).collect();
        let patterns: Vec<String> = match &place.pattern {
            Some(pattern) => vec![pattern.clone()],
            // One folder whole is what the settings say of it.
            None if arguments.include.is_empty() && folder.is_empty() && places.len() == 1 => Vec::new(),
            None if arguments.include.is_empty() => vec!["**".to_owned()],
            None => texts(&arguments.include),
        };
        let unwanted: Vec<String> = texts(&arguments.exclude);
        include.extend(patterns.iter().map(|pattern| join_pattern(&folder, pattern)));
        exclude.extend(unwanted.iter().map(|pattern| join_pattern(&folder, pattern)));
    }
    Some(options(arguments, &root, Selection::Folder { include, exclude }))
}

/// The doc root: as the user says, or the folder that holds all that are named.
fn common_root(places: &[Place], arguments: &Arguments, report: &mut Report) -> Option<PathBuf> {
    if let Some(root) = &arguments.root {
        return Some(from_manifest(&root.value()));
    }
    let Some((first, others)) = places.split_first() else {
        if report.error_count() == 0 {
            let what =
                "name a folder of pages, relative to the folder of the crate's `Cargo.toml`, such as \"docs/api\"";
            report.error(Span::call_site(), what);
        }
        return None;
    };
    let root = others.iter().fold(first.folder.clone(), |root, place| common_folder(&root, &place.folder));
    let is_too_wide = !others.is_empty() && manifest().starts_with(&root);
    if is_too_wide {
        let what = "these have no folder of pages in common; name the folder that holds them all with `root = \"..\"`, or \
                    make a client of each, in a module of its own";
        report.error(arguments.span(), what);
    }
    (!is_too_wide).then_some(root)
}

/// A folder, and the pattern of the pages below it that are read: all where there is none.
struct Place {
    folder: PathBuf,
    pattern: Option<String>,
    span: Span,
}

/// `docs/api`, `docs/api/user-*.md` or `docs/api/user-get.md`.
fn parse_place(written: &LitStr, arguments: &Arguments, report: &mut Report) -> Option<Place> {
    let (span, text) = (written.span(), written.value());
    let parts: Vec<&str> = text.split('/').collect();
    let has_glob = |part: &&str| part.contains(['*', '?', '[', '{']);
    let is_page = |path: &str| from_manifest(path).is_file();
    let count = match parts.iter().position(has_glob) {
        Some(count) => count,
        None if is_page(&text) => parts.len() - 1,
        None if from_manifest(&text).is_dir() => {
            return Some(Place { folder: from_manifest(&text), pattern: None, span });
        }
        None => {
            report.error(span, missing_place(&text, &from_manifest(&text)));
            return None;
        }
    };
    if !arguments.include.is_empty() {
        report.error(
            span,
            "a glob or a page and `include` both select pages; write folders here, or leave out `include`",
        );
        return None;
    }
    let (folder, pattern) = parts.split_at(count);
    // The empty part before the first slash keeps an absolute path absolute.
    let folder = format!("{}/", folder.join("/"));
    let folder = if count == 0 { manifest() } else { from_manifest(&folder) };
    Some(Place { folder, pattern: Some(pattern.join("/")), span })
}

/// `folder/pattern`; what would be a pattern in a folder's name stands for itself.
fn join_pattern(folder: &str, pattern: &str) -> String {
    let mark = |c: char| matches!(c, '*' | '?' | '[' | ']' | '{' | '}');
    let escaped = folder.chars().map(|c| if mark(c) { format!("[{c}]") } else { c.to_string() });
    let escaped: String = escaped.collect();
    if escaped.is_empty() { pattern.to_owned() } else { format!("{escaped}/{pattern}") }
}

fn common_folder(one: &Path, other: &Path) -> PathBuf {
    let same = one.components().zip(other.components()).take_while(|(one, other)| one == other);
    same.map(|(part, _)| part).collect()
}

fn options(arguments: &Arguments, root: &Path, selection: Selection) -> Options {
    let faulty_pages = arguments.strict.map(|_| FaultyPages::Fail);
    let settings = arguments.settings.as_ref().map(|file| from_manifest(&file.value()));
    let settings = settings.map_or(SettingsFile::Search, |path| SettingsFile::At { label: label(&path), path });
    let levels = arguments.levels.clone();
    Options { root: root.to_owned(), label: label(root), selection, levels, faulty_pages, settings }
}

/// The folder of the crate's manifest.
fn manifest() -> PathBuf {
    normalize(&env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default())
}

/// A path of the user's, which is relative to the manifest.
fn from_manifest(written: &str) -> PathBuf {
    normalize(&manifest().join(written))
}

/// A path without `.` and `..`, by its words alone: links are followed when it is read.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

/// The path below a folder, with `/`.
fn below(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    Some(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// What reports call a folder: its path from the manifest, so that it is the same on every machine.
fn label(folder: &Path) -> String {
    let manifest = manifest();
    let up = manifest.ancestors().enumerate().find_map(|(count, above)| Some((count, below(above, folder)?)));
    match up {
        Some((count, below)) => format!("{}{below}", "../".repeat(count)).trim_end_matches('/').to_owned(),
        None => folder.display().to_string(),
    }
}
