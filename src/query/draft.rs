//! The options of one call, collected; their names and values out.

use std::borrow::Cow;

use super::filter::Expression;
use super::{Columns, Expands, Filter, Orders, Search};
use crate::Request;

/// The query options of a call, or of what it expands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    select: Vec<Cow<'static, str>>,
    expand: Vec<String>,
    filter: Option<Expression>,
    order_by: Vec<Cow<'static, str>>,
    search: Option<String>,
    pub(crate) top: Option<u32>,
    pub(crate) skip: Option<u32>,
    pub(crate) count: Option<bool>,
}

impl Draft {
    /// Adds properties, each once.
    pub(crate) fn add_select<M>(&mut self, columns: impl Columns<M>) {
        let mut added = Vec::new();
        columns.push_to(&mut added);
        for column in added {
            if !self.select.contains(&column) {
                self.select.push(column);
            }
        }
    }

    pub(crate) fn add_expand<M>(&mut self, expands: impl Expands<M>) {
        expands.push_to(&mut self.expand);
    }

    pub(crate) fn add_filter<M>(&mut self, filter: Filter<M>) {
        let added = filter.into_expression();
        self.filter = Some(match self.filter.take() {
            Some(before) => before.and(added),
            None => added,
        });
    }

    pub(crate) fn add_order<M>(&mut self, orders: impl Orders<M>) {
        orders.push_to(&mut self.order_by);
    }

    pub(crate) fn add_search<M>(&mut self, search: Search<M>) {
        let all = match self.search.take() {
            Some(before) => Search::raw(before).and(search),
            None => search,
        };
        self.search = Some(all.into_text());
    }

    /// The options that are set, by name, before they are percent-encoded.
    pub(crate) fn options(&self) -> Vec<(&'static str, String)> {
        let list = |items: &[Cow<'static, str>]| Some(items.join(",")).filter(|_| !items.is_empty());
        let options = [
            ("$select", list(&self.select)),
            ("$expand", Some(self.expand.join(",")).filter(|_| !self.expand.is_empty())),
            ("$filter", self.filter.as_ref().map(Expression::text)),
            ("$orderby", list(&self.order_by)),
            ("$search", self.search.clone()),
            ("$top", self.top.map(|count| count.to_string())),
            ("$skip", self.skip.map(|count| count.to_string())),
            ("$count", self.count.map(|is_wanted| is_wanted.to_string())),
        ];
        options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Adds the options to a request. Where the page of the operation names the header `ConsistencyLevel`, advanced queries have
    /// it, and a count with it where they need one.
    pub(crate) fn add_to(mut self, mut request: Request, names_consistency_level: bool) -> Request {
        let needs_count = self.needs_count();
        if names_consistency_level && (needs_count || self.search.is_some() || self.count == Some(true)) {
            if needs_count {
                self.count.get_or_insert(true);
            }
            if !request.headers().contains_key(CONSISTENCY_LEVEL) {
                request = request.header(CONSISTENCY_LEVEL, "eventual");
            }
        }
        self.options().iter().fold(request, |request, (name, value)| request.query(name, value))
    }

    /// Whether it is one of the queries that Microsoft Graph serves with `ConsistencyLevel: eventual` and `$count=true` alone:
    /// `$filter` with `$orderby`, and the operators `ne`, `not` and `endsWith` (its page "Advanced query capabilities on directory
    /// objects").
    fn needs_count(&self) -> bool {
        let filter = self.filter.as_ref();
        filter.is_some_and(|filter| filter.is_advanced || !self.order_by.is_empty())
    }
}

/// Its value `eventual` asks for data that may lag behind what was written.
const CONSISTENCY_LEVEL: &str = "ConsistencyLevel";
