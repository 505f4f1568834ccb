//! Filters that templates use by name: `{{ "phone"|icon }}`.

use askama::Values;
use askama::filters::Safe;

/// A Lucide icon as inline SVG; always beside a word or inside something with a label.
#[askama::filter_fn]
pub(crate) fn icon(name: &str, _: &dyn Values) -> askama::Result<Safe<&'static str>> {
    Ok(Safe(crate::asset::icon(name)))
}
