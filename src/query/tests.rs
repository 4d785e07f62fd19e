//! What expressions look like. The forms are those of the OData 4.01 ABNF.

use super::operator::{Eq, Not, StartsWith};
use super::{Column, Draft, Expand, Field, Filter, Only, Order, Search, To, ToMany};
use crate::{
    Date, DateTimeOffset, Decimal, Duration, Enumeration, Extends, Model, ModelType, Object, Request, Route, TimeOfDay,
    Uuid, Value,
};

macro_rules! models {
    ($($name:ident)*) => {$(
        #[derive(Clone, Default)]
        struct $name(Object);

        impl Model for $name {
            const TYPE: &'static ModelType =
                &ModelType { name: stringify!($name), page: "", properties: &[], read_only: &[], subtypes: &[] };

            fn from_object(object: Object) -> Self {
                Self(object)
            }

            fn as_object(&self) -> &Object {
                &self.0
            }
        }
    )*};
}

models!(Vessel Boat Berth Crew);

impl Extends<Vessel> for Boat {}

#[derive(Clone, Debug, PartialEq)]
enum Rig {
    Sloop,
    Other(Box<str>),
}

impl Enumeration for Rig {
    const MEMBERS: &'static [(&'static str, Self)] = &[("sloop", Self::Sloop)];

    fn other(name: Box<str>) -> Self {
        Self::Other(name)
    }

    fn as_other(&self) -> Option<&str> {
        match self {
            Self::Other(name) => Some(name),
            Self::Sloop => None,
        }
    }
}

impl Vessel {
    const FLAG: Field<Self, String> = Field::new("flag");
}

impl Boat {
    const NAME: Field<Self, String> = Field::new("name");
    const LENGTH: Field<Self, i32> = Field::new("length");
    const RIG: Field<Self, Rig> = Field::new("rig");
    const AFLOAT: Field<Self, bool> = Field::new("isAfloat");
    const ALIASES: Field<Self, Vec<String>> = Field::new("aliases");
    const BERTH: Field<Self, Berth> = Field::new("berth");
    const CREW: Field<Self, Vec<Crew>> = Field::new("crew");
    const TENDERS: Field<Self, ToMany<Boat>> = Field::new("tenders");
    const FLOTILLA: Field<Self, To<Vessel>> = Field::new("flotilla");
    const MOTHER: Field<Self, To<Boat>> = Field::new("mother");
    const CITY: Field<Self, String, Only<(Eq, Not, StartsWith)>> = Field::new("city");
}

impl Berth {
    const QUAY: Field<Self, String> = Field::new("quay");
}

impl Crew {
    const RANK: Field<Self, i32> = Field::new("rank");
    const TASKS: Field<Self, Vec<String>> = Field::new("tasks");
}

fn assert_texts(table: &[(Filter<Boat>, &str)]) {
    for (filter, text) in table {
        assert_eq!(filter.to_string(), *text);
    }
}

fn eq<T, L: super::Literal<T>>(value: L) -> String {
    Field::<Boat, T>::new("x").eq(value).to_string()
}

#[test]
fn values_are_literals_of_their_type() {
    let guid = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    let time: DateTimeOffset = "2021-07-01T11:30:00.5+02:00".parse().unwrap();
    let table = [
        (eq("O'Hara's"), "x eq 'O''Hara''s'"),
        (eq(String::from("")), "x eq ''"),
        (eq("a,b) or (c eq 'd"), "x eq 'a,b) or (c eq ''d'"),
        (eq(true), "x eq true"),
        (eq(-5), "x eq -5"),
        (eq(i64::MAX), "x eq 9223372036854775807"),
        (eq(0.5), "x eq 0.5"),
        (eq(f64::NAN), "x eq NaN"),
        (eq(f64::NEG_INFINITY), "x eq -INF"),
        (eq(f32::INFINITY), "x eq INF"),
        (eq(0.1_f32), "x eq 0.1"),
        (eq("12.50".parse::<Decimal>().unwrap()), "x eq 12.50"),
        (eq(vec![0xfb_u8, 0xff]), "x eq binary'-_8='"),
        (eq(guid), "x eq 01234567-89ab-cdef-0123-456789abcdef"),
        (eq(time), "x eq 2021-07-01T11:30:00.5+02:00"),
        (eq("2021-07-01".parse::<Date>().unwrap()), "x eq 2021-07-01"),
        (eq("09:30:00".parse::<TimeOfDay>().unwrap()), "x eq 09:30:00"),
        (eq(Duration::new().days(1).hours(2)), "x eq duration'P1DT2H'"),
        (eq(Rig::Sloop), "x eq 'sloop'"),
        (eq(Rig::Other("ketch's".into())), "x eq 'ketch''s'"),
        (eq(Value::from("a'b")), "x eq 'a''b'"),
        (eq(Value::Null), "x eq null"),
    ];
    for (text, expected) in table {
        assert_eq!(text, expected);
    }
}

#[test]
fn operators_stand_between_property_and_value() {
    assert_texts(&[
        (Boat::LENGTH.eq(5), "length eq 5"),
        (Boat::LENGTH.ne(5), "length ne 5"),
        (Boat::LENGTH.gt(5), "length gt 5"),
        (Boat::LENGTH.ge(5), "length ge 5"),
        (Boat::LENGTH.lt(5), "length lt 5"),
        (Boat::LENGTH.le(5), "length le 5"),
        (Boat::LENGTH.is_in([5, 6]), "length in (5,6)"),
        (Boat::NAME.is_in(Vec::<&str>::new()), "false"),
        (Boat::NAME.is_null(), "name eq null"),
        (Boat::NAME.is_not_null(), "name ne null"),
        (Boat::RIG.has(Rig::Sloop), "rig has 'sloop'"),
        (Boat::NAME.starts_with("A'"), "startswith(name,'A''')"),
        (Boat::NAME.ends_with("b"), "endswith(name,'b')"),
        (Boat::NAME.contains("c"), "contains(name,'c')"),
        (Boat::CITY.not().starts_with("A"), "not (startswith(city,'A'))"),
        (Boat::CITY.not().eq("A"), "not (city eq 'A')"),
        (Boat::CITY.unlisted().ne("A"), "city ne 'A'"),
        (Vessel::FLAG.of::<Boat>().eq("x"), "flag eq 'x'"),
        (Vessel::FLAG.eq("x").of(), "flag eq 'x'"),
        (Boat::FLOTILLA.then(Boat::NAME.upcast()).eq("x"), "flotilla/name eq 'x'"),
        (Field::<Boat, String>::new("a/b").eq("x"), "a/b eq 'x'"),
    ]);
}

#[test]
fn parentheses_follow_precedence() {
    let [a, b, c] = ["a", "b", "c"].map(|name| Boat::NAME.eq(name));
    let text = |filter: Filter<Boat>| filter.to_string().replace("name eq ", "");
    let table = [
        (a.clone().and(b.clone()).and(c.clone()), "'a' and 'b' and 'c'"),
        (a.clone().or(b.clone()).and(c.clone()), "('a' or 'b') and 'c'"),
        (a.clone().and(b.clone().or(c.clone())), "'a' and ('b' or 'c')"),
        (a.clone().and(b.clone()).or(c.clone()), "'a' and 'b' or 'c'"),
        (a.clone().or(b.clone()).or(c.clone()), "'a' or 'b' or 'c'"),
        (a.clone().or(b.clone()).negated(), "not ('a' or 'b')"),
        (a.clone().negated().and(b.clone()), "not ('a') and 'b'"),
        (a.clone().negated().negated(), "not (not ('a'))"),
        (Filter::raw("1 eq 1 or x").and(a.clone()), "(1 eq 1 or x) and 'a'"),
        (a.or(Filter::raw("x")), "'a' or x"),
    ];
    for (filter, expected) in table {
        assert_eq!(text(filter), expected);
    }
}

#[test]
fn paths_and_collections_are_followed() {
    let inner = Boat::CREW.any(|c| c.then(Crew::RANK).gt(3));
    assert_texts(&[
        (Boat::BERTH.then(Berth::QUAY).eq("N"), "berth/quay eq 'N'"),
        (Boat::MOTHER.then(Boat::MOTHER).then(Boat::NAME).eq("N"), "mother/mother/name eq 'N'"),
        (Boat::ALIASES.any(|a| a.starts_with("x:")), "aliases/any(i:startswith(i,'x:'))"),
        (Boat::ALIASES.all(|a| a.ne("x")), "aliases/all(i:i ne 'x')"),
        (Boat::CREW.count().ge(2), "crew/$count ge 2"),
        (Boat::CREW.not().any(|c| c.then(Crew::RANK).eq(1)), "not (crew/any(i:i/rank eq 1))"),
        (Boat::BERTH.then(Berth::QUAY).not().eq("N"), "not (berth/quay eq 'N')"),
        (
            Boat::CREW.any(|c| c.clone().then(Crew::RANK).eq(1).or(c.then(Crew::TASKS).any(|t| t.eq("cook")))),
            "crew/any(i:i/rank eq 1 or i/tasks/any(i2:i2 eq 'cook'))",
        ),
        (
            Boat::TENDERS.any(|t| Boat::CREW.any(|c| c.then(Crew::RANK).eq(1).and(t.then(Boat::NAME).eq("N")))),
            "tenders/any(i:crew/any(i2:i2/rank eq 1 and i/name eq 'N'))",
        ),
        (Boat::ALIASES.any(|a| a.eq("x").and(inner.clone())), "aliases/any(i:i eq 'x' and crew/any(i2:i2/rank gt 3))"),
        (inner.clone().and(inner), "crew/any(i:i/rank gt 3) and crew/any(i:i/rank gt 3)"),
    ]);
}

fn written(draft: &Draft) -> Vec<String> {
    draft.options().into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[test]
fn options_add_up() {
    let mut draft = Draft::default();
    draft.add_select((Boat::NAME, Boat::LENGTH));
    draft.add_select([Boat::NAME.column(), Column::raw("*")]);
    draft.add_select(Boat::BERTH.then(Berth::QUAY));
    draft.add_filter(Boat::NAME.eq("a").or(Boat::NAME.eq("b")));
    draft.add_filter(Boat::AFLOAT.eq(true));
    draft.add_order(Boat::NAME);
    draft.add_order((Boat::LENGTH.desc(), Boat::BERTH.then(Berth::QUAY).asc()));
    draft.add_order(vec![Order::<Boat>::raw("x desc")]);
    draft.add_search(Boat::NAME.search("a \"b\" \\").or(Search::phrase("c")));
    draft.add_search(Search::<Boat>::raw("d OR e"));
    (draft.top, draft.skip, draft.count) = (Some(5), Some(0), Some(false));
    let expected = [
        "$select=name,length,*,berth/quay",
        "$filter=(name eq 'a' or name eq 'b') and isAfloat eq true",
        "$orderby=name,length desc,berth/quay,x desc",
        r#"$search=("name:a \"b\" \\" OR "c") AND (d OR e)"#,
        "$top=5",
        "$skip=0",
        "$count=false",
    ];
    assert_eq!(written(&draft), expected);
}

#[test]
fn expands_have_options_of_their_own() {
    let bare: Expand<Boat, Boat> = Boat::MOTHER.expand();
    let full = Boat::TENDERS
        .expand()
        .select((Boat::NAME, Boat::RIG))
        .filter(Boat::NAME.eq("a;b)"))
        .order_by(Boat::NAME.desc())
        .search(Search::phrase("x"))
        .top(1)
        .skip(2)
        .count(true)
        .levels(3);
    let mut draft = Draft::default();
    draft.add_expand(bare);
    draft.add_expand((full, Boat::MOTHER.expand().expand(Boat::MOTHER.expand().levels_max())));
    let expected = "$expand=mother,tenders($select=name,rig;$filter=name eq 'a;b)';$orderby=name desc;$search=\"x\";$top=1;\
                    $skip=2;$count=true;$levels=3),mother($expand=mother($levels=max))";
    assert_eq!(written(&draft), [expected]);
}

#[test]
fn advanced_queries_ask_for_what_may_lag_behind() {
    fn sent(change: impl FnOnce(&mut Draft), is_named: bool, header: Option<&str>) -> (bool, usize, bool) {
        let mut draft = Draft::default();
        change(&mut draft);
        let mut request = Request::new(Route::get("/boats"), &[]);
        if let Some(value) = header {
            request = request.header("consistencylevel", value);
        }
        let request = draft.add_to(request, is_named);
        let headers = request.headers().get_all("ConsistencyLevel").iter().count();
        (request.target().contains("$count=true"), headers, request.target().contains("$count=false"))
    }
    type Change = fn(&mut Draft);
    let table: [(Change, (bool, usize, bool)); 9] = [
        (|draft| draft.add_filter(Boat::NAME.eq("a")), (false, 0, false)),
        (|draft| draft.add_order(Boat::NAME), (false, 0, false)),
        (|draft| draft.add_filter(Boat::NAME.ne("a").and(Boat::NAME.eq("b"))), (true, 1, false)),
        (|draft| draft.add_filter(Boat::NAME.ends_with("a").or(Boat::NAME.eq("b"))), (true, 1, false)),
        (|draft| draft.add_filter(Boat::CREW.not().any(|c| c.then(Crew::RANK).eq(1))), (true, 1, false)),
        (|draft| draft.add_search(Boat::NAME.search("a")), (false, 1, false)),
        (|draft| draft.count = Some(true), (true, 1, false)),
        (|draft| draft.count = Some(false), (false, 0, true)),
        (
            |draft| {
                draft.add_filter(Boat::NAME.eq("a"));
                draft.add_order(Boat::NAME);
                draft.count = Some(false);
            },
            (false, 1, true),
        ),
    ];
    for (at, (change, expected)) in table.into_iter().enumerate() {
        assert_eq!(sent(change, true, None), expected, "{at}");
        let (_, headers, _) = sent(change, false, None);
        assert_eq!(headers, 0, "{at}");
    }
    assert_eq!(sent(|draft| draft.add_search(Boat::NAME.search("a")), true, Some("x")), (false, 1, false));
}
