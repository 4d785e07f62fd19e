//! The bytes of an executable in; the operations that it can send out.
//!
//! Generated code gives each operation a mark, `docbind::Operation::mark`. The linker keeps it where the operation is
//! sent. The bytes are searched without regard to the format of the file.

use std::sync::Arc;

use docbind_codegen::api::Operation;

const START: &[u8] = b"\x01docbind-operation 1 ";
const END: u8 = 1;
/// No mark is longer than this.
const LONGEST: usize = 4096;

/// What an operation is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// The page, as the code was generated from it.
    pub(super) page: String,
    /// The endpoint's name.
    pub(super) name: String,
}

impl Mark {
    /// The operation of this page, if there is one and no other.
    ///
    /// Where one page was read alone, its path may begin above the doc root; where a part of the doc root was read, below it.
    pub(super) fn operation<'a>(&self, operations: &'a [Arc<Operation>]) -> Option<&'a Operation> {
        let all = operations.iter().map(Arc::as_ref);
        let exact = all.clone().find(|operation| operation.page == self.page);
        exact.or_else(|| {
            let mut alike =
                all.filter(|operation| is_tail(&operation.page, &self.page) || is_tail(&self.page, &operation.page));
            alike.next().filter(|_| alike.next().is_none())
        })
    }
}

/// Whether a path ends with all parts of another.
fn is_tail(tail: &str, path: &str) -> bool {
    path.strip_suffix(tail).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// Every mark, in the order of the bytes.
pub(super) fn find_marks(bytes: &[u8]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find_start(rest) {
        rest = rest.get(at + START.len()..).unwrap_or_default();
        marks.extend(read_mark(rest));
    }
    marks
}

fn find_start(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == END)?;
        if bytes.get(at..)?.starts_with(START) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// `GetUser user-get.md`, up to the end of the mark.
fn read_mark(bytes: &[u8]) -> Option<Mark> {
    let end = bytes.iter().take(LONGEST).position(|byte| *byte == END)?;
    let (name, page) = std::str::from_utf8(bytes.get(..end)?).ok()?.split_once(' ')?;
    let is_mark = !name.is_empty() && !page.is_empty() && !page.contains(char::is_control);
    is_mark.then(|| Mark { page: page.to_owned(), name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{Mark, find_marks, is_tail};

    fn mark(name: &str, page: &str) -> Mark {
        Mark { page: page.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn marks_are_found_between_any_bytes() {
        let mut bytes = vec![1, 0, 255, 1, 1];
        bytes.extend(b"\x01docbind-operation 1 GetTide a page/tide-get.md\x01\x01docbind-operation 1 Dock dock.md\x01");
        bytes.extend(b"\x01docbind-operation 1 \x01\x01docbind-operation 1 Half half.m");
        assert_eq!(find_marks(&bytes), [mark("GetTide", "a page/tide-get.md"), mark("Dock", "dock.md")]);
        assert_eq!(find_marks(b"\x01docbind-operation 1 A \xff.md\x01 docbind-operation 1 B b.md\x01"), []);
        assert_eq!(find_marks(&[1; 100]), []);
    }

    #[test]
    fn a_path_ends_with_whole_parts() {
        assert!(is_tail("a.md", "docs/api/a.md") && is_tail("api/a.md", "api/a.md"));
        assert!(!is_tail("beta/a.md", "api/a.md") && !is_tail("a.md", "data.md"));
    }
}
