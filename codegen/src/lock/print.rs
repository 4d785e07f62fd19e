//! A reference, time and again, in; the text of its lock out. A block is written again only where what it says may differ.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::digest::text_digest;
use super::take::{enum_fact, page_fact, settings_fact, type_fact};
use super::text::{enum_block, page_block, start, type_block};
use super::{FILE_NAME, base_types};
use crate::Reference;
use crate::api::{Api, Enumeration, Operation, Resource};
use crate::parallel::in_parallel;
use crate::print::File;
use crate::source::is_same_text;

/// Writes the lock of a reference time and again.
#[derive(Debug, Default)]
pub struct LockPrinter {
    /// The digests of files, each with the text that it is of.
    digests: HashMap<String, (Arc<str>, Arc<str>)>,
    pages: BTreeMap<String, Kept<PageInput>>,
    types: BTreeMap<String, Kept<TypeInput>>,
    enumerations: BTreeMap<String, Kept<Arc<Enumeration>>>,
}

/// A block, with all that it is made of.
#[derive(Debug)]
struct Kept<T> {
    input: T,
    text: Arc<str>,
}

#[derive(Debug)]
struct PageInput {
    operation: Option<Arc<Operation>>,
    digest: Arc<str>,
}

#[derive(Debug)]
struct TypeInput {
    resource: Arc<Resource>,
    /// The `id`s of its base types, the nearest first.
    bases: Vec<String>,
}

impl LockPrinter {
    /// The file that [`Lock::file`](super::Lock::file) gives.
    pub fn print(&mut self, reference: &Reference) -> File {
        self.take_digests(reference);
        self.print_pages(&reference.api);
        self.print_types(&reference.api);
        self.print_enumerations(&reference.api);
        let start = start(settings_fact(reference).as_deref());
        let texts = blocks(&self.pages).chain(blocks(&self.types)).chain(blocks(&self.enumerations));
        let texts: Vec<&str> = std::iter::once(start.as_str()).chain(texts).collect();
        File { path: FILE_NAME.to_owned(), text: texts.concat().into() }
    }

    fn take_digests(&mut self, reference: &Reference) {
        let sources = &reference.sources;
        let files: Vec<_> = sources.with_includes(&reference.pages).into_iter().collect();
        let digests = in_parallel(&files, &|id| {
            let file = sources.file(*id);
            let known = self.digests.get(&file.path).filter(|(text, _)| is_same_text(text, file.original()));
            let digest = known.map_or_else(|| text_digest(file.original()).into(), |(_, digest)| Arc::clone(digest));
            (file.path.clone(), (Arc::clone(file.original()), digest))
        });
        self.digests = digests.into_iter().collect();
    }

    fn print_pages(&mut self, api: &Api) {
        let operations = api.operations.iter().map(|operation| (operation.page.as_str(), Some(operation)));
        let mut pages: BTreeMap<&str, Option<&Arc<Operation>>> =
            self.digests.keys().map(|path| (path.as_str(), None)).collect();
        pages.extend(operations);
        let pages: Vec<(&str, Option<&Arc<Operation>>)> = pages.into_iter().collect();
        let digest = |path: &str| self.digests.get(path).map_or_else(|| "".into(), |(_, digest)| Arc::clone(digest));
        let print = |path: &str, operation: Option<&Arc<Operation>>| {
            let mut fact = page_fact(path, operation.map(Arc::as_ref));
            let digest = digest(path);
            fact.value.digest = (*digest).to_owned();
            let text = page_block(path, &fact).text().into();
            Kept { input: PageInput { operation: operation.cloned(), digest }, text }
        };
        let is_same = |input: &PageInput, (path, operation): &(&str, Option<&Arc<Operation>>)| {
            input.operation.as_ref() == *operation && input.digest == digest(path)
        };
        update(&mut self.pages, &pages, &|(path, _)| path, &is_same, &|(path, operation)| print(path, *operation));
    }

    fn print_types(&mut self, api: &Api) {
        let by_id = api.resources_by_id();
        let is_new =
            |resource: &Arc<Resource>| self.types.get(&resource.id).is_none_or(|kept| kept.input.resource != *resource);
        let changed = in_parallel(&api.resources, &|resource| is_new(resource).then(|| resource.id.clone()));
        let changed: HashSet<String> = changed.into_iter().flatten().collect();
        let bases = |resource: &Resource| -> Vec<&String> {
            base_types(resource, &by_id).into_iter().map(|base| &base.id).collect()
        };
        let is_same = |input: &TypeInput, resource: &Arc<Resource>| {
            let is_kept = |id: &String| !changed.contains(id.as_str());
            let bases = bases(resource);
            is_kept(&resource.id) && bases.iter().all(|id| is_kept(id)) && bases.into_iter().eq(&input.bases)
        };
        let print = |resource: &Arc<Resource>| {
            let text = type_block(&resource.id, &type_fact(resource, &by_id)).text().into();
            Kept {
                input: TypeInput { resource: resource.clone(), bases: bases(resource).into_iter().cloned().collect() },
                text,
            }
        };
        update(&mut self.types, &api.resources, &|resource| &resource.id, &is_same, &print);
    }

    fn print_enumerations(&mut self, api: &Api) {
        let print = |item: &Arc<Enumeration>| {
            let text = enum_block(&item.id, &enum_fact(item)).text().into();
            Kept { input: item.clone(), text }
        };
        update(&mut self.enumerations, &api.enumerations, &|item| &item.id, &|input, item| input == item, &print);
    }
}

/// The texts of blocks, by their names.
fn blocks<T>(kept: &BTreeMap<String, Kept<T>>) -> impl Iterator<Item = &str> {
    kept.values().map(|kept| kept.text.as_ref())
}

/// Keeps the blocks of items that are as they were, writes those of others, and drops those of items that are gone.
fn update<T: Sync, I: Send + Sync>(
    kept: &mut BTreeMap<String, Kept<I>>,
    items: &[T],
    name: &(dyn Fn(&T) -> &str + Sync),
    is_same: &(dyn Fn(&I, &T) -> bool + Sync),
    print: &(dyn Fn(&T) -> Kept<I> + Sync),
) {
    let before = &*kept;
    let printed = in_parallel(items, &|item| {
        let is_kept = before.get(name(item)).is_some_and(|kept| is_same(&kept.input, item));
        (!is_kept).then(|| print(item))
    });
    let names: HashSet<&str> = items.iter().map(name).collect();
    kept.retain(|known, _| names.contains(known.as_str()));
    for (item, printed) in items.iter().zip(printed) {
        if let Some(printed) = printed {
            kept.insert(name(item).to_owned(), printed);
        }
    }
}
