//! Where a door says its settings are in; the settings, and their text for reports, out.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use super::{Amendments, Base, FILE_NAME, Settings, SettingsFault, check_settings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::options::{Options, Selection, SettingsFile};
use crate::page::dialect::Dialect;
use crate::source::{Loaded, Span, read_text_file, resolve_path};
use crate::texts::SettingsText;

/// The settings of a run.
#[derive(Debug, Default)]
pub(crate) struct LoadedSettings {
    pub(crate) settings: Settings,
    /// Their overrides.
    pub(crate) amendments: Amendments,
    /// The words by which the parts of a page are known.
    pub(crate) dialect: Dialect,
    /// How the paths in them are written.
    pub(crate) base: Base,
    /// The file that they were read from.
    pub(crate) file: Option<FoundFile>,
    /// Why they cannot be used.
    pub(crate) faults: Vec<SettingsFault>,
    /// Where their text begins in the address space of the sources.
    pub(crate) start: u32,
}

/// A settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundFile {
    /// `None` where it is in memory.
    path: Option<PathBuf>,
    /// What reports call it.
    label: String,
    /// Empty where it cannot be read.
    text: String,
}

impl LoadedSettings {
    /// Reads the settings that hold for these options.
    pub(crate) fn load(options: &Options) -> Self {
        let found = match &options.settings {
            SettingsFile::Without => None,
            SettingsFile::At { path, label } => Some((path.clone(), label.clone())),
            SettingsFile::Search => find(options),
        };
        let Some((path, label)) = found else { return Self::default() };
        let read = read_text_file(&path).map_err(|what| unreadable(&label, &what));
        let text = read.clone().unwrap_or_default();
        let settings = read.and_then(|text| Settings::parse(&text));
        let based = settings.and_then(|settings| Ok((base_of(&settings, &path, &options.root)?, settings)));
        Self { file: Some(FoundFile { path: Some(path), label, text }), ..Self::of(based) }
    }

    /// Settings that are in memory, for a doc root at a path from the same folder as theirs.
    pub(crate) fn of_text(file: SettingsText, root: &str) -> Self {
        let settings = Settings::parse(&file.text);
        let based = settings.and_then(|settings| Ok((base_of_text(&settings, &file.path, root)?, settings)));
        Self { file: Some(FoundFile { path: None, label: file.label, text: file.text }), ..Self::of(based) }
    }

    fn of(based: Result<(Base, Settings), SettingsFault>) -> Self {
        let (base, settings) = match based {
            Ok(based) => based,
            Err(fault) => return Self { faults: vec![fault], ..Self::default() },
        };
        let (amendments, mut faults) = Amendments::of(&settings, &base);
        faults.extend(check_settings(&settings));
        let (dialect, wrong_words) = settings.dialect.read();
        faults.extend(wrong_words);
        Self { settings, amendments, dialect, base, faults, file: None, start: 0 }
    }

    /// Puts the text beside those of the pages, where reports find it, and reports what is wrong in it.
    pub(crate) fn place(mut self, loaded: &mut Loaded, diagnostics: &mut Diagnostics) -> Self {
        let Some(file) = &self.file else { return self };
        loaded.watched.extend(file.path.clone());
        let start = loaded.sources.push_settings(&file.label, &file.text);
        self.start = start.unwrap_or(u32::MAX);
        for fault in &self.faults {
            let span = Span::new(self.start as usize + fault.range.start, self.start as usize + fault.range.end);
            let mut diagnostic = Diagnostic::new(Code::BadSettings, span, fault.message.as_str());
            diagnostic.help.clone_from(&fault.help);
            diagnostic.span = diagnostic.span.filter(|_| start.is_some() && !file.text.is_empty());
            diagnostics.push(diagnostic);
        }
        self
    }
}

fn unreadable(label: &str, what: &str) -> SettingsFault {
    let message = format!("cannot read the settings `{label}`: {what}");
    SettingsFault { message, range: 0..0, help: Some("name a file that holds settings as TOML".to_owned()) }
}

/// How the pages that settings speak of lie to a doc root.
fn base_of(settings: &Settings, file: &Path, root: &Path) -> Result<Base, SettingsFault> {
    let (written, range) = written_root(settings);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.join(written).canonicalize().map_err(|error| no_root(written, &range, &error.to_string()))?;
    // A doc root that cannot be read is reported where it is.
    let Ok(root) = root.canonicalize() else { return Ok(Base::Same) };
    Base::of(&folder, &root).ok_or_else(|| other_root(written, range))
}

/// The same for settings that are in memory: paths are compared as they are written.
fn base_of_text(settings: &Settings, file: &str, root: &str) -> Result<Base, SettingsFault> {
    let (written, range) = written_root(settings);
    let folder =
        resolve_path(file, written).map_err(|_| no_root(written, &range, "it leads out of the pages' repository"))?;
    Base::of(Path::new(&folder), Path::new(root.trim_matches('/'))).ok_or_else(|| other_root(written, range))
}

/// The folder that settings speak of, from theirs, and where they say so.
fn written_root(settings: &Settings) -> (&str, Range<usize>) {
    let own = settings.pages.root.as_ref();
    (own.map_or(".", |own| own.get_ref().as_str()), own.map(Spanned::span).unwrap_or_default())
}

fn no_root(written: &str, range: &Range<usize>, why: &str) -> SettingsFault {
    SettingsFault {
        message: format!("cannot use the folder `{written}`: {why}"),
        range: range.clone(),
        help: Some("name the folder of the pages by its path from the settings".to_owned()),
    }
}

fn other_root(written: &str, range: Range<usize>) -> SettingsFault {
    SettingsFault {
        message: format!("the settings are about the pages below `{written}`, and these are others"),
        range,
        help: Some("write the folder of the pages as `root` under `[pages]`, by its path from the settings".to_owned()),
    }
}

/// The first settings file in the folder of the pages or a folder above it, up to the first folder with a `Cargo.toml` or a `.git`
/// folder.
fn find(options: &Options) -> Option<(PathBuf, String)> {
    let (folder, label) = match &options.selection {
        Selection::Page(page) => {
            let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
            (options.root.join(folder), join_label(&options.label, folder))
        }
        Selection::Folder { .. } => (options.root.clone(), options.label.clone()),
    };
    let full = folder.canonicalize().ok()?;
    for (up, folder) in full.ancestors().enumerate() {
        let path = folder.join(FILE_NAME);
        if path.is_file() {
            return Some((path, label_above(&label, up)));
        }
        if folder.join("Cargo.toml").is_file() || folder.join(".git").is_dir() {
            return None;
        }
    }
    None
}

fn join_label(root: &str, folder: &str) -> String {
    match (root.trim_end_matches('/'), folder) {
        (root, "") => root.to_owned(),
        ("" | ".", folder) => folder.to_owned(),
        (root, folder) => format!("{root}/{folder}"),
    }
}

/// What reports call the settings file so many folders above the doc root.
fn label_above(root: &str, up: usize) -> String {
    let mut parts: Vec<&str> = root.split('/').filter(|part| *part != ".").collect();
    if parts.last() == Some(&"") {
        parts.pop();
    }
    for _ in 0..up {
        match parts.last() {
            Some(&last) if last != ".." && !last.is_empty() => drop(parts.pop()),
            _ => parts.push(".."),
        }
    }
    parts.push(FILE_NAME);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::label_above;

    #[test]
    fn a_file_above_the_doc_root_is_called_by_its_path() {
        for (root, up, label) in [
            ("docs/api", 0, "docs/api/docbind.toml"),
            ("docs/api/", 1, "docs/docbind.toml"),
            ("docs/api", 2, "docbind.toml"),
            ("docs/api", 3, "../docbind.toml"),
            ("../docs", 2, "../../docbind.toml"),
            (".", 0, "docbind.toml"),
            ("", 1, "../docbind.toml"),
            ("/srv/docs", 1, "/srv/docbind.toml"),
        ] {
            assert_eq!(label_above(root, up), label, "{up} above `{root}`");
        }
    }
}
