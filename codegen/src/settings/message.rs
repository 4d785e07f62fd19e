//! What the parser of TOML says of a key or value that nobody knows in; the same in docbind's words, with what was likely meant,
//! out.

use crate::nearest::nearest_name;

/// A fault, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Explained {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Explains a message of the parser, which calls a key a `noun`. Of its words, only the names in backquotes are read: the unknown one first, then those that
/// can stand there.
pub(crate) fn explain(said: &str, noun: &str) -> Explained {
    let mut names = said.split('`').skip(1).step_by(2);
    let what = match (said.split('`').next().map(str::trim), names.next()) {
        (Some("unknown field"), Some(name)) => format!("there is no {noun} `{name}` here"),
        (Some("unknown variant"), Some(name)) => format!("`{name}` is none of the words that can stand here"),
        (Some("missing field"), Some(name)) => format!("the {noun} `{name}` is missing"),
        _ => return Explained { message: lower_first(said), help: None },
    };
    let unknown = said.split('`').nth(1).unwrap_or_default();
    let known: Vec<&str> = names.collect();
    let list = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = match nearest_name(unknown, known.iter().copied()) {
        _ if known.is_empty() => None,
        Some(near) => Some(format!("did you mean `{near}`? it can be {}", list())),
        None => Some(format!("it can be {}", list())),
    };
    Explained { message: what, help }
}

/// The parser's messages end without a dot; some have several lines.
fn lower_first(said: &str) -> String {
    let said = said.trim().replace('\n', ", ");
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::settings::Settings;

    #[test]
    fn an_unknown_key_gets_the_key_that_was_meant() {
        let fault = Settings::parse("[pages]\ninclde = []\n").expect_err("there is no such key");
        assert_eq!(fault.message, "there is no setting `inclde` here");
        assert_eq!(fault.help.as_deref(), Some("did you mean `include`? it can be `root`, `include`, `exclude`"));
        assert_eq!(fault.range, 8..14);
    }

    #[test]
    fn an_unknown_word_gets_the_words_that_can_stand_there() {
        let fault = Settings::parse("[lints]\nroute-broken = \"wrn\"\n").expect_err("there is no such level");
        assert_eq!(fault.message, "`wrn` is none of the words that can stand here");
        assert_eq!(fault.help.as_deref(), Some("did you mean `warn`? it can be `allow`, `warn`, `deny`"));
    }

    #[test]
    fn other_faults_are_told_as_they_are() {
        assert_eq!(explain("Invalid thing\nexpected x", "setting").message, "invalid thing, expected x");
        let fault = Settings::parse("a = = 1").expect_err("this is no TOML");
        assert!(!fault.message.is_empty());
    }
}
