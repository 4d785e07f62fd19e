//! Operations that are matched in; how each differs out.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::matching::{Link, Matched, Pair, route_key, route_name};
use super::state::{Said, compare_states};
use super::{Change, Kind, Log, Subject, listed, permission, request, route};
use crate::api::{Api, Cloud, Example, Operation, Route};

/// Compares all operations of two models.
pub(super) fn compare_operations<'a>(matched: &Matched<'a>, (old, new): (&Api, &Api), changes: &mut Vec<Change>) {
    let names = Names::of(matched);
    for operation in &matched.removed {
        let mut log = Log { changes, subject: names.of_one(operation), old: Some(&operation.place), new: None };
        let what = format!("the operation `{}` is gone", operation.title);
        let change = log.tell(Kind::OperationRemoved, "", what);
        if let Some(words) = &operation.deprecated {
            change.help(format!("it was deprecated: {words}"));
        }
    }
    for operation in &matched.added {
        let mut log = Log { changes, subject: names.of_one(operation), old: None, new: Some(&operation.place) };
        log.tell(Kind::OperationAdded, "", format!("the operation `{}` is new", operation.title));
    }
    let types = request::Types::of((old, new), matched.moved_pages());
    for pair in &matched.pairs {
        let (old, new) = (Some(&pair.old.place), Some(&pair.new.place));
        let mut log = Log { changes, subject: names.of_pair(pair), old, new };
        compare(&mut log, pair, (matched, &types));
    }
}

/// What operations are called in ids: by the shortest route, and by the page too where others have the route.
struct Names {
    counts: HashMap<String, usize>,
}

impl Names {
    fn of(matched: &Matched<'_>) -> Self {
        let alone = matched.removed.iter().chain(&matched.added).map(|operation| shortest(&operation.routes));
        let routes = alone.chain(matched.pairs.iter().map(|pair| shortest(&shared(pair))));
        let mut counts = HashMap::new();
        for route in routes.flatten() {
            *counts.entry(route).or_default() += 1;
        }
        Self { counts }
    }

    fn of_one(&self, operation: &Operation) -> Subject {
        self.name(shortest(&operation.routes), &operation.page)
    }

    fn of_pair(&self, pair: &Pair<'_>) -> Subject {
        let page = if pair.link == Link::Split { &pair.new.page } else { &pair.old.page };
        self.name(shortest(&shared(pair)), page)
    }

    fn name(&self, route: Option<String>, page: &str) -> Subject {
        Subject::Operation(match route {
            None => page.to_owned(),
            Some(route) if self.counts.get(&route).is_some_and(|count| *count > 1) => format!("{route} ({page})"),
            Some(route) => route,
        })
    }
}

/// The routes of the old operation that the new one has, too; all where there is none.
fn shared<'a>(pair: &Pair<'a>) -> Vec<&'a Route> {
    let keys: HashSet<String> = pair.new.routes.iter().map(route_key).collect();
    let both: Vec<&Route> = pair.old.routes.iter().filter(|route| keys.contains(&route_key(route))).collect();
    if !both.is_empty() {
        return both;
    }
    let old = if pair.old.routes.is_empty() { &pair.new.routes } else { &pair.old.routes };
    old.iter().collect()
}

fn shortest<'a>(routes: impl IntoIterator<Item = &'a (impl std::borrow::Borrow<Route> + 'a)>) -> Option<String> {
    routes.into_iter().map(|route| route_name(route.borrow())).min_by_key(|name| (name.len(), name.clone()))
}

fn compare(log: &mut Log<'_>, pair: &Pair<'_>, (matched, types): (&Matched<'_>, &request::Types<'_>)) {
    let Pair { old, new, link } = *pair;
    match link {
        Link::Same => {
            compare_names(log, pair);
            let was = Said { deprecated: old.deprecated.as_deref(), preview: old.preview.as_deref(), place: None };
            let is = Said { deprecated: new.deprecated.as_deref(), preview: new.preview.as_deref(), place: None };
            compare_states(log, "", "the operation", (was, is));
        }
        Link::Split | Link::Merged => tell_link(log, pair),
    }
    route::compare_routes(log, pair, matched);
    request::compare_requests(log, pair, types);
    permission::compare_permissions(log, (&old.permissions, &new.permissions));
    if link == Link::Same {
        compare_clouds(log, &old.clouds, &new.clouds);
        compare_words(log, old, new);
    }
}

fn tell_link(log: &mut Log<'_>, pair: &Pair<'_>) {
    let Pair { old, new, link } = *pair;
    let routes = shared(pair).into_iter().map(route_name).collect::<Vec<_>>();
    let routes = listed(routes.iter().map(String::as_str));
    let (kind, message) = match link {
        Link::Split => (Kind::OperationSplit, format!("{routes} of `{}` is now on `{}`", old.page, new.page)),
        _ => (Kind::OperationMerged, format!("{routes} of `{}`, which is gone, is on `{}`", old.page, new.page)),
    };
    log.tell(kind, "", message).help(format!("in Rust `{}` has its constructors", path(new)));
}

/// `participant::DeleteParticipant`
fn path(operation: &Operation) -> String {
    format!("{}::{}", operation.module, operation.name)
}

fn compare_names(log: &mut Log<'_>, pair: &Pair<'_>) {
    let Pair { old, new, .. } = *pair;
    if old.page != new.page {
        log.tell(Kind::OperationMoved, "", format!("the page `{}` is now `{}`", old.page, new.page));
    }
    if old.module != new.module {
        let message = format!("`{}` is now `{}`", path(old), path(new));
        log.tell(Kind::OperationModuleChanged, "", message);
    }
    if (&old.name, &old.method_name) != (&new.name, &new.method_name) {
        let message = match old.name == new.name {
            true => format!("the client's method `{}` is now `{}`", old.method_name, new.method_name),
            false => format!("the endpoint `{}` is now `{}`", old.name, new.name),
        };
        log.tell(Kind::OperationRenamed, "", message)
            .help("an override with `rename` in `docbind.toml` keeps the name");
    }
    if old.area != new.area {
        let name = |area: &Option<String>| area.clone().unwrap_or_else(|| "none".to_owned());
        log.tell(Kind::AreaChanged, "", format!("the area `{}` is now `{}`", name(&old.area), name(&new.area)));
    }
}

fn compare_clouds(log: &mut Log<'_>, old: &[Cloud], new: &[Cloud]) {
    let names = |clouds: &[Cloud]| clouds.iter().map(|cloud| cloud_name(*cloud)).collect::<BTreeSet<_>>();
    let (was, is) = (names(old), names(new));
    match (was.is_empty(), is.is_empty()) {
        (true, true) => {}
        (true, false) => {
            let message = format!("the page names the clouds that serve it: {}", listed(is));
            log.tell(Kind::CloudsDocumented, "", message);
        }
        (false, true) => {
            log.tell(Kind::CloudsUndocumented, "", "the page does not name the clouds that serve it any more");
        }
        (false, false) => {
            for cloud in is.difference(&was) {
                log.tell(Kind::CloudAdded, cloud, format!("the cloud `{cloud}` serves it"));
            }
            for cloud in was.difference(&is) {
                log.tell(Kind::CloudRemoved, cloud, format!("the cloud `{cloud}` does not serve it any more"));
            }
        }
    }
}

/// The cloud's name in the exported model.
fn cloud_name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "global",
        Cloud::UsGovernment => "us-government",
        Cloud::UsGovernmentDod => "us-government-dod",
        Cloud::China => "china",
    }
}

fn compare_words(log: &mut Log<'_>, old: &Operation, new: &Operation) {
    let words = |operation: &Operation| {
        [
            ("title", operation.title.clone()),
            ("description", operation.description.clone()),
            ("request body", operation.request_docs.clone()),
            ("response", operation.response_docs.clone()),
        ]
    };
    let (was, is) = (words(old), words(new));
    let differing: Vec<&str> = was.iter().zip(&is).filter(|(was, is)| was != is).map(|(was, _)| was.0).collect();
    if !differing.is_empty() {
        log.tell(Kind::DescriptionChanged, "", format!("other words: {}", differing.join(", ")));
    }
    let shown = |examples: &[Example]| examples.iter().map(|example| example.message.clone()).collect::<Vec<_>>();
    if shown(&old.examples) != shown(&new.examples) {
        log.tell(Kind::ExamplesChanged, "", "the page shows other requests or responses");
    }
    if old.overridden != new.overridden {
        log.tell(Kind::OverridesChanged, "", "the settings override something else");
    }
}

/// Tells where the settings override other things of a type, or its words differ.
pub(super) fn compare_type_words(log: &mut Log<'_>, old: (&str, &[String]), new: (&str, &[String])) {
    if old.0 != new.0 {
        log.tell(Kind::DescriptionChanged, "", "other words: description");
    }
    if old.1 != new.1 {
        log.tell(Kind::OverridesChanged, "", "the settings override something else");
    }
}
