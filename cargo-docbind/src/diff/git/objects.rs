//! Objects of a repository in; the markdown files below a tree, and their bytes, out.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use docbind_codegen::source::MAX_FILE_BYTES;

use super::Repository;

/// A markdown file below a folder.
pub(super) struct Blob {
    /// Its path below the folder.
    pub(super) path: String,
    id: String,
    size: u64,
}

impl Blob {
    /// Its size, where it is more than is read.
    pub(super) fn too_large(&self) -> Option<u64> {
        (self.size > MAX_FILE_BYTES).then_some(self.size)
    }
}

/// Lists the markdown files below a tree. As on a disk, folders whose names begin with a dot are passed over, and links are not followed.
pub(super) fn markdown_files(repository: &Repository, tree: &str) -> Result<Vec<Blob>, String> {
    let output = repository.command().args(["ls-tree", "-r", "-z", "-l", "--full-tree", tree]).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let entries = output.stdout.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    Ok(entries.filter_map(|entry| blob(&String::from_utf8_lossy(entry))).collect())
}

/// `100644 blob 5b1d3 1234`, a tab, `api/user-get.md`
fn blob(entry: &str) -> Option<Blob> {
    let (facts, path) = entry.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let (mode, kind, id, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    let is_file = kind == "blob" && mode != "120000";
    let is_page = path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"));
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_taken = is_file && is_page && !is_hidden;
    is_taken.then(|| Some(Blob { path: path.to_owned(), id: id.to_owned(), size: size.parse().ok()? })).flatten()
}

/// The commit that a submodule at this path is at. `None` where there is none.
pub(super) fn submodule(repository: &Repository, tree: &str, path: &str) -> Option<String> {
    let entry = repository.git(&["ls-tree", "-z", "--full-tree", tree, path]).ok()?;
    let (facts, _) = entry.split_once('\t')?;
    let mut facts = facts.split_whitespace().skip(1);
    (facts.next()? == "commit").then(|| facts.next().map(str::to_owned)).flatten()
}

/// A blob as text. `None` where it is none.
pub(super) fn text(repository: &Repository, id: &str) -> Option<String> {
    let output = repository.command().args(["cat-file", "blob", id]).output().ok()?;
    String::from_utf8(output.stdout).ok().filter(|_| output.status.success())
}

/// Reads the files that are not too large, all in one call.
pub(super) fn read(repository: &Repository, mut blobs: Vec<Blob>) -> Result<Vec<(String, Vec<u8>)>, String> {
    blobs.retain(|blob| blob.too_large().is_none());
    let mut command = repository.command();
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("git has no input or no output".to_owned());
    };
    let files = std::thread::scope(|scope| {
        let blobs = &blobs;
        // Git answers while it is asked: who writes all first waits for ever.
        scope.spawn(move || blobs.iter().try_for_each(|blob| writeln!(stdin, "{}", blob.id)));
        read_answers(blobs, BufReader::with_capacity(1 << 16, stdout))
    });
    // Where an answer was wrong, git may wait for a reader.
    let _ = child.kill();
    let _ = child.wait();
    files
}

/// `<id> blob <size>`, a newline, the bytes, a newline; for each file.
fn read_answers(blobs: &[Blob], mut stdout: impl std::io::BufRead) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::with_capacity(blobs.len());
    for blob in blobs {
        let fault = |what: &str| format!("git did not give `{}`: {what}", blob.path);
        let mut head = String::new();
        stdout.by_ref().take(1 << 10).read_line(&mut head).map_err(|error| fault(&error.to_string()))?;
        let size =
            head.strip_prefix(&format!("{} blob ", blob.id)).and_then(|size| size.trim_end().parse::<u64>().ok());
        let size = size.filter(|size| *size == blob.size).ok_or_else(|| fault("the object is not there"))?;
        let mut bytes = vec![0; usize::try_from(size).map_err(|_| fault("it is too large"))?];
        stdout.read_exact(&mut bytes).map_err(|error| fault(&error.to_string()))?;
        stdout.read_exact(&mut [0]).map_err(|error| fault(&error.to_string()))?;
        files.push((blob.path.clone(), bytes));
    }
    Ok(files)
}
