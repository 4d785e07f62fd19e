//! Printed files in; an output folder that holds them out: each file whole or not at all, nobody else's file touched.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::parallel::in_parallel;
use crate::print::{File, MARK, PARTS};

const MANIFEST: &str = "Cargo.toml";

/// What writing would change in an output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files to write, whose text differs from what is there or that are not there.
    pub write: Vec<File>,
    /// Files that docbind wrote before and that are no longer part of the output, by path below the folder.
    pub remove: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }

    /// Adds the files that are not as they should be, and counts the others.
    fn compare(&mut self, folder: &Path, files: Vec<&File>) -> Result<(), WriteError> {
        for (file, state) in files.iter().zip(in_parallel(&files, &|file| state_of(folder, file))) {
            match state? {
                State::Same => self.unchanged += 1,
                State::Different => self.write.push(File::clone(file)),
            }
        }
        Ok(())
    }
}

/// Why an output folder cannot be written.
#[derive(Debug)]
pub enum WriteError {
    /// A file is in the way that docbind did not write.
    Foreign(PathBuf),
    /// Reading or writing failed.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(path) => write!(
                f,
                "`{}` was not written by docbind and is not replaced; move it away, or choose another output folder",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Foreign(_) => None,
            Self::Io(_, error) => Some(error),
        }
    }
}

/// How a file of an output folder stands to what it should be.
enum State {
    Same,
    /// Or not there.
    Different,
}

fn state_of(folder: &Path, file: &File) -> Result<State, WriteError> {
    let path = folder.join(&file.path);
    match fs::read_to_string(&path) {
        Ok(text) if text == *file.text => Ok(State::Same),
        Ok(text) if is_ours(&text) => Ok(State::Different),
        Ok(_) => Err(WriteError::Foreign(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Different),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(WriteError::Foreign(path)),
        Err(error) => Err(WriteError::Io(path, error)),
    }
}

/// Compares what an output folder should hold with `before`, which it holds: of the same files, only those with other texts are
/// looked at. What somebody else changed meanwhile is found by [`compare`] alone.
///
/// # Errors
/// Where a file is in the way that does not begin with [`MARK`], or cannot be read.
pub fn compare_with(folder: &Path, before: &[File], files: &[File]) -> Result<Changes, WriteError> {
    if !before.iter().map(|file| &file.path).eq(files.iter().map(|file| &file.path)) {
        return compare(folder, files);
    }
    let is_same = |(before, file): (&File, &File)| Arc::ptr_eq(&before.text, &file.text) || before.text == file.text;
    let other: Vec<&File> = before.iter().zip(files).filter(|pair| !is_same(*pair)).map(|(_, file)| file).collect();
    let mut changes = Changes { unchanged: files.len() - other.len(), ..Changes::default() };
    changes.compare(folder, other)?;
    Ok(changes)
}

/// Compares an output folder with what it should hold. Writes nothing.
///
/// # Errors
/// Where a file is in the way that does not begin with [`MARK`], or cannot be read.
pub fn compare(folder: &Path, files: &[File]) -> Result<Changes, WriteError> {
    let mut changes = Changes::default();
    changes.compare(folder, files.iter().collect())?;
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let parents = files.iter().map(|file| file.path.rsplit_once('/').map_or("", |(parent, _)| parent));
    let folders: BTreeSet<String> = parents.map(str::to_owned).collect();
    for parent in with_module_folders(folder, &with_part_folders(folder, folders)) {
        changes.remove.extend(stale_files(folder, &parent, &wanted)?);
    }
    // What tells that a crate is docbind's goes last.
    changes.remove.sort_by_key(|path| path.ends_with(MANIFEST));
    Ok(changes)
}

/// The folders of the output, and those of the crates beside the client's that it had before.
fn with_part_folders(folder: &Path, mut folders: BTreeSet<String>) -> BTreeSet<String> {
    // A module has none.
    if !folders.contains("src") {
        return folders;
    }
    for name in folders_in(&folder.join(PARTS)) {
        let part = format!("{PARTS}/{name}");
        let manifest = fs::read_to_string(folder.join(&part).join(MANIFEST));
        if manifest.is_ok_and(|text| is_ours(&text)) {
            folders.extend([format!("{part}/src"), part]);
        }
    }
    folders
}

/// The folders of the output, and those of modules that it had before: `models`, those in it, and those of areas.
fn with_module_folders(folder: &Path, folders: &BTreeSet<String>) -> BTreeSet<String> {
    let mut all = folders.clone();
    for root in folders.iter().filter(|folder| ["", "src"].contains(&last_name(folder))) {
        let models = if root.is_empty() { "models".to_owned() } else { format!("{root}/models") };
        all.extend(folders_in(&folder.join(&models)).map(|name| format!("{models}/{name}")));
        all.insert(models);
        // The folder of an area lies beside the area's file.
        let areas =
            folders_in(&folder.join(root)).map(|name| format!("{root}/{name}").trim_start_matches('/').to_owned());
        let is_module =
            |area: &String| fs::read_to_string(folder.join(format!("{area}.rs"))).is_ok_and(|text| is_ours(&text));
        all.extend(areas.filter(is_module));
    }
    all
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The names of the folders in a folder.
fn folders_in(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.filter_map(|entry| entry.file_name().into_string().ok())
}

fn is_ours(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['/', '#', ' ']) == MARK.trim_start_matches(['/', ' '])
}

/// Rust files of the folder that docbind wrote and no longer writes, and the manifest of a crate beside the client's.
fn stale_files(folder: &Path, parent: &str, wanted: &BTreeSet<&str>) -> Result<Vec<String>, WriteError> {
    let path = folder.join(parent);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(WriteError::Io(path, error)),
    };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let is_part = parent.starts_with(&format!("{PARTS}/"));
    let names = names.filter(|name| name.ends_with(".rs") || (is_part && name == MANIFEST));
    let paths = names.map(|name| match parent {
        "" => name,
        parent => format!("{parent}/{name}"),
    });
    let is_stale = |path: &String| {
        !wanted.contains(path.as_str()) && fs::read_to_string(folder.join(path)).is_ok_and(|text| is_ours(&text))
    };
    let mut stale: Vec<String> = paths.filter(is_stale).collect();
    stale.sort_unstable();
    Ok(stale)
}

/// Makes the changes: every new text is on the disk before the first file is replaced.
///
/// # Errors
/// Where a file cannot be written; the files replaced by then are whole.
pub fn apply(folder: &Path, changes: &Changes) -> Result<(), WriteError> {
    let mut ready = Vec::new();
    for file in &changes.write {
        let path = folder.join(&file.path);
        let error = |error| WriteError::Io(path.clone(), error);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(error)?;
        let mut temporary = tempfile::Builder::new().prefix(".docbind-").tempfile_in(parent).map_err(error)?;
        temporary.write_all(file.text.as_bytes()).map_err(error)?;
        ready.push((temporary, path));
    }
    for (temporary, path) in ready {
        set_default_permissions(temporary.path());
        temporary.persist(&path).map_err(|error| WriteError::Io(path, error.error))?;
    }
    for path in &changes.remove {
        let path = folder.join(path);
        fs::remove_file(&path).map_err(|error| WriteError::Io(path, error))?;
    }
    Ok(())
}

/// Temporary files are for their owner alone; source files are not.
fn set_default_permissions(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The file stays readable for its owner where this fails.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = path;
}
