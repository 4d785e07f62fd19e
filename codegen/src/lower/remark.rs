//! The page's remarks in; what they call deprecated or a preview out.

use crate::block::Text;
use crate::lower::markdown;
use crate::page::Page;

/// How many deprecated paths of a page are kept.
const MAX_DEPRECATED_PATHS: usize = 100;
/// How long a note on a deprecation may be, which each of its routes repeats.
const LONGEST_NOTE: usize = 1_000;

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
    let title = page.title.as_ref().map(Text::plain).unwrap_or_default().to_lowercase();
    if title.contains("(deprecated)") {
        remarks.deprecated.get_or_insert_with(|| "the page's title calls it deprecated".to_owned());
    }
    if title.contains("(preview)") {
        remarks.preview.get_or_insert_with(|| "the page's title calls it a preview".to_owned());
    }
    remarks
}

/// A sentence with "deprecated" speaks of the paths that it names in backticks; without any, of the operation where its
/// subject is the API or the method.
fn read_remark(text: &Text<'_>, remarks: &mut Remarks) {
    let words = without_label(&text.words());
    for (sentence, after) in sentences(&words) {
        let lower = sentence.to_ascii_lowercase();
        if let Some(at) = lower.find("deprecat") {
            let before = sentence.get(..at).unwrap_or_default().split('`').skip(1).step_by(2);
            let paths: Vec<&str> = before.map(str::trim).filter(|code| code.starts_with('/')).collect();
            let note = with_next_sentence(sentence, after);
            match paths.as_slice() {
                [] if names_operation(&lower) => {
                    remarks.deprecated.get_or_insert(note);
                }
                paths => {
                    let free = MAX_DEPRECATED_PATHS.saturating_sub(remarks.deprecated_paths.len());
                    let paths = paths.iter().take(free).map(|path| ((*path).to_owned(), note.clone()));
                    remarks.deprecated_paths.extend(paths);
                }
            }
        }
        if lower.contains("in preview") || lower.contains("preview version") {
            remarks.preview.get_or_insert_with(|| sentence.trim().to_owned());
        }
    }
}

/// "This API is deprecated", "The method has been deprecated".
fn names_operation(sentence: &str) -> bool {
    const SUBJECTS: &[&str] =
        &["this api", "this method", "this operation", "this function", "this action", "this endpoint", "the api is"];
    SUBJECTS.iter().any(|subject| sentence.contains(subject))
}

/// The sentence, and the one after it where that says what to use instead.
fn with_next_sentence(sentence: &str, after: &str) -> String {
    let next = sentences(after).next().map_or("", |(next, _)| next);
    let is_advice = ["use ", "going forward", "instead"].iter().any(|word| next.to_lowercase().contains(word));
    let note = if is_advice { format!("{}{next}", sentence) } else { sentence.to_owned() };
    markdown::clean(note.trim()).chars().take(LONGEST_NOTE).collect()
}

/// Takes `Note:` and `[!NOTE]` off the front.
fn without_label(words: &str) -> String {
    let words = words.trim();
    let words = words.strip_prefix("[!").and_then(|rest| rest.split_once(']')).map_or(words, |(_, rest)| rest.trim());
    match words.split_once(':') {
        Some((label, rest)) if !label.contains(' ') && label.len() < 12 => rest.trim().to_owned(),
        _ => words.to_owned(),
    }
}

/// Each sentence, and what stands after it.
fn sentences(words: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = words;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let end = rest.match_indices(". ").map(|(at, _)| at + 1).next().unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some((sentence, after))
    })
}
