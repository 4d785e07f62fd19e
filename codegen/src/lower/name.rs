//! Operations in; the names of their endpoints, methods and modules, no two the same, out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::file_stem;
use super::word::{TakenNames, Words, unraw};
use crate::parallel::in_parallel;

/// All that the names of operations are made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameInput {
    /// How pages spell words: in lower case, and as they are spelled.
    pub(crate) spellings: Vec<Arc<Vec<(String, String)>>>,
    /// The paths of the resource pages.
    pub(crate) resources: Vec<String>,
    /// The operations.
    pub(crate) operations: Vec<Titled>,
}

/// What an operation is called after.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Titled {
    /// The path of its page.
    pub(crate) page: String,
    /// The title.
    pub(crate) title: String,
}

/// What an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The endpoint.
    pub(crate) name: String,
    /// The client's method.
    pub(crate) method_name: String,
    /// The module.
    pub(crate) module: String,
}

/// What the pages of a reference call things.
struct KnownNames<'a> {
    /// The words that the user spells.
    given: &'a Words,
    /// How words are cased that file names give in lower case: `ioslobapp` is `iosLobApp` in titles and links.
    words: HashMap<&'a str, &'a str>,
    /// The file names of the resource pages, without extension.
    resources: HashSet<String>,
}

impl<'a> KnownNames<'a> {
    /// The first spelling of a word wins.
    fn of(input: &'a NameInput, given: &'a Words) -> Self {
        let mut words = HashMap::new();
        for (word, spelling) in input.spellings.iter().flat_map(|spellings| spellings.iter()) {
            words.entry(word.as_str()).or_insert(spelling.as_str());
        }
        let resources = input.resources.iter().map(|path| stem_words(path).join("-")).collect();
        Self { given, words, resources }
    }

    fn spell<'w>(&'w self, word: &'w str) -> &'w str {
        self.words.get(word.to_lowercase().as_str()).copied().unwrap_or(word)
    }
}

/// The words of a text with a capital inside, each in lower case and as it is spelled.
pub(crate) fn spellings(text: &str) -> Vec<(String, String)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    let has_hump = |word: &&str| word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    words.filter(has_hump).map(|word| (word.to_lowercase(), word.to_owned())).collect()
}

impl Names {
    /// Those that an operation has by its page alone.
    fn of(operation: &Titled, names: &KnownNames<'_>) -> Self {
        let words = title_words(operation, names);
        let module = module_name(&operation.page, names);
        Self { name: names.given.camel_name(&words), method_name: names.given.snake_name(&words), module }
    }
}

/// Names all operations of a reference. Pages that share a title get the words of their file names in front that tell them
/// apart: `calendar-list-events.md` and `user-list-events.md`, both "List events", are `CalendarListEvents` and
/// `UserListEvents`.
pub(crate) fn name_operations(input: &NameInput, words: &Words) -> Vec<Names> {
    let known = KnownNames::of(input, words);
    let mut names = in_parallel(&input.operations, &|operation: &Titled| Names::of(operation, &known));
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, own) in names.iter().enumerate() {
        by_name.entry(own.name.clone()).or_default().push(at);
    }
    for shared in by_name.values().filter(|shared| shared.len() > 1) {
        tell_apart(&mut names, shared, (&input.operations, &known));
    }
    number_repeated(&mut names);
    names
}

fn tell_apart(names: &mut [Names], shared: &[usize], (operations, known): (&[Titled], &KnownNames<'_>)) {
    let stems: Vec<Vec<String>> =
        shared.iter().filter_map(|&at| operations.get(at)).map(|operation| stem_words(&operation.page)).collect();
    let mut pages_with: HashMap<&str, usize> = HashMap::new();
    for stem in &stems {
        let words: HashSet<&str> = stem.iter().map(String::as_str).collect();
        words.into_iter().for_each(|word| *pages_with.entry(word).or_default() += 1);
    }
    let is_common = |word: &String| pages_with.get(word.as_str()) == Some(&stems.len());
    for (&at, stem) in shared.iter().zip(&stems) {
        let (Some(own), Some(operation)) = (names.get_mut(at), operations.get(at)) else { continue };
        let title = title_words(operation, known);
        let in_title: Vec<String> = title.split(' ').map(str::to_lowercase).collect();
        let further = stem.iter().filter(|word| !is_common(word) && !in_title.contains(word));
        let further = further.map(|word| known.spell(word));
        let words = format!("{} {title}", further.collect::<Vec<_>>().join(" "));
        own.name = known.given.camel_name(&words);
        own.method_name = known.given.snake_name(&words);
    }
}

/// Names that are still the same get a number, in the order of their pages.
fn number_repeated(all: &mut [Names]) {
    let mut names = TakenNames::default();
    let mut methods = TakenNames::of(["new", "send", "client"]);
    for own in all {
        own.name = names.take(&own.name, "");
        own.method_name = methods.take(&own.method_name, "_");
    }
}

/// The words of the title, or of the file's name where the title has none; `(deprecated)` and the like are no part.
fn title_words(operation: &Titled, names: &KnownNames<'_>) -> String {
    let title = operation.title.split(" (").next().unwrap_or_default().replace(['\'', '’', '`'], "");
    let has_words = title.chars().any(char::is_alphanumeric);
    match has_words {
        true => title.split_whitespace().map(|word| names.spell(word)).collect::<Vec<_>>().join(" "),
        false => stem_words(&operation.page).iter().map(|word| names.spell(word)).collect::<Vec<_>>().join(" "),
    }
}

fn stem_words(page: &str) -> Vec<String> {
    file_stem(page).split(['-', '_', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The module is named after the resource page whose file name the operation's begins with: `user-list-events.md` is in
/// `user`. Without such a page, the first word of the file's name serves.
fn module_name(page: &str, names: &KnownNames<'_>) -> String {
    let words = stem_words(page);
    let prefixes = (1..words.len()).rev().map(|count| words.get(..count).unwrap_or_default());
    let resource = prefixes.into_iter().find(|prefix| names.resources.contains(&prefix.join("-")));
    let words = resource.unwrap_or(words.get(..1).unwrap_or_default());
    let name = names.given.snake_name(&words.iter().map(|word| names.spell(word)).collect::<Vec<_>>().join(" "));
    // A module's file must not be the root's, and its name not that of the models' module.
    match unraw(&name) {
        root @ ("mod" | "lib" | "main" | "models") => format!("{root}_pages"),
        _ => name,
    }
}
