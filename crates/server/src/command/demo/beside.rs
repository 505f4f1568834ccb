//! What the demo's people have set up beside their tickets: teams, a checklist, links between open tickets.

use std::collections::BTreeSet;

use desk::id::StaffId;
use desk::team::{self, NewTeam};
use desk::ticket::{self, LinkKind, QueueRow, Shelf};
use desk::{Action, DeskError, notice};

/// Sets it up, as a member of staff who may. `staff` is everybody, in the order of the cast.
pub fn set_up(act: &mut Action<'_, '_>, staff: &[StaffId]) -> Result<(), DeskError> {
    let team = |name: &str, places: &[usize]| NewTeam {
        name: name.to_owned(),
        members: places.iter().filter_map(|place| staff.get(*place).copied()).collect::<BTreeSet<_>>(),
    };
    let technology = team::create(act, &team("Technik", &[1, 2]))?;
    let consulting = team::create(act, &team("Beratung", &[0, 3]))?;
    let list = ticket::create_checklist(
        act,
        "Update einspielen",
        "Sicherung prüfen\nWartungsfenster ansagen\nUpdate einspielen\nTestbestellung\nKunden Bescheid geben",
    )?;
    let open: Vec<QueueRow> = ticket::queue(act, Shelf::Next, None, 8)?;
    for (place, row) in open.iter().enumerate().filter(|(place, _)| place % 3 != 2) {
        ticket::put_with(act, row.id, Some(if place % 2 == 0 { technology } else { consulting }))?;
    }
    if let [first, second, third, ..] = open.as_slice() {
        ticket::link(act, first.id, second.id, LinkKind::Cause)?;
        ticket::link(act, first.id, third.id, LinkKind::Related)?;
        ticket::apply_checklist(act, first.id, list)?;
        for item in ticket::items(act, first.id)?.iter().take(2) {
            ticket::tick(act, first.id, item.id)?;
        }
        notice::follow(act, first.id)?;
    }
    Ok(())
}
