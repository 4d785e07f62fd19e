//! Operations in; the names of their endpoints, methods and modules, no two the same, out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::file_stem;
use super::word::{TakenNames, Words, unraw};
use crate::api::Operation;
use crate::parallel::in_parallel;

/// What the pages of a reference call things.
#[derive(Debug)]
pub struct KnownNames<'a> {
    /// The words that the user spells.
    given: &'a Words,
    /// How words are cased that file names give in lower case: `ioslobapp` is `iosLobApp` in titles and links.
    words: HashMap<String, String>,
    /// The file names of the resource pages, without extension.
    resources: HashSet<String>,
}

impl<'a> KnownNames<'a> {
    /// Nothing but the words that the user spells.
    pub fn new(given: &'a Words) -> Self {
        Self { given, words: HashMap::new(), resources: HashSet::new() }
    }

    /// Learns the file names of resource pages.
    pub fn extend_resources(&mut self, paths: impl IntoIterator<Item = String>) {
        self.resources.extend(paths.into_iter().map(|path| stem_words(&path).join("-")));
    }

    /// Learns how a page spells words. The first spelling of a word wins.
    pub fn learn_words(&mut self, spellings: &[(String, String)]) {
        for (word, spelling) in spellings {
            if !self.words.contains_key(word) {
                self.words.insert(word.clone(), spelling.clone());
            }
        }
    }

    fn spell<'w>(&'w self, word: &'w str) -> &'w str {
        self.words.get(&word.to_lowercase()).map_or(word, String::as_str)
    }
}

/// The words of a text with a capital inside, each in lower case and as it is spelled.
pub fn spellings(text: &str) -> Vec<(String, String)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    let has_hump = |word: &&str| word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    words.filter(has_hump).map(|word| (word.to_lowercase(), word.to_owned())).collect()
}

/// The names that an operation has by its page alone.
struct OwnNames {
    name: String,
    method_name: String,
    module: String,
}

impl OwnNames {
    fn of(operation: &Operation, names: &KnownNames<'_>) -> Self {
        let words = title_words(operation, names);
        let module = module_name(&operation.page, names);
        Self { name: names.given.camel_name(&words), method_name: names.given.snake_name(&words), module }
    }
}

/// Names all operations of a reference. Pages that share a title get the words of their file names in front that tell them
/// apart: `calendar-list-events.md` and `user-list-events.md`, both "List events", are `CalendarListEvents` and
/// `UserListEvents`.
pub fn name_operations(operations: &mut [Operation], names: &KnownNames<'_>) {
    let own_names = in_parallel(operations, &|operation: &Operation| OwnNames::of(operation, names));
    for (operation, own) in operations.iter_mut().zip(own_names) {
        let OwnNames { name, method_name, module } = own;
        (operation.name, operation.method_name, operation.module) = (name, method_name, module);
    }
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, operation) in operations.iter().enumerate() {
        by_name.entry(operation.name.clone()).or_default().push(at);
    }
    for shared in by_name.values().filter(|shared| shared.len() > 1) {
        tell_apart(operations, shared, names);
    }
    number_repeated(operations);
}

fn tell_apart(operations: &mut [Operation], shared: &[usize], names: &KnownNames<'_>) {
    let stems: Vec<Vec<String>> =
        shared.iter().filter_map(|&at| operations.get(at)).map(|operation| stem_words(&operation.page)).collect();
    let mut pages_with: HashMap<&str, usize> = HashMap::new();
    for stem in &stems {
        let words: HashSet<&str> = stem.iter().map(String::as_str).collect();
        words.into_iter().for_each(|word| *pages_with.entry(word).or_default() += 1);
    }
    let is_common = |word: &String| pages_with.get(word.as_str()) == Some(&stems.len());
    for (&at, stem) in shared.iter().zip(&stems) {
        let Some(operation) = operations.get_mut(at) else { continue };
        let title = title_words(operation, names);
        let in_title: Vec<String> = title.split(' ').map(str::to_lowercase).collect();
        let own = stem.iter().filter(|word| !is_common(word) && !in_title.contains(word)).map(|word| names.spell(word));
        let words = format!("{} {title}", own.collect::<Vec<_>>().join(" "));
        operation.name = names.given.camel_name(&words);
        operation.method_name = names.given.snake_name(&words);
    }
}

/// Names that are still the same get a number, in the order of their pages.
fn number_repeated(operations: &mut [Operation]) {
    let mut names = TakenNames::default();
    let mut methods = TakenNames::of(["new", "send", "client"]);
    for operation in operations {
        operation.name = names.take(&operation.name, "");
        operation.method_name = methods.take(&operation.method_name, "_");
    }
}

/// The words of the title, or of the file's name where the title has none; `(deprecated)` and the like are no part.
fn title_words(operation: &Operation, names: &KnownNames<'_>) -> String {
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
