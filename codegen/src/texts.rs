//! Texts that are in memory in, as the pages of a doc root that lies below other folders, and the settings there; what they say out.

use crate::diagnostic::Diagnostics;
use crate::lower::Links;
use crate::options::{Options, Selection};
use crate::settings::LoadedSettings;
use crate::{Looked, Reference, read_looked, read_pages};

/// Pages that are in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// What reports call the doc root.
    pub label: String,
    /// The path of the doc root, from the folder that the path of the settings is from.
    pub root: String,
    /// Files by path below the doc root. Those below a folder `includes` are parts of pages.
    pub files: Vec<(String, Vec<u8>)>,
    /// The settings file that holds for them.
    pub settings: Option<SettingsText>,
    /// Which of the pages.
    pub selection: Selection,
}

/// A settings file that is in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsText {
    /// Its path.
    pub path: String,
    /// What reports call it.
    pub label: String,
    /// What it holds.
    pub text: String,
}

impl Texts {
    /// Reads them as [`read_reference`](crate::read_reference) reads a folder.
    pub fn read(self) -> Reference {
        let (mut diagnostics, mut links) = (Diagnostics::default(), Links::default());
        let settings =
            self.settings.map_or_else(LoadedSettings::default, |file| LoadedSettings::of_text(file, &self.root));
        if !settings.faults.is_empty() {
            return read_looked(Looked { settings, ..Looked::default() }, (&read_pages, &mut links));
        }
        let options = Options { label: self.label, selection: self.selection, ..Options::default() };
        let edits = settings.amendments.text_edits();
        let (mut loaded, selected) = options.load_texts(self.files, (&settings, &edits), &mut diagnostics);
        loaded.sources.set_label(&options.label);
        read_looked(Looked { settings, selected, loaded, diagnostics }, (&read_pages, &mut links))
    }
}
