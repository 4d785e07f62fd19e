//! The wordings of one part of a page in; whether a text is one of them, begins or ends with one, or has one in it, out.

/// Wordings that mean the same. Texts are compared in lower case, so callers give them in lower case unless a function says
/// otherwise.
#[derive(Clone, Debug, Default)]
pub struct Words {
    all: Vec<Wording>,
}

/// One wording.
#[derive(Clone, Debug)]
struct Wording {
    written: String,
    /// In lower case.
    folded: String,
    /// What stands before, between and behind its stars, in lower case; one part where it has none.
    parts: Vec<String>,
}

impl Words {
    /// Reads wordings as they are written.
    pub(crate) fn of<'w>(written: impl IntoIterator<Item = &'w str>) -> Self {
        Self { all: written.into_iter().map(Wording::of).collect() }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The first wording, its stars left out, for advice on what to write.
    pub(crate) fn first(&self) -> &str {
        self.all.first().map_or("", |wording| wording.written.trim_matches(['*', ' ']))
    }

    /// Each wording in lower case.
    pub(crate) fn folded(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|wording| wording.folded.as_str())
    }

    /// Whether the whole text is one of the wordings. A `*` in a wording stands for any words, also for none.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.all.iter().any(|wording| fits(&wording.parts, text))
    }

    /// How many letters the longest wording has that the whole text is, stars left out.
    pub(crate) fn longest(&self, text: &str) -> Option<usize> {
        let fitting = self.all.iter().filter(|wording| fits(&wording.parts, text));
        fitting.map(|wording| wording.parts.iter().map(String::len).sum()).max()
    }

    /// Whether the whole text is one of the wordings with nothing for its stars.
    pub(crate) fn is_bare(&self, text: &str) -> bool {
        self.all.iter().any(|wording| wording.parts.iter().filter(|part| !part.is_empty()).eq([text]))
    }

    /// The word that stands for the first `*` of a wording, where the text, in any case, is that wording: `user` of `User resource
    /// type` for `* resource *`.
    pub(crate) fn name_in(&self, text: &str) -> Option<String> {
        let lower = text.to_lowercase();
        self.all.iter().find_map(|wording| {
            let (before, behind) = wording.parts.split_first()?;
            let rest = lower.strip_prefix(before.as_str()).filter(|_| !behind.is_empty())?.trim_start();
            let start = lower.len() - rest.len();
            let name = rest.split_whitespace().next()?;
            fits(behind, rest.get(name.len()..)?.trim()).then(|| cased(text, &lower, start, name))
        })
    }

    /// Whether one of the wordings stands in the text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.folded().any(|phrase| text.contains(phrase))
    }

    /// Whether one of the wordings stands in the text, which has any case.
    pub(crate) fn is_in_any_case(&self, text: &str) -> bool {
        self.folded().any(|phrase| contains_in_any_case(text, phrase))
    }

    /// Whether the text begins with one of the wordings.
    pub(crate) fn begin(&self, text: &str) -> bool {
        self.folded().any(|phrase| text.starts_with(phrase))
    }

    /// What follows the wording that the text begins with.
    pub(crate) fn rest_behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.folded().filter_map(|phrase| text.strip_prefix(phrase)).min_by_key(|rest| rest.len())
    }

    /// The same, of a text in any case.
    pub(crate) fn rest_in_any_case<'t>(&self, text: &'t str) -> Option<&'t str> {
        let heads = self.folded().filter(|phrase| begins_in_any_case(text, phrase));
        heads.filter_map(|phrase| text.get(phrase.len()..)).min_by_key(|rest| rest.len())
    }

    /// What stands for the `*` at the end of a wording, where the text, in any case, begins with what stands before it.
    pub(crate) fn behind_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        let heads =
            self.all.iter().filter(|wording| wording.parts.len() > 1).filter_map(|wording| wording.parts.first());
        let heads = heads.filter(|head| !head.is_empty() && begins_in_any_case(text, head));
        heads.filter_map(|head| text.get(head.len()..)?.strip_prefix(' ')).min_by_key(|rest| rest.len())
    }

    /// Whether the text ends with one of the wordings.
    pub(crate) fn end(&self, text: &str) -> bool {
        self.folded().any(|phrase| text.ends_with(phrase))
    }

    /// Whether the text, which has any case, ends with one of the wordings.
    pub(crate) fn end_in_any_case(&self, text: &str) -> bool {
        self.folded().any(|phrase| tail_in_any_case(text, phrase).is_some())
    }

    /// Whether the text ends with one of the wordings, there begun with a capital.
    pub(crate) fn end_with_capital(&self, text: &str) -> bool {
        let tails = self.folded().filter_map(|phrase| tail_in_any_case(text, phrase));
        tails.filter_map(|tail| tail.chars().next()).any(char::is_uppercase)
    }

    /// Whether one of the wordings stands in the text, there begun with a capital.
    pub(crate) fn is_in_with_capital(&self, text: &str) -> bool {
        self.all.iter().any(|wording| text.contains(&capitalised(&wording.folded)))
    }

    /// What stands before and behind the first wording in the text.
    pub(crate) fn split<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let found = self.folded().filter_map(|phrase| Some((text.find(phrase)?, phrase.len())));
        let (at, len) = found.min_by_key(|(at, len)| (*at, std::cmp::Reverse(*len)))?;
        Some((text.get(..at)?, text.get(at + len..)?))
    }

    /// The same, of a text in any case.
    pub(crate) fn split_in_any_case<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let lower = text.to_lowercase();
        let (before, after) = self.split(&lower)?;
        // Where lower case is of another length, the places do not fit.
        let is_same_length = lower.len() == text.len();
        let (before, after) = (text.get(..before.len())?, text.get(text.len() - after.len()..)?);
        is_same_length.then_some((before, after))
    }

    /// Where the wording ends that ends last, of the first of each in the text.
    pub(crate) fn last_end(&self, text: &str) -> Option<usize> {
        // Most texts have none, which `contains` tells sooner than `find`.
        let found = self.folded().filter(|phrase| text.contains(phrase));
        found.filter_map(|phrase| Some(text.find(phrase)? + phrase.len())).max()
    }

    /// Where the wording ends that begins last in the text; 0 where there is none.
    pub(crate) fn end_of_last(&self, text: &str) -> usize {
        self.folded().filter_map(|phrase| Some(text.rfind(phrase)? + phrase.len())).max().unwrap_or_default()
    }

    /// What stands before and behind each place of each wording.
    pub(crate) fn around<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let places = self.folded().flat_map(move |phrase| text.match_indices(phrase));
        places.filter_map(move |(at, found)| Some((text.get(..at)?, text.get(at + found.len()..)?)))
    }
}

impl Wording {
    fn of(written: &str) -> Self {
        let folded = written.to_lowercase();
        let parts = folded.split('*').map(|part| part.trim().to_owned()).collect();
        Self { written: written.to_owned(), folded, parts }
    }
}

/// Whether a text is the parts of a wording with any words between them.
fn fits(parts: &[String], text: &str) -> bool {
    match parts {
        [] => text.is_empty(),
        [only] => text == only,
        [first, middle @ .., last] => fits_around(first, middle, last, text).is_some(),
    }
}

fn fits_around(first: &str, middle: &[String], last: &str, text: &str) -> Option<()> {
    let mut rest = text.strip_prefix(first).filter(|rest| first.is_empty() || begins_at_edge(rest))?;
    for part in middle.iter().filter(|part| !part.is_empty()) {
        rest = rest.match_indices(part.as_str()).find_map(|(at, _)| {
            let behind = rest.get(at + part.len()..).filter(|behind| begins_at_edge(behind))?;
            rest.get(..at).filter(|before| ends_at_edge(before)).map(|_| behind)
        })?;
    }
    rest.strip_suffix(last).filter(|before| last.is_empty() || ends_at_edge(before)).map(|_| ())
}

/// Whether a word can begin or end beside this letter.
fn is_edge(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '(' | ')' | '[' | ']' | ':' | ',' | ';' | '.' | '`')
}

fn begins_at_edge(text: &str) -> bool {
    text.chars().next().is_none_or(is_edge)
}

fn ends_at_edge(text: &str) -> bool {
    text.chars().next_back().is_none_or(is_edge)
}

/// A part of `lower` as `text` has it. Where lower case is of another length, the places do not fit, and it stays as it is.
fn cased(text: &str, lower: &str, start: usize, part: &str) -> String {
    let own = text.get(start..start + part.len()).filter(|_| text.len() == lower.len());
    own.unwrap_or(part).to_owned()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a text of any case has the phrase, which is in lower case.
fn contains_in_any_case(text: &str, phrase: &str) -> bool {
    let Some(first) = phrase.bytes().next().filter(|_| phrase.is_ascii()) else {
        return text.to_lowercase().contains(phrase);
    };
    let (text, phrase) = (text.as_bytes(), phrase.as_bytes());
    let mut places = memchr::memchr2_iter(first, first.to_ascii_uppercase(), text);
    places.any(|at| text.get(at..at + phrase.len()).is_some_and(|part| part.eq_ignore_ascii_case(phrase)))
}

fn begins_in_any_case(text: &str, phrase: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    phrase.chars().all(|letter| letters.next() == Some(letter))
}

/// The end of a text of any case that is the phrase, which is in lower case.
fn tail_in_any_case<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let mut letters = text.char_indices().rev();
    let mut start = text.len();
    for letter in phrase.chars().rev() {
        let (at, found) = letters.next()?;
        if !found.to_lowercase().eq(std::iter::once(letter)) {
            return None;
        }
        start = at;
    }
    text.get(start..)
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_star_stands_for_whole_words() {
        for (wording, text, is) in [
            ("HTTP request *", "http request", true),
            ("HTTP request *", "http request for users", true),
            ("HTTP request *", "http requests", false),
            ("* name", "name", true),
            ("* name", "property name", true),
            ("* name", "rename", false),
            ("Delegated * personal *", "delegated (personal account)", true),
            ("Delegated * personal *", "delegated (impersonal account)", false),
            ("Ação *", "ação de teste", true),
            ("* do pedido *", "o corpo do pedido", true),
            ("a * b", "a b", true),
            ("a * b", "ab", false),
        ] {
            assert_eq!(Words::of([wording]).is(text), is, "`{wording}` and `{text}`");
        }
    }

    #[test]
    fn the_first_star_is_a_name() {
        let name = |wording: &str, text: &str| Words::of([wording]).name_in(text);
        assert_eq!(name("* resource *", "boatLog Resource type").as_deref(), Some("boatLog"));
        assert_eq!(name("* values", "riskLevel values").as_deref(), Some("riskLevel"));
        assert_eq!(name("* values", "risk level values"), None);
        assert_eq!(name("Tipo de recurso *", "TIPO DE RECURSO barcoLog").as_deref(), Some("barcoLog"));
        assert_eq!(name("Members", "Members"), None);
    }

    #[test]
    fn letters_of_any_script_are_compared_in_lower_case() {
        let words = Words::of(["Não suportado", "ÉTAT"]);
        assert!(words.is("não suportado"));
        assert!(words.is_in_any_case("isto é NÃO SUPORTADO aqui"));
        assert!(words.is_in_any_case("un État"));
        assert!(words.end_in_any_case("tudo NÃO Suportado"));
        assert!(words.end_with_capital("tudo Não suportado"));
        assert!(!words.end_with_capital("tudo não suportado"));
        assert!(!words.is_in_any_case("nao suportado"));
    }
}
