//! "Did you mean …?"

/// The candidate most like `wanted`, if any is alike enough to be meant.
pub(crate) fn nearest<'n>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    /// Below this, suggestions are noise.
    const ALIKE: f64 = 0.75;
    let wanted = wanted.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
        if score >= ALIKE && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The same as a sentence.
pub(crate) fn did_you_mean<'n>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    nearest(wanted, candidates).map(|nearest| format!("did you mean {nearest}?"))
}
