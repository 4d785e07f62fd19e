//! Models in a program's hands: what is absent, null, unknown or of another type than the page says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use bytes::Bytes;
use docbind::{
    Accepted, Body, Enumeration, Error, Extends, FromResponse, IntoBody, Kind, Location, Model, ModelType, Object,
    Page, Property, Single, from_json, to_json,
};
use serde_json::{Value, json};

macro_rules! model {
    ($name:ident: $type:expr) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $name(Object);

        impl Model for $name {
            const TYPE: &'static ModelType = &$type;

            fn from_object(object: Object) -> Self {
                Self(object)
            }

            fn as_object(&self) -> &Object {
                &self.0
            }
        }
    };
}

model!(Thing: ModelType {
    name: "sea.thing",
    page: "thing.md",
    properties: &[("id", Kind::String), ("next", Kind::Object(Thing::model_type))],
    read_only: &["id"],
    subtypes: &["sea.boat", "sea.ferry"],
});
model!(Boat: ModelType {
    name: "sea.boat",
    page: "boat.md",
    properties: &[
        ("id", Kind::String),
        ("next", Kind::Object(Thing::model_type)),
        ("length", Kind::Int32),
        ("rig", Kind::Enum),
        ("crew", Kind::List(&Kind::String)),
        ("trips", Kind::List(&Kind::Object(Trip::model_type))),
    ],
    read_only: &["id"],
    subtypes: &["sea.ferry"],
});
model!(Ferry: ModelType { name: "sea.ferry", page: "ferry.md", properties: &[], read_only: &[], subtypes: &[] });
model!(Trip: ModelType {
    name: "sea.trip",
    page: "trip.md",
    properties: &[("start", Kind::DateTimeOffset), ("number", Kind::Int32)],
    read_only: &["number"],
    subtypes: &[],
});

impl Extends<Self> for Thing {}
impl Extends<Self> for Boat {}
impl Extends<Thing> for Boat {}
impl Extends<Thing> for Ferry {}
impl Extends<Boat> for Ferry {}

#[derive(Clone)]
enum Rig {
    Sloop,
    Ketch,
    Unlisted(Box<str>),
}

docbind::enumeration!(Rig);

impl Enumeration for Rig {
    const MEMBERS: &'static [(&'static str, Self)] = &[("sloop", Self::Sloop), ("ketch", Self::Ketch)];

    fn other(name: Box<str>) -> Self {
        Self::Unlisted(name)
    }

    fn as_other(&self) -> Option<&str> {
        match self {
            Self::Unlisted(name) => Some(name),
            _ => None,
        }
    }
}

impl Boat {
    fn length(&self) -> Property<i32> {
        docbind::get(self, "length")
    }

    fn set_length(self, value: i32) -> Self {
        docbind::set(self, "length", value)
    }

    fn rig(&self) -> Property<Rig> {
        docbind::get_enum(self, "rig")
    }

    fn crew(&self) -> Property<Vec<&str>> {
        docbind::get(self, "crew")
    }

    fn trips(&self) -> Property<Vec<Trip>> {
        docbind::get(self, "trips")
    }

    fn next(&self) -> Property<Thing> {
        docbind::get(self, "next")
    }
}

fn answer<T: FromResponse>(status: u16, json: &Value) -> Result<T, Error> {
    let response = http::Response::builder().status(status).body(Bytes::from(json.to_string())).unwrap();
    T::from_response(response)
}

fn boat(json: Value) -> Boat {
    answer(200, &json).unwrap()
}

fn sent(body: impl IntoBody) -> Value {
    serde_json::from_slice(body.into_body().unwrap().bytes()).unwrap()
}

#[test]
fn members_are_compared_and_shown_by_their_names() {
    let unlisted = |name: &str| Rig::other(name.into());
    assert_eq!(Rig::Ketch, Rig::Ketch);
    assert_eq!(unlisted("schooner"), unlisted("schooner"));
    let different = [Rig::Sloop, Rig::Ketch, unlisted("schooner"), unlisted("yawl"), unlisted("ketch")];
    for (place, one) in different.iter().enumerate() {
        assert!(different.iter().skip(place + 1).all(|other| one != other), "{one:?}");
    }
    assert_eq!(format!("{:?}", Rig::Ketch), r#"Rig("ketch")"#);
    assert_eq!(format!("{:?}", unlisted("schooner")), r#"Rig("schooner")"#);
}

#[test]
fn absent_null_and_set_are_three_states() {
    let boat = Boat::default();
    assert!(boat.length().is_absent());
    let boat = boat.set_length(7);
    assert_eq!(boat.length(), Property::Value(7));
    let boat = boat.clear(Boat::length);
    assert!(boat.length().is_null());
    assert_eq!(sent(&boat), json!({"length": null}));
    assert_eq!(sent(&boat.clone().clear(Boat::crew)), json!({"length": null, "crew": null}));
    assert_eq!(sent(&boat.clone().clear(Boat::rig)), json!({"length": null, "rig": null}));
    assert_eq!(sent(&boat.clone().remove(Boat::length)), json!({}));
}

#[test]
fn a_mistyped_property_spoils_no_other() {
    let boat = boat(json!({"id": "b1", "length": "long", "crew": ["Ann", 5], "rig": "sloop", "trips": [{"start": 7}]}));
    assert_eq!(boat.rig(), Property::Value(Rig::Sloop));
    assert_eq!(boat.length().value(), None);
    let error = boat.length().optional().unwrap_err();
    assert_eq!(error.to_string(), "property `length` of sea.boat is \"long\", where boat.md says Int32");
    assert_eq!((error.type_name(), error.page(), error.path()), ("sea.boat", "boat.md", "length"));
    assert_eq!(error.raw(), &json!("long"));
    assert!(matches!(boat.crew(), Property::Mistyped(_)));
    assert_eq!(boat.trips().value().unwrap().len(), 1);
    let paths: Vec<String> = boat.faults().iter().map(|fault| fault.path().to_owned()).collect();
    assert_eq!(paths, ["length", "crew[1]", "trips[0].start"]);
    let error: Error = error.into();
    assert!(matches!(error, Error::Property(_)));
}

#[test]
fn what_no_page_describes_survives() {
    let json = json!({
        "@odata.context": "https://a.b/$metadata#boats/$entity",
        "rig": "schooner",
        "sails": [{"area": 12.5, "more": {"deep": [null, -1, 18446744073709551615u64, 1e300]}}],
        "trips": [{"start": "2021-07-01T00:00:00Z", "weather": "calm"}],
    });
    let boat = boat(json.clone());
    assert_eq!(boat.rig(), Property::Value(Rig::Unlisted("schooner".into())));
    assert_eq!(boat.rig().value().unwrap().as_str(), "schooner");
    assert_eq!(to_json(&boat), json);
    assert_eq!(boat.property("sails").unwrap(), json["sails"]);
    assert_eq!(boat.faults(), []);
    let text = r#"{"a":"\u00e9\n","b":1.0}"#;
    let object: Object = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&object).unwrap(), "{\"a\":\"é\\n\",\"b\":1.0}");
}

#[test]
fn the_order_of_properties_stays_and_does_not_count() {
    let (one, other) = (r#"{"b":1,"a":[{"y":1,"x":2}]}"#, r#"{"a":[{"x":2,"y":1}],"b":1}"#);
    let read = |text: &str| serde_json::from_str::<Object>(text).unwrap();
    assert_eq!(read(one), read(other));
    assert_ne!(read(one), read(r#"{"b":1}"#));
    assert_eq!(serde_json::to_string(&read(one)).unwrap(), one);
}

#[test]
fn of_two_properties_of_one_name_the_later_counts() {
    let object: Object = serde_json::from_str(r#"{"a":1,"b":2,"a":3}"#).unwrap();
    assert_eq!(object.get("a"), Some(json!(3)));
    let mut object = object;
    object.set("a", 4);
    assert_eq!(object.get("a"), Some(json!(4)));
    object.remove("a");
    assert_eq!(object.get("a"), None);
    assert_eq!(object.names().collect::<Vec<_>>(), ["b"]);
}

#[test]
fn objects_of_other_shapes_beside_each_other_are_read() {
    let items =
        json!([{"a": 1, "b": 2}, {"a": 1}, {"b": 2, "a": 1}, {}, {"a": 1, "b": 2, "c": {"d": 1}}, {"a": 1, "b": 2}]);
    let object: Object = serde_json::from_value(json!({"items": items})).unwrap();
    assert_eq!(object.get("items"), Some(items));
}

#[test]
fn a_clone_changes_alone() {
    let boat = boat(json!({"length": 7}));
    let longer = boat.clone().set_length(8);
    assert_eq!((boat.length().value(), longer.length().value()), (Some(7), Some(8)));
}

#[test]
fn odata_type_picks_the_subtype_at_any_depth() {
    let next = json!({"next": {"@odata.type": "#sea.ferry", "id": "f1", "cars": 12}});
    let thing = boat(next).next().value().unwrap();
    assert_eq!(thing.odata_type(), Some("sea.ferry"));
    assert_eq!(thing.downcast::<Ferry>().unwrap().property("cars"), Some(json!(12)));
    assert!(thing.downcast::<Boat>().is_some(), "a ferry is a boat");
    let unknown: Thing = answer(200, &json!({"@odata.type": "#sea.raft", "id": "r1"})).unwrap();
    assert!(unknown.downcast::<Boat>().is_none());
    assert_eq!(to_json(&unknown)["@odata.type"], "#sea.raft");
    let unnamed: Thing = answer(200, &json!({"length": 4})).unwrap();
    assert!(unnamed.downcast::<Boat>().is_none());
    assert_eq!(unnamed.cast::<Boat>().length(), Property::Value(4));
}

#[test]
fn odata_type_is_sent_where_the_declared_type_needs_it() {
    let ferry: Ferry = from_json(json!({"cars": 12})).unwrap();
    let body = |body: Result<Body, docbind::BoxError>| sent(body);
    let boat = boat(json!({"length": 5}));
    assert_eq!(body(docbind::body_of::<Boat>(&boat)), json!({"length": 5}));
    assert_eq!(body(docbind::body_of::<Thing>(&ferry)), json!({"cars": 12, "@odata.type": "#sea.ferry"}));
    let thing: Thing = ferry.clone().upcast::<Boat>().upcast();
    assert_eq!(thing.odata_type(), Some("sea.ferry"));
    assert_eq!(body(docbind::body_of::<Thing>(&thing)), json!({"cars": 12, "@odata.type": "#sea.ferry"}));
    assert_eq!(to_json(&boat.upcast::<Boat>()), json!({"length": 5}));
}

#[test]
fn what_the_service_alone_sets_is_not_sent_back() {
    let boat = boat(json!({"id": "b1", "length": 7, "trips": [{"start": "2021-07-01T00:00:00Z", "number": 3}]}));
    assert_eq!(sent(&boat), json!({"length": 7, "trips": [{"start": "2021-07-01T00:00:00Z"}]}));
    assert_eq!(sent(&[boat][..]), json!([{"length": 7, "trips": [{"start": "2021-07-01T00:00:00Z"}]}]));
    let made = Boat::default().set_property("id", "b2");
    assert_eq!(sent(&made), json!({"id": "b2"}), "what a program sets is sent");
}

#[test]
fn a_body_is_sent_as_the_json_that_it_holds() {
    let json = json!({
        "a \"quoted\" \\ name\n": 1,
        "crew": ["Ann \"the lamp\"", "B\u{e9}la \u{1f6a2}", ""],
        "deep": [[], [{}], {"x": [1.5, -3, 18_446_744_073_709_551_615_u64, true, null]}],
        "rig": {"masts": 2, "odd\tname": "\u{1}"},
    });
    let boat = docbind::from_json::<Boat>(json.clone()).unwrap();
    assert_eq!(sent(&boat), json);
    assert_eq!(sent(&[boat.clone(), Boat::default()][..]), json!([json, {}]));
    assert_eq!(sent(&[] as &[Boat]), json!([]));
    let renamed = boat.set_property("late \"name\"", 1);
    assert_eq!(sent(&renamed)["late \"name\""], 1);
}

#[test]
fn collections_come_as_pages() {
    let json = json!({
        "@odata.count": 41,
        "@odata.nextLink": "https://a.b/boats?$skip=2",
        "value": [{"length": 1}, {"length": 2}],
    });
    let page: Page<Boat> = answer(200, &json).unwrap();
    assert_eq!(page.next_link(), Some("https://a.b/boats?$skip=2"));
    assert_eq!((page.delta_link(), page.count()), (None, Some(41)));
    assert_eq!(page.items.len(), 2);
    let lengths: Vec<i32> = page.into_iter().filter_map(|boat| boat.length().value()).collect();
    assert_eq!(lengths, [1, 2]);
    let names: Page<String> = answer(200, &json!({"value": ["a", "b"]})).unwrap();
    assert_eq!(names.items, ["a", "b"]);
    let bare: Page<Value> = answer(200, &json!([1, {"a": 2}])).unwrap();
    assert_eq!(bare.items, [json!(1), json!({"a": 2})]);
    assert_eq!(answer::<Vec<i64>>(200, &json!([1, 2])).unwrap(), [1, 2]);
}

#[test]
fn values_come_wrapped_or_bare() {
    assert_eq!(answer::<Single<bool>>(200, &json!({"@odata.context": "x", "value": true})).unwrap(), Single(true));
    assert_eq!(answer::<Single<i32>>(200, &json!(5)).unwrap(), Single(5));
    let wrapped: Single<Boat> = answer(200, &json!({"value": {"length": 3}})).unwrap();
    assert_eq!(wrapped.0.length().value(), Some(3));
}

#[test]
fn answers_that_lead_on_tell_where() {
    let response = |status: u16| {
        http::Response::builder()
            .status(status)
            .header("Location", "https://a.b/m")
            .header("Retry-After", "10")
            .body(Bytes::from(r#"{"length":4}"#))
            .unwrap()
    };
    let location = Location::from_response(response(302)).unwrap();
    assert_eq!((location.url(), location.retry_after()), (Some("https://a.b/m"), Some("10")));
    assert!(matches!(Accepted::<Boat>::from_response(response(202)).unwrap(), Accepted::Accepted(_)));
    match Accepted::<Boat>::from_response(response(200)).unwrap() {
        Accepted::Done(boat) => assert_eq!(boat.length().value(), Some(4)),
        Accepted::Accepted(_) => panic!("200 is done"),
    }
}

#[test]
fn answers_of_another_shape_are_errors_with_the_body() {
    let text = |error: Error| {
        assert!(matches!(error, Error::Decode(_)));
        error.to_string()
    };
    assert!(text(answer::<Boat>(200, &json!([])).unwrap_err()).contains("is an array, where an object was expected"));
    assert!(text(answer::<Page<Boat>>(200, &json!({})).unwrap_err()).contains("no property `value`"));
    assert!(text(answer::<Page<Boat>>(200, &json!({"value": {}})).unwrap_err()).contains("a collection was expected"));
    let mixed = answer::<Page<Boat>>(200, &json!({"value": [{}, 5]})).unwrap_err();
    assert!(text(mixed).contains("item 1 is a number, where an object is expected"));
    assert!(text(answer::<Single<i32>>(200, &json!({"value": "x"})).unwrap_err()).contains("Int32 was expected"));
    let empty = http::Response::new(Bytes::new());
    assert!(text(Boat::from_response(empty).unwrap_err()).contains("empty"));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(text(Boat::from_response(http::Response::new(deep.into())).unwrap_err()).contains("recursion limit"));
}

#[test]
fn primitives_are_read_as_odata_writes_them() {
    let read = |kind: Kind, value: Value| {
        let ty: &'static ModelType = Box::leak(Box::new(ModelType {
            name: "",
            page: "p.md",
            properties: Box::leak(Box::new([("p", kind)])),
            read_only: &[],
            subtypes: &[],
        }));
        let object: Object = serde_json::from_value(json!({"p": value})).unwrap();
        docbind::__private::find_faults(&object, ty).is_empty()
    };
    for (kind, good, bad) in [
        (Kind::String, vec![json!("")], vec![json!(1), json!([]), json!({})]),
        (Kind::Boolean, vec![json!(true), json!("false")], vec![json!("yes"), json!(0)]),
        (Kind::Int32, vec![json!(-5), json!(2_147_483_647)], vec![json!(2_147_483_648_i64), json!(1.5), json!("x")]),
        (Kind::Int64, vec![json!(i64::MAX), json!("9223372036854775807")], vec![json!(u64::MAX), json!("1.5")]),
        (Kind::Double, vec![json!(1), json!(0.5), json!("INF"), json!("NaN")], vec![json!("one"), json!(true)]),
        (Kind::Decimal, vec![json!(1), json!(0.1), json!("12.3456789012345678901")], vec![json!("1,5"), json!("")]),
        (Kind::Binary, vec![json!("aGk="), json!("aGk"), json!("-_8=")], vec![json!("not base64!")]),
        (Kind::Guid, vec![json!("6470687e-a428-4b7a-bef2-8a291ad947c9")], vec![json!("6470687e")]),
        (Kind::DateTimeOffset, vec![json!("2021-07-01T09:30:00.1234567+02:00")], vec![json!("soon"), json!(5)]),
        (Kind::Date, vec![json!("2021-07-01"), json!("2021-07-01T00:00:00Z")], vec![json!("1st of July")]),
        (Kind::TimeOfDay, vec![json!("09:30:00.0000000")], vec![json!("half past nine")]),
        (Kind::Duration, vec![json!("PT1H30M"), json!("P1DT2.5S"), json!("-PT5M")], vec![json!("1:30")]),
        (Kind::Any, vec![json!({}), json!(1)], vec![]),
        (Kind::List(&Kind::Int32), vec![json!([]), json!([1, 2])], vec![json!(1), json!(["a"])]),
    ] {
        for value in good {
            assert!(read(kind, value.clone()), "{kind:?}: {value}");
        }
        for value in bad {
            assert!(!read(kind, value.clone()), "{kind:?}: {value}");
        }
        assert!(read(kind, Value::Null), "null is no fault");
    }
}
