//! What a page says of OData query options, in words, in; which options and operators that allows, out.

use crate::api::{FilterOperator, PropertyQuery, QueryOption, QueryOptions};
use crate::block::Text;
use crate::page::dialect::{Cells, Dialect, Words};
use crate::page::{Page, ParameterPlace};

/// The query options of an operation, by the sections on query parameters of its page.
pub(super) fn lower_options(page: &Page<'_>) -> QueryOptions {
    let rows = page.parameters.iter().filter(|table| table.place == ParameterPlace::Query);
    let rows: Vec<String> = rows.flat_map(|table| &table.rows).map(|row| fold(&row.name)).collect();
    let words: Vec<String> = page.query_words.iter().map(fold).collect();
    if words.is_empty() && rows.is_empty() {
        return QueryOptions::NotSaid;
    }
    let mut said = Said::default();
    let dialect = page.dialect;
    for sentence in words.iter().flat_map(|text| text.split(['.', '!', ';'])) {
        said.read(sentence.trim(), dialect);
    }
    for row in &rows {
        said.named.extend(options_in(row));
    }
    said.options()
}

/// Text in lower case, each run of spaces as one.
fn fold(text: &Text<'_>) -> String {
    text.plain().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What the sentences of a section say, taken together.
#[derive(Default)]
struct Said {
    /// Every option that is named.
    named: Vec<QueryOption>,
    /// The options that are said not to be supported.
    denied: Vec<QueryOption>,
    /// A sentence says that no option is supported.
    refuses: bool,
    /// A sentence says that those named are all.
    is_list: bool,
    /// A sentence speaks of OData's options in general.
    is_general: bool,
}

impl Said {
    fn read(&mut self, sentence: &str, dialect: &Dialect) {
        let named = options_in(sentence);
        let queries = &dialect.queries;
        let is_about_all = queries.options.is_in(sentence);
        if queries.refusal.is_in(sentence) {
            match named.is_empty() {
                true if queries.other.is_in(sentence) && is_about_all => self.is_list = true,
                true => self.refuses |= is_about_all || queries.whole_refusal.is(sentence),
                false if dialect.is_option_refusal(sentence) => self.denied.extend(&named),
                false => {}
            }
            return;
        }
        self.named.extend(&named);
        let Some((_, after)) = queries.support.split(sentence).filter(|_| is_about_all) else {
            self.refuses |= queries.whole_refusal.is(sentence);
            return;
        };
        let listed = match after.trim() {
            // "The OData query parameters `$select` and `$top` are supported."
            after if queries.passive.is(after) => named,
            after => bare_options(dialect.before_query_options(after)),
        };
        if queries.open_list.is_in(sentence) || (listed.is_empty() && !queries.following.is_in(sentence)) {
            self.is_general = true;
        } else {
            self.named.extend(listed);
            self.is_list = true;
        }
    }

    fn options(self) -> QueryOptions {
        let is_named = |option: &QueryOption| self.named.contains(option) && !self.denied.contains(option);
        let named: Vec<QueryOption> = QueryOption::ALL.into_iter().filter(is_named).collect();
        match (self.is_list && !self.is_general && !named.is_empty(), self.denied.is_empty()) {
            _ if self.refuses && named.is_empty() && !self.is_general => QueryOptions::Unsupported,
            (true, _) => QueryOptions::AnyOf(named),
            (false, true) => QueryOptions::Any,
            (false, false) => {
                let rest = QueryOption::ALL.into_iter().filter(|option| !self.denied.contains(option));
                QueryOptions::AnyOf(rest.collect())
            }
        }
    }
}

/// The options that are named with their `$`.
fn options_in(words: &str) -> Vec<QueryOption> {
    let names = words.split('$').skip(1).map(first_word);
    names.filter_map(option_of).collect()
}

/// The options that are named, with `$` or without.
fn bare_options(words: &str) -> Vec<QueryOption> {
    words.split(|c: char| !c.is_ascii_alphabetic()).filter_map(option_of).collect()
}

fn first_word(words: &str) -> &str {
    words.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

fn option_of(name: &str) -> Option<QueryOption> {
    QueryOption::ALL.into_iter().find(|option| option.wire_name().strip_prefix('$') == Some(name))
}

/// What the description of a property, in lower case, says: "Supports `$filter` (`eq`, `startsWith`) and `$orderby`. Returned only on `$select`."
pub(super) fn lower_property_query(lower: &str, dialect: &Dialect) -> PropertyQuery {
    let mut query = PropertyQuery::default();
    let queries = &dialect.queries;
    // Most descriptions have none, which this tells soonest.
    if !lower.contains('$') && !queries.unfilterable.is_in(lower) {
        return query;
    }
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    query.is_only_on_select = queries.only_on_select.is_in(&words);
    for sentence in words.split(['.', ';']) {
        read_support(sentence, dialect, &mut query);
    }
    query
}

fn read_support(sentence: &str, dialect: &Dialect, query: &mut PropertyQuery) {
    let queries = &dialect.queries;
    if queries.unfilterable.is(sentence.trim()) {
        query.operators = Some(Vec::new());
    }
    let Some((_, after)) = queries.support.split(sentence) else { return };
    if queries.refusal.is_in(sentence) {
        return;
    }
    for option in options_in(after) {
        if !query.options.contains(&option) {
            query.options.push(option);
        }
    }
    let list = after.split_once("$filter").and_then(|(_, list)| list.trim_start().strip_prefix('(')?.split_once(')'));
    if let Some(operators) = list.and_then(|(list, _)| operators_of(list, &dialect.cells)) {
        let known = query.operators.get_or_insert_default();
        let new: Vec<FilterOperator> = operators.into_iter().filter(|operator| !known.contains(operator)).collect();
        known.extend(new);
    }
}

/// `eq, ne, not, and in operators`, `eq only`. `None` where one of them is no operator, and where there is none: the list
/// is then not understood, and does not restrict.
fn operators_of(list: &str, cells: &Cells<Words>) -> Option<Vec<FilterOperator>> {
    let mut operators = Vec::new();
    let is_between = |word: &&str| cells.and.is(word) || cells.or.is(word);
    let words: Vec<&str> = list.split(' ').map(|word| if is_between(&word) { "," } else { word }).collect();
    for part in words.join(" ").split(',') {
        let name = part.trim().split(' ').next().unwrap_or_default();
        // A count has operators of its own, and a lambda those of its items.
        let is_apart = name.is_empty() || name.contains("$count") || matches!(name, "any" | "all" | "and" | "or");
        if is_apart {
            continue;
        }
        let operator = operator_of(name)?;
        if !operators.contains(&operator) {
            operators.push(operator);
        }
    }
    Some(operators).filter(|operators| !operators.is_empty())
}

fn operator_of(name: &str) -> Option<FilterOperator> {
    Some(match name {
        "eq" => FilterOperator::Eq,
        "ne" => FilterOperator::Ne,
        "not" => FilterOperator::Not,
        "gt" => FilterOperator::Gt,
        "ge" => FilterOperator::Ge,
        "lt" => FilterOperator::Lt,
        "le" => FilterOperator::Le,
        "in" => FilterOperator::In,
        "has" => FilterOperator::Has,
        "startswith" => FilterOperator::StartsWith,
        "endswith" => FilterOperator::EndsWith,
        "contains" => FilterOperator::Contains,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Said, lower_property_query};
    use crate::api::FilterOperator::{Contains, Eq, Ge, In, Le, Ne, Not, StartsWith};
    use crate::api::QueryOption::{Count, Expand, Filter, OrderBy, Search, Select, Skip, Top};
    use crate::api::QueryOptions::{self, Any, AnyOf, Unsupported};

    fn options(words: &str) -> QueryOptions {
        let mut said = Said::default();
        let dialect = Dialect::default();
        words.to_lowercase().split(['.', '!', ';']).for_each(|sentence| said.read(sentence.trim(), &dialect));
        said.options()
    }

    fn property_query(words: &str) -> crate::api::PropertyQuery {
        lower_property_query(&words.to_lowercase(), &Dialect::default())
    }

    #[test]
    fn sections_on_query_parameters_are_understood() {
        let table = [
            ("This method supports the OData query parameters to help customize the response.", Any),
            ("This method supports some of the OData query parameters, including $select and $expand.", Any),
            ("You can use $select to get some properties. For more, see OData query parameters.", Any),
            ("This method supports the same OData query parameters as List boats.", Any),
            ("This method does not support OData query parameters to customize the response.", Unsupported),
            ("This does **not** support the OData query parameters (e.g. $filter is not supported here).", Unsupported),
            ("The OData query parameters are not currently supported.", Unsupported),
            ("This method does not support optional query parameters to customize the response.", Unsupported),
            ("Not supported.", Unsupported),
            ("None.", Unsupported),
            (
                "This method supports the $select, $expand, $orderBy and $top OData query parameters.",
                AnyOf(vec![Select, Expand, OrderBy, Top]),
            ),
            ("This method supports the select and expand OData query parameters.", AnyOf(vec![Select, Expand])),
            (
                "This supports the following OData query parameters: $count, $skip. You can use $top, 5 at most.",
                AnyOf(vec![Top, Skip, Count]),
            ),
            (
                "Use the $top query parameter. The other OData query parameters are not currently supported.",
                AnyOf(vec![Top]),
            ),
            (
                "This method supports the OData query parameters. Note: $filter is not supported.",
                AnyOf(vec![Select, Expand, OrderBy, Search, Top, Skip, Count]),
            ),
            ("This supports the OData query parameters. $filter is not supported with $search.", Any),
            ("This method supports the $filter query parameter.", AnyOf(vec![Filter])),
            ("The OData query parameters $select and $top are supported.", AnyOf(vec![Select, Top])),
            ("The OData query parameters are supported.", Any),
        ];
        for (words, expected) in table {
            assert_eq!(options(words), expected, "{words}");
        }
    }

    #[test]
    fn operators_of_properties_are_understood() {
        let table = [
            (
                "Supports $filter (eq, ne, NOT , ge, le, in, startsWith).",
                Some(vec![Eq, Ne, Not, Ge, Le, In, StartsWith]),
            ),
            ("Read-only. Supports $filter (eq operator only).Not nullable.", Some(vec![Eq])),
            ("Supports $filter (eq only) and $orderBy.", Some(vec![Eq])),
            ("Supports $select and $filter (contains only).", Some(vec![Contains])),
            ("Supports $filter (eq and startsWith operators only).", Some(vec![Eq, StartsWith])),
            ("Supports $filter (eq, ge, and in, and eq on null values).", Some(vec![Eq, Ge, In])),
            ("Supports $filter (eq, /$count eq 0, /$count ne 0).", Some(vec![Eq])),
            ("Supports $orderby and $filter (eq, le, and ge operators only).", Some(vec![Eq, Le, Ge])),
            ("Not filterable.", Some(vec![])),
            ("Supports $filter.", None),
            ("Supports $filter on null values.", None),
            ("Supports $filter (the usual ones).", None),
            ("Does not support $filter (eq).", None),
            ("The filter of the coffee machine (eq).", None),
        ];
        for (words, expected) in table {
            assert_eq!(property_query(words).operators, expected, "{words}");
        }
        let query = property_query("A name. Returned only on $select. Supports $filter (eq), $search, and $orderBy.");
        assert_eq!(query.options, [Filter, Search, OrderBy]);
        assert!(query.is_only_on_select);
        assert!(!property_query("Returned by default. Supports $select.").is_only_on_select);
    }
}
