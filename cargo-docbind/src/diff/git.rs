//! A revision of a git repository in; the pages in it out. Nothing is checked out: the `git` program lists the tree and hands over
//! the blobs, which works with every kind of repository that the user's git does.

use std::path::{Path, PathBuf};
use std::process::Command;

use docbind_codegen::settings::{FILE_NAME, pages_root};
use docbind_codegen::source::MAX_FILE_BYTES;
use docbind_codegen::{Selection, SettingsText, Texts};

use crate::failure::Failure;
use crate::session::Session;

mod objects;

/// A repository, by a folder of its working tree.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    folder: PathBuf,
    /// The top folder.
    top: PathBuf,
}

/// A folder in a tree of a repository.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    repository: Repository,
    /// As the user names it.
    name: String,
    /// The object that is its tree.
    tree: String,
    /// The folder, from the top.
    path: String,
}

impl Repository {
    /// The one that the current folder is in.
    pub(super) fn here() -> Result<Self, Failure> {
        Self::of(Path::new("."))
    }

    /// The one that the current folder is in; that of the pages, where these are not below it.
    pub(super) fn around(pages: Option<&Path>) -> Result<Self, Failure> {
        let here = Self::here();
        let Some(pages) = pages.and_then(|pages| pages.canonicalize().ok()) else { return here };
        match here {
            Ok(here) if pages.starts_with(&here.top) => Ok(here),
            _ => Self::of(&pages),
        }
    }

    fn of(folder: &Path) -> Result<Self, Failure> {
        let mut repository = Self { folder: folder.to_owned(), top: PathBuf::new() };
        let top = repository.git(&["rev-parse", "--show-toplevel"]).map_err(|why| {
            Failure::refused(format!("no revision can be read in `{}`: {why}", folder.display()))
                .help("call it in a git repository, or name folders of pages or exported models")
        })?;
        let top = PathBuf::from(top);
        repository.top = top.canonicalize().unwrap_or(top);
        Ok(repository)
    }

    /// What a command of git prints, without the newline at its end; what git says where it fails.
    fn git(&self, words: &[&str]) -> Result<String, String> {
        let output = self.command().args(words).output().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "there is no program `git`".to_owned(),
            _ => format!("cannot call `git`: {error}"),
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().find(|line| !line.is_empty()).unwrap_or("git failed");
            return Err(first.trim_start_matches("fatal: ").to_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
    }

    /// A call that reads alone: it takes no lock, asks nobody, fetches nothing, and takes paths as they are.
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).stdin(std::process::Stdio::null());
        for (name, value) in [
            ("LC_ALL", "C"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_LITERAL_PATHSPECS", "1"),
        ] {
            command.env(name, value);
        }
        command
    }

    /// The commit where two revisions parted.
    pub(super) fn merge_base(&self, old: &str, new: &str) -> Result<String, Failure> {
        let (old, new) = (self.commit(old)?, self.commit(new)?);
        self.git(&["merge-base", &old, &new])
            .map_err(|_| Failure::refused("the two revisions have no commit in common"))
    }

    fn commit(&self, name: &str) -> Result<String, Failure> {
        self.object(&format!("{name}^{{commit}}")).ok_or_else(|| self.unknown(name))
    }

    /// The revision of this name, which no option of git can be.
    pub(super) fn revision(&self, name: &str) -> Result<Named, Failure> {
        let is_name = !name.is_empty() && !name.starts_with('-') && !name.contains(['\0', '\n']);
        let tree = is_name.then(|| self.object(&format!("{name}^{{tree}}"))).flatten();
        let tree = tree.ok_or_else(|| self.unknown(name))?;
        Ok(Named { repository: self.clone(), name: name.to_owned(), tree })
    }

    fn object(&self, name: &str) -> Option<String> {
        self.git(&["rev-parse", "--verify", "--quiet", "--end-of-options", name]).ok()
    }

    fn unknown(&self, name: &str) -> Failure {
        Failure::refused(format!("`{name}` is no file, no folder and no revision of `{}`", self.top.display()))
            .help("`git rev-parse --verify REV` says whether git knows it; where a clone is shallow, fetch it first")
    }
}

/// A revision of which the folder is not said yet.
pub(super) struct Named {
    repository: Repository,
    name: String,
    tree: String,
}

impl Named {
    /// The folder that the user names: from the top, or with `./` from the current folder.
    pub(super) fn at(self, below: &str) -> Result<Revision, Failure> {
        let from = if below.starts_with('.') { self.repository.prefix() } else { String::new() };
        let path = join(&from, below).ok_or_else(|| {
            Failure::refused(format!("`{below}` leads out of the repository"))
                .help("write the path from the top folder: `main:docs/api`")
        })?;
        Ok(self.with_path(path))
    }

    /// The folder of `pages`, a path on the disk; without it, what the settings of the revision name.
    pub(super) fn at_pages(self, pages: Option<&Path>) -> Result<Revision, Failure> {
        let Some(pages) = pages else {
            let path = self.path_in_settings()?;
            return Ok(self.with_path(path));
        };
        let top = &self.repository.top;
        let on_disk = pages.canonicalize().ok();
        let on_disk = on_disk.and_then(|full| Some(full.strip_prefix(top).ok()?.to_str()?.replace('\\', "/")));
        // The folder may be one of the past.
        let path = on_disk.or_else(|| join(&self.repository.prefix(), pages.to_str()?));
        let path = path.ok_or_else(|| {
            Failure::refused(format!("`{}` does not lie in the repository `{}`", pages.display(), top.display()))
                .help("name a folder in it with `--pages`, or write `REV:PATH`")
        })?;
        Ok(self.with_path(path))
    }

    /// `root` of the nearest settings, from the current folder up.
    fn path_in_settings(&self) -> Result<String, Failure> {
        let prefix = self.repository.prefix();
        let found = settings_near(&self.repository, &self.tree, &prefix);
        let root = found.and_then(|(path, text)| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            join(folder, &pages_root(&text)?)
        });
        root.ok_or_else(|| {
            Failure::refused(format!("which folder of `{}` has the pages?", self.name)).help(format!(
                "write `{}:docs/api`, name it with `--pages DIR`, or as `root` under `[pages]` in `{FILE_NAME}`",
                self.name
            ))
        })
    }

    fn with_path(self, path: String) -> Revision {
        let Self { repository, name, tree } = self;
        Revision { repository, name, tree, path }
    }
}

impl Repository {
    /// The current folder, from the top; with a slash at its end, or empty.
    fn prefix(&self) -> String {
        self.git(&["rev-parse", "--show-prefix"]).unwrap_or_default()
    }
}

impl Revision {
    /// Reads the pages, and the settings that hold for them.
    pub(super) fn texts(&self, label: &str, selection: Selection, session: &Session) -> Result<Texts, Failure> {
        let (repository, folder) = self.folder()?;
        let files = objects::markdown_files(&repository, &folder).map_err(|why| self.unreadable(&why))?;
        for (path, size) in files.iter().filter_map(|file| Some((&file.path, file.too_large()?))) {
            session.warn(format!("`{path}` was left out: it has {size} bytes; at most {MAX_FILE_BYTES} are read"));
        }
        let files = objects::read(&repository, files).map_err(|why| self.unreadable(&why))?;
        let label = match label.contains(':') {
            true => label.trim_end_matches('/').to_owned(),
            false => format!("{label}:{}", self.path),
        };
        let settings = self.settings(session)?;
        Ok(Texts { label: label.trim_end_matches('/').to_owned(), root: self.path.clone(), files, settings, selection })
    }

    fn unreadable(&self, why: &str) -> Failure {
        Failure::refused(format!("cannot read `{}` of `{}`: {why}", self.path, self.name))
    }

    /// The object that is the folder, and the repository that has it: where a folder on the way is a submodule, that of it.
    fn folder(&self) -> Result<(Repository, String), Failure> {
        let id = self.repository.object(&format!("{}:{}", self.tree, self.path));
        let is_tree = |id: &String| self.repository.git(&["cat-file", "-t", id]).as_deref() == Ok("tree");
        if let Some(id) = id.filter(is_tree) {
            return Ok((self.repository.clone(), id));
        }
        let parts: Vec<&str> = self.path.split('/').collect();
        for count in 1..=parts.len() {
            let (above, below) = parts.split_at(count);
            let (above, below) = (above.join("/"), below.join("/"));
            if let Some(commit) = objects::submodule(&self.repository, &self.tree, &above) {
                return self.folder_of_submodule(&above, &commit, &below);
            }
        }
        Err(Failure::refused(format!("`{}` has no folder `{}`", self.name, self.path)).help(format!(
            "`git ls-tree {}` lists what it has; name the folder with `--pages DIR` or as `REV:PATH`",
            self.name
        )))
    }

    fn folder_of_submodule(&self, above: &str, commit: &str, below: &str) -> Result<(Repository, String), Failure> {
        let inner = Repository::of(&self.repository.top.join(above)).ok();
        // A submodule that is not fetched is an empty folder of the repository around it.
        let inner = inner.filter(|inner| inner.top != self.repository.top);
        let found = inner.and_then(|inner| Some((inner.object(&format!("{commit}:{below}"))?, inner)));
        found.map(|(id, inner)| (inner, id)).ok_or_else(|| {
            let message = match below {
                "" => format!("the submodule `{above}` is not here at the commit {commit}"),
                below => {
                    format!("the submodule `{above}` is not here at the commit {commit}, or has no folder `{below}`")
                }
            };
            Failure::refused(message).help(format!(
                "`git submodule update --init {above}` brings it, `git -C {above} fetch` the commits that are not there"
            ))
        })
    }

    /// The settings that the user names, or those in the folder of the pages or above it at this revision.
    fn settings(&self, session: &Session) -> Result<Option<SettingsText>, Failure> {
        if let Some(named) = &session.settings {
            let fault =
                |what: String| Failure::refused(format!("cannot read the settings `{}`: {what}", named.display()));
            let text = std::fs::read_to_string(named).map_err(|error| fault(error.to_string()))?;
            let full = named.canonicalize().map_err(|error| fault(error.to_string()))?;
            let path = full.strip_prefix(&self.repository.top).ok().and_then(|path| path.to_str());
            let path = path.ok_or_else(|| fault("it does not lie in the repository of the pages".to_owned()))?;
            return Ok(Some(SettingsText {
                path: path.replace('\\', "/"),
                label: named.to_string_lossy().into_owned(),
                text,
            }));
        }
        let found = settings_near(&self.repository, &self.tree, &self.path);
        Ok(found.map(|(path, text)| SettingsText { label: format!("{}:{path}", self.name), path, text }))
    }
}

/// The path and the text of the first settings file in a folder of a tree or above it, up to the first folder with a `Cargo.toml`.
fn settings_near(repository: &Repository, tree: &str, folder: &str) -> Option<(String, String)> {
    let folder = folder.trim_matches('/');
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for count in (0..=parts.len()).rev() {
        let at = |name: &str| parts.iter().take(count).chain([&name]).copied().collect::<Vec<_>>().join("/");
        let path = at(FILE_NAME);
        if let Some(id) = repository.object(&format!("{tree}:{path}")) {
            return Some((path, objects::text(repository, &id)?));
        }
        if repository.object(&format!("{tree}:{}", at("Cargo.toml"))).is_some() {
            return None;
        }
    }
    None
}

/// A path from a folder, as one from the top. `None` where it leads out of the top.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_from_the_top() {
        assert_eq!(join("a/b/", "../c").as_deref(), Some("a/c"));
        assert_eq!(join("", "docs/api/").as_deref(), Some("docs/api"));
        assert_eq!(join("a", "../../c"), None);
        assert_eq!(join("", ".").as_deref(), Some(""));
    }
}
