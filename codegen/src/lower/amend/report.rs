//! All overrides, and what was read, in; a report of those whose page or bit of text is not there, with where it is now, out.

use super::{Amend, Unfit, stale};
use crate::api::Api;
use crate::diagnostic::Diagnostics;
use crate::settings::{Amendment, Change, Subject};

impl Amend<'_> {
    /// Reports what no page alone can tell. `edits_found` says how often the bit of a text override stands in its file.
    pub(crate) fn report(&self, api: &Api, edits_found: &[(usize, usize)], diagnostics: &mut Diagnostics) {
        for (number, amendment) in self.amendments.iter().enumerate() {
            let found = edits_found.iter().find(|(edit, _)| *edit == number).map(|(_, count)| *count);
            let amended = match (&amendment.change, found) {
                _ if self.sources.find(&amendment.page).is_none() => self.missing_page(amendment, api),
                (Change::Replace { with, .. }, Some(0)) => self.missing_text(amendment, with),
                (Change::Replace { .. }, Some(count)) if count > 1 => Err(Unfit::Wrong(
                    format!("the bit of text stands {count} times in `{}`", amendment.page),
                    "write more of the text around it, so that it is clear which is meant",
                )),
                _ => Ok(()),
            };
            self.note(amended, amendment, diagnostics);
        }
        self.check_names(api, diagnostics);
    }

    /// A page that is there and was not read is one that the user left out.
    fn missing_page(&self, amendment: &Amendment, api: &Api) -> super::Amended {
        if self.sources.is_on_disk(&amendment.page) {
            return Ok(());
        }
        match self.page_now(amendment, api) {
            Some(page) => stale(format!("there is no such page; perhaps it is `{page}` now")),
            None => stale("there is no such page"),
        }
    }

    /// The page that has now what an override was written for.
    fn page_now(&self, amendment: &Amendment, api: &Api) -> Option<String> {
        let files = || self.sources.files().iter().filter(|file| file.path != amendment.page);
        let by_subject = match (&amendment.subject, &amendment.change) {
            (_, Change::Replace { find, .. }) => {
                files().find(|file| file.text.contains(find)).map(|file| file.path.clone())
            }
            (Subject::Route { method, template }, _) => {
                let has_route = |routes: &[crate::api::Route]| {
                    routes.iter().any(|route| route.method == *method && route.written == *template)
                };
                let operation = api.operations.iter().find(|operation| has_route(&operation.routes));
                operation.map(|operation| operation.page.clone())
            }
            _ => None,
        };
        let name = amendment.page.rsplit('/').next().unwrap_or_default();
        let same_name =
            || files().find(|file| file.path.rsplit('/').next() == Some(name)).map(|file| file.path.clone());
        by_subject.or_else(same_name)
    }

    fn missing_text(&self, amendment: &Amendment, with: &str) -> super::Amended {
        let page = self.sources.find(&amendment.page).map(|file| self.sources.file(file));
        let is_mended = !with.is_empty() && page.is_some_and(|page| page.text.contains(with));
        match is_mended {
            true => stale("the page says it now as the override does"),
            false => stale("the bit of text does not stand on the page"),
        }
    }
}
