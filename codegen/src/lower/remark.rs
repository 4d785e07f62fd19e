//! The page's remarks in; what they call deprecated or a preview out.

use super::state::{self, Item};
use crate::block::Text;
use crate::page::Page;

/// How many deprecated paths of a page are kept.
const MAX_DEPRECATED_PATHS: usize = 100;

/// What a page says of its operation's and its routes' state.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Why and since when the operation is deprecated.
    pub(super) deprecated: Option<String>,
    /// That the operation is a preview.
    pub(super) preview: Option<String>,
    /// Path prefixes that are deprecated, each with the sentence that says so.
    pub(super) deprecated_paths: Vec<(String, String)>,
}

pub(super) fn lower_remarks(page: &Page<'_>) -> Remarks {
    let mut remarks = Remarks::default();
    for text in &page.remarks {
        read_remark(text, &mut remarks);
    }
    let (deprecated, preview) = title_marks(page);
    remarks.deprecated = remarks.deprecated.or(deprecated);
    remarks.preview = remarks.preview.or(preview);
    remarks
}

/// What `(deprecated)` and `(preview)` in the title say.
pub(super) fn title_marks(page: &Page<'_>) -> (Option<String>, Option<String>) {
    let title = page.title.as_ref().map(Text::plain).unwrap_or_default().to_lowercase();
    let deprecated = title.contains("(deprecated)").then(|| "the page's title calls it deprecated".to_owned());
    let preview = title.contains("(preview)").then(|| "the page's title calls it a preview".to_owned());
    (deprecated, preview)
}

/// A sentence with "deprecated" speaks of the paths that it names in backticks; without any, of the operation where its
/// subject is the API or the method.
fn read_remark(text: &Text<'_>, remarks: &mut Remarks) {
    let words = text.words();
    let (words, in_alert) = without_label(&words);
    let item = Item::Operation { in_alert };
    remarks.preview = remarks.preview.take().or_else(|| state::preview(words, item));
    for (sentence, after) in state::sentences(words).filter(|(sentence, _)| sentence.contains("eprecat")) {
        let paths = deprecated_paths(sentence);
        if paths.is_empty() && remarks.deprecated.is_none() && state::is_deprecation(sentence, item) {
            remarks.deprecated = Some(state::note(sentence, after));
        }
        let free = MAX_DEPRECATED_PATHS.saturating_sub(remarks.deprecated_paths.len());
        let paths = paths.into_iter().take(free).map(|path| (path.to_owned(), state::note(sentence, after)));
        remarks.deprecated_paths.extend(paths);
    }
}

/// The paths that a sentence calls deprecated: "The `/app` path is deprecated", "the deprecated `/app` path".
fn deprecated_paths(sentence: &str) -> Vec<&str> {
    let Some((before, after)) = sentence.split_once("eprecat") else { return Vec::new() };
    let paths = |text| codes(text).filter(|code| code.starts_with('/'));
    let last = before.trim_end_matches(['d', 'D']).split_whitespace().next_back().unwrap_or_default();
    if !["the", "a", "an", "old"].contains(&last.to_lowercase().as_str()) {
        return paths(before).collect();
    }
    let is_next = after.split('`').next().is_some_and(|between| between.split_whitespace().count() <= 2);
    paths(after).take(usize::from(is_next)).collect()
}

/// What stands in backticks.
fn codes(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2).map(str::trim)
}

/// The words behind `Note:` and `[!NOTE]`, and whether there was such a label.
pub(super) fn without_label(words: &str) -> (&str, bool) {
    const LABELS: &[&str] = &["note", "important", "caution", "warning", "tip", "attention"];
    let words = words.trim();
    let alert = words.strip_prefix("[!").and_then(|rest| rest.split_once(']')).map(|(_, rest)| rest.trim());
    let words = alert.unwrap_or(words);
    match words.split_once(':') {
        Some((label, rest)) if LABELS.contains(&label.to_lowercase().as_str()) => (rest.trim(), true),
        Some((label, rest)) if !label.contains(' ') && label.len() < 12 => (rest.trim(), alert.is_some()),
        _ => (words, alert.is_some()),
    }
}
