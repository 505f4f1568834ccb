//! Is the channel or the line included, and is it open?
//!
//! Requests that lie in an inbox are taken at any time; only where somebody must be there (a phone, a chat, a visit) a
//! closed window matters. A line that is rated as another one in some window is open in it.

use jiff::Timestamp;

use super::verdict::{Conditions, Request};
use crate::explain::VerdictStep;
use crate::plan::catalogue::{Catalogue, Channel};
use crate::plan::resolve::Entitlements;
use crate::run::outcome::ConditionKind;

pub(super) fn ask(
    catalogue: &Catalogue,
    entitlements: &Entitlements,
    request: Request<'_>,
    conditions: &mut Conditions,
) {
    match request {
        Request::Open(open) => {
            let Some(channel) = open.channel.filter(|_| !entitlements.channels.is_empty()) else {
                return;
            };
            let included = entitlements.channels.iter().any(|right| right.channel == channel);
            if included {
                conditions.holds(ConditionKind::Channel, VerdictStep::ChannelIncluded { channel });
            } else {
                let allowed = entitlements.channels.iter().map(|right| right.channel).collect();
                conditions.fails(ConditionKind::Channel, VerdictStep::ChannelMissing { channel, allowed });
            }
        }
        Request::Call(call) => {
            let Some(line) = catalogue.find_line(&call.line) else {
                return;
            };
            if entitlements.lines.contains(&line) {
                conditions.holds(ConditionKind::Channel, VerdictStep::LineIncluded { line });
            } else {
                let allowed = entitlements.lines.clone();
                conditions.fails(ConditionKind::Channel, VerdictStep::LineMissing { line, allowed });
            }
        }
    }
}

pub(super) fn ask_window(
    catalogue: &Catalogue,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    conditions: &mut Conditions,
) {
    let window = match request {
        Request::Open(open) => {
            let attended = [Channel::Phone, Channel::Chat, Channel::OnSite];
            let channel = open.channel.filter(|channel| attended.contains(channel));
            let right = channel.and_then(|channel| entitlements.channels.iter().find(|right| right.channel == channel));
            right.and_then(|right| right.window)
        }
        Request::Call(call) => catalogue.find_line(&call.line).and_then(|line| catalogue.lines[line].window),
    };
    let Some(window) = window else { return };
    let coverage = &catalogue.windows[window].coverage;
    if coverage.is_open(at) {
        conditions.holds(ConditionKind::Window, VerdictStep::WindowOpen { window });
    } else {
        let opens = coverage.next_change(at).filter(|(_, opens)| *opens).map(|(at, _)| at);
        conditions.fails(ConditionKind::Window, VerdictStep::WindowClosed { window, opens });
    }
}
