//! Words of a page in; the sentence that calls what they describe deprecated or a preview out.
//!
//! Only a sentence whose subject is the item itself counts: "This API is deprecated", "Deprecated. Use `x`.", "(Preview) The ..".
//! "Replaces the deprecated `x`" and "Whether the app is deprecated" speak of something else.

use super::markdown;

/// How long a note may be, which all that it speaks of repeat.
const LONGEST_NOTE: usize = 1_000;
/// How long a sentence may be; a longer one says nothing of a state.
const LONGEST_SENTENCE: usize = 4_000;
/// How many words stand between `this` and what it is: "this identity provider API".
const FARTHEST_NOUN: usize = 6;

/// What words describe.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    /// An operation. In an alert, "the identity provider API" is the page's own.
    Operation { in_alert: bool },
    /// A resource or an enumeration.
    Type { in_alert: bool },
    /// A property or a member of an enumeration, by its name. A sentence of its description without a subject speaks of it.
    Part(&'a str),
}

/// What an item is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Deprecated,
    Preview,
}

/// The sentence that calls the item deprecated, with the advice that follows it.
pub(super) fn deprecation(words: &str, item: Item<'_>) -> Option<String> {
    // Most words have none, which is told without reading their sentences.
    let may_say = ["eprecat", "EPRECAT"].iter().any(|word| words.contains(word));
    if may_say { find_sentence(words, item, State::Deprecated) } else { None }
}

/// The sentence that calls the item a preview.
pub(super) fn preview(words: &str, item: Item<'_>) -> Option<String> {
    let may_say = ["review", "REVIEW", "/beta"].iter().any(|word| words.contains(word));
    if may_say { find_sentence(words, item, State::Preview) } else { None }
}

/// What a mark in a title, or in the cell of a name, says: `displayName (deprecated)`.
pub(super) fn marked(name: &str, what: &str) -> (Option<String>, Option<String>) {
    if !name.contains(['(', '[']) {
        return (None, None);
    }
    let lower = name.to_lowercase();
    let has = |mark: &str| lower.contains(&format!("({mark})")) || lower.contains(&format!("[{mark}]"));
    let deprecated = has("deprecated").then(|| format!("the page calls the {what} deprecated"));
    let preview = has("preview").then(|| format!("the page calls the {what} a preview"));
    (deprecated, preview)
}

/// The sentence that calls the item so, and the one after it where that says what to use instead.
fn find_sentence(words: &str, item: Item<'_>, state: State) -> Option<String> {
    let (sentence, after) = sentences(words).find(|(sentence, _)| calls(sentence, item, state))?;
    Some(note(sentence, after))
}

/// Whether a sentence calls the item deprecated.
pub(super) fn is_deprecation(sentence: &str, item: Item<'_>) -> bool {
    calls(sentence, item, State::Deprecated)
}

/// Whether a sentence calls the item so.
fn calls(sentence: &str, item: Item<'_>, state: State) -> bool {
    if sentence.len() > LONGEST_SENTENCE {
        return false;
    }
    let sentence = sentence.trim().to_lowercase().replace('’', "'").replace("it's ", "it is ");
    let speaks_alone = !matches!(item, Item::Operation { in_alert: false } | Item::Type { in_alert: false });
    let is_of_item = |before: &str| subject_of(before).is_some_and(|subject| is_subject(subject, item));
    match state {
        State::Deprecated => {
            let is_deprecating = |(_, after): (&str, &str)| rest_of_subject(after.trim_start(), item).is_some();
            (speaks_alone && opens_with_deprecated(&sentence))
                || around(&sentence, "deprecated").any(|(before, _)| is_of_item(before))
                || around(&sentence, "deprecating ").any(is_deprecating)
        }
        State::Preview => {
            (speaks_alone && opens_with_preview(&sentence))
                || around(&sentence, "preview").any(|(before, after)| is_state(before, after) && is_of_item(before))
                || (!matches!(item, Item::Part(_)) && is_beta_disclaimer(&sentence))
        }
    }
}

/// What stands before and behind each place of a word.
fn around<'s>(sentence: &'s str, word: &'s str) -> impl Iterator<Item = (&'s str, &'s str)> {
    let places = sentence.match_indices(word).map(|(at, _)| (at, at + word.len()));
    places.filter_map(|(at, end)| Some((sentence.get(..at)?, sentence.get(end..)?)))
}

/// "Deprecated.", "\[Deprecated\] Configuring ..", "Deprecated in favor of ..", and not "Deprecated apps are ..".
fn opens_with_deprecated(sentence: &str) -> bool {
    const GOES_ON: &[&str] = &[
        "in ",
        "since ",
        "as of",
        "use ",
        "please ",
        "by ",
        "for ",
        "from ",
        "starting ",
        "after ",
        "on ",
        "do ",
        "due ",
        "and will ",
        "and is ",
        "and has ",
        "and should ",
        "and must ",
        "and no ",
        "and replaced",
        "because ",
        "instead",
        "-",
        "–",
        "—",
        "(",
    ];
    let start = sentence.trim_start_matches(['(', '[', '*', '_', ' ']);
    let Some(rest) = start.strip_prefix("deprecated") else { return false };
    match rest.strip_prefix(' ') {
        Some(rest) => GOES_ON.iter().any(|word| rest.starts_with(word)),
        None => !rest.starts_with(|c: char| c.is_alphanumeric()),
    }
}

/// "(Preview) ..", "(Private preview)", "In preview.", and not "Preview text for the notification".
fn opens_with_preview(sentence: &str) -> bool {
    let mut start = sentence.trim_start_matches(['(', '[', '*', '_', ' ']);
    while let Some((_, rest)) = start.split_once(' ').filter(|(word, _)| STAGES.contains(word)) {
        start = rest;
    }
    start
        .strip_prefix("preview")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([')', ']', '.', ':', ',', ';']))
}

/// Words that stand before `preview` where it is a state.
const STAGES: &[&str] = &["in", "public", "private", "limited", "early", "currently", "still", "available", "only"];

/// "in public preview", "a preview API"; not "in order to render a temporary preview".
fn is_state(before: &str, after: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let next = after.split_whitespace().next().unwrap_or_default();
    let is_word = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_kind = ["api", "apis", "feature", "version", "release"].contains(&next.trim_end_matches(['.', ',']));
    is_word && (STAGES.contains(&last) || (last == "a" && is_kind))
}

/// "APIs under the `/beta` version in Microsoft Graph are subject to change."
fn is_beta_disclaimer(sentence: &str) -> bool {
    sentence.starts_with("apis under the") && sentence.contains("/beta") && sentence.contains("change")
}

/// What stands before "is", "will be", "is in the process of being" and the like, at the end of which a state is said. `None`
/// where there is no such verb: "the deprecated x".
fn subject_of(before: &str) -> Option<&str> {
    const VERBS: &[&str] = &["is", "are", "was", "were", "be", "been", "being", "becomes", "become"];
    const FILLERS: &[&str] = &[
        "has",
        "have",
        "will",
        "now",
        "also",
        "already",
        "officially",
        "soon",
        "going",
        "to",
        "about",
        "planned",
        "scheduled",
        "expected",
        "the",
        "process",
        "of",
        "a",
        "not",
        "yet",
    ];
    let mut rest = before.trim_end();
    let mut has_verb = false;
    while let Some(word) = rest.split_whitespace().next_back() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        // "is not deprecated"
        if bare == "not" {
            return None;
        }
        has_verb |= VERBS.contains(&bare);
        if !(VERBS.contains(&bare) || FILLERS.contains(&bare) || STAGES.contains(&bare)) {
            break;
        }
        rest = rest.get(..rest.len() - word.len()).unwrap_or_default().trim_end();
    }
    has_verb.then_some(rest)
}

/// Whether these words, which stand before the verb, name the item.
fn is_subject(words: &str, item: Item<'_>) -> bool {
    const CLAUSES: &[&str] =
        &[", ", "; ", ": ", " - ", " – ", " — ", " as ", " because ", " since ", " and ", " but ", " that "];
    if matches!(item, Item::Part(_)) && (words.is_empty() || words.ends_with(['-', '–', '—', ';', ','])) {
        return true;
    }
    let start = CLAUSES.iter().filter_map(|mark| Some(words.rfind(mark)? + mark.len())).max().unwrap_or_default();
    let clause = words.get(start..).unwrap_or_default().trim();
    let is_pronoun = clause == "it" && (start == 0 || words.contains("this "));
    clause == "this" || is_pronoun || names(words, item) || names(clause, item)
}

/// Whether words are the name of the item, and nothing that has a verb of its own.
fn names(words: &str, item: Item<'_>) -> bool {
    const OTHERS: &[&str] = &[
        "which",
        "that",
        "whose",
        "who",
        "whether",
        "if",
        "when",
        "where",
        "until",
        "indicates",
        "specifies",
        "contains",
        "returns",
        "replaces",
        "lists",
        "shows",
        "represents",
        "supports",
        "includes",
        "allows",
        "determines",
    ];
    const PARTS: &[&str] = &["for ", "of ", "in ", "on ", "under ", "from ", "with ", "("];
    let Some(rest) = rest_of_subject(words, item) else { return false };
    if rest.split_whitespace().any(|word| OTHERS.contains(&word)) {
        return false;
    }
    let goes_on = [" and", " or", ","].iter().any(|end| rest.ends_with(end));
    let is_name = rest.split_whitespace().count() == 1 && rest.trim().starts_with(['`', '*']);
    rest.is_empty() || goes_on || is_name || PARTS.iter().any(|part| rest.trim_start().starts_with(part))
}

/// What follows the words that name the item, at the start of a text: "this API", "the method", "the `x` property".
fn rest_of_subject<'t>(text: &'t str, item: Item<'_>) -> Option<&'t str> {
    let (nouns, in_alert, name): (&[&str], bool, &str) = match item {
        Item::Operation { in_alert } => {
            (&["api", "apis", "method", "operation", "function", "action", "endpoint", "call", "request"], in_alert, "")
        }
        Item::Type { in_alert } => {
            (&["api", "apis", "resource", "type", "entity", "object", "facet", "enumeration"], in_alert, "")
        }
        Item::Part(name) => (
            &["property", "field", "attribute", "setting", "value", "relationship", "parameter", "member", "option"],
            false,
            name,
        ),
    };
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let own_name = bare(&name.to_lowercase());
    let mut words = text.split_inclusive(char::is_whitespace);
    let first = bare(words.next()?);
    let is_own = |word: &str| !own_name.is_empty() && bare(word) == own_name;
    let mut end = text.split_inclusive(char::is_whitespace).next()?.len();
    if is_own(&first) {
        return text.get(end..);
    }
    let farthest = if matches!(item, Item::Part(_)) { 2 } else { FARTHEST_NOUN };
    let mut is_behind_name = true;
    for word in words.take(farthest) {
        let is_near = is_behind_name || first == "this" || first == "these" || in_alert;
        let noun = bare(word);
        let noun = noun.strip_suffix("'s").unwrap_or(&noun);
        end += word.len();
        if matches!(first.as_str(), "this" | "these" | "the") && nouns.contains(&noun) && is_near {
            return text.get(end..);
        }
        is_behind_name = is_own(word);
        if !(is_near || is_behind_name) {
            return None;
        }
    }
    None
}

/// The sentence, cleaned, and the one after it where that says what to use instead.
pub(super) fn note(sentence: &str, after: &str) -> String {
    let next = sentences(after).next().map_or("", |(next, _)| next);
    let is_advice = ["use ", "going forward", "instead"].iter().any(|word| next.to_lowercase().contains(word));
    let note = if is_advice { format!("{sentence}{next}") } else { sentence.to_owned() };
    markdown::clean(note.trim()).chars().take(LONGEST_NOTE).collect()
}

/// Each sentence, and what stands after it.
pub(super) fn sentences(words: &str) -> impl Iterator<Item = (&str, &str)> {
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
