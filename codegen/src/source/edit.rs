//! A file's text, and the bits of it that a user replaces, in; the text to read, and how its lines stand in the file, out.

use std::collections::HashMap;

/// What is replaced in files, by path below the doc root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextEdits {
    by_path: HashMap<String, Vec<TextEdit>>,
}

/// A bit of a text, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextEdit {
    /// Tells it from others.
    pub(crate) number: usize,
    /// The bit.
    pub(crate) find: String,
    /// What stands for it.
    pub(crate) with: String,
}

/// A text as it is read.
#[derive(Debug, Default)]
pub(super) struct Edited {
    pub(super) text: String,
    /// The text as it stands in the file, where that is another.
    pub(super) original: Option<String>,
    pub(super) shifts: Vec<Shift>,
    /// How often the bit of an edit stands in the text, by the edit's number.
    pub(super) found: Vec<(usize, usize)>,
}

/// Lines that an edit adds or takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// The first byte behind the edit, in the text as it is read.
    end: usize,
    /// The first line of the edit, from 1, in the file.
    line: usize,
    /// How many lines more the text has than the file, here and before.
    added: isize,
}

impl Edited {
    /// A text as it stands.
    pub(super) fn whole(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl TextEdits {
    /// Adds an edit of a file.
    pub(crate) fn add(&mut self, path: &str, edit: TextEdit) {
        self.by_path.entry(path.to_owned()).or_default().push(edit);
    }

    /// Replaces the bits that stand in a file once each, and do not overlap. Where the file ends its lines with CR LF, so do the bits.
    pub(super) fn apply(&self, path: &str, text: String) -> Edited {
        let Some(edits) = self.by_path.get(path) else { return Edited::whole(text) };
        let is_crlf = text.contains("\r\n");
        let ended = |bit: &str| {
            let bit = bit.replace("\r\n", "\n");
            if is_crlf { bit.replace('\n', "\r\n") } else { bit }
        };
        let mut found = Vec::new();
        let mut places: Vec<(usize, usize, String)> = Vec::new();
        for edit in edits {
            let find = ended(&edit.find);
            let count = if find.is_empty() { 0 } else { text.matches(find.as_str()).count() };
            found.push((edit.number, count));
            if let (1, Some(at)) = (count, text.find(&find)) {
                places.push((at, at + find.len(), ended(&edit.with)));
            }
        }
        places.sort();
        let (edited, shifts) = replace(&text, &places);
        let original = (edited != text).then_some(text);
        Edited { text: edited, original, shifts, found }
    }
}

/// Replaces byte ranges, which are sorted; one that begins inside of another is left.
fn replace(text: &str, places: &[(usize, usize, String)]) -> (String, Vec<Shift>) {
    let lines = |text: &str| text.matches('\n').count();
    let (mut edited, mut shifts) = (String::with_capacity(text.len()), Vec::new());
    let (mut done, mut added) = (0, 0);
    for (start, end, with) in places.iter().filter(|(start, end, _)| start < end) {
        let Some(before) = text.get(done..*start) else { continue };
        edited.push_str(before);
        let old = text.get(*start..*end).unwrap_or_default();
        let line = lines(text.get(..*start).unwrap_or_default()) + 1;
        edited.push_str(with);
        added += lines(with).cast_signed() - lines(old).cast_signed();
        shifts.push(Shift { end: edited.len(), line, added });
        done = *end;
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    (edited, shifts)
}

/// The number in the file of a line of the text, which begins at byte `start`.
pub(super) fn line_in_file(shifts: &[Shift], start: usize, number: usize) -> u32 {
    let passed = shifts.partition_point(|shift| shift.end <= start);
    let added = passed.checked_sub(1).and_then(|at| shifts.get(at)).map_or(0, |shift| shift.added);
    let line = number.saturating_add_signed(-added);
    // A line inside of an edit stands where the edit ends at most.
    let after = shifts.get(passed).map(|next| next.line);
    let first = passed.checked_sub(1).and_then(|at| shifts.get(at)).map_or(1, |shift| shift.line);
    let line = after.map_or(line, |after| line.min(after)).max(first);
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{TextEdit, TextEdits, line_in_file};

    fn edits(bits: &[(&str, &str)]) -> TextEdits {
        let mut edits = TextEdits::default();
        for (number, (find, with)) in bits.iter().enumerate() {
            edits.add("a.md", TextEdit { number, find: (*find).to_owned(), with: (*with).to_owned() });
        }
        edits
    }

    #[test]
    fn a_bit_that_stands_once_is_replaced() {
        let edited = edits(&[("two", "2"), ("o", "0"), ("no", "yes")]).apply("a.md", "one two three".to_owned());
        assert_eq!(edited.text, "one 2 three");
        assert_eq!(edited.found, [(0, 1), (1, 2), (2, 0)]);
        assert_eq!(edits(&[("two", "2")]).apply("b.md", "two".to_owned()).text, "two");
    }

    #[test]
    fn bits_that_overlap_are_not_both_replaced() {
        let edited = edits(&[("ab", "x"), ("bc", "y")]).apply("a.md", "abc".to_owned());
        assert_eq!(edited.text, "xc");
    }

    #[test]
    fn a_bit_ends_its_lines_as_the_file_does() {
        let edited = edits(&[("a\nb", "c\nd\ne")]).apply("a.md", "x\r\na\r\nb\r\n".to_owned());
        assert_eq!(edited.text, "x\r\nc\r\nd\r\ne\r\n");
    }

    #[test]
    fn lines_are_counted_as_in_the_file() {
        let edited =
            edits(&[("b\n", "1\n2\n3\n"), ("d\ne\n", "4\n")]).apply("a.md", "a\nb\nc\nd\ne\nf\ng\n".to_owned());
        assert_eq!(edited.text, "a\n1\n2\n3\nc\n4\nf\ng\n");
        let mut start = 0;
        let numbers = edited.text.lines().enumerate().map(|(at, line)| {
            let number = line_in_file(&edited.shifts, start, at + 1);
            start += line.len() + 1;
            number
        });
        assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 2, 2, 3, 4, 6, 7]);
    }
}
