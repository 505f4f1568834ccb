//! Which tariff and which band apply at an instant.

use jiff::Timestamp;

use super::rating::BandReason;
use crate::plan::catalogue::{Catalogue, Tariff};

/// The tariff that rates a usage which starts at `at`: `tariff` itself, or the one it names for a window that is open
/// then (an emergency call within the ordinary phone hours is an ordinary support call).
#[must_use]
pub fn effective(catalogue: &Catalogue, tariff: usize, at: Timestamp) -> usize {
    let mut current = tariff;
    // The reader refuses circles; the bound only keeps a broken catalogue from hanging the caller.
    for _ in 0..catalogue.tariffs.len() {
        match catalogue.tariffs[current].within {
            Some((window, other)) if other != current && catalogue.windows[window].coverage.is_open(at) => {
                current = other;
            }
            _ => break,
        }
    }
    current
}

/// The row that is open at an instant: the first one whose window is.
pub(super) fn open_band(tariff: &Tariff, at: Timestamp) -> Option<usize> {
    tariff.bands.iter().position(|band| band.window.as_ref().is_none_or(|window| window.is_open(at)))
}

/// The band of a usage's first block.
pub(super) fn first_band(tariff: &Tariff, at: Timestamp) -> Option<(usize, BandReason)> {
    match open_band(tariff, at) {
        Some(band) => Some((band, BandReason::Open)),
        None => tariff.otherwise.map(|band| (band, BandReason::Otherwise)),
    }
}

/// The band of a later block: the last one goes on in hours without a row and in hours of another tariff.
pub(super) fn later_band(catalogue: &Catalogue, tariff: &Tariff, at: Timestamp, last: usize) -> (usize, BandReason) {
    if let Some((window, _)) = tariff.within
        && catalogue.windows[window].coverage.is_open(at)
    {
        return (last, BandReason::GoesOn);
    }
    match open_band(tariff, at) {
        Some(band) => (band, BandReason::Open),
        None => (last, BandReason::GoesOn),
    }
}

/// The next instant after `at` at which a block could fall into another band; none if that never happens.
pub(super) fn next_border(catalogue: &Catalogue, tariff: &Tariff, at: Timestamp) -> Option<Timestamp> {
    let within = tariff.within.map(|(window, _)| &catalogue.windows[window].coverage);
    let windows = tariff.bands.iter().filter_map(|band| band.window.as_ref());
    within.into_iter().chain(windows).filter_map(|window| window.next_change(at)).map(|(change, _)| change).min()
}
