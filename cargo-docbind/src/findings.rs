//! What a command found, in the terms that the formats of other programs share.

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FindingLevel {
    /// It makes the command fail.
    Error,
    /// It is worth mending.
    Warning,
    /// It is worth knowing.
    Note,
}

/// One finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The code of its rule.
    pub(crate) code: &'static str,
    /// The rule in a few words.
    pub(crate) title: &'static str,
    /// How much it weighs here.
    pub(crate) level: FindingLevel,
    /// What is the matter, naming the thing.
    pub(crate) message: String,
    /// Where.
    pub(crate) place: Option<Place>,
    /// What to do.
    pub(crate) help: Option<String>,
    /// What it is known by from run to run, whatever the line.
    pub(crate) fingerprint: Option<String>,
    /// Other places that matter, and why.
    pub(crate) related: Vec<(String, Place)>,
}

/// A file, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path as a user would write it, with `/`.
    pub(crate) file: String,
    /// The part; without it, the file as a whole.
    pub(crate) region: Option<Region>,
}

/// A part of a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// The line that it begins in.
    pub(crate) line: u32,
    /// The column that it begins at.
    pub(crate) column: u32,
    /// The line that it ends in, and the column after its last character.
    pub(crate) end: Option<(u32, u32)>,
}

/// A kind of finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Its code: kebab case, stable.
    pub(crate) code: &'static str,
    /// What it is about, in a few words.
    pub(crate) title: &'static str,
    /// The level where nothing sets another.
    pub(crate) level: FindingLevel,
    /// More about it, in markdown.
    pub(crate) help: Option<&'static str>,
}

impl Finding {
    /// The message, and below it what to do.
    pub(crate) fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        }
    }
}
