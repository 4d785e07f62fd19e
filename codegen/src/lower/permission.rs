//! The permission tables of a page, as written, in; who may call it out. Cases that the page tells apart stay apart.

use std::collections::HashSet;
use std::rc::Rc;

use crate::api::{Access, AccessCase, PermissionRows, Permissions};
use crate::block::{Inline, InlineKind, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::Context;
use crate::page::dialect::{self, TokenKind};
use crate::page::{Page, PermissionTable};
use crate::source::Span;

/// What one cell grants: alternatives of scopes needed together.
type Alternatives = Vec<Vec<String>>;

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Refused,
    NoneNeeded,
    Scopes(Alternatives),
    /// Scopes, and parts of the list that are none.
    Misspelt(Alternatives, Vec<String>),
    Cases(Vec<(String, Cell)>),
    Prose,
}

/// A statement of a table: for this token kind, in this case, this holds.
struct Statement {
    kind: TokenKind,
    case: String,
    access: Access,
    /// The cell.
    span: Span,
}

pub(super) fn lower_permissions(context: &Context<'_>, page: &Page<'_>, diagnostics: &mut Diagnostics) -> Permissions {
    let is_only = page.permissions.len() == 1;
    let mut statements = Vec::new();
    for table in &page.permissions {
        let case = if is_only { String::new() } else { case_of_table(table) };
        let header = table.table.header.iter().map(|cell| cell.plain().trim().to_lowercase()).collect();
        TableReader { header, case, statements: &mut statements, diagnostics }.read(table);
    }
    report_missing(page, &statements, diagnostics);
    let access = |kind| join_cases(statements.iter().filter(|statement| statement.kind == kind));
    let row = |kind| {
        let statement = statements.iter().find(|statement| statement.kind == kind)?;
        Some(context.place(statement.span))
    };
    Permissions {
        delegated_work: access(TokenKind::DelegatedWork),
        delegated_personal: access(TokenKind::DelegatedPersonal),
        application: access(TokenKind::Application),
        rows: PermissionRows {
            delegated_work: row(TokenKind::DelegatedWork),
            delegated_personal: row(TokenKind::DelegatedPersonal),
            application: row(TokenKind::Application),
        },
    }
}

/// One statement without a case is the answer; several are cases, unless all say the same.
fn join_cases<'a>(statements: impl Iterator<Item = &'a Statement>) -> Access {
    let mut cases: Vec<AccessCase> = Vec::new();
    let mut known = HashSet::new();
    for statement in statements {
        if known.insert((&statement.case, &statement.access)) {
            cases.push(AccessCase { case: statement.case.clone(), access: statement.access.clone() });
        }
    }
    let first = cases.first().map(|case| case.access.clone());
    match first {
        None => Access::NotSaid,
        Some(first) if cases.iter().all(|case| case.access == first) => first,
        Some(_) => Access::ByCase(cases),
    }
}

/// Among several tables, what each is for: the routes named before it, or the heading or sentence there.
fn case_of_table(table: &PermissionTable<'_>) -> String {
    let annotated = table.annotation.iter().flat_map(|annotation| &annotation.request_urls);
    let routes: Vec<&str> = annotated.chain(&table.routes).map(String::as_str).collect();
    if !routes.is_empty() {
        return shorten(&routes.join(", "));
    }
    let words = table.caption.as_ref().or(table.heading.as_deref()).map(Text::plain).unwrap_or_default();
    let words = words.trim().trim_end_matches(':');
    shorten(words.strip_prefix("Permissions ").unwrap_or(words))
}

/// Each row of a table repeats its case.
fn shorten(case: &str) -> String {
    const LONGEST: usize = 500;
    case.chars().take(LONGEST).collect()
}

/// Reads one table's rows into statements.
struct TableReader<'o> {
    header: Rc<[String]>,
    case: String,
    statements: &'o mut Vec<Statement>,
    diagnostics: &'o mut Diagnostics,
}

impl TableReader<'_> {
    fn read(&mut self, table: &PermissionTable<'_>) {
        let kinds: Vec<Option<TokenKind>> = self.header.iter().map(|name| dialect::token_kind(name)).collect();
        match kinds.iter().skip(1).any(Option::is_some) {
            true => self.read_transposed(&table.table.rows, &kinds),
            false => self.read_by_kind(&table.table.rows),
        }
    }

    /// A row for each case, a column for each token kind:
    /// ```text
    /// | Supported resource | Delegated (work or school account) | Application |
    /// ```
    fn read_transposed(&mut self, rows: &[Vec<Text<'_>>], kinds: &[Option<TokenKind>]) {
        for row in rows {
            let label = row.first().map(Text::plain).unwrap_or_default();
            let case = join_words(&self.case, label.trim());
            for (cell, kind) in row.iter().zip(kinds).skip(1) {
                if let Some(kind) = kind {
                    let span = cell.span;
                    let cell = parse_cell(cell, self.diagnostics);
                    self.push(*kind, &case, cell, span);
                }
            }
        }
    }

    /// A row for each token kind. Rows with another label are cases of the token kind above them:
    /// ```text
    /// | Delegated (work or school account)  |                                          |
    /// | &nbsp; &nbsp; **Policy Set**        | DeviceManagementApps.ReadWrite.All       |
    /// ```
    fn read_by_kind(&mut self, rows: &[Vec<Text<'_>>]) {
        let mut above = None;
        for (at, row) in rows.iter().enumerate() {
            let Some(label) = row.first() else { continue };
            let kind = dialect::token_kind(label.plain().trim());
            match (kind, above) {
                (Some(kind), _) => {
                    above = Some(kind);
                    // An empty row whose cases follow says nothing of its own.
                    let is_divided = rows.get(at + 1).is_some_and(|next| is_divider(next));
                    if !(is_divided && row.iter().skip(1).all(Text::is_blank)) {
                        self.read_row(row, kind, &self.case.clone());
                    }
                }
                (None, Some(kind)) => {
                    let case = join_words(&self.case, label.plain().trim_matches(['\u{a0}', ' ']));
                    self.read_row(row, kind, &case);
                }
                (None, None) => report_row(label, self.diagnostics),
            }
        }
    }

    fn read_row(&mut self, row: &[Text<'_>], kind: TokenKind, case: &str) {
        let span = row.first().map(|label| label.span).unwrap_or_default();
        let values = row.get(1..).unwrap_or_default();
        let header = Rc::clone(&self.header);
        let header = header.get(1..).unwrap_or_default();
        let has = |words: &str| header.iter().any(|name| name.contains(words));
        if let ([least, higher], true) = (values, has("least privileged") && has("higher")) {
            let least = parse_cell(least, self.diagnostics);
            let higher = parse_cell(higher, self.diagnostics);
            return self.push(kind, case, join_columns(least, higher), span);
        }
        let is_reversed = has("most to least");
        let named: Vec<&Text<'_>> = values.iter().take(header.len().max(1)).collect();
        for (at, cell) in named.iter().enumerate() {
            let is_spare = at > 0 && cell.is_blank();
            let column = header.get(at).map(String::as_str).unwrap_or_default();
            let case = if header.len() > 1 && !column.is_empty() { join_words(case, column) } else { case.to_owned() };
            if !is_spare {
                let cell = parse_cell(cell, self.diagnostics);
                self.push(kind, &case, if is_reversed { reverse(cell) } else { cell }, span);
            }
        }
        if named.is_empty() {
            self.push(kind, case, Cell::Empty, span);
        }
    }

    fn push(&mut self, kind: TokenKind, case: &str, cell: Cell, span: Span) {
        let access = match cell {
            Cell::Empty | Cell::Prose => Access::NotSaid,
            Cell::Refused => Access::Unsupported,
            Cell::NoneNeeded => Access::NoneNeeded,
            Cell::Scopes(alternatives) | Cell::Misspelt(alternatives, _) => Access::AnyOf(alternatives),
            Cell::Cases(cases) => {
                for (name, cell) in cases {
                    self.push(kind, &join_words(case, &name), cell, span);
                }
                return;
            }
        };
        self.statements.push(Statement { kind, case: case.to_owned(), access, span });
    }
}

/// A row whose label names no token kind.
fn is_divider(row: &[Text<'_>]) -> bool {
    row.first().is_some_and(|label| !label.is_blank() && dialect::token_kind(label.plain().trim()).is_none())
}

/// The columns `Least privileged permissions | Higher privileged permissions`. `Not available.` in the second means that
/// there is no higher one.
fn join_columns(least: Cell, higher: Cell) -> Cell {
    match (least, higher) {
        (Cell::Scopes(mut all), Cell::Scopes(higher)) => {
            for alternative in higher {
                if !all.contains(&alternative) {
                    all.push(alternative);
                }
            }
            Cell::Scopes(all)
        }
        (Cell::Empty, higher @ Cell::Scopes(_)) => higher,
        (least, _) => least,
    }
}

fn reverse(cell: Cell) -> Cell {
    match cell {
        Cell::Scopes(mut all) => {
            all.reverse();
            Cell::Scopes(all)
        }
        Cell::Cases(cases) => Cell::Cases(cases.into_iter().map(|(name, cell)| (name, reverse(cell))).collect()),
        cell => cell,
    }
}

fn join_words(first: &str, second: &str) -> String {
    match (first, second) {
        ("", only) | (only, "") => shorten(only),
        (first, second) => shorten(&format!("{first}, {second}")),
    }
}

/// A cell, with `<br/>` between its cases or between its permissions.
fn parse_cell(text: &Text<'_>, diagnostics: &mut Diagnostics) -> Cell {
    let lines = cell_lines(text);
    let cases: Vec<(String, Cell)> = lines.iter().filter_map(|line| parse_case(line)).collect();
    let cell = match lines.len() {
        0 => Cell::Empty,
        count if count == cases.len() => Cell::Cases(cases),
        _ => cases_below_labels(&lines).unwrap_or_else(|| parse_list(&lines.join(", "))),
    };
    report_cell(&cell, text, diagnostics);
    cell
}

/// `For **user** resource: User.Read.All`, `Chat.Read for a chat message.`
fn parse_case(line: &str) -> Option<(String, Cell)> {
    let said = |cell: &Cell| !matches!(cell, Cell::Prose | Cell::Empty);
    if let Some((case, list)) = line.split_once(':') {
        let cell = parse_list(list);
        return said(&cell).then(|| (case.trim().to_owned(), cell));
    }
    let (list, case) = line.split_once(" for ")?;
    let cell = parse_list(list);
    said(&cell).then(|| (format!("for {}", case.trim().trim_end_matches('.')), cell))
}

/// A line that ends with a colon is the case of the lines below it.
fn cases_below_labels(lines: &[String]) -> Option<Cell> {
    let is_label = |line: &String| line.ends_with(':');
    if !lines.first().is_some_and(is_label) {
        return None;
    }
    let mut cases: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        match line.strip_suffix(':') {
            Some(label) => cases.push((label.trim().to_owned(), Vec::new())),
            None => cases.last_mut()?.1.push(line),
        }
    }
    let cells = cases.into_iter().map(|(label, lines)| (label, parse_list(&lines.join(", ")))).collect::<Vec<_>>();
    let all_said = cells.iter().all(|(_, cell)| !matches!(cell, Cell::Prose | Cell::Empty));
    all_said.then_some(Cell::Cases(cells))
}

/// The words of a cell, a line for each `<br/>`; superscripts and what is struck are no words.
fn cell_lines(text: &Text<'_>) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut in_superscript = false;
    for inline in &text.inlines {
        match inline.kind {
            InlineKind::Html if inline.is_line_break() => lines.push(String::new()),
            InlineKind::HardBreak => lines.push(String::new()),
            InlineKind::Html => in_superscript = opens_superscript(inline).unwrap_or(in_superscript),
            InlineKind::Words | InlineKind::Code | InlineKind::SoftBreak if !in_superscript => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(&inline.text);
                }
            }
            _ => {}
        }
    }
    lines.iter().map(|line| line.replace('\u{a0}', " ").trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn opens_superscript(inline: &Inline<'_>) -> Option<bool> {
    match inline.text.trim_matches(['<', '>', ' ']).to_ascii_lowercase().as_str() {
        "sup" | "sub" => Some(true),
        "/sup" | "/sub" => Some(false),
        _ => None,
    }
}

/// What the words of a cell say, where it tells no cases apart.
pub(super) fn access_of_words(words: &str) -> Option<Access> {
    match parse_list(words) {
        Cell::Refused => Some(Access::Unsupported),
        Cell::NoneNeeded => Some(Access::NoneNeeded),
        Cell::Scopes(alternatives) => Some(Access::AnyOf(alternatives)),
        Cell::Empty | Cell::Misspelt(..) | Cell::Cases(_) | Cell::Prose => None,
    }
}

/// A list of permissions, a refusal, or "None".
fn parse_list(list: &str) -> Cell {
    let words = list.trim().trim_end_matches(['.', ',', ' ', '*']).to_lowercase();
    if words.is_empty() {
        return Cell::Empty;
    }
    if dialect::is_refusal(&words) {
        return Cell::Refused;
    }
    if dialect::is_none_needed(&words) {
        return Cell::NoneNeeded;
    }
    let mut alternatives = Alternatives::new();
    let mut misspelt = Vec::new();
    for part in list.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match parse_alternatives(part) {
            Some(parsed) => alternatives.extend(parsed),
            None if is_misspelt_scope(part) => misspelt.push(part.to_owned()),
            None => return Cell::Prose,
        }
    }
    match (alternatives.is_empty(), misspelt.is_empty()) {
        (true, _) => Cell::Prose,
        (false, true) => Cell::Scopes(alternatives),
        (false, false) => Cell::Misspelt(alternatives, misspelt),
    }
}

/// `Directory AccessAsUser.All`: one of two words is a scope, so that a typing error is likelier than prose.
fn is_misspelt_scope(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    words.len() == 2 && words.iter().any(|word| parse_scope(word).is_some()) && !words.contains(&"and")
}

/// `A or B`, `A B`: alternatives. `A and B`, `A plus B`: needed together. `, and B` closes a list.
fn parse_alternatives(part: &str) -> Option<Alternatives> {
    let mut alternatives = Alternatives::new();
    let mut together = false;
    for word in part.split_whitespace() {
        match word.to_lowercase().as_str() {
            "or" | "and/or" => together = false,
            "and" | "plus" | "+" | "&" => together = !alternatives.is_empty(),
            _ => {
                let scope = parse_scope(word)?;
                match alternatives.last_mut() {
                    Some(last) if together => last.push(scope),
                    _ => alternatives.push(vec![scope]),
                }
                together = false;
            }
        }
    }
    Some(alternatives)
}

/// `Mail.Read`, `ChannelMessage.Read.Group*`, `offline_access`. The star, a digit raised or a dot at the end are no part.
fn parse_scope(word: &str) -> Option<String> {
    const PLAIN: &[&str] = &["openid", "profile", "email", "offline_access", "user_impersonation"];
    let word = word.trim_matches(['`', '(', ')', '"']).trim_end_matches(['*', '.', '\\', '¹', '²', '³', '†']);
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let parts: Vec<&str> = word.split('.').collect();
    let is_dotted = parts.len() > 1 && parts.iter().all(|part| is_part(part));
    let starts_well = word.starts_with(|c: char| c.is_ascii_alphabetic());
    ((is_dotted && starts_well) || PLAIN.contains(&word)).then(|| word.to_owned())
}

fn report_row(label: &Text<'_>, diagnostics: &mut Diagnostics) {
    if label.is_blank() {
        return;
    }
    let what = format!("the row `{}` names no token kind", label.plain().trim());
    diagnostics.push(Diagnostic::new(Code::PermissionTable, label.span, what).help(
        "begin the row with `Delegated (work or school account)`, `Delegated (personal Microsoft account)` or `Application`",
    ));
}

fn report_cell(cell: &Cell, text: &Text<'_>, diagnostics: &mut Diagnostics) {
    let (code, message, help) = match cell {
        Cell::Refused | Cell::NoneNeeded | Cell::Scopes(_) => return,
        Cell::Cases(cases) => return cases.iter().for_each(|(_, cell)| report_cell(cell, text, diagnostics)),
        Cell::Empty => (
            Code::PermissionEmpty,
            "the permission cell is empty".to_owned(),
            "write the permissions, `None`, or `Not supported.`",
        ),
        Cell::Misspelt(_, parts) => (
            Code::PermissionCell,
            format!("`{}` is no permission", parts.join("`, `")),
            "write it without a space; until then only the other permissions of the cell are taken",
        ),
        Cell::Prose => (
            Code::PermissionCell,
            format!("`{}` is no list of permissions", text.plain().trim()),
            "write permissions with commas between alternatives and `and` between those needed together",
        ),
    };
    diagnostics.push(Diagnostic::new(code, text.span, message).help(help));
}

fn report_missing(page: &Page<'_>, statements: &[Statement], diagnostics: &mut Diagnostics) {
    // Where an include is missing, that is the fault to mend.
    let is_cut = diagnostics.iter().any(|diagnostic| diagnostic.code == Code::IncludeMissing);
    if !statements.is_empty() || is_cut {
        return;
    }
    let what = match page.permissions_heading {
        Some(_) => "the permissions section has no table of token kinds",
        None => "the page says nothing of permissions",
    };
    let span = page.permissions_heading.unwrap_or(page.title_span());
    diagnostics.push(
        Diagnostic::new(Code::PermissionMissing, span, what)
            .help("add a table `Permission type | Permissions (from least to most privileged)`"),
    );
}
