//! Every form in which pages write their permissions in; who may call the operation out.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use docbind_codegen::api::{Access, Permissions};
use docbind_codegen::{Code, Reference, read_texts};

fn read(section: &str) -> Reference {
    read_beside(section, &[])
}

fn read_beside(section: &str, others: &[(&str, &str)]) -> Reference {
    let page = format!(
        "# Get thing\n\n## Permissions\n{section}\n\n## HTTP request\n```http\nGET /things\n```\n\n## Response\n`200 OK`\n"
    );
    let others = others.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    read_texts([("thing-get.md".to_owned(), page)].into_iter().chain(others))
}

fn permissions(reference: &Reference) -> &Permissions {
    &reference.api.operations.first().expect("the page is an operation").permissions
}

/// `A+B | C`, `-` for a refusal, `none`, `?` for nothing said, and cases as `case: ..; case: ..`.
fn short(access: &Access) -> String {
    match access {
        Access::NotSaid => "?".to_owned(),
        Access::Unsupported => "-".to_owned(),
        Access::NoneNeeded => "none".to_owned(),
        Access::AnyOf(alternatives) => {
            alternatives.iter().map(|scopes| scopes.join("+")).collect::<Vec<_>>().join(" | ")
        }
        Access::ByCase(cases) => {
            cases.iter().map(|case| format!("{}: {}", case.case, short(&case.access))).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Work, personal and application.
fn all(section: &str) -> [String; 3] {
    let reference = read(section);
    let permissions = permissions(&reference);
    [&permissions.delegated_work, &permissions.delegated_personal, &permissions.application].map(short)
}

/// What a cell of the two-column table means.
fn cell(cell: &str) -> String {
    let table = "| Permission type | Permissions (from least to most privileged) |\n|:--|:--|\n| Application |";
    all(&format!("{table} {cell} |"))[2].clone()
}

fn codes(section: &str) -> Vec<Code> {
    read(section).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn the_two_column_table_is_read() {
    let table = "| Permission type | Permissions (from least to most privileged) |\n|:--|:--|\n| Delegated (work or school account) | User.Read, User.Read.All |\n| Delegated (personal Microsoft account) | Not supported. |\n| Application | None |\n";
    assert_eq!(all(table), ["User.Read | User.Read.All", "-", "none"]);
    assert!(codes(table).is_empty(), "{:?}", codes(table));
}

#[test]
fn labels_are_known_in_their_variants() {
    let header = "| Permission type | Permissions |\n|---|---|\n";
    for (label, kind) in [
        ("Delegated (work or school account)", 0),
        ("Delegated (work or school account", 0),
        ("[Delegated](/graph/auth-v2-user) (work or school account)", 0),
        ("**Delegated (work or school account)**", 0),
        ("&nbsp; Delegated (work or school account) &nbsp;", 0),
        ("delegated", 0),
        ("Delegated (personal Microsoft account)", 1),
        ("Delegated (personal Microsoft account", 1),
        ("[Delegated](/x) (personal Microsoft account)", 1),
        ("Application", 2),
        ("[Application](/x)", 2),
        ("**Application**", 2),
        ("Application permission", 2),
    ] {
        let mut expected = ["?"; 3];
        expected[kind] = "A.Read";
        assert_eq!(all(&format!("{header}| {label} | A.Read |\n")), expected, "{label}");
    }
}

#[test]
fn refused_and_none_and_nothing_are_three_things() {
    for refusal in [
        "Not supported.",
        "Not Supported",
        "Not available.",
        "Not applicable",
        "n/a",
        "N/A",
        "Not supported.  ",
        "**Not supported.**",
    ] {
        assert_eq!(cell(refusal), "-", "{refusal}");
    }
    for none in ["None", "None.", "none", "No permissions required."] {
        assert_eq!(cell(none), "none", "{none}");
    }
    for nothing in
        ["", "&nbsp;", "**TODO: Determine scopes **", "Role required to [create](x.md).", "See the note below."]
    {
        assert_eq!(cell(nothing), "?", "{nothing}");
    }
}

#[test]
fn lists_are_alternatives() {
    for list in [
        "A.Read, B.Read",
        "A.Read,B.Read",
        "A.Read, B.Read.",
        "A.Read, B.Read,",
        "A.Read,, B.Read",
        "A.Read B.Read",
        "A.Read or B.Read",
        "A.Read, or B.Read",
        "A.Read ; B.Read",
        "`A.Read`, `B.Read`",
        "A.Read,&nbsp;B.Read",
        "A.Read<br/>B.Read",
        "A.Read, <br> B.Read",
        "[A.Read](x), B.Read",
        "**A.Read**, *B.Read*",
    ] {
        assert_eq!(cell(list), "A.Read | B.Read", "{list}");
    }
}

#[test]
fn scopes_joined_by_and_are_needed_together() {
    for (list, expected) in [
        ("A.Read and B.Read", "A.Read+B.Read"),
        ("A.Read plus B.Read", "A.Read+B.Read"),
        ("A.Read + B.Read", "A.Read+B.Read"),
        ("A.Read & B.Read", "A.Read+B.Read"),
        ("A.Read and B.Read, C.Read", "A.Read+B.Read | C.Read"),
        ("C.Read, A.Read and B.Read and D.Read", "C.Read | A.Read+B.Read+D.Read"),
        ("A.Read, B.Read, and C.Read", "A.Read | B.Read | C.Read"),
        ("A.Read and/or B.Read", "A.Read | B.Read"),
    ] {
        assert_eq!(cell(list), expected, "{list}");
    }
}

#[test]
fn marks_are_no_part_of_a_name() {
    for (list, expected) in [
        ("A.Read.Group*", "A.Read.Group"),
        ("A.Read.Group\\*, B.Read", "A.Read.Group | B.Read"),
        ("A.Read<sup>1</sup>, B.Read<sup>2</sup>", "A.Read | B.Read"),
        ("A.Read¹", "A.Read"),
        ("BackupRestore-Control.ReadWrite.All", "BackupRestore-Control.ReadWrite.All"),
        ("offline_access", "offline_access"),
        ("https://x.y/.default", "?"),
    ] {
        assert_eq!(cell(list), expected, "{list}");
    }
}

#[test]
fn cases_in_a_cell_stay_apart() {
    for (text, expected) in [
        (
            "For **user** resource: User.Read.All<br/>For **group** resource: Group.Read.All",
            "For user resource: User.Read.All; For group resource: Group.Read.All",
        ),
        ("user: A.Read, B.Read<br>group: None", "user: A.Read | B.Read; group: none"),
        (
            "Chat.Read for a chat message.<br/>Channel.Read for a channel message.",
            "for a chat message: Chat.Read; for a channel message: Channel.Read",
        ),
        ("user: A.Read<br/>group: A.Read", "A.Read"),
    ] {
        assert_eq!(cell(text), expected, "{text}");
    }
}

#[test]
fn a_reversed_column_is_turned_round() {
    let table = "| Permission type | Permissions (from most to least privileged) |\n|:--|:--|\n| Application | A.ReadWrite, A.Read |\n";
    assert_eq!(all(table)[2], "A.Read | A.ReadWrite");
}

#[test]
fn three_columns_are_one_list() {
    let header = "| Permission type | Least privileged permissions | Higher privileged permissions |\n|:--|:--|:--|\n";
    for (row, expected) in [
        ("A.Read | B.Read, C.Read", "A.Read | B.Read | C.Read"),
        ("A.Read, B.Read | B.Read, C.Read", "A.Read | B.Read | C.Read"),
        ("A.Read | Not available.", "A.Read"),
        ("A.Read | Not supported.", "A.Read"),
        ("Not supported. | Not supported.", "-"),
        ("Not supported. | Not available.", "-"),
        ("None | None", "none"),
        ("A.Read |", "A.Read"),
    ] {
        let table = format!("{header}| Application | {row} |\n");
        assert_eq!(all(&table)[2], expected, "{row}");
    }
    let singular = header.replace("permissions", "permission");
    assert_eq!(all(&format!("{singular}| Application | A.Read | B.Read |\n"))[2], "A.Read | B.Read");
}

#[test]
fn divider_rows_are_cases_of_the_row_above() {
    let table = "| Permission type | Permissions |\n|:--|:--|\n| Delegated (work or school account) | |\n| &nbsp; &nbsp; **Policy Set** | A.ReadWrite.All, A.Read.All |\n| &nbsp; &nbsp; Notification | B.Read.All |\n| Delegated (personal Microsoft account) | Not supported. |\n| Application | |\n| &nbsp; **Policy Set** | Not supported. |\n";
    let [work, personal, application] = all(table);
    assert_eq!(work, "Policy Set: A.ReadWrite.All | A.Read.All; Notification: B.Read.All");
    assert_eq!((personal.as_str(), application.as_str()), ("-", "-"));
    assert!(codes(table).is_empty(), "{:?}", codes(table));
}

#[test]
fn a_transposed_table_has_its_cases_in_rows() {
    let table = "| Supported resource | Delegated (work or school account) | Delegated (personal Microsoft account) | Application |\n|:--|:--|:--|:--|\n| user | User.Read | Not supported. | User.Read.All |\n| [group](x.md) | Group.Read.All | Not supported. | None |\n";
    assert_eq!(all(table), ["user: User.Read; group: Group.Read.All", "-", "user: User.Read.All; group: none"]);
}

#[test]
fn two_value_columns_are_two_cases() {
    let table = "| Permission type | Permissions acting on self | Permissions acting on others |\n|:--|:--|:--|\n| Delegated (work or school account) | A.Read | A.Read.All |\n| Application | Not supported. | Not supported. |\n";
    let [work, _, application] = all(table);
    assert_eq!(work, "permissions acting on self: A.Read; permissions acting on others: A.Read.All");
    assert_eq!(application, "-");
}

#[test]
fn several_tables_are_cases_by_what_stands_before_them() {
    let table = |scope: &str| format!("| Permission type | Permissions |\n|:--|:--|\n| Application | {scope} |\n");
    for (before, expected) in [
        (("### For me", "### For a user"), "For me: A.Read; For a user: B.Read"),
        (("For me:", "For a user:"), "For me: A.Read; For a user: B.Read"),
        (("```http\nGET /me\n```", "```http\nGET /users/{id}\n```"), "GET /me: A.Read; GET /users/{id}: B.Read"),
        (
            (
                "<!-- { \"blockType\": \"permissions\", \"requestUrls\": [\"GET /me\"] } -->",
                "<!-- { \"requestUrls\": \"GET /x\" } -->",
            ),
            "GET /me: A.Read; GET /x: B.Read",
        ),
    ] {
        let section = format!("{}\n\n{}\n{}\n\n{}", before.0, table("A.Read"), before.1, table("B.Read"));
        assert_eq!(all(&section)[2], expected, "{before:?}");
        let same = format!("{}\n\n{}\n{}\n\n{}", before.0, table("A.Read"), before.1, table("A.Read"));
        assert_eq!(all(&same)[2], "A.Read", "{before:?}");
    }
}

#[test]
fn tables_of_other_things_are_no_permission_tables() {
    let roles = "| Microsoft Entra role | Limitations |\n|---|---|\n| Global Reader | x |\n\n";
    let table = "| Permission type | Permissions |\n|---|---|\n| Application | A.Read |\n";
    let prose = "\n| Context | Contains |\n|---|---|\n| The app calls with a delegated permission. | What it made. |\n";
    let section = format!("{roles}{table}{prose}");
    assert_eq!(all(&section), ["?", "?", "A.Read"]);
    assert!(codes(&section).is_empty(), "{:?}", codes(&section));
}

#[test]
fn tables_come_by_include() {
    let table = "---\ntitle: x\n---\n\n| Permission type | Least privileged permissions | Higher privileged permissions |\r\n|:--|:--|:--|\r\n| Delegated (work or school account) | A.Read | B.Read |\r\n| Application | Not supported. | Not supported. |";
    let include = "<!-- { \"blockType\": \"permissions\", \"name\": \"thing_get\" } -->\n[!INCLUDE [permissions-table](../includes/permissions/thing-get-permissions.md)]";
    let reference = read_texts([
        ("api/thing-get.md", format!("# Get thing\n\n## Permissions\n{include}\n\n## HTTP request\n```http\nGET /things\n```\n## Response\n`200 OK`\n").as_str()),
        ("includes/permissions/thing-get-permissions.md", table),
    ]);
    let permissions = permissions(&reference);
    assert_eq!(short(&permissions.delegated_work), "A.Read | B.Read");
    assert_eq!(short(&permissions.application), "-");
    assert!(reference.diagnostics.is_empty(), "{:?}", reference.diagnostics);
    let missing = read("[!INCLUDE [x](../includes/no.md)]");
    assert_eq!(short(&self::permissions(&missing).application), "?");
}

#[test]
fn header_rows_are_read_in_their_variants() {
    for header in [
        "|Permission type|Permissions|\n|---|---|\n",
        "Permission type|Permissions\n---|---\n",
        "| Permission type | Permission (from least to most privileged)\n|---|---\n",
        "|&nbsp;Permission type&nbsp;|&nbsp;Permissions&nbsp;|\n|:---:|---:|\n",
    ] {
        assert_eq!(all(&format!("{header}| Application | A.Read |\n"))[2], "A.Read", "{header}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    let header = "| Permission type | Permissions |\n|---|---|\n";
    for (rows, code) in [
        ("| Application | |\n", Code::PermissionEmpty),
        ("| Application | Ask your admin. |\n", Code::PermissionCell),
        ("| Application | **TODO: Determine scopes ** |\n", Code::PermissionCell),
        ("| Somebody | A.Read |\n| Application | A.Read |\n", Code::PermissionTable),
    ] {
        assert_eq!(codes(&format!("{header}{rows}")), [code], "{rows}");
    }
    assert_eq!(codes("Ask your admin."), [Code::PermissionMissing]);
}

#[test]
fn one_misspelt_scope_costs_itself_alone() {
    let table =
        "| Permission type | Permissions |\n|---|---|\n| Application | A.Read, Directory AccessAsUser.All, B.Read |\n";
    assert_eq!(codes(table), [Code::PermissionCell]);
    let application = all(table)[2].clone();
    assert!(application.contains("A.Read") && application.contains("B.Read"), "{application}");
}
