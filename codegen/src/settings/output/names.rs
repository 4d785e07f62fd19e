//! Spellings of words in; what is wrong with them, and the words by which names are made, out.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::settings::SettingsFault;
use crate::word::Words;

/// How names are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NameSettings {
    /// Words that are spelled otherwise than docbind would: `oauth2 = "OAuth2"`. The key is the word in lower case; a type's name has it
    /// as it is spelled here, and the name of a function as one word in lower case.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub words: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl NameSettings {
    /// The words by which names are made.
    pub fn words(&self) -> Words {
        Words::of(self.words.iter().map(|(word, spelling)| (word.get_ref().clone(), spelling.get_ref().clone())))
    }
}

/// What is wrong with the spellings.
pub(super) fn check_names(settings: &NameSettings) -> Vec<SettingsFault> {
    settings.words.iter().filter_map(|(word, spelling)| check_word(word, spelling)).collect()
}

fn check_word(word: &Spanned<String>, spelling: &Spanned<String>) -> Option<SettingsFault> {
    let (key, spelled) = (word.get_ref(), spelling.get_ref());
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase());
    let (at, message, help) = if !is_word {
        (word, format!("`{key}` is no word in lower case"), "write letters and digits alone".to_owned())
    } else if spelled.to_lowercase() != *key {
        let what = format!("`{spelled}` is another word than `{key}`");
        (spelling, what, "change the case of its letters alone".to_owned())
    } else {
        return None;
    };
    Some(SettingsFault { message, range: at.span(), help: Some(help) })
}
