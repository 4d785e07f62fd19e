//! Dates, times and lengths of time, as OData writes them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

#[cfg(feature = "chrono")]
mod chrono;
mod library;
#[cfg(feature = "time")]
mod time;

pub use library::OutOfRange;

/// A date and a time with an offset from UTC: `Edm.DateTimeOffset`, as in `2021-07-01T09:30:00.1234567Z`.
///
/// It keeps the offset and up to nine fractional digits. Two values are equal if they are the same instant. Text without an
/// offset, which some services send, is read as UTC. `From` and `TryFrom` lead to and from [`jiff::Timestamp`]
/// and, by features, the types of chrono and time.
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    local: DateTime,
    offset: Offset,
}

impl DateTimeOffset {
    /// A local date and time with its offset.
    #[must_use]
    pub fn new(local: DateTime, offset: Offset) -> Self {
        Self { local, offset }
    }

    /// The date and time where the offset holds.
    #[must_use]
    pub fn local(self) -> DateTime {
        self.local
    }

    /// The offset from UTC.
    #[must_use]
    pub fn offset(self) -> Offset {
        self.offset
    }

    /// The length of time since 1970-01-01T00:00:00Z.
    fn since_epoch(self) -> SignedDuration {
        let since = self.local.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
        since - SignedDuration::from_secs(i64::from(self.offset.seconds()))
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.since_epoch() == other.since_epoch()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.since_epoch().cmp(&other.since_epoch())
    }
}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.since_epoch().hash(state);
    }
}

impl FromStr for DateTimeOffset {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = Pieces::parse(text)?;
        let offset = match pieces.offset() {
            Some(PiecesOffset::Numeric(offset)) => offset.offset(),
            Some(_) | None => Offset::UTC,
        };
        Ok(Self { local: pieces.date().to_datetime(pieces.time().unwrap_or_default()), offset })
    }
}

/// `2021-07-01T09:30:00.1234567Z`, `2021-07-01T11:30:00+02:00`.
impl fmt::Display for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.offset.seconds();
        if seconds == 0 {
            return write!(f, "{}Z", self.local);
        }
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        write!(f, "{}{sign}{:02}:{:02}", self.local, minutes / 60, minutes % 60)
    }
}

impl fmt::Debug for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Timestamp> for DateTimeOffset {
    fn from(timestamp: Timestamp) -> Self {
        Self { local: Offset::UTC.to_datetime(timestamp), offset: Offset::UTC }
    }
}

/// Fails for instants that jiff does not have: those of the last day of the year 9999.
impl TryFrom<DateTimeOffset> for Timestamp {
    type Error = jiff::Error;

    fn try_from(value: DateTimeOffset) -> Result<Self, Self::Error> {
        value.offset.to_timestamp(value.local)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::DateTimeOffset;

    #[test]
    fn what_services_write_is_read() {
        for (text, written) in [
            ("2021-07-01T09:30:00Z", "2021-07-01T09:30:00Z"),
            ("2021-07-01T09:30:00.1234567Z", "2021-07-01T09:30:00.1234567Z"),
            ("2021-07-01T09:30:00.0000000Z", "2021-07-01T09:30:00Z"),
            ("2021-07-01T11:30:00+02:00", "2021-07-01T11:30:00+02:00"),
            ("2021-07-01T09:30:00-03:30", "2021-07-01T09:30:00-03:30"),
            ("2021-07-01T09:30:00", "2021-07-01T09:30:00Z"),
            ("2021-07-01T09:30Z", "2021-07-01T09:30:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
        ] {
            let value: DateTimeOffset = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(value.to_string(), written);
        }
        for text in ["", "yesterday", "2021-13-01T00:00:00Z", "String (timestamp)", "12:30:00"] {
            assert!(text.parse::<DateTimeOffset>().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_are_compared() {
        let read = |text: &str| text.parse::<DateTimeOffset>().unwrap();
        assert_eq!(read("2021-07-01T11:30:00+02:00"), read("2021-07-01T09:30:00Z"));
        assert!(read("2021-07-01T11:30:00+02:00") < read("2021-07-01T09:30:00.0000001Z"));
        let timestamp = Timestamp::try_from(read("2021-07-01T11:30:00+02:00")).unwrap();
        assert_eq!(DateTimeOffset::from(timestamp).to_string(), "2021-07-01T09:30:00Z");
    }
}
