//! What a service says that it still expects, in; the range to send next, out.

use serde_json::Value;

/// The step of the ranges of an upload session: 320 KiB (Microsoft Graph, "driveItem: createUploadSession").
pub(super) const STEP: u64 = 320 << 10;

/// The most bytes of a range. A request has less than 60 MiB (same page).
pub(super) const MOST: u64 = (60 << 20) - STEP;

/// How many bytes a range has unless another size is set: 10 MiB.
pub(super) const USUAL: u64 = 10 << 20;

/// A part of the file: from the first byte to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first: u64,
    pub(super) end: u64,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ranges {
    pub(super) total: u64,
    /// What is to be sent next.
    missing: Range,
    /// No byte from here on can be with the service.
    sent: u64,
    /// The most that the service had at a time.
    pub(super) had: u64,
}

/// How an answer changes how far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All that was sent is there.
    Forward,
    /// The service lacks some of it.
    Short,
    /// Nothing is expected any more.
    Complete,
}

impl Ranges {
    pub(super) fn new(total: u64) -> Self {
        Self { total, missing: Range { first: 0, end: total }, sent: 0, had: 0 }
    }

    /// The range to send next, of `size` bytes at most. Empty where all was sent.
    pub(super) fn next(&self, size: u64) -> Range {
        let Range { first, end } = self.missing;
        Range { first, end: first.saturating_add(size).min(end) }
    }

    /// A range was sent: the service may have any of it.
    pub(super) fn send(&mut self, range: Range) {
        self.sent = self.sent.max(range.end);
    }

    /// What an answer to `range` expects. `listed` is as the service lists it; `None` where it lists nothing, and took all.
    pub(super) fn answered(&mut self, range: Range, listed: Option<&Value>) -> Result<Step, String> {
        let step = match listed {
            Some(listed) => self.expect(listed)?,
            None => self.go_to(Range { first: range.end, end: self.total }),
        };
        let is_short = step == Step::Forward && self.missing.first < range.end;
        Ok(if is_short { Step::Short } else { step })
    }

    /// Goes on where a service says, of whose bytes nothing is known.
    pub(super) fn resumed(&mut self, listed: &Value) -> Result<Step, String> {
        self.sent = self.total;
        let step = self.expect(listed)?;
        let last = self.read_all(listed)?.into_iter().max_by_key(|range| range.first);
        if let Some(open) = last.filter(|last| last.end == self.total) {
            self.sent = open.first;
        }
        Ok(step)
    }

    /// The service has made the file, which it can if all was sent.
    pub(super) fn complete(&mut self) -> Result<Step, String> {
        match self.sent < self.total {
            true => Err(format!("the service ends the upload after {} of {} bytes", self.sent, self.total)),
            false => Ok(self.go_to(Range { first: self.total, end: self.total })),
        }
    }

    /// Whether nothing is expected any more.
    pub(super) fn is_complete(&self) -> bool {
        self.missing.first >= self.total
    }

    /// Whether the service has all that was sent.
    pub(super) fn has_all_sent(&self) -> bool {
        self.missing.first >= self.sent
    }

    /// Goes on where the service says.
    pub(super) fn expect(&mut self, listed: &Value) -> Result<Step, String> {
        let ranges = self.read_all(listed)?;
        let Some(missing) = ranges.iter().min_by_key(|range| range.first) else {
            return self.check_sent(self.total).map(|()| self.go_to(Range { first: self.total, end: self.total }));
        };
        let overlaps = |range: &&Range| range.first < missing.end && *range != missing;
        // A range without an end is all that comes after it, so another after it is no news.
        let is_open = missing.end == self.total;
        if !is_open && ranges.iter().any(|range| overlaps(&range)) {
            return Err("the ranges that the service expects overlap".into());
        }
        self.check_sent(missing.first)?;
        Ok(self.go_to(*missing))
    }

    /// Whether the service can have all bytes before a place.
    fn check_sent(&self, place: u64) -> Result<(), String> {
        match place > self.sent {
            true => Err(format!("the service expects bytes from {place} on, and {} were sent", self.sent)),
            false => Ok(()),
        }
    }

    fn go_to(&mut self, missing: Range) -> Step {
        self.missing = missing;
        self.had = self.had.max(missing.first);
        if self.is_complete() { Step::Complete } else { Step::Forward }
    }

    fn read_all(&self, listed: &Value) -> Result<Vec<Range>, String> {
        let listed = listed.as_array().ok_or("`nextExpectedRanges` is no list")?;
        listed.iter().map(|range| self.read(range)).collect()
    }

    /// `12345-`, `12345-55232`, or `12345` as attachments of mails have it.
    fn read(&self, listed: &Value) -> Result<Range, String> {
        let text = listed.as_str().unwrap_or_default().trim();
        let (first, last) = text.split_once('-').unwrap_or((text, ""));
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse::<u64>().ok())?
        };
        let first = number(first).ok_or("the service expects a range that is none")?;
        let end = match last {
            "" => self.total,
            last => {
                number(last).and_then(|last| last.checked_add(1)).ok_or("the service expects a range that is none")?
            }
        };
        if first >= end || end > self.total {
            return Err(format!("the service expects a range that is not within the {} bytes of the file", self.total));
        }
        Ok(Range { first, end })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Range, Ranges, Step};

    /// An upload of 1000 bytes, of which 600 were sent and 500 are there.
    fn begun() -> Ranges {
        let mut ranges = Ranges::new(1000);
        ranges.send(Range { first: 0, end: 500 });
        ranges.answered(Range { first: 0, end: 500 }, None).unwrap();
        ranges.send(Range { first: 500, end: 600 });
        ranges
    }

    fn answered(listed: Value) -> Result<(Step, u64, u64), String> {
        let mut ranges = begun();
        let step = ranges.answered(Range { first: 500, end: 600 }, Some(&listed))?;
        let next = ranges.next(200);
        Ok((step, next.first, next.end))
    }

    #[test]
    fn what_is_expected_is_sent_next() {
        let table = [
            (json!(["600-"]), (Step::Forward, 600, 800)),
            (json!(["600"]), (Step::Forward, 600, 800)),
            (json!(["600-999"]), (Step::Forward, 600, 800)),
            (json!(["700-710", "600-"]), (Step::Forward, 600, 800)),
            (json!(["500-"]), (Step::Short, 500, 700)),
            (json!(["550-559", "700-999"]), (Step::Short, 550, 560)),
            (json!(["0-"]), (Step::Short, 0, 200)),
        ];
        for (listed, expected) in table {
            assert_eq!(answered(listed.clone()), Ok(expected), "{listed}");
        }
        let mut ranges = begun();
        assert_eq!(ranges.answered(Range { first: 500, end: 600 }, Some(&json!(["0-"]))), Ok(Step::Short));
        assert_eq!(ranges.had, 500, "what was had is not taken back");
    }

    #[test]
    fn lies_are_told() {
        let not_within = "the service expects a range that is not within the 1000 bytes of the file";
        let no_range = "the service expects a range that is none";
        let table = [
            (json!(["601-"]), "the service expects bytes from 601 on, and 600 were sent"),
            (json!([]), "the service expects bytes from 1000 on, and 600 were sent"),
            (json!(["1000-"]), not_within),
            (json!(["600-1000"]), not_within),
            (json!(["600-500"]), not_within),
            (json!(["18446744073709551615-"]), not_within),
            (json!(["600-18446744073709551615"]), no_range),
            (json!(["99999999999999999999-"]), no_range),
            (json!(["a-b"]), no_range),
            (json!(["-5"]), no_range),
            (json!(["+600-"]), no_range),
            (json!([""]), no_range),
            (json!([600]), no_range),
            (json!("600-"), "`nextExpectedRanges` is no list"),
            (json!(null), "`nextExpectedRanges` is no list"),
            (json!(["500-599", "550-700"]), "the ranges that the service expects overlap"),
        ];
        for (listed, reason) in table {
            assert_eq!(answered(listed.clone()), Err(reason.into()), "{listed}");
        }
    }
}
