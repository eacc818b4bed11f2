//! `join --camera`: a page in the browser shows the camera's picture and sends its
//! frames, which are searched for a QR code here. The user confirms in the page or at
//! the terminal, whichever answers first.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use crate::view::{camera_page, texts};
use ringtrue_core::group::Enrolment;
use ringtrue_core::incoming::{self, FindError, IncomingCode};
use ringtrue_core::join::{IncomingLink, LinkPlan};
use ringtrue_core::qr::{self, ReadError};
use ringtrue_core::sheet_code::SheetCode;
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Name, Unconfirmed, Vault};
use serde_json::{Value, json};

use crate::args::{Global, Join};
use crate::device::store;
use crate::failure::Failure;
use crate::join::enrolment::unusable_error;
use crate::join::link::{apply, ask_to_follow, description, misfit_error, refusal_error};
use crate::join::report::{NOT_JOINED, group_of, report, selected_group};
use crate::join::sheet;
use crate::sys::System;
use crate::sys::browser::Launch;
use crate::sys::page::{Event, Frame, Page, Wants};
use crate::sys::terminal;
use crate::sys::terminal::{Dialogue, Key, Line, Wake};
use crate::tell::{Status, print_err};

/// Minutes to search for a QR code.
const LOOK_MINUTES: u64 = 3;

/// Minutes to wait for an answer: the user may call someone and have six words read
/// aloud.
const ANSWER_MINUTES: u64 = 15;

/// Longest wait for a frame before key presses are read again.
const TICK: Duration = Duration::from_millis(40);

/// Attempts at a yes-or-no question.
const TRIES: usize = 3;

/// Name of the frames in messages.
const WHAT: &str = "what the camera sees";

/// Hint for joining without a camera.
const INSTEAD: &str = "use a picture instead: ringtrue join photo.jpg";

pub fn run(
    arguments: &Join,
    local_name: Option<&Name>,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    // May ask for a passphrase, so this comes before the browser opens.
    let vault = store::read(system)?;
    let page = Page::open(camera_page(), &search_state(None), &mut system.random);
    let page = page.map_err(|error| {
        Failure::new(format!("can't open a page for the camera: {error}")).hint(INSTEAD)
    })?;
    let mut ending = None;
    let outcome = enrol(
        &page,
        vault,
        arguments,
        local_name,
        &mut ending,
        global,
        system,
    );
    let last = match (&outcome, ending) {
        (Ok(_), Some(ending)) => ending,
        (Ok(_), None) => json!({ "stage": "ended" }),
        (Err(failure), _) => {
            json!({ "stage": "ended", "problem": failure.message(), "hint": failure.hint_text() })
        }
    };
    page.close(last.to_string());
    outcome
}

/// Runs the enrolment, from the search to taking in the code. Sets `ending` to what
/// the page shows last.
fn enrol(
    page: &Page,
    vault: Vault,
    arguments: &Join,
    local_name: Option<&Name>,
    ending: &mut Option<Value>,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let meant = selected_group(global, &vault)?;
    let mut prompt = Prompt::open(page, arguments, global, system)?;
    let seen = prompt.search(local_name, system, |found| {
        let enrolment = match found {
            IncomingCode::Link(enrolment) => enrolment,
            IncomingCode::Sheet(code) => return Ok(Seen::Sheet(code)),
        };
        let link = IncomingLink {
            enrolment,
            local_name: local_name.cloned(),
            assume_yes: global.yes,
            accept_rotation: arguments.accept_rotation,
        };
        let plan = link.plan(vault.groups(), meant);
        plan.map(Seen::Link)
            .map_err(|misfit| misfit_error(WHAT, &misfit))
    })?;
    let plan = match seen {
        Seen::Link(plan) => plan,
        Seen::Sheet(code) => {
            drop((prompt, vault));
            return take_sheet(code, page, ending, global, system);
        }
    };
    let accepted = match plan {
        LinkPlan::Known(done) => {
            let group = group_of(&done, &vault)?;
            *ending = Some(json!({ "stage": "known", "name": group.local_name().as_str() }));
            drop(prompt);
            return report(group, &done, global, system);
        }
        LinkPlan::Refused(refusal) => return Err(refusal_error(&refusal)),
        LinkPlan::AskToJoin(question) => {
            prompt.ask_to_join(question.enrolment(), system)?;
            question.yes()
        }
        LinkPlan::AskToFollow(question) => {
            // A page with two buttons can't ask all of this, so the terminal does.
            page.set_state(
                found_state("terminal", question.enrolment()),
                Wants::Nothing,
            );
            drop(prompt.dialogue.take());
            ask_to_follow(question, system)?
        }
        LinkPlan::Ready(accepted) => accepted,
    };
    drop((prompt, vault));
    page.set_state(json!({ "stage": "working" }).to_string(), Wants::Nothing);
    *ending = Some(json!({ "stage": "done", "name": accepted.name().as_str() }));
    apply(accepted, WHAT, global, system)
}

/// Takes in the code of a sheet. The terminal asks: the page can only ask about groups.
fn take_sheet(
    code: Unconfirmed<SheetCode>,
    page: &Page,
    ending: &mut Option<Value>,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    page.set_state(json!({ "stage": "working" }).to_string(), Wants::Nothing);
    let member = code.member().to_string();
    let status = sheet::take_in(code, WHAT, global, system)?;
    *ending = Some(json!({ "stage": "sheet", "name": member }));
    Ok(status)
}

/// A code that the camera saw.
enum Seen {
    Link(LinkPlan),
    Sheet(Unconfirmed<SheetCode>),
}

/// The page and the terminal, which ask the user the same question.
struct Prompt<'a> {
    page: &'a Page,
    /// The dialogue at the terminal, if there is one.
    dialogue: Option<Dialogue>,
    /// The browser that was asked to open the page.
    launch: Option<Launch>,
    /// True if nobody is at a terminal to be given the page's address.
    alone: bool,
    /// True if an option answers the question in advance.
    unasked: bool,
    /// True if a second browser requested the page. Either may be someone else's, so
    /// answers from the page no longer count.
    is_contested: bool,
    /// The problem with a code that was reported last.
    problem: Option<String>,
    began: Duration,
}

impl<'a> Prompt<'a> {
    fn open(
        page: &'a Page,
        arguments: &Join,
        global: &Global,
        system: &mut System,
    ) -> Result<Self, Failure> {
        let dialogue = if system.out_is_terminal {
            Some(Dialogue::begin()?)
        } else {
            None
        };
        let mut prompt = Self {
            page,
            alone: dialogue.is_none() && !system.person.is_there(),
            dialogue,
            launch: None,
            unasked: global.yes || arguments.accept_rotation.is_some(),
            is_contested: false,
            problem: None,
            began: (system.uptime)(),
        };
        if !prompt.alone {
            let address = page.address();
            prompt.print_line(&texts().camera_opening(address), system)?;
        }
        match (system.browse)(page.address().as_ref()) {
            Ok(launch) => prompt.launch = Some(launch),
            Err(_) => prompt.handle_not_opened(system)?,
        }
        Ok(prompt)
    }

    /// Searches frames until `fits` accepts a code, and returns what it made of it.
    fn search<T>(
        &mut self,
        name: Option<&Name>,
        system: &mut System,
        mut fits: impl FnMut(IncomingCode) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        loop {
            self.check_deadline(LOOK_MINUTES, "no QR code was found", system)?;
            match self.page.wait(TICK) {
                Some(Event::Frame(mut frame)) => match find_code(&mut frame, name) {
                    None => self.page.set_state(search_state(None), Wants::Frames),
                    Some(found) => match found.and_then(&mut fits) {
                        Ok(found) => return Ok(found),
                        Err(failure) => self.report_problem(&failure, system)?,
                    },
                },
                Some(Event::SecondVisitor) => self.handle_second_browser(system)?,
                _ => {}
            }
            if self.launch.as_mut().is_some_and(Launch::failed) {
                self.launch = None;
                self.handle_not_opened(system)?;
            }
            // Only Ctrl-C has an effect here.
            self.key()?;
        }
    }

    /// Asks in the page and at the terminal at once.
    fn ask_to_join(
        &mut self,
        enrolment: &Unconfirmed<Enrolment>,
        system: &mut System,
    ) -> Result<(), Failure> {
        self.print_line(&description(enrolment), system)?;
        self.ask_here(enrolment, system)?;
        let mut line = Line::new();
        let mut tries = 0;
        self.began = (system.uptime)();
        loop {
            self.check_deadline(ANSWER_MINUTES, "nobody answered", system)?;
            match self.page.wait(TICK) {
                Some(Event::Answer(yes)) if !self.is_contested => {
                    if self.dialogue.is_some() {
                        self.print_line(&texts().camera_answered(yes), system)?;
                    }
                    return require_yes(yes);
                }
                Some(Event::SecondVisitor) if !self.is_contested => {
                    self.handle_second_browser(system)?;
                    line.clear();
                    self.ask_here(enrolment, system)?;
                }
                _ => {}
            }
            match self.key()? {
                None | Some(Wake::Second) => {}
                // After a suspend and resume, the question may be out of sight.
                Some(Wake::Resize(_)) => {
                    line.clear();
                    self.ask_here(enrolment, system)?;
                }
                Some(Wake::Key(Key::Enter)) => {
                    self.print("\n", system)?;
                    tries += 1;
                    match line.text().trim().to_lowercase().as_str() {
                        "y" | "yes" => return require_yes(true),
                        "" | "n" | "no" => return require_yes(false),
                        _ if tries == TRIES => return require_yes(false),
                        _ => {}
                    }
                    line.clear();
                    self.ask_here(enrolment, system)?;
                }
                Some(Wake::Key(key)) => {
                    let echo = line.apply_key(key);
                    if let Some(dialogue) = &mut self.dialogue {
                        dialogue.echo(&echo)?;
                    }
                }
            }
        }
    }

    /// Shows the question wherever it can be answered.
    fn ask_here(
        &mut self,
        enrolment: &Unconfirmed<Enrolment>,
        system: &mut System,
    ) -> Result<(), Failure> {
        if self.is_contested {
            self.page
                .set_state(found_state("terminal", enrolment), Wants::Nothing);
        } else {
            self.page
                .set_state(found_state("ask", enrolment), Wants::Answer);
        }
        if self.dialogue.is_some() {
            let question = texts().ask_join() + " [y/N] ";
            self.print(&question, system)
        } else {
            self.print_line(&texts().camera_answer_there(), system)
        }
    }

    /// Returns a key pressed at the terminal, if any. Ctrl-C is an error.
    fn key(&mut self) -> Result<Option<Wake>, Failure> {
        let Some(dialogue) = &mut self.dialogue else {
            return Ok(None);
        };
        match dialogue.wait_at_most(Duration::ZERO)? {
            Some(Wake::Key(Key::Interrupt)) => Err(Failure::new("stopped; nothing was changed")),
            wake => Ok(wake),
        }
    }

    fn print(&mut self, text: &str, system: &mut System) -> Result<(), Failure> {
        match &mut self.dialogue {
            Some(dialogue) => dialogue.say(text)?,
            None => print_err(system, text),
        }
        Ok(())
    }

    fn print_line(&mut self, line: &str, system: &mut System) -> Result<(), Failure> {
        self.print(&format!("{line}\n"), system)
    }

    /// Reports what is wrong with a code, unless that was the last report, and lets the
    /// page send further frames.
    fn report_problem(&mut self, failure: &Failure, system: &mut System) -> Result<(), Failure> {
        self.page
            .set_state(search_state(Some(failure)), Wants::Frames);
        let text = failure.to_string();
        if self.problem.as_ref() != Some(&text) {
            self.print(&text, system)?;
            self.problem = Some(text);
        }
        Ok(())
    }

    fn handle_not_opened(&mut self, system: &mut System) -> Result<(), Failure> {
        if self.alone {
            return Err(Failure::new(
                "there is no terminal to ask on, and no browser could be opened",
            )
            .hint(INSTEAD));
        }
        self.print_line(&texts().camera_not_opened(), system)
    }

    /// Handles a second browser's request. The first may belong to another user of this
    /// machine, who saw the address in the process list.
    fn handle_second_browser(&mut self, system: &mut System) -> Result<(), Failure> {
        if self.dialogue.is_none() || self.unasked {
            return Err(
                Failure::new("two browsers asked for the page; nothing was changed").hint(INSTEAD),
            );
        }
        if !self.is_contested {
            self.print(&format!("\n{}\n", texts().camera_second()), system)?;
        }
        self.is_contested = true;
        Ok(())
    }

    fn check_deadline(&self, minutes: u64, what: &str, system: &System) -> Result<(), Failure> {
        let waited = (system.uptime)().saturating_sub(self.began);
        if waited < Duration::from_secs(minutes * 60) {
            return Ok(());
        }
        let message = format!("{what} within {minutes} minutes; nothing was changed");
        Err(Failure::new(message).hint(INSTEAD))
    }
}

/// Finds the code in a frame; `None` if there is none.
fn find_code(frame: &mut Frame, name: Option<&Name>) -> Option<Result<IncomingCode, Failure>> {
    let (width, height) = (frame.width, frame.height);
    let grey = std::mem::take(&mut frame.grey);
    let found = terminal::guarded(AssertUnwindSafe(|| {
        qr::read_grey(width, height, grey.into())
    }));
    // A code that makes the decoder panic counts as none.
    let texts = match found {
        Ok(Ok(texts)) => texts,
        Ok(Err(ReadError::NoCode)) | Err(_) => return None,
        Ok(Err(error)) => return Some(Err(Failure::new(format!("can't use {WHAT}: {error}")))),
    };
    Some(incoming::parse_picture(&texts, name).map_err(|error| {
        let failure = unusable_error(WHAT, &error);
        match error {
            FindError::Several(_) => Failure::new(failure.message()).hint("show it only one"),
            _ => failure,
        }
    }))
}

fn require_yes(yes: bool) -> Result<(), Failure> {
    if yes {
        Ok(())
    } else {
        Err(Failure::new(NOT_JOINED))
    }
}

/// Returns the page's state during the search.
fn search_state(problem: Option<&Failure>) -> String {
    let (problem, hint) = (
        problem.map(Failure::message),
        problem.and_then(Failure::hint_text),
    );
    json!({ "stage": "look", "problem": problem, "hint": hint }).to_string()
}

/// Returns the page's state for a code that was found.
fn found_state(stage: &str, enrolment: &Unconfirmed<Enrolment>) -> String {
    json!({
        "stage": stage,
        "name": enrolment.key_name(),
        "words": check_words_line(&enrolment.check_words()),
    })
    .to_string()
}
