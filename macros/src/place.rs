//! Paths as the user wrote them, relative to the crate's manifest, in; the options of a run out.

use std::env;
use std::path::{Component, Path, PathBuf};

use docbind_codegen::options::{FaultyPages, Selection};
use docbind_codegen::{Options, nearest_name};
use proc_macro2::Span;
use syn::LitStr;

use crate::args::Arguments;
use crate::report::Report;

/// The options to read the one page that the arguments name. `None` where they name none that can be read.
pub(crate) fn page_options(arguments: &Arguments, report: &mut Report) -> Option<Options> {
    let [page] = arguments.places.as_slice() else {
        let what = "name one page: a path relative to the crate's `Cargo.toml`, such as \"docs/api/user-get.md\"";
        report.error(arguments.places.get(1).map_or_else(Span::call_site, LitStr::span), what);
        return None;
    };
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
        let what = format!("`{}` does not lie below the doc root `{}`", page.value(), label(&root));
        report.error(page.span(), what);
        return None;
    };
    Some(options(arguments, &root, Selection::Page(below)))
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
    let before = report.error_count();
    let places: Vec<Place> =
        arguments.places.iter().filter_map(|written| parse_place(written, arguments, report)).collect();
    let Some(first) = places.first() else {
        if report.error_count() == before {
            report.error(
                Span::call_site(),
                "name a folder of pages, relative to the crate's `Cargo.toml`, such as \"docs/api\"",
            );
        }
        return None;
    };
    let root = match &arguments.root {
        Some(root) => from_manifest(&root.value()),
        None => places.iter().skip(1).fold(first.folder.clone(), |root, place| common_folder(&root, &place.folder)),
    };
    if arguments.root.is_none() && places.len() > 1 && manifest().starts_with(&root) {
        let what = "these folders have no folder of pages in common; name one that holds them all with `root = \"..\"`";
        report.error(arguments.span(), what);
        return None;
    }
    let is_whole = |place: &Place| place.pattern.is_none() && place.folder == root;
    let reads_all = arguments.include.is_empty() && places.iter().any(is_whole);
    let (mut include, mut exclude) = (Vec::new(), Vec::new());
    for place in &places {
        let Some(folder) = below(&root, &place.folder) else {
            report.error(
                place.span,
                format!("`{}` does not lie below the doc root `{}`", label(&place.folder), label(&root)),
            );
            continue;
        };
        let prefixed = |pattern: &String| join_pattern(&folder, pattern);
        match &place.pattern {
            Some(pattern) => include.push(prefixed(pattern)),
            None if arguments.include.is_empty() => include.push(prefixed(&"**".to_owned())),
            None => include.extend(arguments.include.iter().map(|glob| prefixed(&glob.value()))),
        }
        exclude.extend(arguments.exclude.iter().map(|glob| prefixed(&glob.value())));
    }
    if reads_all {
        include.clear();
    }
    Some(options(arguments, &root, Selection::Folder { include, exclude }))
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
    let folder =
        from_manifest(&if text.starts_with('/') { format!("/{}", folder.join("/")) } else { folder.join("/") });
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
    let faulty_pages = arguments.strict.map_or(FaultyPages::Skip, |_| FaultyPages::Fail);
    Options { root: root.to_owned(), label: label(root), selection, levels: arguments.levels.clone(), faulty_pages }
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
