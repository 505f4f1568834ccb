//! The board: the same tickets by state, each movable by a button, a key or the mouse.

use desk::search::{self, Fresh, Sort};
use desk::ticket::State;

use super::asked::Asked;
use super::{Found, more_of};
use crate::refusal::Refusal;
use crate::show::row::Rows;
use crate::show::{Wrong, stage};
use crate::text::Text;
use crate::view::queue_more::{Board, BoardColumn, Card};
use crate::visit::StaffVisit;

/// Cards of a column.
const CARDS: usize = 30;

/// The board of what the page shows. A filter that means nothing shows an empty one; the page says why.
pub(super) async fn board(visit: &StaffVisit, asked: &Asked, found: &Found, fresh: Fresh) -> Result<Board, Refusal> {
    let t = visit.0.text();
    let filter = found.what.filter();
    let own = found.what.shown().map(|shown| shown.sort).unwrap_or_default();
    let mut columns = Vec::new();
    for (state, word) in State::ALL {
        // What is done is of interest while it is fresh.
        let sort = if matches!(state, State::Open | State::Waiting) { own } else { Sort::Changed };
        let wanted = search::ListAsked {
            text: format!("state:{word} {filter}"),
            zone: visit.0.zone.clone(),
            sort,
            group: None,
            page: 0,
            limit: CARDS,
            fresh,
        };
        let listed = search::list(&visit.0.desk, visit.0.actor(), wanted).await;
        let listed = Wrong::split(&visit.0, listed)?.unwrap_or_default();
        let rows: Vec<_> = listed.groups.into_iter().flat_map(|group| group.rows).collect();
        let kept = rows.clone();
        let (catalogues, _) = visit.0.read(move |view| more_of(view, &kept, false)).await?;
        let shown = Rows {
            t: &t,
            tickets: visit.0.url("/tickets"),
            catalogues: &catalogues,
            current: visit.0.catalogue.as_deref(),
        };
        columns.push(BoardColumn {
            stage: stage(state),
            total: listed.total,
            url: visit.0.url(&found.what.narrowed(&format!("state:{word}"))),
            cards: rows.iter().map(|row| Card { row: shown.show(row), moves: moves(&t, row.state) }).collect(),
        });
    }
    Ok(Board {
        csrf: visit.0.csrf.clone(),
        url: visit.0.url(&format!("/queue/list{}", asked.laid_out("board"))),
        move_url: visit.0.url("/queue/move"),
        back: visit.0.url(&format!("/queue{}", asked.laid_out("board"))),
        columns,
        t,
    })
}

/// Where a ticket can go from where it is.
fn moves(t: &Text, state: State) -> Vec<(&'static str, &'static str, String)> {
    let (wait, resolve) = (("waiting", "pause", t.get("ticket-wait")), ("resolved", "check", t.get("ticket-resolve")));
    let (close, reopen) =
        (("closed", "check-check", t.get("ticket-close")), ("open", "rotate-ccw", t.get("ticket-reopen")));
    let moves = match state {
        State::Open => vec![wait, resolve],
        State::Waiting => vec![("open", "play", t.get("ticket-resume")), resolve],
        State::Resolved => vec![close, reopen],
        State::Closed => vec![reopen],
    };
    moves.into_iter().map(|(to, icon, words)| (to, icon, words.to_string())).collect()
}
