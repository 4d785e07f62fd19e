//! Stated scopes, and endpoints, in; a compile error that names the endpoints which need more out.
#![expect(clippy::indexing_slicing, reason = "`slice::get` cannot be called in a constant; indices are below lengths")]
#![expect(clippy::panic, reason = "a constant that panics is a compile error")]

use super::demand::{Subject, is_equal, is_refused};
use super::tables::Words;
use super::{Access, TokenKind};

/// Fails to compile where the page of a subject refuses this kind of token.
///
/// # Panics
/// Then, with a message that names the endpoint and the page.
pub const fn assert_callable(kind: TokenKind, subjects: &[Subject]) {
    let mut at = 0;
    while at < subjects.len() {
        if is_refused(subjects[at].access) {
            panic!("{}", refusal(kind, &subjects[at]).as_str());
        }
        at += 1;
    }
}

/// Fails to compile where one of these subjects needs more than the stated scopes, or where it is not known whether it does.
/// Of `unknown` only what is known is looked at.
///
/// # Panics
/// Then, with a message that names each such endpoint and its page.
pub const fn assert_within(kind: TokenKind, stated: &[&str], subjects: &[Subject], unknown: &[Subject]) {
    assert_callable(kind, subjects);
    assert_callable(kind, unknown);
    let mut faults = Faults { stated, message: Message::EMPTY };
    faults.check_all(subjects, false);
    faults.check_all(unknown, true);
    if faults.message.len > 0 {
        panic!("{}", faults.told(kind).as_str());
    }
}

const fn refusal(kind: TokenKind, subject: &Subject) -> Message {
    let message = Message::EMPTY.with("`").with(subject.endpoint).with("` takes no ").with(kind.name());
    message.with(" (").with(subject.page).with(")")
}

/// What needs more than is stated, line by line.
struct Faults<'a> {
    stated: &'a [&'a str],
    message: Message,
}

impl Faults<'_> {
    const fn check_all(&mut self, subjects: &[Subject], is_unknown_accepted: bool) {
        let mut at = 0;
        while at < subjects.len() {
            self.check(&subjects[at], "", subjects[at].access, is_unknown_accepted);
            at += 1;
        }
    }

    const fn check(&mut self, subject: &Subject, case: &str, access: Access, is_unknown_accepted: bool) {
        match access {
            Access::Unsupported | Access::NoneNeeded => {}
            Access::NotSaid if is_unknown_accepted => {}
            Access::NotSaid => self.add(subject, case, &[]),
            Access::AnyOf(alternatives) => {
                if !self.is_served(alternatives) {
                    self.add(subject, case, alternatives);
                }
            }
            Access::ByCase(cases) => {
                let mut at = 0;
                while at < cases.len() {
                    self.check(subject, cases[at].0, cases[at].1, is_unknown_accepted);
                    at += 1;
                }
            }
        }
    }

    const fn is_served(&self, alternatives: &[&str]) -> bool {
        let mut at = 0;
        while at < alternatives.len() {
            if self.has_all(Words(alternatives[at])) {
                return true;
            }
            at += 1;
        }
        false
    }

    const fn has_all(&self, mut scopes: Words<'_>) -> bool {
        while let Some(scope) = scopes.next() {
            let mut at = 0;
            while at < self.stated.len() && !is_equal(self.stated[at], scope) {
                at += 1;
            }
            if at == self.stated.len() {
                return false;
            }
        }
        true
    }

    /// One line: `` `ListUsers` needs User.Read.All, or Directory.Read.All (user-list.md)``.
    const fn add(&mut self, subject: &Subject, case: &str, alternatives: &[&str]) {
        let mut line = self.message.with("\n  `").with(subject.endpoint).with("`");
        if !case.is_empty() {
            line = line.with(", in the case \"").with(case).with("\",");
        }
        line = if alternatives.is_empty() {
            line.with(" may need more: the page does not say what it needs")
        } else {
            line.with(" needs ").with_alternatives(alternatives)
        };
        self.message = line.with(" (").with(subject.page).with(")");
    }

    const fn told(&self, kind: TokenKind) -> Message {
        let mut message = Message::EMPTY.with("these endpoints need more than the stated scopes (");
        message = message.with(kind.name()).with(")").with(self.message.as_str()).with("\n  stated: ");
        if self.stated.is_empty() {
            return message.with("none");
        }
        let mut at = 0;
        while at < self.stated.len() {
            message = message.with(if at > 0 { ", " } else { "" }).with(self.stated[at]);
            at += 1;
        }
        message
    }
}

/// Text that is put together in a constant. What does not fit is left out.
#[derive(Clone, Copy)]
struct Message {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Message {
    const ROOM: usize = 8192;
    const EMPTY: Self = Self { bytes: [0; Self::ROOM], len: 0 };

    const fn with(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() <= Self::ROOM - self.len {
            self.bytes.split_at_mut(self.len).1.split_at_mut(text.len()).0.copy_from_slice(text);
            self.len += text.len();
        }
        self
    }

    /// `A and B, or C`
    const fn with_alternatives(mut self, alternatives: &[&str]) -> Self {
        let mut at = 0;
        while at < alternatives.len() {
            let mut scopes = Words(alternatives[at]);
            let mut join = if at > 0 { ", or " } else { "" };
            while let Some(scope) = scopes.next() {
                self = self.with(join).with(scope);
                join = " and ";
            }
            at += 1;
        }
        self
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
