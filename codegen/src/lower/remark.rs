//! The page's remarks in; what they call deprecated or a preview out.

use super::state::{self, Item};
use crate::block::Text;
use crate::page::Page;
use crate::page::dialect::{Dialect, Words};

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
        read_remark(text, page.dialect, &mut remarks);
    }
    let (deprecated, preview) = title_marks(page);
    remarks.deprecated = remarks.deprecated.or(deprecated);
    remarks.preview = remarks.preview.or(preview);
    remarks
}

/// What `(deprecated)` and `(preview)` in the title say.
pub(super) fn title_marks(page: &Page<'_>) -> (Option<String>, Option<String>) {
    let title = page.title.as_ref().map(Text::plain).unwrap_or_default().to_lowercase();
    let states = &page.dialect.states;
    let has = |words: &Words| words.folded().any(|word| title.contains(&format!("({word})")));
    let deprecated = has(&states.deprecated).then(|| "the page's title calls it deprecated".to_owned());
    let preview = has(&states.preview).then(|| "the page's title calls it a preview".to_owned());
    (deprecated, preview)
}

/// A sentence with "deprecated" speaks of the paths that it names in backticks; without any, of the operation where its
/// subject is the API or the method.
fn read_remark(text: &Text<'_>, dialect: &Dialect, remarks: &mut Remarks) {
    let states = &dialect.states;
    let words = text.words();
    let (words, in_alert) = without_label(&words, dialect);
    let item = Item::Operation { in_alert };
    remarks.preview = remarks.preview.take().or_else(|| state::preview(words, item, states));
    let speaks = |sentence: &str| states.deprecation.is_in_any_case(sentence);
    for (sentence, after) in state::sentences(words).filter(|(sentence, _)| speaks(sentence)) {
        let paths = deprecated_paths(sentence, dialect);
        if paths.is_empty() && remarks.deprecated.is_none() && state::is_deprecation(sentence, item, states) {
            remarks.deprecated = Some(state::note(sentence, after, states));
        }
        let free = MAX_DEPRECATED_PATHS.saturating_sub(remarks.deprecated_paths.len());
        let paths = paths.into_iter().take(free).map(|path| (path.to_owned(), state::note(sentence, after, states)));
        remarks.deprecated_paths.extend(paths);
    }
}

/// The paths that a sentence calls deprecated: "The `/app` path is deprecated", "the deprecated `/app` path".
fn deprecated_paths<'t>(sentence: &'t str, dialect: &Dialect) -> Vec<&'t str> {
    let states = &dialect.states;
    let Some((before, after)) = states.deprecation.split_in_any_case(sentence) else { return Vec::new() };
    let paths = |text| codes(text).filter(|code| code.starts_with('/'));
    let last = before.split_whitespace().next_back().unwrap_or_default();
    if !states.before_deprecated_path.is(&last.to_lowercase()) {
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
pub(super) fn without_label<'w>(words: &'w str, dialect: &Dialect) -> (&'w str, bool) {
    let words = words.trim();
    let alert = words.strip_prefix("[!").and_then(|rest| rest.split_once(']')).map(|(_, rest)| rest.trim());
    let words = alert.unwrap_or(words);
    match words.split_once(':') {
        Some((label, rest)) if dialect.pages.note.is(&label.to_lowercase()) => (rest.trim(), true),
        Some((label, rest)) if !label.contains(' ') && label.len() < 12 => (rest.trim(), alert.is_some()),
        _ => (words, alert.is_some()),
    }
}
