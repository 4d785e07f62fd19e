//! What two pages say of an item's state in; whether it was called deprecated or a preview, and is, out.

use super::date::last_date;
use super::{Kind, Log};
use crate::api::Place;

/// What a page says of an item's state.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) deprecated: Option<&'a str>,
    pub(super) preview: Option<&'a str>,
    pub(super) place: Option<&'a Place>,
}

/// Compares states. `part` is the item's in ids, `what` its name in messages.
pub(super) fn compare_states(log: &mut Log<'_>, part: &str, what: &str, (old, new): (Said<'_>, Said<'_>)) {
    match (old.deprecated, new.deprecated) {
        (None, Some(words)) => {
            log.tell(Kind::DeprecationAdded, part, format!("{what} is deprecated: {words}")).at(old.place, new.place);
        }
        (Some(_), None) => {
            log.tell(Kind::DeprecationRemoved, part, format!("{what} is not deprecated any more"))
                .at(old.place, new.place);
        }
        (Some(was), Some(is)) if was != is => compare_words(log, part, what, (was, is)),
        _ => {}
    }
    match (old.preview, new.preview) {
        (None, Some(words)) => {
            log.tell(Kind::PreviewBegan, part, format!("{what} is a preview: {words}")).at(old.place, new.place);
        }
        (Some(_), None) => {
            log.tell(Kind::PreviewEnded, part, format!("{what} is no preview any more")).at(old.place, new.place);
        }
        _ => {}
    }
}

fn compare_words(log: &mut Log<'_>, part: &str, what: &str, (was, is): (&str, &str)) {
    let kind = match (last_date(was), last_date(is)) {
        (Some(was), Some(is)) if is < was => Kind::RemovalDateEarlier,
        (Some(was), Some(is)) if is > was => Kind::RemovalDateLater,
        _ => Kind::DeprecationChanged,
    };
    log.tell(kind, part, format!("the deprecation of {what} reads \"{is}\", and read \"{was}\""));
}
