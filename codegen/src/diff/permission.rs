//! What two pages say of permissions in; what else a token needs, or needs no longer, out.

use super::{Kind, Log, listed};
use crate::api::{Access, Permissions, Place};

/// What a page says of one kind of token.
#[derive(Clone, Copy)]
struct Said<'a> {
    access: &'a Access,
    row: Option<&'a Place>,
}

/// The token kinds, in the order of the model's fields: in ids and in messages.
const KINDS: [(&str, &str); 3] = [
    ("delegated-work", "tokens of users with a work or school account"),
    ("delegated-personal", "tokens of users with a personal account"),
    ("application", "tokens of applications"),
];

/// Compares permissions, by token kind.
pub(super) fn compare_permissions(log: &mut Log<'_>, (old, new): (&Permissions, &Permissions)) {
    for (kind, (was, is)) in KINDS.iter().zip(old.by_kind().into_iter().zip(new.by_kind())) {
        let (was, is) = (Said { access: was.0, row: was.1 }, Said { access: is.0, row: is.1 });
        if was.access != is.access {
            compare_cases(log, kind, was, is);
        }
    }
}

/// Pairs the cases that the pages tell apart. What one page says of all cases is held against each of the other.
fn compare_cases(log: &mut Log<'_>, kind: &(&str, &str), was: Said<'_>, is: Said<'_>) {
    let (old, new) = (cases(was.access), cases(is.access));
    let token = Token { kind: kind.0, what: kind.1.to_owned(), case: "", rows: (was.row, is.row) };
    match (old.as_slice(), new.as_slice()) {
        ([(_, was)], [(_, is)]) => token.compare(log, was, is),
        ([(_, was)], many) => many.iter().for_each(|(case, is)| token.in_case(case).compare(log, was, is)),
        (many, [(_, is)]) => many.iter().for_each(|(case, was)| token.in_case(case).compare(log, was, is)),
        (old, new) => token.compare_by_name(log, old, new),
    }
}

/// What holds, by case; one nameless case where the page tells none apart.
fn cases(access: &Access) -> Vec<(&str, &Access)> {
    match access {
        Access::ByCase(cases) => cases.iter().map(|case| (case.case.as_str(), &case.access)).collect(),
        access => vec![("", access)],
    }
}

/// A kind of token, as changes speak of it.
struct Token<'a> {
    kind: &'a str,
    what: String,
    /// The case, in the page's words.
    case: &'a str,
    rows: (Option<&'a Place>, Option<&'a Place>),
}

impl<'a> Token<'a> {
    fn in_case(&self, case: &'a str) -> Self {
        Self { what: format!("{} ({case})", self.what), case, ..*self }
    }

    fn compare_by_name(&self, log: &mut Log<'_>, old: &[(&'a str, &Access)], new: &[(&'a str, &Access)]) {
        let mut is_matched = new.iter().all(|(case, _)| old.iter().any(|(name, _)| name.eq_ignore_ascii_case(case)));
        for (case, was) in old {
            match new.iter().find(|(name, _)| name.eq_ignore_ascii_case(case)) {
                Some((_, is)) => self.in_case(case).compare(log, was, is),
                None => is_matched = false,
            }
        }
        if !is_matched {
            self.tell_other_cases(log);
        }
    }

    fn tell_other_cases(&self, log: &mut Log<'_>) {
        let message = format!("for {}, the page tells other cases apart", self.what);
        self.tell(log, Kind::PermissionCasesChanged, "", message);
    }

    fn tell(&self, log: &mut Log<'_>, kind: Kind, part: &str, message: String) {
        let parts: Vec<&str> = [self.kind, self.case, part].into_iter().filter(|part| !part.is_empty()).collect();
        log.tell(kind, &parts.join(":"), message).at(self.rows.0, self.rows.1);
    }

    fn compare(&self, log: &mut Log<'_>, was: &Access, is: &Access) {
        let what = &self.what;
        match (was, is) {
            (was, is) if was == is => {}
            (_, Access::Unsupported) => {
                self.tell(log, Kind::TokenKindRefused, "", format!("{what} are refused; before: {}", words(was)));
            }
            (_, Access::NotSaid) => {
                let message = format!("the page does not say what {what} need; before: {}", words(was));
                self.tell(log, Kind::TokenKindUndocumented, "", message);
            }
            (Access::Unsupported, _) => {
                self.tell(log, Kind::TokenKindSupported, "", format!("{what} are taken: {}", words(is)));
            }
            (Access::NotSaid, _) => {
                self.tell(log, Kind::TokenKindDocumented, "", format!("the page says what {what} need: {}", words(is)));
            }
            (Access::NoneNeeded, _) => {
                self.tell(log, Kind::PermissionNeeded, "", format!("{what} need a permission: {}", words(is)));
            }
            (_, Access::NoneNeeded) => {
                self.tell(log, Kind::PermissionNotNeeded, "", format!("{what} need no permission any more"));
            }
            (Access::AnyOf(was), Access::AnyOf(is)) => self.compare_alternatives(log, was, is),
            _ => self.tell_other_cases(log),
        }
    }

    fn compare_alternatives(&self, log: &mut Log<'_>, was: &[Vec<String>], is: &[Vec<String>]) {
        let (was, is) = (sets(was), sets(is));
        let gone: Vec<&Set> = was.iter().filter(|set| !is.contains(set)).collect();
        let mut new: Vec<&Set> = is.iter().filter(|set| !was.contains(set)).collect();
        for set in gone {
            let wider = new.iter().position(|new| set.iter().all(|scope| new.contains(scope)));
            // Who has the set has a part of it, too.
            let narrower = is.iter().find(|is| is.iter().all(|scope| set.contains(scope)));
            if let Some(narrower) = narrower {
                new.retain(|new| *new != narrower);
                self.tell_scopes(log, Kind::PermissionScopeNotNeeded, (set, narrower));
            } else if let Some(wider) = wider {
                self.tell_scopes(log, Kind::PermissionScopeAlsoNeeded, (new.remove(wider), set));
            } else {
                let message = format!("{} does not serve {} any more", joined(set), self.what);
                self.tell(log, Kind::PermissionAlternativeRemoved, &set.join("+"), message);
            }
        }
        for set in new {
            let message = format!("{} serves {}, too", joined(set), self.what);
            self.tell(log, Kind::PermissionAlternativeAdded, &set.join("+"), message);
        }
        if let (Some(was), Some(is)) = (was.first(), is.first())
            && was != is
        {
            let message = format!("the least privileged for {} is {}, and was {}", self.what, joined(is), joined(was));
            self.tell(log, Kind::PermissionLeastChanged, "", message);
        }
    }

    /// Tells that the scopes of the first set that are not in the second are needed beside it, or are no longer.
    fn tell_scopes(&self, log: &mut Log<'_>, kind: Kind, (wide, narrow): (&Set, &Set)) {
        let scopes: Vec<&str> = wide.iter().filter(|scope| !narrow.contains(scope)).map(String::as_str).collect();
        let needs = if kind == Kind::PermissionScopeAlsoNeeded { "need" } else { "no longer need" };
        let message = format!("{} {needs} {} beside {}", self.what, listed(scopes.iter().copied()), joined(narrow));
        self.tell(log, kind, &format!("{}:{}", narrow.join("+"), scopes.join("+")), message);
    }
}

/// Scopes that are needed together, in alphabetical order.
type Set = Vec<String>;

fn sets(alternatives: &[Vec<String>]) -> Vec<Set> {
    let sorted = |set: &Vec<String>| {
        let mut set = set.clone();
        set.sort();
        set
    };
    alternatives.iter().map(sorted).collect()
}

fn joined(set: &Set) -> String {
    set.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" and ")
}

fn words(access: &Access) -> String {
    match access {
        Access::NotSaid => "not said".to_owned(),
        Access::Unsupported => "not supported".to_owned(),
        Access::NoneNeeded => "none needed".to_owned(),
        Access::AnyOf(sets) => sets.iter().map(joined).collect::<Vec<_>>().join(", "),
        Access::ByCase(_) => "by case".to_owned(),
    }
}
