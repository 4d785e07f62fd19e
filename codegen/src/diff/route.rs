//! The routes of two operations in; which are gone, new or others out.

use std::collections::BTreeMap;

use super::matching::{Link, Matched, Pair, route_key, route_name};
use super::state::{Said, compare_states};
use super::{Kind, Log};
use crate::api::{Operation, Route, UnusedRoute};

/// Compares routes. Where an operation was split or merged, those that both have.
pub(super) fn compare_routes(log: &mut Log<'_>, pair: &Pair<'_>, matched: &Matched<'_>) {
    let (old, new) = (by_key(pair.old), by_key(pair.new));
    for (key, was) in &old {
        match (new.get(key), matched.moved_to(key)) {
            (Some(is), _) => compare_route(log, was, is, pair),
            (None, _) if pair.link != Link::Same => {}
            (None, Some(page)) if matched.is_split(pair.old, page) => {}
            (None, Some(page)) => tell_moved(log, was, page),
            (None, None) => tell_removed(log, was, pair),
        }
    }
    if pair.link != Link::Same {
        return;
    }
    for (_, is) in new.iter().filter(|(key, _)| !old.contains_key(*key) && matched.moved_to(key).is_none()) {
        let name = route_name(is);
        log.tell(Kind::RouteAdded, &name, format!("the route `{} {}` is new", is.method, is.written))
            .at(None, Some(&is.place));
    }
    compare_default(log, pair);
    if let (Some(was), Some(is)) = (&pair.old.base_url, &pair.new.base_url)
        && was != is
    {
        log.tell(Kind::BaseUrlChanged, "", format!("the examples are sent to `{is}`, and were to `{was}`"));
    }
}

fn by_key(operation: &Operation) -> BTreeMap<String, &Route> {
    operation.routes.iter().map(|route| (route_key(route), route)).collect()
}

fn tell_moved(log: &mut Log<'_>, was: &Route, page: &str) {
    let message = format!("the route `{} {}` is on the page `{page}`", was.method, was.written);
    log.tell(Kind::RouteMoved, &route_name(was), message).at(Some(&was.place), None);
}

fn tell_removed(log: &mut Log<'_>, was: &Route, pair: &Pair<'_>) {
    let message = format!("the route `{} {}` is gone", was.method, was.written);
    let change = log.tell(Kind::RouteRemoved, &route_name(was), message);
    change.at(Some(&was.place), None);
    let is_new = |unused: &UnusedRoute| !pair.old.unused_routes.iter().any(|old| old.written == unused.written);
    let mut unused = pair.new.unused_routes.iter().filter(|unused| unused.method == was.method && is_new(unused));
    if let Some(unused) = unused.next() {
        change.at(None, Some(&unused.place));
        change.help(format!("`{} {}` has no constructor: {}", unused.method, unused.written, unused.reason));
    }
}

fn compare_route(log: &mut Log<'_>, was: &Route, is: &Route, pair: &Pair<'_>) {
    let name = route_name(was);
    let what = format!("the route `{} {}`", is.method, is.written);
    let places = (Some(&was.place), Some(&is.place));
    // An operation with one route has no constructor of its name.
    let is_named = |operation: &Operation| operation.routes.len() > 1;
    if was.name != is.name && is_named(pair.old) && pair.link == Link::Same {
        log.tell(
            Kind::RouteRenamed,
            &name,
            format!("the constructor of {what} is `{}`, and was `{}`", is.name, was.name),
        )
        .at(places.0, places.1);
    }
    for (at, (old, new)) in was.arguments.iter().zip(&is.arguments).enumerate() {
        let part = format!("{name}:{at}");
        if old.name != new.name {
            let message = format!("in {what}, `{}` is now `{}`", old.name, new.name);
            log.tell(Kind::PlaceholderRenamed, &part, message).at(places.0, places.1);
        }
        if (old.ty, old.encoding) != (new.ty, new.encoding) {
            let type_of = |argument: &crate::api::Argument| match argument.encoding {
                crate::api::Encoding::Quoted => format!("a quoted {}", argument.ty.edm_name()),
                _ => argument.ty.edm_name().to_owned(),
            };
            let message = format!("in {what}, `{}` is {}, and was {}", new.name, type_of(new), type_of(old));
            log.tell(Kind::PlaceholderTypeChanged, &part, message).at(places.0, places.1);
        }
    }
    let was = Said { deprecated: was.deprecated.as_deref(), preview: None, place: places.0 };
    let is = Said { deprecated: is.deprecated.as_deref(), preview: None, place: places.1 };
    compare_states(log, &name, &what, (was, is));
}

fn compare_default(log: &mut Log<'_>, pair: &Pair<'_>) {
    let (Some(was), Some(is)) = (pair.old.default_route(), pair.new.default_route()) else { return };
    if route_key(was) != route_key(is) {
        let message = format!(
            "a call that names no route takes `{} {}`, and took `{} {}`",
            is.method, is.written, was.method, was.written
        );
        let change = log.tell(Kind::DefaultRouteChanged, "", message).at(Some(&was.place), Some(&is.place));
        if pair.new.routes.len() > 1 {
            change.help("name the route: each has a constructor");
        }
    }
}
