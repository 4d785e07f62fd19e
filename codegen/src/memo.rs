//! All that something is made of, in; what is made of it out: what was made the last time, where that would be the same.

use std::sync::Arc;

/// What was made the last time, with all that it was made of.
#[derive(Debug)]
pub(crate) struct Memo<I, O> {
    last: Option<(I, Arc<O>)>,
}

impl<I, O> Default for Memo<I, O> {
    fn default() -> Self {
        Self { last: None }
    }
}

impl<I: PartialEq, O: PartialEq> Memo<I, O> {
    /// What `make` makes of the input; it is given what was made the last time. Where the same comes out, it is shared: then what is
    /// made of that is known to be the same too.
    pub(crate) fn get(&mut self, input: I, make: impl FnOnce(&I, Option<&O>) -> O) -> Arc<O> {
        let last = self.last.take();
        let made = match &last {
            Some((same, made)) if *same == input => Arc::clone(made),
            Some((_, before)) => share(Arc::new(make(&input, Some(before))), Some(before)),
            None => Arc::new(make(&input, None)),
        };
        self.last = Some((input, Arc::clone(&made)));
        made
    }
}

/// What was there before, where it is the same.
pub(crate) fn share<T: PartialEq>(made: Arc<T>, before: Option<&Arc<T>>) -> Arc<T> {
    before.filter(|before| **before == made).map_or(made, Arc::clone)
}
