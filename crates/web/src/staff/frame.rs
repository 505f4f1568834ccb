//! What the rail of every page of staff counts.

use desk::id::StaffId;
use desk::{DeskError, View, draft, notice, rota, ticket};

use crate::view::{Area, Shell};
use crate::visit::StaffVisit;

/// What waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Open tickets, mine, nobody's, waiting ones; each counted up to 1,000.
    pub(crate) tickets: [i64; 4],
    /// Of my teams, put aside; each counted up to 1,000.
    pub(crate) aside: [i64; 2],
    /// Drafts and replies that wait, of the reader's own.
    pub(crate) drafts: i64,
    on_call: usize,
    notices: i64,
}

/// Counts what waits.
pub(crate) fn frame(view: &mut View<'_, '_>, me: StaffId) -> Result<Frame, DeskError> {
    Ok(Frame {
        tickets: ticket::counts(view, me)?,
        aside: ticket::counts_aside(view, me)?,
        drafts: draft::count(view)?,
        on_call: rota::list_open(view)?.len(),
        notices: notice::unseen(view, me)?,
    })
}

impl Frame {
    /// What surrounds a page of staff.
    pub(crate) fn shell(&self, visit: &StaffVisit, area: Area) -> Shell {
        let mut shell = visit.0.shell(area);
        shell.live_url = Some(visit.0.url("/events?on=notices"));
        shell.notice_count = u32::try_from(self.notices).ok();
        shell.queue_count = u32::try_from(self.tickets[0]).ok();
        shell.on_call_count = u32::try_from(self.on_call).ok().filter(|count| *count > 0);
        shell
    }
}
