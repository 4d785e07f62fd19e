//! A name that a user gives in; whether it can stand in Rust, or why not, out.

use super::{camel_name, snake_name};

/// Checks what is to be the name of a Rust type.
///
/// # Errors
/// What to write instead.
pub fn check_type_name(name: &str) -> Result<(), String> {
    let is_ascii_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let suggested = camel_name(name);
    match name != "Self" && (is_ascii_name || suggested == name) {
        true => Ok(()),
        false => Err(format!("it is not a type's name; write one like `{suggested}`")),
    }
}

/// Checks what is to be a package's name, as cargo takes it.
///
/// # Errors
/// What to write instead.
pub fn check_crate_name(name: &str) -> Result<(), String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err("write a name of ASCII letters, digits, `-` and `_` that begins with a letter".to_owned());
    }
    let module = name.replace('-', "_");
    let is_taken = ["docbind", "test", "core", "std", "alloc", "proc_macro", "proc-macro", "self_", "super_", "crate_"];
    if snake_name(&module).starts_with("r#") || is_taken.contains(&name) || ["self", "super", "crate"].contains(&name) {
        return Err("it is a word of Rust, or the name of another crate that is needed".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_crate_name, check_type_name};

    #[test]
    fn names_are_checked() {
        for name in ["Calls", "HTTPClient", "Serviço", "A_1"] {
            assert!(check_type_name(name).is_ok(), "{name}");
        }
        for name in ["calls", "Self", "", "A-B", "1A", "A B"] {
            assert!(check_type_name(name).is_err(), "{name}");
        }
        for name in ["graph-client", "calls", "a_1"] {
            assert!(check_crate_name(name).is_ok(), "{name}");
        }
        for name in ["fn", "1a", "", "a b", "a\"b", "docbind", "crate", "café", "-a"] {
            assert!(check_crate_name(name).is_err(), "{name}");
        }
    }
}
