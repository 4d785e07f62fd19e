//! The folder that a settings file speaks of and the doc root of a door in; how a path below one is written below the other, out.

use std::borrow::Cow;
use std::path::Path;

/// How paths below the folder that settings speak of stand to paths below a doc root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Base {
    /// Both are the same folder.
    #[default]
    Same,
    /// The settings speak of a folder below the doc root, at this path with a slash behind.
    Below(String),
    /// The doc root lies below the folder, at this path with a slash behind.
    Above(String),
}

impl Base {
    /// How the folder that settings speak of stands to a doc root; both canonical. `None` where neither holds the other.
    pub(super) fn of(folder: &Path, root: &Path) -> Option<Self> {
        if let Ok(below) = folder.strip_prefix(root) {
            let path = as_prefix(below)?;
            return Some(if path.is_empty() { Self::Same } else { Self::Below(path) });
        }
        Some(Self::Above(as_prefix(root.strip_prefix(folder).ok()?)?))
    }

    /// A path below the doc root, as the settings write it. `None` where they do not speak of it.
    pub(crate) fn in_settings<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        match self {
            Self::Same => Some(path.into()),
            Self::Below(prefix) => path.strip_prefix(prefix.as_str()).map(Cow::from),
            Self::Above(prefix) => Some(format!("{prefix}{path}").into()),
        }
    }

    /// A path of the settings, as one below the doc root. `None` where it lies elsewhere.
    pub(crate) fn below_root(&self, path: &str) -> Option<String> {
        match self {
            Self::Same => Some(path.to_owned()),
            Self::Below(prefix) => Some(format!("{prefix}{path}")),
            Self::Above(prefix) => path.strip_prefix(prefix.as_str()).map(str::to_owned),
        }
    }
}

/// `docs/api/`; empty for no folder. `None` where a name is no text.
fn as_prefix(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    Some(parts.iter().map(|part| format!("{part}/")).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Base;

    #[test]
    fn paths_are_written_from_either_folder() {
        let of = |folder: &str, root: &str| Base::of(Path::new(folder), Path::new(root));
        let same = of("/a", "/a").expect("one holds the other");
        assert_eq!(same.in_settings("x.md").as_deref(), Some("x.md"));
        let below = of("/a/docs/api", "/a").expect("one holds the other");
        assert_eq!(below.in_settings("docs/api/x.md").as_deref(), Some("x.md"));
        assert_eq!(below.in_settings("docs/x.md"), None);
        assert_eq!(below.below_root("x.md").as_deref(), Some("docs/api/x.md"));
        let above = of("/a", "/a/docs").expect("one holds the other");
        assert_eq!(above.in_settings("x.md").as_deref(), Some("docs/x.md"));
        assert_eq!(above.below_root("docs/x.md").as_deref(), Some("x.md"));
        assert_eq!(above.below_root("other/x.md"), None);
        assert_eq!(of("/a", "/b"), None);
    }
}
