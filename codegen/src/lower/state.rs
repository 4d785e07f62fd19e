//! Words of a page in; the sentence that calls what they describe deprecated or a preview out.
//!
//! Only a sentence whose subject is the item itself counts: "This API is deprecated", "Deprecated. Use `x`.", "(Preview) The ..".
//! "Replaces the deprecated `x`" and "Whether the app is deprecated" speak of something else.

use super::markdown;
use crate::page::dialect::{States, Words};

/// The wordings of states.
type Wordings = States<Words>;

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
pub(super) fn deprecation(words: &str, item: Item<'_>, states: &Wordings) -> Option<String> {
    // Most words have none, which is told without reading their sentences.
    let may_say = states.deprecation.is_in_any_case(words);
    if may_say { find_sentence(words, item, (State::Deprecated, states)) } else { None }
}

/// The sentence that calls the item a preview.
pub(super) fn preview(words: &str, item: Item<'_>, states: &Wordings) -> Option<String> {
    let may_say = states.may_be_preview.is_in_any_case(words);
    if may_say { find_sentence(words, item, (State::Preview, states)) } else { None }
}

/// What a mark in a title, or in the cell of a name, says: `displayName (deprecated)`.
pub(super) fn marked(name: &str, what: &str, states: &Wordings) -> (Option<String>, Option<String>) {
    if !name.contains(['(', '[']) {
        return (None, None);
    }
    let lower = name.to_lowercase();
    let is_mark = |mark: &str| lower.contains(&format!("({mark})")) || lower.contains(&format!("[{mark}]"));
    let has = |words: &Words| words.folded().any(is_mark);
    let deprecated = has(&states.deprecated).then(|| format!("the page calls the {what} deprecated"));
    let preview = has(&states.preview).then(|| format!("the page calls the {what} a preview"));
    (deprecated, preview)
}

/// The sentence that calls the item so, and the one after it where that says what to use instead.
fn find_sentence(words: &str, item: Item<'_>, state: (State, &Wordings)) -> Option<String> {
    let (sentence, after) = sentences(words).find(|(sentence, _)| calls(sentence, item, state))?;
    Some(note(sentence, after, state.1))
}

/// Whether a sentence calls the item deprecated.
pub(super) fn is_deprecation(sentence: &str, item: Item<'_>, states: &Wordings) -> bool {
    calls(sentence, item, (State::Deprecated, states))
}

/// Whether a sentence calls the item so.
fn calls(sentence: &str, item: Item<'_>, (state, states): (State, &Wordings)) -> bool {
    if sentence.len() > LONGEST_SENTENCE {
        return false;
    }
    let sentence = sentence.trim().to_lowercase().replace('’', "'").replace("it's ", "it is ");
    let speaks_alone = !matches!(item, Item::Operation { in_alert: false } | Item::Type { in_alert: false });
    let is_of_item = |before: &str| subject_of(before, states).is_some_and(|subject| is_subject(subject, item, states));
    match state {
        State::Deprecated => {
            let is_deprecating = |(_, after): (&str, &str)| rest_of_subject(after.trim_start(), item, states).is_some();
            (speaks_alone && opens_with_deprecated(&sentence, states))
                || states.deprecated.around(&sentence).any(|(before, _)| is_of_item(before))
                || states.deprecating.around(&sentence).any(is_deprecating)
        }
        State::Preview => {
            (speaks_alone && opens_with_preview(&sentence, states))
                || states
                    .preview
                    .around(&sentence)
                    .any(|(before, after)| is_state(before, after, states) && is_of_item(before))
                || (!matches!(item, Item::Part(_)) && states.preview_notice.is(&sentence))
        }
    }
}

/// "Deprecated.", "\[Deprecated\] Configuring ..", "Deprecated in favor of ..", and not "Deprecated apps are ..".
fn opens_with_deprecated(sentence: &str, states: &Wordings) -> bool {
    let start = sentence.trim_start_matches(['(', '[', '*', '_', ' ']);
    let Some(rest) = states.deprecated.rest_behind(start) else { return false };
    match rest.strip_prefix(' ') {
        Some(rest) => rest.starts_with(['-', '–', '—', '(']) || states.after_deprecated.begin(rest),
        None => !rest.starts_with(|c: char| c.is_alphanumeric()),
    }
}

/// "(Preview) ..", "(Private preview)", "In preview.", and not "Preview text for the notification".
fn opens_with_preview(sentence: &str, states: &Wordings) -> bool {
    let mut start = sentence.trim_start_matches(['(', '[', '*', '_', ' ']);
    while let Some((_, rest)) = start.split_once(' ').filter(|(word, _)| states.stage.is(word)) {
        start = rest;
    }
    let rest = states.preview.rest_behind(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([')', ']', '.', ':', ',', ';']))
}

/// "in public preview", "a preview API"; not "in order to render a temporary preview".
fn is_state(before: &str, after: &str, states: &Wordings) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let next = after.split_whitespace().next().unwrap_or_default();
    let is_word = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_kind = states.preview_kind.is(next.trim_end_matches(['.', ',']));
    is_word && (states.stage.is(last) || (states.article.is(last) && is_kind))
}

/// What stands before "is", "will be", "is in the process of being" and the like, at the end of which a state is said. `None`
/// where there is no such verb: "the deprecated x".
fn subject_of<'t>(before: &'t str, states: &Wordings) -> Option<&'t str> {
    let mut rest = before.trim_end();
    let mut has_verb = false;
    while let Some(word) = rest.split_whitespace().next_back() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        // "is not deprecated"
        if states.not.is(bare) {
            return None;
        }
        let is_verb = states.verb.is(bare);
        has_verb |= is_verb;
        if !(is_verb || states.beside_verb.is(bare) || states.stage.is(bare)) {
            break;
        }
        rest = rest.get(..rest.len() - word.len()).unwrap_or_default().trim_end();
    }
    has_verb.then_some(rest)
}

/// Whether these words, which stand before the verb, name the item.
fn is_subject(words: &str, item: Item<'_>, states: &Wordings) -> bool {
    const MARKS: &[&str] = &[", ", "; ", ": ", " - ", " – ", " — "];
    if matches!(item, Item::Part(_)) && (words.is_empty() || words.ends_with(['-', '–', '—', ';', ','])) {
        return true;
    }
    let mark = MARKS.iter().filter_map(|mark| Some(words.rfind(mark)? + mark.len())).max().unwrap_or_default();
    let start = mark.max(states.clause.end_of_last(words));
    let clause = words.get(start..).unwrap_or_default().trim();
    let names_before = || states.this.folded().any(|this| words.contains(&format!("{this} ")));
    let is_pronoun = states.it.is(clause) && (start == 0 || names_before());
    states.this.is(clause) || is_pronoun || names(words, item, states) || names(clause, item, states)
}

/// Whether words are the name of the item, and nothing that has a verb of its own.
fn names(words: &str, item: Item<'_>, states: &Wordings) -> bool {
    let Some(rest) = rest_of_subject(words, item, states) else { return false };
    if rest.split_whitespace().any(|word| states.other.is(word)) {
        return false;
    }
    let goes_on = rest.ends_with(',') || states.and_or.end(rest);
    let is_name = rest.split_whitespace().count() == 1 && rest.trim().starts_with(['`', '*']);
    let start = rest.trim_start();
    rest.is_empty() || goes_on || is_name || start.starts_with('(') || states.belongs.begin(start)
}

/// What follows the words that name the item, at the start of a text: "this API", "the method", "the `x` property".
fn rest_of_subject<'t>(text: &'t str, item: Item<'_>, states: &Wordings) -> Option<&'t str> {
    let (nouns, in_alert, name) = match item {
        Item::Operation { in_alert } => (&states.operation, in_alert, ""),
        Item::Type { in_alert } => (&states.r#type, in_alert, ""),
        Item::Part(name) => (&states.part, false, name),
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
    let is_this = states.this.is(&first);
    let has_article = is_this || states.the.is(&first);
    for word in words.take(farthest) {
        let is_near = is_behind_name || is_this || in_alert;
        let noun = bare(word);
        let noun = noun.strip_suffix("'s").unwrap_or(&noun);
        end += word.len();
        if has_article && is_near && nouns.is(noun) {
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
pub(super) fn note(sentence: &str, after: &str, states: &Wordings) -> String {
    let next = sentences(after).next().map_or("", |(next, _)| next);
    let is_advice = states.advice.is_in(&next.to_lowercase());
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
