//! The words of a call in; what is compared with what out.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::git::{Repository, Revision};
use crate::args::DiffArgs;
use crate::failure::Failure;

/// What is compared.
pub(crate) struct Sides {
    pub(crate) old: Side,
    pub(crate) new: Side,
}

/// One of the two references.
pub(crate) enum Side {
    /// A folder of pages.
    Folder(PathBuf),
    /// A file: an exported model.
    File(PathBuf),
    /// A revision of a git repository, and what its words were.
    Revision(Revision, String),
}

/// Finds what the words of a call mean. A path that exists is that path, whatever else it could be.
pub(super) fn find(args: &DiffArgs) -> Result<Sides, Failure> {
    let words = match (&args.old, &args.new) {
        (old, Some(new)) => Words { old: old.clone(), new: new.clone() },
        (both, None) => Words::split(both)?,
    };
    let folder = [&words.old, &words.new].into_iter().find(|word| Path::new(word).is_dir());
    let pages = args.pages.as_deref().or(folder.map(Path::new));
    Ok(Sides { old: side(&words.old, pages)?, new: side(&words.new, pages)? })
}

struct Words {
    old: OsString,
    new: OsString,
}

impl Words {
    /// `main..HEAD`, `main..`; with three dots the old side is where the two parted.
    fn split(both: &OsStr) -> Result<Self, Failure> {
        let one = || {
            Failure::refused(format!("`{}` is compared with nothing", both.to_string_lossy()))
                .help("name two of: a folder, an exported model, a revision such as `main` or `v1.0:docs/api`; or `main..HEAD`")
        };
        if Path::new(both).exists() {
            return Err(one());
        }
        let text = both.to_str().ok_or_else(one)?;
        let (old, new, is_parted) = match (text.split_once("..."), text.split_once("..")) {
            (Some((old, new)), _) => (old, new, true),
            (None, Some((old, new))) => (old, new, false),
            (None, None) => return Err(one()),
        };
        let named = |word: &str| if word.is_empty() { "HEAD".to_owned() } else { word.to_owned() };
        let (old, new) = (named(old), named(new));
        let old = if is_parted { Repository::here()?.merge_base(&old, &new)? } else { old };
        Ok(Self { old: old.into(), new: new.into() })
    }
}

fn side(word: &OsStr, pages: Option<&Path>) -> Result<Side, Failure> {
    let path = Path::new(word);
    if path.is_dir() {
        return Ok(Side::Folder(path.to_owned()));
    }
    if path.exists() {
        return Ok(Side::File(path.to_owned()));
    }
    let text = word.to_str().ok_or_else(|| no_such(path))?;
    let looks_like_path = text.starts_with(['.', '/']) || text.ends_with(".json") || text.ends_with(".lock");
    if looks_like_path {
        return Err(no_such(path));
    }
    let repository = Repository::around(pages)?;
    let revision = match text.split_once(':') {
        Some((name, below)) => repository.revision(name)?.at(below)?,
        None => repository.revision(text)?.at_pages(pages)?,
    };
    Ok(Side::Revision(revision, text.to_owned()))
}

fn no_such(path: &Path) -> Failure {
    Failure::refused(format!("there is no file or folder `{}`", path.display()))
        .help("name a folder of pages, a file of `cargo docbind export`, or a revision: `main`, `v1.0:docs/api`")
}
