//! A name that nobody knows and the known ones in; the one that was meant out.

/// The known name that is nearest to `name`, if it is near enough to be meant.
pub fn nearest_name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_same = |a: &str, b: &str| a.replace('_', "").eq_ignore_ascii_case(&b.replace('_', ""));
    let scored = known.into_iter().map(|known| {
        let score = if is_same(name, known) { 1.0 } else { strsim::jaro_winkler(name, known) };
        (score, known)
    });
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
