//! Rows of cells in; aligned lines that fit a terminal out.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::words::{STRONG, printable};

const GAP: usize = 2;
/// No column is cut below this.
const LEAST: usize = 8;

/// A table for people.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    /// What stands above the columns.
    pub(crate) header: [&'static str; N],
    /// How much of a terminal that is too narrow each column gets, against the others.
    pub(crate) shares: [usize; N],
    /// The rows.
    pub(crate) rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// The table's lines. `width` is the terminal's; without it nothing is cut.
    pub(crate) fn lines(&self, width: Option<usize>) -> impl Iterator<Item = String> {
        let widths = self.widths(width);
        let header = format!("{STRONG}{}{STRONG:#}", join_cells(&self.header, &widths));
        std::iter::once(header).chain(self.rows.iter().map(move |row| join_cells(row, &widths)))
    }

    fn widths(&self, width: Option<usize>) -> [usize; N] {
        let mut widths = self.header.map(|name| name.width());
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let room = width.unwrap_or(usize::MAX).saturating_sub(GAP * N.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let shrinkable = widths.iter_mut().zip(&self.shares).filter(|(width, _)| **width > LEAST);
            match shrinkable.max_by_key(|(width, share)| **width / **share) {
                Some((widest, _)) => *widest -= 1,
                None => break,
            }
        }
        widths
    }
}

fn join_cells<S: AsRef<str>>(cells: &[S], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, &width)| fit(cell.as_ref(), width));
    cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
}

/// Pads or cuts a cell to a width.
fn fit(cell: &str, width: usize) -> String {
    let cell = printable(cell);
    let taken = cell.width();
    if taken <= width {
        return format!("{cell}{}", " ".repeat(width - taken));
    }
    let mut room = width.saturating_sub(1);
    let mut kept: String = cell
        .chars()
        .take_while(|c| {
            let fits = c.width().unwrap_or(0) <= room;
            room = room.saturating_sub(c.width().unwrap_or(0));
            fits
        })
        .collect();
    kept.push('…');
    let left = width.saturating_sub(kept.width());
    kept.push_str(&" ".repeat(left));
    kept
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::{Table, fit};

    #[test]
    fn columns_are_aligned_and_fit() {
        let row = |page: &str, route: &str| [page.to_owned(), route.to_owned()];
        let rows = vec![row("a.md", "GET /a/rather/long/route"), row("long-name-of-a-page.md", "GET /b")];
        let table = Table { header: ["PAGE", "ROUTE"], shares: [1, 1], rows };
        let all: Vec<String> = table.lines(None).collect();
        assert_eq!(all[1], "a.md                    GET /a/rather/long/route");
        assert_eq!(all[2], "long-name-of-a-page.md  GET /b");
        let cut: Vec<String> = table.lines(Some(30)).collect();
        assert_eq!(cut[1], "a.md            GET /a/rather…");
        assert!(cut.iter().skip(1).all(|line| line.width() <= 30));
    }

    #[test]
    fn wide_characters_count_double() {
        assert_eq!(fit("日本語", 4), "日… ");
        assert_eq!(fit("日本", 4), "日本");
    }
}
