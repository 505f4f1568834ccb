//! What the rail of every page of staff counts.

use desk::id::StaffId;
use desk::{DeskError, View, rota, ticket};

use crate::view::{Area, Shell};
use crate::visit::StaffVisit;

/// What waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Open tickets, mine, nobody's, waiting ones; each counted up to 1,000.
    pub(crate) tickets: [i64; 4],
    on_call: usize,
}

/// Counts what waits.
pub(crate) fn frame(view: &mut View<'_, '_>, me: StaffId) -> Result<Frame, DeskError> {
    Ok(Frame { tickets: ticket::counts(view, me)?, on_call: rota::list_open(view)?.len() })
}

impl Frame {
    /// What surrounds a page of staff.
    pub(crate) fn shell(&self, visit: &StaffVisit, area: Area) -> Shell {
        let mut shell = visit.0.shell(area);
        shell.queue_count = u32::try_from(self.tickets[0]).ok();
        shell.on_call_count = u32::try_from(self.on_call).ok().filter(|count| *count > 0);
        shell
    }
}
