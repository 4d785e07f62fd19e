//! Dates and times of docbind in; those of chrono out, and back.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use jiff::Span;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::DateTimeOffset;
use super::library::{Counterpart, OutOfRange, counterparts, seconds_of, text_of_seconds};

counterparts! {
    DateTime<FixedOffset> as DateTimeOffset: "DateTimeOffset, here as chrono::DateTime", "{}",
    NaiveDate as Date: "Date, here as chrono::NaiveDate", "{}",
    NaiveTime as Time: "TimeOfDay, here as chrono::NaiveTime", "{}",
    TimeDelta as Span: "Duration, here as chrono::TimeDelta", "duration'{}'",
}

impl TryFrom<DateTimeOffset> for DateTime<FixedOffset> {
    type Error = OutOfRange;

    fn try_from(value: DateTimeOffset) -> Result<Self, OutOfRange> {
        Self::of(value).ok_or(OutOfRange)
    }
}

/// Fails for years that have more than four digits, and in a leap second.
impl TryFrom<DateTime<FixedOffset>> for DateTimeOffset {
    type Error = OutOfRange;

    fn try_from(value: DateTime<FixedOffset>) -> Result<Self, OutOfRange> {
        own_date_time(value).ok_or(OutOfRange)
    }
}

impl Counterpart for DateTime<FixedOffset> {
    type Own = DateTimeOffset;

    fn of(own: DateTimeOffset) -> Option<Self> {
        let local = own.local();
        let local = NaiveDateTime::new(NaiveDate::of(local.date())?, NaiveTime::of(local.time())?);
        local.and_local_timezone(FixedOffset::east_opt(own.offset().seconds())?).single()
    }

    fn text(self) -> String {
        own_date_time(self).map_or_else(|| self.to_rfc3339(), |own| own.to_string())
    }
}

fn own_date_time(value: DateTime<FixedOffset>) -> Option<DateTimeOffset> {
    // The local time of the first and the last instants of chrono is none of its own.
    if i16::try_from(value.naive_utc().year()).is_err() {
        return None;
    }
    let local = value.naive_local();
    let offset = Offset::from_seconds(value.offset().local_minus_utc()).ok()?;
    Some(DateTimeOffset::new(own_date(local.date())?.to_datetime(own_time(local.time())?), offset))
}

impl Counterpart for NaiveDate {
    type Own = Date;

    fn of(own: Date) -> Option<Self> {
        Self::from_ymd_opt(own.year().into(), own.month().try_into().ok()?, own.day().try_into().ok()?)
    }

    fn text(self) -> String {
        own_date(self).map_or_else(|| self.to_string(), |own| own.to_string())
    }
}

fn own_date(value: NaiveDate) -> Option<Date> {
    let (month, day) = (value.month().try_into().ok()?, value.day().try_into().ok()?);
    Date::new(value.year().try_into().ok()?, month, day).ok()
}

impl Counterpart for NaiveTime {
    type Own = Time;

    fn of(own: Time) -> Option<Self> {
        let (hour, minute) = (own.hour().try_into().ok()?, own.minute().try_into().ok()?);
        let nanosecond = own.subsec_nanosecond().try_into().ok()?;
        Self::from_hms_nano_opt(hour, minute, own.second().try_into().ok()?, nanosecond)
    }

    fn text(self) -> String {
        own_time(self).map_or_else(|| self.to_string(), |own| own.to_string())
    }
}

fn own_time(value: NaiveTime) -> Option<Time> {
    let (hour, minute) = (value.hour().try_into().ok()?, value.minute().try_into().ok()?);
    let (second, nanosecond) = (value.second().try_into().ok()?, value.nanosecond().try_into().ok()?);
    Time::new(hour, minute, second, nanosecond).ok()
}

impl Counterpart for TimeDelta {
    type Own = Span;

    fn of(own: Span) -> Option<Self> {
        let (seconds, nanoseconds) = seconds_of(own)?;
        Self::try_seconds(seconds)?.checked_add(&Self::nanoseconds(nanoseconds.into()))
    }

    fn text(self) -> String {
        text_of_seconds(self.num_seconds(), self.subsec_nanos())
    }
}
