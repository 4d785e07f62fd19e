//! A lock and what the pages say in; how they disagree, page by page and fact by fact, out.

use std::collections::{BTreeMap, HashMap};

use super::Lock;
use super::facts::{At, Facts, RouteFact};
use super::group::{Group, Known, Pages, group_pages};
use super::text::{Block, blocks};
use crate::options::path_of;
use crate::source::SourceMap;

/// How pages and settings differ from what a lock says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Whether the settings mean something else.
    pub has_other_settings: bool,
    /// What became of pages, in the order of their paths.
    pub differences: Vec<Difference>,
}

/// What became of a page, or of several that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What became of it.
    pub change: PageChange,
    /// The facts that differ, what is about the same thing together, that of the lock first. For a page that is new or vanished there are none.
    pub facts: Vec<FactChange>,
}

/// What became of a page. Pages are paths below the doc root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageChange {
    /// It was not there before.
    New(String),
    /// It is no longer there.
    Vanished(String),
    /// Its text is another.
    Edited(String),
    /// Its text is the same, and what is taken from it is another.
    ReadOtherwise(String),
    /// It lies elsewhere.
    Moved {
        /// Where it lay.
        from: String,
        /// Where it lies.
        to: String,
    },
    /// What it says is on several pages.
    Split {
        /// The page.
        from: String,
        /// The pages.
        to: Vec<String>,
    },
    /// What several pages said is on one.
    Merged {
        /// The pages.
        from: Vec<String>,
        /// The page.
        to: String,
    },
    /// What several pages said is on several others.
    Rearranged {
        /// The pages.
        from: Vec<String>,
        /// The others.
        to: Vec<String>,
    },
}

/// A fact that only one side has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactChange {
    /// Whether the lock has it; otherwise the pages do.
    pub is_of_lock: bool,
    /// The fact, as the lock writes it, with what it is about before it.
    pub text: String,
    /// The file and the line.
    pub place: String,
}

/// One side of a comparison.
struct Side<'f> {
    pages: Pages<'f>,
    facts: HashMap<&'f str, Vec<(String, String)>>,
}

/// Compares; `None` where they agree.
pub(super) fn compare(lock: &Lock, now: &Lock, sources: &SourceMap) -> Option<Disagreement> {
    let old = side(&lock.facts, &|block, key, at| lock.show_place(block, key, at));
    let new = side(&now.facts, &|block, _, at| {
        let place = now.place(at.unwrap_or(block.at));
        format!("{}:{}", sources.display_path(&place.file), place.line)
    });
    let groups = group_pages(&old.pages, &new.pages);
    let differences: Vec<Difference> = groups.iter().filter_map(|group| difference(group, &old, &new)).collect();
    let has_other_settings = lock.facts.settings != now.facts.settings;
    (has_other_settings || !differences.is_empty()).then_some(Disagreement { has_other_settings, differences })
}

impl Lock {
    /// The line of a fact in the lock that it was read from.
    fn show_place(&self, block: &Block<'_>, line: &str, at: Option<&At>) -> String {
        let place = self.place(at.unwrap_or(block.at));
        let number = match at {
            Some(_) => place.line,
            None => place.line + self.lines_to(block.at, line),
        };
        format!("{}:{number}", place.file)
    }

    /// How many lines behind the head of a block one stands.
    fn lines_to(&self, at: &At, line: &str) -> u32 {
        let At::Lock(start) = at else { return 0 };
        let text = self.sources.settings_text().unwrap_or_default();
        let block = text.get(*start..).unwrap_or_default().lines().skip(1).take_while(|other| !other.starts_with('['));
        let number = block.map(str::trim_start).position(|other| other.starts_with(line));
        number.and_then(|number| u32::try_from(number + 1).ok()).unwrap_or_default()
    }
}

type Show<'a> = &'a dyn Fn(&Block<'_>, &str, Option<&At>) -> String;

fn side<'f>(facts: &'f Facts, show: Show<'_>) -> Side<'f> {
    let mut side = Side { pages: BTreeMap::new(), facts: HashMap::new() };
    for block in blocks(facts) {
        let known: &mut Known<'_> = side.pages.entry(block.page).or_default();
        if block.table != "page" {
            known.keys.insert(format!("{} {}", block.table, block.name));
        }
        let about = match block.table {
            "page" => String::new(),
            table => format!("{table} `{}`: ", block.name),
        };
        let lines = block.lines.iter().filter(|line| line.key != "digest");
        let lines = lines.map(|line| {
            let written = if line.is_of_list { line.value.clone() } else { format!("{} = {}", line.key, line.value) };
            let list = if line.is_of_list { format!("{}: ", line.key) } else { String::new() };
            // A list without places of its own is told where it begins.
            let place = show(&block, if line.is_of_list { &line.value } else { &written }, line.at);
            (format!("{about}{list}{written}"), place)
        });
        side.facts.entry(block.page).or_default().extend(lines);
    }
    for (path, page) in &facts.pages {
        let known = side.pages.entry(path).or_default();
        known.digest = &page.value.digest;
        known.keys.extend(page.value.routes.iter().map(|route| key_of(&route.value)));
    }
    side
}

/// A route without the names of its placeholders.
fn key_of(route: &RouteFact) -> String {
    format!("{} {}", route.method, path_of(&route.path))
}

fn difference<'s>(group: &Group<'s>, old: &'s Side<'s>, new: &'s Side<'s>) -> Option<Difference> {
    let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<String>>();
    let one = |path: &str| path.to_owned();
    let change = match (group.old.as_slice(), group.new.as_slice()) {
        ([], [to]) => return Some(Difference { change: PageChange::New(one(to)), facts: Vec::new() }),
        ([from], []) => return Some(Difference { change: PageChange::Vanished(one(from)), facts: Vec::new() }),
        ([from], [to]) if from == to => match old.pages.get(from).map(|page| page.digest) {
            same if same == new.pages.get(to).map(|page| page.digest) => PageChange::ReadOtherwise(one(to)),
            _ => PageChange::Edited(one(to)),
        },
        ([from], [to]) => PageChange::Moved { from: one(from), to: one(to) },
        ([from], to) => PageChange::Split { from: one(from), to: own(to) },
        (from, [to]) => PageChange::Merged { from: own(from), to: one(to) },
        (from, to) => PageChange::Rearranged { from: own(from), to: own(to) },
    };
    let facts = changed_facts(&facts_of(&group.old, old), &facts_of(&group.new, new));
    let is_same = facts.is_empty() && matches!(change, PageChange::ReadOtherwise(_));
    (!is_same).then_some(Difference { change, facts })
}

type Told<'s> = Vec<(&'s str, &'s str)>;

fn facts_of<'s>(paths: &[&'s str], side: &'s Side<'_>) -> Told<'s> {
    let facts = paths.iter().filter_map(|path| side.facts.get(path)).flatten();
    facts.map(|(text, place)| (text.as_str(), place.as_str())).collect()
}

/// The facts of either side that the other does not have as often.
fn changed_facts(old: &Told<'_>, new: &Told<'_>) -> Vec<FactChange> {
    let left = |facts: &Told<'_>, others: &Told<'_>, is_of_lock: bool| {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        others.iter().for_each(|(text, _)| *counts.entry(text).or_default() += 1);
        let mut changes = Vec::new();
        for (text, place) in facts {
            match counts.get_mut(text).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => {
                    let (text, place) = ((*text).to_owned(), (*place).to_owned());
                    changes.push(FactChange { is_of_lock, text, place });
                }
            }
        }
        changes
    };
    let mut changes = left(old, new, true);
    changes.extend(left(new, old, false));
    changes.sort_by(|a, b| (subject(&a.text), !a.is_of_lock).cmp(&(subject(&b.text), !b.is_of_lock)));
    changes
}

/// The beginning of a fact, which says what it is about: `properties: { name = "id"`, `application`.
fn subject(fact: &str) -> &str {
    let end = if fact.contains(": { ") { fact.find(", ") } else { fact.find(" = ") };
    end.and_then(|end| fact.get(..end)).unwrap_or(fact)
}
