//! A navigation property and options of its own in; the value of `$expand` out.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::column::lists_of;
use super::{Columns, Draft, Filter, Orders, Search};

/// A navigation property of `M` for `$expand`, with options for what it leads to, values of `N` (OData 4.01 protocol, section
/// 11.2.5.2). Which of them a service takes there, its pages rarely say, so all compile.
#[derive(Clone, Debug)]
#[must_use = "an expand does nothing until a call takes it"]
pub struct Expand<M, N> {
    name: Cow<'static, str>,
    levels: Option<String>,
    draft: Draft,
    of: PhantomData<fn() -> (M, N)>,
}

/// One [`Expand`] or several, in a tuple, an array or a vector.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not expand properties of `{M}`",
    note = "give `expand()` of a navigation property, or a tuple or a list of them"
)]
pub trait Expands<M> {
    #[doc(hidden)]
    fn push_to(self, list: &mut Vec<String>);
}

impl<M, N> Expand<M, N> {
    pub(super) fn new(name: Cow<'static, str>) -> Self {
        Self { name, levels: None, draft: Draft::default(), of: PhantomData }
    }

    /// `$select`: the properties to answer with. Called again, it adds.
    pub fn select(mut self, columns: impl Columns<N>) -> Self {
        self.draft.add_select(columns);
        self
    }

    /// `$filter`: which entities to answer with. Called again, all filters hold.
    pub fn filter(mut self, filter: Filter<N>) -> Self {
        self.draft.add_filter(filter);
        self
    }

    /// `$orderby`: their order. Called again, it adds.
    pub fn order_by(mut self, orders: impl Orders<N>) -> Self {
        self.draft.add_order(orders);
        self
    }

    /// `$search`: what they have in them. Called again, all hold.
    pub fn search(mut self, search: Search<N>) -> Self {
        self.draft.add_search(search);
        self
    }

    /// `$expand`: what they lead to in turn. Called again, it adds.
    pub fn expand(mut self, expands: impl Expands<N>) -> Self {
        self.draft.add_expand(expands);
        self
    }

    /// `$top`: how many at most.
    pub fn top(mut self, count: u32) -> Self {
        self.draft.top = Some(count);
        self
    }

    /// `$skip`: how many to leave out at the start.
    pub fn skip(mut self, count: u32) -> Self {
        self.draft.skip = Some(count);
        self
    }

    /// `$count`: whether to tell how many there are.
    pub fn count(mut self, is_wanted: bool) -> Self {
        self.draft.count = Some(is_wanted);
        self
    }

    /// `$levels`: how often to follow the property.
    pub fn levels(mut self, levels: u32) -> Self {
        self.levels = Some(levels.to_string());
        self
    }

    /// `$levels=max`: to follow the property as often as the service does.
    pub fn levels_max(mut self) -> Self {
        self.levels = Some("max".to_owned());
        self
    }

    /// `manager($select=id;$levels=max)`
    fn text(&self) -> String {
        let levels = self.levels.iter().map(|levels| format!("$levels={levels}"));
        let options = self.draft.options().into_iter().map(|(name, value)| format!("{name}={value}"));
        let options: Vec<String> = options.chain(levels).collect();
        match options.as_slice() {
            [] => self.name.to_string(),
            options => format!("{}({})", self.name, options.join(";")),
        }
    }
}

impl<M, N> Expands<M> for Expand<M, N> {
    fn push_to(self, list: &mut Vec<String>) {
        list.push(self.text());
    }
}

lists_of!(Expands, String);
