//! Dates and times of docbind in; those of the crate time out, and back.

use jiff::Span;
use jiff::civil;
use jiff::tz::Offset;
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};

use super::DateTimeOffset;
use super::library::{Counterpart, OutOfRange, counterparts, seconds_of, text_of_seconds};

counterparts! {
    OffsetDateTime as DateTimeOffset: "DateTimeOffset, here as time::OffsetDateTime", "{}",
    Date as civil::Date: "Date, here as time::Date", "{}",
    Time as civil::Time: "TimeOfDay, here as time::Time", "{}",
    Duration as Span: "Duration, here as time::Duration", "duration'{}'",
}

impl TryFrom<DateTimeOffset> for OffsetDateTime {
    type Error = OutOfRange;

    fn try_from(value: DateTimeOffset) -> Result<Self, OutOfRange> {
        Self::of(value).ok_or(OutOfRange)
    }
}

/// Fails for years that have more than four digits.
impl TryFrom<OffsetDateTime> for DateTimeOffset {
    type Error = OutOfRange;

    fn try_from(value: OffsetDateTime) -> Result<Self, OutOfRange> {
        own_date_time(value).ok_or(OutOfRange)
    }
}

impl Counterpart for OffsetDateTime {
    type Own = DateTimeOffset;

    fn of(own: DateTimeOffset) -> Option<Self> {
        let (local, offset) = (own.local(), UtcOffset::from_whole_seconds(own.offset().seconds()).ok()?);
        Some(Self::new_in_offset(Date::of(local.date())?, Time::of(local.time())?, offset))
    }

    fn text(self) -> String {
        own_date_time(self).map_or_else(|| self.to_string(), |own| own.to_string())
    }
}

fn own_date_time(value: OffsetDateTime) -> Option<DateTimeOffset> {
    let offset = Offset::from_seconds(value.offset().whole_seconds()).ok()?;
    Some(DateTimeOffset::new(own_date(value.date())?.to_datetime(own_time(value.time())?), offset))
}

impl Counterpart for Date {
    type Own = civil::Date;

    fn of(own: civil::Date) -> Option<Self> {
        let month = u8::try_from(own.month()).ok()?.try_into().ok()?;
        Self::from_calendar_date(own.year().into(), month, own.day().try_into().ok()?).ok()
    }

    fn text(self) -> String {
        own_date(self).map_or_else(|| self.to_string(), |own| own.to_string())
    }
}

fn own_date(value: Date) -> Option<civil::Date> {
    let (month, day) = (u8::from(value.month()).try_into().ok()?, value.day().try_into().ok()?);
    civil::Date::new(value.year().try_into().ok()?, month, day).ok()
}

impl Counterpart for Time {
    type Own = civil::Time;

    fn of(own: civil::Time) -> Option<Self> {
        let (hour, minute) = (own.hour().try_into().ok()?, own.minute().try_into().ok()?);
        let nanosecond = own.subsec_nanosecond().try_into().ok()?;
        Self::from_hms_nano(hour, minute, own.second().try_into().ok()?, nanosecond).ok()
    }

    fn text(self) -> String {
        own_time(self).map_or_else(|| self.to_string(), |own| own.to_string())
    }
}

fn own_time(value: Time) -> Option<civil::Time> {
    let (hour, minute, second, nanosecond) = value.as_hms_nano();
    let (hour, minute, second) = (hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?);
    civil::Time::new(hour, minute, second, nanosecond.try_into().ok()?).ok()
}

impl Counterpart for Duration {
    type Own = Span;

    fn of(own: Span) -> Option<Self> {
        let (seconds, nanoseconds) = seconds_of(own)?;
        Some(Self::new(seconds, nanoseconds))
    }

    fn text(self) -> String {
        text_of_seconds(self.whole_seconds(), self.subsec_nanoseconds())
    }
}
