//! A sentence in; the last date in it out.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A year, a month and a day. What the sentence does not say is 0.
pub(super) type Date = (u32, u32, u32);

/// The last date of a sentence: `2026-06-30`, `June 30, 2026`, `30 June 2026`, `June 2026`.
pub(super) fn last_date(sentence: &str) -> Option<Date> {
    let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year_at = words.iter().rposition(|word| as_year(word).is_some())?;
    let year = words.get(year_at).and_then(|word| as_year(word))?;
    let number = |at: usize| words.get(at).and_then(|word| as_number(word));
    if let (Some(month @ 1..=12), Some(day @ 1..=31)) = (number(year_at + 1), number(year_at + 2)) {
        return Some((year, month, day));
    }
    let before = |back: usize| year_at.checked_sub(back);
    let month = |at: Option<usize>| at.and_then(|at| words.get(at)).and_then(|word| as_month(word));
    let day = |at: Option<usize>| at.and_then(number).filter(|day| (1..=31).contains(day));
    match (month(before(1)), month(before(2))) {
        (Some(month), _) => Some((year, month, day(before(2)).unwrap_or(0))),
        (None, Some(month)) => Some((year, month, day(before(1)).unwrap_or(0))),
        (None, None) => Some((year, 0, 0)),
    }
}

fn as_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

fn as_year(word: &str) -> Option<u32> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|year| is_year && (1990..2200).contains(year))
}

fn as_month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::last_date;

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for (sentence, date) in [
            ("It goes on 2026-06-30.", Some((2026, 6, 30))),
            ("It goes on June 30, 2026.", Some((2026, 6, 30))),
            ("It goes on June 30th, 2026.", Some((2026, 6, 30))),
            ("It goes on 30 June 2026.", Some((2026, 6, 30))),
            ("Since May 2020; it goes in Sept 2027", Some((2027, 9, 0))),
            ("It goes in 2027.", Some((2027, 0, 0))),
            ("Use version 2 of it.", None),
            ("", None),
        ] {
            assert_eq!(last_date(sentence), date, "{sentence}");
        }
    }
}
