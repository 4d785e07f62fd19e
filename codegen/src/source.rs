//! Files below a doc root in; their texts, in one address space, out. The only file that reads the disk.

#[cfg(feature = "build")]
use std::collections::BTreeSet;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parallel::in_parallel;

mod edit;

use edit::Edited;
pub(crate) use edit::{TextEdit, TextEdits};

/// The largest file that is read. The largest page of Microsoft Graph has 0.2 MB.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// The largest lock that is read. That of the 3,341 pages of Microsoft Graph v1.0 has a few MB.
#[cfg(feature = "build")]
const MAX_LOCK_BYTES: u64 = 32 << 20;
/// How much room a text has to grow, beside a quarter of its length, where texts are read again and again.
const MIN_ROOM: usize = 512;
/// How deep folders below the doc root are searched for pages.
const MAX_FOLDER_DEPTH: usize = 32;

/// A range of bytes in the address space of a [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of this span from byte `from` to byte `to`, both counted from its start.
    pub fn slice(self, from: usize, to: usize) -> Self {
        let at = |offset: usize| self.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)).min(self.end);
        Self { start: at(from), end: at(to) }
    }
}

/// Which file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// One file's text.
#[derive(Debug)]
pub struct SourceFile {
    /// Path below the doc root, with `/`.
    pub path: String,
    /// The text. Invalid UTF-8 and NUL bytes stand as U+FFFD.
    pub text: Arc<str>,
    /// Where the text begins in the address space.
    pub start: u32,
    line_starts: OnceLock<Vec<u32>>,
    /// The text as it stands in the file, where edits made another of it.
    original: Option<Arc<str>>,
    /// How many lines of the file edits replaced by more or fewer, up to a byte of the text.
    shifts: Vec<edit::Shift>,
    /// The paths of the files that it includes, or would where they were there.
    includes: Vec<String>,
}

impl SourceFile {
    /// The span of the whole text.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.start as usize + self.text.len())
    }

    /// The text as it stands in the file, before edits.
    pub fn original(&self) -> &Arc<str> {
        self.original.as_ref().unwrap_or(&self.text)
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| Span::new(at + 1, at + 1).start)).collect()
        })
    }
}

/// A place that a person can find: a file, a line and a column, both counted from one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path below the doc root, with `/`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It came to be.
    Added,
    /// Its text is another.
    Changed,
    /// It is gone, or nothing asks for it.
    Removed,
}

/// A line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLine<'s> {
    /// The file's path below the doc root.
    pub file: &'s String,
    /// Its number, from 1.
    pub number: u32,
    /// The line without its end.
    pub text: &'s str,
    /// Where it stands.
    pub span: Span,
}

/// The texts of all files that a run reads, in one address space.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// The doc root as the user wrote it: what paths in reports begin with.
    label: String,
    root: PathBuf,
    files: Vec<Arc<SourceFile>>,
    by_path: Arc<HashMap<String, FileId>>,
    /// Files that exist and are not read.
    refused: HashSet<String>,
    /// What reports call the settings file. It is no file below the doc root.
    settings: Option<String>,
}

impl SourceMap {
    /// The doc root's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file as the user would write it: the doc root as given, then the path below it.
    pub fn display_path(&self, path: &str) -> String {
        match self.label.trim_end_matches('/') {
            _ if self.settings.as_deref() == Some(path) => path.to_owned(),
            "" | "." => path.to_owned(),
            label => format!("{label}/{path}"),
        }
    }

    /// Sets what reports call the doc root.
    pub(crate) fn set_label(&mut self, label: &str) {
        self.label = label.replace('\\', "/");
    }

    /// The path of a file that is the same however the user writes the doc root: the one below it, or the name of the settings file.
    pub(crate) fn stable_path<'p>(&self, path: &'p str) -> &'p str {
        match self.settings.as_deref() == Some(path) {
            true => path.rsplit('/').next().unwrap_or(path),
            false => path,
        }
    }

    /// All files, in the order in which they were loaded: pages first, then what they include.
    pub fn files(&self) -> &[Arc<SourceFile>] {
        &self.files
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        self.files.get(id.0 as usize).expect("a FileId comes from the map that made it")
    }

    /// The file at this path below the doc root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Whether a file was left out, which is reported already.
    pub(crate) fn is_refused(&self, path: &str) -> bool {
        self.refused.contains(path)
    }

    /// The file that a span is in.
    pub fn file_of(&self, span: Span) -> Option<&SourceFile> {
        let after = self.files.partition_point(|file| file.start <= span.start);
        self.files.get(after.checked_sub(1)?).map(Arc::as_ref)
    }

    /// The text that a span covers; empty where the span belongs to no file.
    pub fn text(&self, span: Span) -> &str {
        let slice = |file: &'_ SourceFile| -> Option<(usize, usize)> {
            Some((span.start.checked_sub(file.start)? as usize, span.end.checked_sub(file.start)? as usize))
        };
        self.file_of(span)
            .and_then(|file| slice(file).and_then(|(start, end)| file.text.get(start..end)))
            .unwrap_or_default()
    }

    /// Where a span begins, for a person.
    pub fn location(&self, span: Span) -> Option<Location> {
        let line = self.line_of(span)?;
        let before = line.text.get(..(span.start - line.span.start) as usize);
        let column = before.map_or(1, |before| before.chars().count() + 1);
        Some(Location { file: line.file.clone(), line: line.number, column: u32::try_from(column).unwrap_or(u32::MAX) })
    }

    /// Where a span ends, for a person: after its last character that is no line break.
    pub fn end_location(&self, span: Span) -> Option<Location> {
        let len = self.text(span).trim_end_matches(['\n', '\r']).len();
        let end = span.slice(len, len);
        self.location(end)
    }

    /// The line that a span begins in.
    pub fn line_of(&self, span: Span) -> Option<SourceLine<'_>> {
        let file = self.file_of(span)?;
        let offset = span.start - file.start;
        let starts = file.line_starts();
        let number = starts.partition_point(|&start| start <= offset);
        let start = *starts.get(number.checked_sub(1)?)? as usize;
        let end = starts.get(number).map_or(file.text.len(), |next| *next as usize);
        let text = file.text.get(start..end)?.trim_end_matches(['\n', '\r']);
        let first = file.start as usize + start;
        let span = Span::new(first, first + text.len());
        let number = edit::line_in_file(&file.shifts, start, number);
        Some(SourceLine { file: &file.path, number, text, span })
    }

    /// Whether a file lies at this path below the doc root, read or not.
    pub(crate) fn is_on_disk(&self, path: &str) -> bool {
        !self.root.as_os_str().is_empty() && self.root.join(path).is_file()
    }

    /// The text of the settings file.
    #[cfg(feature = "build")]
    pub(crate) fn settings_text(&self) -> Option<&str> {
        let id = self.find(self.settings.as_deref()?)?;
        Some(&self.file(id).text)
    }

    /// These pages, and the files that they include, as far as they were loaded. Sorted, each once.
    #[cfg(feature = "build")]
    pub(crate) fn with_includes(&self, pages: &[FileId]) -> BTreeSet<FileId> {
        let mut found: BTreeSet<FileId> = BTreeSet::new();
        let mut waiting = pages.to_vec();
        while let Some(id) = waiting.pop() {
            if found.insert(id) {
                waiting.extend(self.file(id).includes.iter().filter_map(|path| self.find(path)));
            }
        }
        found
    }

    /// Adds the text of the settings file, which reports call `label`; where it begins in the address space.
    pub(crate) fn push_settings(&mut self, label: &str, text: &str) -> Option<u32> {
        self.settings = Some(label.to_owned());
        let id = self.push(label.to_owned(), Edited::whole(text.to_owned()), Vec::new(), None)?;
        Some(self.file(id).start)
    }

    /// The files whose texts are not those of an earlier map: what became of each, by path as the user would write it.
    pub fn changes_since(&self, before: &Self) -> BTreeMap<String, FileChange> {
        let change = |file: &SourceFile| match before.find(&file.path) {
            Some(id) => (!is_same_text(&before.file(id).text, &file.text)).then_some(FileChange::Changed),
            None => Some(FileChange::Added),
        };
        let now = self.files.iter().filter_map(|file| Some((self.display_path(&file.path), change(file)?)));
        let gone = before.files.iter().filter(|file| self.find(&file.path).is_none());
        now.chain(gone.map(|file| (before.display_path(&file.path), FileChange::Removed))).collect()
    }

    /// Whether a path leads to the same text, at the same address, as in another map: what was read there holds here.
    pub(crate) fn is_same(&self, path: &str, other: &Self) -> bool {
        let is_same_file = match (self.find(path), other.find(path)) {
            (Some(own), Some(other_id)) => {
                let (own, other) = (self.file(own), other.file(other_id));
                own.start == other.start && is_same_text(&own.text, &other.text) && own.shifts == other.shifts
            }
            (own, other) => own.is_none() && other.is_none(),
        };
        is_same_file && self.is_refused(path) == other.is_refused(path)
    }

    /// Whether little of the address space is left.
    pub(crate) fn is_crowded(&self) -> bool {
        self.end() > u32::MAX / 2
    }

    fn end(&self) -> u32 {
        self.files.last().map_or(0, |last| last.span().end.saturating_add(1))
    }

    /// Where the next text begins. One that was in `before` keeps its address where those in front leave it room, and the first
    /// texts of all are given room to grow. All others stand close together.
    fn place(&self, path: &str, before: Option<&Self>) -> u32 {
        let end = self.end();
        let Some(before) = before else { return end };
        let room = || self.files.last().map_or(0, |last| Span::new(0, MIN_ROOM + last.text.len() / 4).end);
        match before.find(path) {
            Some(id) => before.file(id).start.max(end),
            None if before.files.is_empty() => end.saturating_add(room()),
            None => end,
        }
    }

    /// Adds a text; `None` where the address space is full.
    fn push(&mut self, path: String, edited: Edited, includes: Vec<String>, before: Option<&Self>) -> Option<FileId> {
        // One byte is between files, so that an empty span at the end of one is not at the start of the next.
        let start = self.place(&path, before);
        let Edited { text, original, shifts, .. } = edited;
        let end = u64::from(start) + text.len() as u64;
        if end >= u64::from(u32::MAX) {
            return None;
        }
        let id = FileId(u32::try_from(self.files.len()).ok()?);
        let known = before.and_then(|before| Some(&before.file(before.find(&path)?).text));
        // A text that is as it was is shared.
        let text = known.filter(|known| ***known == text).map_or_else(|| text.into(), Arc::clone);
        Arc::make_mut(&mut self.by_path).insert(path.clone(), id);
        let original = original.map(Arc::from);
        let line_starts = OnceLock::new();
        self.files.push(Arc::new(SourceFile { path, text, start, line_starts, original, shifts, includes }));
        Some(id)
    }

    /// Puts another text, which includes the same, in the place of a file's; `false` where it would reach the next file.
    fn replace(&mut self, id: FileId, text: String) -> bool {
        let at = id.0 as usize;
        let next = self.files.get(at + 1).map_or(u32::MAX, |next| next.start);
        let Some(file) = self.files.get_mut(at) else { return false };
        let is_fit = u64::from(file.start) + (text.len() as u64) < u64::from(next);
        if is_fit && *file.text != *text {
            let SourceFile { path, start, includes, .. } = file.as_ref();
            let (path, start, includes) = (path.clone(), *start, includes.clone());
            let (line_starts, original, shifts) = Default::default();
            *file = Arc::new(SourceFile { path, text: text.into(), start, line_starts, original, shifts, includes });
        }
        is_fit
    }
}

/// Whether two texts are the same. Those that are, of one file at two times, are mostly shared.
pub(crate) fn is_same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// What was loaded: the texts, which of them are pages, and all paths whose change means another result.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The texts.
    pub sources: SourceMap,
    /// The pages, sorted by path.
    pub pages: Vec<FileId>,
    /// Every file and folder that was read or looked for, for rebuilds.
    pub watched: Vec<PathBuf>,
    /// How often the bit that an edit replaces stands in its file, by the edit's number.
    pub(crate) edits_found: Vec<(usize, usize)>,
}

/// Where files are read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DocRoot<'a> {
    /// The folder.
    pub(crate) path: &'a Path,
    /// What reports call it.
    pub(crate) label: &'a str,
    /// What is changed in the texts before anything else reads them.
    pub(crate) edits: &'a TextEdits,
    /// What was read before, where the pages are read again and again.
    pub(crate) before: Option<&'a SourceMap>,
}

impl Loaded {
    /// Reads files of a doc root again, by their paths on the disk. `None` where more may have changed than the texts of these.
    pub(crate) fn reread(&self, root: DocRoot<'_>, paths: &[PathBuf]) -> Option<Self> {
        let mut loaded = self.clone();
        let named = std::path::absolute(root.path).ok()?;
        let canonical = root.path.canonicalize().ok().filter(|canonical| *canonical == self.sources.root)?;
        let reading = Root::new(canonical.clone(), &[], root);
        for path in paths {
            let Ok(below) = path.strip_prefix(&canonical).or_else(|_| path.strip_prefix(&named)) else { continue };
            let below = below.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>()?.join("/");
            let Some(id) = self.sources.find(&below) else {
                if self.may_be_page(&canonical.join(&below)) {
                    return None;
                }
                continue;
            };
            let old = self.sources.file(id);
            let FileText { edited, faults, includes } = read_text(&reading, &below).ok()?;
            let is_plain = old.original.is_none() && edited.found.is_empty() && faults.is_empty();
            if !is_plain || includes != old.includes || !loaded.sources.replace(id, edited.text) {
                return None;
            }
        }
        Some(loaded)
    }

    /// Whether what is, or was, at a path that nothing was read from may be a page, or a folder of pages.
    fn may_be_page(&self, path: &Path) -> bool {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !is_hidden && (is_markdown(path) || path.is_dir() || self.watched.iter().any(|watched| watched == path))
    }

    /// Texts that are in memory, by path. Those below a folder `includes` are parts of pages.
    pub(crate) fn from_texts(
        mut texts: Vec<(String, Vec<u8>)>,
        edits: &TextEdits,
        is_wanted: &dyn Fn(&str) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut loaded = Self::default();
        texts.sort_by(|(path, _), (other, _)| path.cmp(other));
        for (path, text) in texts {
            let is_page = !path.split('/').any(|folder| folder.eq_ignore_ascii_case("includes"));
            if is_page && !is_wanted(&path) {
                continue;
            }
            if text.len() as u64 > MAX_FILE_BYTES {
                diagnostics.push(ReadFault::TooLarge(text.len() as u64).into_diagnostic(&path));
                continue;
            }
            let (text, faults) = decode(text);
            let text = FileText::of(&path, edits.apply(&path, text), faults);
            let id = add_text(&mut loaded, &path, text, None, diagnostics);
            loaded.pages.extend(id.filter(|_| is_page));
        }
        loaded
    }
}

/// Reads the pages below a doc root that `is_wanted` (by path below the root) takes, and all that they include. A folder named
/// `includes` holds parts of pages, no pages.
pub(crate) fn load_folder(
    root: DocRoot<'_>,
    is_wanted: &(dyn Fn(&str) -> bool + Sync),
    diagnostics: &mut Diagnostics,
) -> Loaded {
    let mut found = Found::default();
    let label = root.label;
    match root.path.canonicalize() {
        Ok(canonical) => find_pages(&Folder { root: &canonical, path: &canonical, depth: 0 }, &mut found, diagnostics),
        Err(error) => diagnostics.push(
            Diagnostic::without_span(Code::UnreadableFile, format!("cannot read the doc root `{label}`: {error}"))
                .help("name an existing folder with markdown pages"),
        ),
    }
    found.pages.retain(|path| is_wanted(path));
    found.pages.sort_unstable();
    let mut loaded = load_files(root, &found.pages, diagnostics);
    loaded.watched.extend(found.folders);
    // The pages are nearly in order, which this sort makes use of: to compare paths is slow.
    loaded.watched.sort();
    loaded.watched.dedup();
    loaded
}

/// Reads one page, at `path` below a doc root, and all that it includes.
pub(crate) fn load_page(root: DocRoot<'_>, path: &str, diagnostics: &mut Diagnostics) -> Loaded {
    match resolve_path("", path) {
        Ok(below) if !Path::new(path).is_absolute() => load_files(root, &[below], diagnostics),
        _ => {
            diagnostics.push(ReadFault::Outside.into_diagnostic(path));
            Loaded::default()
        }
    }
}

#[derive(Default)]
struct Found {
    pages: Vec<String>,
    folders: Vec<PathBuf>,
}

struct Folder<'a> {
    root: &'a Path,
    path: &'a Path,
    depth: usize,
}

fn find_pages(folder: &Folder<'_>, found: &mut Found, diagnostics: &mut Diagnostics) {
    found.folders.push(folder.path.to_owned());
    let entries = match fs::read_dir(folder.path) {
        Ok(entries) => entries,
        Err(error) => {
            let what = format!("cannot read the folder `{}`: {error}", below(folder.root, folder.path));
            diagnostics.push(Diagnostic::without_span(Code::UnreadableFile, what));
            return;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if is_folder(&entry) {
            find_in_folder(folder, &path, found, diagnostics);
        } else if is_markdown(&path) {
            found.pages.push(below(folder.root, &path));
        }
    }
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Whether an entry is a folder or a link to one. Only for a link the disk is asked again.
fn is_folder(entry: &fs::DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if !kind.is_symlink() => kind.is_dir(),
        _ => fs::metadata(entry.path()).is_ok_and(|kind| kind.is_dir()),
    }
}

fn find_in_folder(parent: &Folder<'_>, path: &Path, found: &mut Found, diagnostics: &mut Diagnostics) {
    let is_link = fs::symlink_metadata(path).is_ok_and(|kind| kind.file_type().is_symlink());
    let is_includes = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("includes"));
    if is_link || is_includes {
        return;
    }
    if parent.depth >= MAX_FOLDER_DEPTH {
        let what = format!("the folder `{}` lies more than {MAX_FOLDER_DEPTH} folders deep", below(parent.root, path));
        diagnostics
            .push(Diagnostic::without_span(Code::UnreadableFile, what).help("name a doc root nearer to the pages"));
        return;
    }
    find_pages(&Folder { root: parent.root, path, depth: parent.depth + 1 }, found, diagnostics);
}

fn below(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn load_files(root: DocRoot<'_>, paths: &[String], diagnostics: &mut Diagnostics) -> Loaded {
    let canonical = root.path.canonicalize().unwrap_or_else(|_| root.path.to_owned());
    let mut loaded = Loaded::default();
    loaded.sources.set_label(root.label);
    loaded.sources.root.clone_from(&canonical);
    let root = Root::new(canonical, paths, root);
    let texts = in_parallel(paths, &|path: &String| read_text(&root, path));
    let mut includes = Vec::new();
    for (path, text) in paths.iter().zip(texts) {
        loaded.watched.push(root.path.join(path));
        match text {
            Ok(text) => {
                includes.extend(text.includes.iter().cloned());
                let id = add_text(&mut loaded, path, text, root.before, diagnostics);
                loaded.pages.extend(id);
            }
            Err(fault) => diagnostics.push(fault.into_diagnostic(path)),
        }
    }
    load_includes(&root, &mut loaded, includes, diagnostics);
    loaded
}

fn load_includes(root: &Root<'_>, loaded: &mut Loaded, mut waiting: Vec<String>, diagnostics: &mut Diagnostics) {
    let mut looked_for = HashSet::new();
    while let Some(path) = waiting.pop() {
        if loaded.sources.find(&path).is_some() || !looked_for.insert(path.clone()) {
            continue;
        }
        match read_text(root, &path) {
            Ok(text) => {
                loaded.watched.push(loaded.sources.root.join(&path));
                waiting.extend(text.includes.iter().cloned());
                add_text(loaded, &path, text, root.before, diagnostics);
            }
            Err(fault) => refuse_include(loaded, path, fault, diagnostics),
        }
    }
}

/// A file's text, and the paths of what it includes.
struct FileText {
    edited: Edited,
    faults: Vec<ByteFault>,
    includes: Vec<String>,
}

impl FileText {
    fn of(path: &str, edited: Edited, faults: Vec<ByteFault>) -> Self {
        let includes = include_targets(&edited.text).into_iter().filter_map(|target| resolve_path(path, target).ok());
        let includes = includes.collect();
        Self { edited, faults, includes }
    }
}

fn read_text(root: &Root<'_>, path: &str) -> Result<FileText, ReadFault> {
    let (text, faults) = decode(read_file(root, path)?);
    Ok(FileText::of(path, root.edits.apply(path, text), faults))
}

/// A missing file is reported where it is included; what else is wrong with a file, here.
fn refuse_include(loaded: &mut Loaded, path: String, fault: ReadFault, diagnostics: &mut Diagnostics) {
    let is_missing = matches!(&fault, ReadFault::Io(error) if error.kind() == std::io::ErrorKind::NotFound);
    // A file that comes to be changes its folder.
    let full = loaded.sources.root.join(&path);
    loaded.watched.extend(full.ancestors().find(|at| at.exists()).map(Path::to_owned));
    if !is_missing {
        diagnostics.push(fault.into_diagnostic(&path));
        loaded.sources.refused.insert(path);
    }
}

fn add_text(
    loaded: &mut Loaded,
    path: &str,
    text: FileText,
    before: Option<&SourceMap>,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    let FileText { mut edited, faults, includes } = text;
    loaded.edits_found.append(&mut edited.found);
    let id = loaded.sources.push(path.to_owned(), edited, includes, before);
    let Some(id) = id else {
        let what = format!("`{path}` was left out: the pages hold more than 4 GB");
        diagnostics.push(Diagnostic::without_span(Code::PageTooLarge, what).help("select fewer pages"));
        return None;
    };
    let start = loaded.sources.file(id).start as usize;
    for fault in faults {
        let span = Span::new(start + fault.offset, start + fault.offset + fault.len);
        diagnostics.push(Diagnostic::new(fault.code, span, fault.code.title()).help("save the file as UTF-8 text"));
    }
    Some(id)
}

/// A byte that is no text, at an offset in the decoded string.
struct ByteFault {
    code: Code,
    offset: usize,
    len: usize,
}

fn decode(bytes: Vec<u8>) -> (String, Vec<ByteFault>) {
    let mut faults = Vec::new();
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let offset = error.utf8_error().valid_up_to();
        let len = char::REPLACEMENT_CHARACTER.len_utf8();
        faults.push(ByteFault { code: Code::InvalidUtf8, offset, len });
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    });
    match memchr::memchr(0, text.as_bytes()) {
        None => (text, faults),
        Some(offset) => {
            faults.push(ByteFault { code: Code::NulByte, offset, len: char::REPLACEMENT_CHARACTER.len_utf8() });
            (text.replace('\0', "\u{fffd}"), faults)
        }
    }
}

enum ReadFault {
    Io(std::io::Error),
    TooLarge(u64),
    Outside,
}

impl ReadFault {
    fn into_diagnostic(self, path: &str) -> Diagnostic {
        match self {
            Self::Io(error) => Diagnostic::without_span(Code::UnreadableFile, format!("cannot read `{path}`: {error}"))
                .help("check that the file exists and may be read"),
            Self::TooLarge(size) => Diagnostic::without_span(
                Code::PageTooLarge,
                format!("`{path}` has {size} bytes; at most {MAX_FILE_BYTES} are read"),
            )
            .help("split the page, or exclude it"),
            Self::Outside => Diagnostic::without_span(Code::OutsideRoot, format!("`{path}` leads out of the doc root"))
                .help("replace the link by the file, or name a doc root that holds both"),
        }
    }
}

/// A doc root, as files are read from it.
struct Root<'e> {
    edits: &'e TextEdits,
    before: Option<&'e SourceMap>,
    /// Its canonical path.
    path: PathBuf,
    /// Folders below it that are known to lie below it on the disk, too.
    real_folders: HashSet<PathBuf>,
}

impl<'e> Root<'e> {
    fn new(path: PathBuf, files: &[String], root: DocRoot<'e>) -> Self {
        let folders: HashSet<PathBuf> =
            files.iter().filter_map(|file| Some(path.join(file).parent()?.to_owned())).collect();
        let is_real = |folder: &PathBuf| !folder.ancestors().take_while(|at| *at != path).any(is_link);
        let real_folders = folders.into_iter().filter(is_real).collect();
        Self { edits: root.edits, before: root.before, path, real_folders }
    }

    fn holds(&self, full: &Path, is_link: bool) -> bool {
        let is_known = full.parent().is_some_and(|folder| self.real_folders.contains(folder));
        (is_known && !is_link) || full.canonicalize().is_ok_and(|real| real.starts_with(&self.path))
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|kind| kind.file_type().is_symlink())
}

/// Reads a file below the root; a link that leads out of the root is refused.
fn read_file(root: &Root<'_>, path: &str) -> Result<Vec<u8>, ReadFault> {
    let full = root.path.join(path);
    // Opening a pipe would wait for its writer.
    let mut metadata = fs::symlink_metadata(&full).map_err(ReadFault::Io)?;
    let is_link = metadata.is_symlink();
    if is_link {
        metadata = fs::metadata(&full).map_err(ReadFault::Io)?;
    }
    if !root.holds(&full, is_link) {
        return Err(ReadFault::Outside);
    }
    if !metadata.is_file() {
        return Err(ReadFault::Io(std::io::Error::other("not a regular file")));
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(ReadFault::TooLarge(metadata.len()));
    }
    let file = fs::File::open(&full).map_err(ReadFault::Io)?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(ReadFault::Io)?;
    Ok(bytes)
}

/// Reads a text that is no page, such as a settings file.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_text_file(path: &Path) -> Result<String, String> {
    read_bounded(path, MAX_FILE_BYTES)
}

/// Reads a lock.
///
/// # Errors
/// Why it cannot be read, in words.
#[cfg(feature = "build")]
pub(crate) fn read_lock_file(path: &Path) -> Result<String, String> {
    read_bounded(path, MAX_LOCK_BYTES)
}

fn read_bounded(path: &Path, most: u64) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.len() > most {
        return Err(format!("it has {} bytes; at most {most} are read", metadata.len()));
    }
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// The targets of `[!INCLUDE [text](target)]`, any case, outside of the tabs of other languages than HTTP.
fn include_targets(text: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    let mut is_other_tab = false;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    for end in ends {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        if line.starts_with('#') {
            is_other_tab = line.split_once("(#tab/").is_some_and(|(_, tab)| !tab.starts_with("http"));
        } else if line.starts_with("---") {
            is_other_tab = false;
        } else if !is_other_tab && memchr::memchr(b'[', line.as_bytes()).is_some() {
            targets.extend(line.split("[!").skip(1).filter_map(include_target));
        }
    }
    targets
}

/// `INCLUDE [text](target)]`
fn include_target(words: &str) -> Option<&str> {
    let is_include = words.get(..7)?.eq_ignore_ascii_case("include");
    let target = words.split_once("](").filter(|_| is_include)?.1;
    target.split(')').next().map(str::trim)
}

/// Why an include target names no file of the doc root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// It leads out of the doc root.
    Outside,
    /// It begins with `~`, whose meaning only the publisher's build knows, or it is a URL.
    Unresolvable,
}

/// The path below the doc root that `target` means in the file `from`: `/x` is from the root, all else relative to the file.
pub fn resolve_path(from: &str, target: &str) -> Result<String, PathFault> {
    if target.starts_with('~') || target.contains("://") || target.contains('\\') || target.contains('\0') {
        return Err(PathFault::Unresolvable);
    }
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for component in Path::new(target.trim_start_matches('/')).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str().ok_or(PathFault::Unresolvable)?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop().ok_or(PathFault::Outside)?;
            }
            Component::RootDir | Component::Prefix(_) => return Err(PathFault::Outside),
        }
    }
    Ok(parts.join("/"))
}
