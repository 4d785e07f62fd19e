//! The methods by which a call takes query options, the same for all that is a call.

/// The methods for query options, for an `impl<E: Endpoint>` block of a type with a function `draft`.
macro_rules! query_methods {
    () => {
        /// `$select`: the properties to answer with. Called again, it adds.
        pub fn select<At>(mut self, columns: impl $crate::query::Columns<$crate::query::ModelOf<E>>) -> Self
        where
            E::Response: $crate::query::Queried,
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Select, At>,
        {
            self.draft().add_select(columns);
            self
        }

        /// `$filter`: which values to answer with. Called again, all filters hold.
        pub fn filter<At>(mut self, filter: $crate::query::Filter<$crate::query::ModelOf<E>>) -> Self
        where
            E::Response: $crate::query::Queried,
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Filter, At>,
        {
            self.draft().add_filter(filter);
            self
        }

        /// `$expand`: what to answer with beside the values, by their navigation properties. Called again, it adds.
        pub fn expand<At>(mut self, expands: impl $crate::query::Expands<$crate::query::ModelOf<E>>) -> Self
        where
            E::Response: $crate::query::Queried,
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Expand, At>,
        {
            self.draft().add_expand(expands);
            self
        }

        /// `$orderby`: the order of the values. Called again, it adds.
        pub fn order_by<At>(mut self, orders: impl $crate::query::Orders<$crate::query::ModelOf<E>>) -> Self
        where
            E::Response: $crate::query::Queried,
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::OrderBy, At>,
        {
            self.draft().add_order(orders);
            self
        }

        /// `$search`: what the values have in them. Called again, all hold.
        pub fn search<At>(mut self, search: $crate::query::Search<$crate::query::ModelOf<E>>) -> Self
        where
            E::Response: $crate::query::Queried,
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Search, At>,
        {
            self.draft().add_search(search);
            self
        }

        /// `$top`: how many values to answer with at most; of an answer in pages, on each.
        pub fn top<At>(mut self, count: u32) -> Self
        where
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Top, At>,
        {
            self.draft().top = Some(count);
            self
        }

        /// `$skip`: how many values to leave out at the start.
        pub fn skip<At>(mut self, count: u32) -> Self
        where
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Skip, At>,
        {
            self.draft().skip = Some(count);
            self
        }

        /// `$count`: whether to tell how many values there are, as [`Page::count`](crate::Page::count).
        pub fn count<At>(mut self, is_wanted: bool) -> Self
        where
            $crate::query::OptionsOf<E>: $crate::query::option::Takes<$crate::query::option::Count, At>,
        {
            self.draft().count = Some(is_wanted);
            self
        }
    };
}
pub(crate) use query_methods;
