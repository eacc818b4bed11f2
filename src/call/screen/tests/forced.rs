//! Duress: someone forced to speak presses Ctrl-G, and no onlooker can tell.

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::call::Manner;

use crate::call::screen::tests::{begin, spelt};
use crate::sys::terminal::session::Session;

#[test]
fn the_halves_of_somebody_who_is_forced_are_seen_exactly_alike() {
    for own in [Caller, Answerer] {
        let pictures: Vec<_> = [Manner::Freely, Manner::UnderDuress]
            .into_iter()
            .map(|manner| {
                let mut call = begin();
                // In the last seconds the next half shows too.
                call.session.clock.advance(26);
                call.begins(own);
                call.wait_for("4 s");
                if manner == Manner::UnderDuress {
                    call.types("\x07");
                }
                if own == Answerer {
                    let theirs = call.half(Caller, 0);
                    call.hears(theirs.digits());
                }
                let mine = call.half_as(manner, own, 0);
                let next = call.half_as(manner, own, 1);
                call.wait_for(&format!("next: {}", spelt(&next)));
                assert_eq!(call.reads(), Some(spelt(&mine)));
                cells(&call.session)
            })
            .collect();
        let (free, forced) = (&pictures[0], &pictures[1]);
        assert_ne!(free, forced);
        let rows = free.iter().zip(forced).enumerate();
        for (at, (free, forced)) in rows.filter(|(_, (free, forced))| free != forced) {
            let text = |row: &[(String, String)]| -> String {
                row.iter().map(|(text, _)| text.as_str()).collect()
            };
            let (free_text, forced_text) = (text(free), text(forced));
            let is_half = |text: &str| text.contains('█') || text.contains("next: ");
            assert!(is_half(&free_text), "row {at}: {free_text}");
            assert!(is_half(&forced_text), "row {at}: {forced_text}");
            assert_eq!(styles(free), styles(forced), "row {at}");
        }
    }
}

/// Returns the text and style of each cell, row by row.
fn cells(session: &Session) -> Vec<Vec<(String, String)>> {
    let screen = session.screen();
    let (rows, columns) = screen.size();
    let row = |row| {
        let cell = |column| {
            let cell = screen.cell(row, column).unwrap();
            let style = format!("{} {} {:?}", cell.bold(), cell.dim(), cell.fgcolor());
            (cell.contents().to_owned(), style)
        };
        (0..columns.get()).map(cell).collect()
    };
    (0..rows.get()).map(row).collect()
}

/// Returns the styles in a row, from left to right.
fn styles(row: &[(String, String)]) -> Vec<&str> {
    let inked = row.iter().filter(|(text, _)| !text.trim().is_empty());
    let mut styles: Vec<&str> = inked.map(|(_, style)| style.as_str()).collect();
    styles.dedup();
    styles
}

#[test]
fn before_their_half_nothing_shows_that_somebody_is_forced() {
    let mut call = begin();
    let before = call.session.picture();
    call.types("\x07");
    call.they_called();
    let free = begin_answering();
    assert_eq!(call.session.picture(), free);
    call.starts_over();
    assert_eq!(call.session.picture(), before);
    call.types("q");
    call.ends(0);
    assert!(!call.session.text().contains("forced"));
    assert!(!call.session.text().contains("duress"));
}

fn begin_answering() -> String {
    let mut call = begin();
    call.they_called();
    call.session.picture()
}
