//! Names as pages write them in; names as Rust writes them out.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

mod given;

pub use given::{check_crate_name, check_type_name};

/// Words that cannot name an item or an argument, not even as `r#word`.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// The keywords of all editions, strict and reserved, that can be raw.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `userPrincipalName` as `user_principal_name`. Never empty, never a keyword without its `r#`.
pub fn snake_name(written: &str) -> String {
    Words::default().snake_name(written)
}

/// `delete participant` as `DeleteParticipant`. Never empty, never a keyword.
pub fn camel_name(written: &str) -> String {
    Words::default().camel_name(written)
}

/// Words that a user spells otherwise than they would be. Without any, names are made as [`snake_name`] and [`camel_name`] make them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// By the word in lower case: `oauth2`, `OAuth2`.
    spellings: HashMap<String, String>,
}

impl Words {
    /// Words in lower case, each with its spelling.
    pub fn of(spellings: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { spellings: spellings.into_iter().collect() }
    }

    /// [`snake_name`], in which a word that the user spells is one word.
    pub fn snake_name(&self, written: &str) -> String {
        let written = spell_abbreviations(written);
        let mut name = String::with_capacity(written.len() + 8);
        for (at, word) in self.words_of(&written).into_iter().enumerate() {
            if at > 0 {
                name.push('_');
            }
            push_lower(word, &mut name);
        }
        as_identifier(name, "value")
    }

    /// [`camel_name`], in which a word stands as the user spells it.
    pub fn camel_name(&self, written: &str) -> String {
        let written = spell_abbreviations(written);
        let mut name = String::with_capacity(written.len());
        for word in self.words_of(&written) {
            let spelling = self.spelling(word);
            let word = spelling.unwrap_or(word);
            let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            name.extend(first.chars().flat_map(char::to_uppercase));
            match spelling {
                Some(_) => name.push_str(rest),
                None => push_lower(rest, &mut name),
            }
        }
        as_identifier(name, "Unnamed")
    }

    fn spelling(&self, word: &str) -> Option<&str> {
        match self.spellings.is_empty() {
            true => None,
            false => self.spellings.get(&word.to_lowercase()).map(String::as_str),
        }
    }

    /// The words of a name. What no name can hold parts them, and so do capitals, unless the user spells the whole as one word.
    fn words_of<'w>(&self, written: &'w str) -> Vec<&'w str> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || (c.is_alphanumeric() && unicode_ident::is_xid_continue(c));
        let mut words = Vec::new();
        for run in written.split(|c| !is_part(c)).filter(|run| !run.is_empty()) {
            let start = words.len();
            push_humps(run, &mut words);
            if !self.spellings.is_empty() {
                let humps = words.split_off(start);
                self.push_joined(run, &humps, &mut words);
            }
        }
        words
    }

    /// `Git`, `Hub` and `Repo` as `GitHub` and `Repo`, where the user spells `github`. Of several such words the longest is taken.
    fn push_joined<'w>(&self, run: &'w str, humps: &[&'w str], words: &mut Vec<&'w str>) {
        let (mut rest, mut humps) = (run, humps);
        while let Some(first) = humps.first() {
            let lengths = humps.iter().scan(0, |end, hump| {
                *end += hump.len();
                Some(*end)
            });
            let joined =
                lengths.enumerate().filter(|(_, end)| rest.get(..*end).is_some_and(|it| self.spelling(it).is_some()));
            let (count, end) = joined.last().map_or((1, first.len()), |(at, end)| (at + 1, end));
            let (word, after) = rest.split_at(end);
            words.push(word);
            (rest, humps) = (after, humps.get(count..).unwrap_or_default());
        }
    }
}

/// A name as [`snake_name`] makes it, `display_name`, as that of a constant: `DISPLAY_NAME`. A letter that is several in capitals
/// stays as it is.
pub fn constant_name(name: &str) -> String {
    let upper = |c: char| {
        let mut capitals = c.to_uppercase();
        match (capitals.next(), capitals.next()) {
            (Some(capital), None) => capital,
            _ => c,
        }
    };
    unraw(name).chars().map(upper).collect()
}

/// Abbreviations that the format writes in several cases become words of one shape.
fn spell_abbreviations(written: &str) -> Cow<'_, str> {
    const SPELLINGS: &[(&str, &str)] =
        &[("OAuth", "Oauth"), ("oAuth", "oauth"), ("iOS", "Ios"), ("macOS", "MacOs"), ("IDs", "Ids")];
    // Each has one of these pairs of letters, which few other words have.
    let may_abbreviate = |pair: &[u8]| matches!(pair, b"OA" | b"oA" | b"OS" | b"ID");
    if !written.as_bytes().windows(2).any(may_abbreviate) {
        return Cow::Borrowed(written);
    }
    let respell = |words: Cow<'_, str>, (written, word): &(&str, &str)| words.replace(written, word).into();
    SPELLINGS.iter().fold(Cow::Borrowed(written), respell)
}

/// `userIDName2` as `user`, `ID`, `Name2`.
fn push_humps<'w>(run: &'w str, words: &mut Vec<&'w str>) {
    let mut rest = run;
    let mut start = 0;
    // Whether the last letter of the word that has a case is a capital.
    let mut was_capital = None;
    for ((at, c), (next_at, next)) in run.char_indices().zip(run.char_indices().skip(1)) {
        let is_capital = if c.is_lowercase() || c.is_uppercase() { Some(c.is_uppercase()) } else { was_capital };
        let end = if is_capital == Some(false) && next.is_uppercase() {
            next_at
        } else if was_capital == Some(true) && c.is_uppercase() && next.is_lowercase() {
            at
        } else {
            was_capital = is_capital;
            continue;
        };
        let (word, after) = rest.split_at(end - start);
        words.push(word);
        (rest, start, was_capital) = (after, end, None);
    }
    words.push(rest);
}

fn push_lower(word: &str, name: &mut String) {
    match word.is_ascii() {
        true => name.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
        false => name.push_str(&word.to_lowercase()),
    }
}

fn as_identifier(name: String, fallback: &str) -> String {
    let mut name = if name.is_empty() { fallback.to_owned() } else { name };
    if !name.chars().next().is_some_and(|first| unicode_ident::is_xid_start(first) || first == '_') {
        name.insert(0, '_');
    }
    if NEVER_RAW.contains(&name.as_str()) {
        name.push('_');
    }
    if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}

/// A name without the `r#` that makes a keyword usable.
pub fn unraw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// `calls` as `call`, `policies` as `policy`: the last word of a name, in the singular.
pub fn singular_name(name: &str) -> String {
    const SAME: &[&str] = &["series", "news", "me", "settings", "analytics", "sms", "windows", "ios", "os"];
    const IRREGULAR: &[(&str, &str)] = &[("children", "child"), ("people", "person")];
    let start = name.rfind('_').map_or(0, |at| at + 1);
    let (before, last) = name.split_at(start);
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == last) {
        return format!("{before}{singular}");
    }
    let ends = |suffix: &str| last.len() > suffix.len() + 1 && last.ends_with(suffix);
    let cut = |count: usize, add: &str| format!("{before}{}{add}", last.get(..last.len() - count).unwrap_or(last));
    match last {
        last if SAME.contains(&last) => name.to_owned(),
        _ if ends("ies") => cut(3, "y"),
        _ if ["sses", "xes", "ches", "shes", "tuses", "zzes"].iter().any(|suffix| ends(suffix)) => cut(2, ""),
        _ if ends("s") && !["ss", "us", "is"].iter().any(|suffix| last.ends_with(suffix)) => cut(1, ""),
        _ => name.to_owned(),
    }
}

/// Names of which no two may be the same.
#[derive(Debug, Default)]
pub(crate) struct TakenNames {
    names: HashSet<String>,
    /// The number that a repeated name got last, so that a thousand of one name are not counted from the start each.
    numbers: HashMap<String, u32>,
}

impl TakenNames {
    /// Names that are taken from the start.
    pub(crate) fn of<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), numbers: HashMap::new() }
    }

    /// Whether a name is taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes `name`, or `name_2`, `name_3`, ..., whichever is free; `joint` stands before the number.
    pub(crate) fn take(&mut self, name: &str, joint: &str) -> String {
        let mut free = name.to_owned();
        while !self.names.insert(free.clone()) {
            let number = self.numbers.entry(name.to_owned()).or_insert(1);
            *number += 1;
            free = format!("{}{joint}{number}", unraw(name));
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::{TakenNames, Words, camel_name, constant_name, singular_name, snake_name};

    #[test]
    fn names_read_as_rust() {
        for (written, snake, camel) in [
            ("userPrincipalName", "user_principal_name", "UserPrincipalName"),
            ("Delete participant", "delete_participant", "DeleteParticipant"),
            (
                "accessReviewInstance: acceptRecommendations",
                "access_review_instance_accept_recommendations",
                "AccessReviewInstanceAcceptRecommendations",
            ),
            ("iosLobApp", "ios_lob_app", "IosLobApp"),
            ("oAuth2PermissionGrant", "oauth2_permission_grant", "Oauth2PermissionGrant"),
            ("drive's children", "drive_s_children", "DriveSChildren"),
            ("type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("", "value", "Unnamed"),
            ("💥", "value", "Unnamed"),
            ("2 factors", "_2_factors", "_2Factors"),
            ("userID", "user_id", "UserId"),
            ("XMLHttpRequest", "xml_http_request", "XmlHttpRequest"),
            ("aB2cD", "a_b2c_d", "AB2cD"),
            ("x86_64 CPUs", "x86_64_cp_us", "X8664CpUs"),
            ("_id·x²", "id_x", "IdX"),
            ("Solicitação", "solicitação", "Solicitação"),
        ] {
            assert_eq!(snake_name(written), snake, "{written}");
            assert_eq!(camel_name(written), camel, "{written}");
        }
    }

    #[test]
    fn words_are_spelled_as_the_user_spells_them() {
        let spellings = [("oauth2", "OAuth2"), ("github", "GitHub"), ("iphone", "iPhone")];
        let words = Words::of(spellings.map(|(word, spelling)| (word.to_owned(), spelling.to_owned())));
        for (written, snake, camel) in [
            ("oAuth2PermissionGrant", "oauth2_permission_grant", "OAuth2PermissionGrant"),
            ("List OAuth2 grants", "list_oauth2_grants", "ListOAuth2Grants"),
            ("myGitHubRepo", "my_github_repo", "MyGitHubRepo"),
            ("githubRepo-GITHUB", "github_repo_github", "GitHubRepoGitHub"),
            ("iPhone", "iphone", "IPhone"),
            ("Git hub", "git_hub", "GitHub"),
            ("userName", "user_name", "UserName"),
        ] {
            assert_eq!(words.snake_name(written), snake, "{written}");
            assert_eq!(words.camel_name(written), camel, "{written}");
        }
    }

    #[test]
    fn constants_are_in_capitals() {
        let names = ["display_name", "r#type", "self_", "_2_factors", "stra\u{df}e"].map(constant_name);
        assert_eq!(names, ["DISPLAY_NAME", "TYPE", "SELF_", "_2_FACTORS", "STRA\u{df}E"]);
    }

    #[test]
    fn taken_names_are_numbered() {
        let mut taken = TakenNames::of(["new"]);
        let names = ["new", "a", "a_2", "a", "a", "r#type", "r#type", "new"].map(|name| taken.take(name, "_"));
        assert_eq!(names, ["new_2", "a", "a_2", "a_3", "a_4", "r#type", "type_2", "new_3"]);
        let mut taken = TakenNames::default();
        assert_eq!(
            ["A", "A2", "A", "Self_", "Self_"].map(|name| taken.take(name, "")),
            ["A", "A2", "A3", "Self_", "Self_2"]
        );
        assert!(taken.has("A3") && !taken.has("A4"));
    }

    #[test]
    fn plurals_become_singular() {
        for (plural, singular) in [
            ("calls", "call"),
            ("policies", "policy"),
            ("mail_folders", "mail_folder"),
            ("addresses", "address"),
            ("statuses", "status"),
            ("children", "child"),
            ("series", "series"),
            ("access", "access"),
            ("me", "me"),
            ("analysis", "analysis"),
            ("boxes", "box"),
            ("devices", "device"),
            ("is", "is"),
        ] {
            assert_eq!(singular_name(plural), singular);
        }
    }
}
