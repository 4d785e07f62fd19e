//! Settings with an `[output]` in; that the code which they make compiles without a warning and reads and writes what services do, out.

#![deny(warnings)]
#![allow(dead_code, reason = "a page's code is more than what is called here")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind::{Property, Value};
use serde_json::json;

/// A client whose dates and times are of one library, and the model that it has for a tide.
macro_rules! client_of {
    ($library:ident, $settings:literal) => {
        mod $library {
            #[docbind::client("tests/output/pages", settings = $settings)]
            pub struct Sea;

            pub use models::Tide;
        }
    };
}

mod docbind_own {
    #[docbind::client("tests/output/pages")]
    pub struct Sea;

    pub use models::Tide;
}
client_of!(with_jiff, "tests/output/jiff.toml");
client_of!(with_chrono, "tests/output/chrono.toml");
client_of!(with_time, "tests/output/time.toml");
client_of!(with_string, "tests/output/string.toml");

mod areas {
    #[docbind::client("tests/output/pages", settings = "tests/output/areas.toml")]
    pub(crate) struct Sea;
}
mod single {
    #[docbind::client("tests/output/pages", settings = "tests/output/single.toml")]
    pub struct Sea;
}

/// A tide as a service writes it.
fn tide() -> Value {
    json!({
        "day": "2026-11-26",
        "highAt": "2026-11-26T11:30:00.25+02:00",
        "length": "P1DT2H30M",
        "lowAt": "17:45:30",
        "turns": ["2026-11-26T09:30:00Z", "2026-11-26T15:30:00Z"],
    })
}

/// Values that no type but text has.
fn odd() -> Value {
    json!({ "day": "soon", "highAt": "9999-99-99T00:00:00Z", "length": "P1M", "lowAt": "25:00:00" })
}

/// Reads a tide and writes what was read; both are the same to a service.
macro_rules! round_trip {
    ($library:ident, $length:literal) => {{
        use $library::Tide;
        let read: Tide = docbind::from_json(tide()).unwrap();
        let turns = read.turns().value().unwrap();
        let written = Tide::new()
            .set_day(read.day().value().unwrap())
            .set_high_at(read.high_at().value().unwrap())
            .set_length(read.length().value().unwrap())
            .set_low_at(read.low_at().value().unwrap())
            .set_turns(&turns);
        let mut expected = tide();
        expected["length"] = json!($length);
        assert_eq!(docbind::to_json(&written), expected);
    }};
}

#[test]
fn what_is_read_is_written() {
    round_trip!(docbind_own, "P1DT2H30M");
    round_trip!(with_string, "P1DT2H30M");
    round_trip!(with_chrono, "PT26H30M");
    round_trip!(with_time, "PT26H30M");
}

/// A timestamp of jiff is the instant, without the offset.
#[test]
fn timestamps_are_written_as_utc() {
    let read: with_jiff::Tide = docbind::from_json(tide()).unwrap();
    let written = with_jiff::Tide::new().set_high_at(read.high_at().value().unwrap());
    assert_eq!(docbind::to_json(&written), json!({"highAt": "2026-11-26T09:30:00.25Z"}));
}

fn is_mistyped<T>(property: Property<T>, said: &str) -> bool {
    property.optional().is_err_and(|error| error.to_string().contains(said) && !error.raw().is_null())
}

#[test]
fn what_a_library_cannot_hold_is_mistyped_and_still_there() {
    let (one, two): (with_chrono::Tide, with_time::Tide) =
        (docbind::from_json(odd()).unwrap(), docbind::from_json(odd()).unwrap());
    assert!(is_mistyped(one.day(), "says Date, here as chrono::NaiveDate"));
    assert!(is_mistyped(one.high_at(), "says DateTimeOffset, here as chrono::DateTime"));
    assert!(is_mistyped(one.length(), "\"P1M\""));
    assert!(is_mistyped(one.low_at(), "here as chrono::NaiveTime"));
    assert!(is_mistyped(two.day(), "here as time::Date"));
    assert!(is_mistyped(two.length(), "here as time::Duration"));
    assert_eq!(docbind::to_json(&one), odd());

    let last = json!({"highAt": "9999-12-31T23:59:59Z"});
    let read: with_jiff::Tide = docbind::from_json(last.clone()).unwrap();
    assert!(is_mistyped(read.high_at(), "here as jiff::Timestamp"));
    let read: with_time::Tide = docbind::from_json(last).unwrap();
    assert_eq!(read.high_at().value().unwrap().year(), 9999);

    let text: with_string::Tide = docbind::from_json(odd()).unwrap();
    assert_eq!(text.length().value(), Some("P1M"));
}

#[test]
fn what_docbind_cannot_hold_is_written_as_the_library_writes_it() {
    let far = docbind::chrono::NaiveDate::from_ymd_opt(40_000, 1, 2).unwrap();
    assert_eq!(docbind::to_json(&with_chrono::Tide::new().set_day(far)), json!({"day": "+40000-01-02"}));
    let first = docbind::chrono::DateTime::<docbind::chrono::Utc>::MIN_UTC.fixed_offset();
    let written = docbind::to_json(&with_chrono::Tide::new().set_high_at(first));
    assert!(written["highAt"].as_str().unwrap().starts_with('-'), "{written}");
    let longest = docbind::to_json(&with_time::Tide::new().set_length(docbind::time::Duration::MIN));
    assert!(longest["length"].as_str().unwrap().starts_with("-PT"), "{longest}");
}

/// A query with a value of each library for the same property.
#[test]
fn queries_take_the_values_of_each_library() {
    use docbind::Endpoint as _;

    let text = "2026-11-26T11:30:00+02:00";
    let own: docbind::DateTimeOffset = text.parse().unwrap();
    let of_chrono: docbind::chrono::DateTime<docbind::chrono::FixedOffset> = own.try_into().unwrap();
    let of_time: docbind::time::OffsetDateTime = own.try_into().unwrap();
    assert_eq!(docbind::DateTimeOffset::try_from(of_chrono).unwrap().to_string(), text);
    assert_eq!(docbind::DateTimeOffset::try_from(of_time).unwrap().to_string(), text);
    let line = |filter: String| filter;
    let filters = [
        docbind_own::Tide::HIGH_AT.gt(own).to_string(),
        with_chrono::Tide::HIGH_AT.gt(of_chrono).to_string(),
        with_time::Tide::HIGH_AT.gt(of_time).to_string(),
    ];
    for filter in filters.map(line) {
        assert_eq!(filter, "highAt gt 2026-11-26T11:30:00+02:00");
    }
    let long = docbind::chrono::TimeDelta::hours(3);
    assert_eq!(with_chrono::Tide::LENGTH.lt(long).to_string(), "length lt duration'PT3H'");
    assert_eq!(with_chrono::tide::ListTides::new().into_request().target(), "/tides");
}

#[test]
fn settings_lay_out_the_client_of_a_macro() {
    use std::collections::{BTreeSet, HashSet};

    use areas::models::{Tide, TideStage};

    assert_eq!(areas::Sea::BASE_URL, "https://sea.example/v1");
    assert_eq!(single::Sea::BASE_URL, "http://localhost:8080");
    assert_eq!(HashSet::from([TideStage::Neap, TideStage::Neap]).len(), 1);
    assert_eq!(BTreeSet::from([TideStage::Neap, TideStage::Spring]).len(), 2);
    let endpoint = areas::coast::tide::GetTide::new("1");
    assert!(format!("{:?}", endpoint.clone()).contains("/tides"), "{endpoint:?}");
    let read: Tide = serde_json::from_value(tide()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), tide());
    let _ = (areas::tide::ListTides::new(), single::api::GetTide::new("1"), single::api::Tide::new());
}

/// The settings hold for one page as for a folder.
#[docbind::endpoint(
    "tests/output/pages/api/tide-get.md",
    root = "tests/output/pages",
    settings = "tests/output/areas.toml"
)]
struct GetTide;

#[derive(docbind::Endpoint)]
#[endpoint("tests/output/pages/api/tide-get.md", root = "tests/output/pages", settings = "tests/output/areas.toml")]
struct OwnTide {
    tide_id: String,
}

#[test]
fn settings_hold_for_one_page() {
    use docbind::Endpoint as _;

    assert!(format!("{:?}", GetTide::new("1").clone()).contains("/tides"));
    assert_eq!(GetTide::OPERATION.base_url, "https://sea.example/v1");
    assert_eq!(OwnTide::OPERATION.base_url, "https://sea.example/v1");
}
