//! Runs a transcript, and compares its output.

use std::path::Path;

use crate::arranged::{arrange_other_files, arrange_pictures, arrange_texts};
use crate::common::{Device, Run, read};
use crate::redact::{redact, split_words};
use crate::{BENS, MUMS, TEST_WORDS};

/// Text that a transcript shows as it is, since it is the same on every run.
const KEPT: [&str; 4] = [TEST_WORDS, BENS, MUMS, "9990"];

/// Runs the transcript at `path`. Returns the first difference, if any.
pub fn replay(path: &Path) -> Option<String> {
    let wanted = String::from_utf8(read(path)).unwrap();
    let device = Device::new();
    arrange_pictures(&device);
    arrange_texts(&device);
    arrange_other_files(&device);
    let mut found = String::new();
    let mut is_output = false;
    for line in wanted.lines() {
        if let Some(typed) = line.strip_prefix("$ ringtrue") {
            found.push_str(&format!("{line}\n{}", play(&device, typed)));
            is_output = true;
        } else if line.is_empty() || line.starts_with('#') {
            is_output &= !line.is_empty();
            if !is_output {
                found.push_str(&format!("{line}\n"));
            }
        }
    }
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(path, &found).unwrap();
        return None;
    }
    if found == wanted {
        return None;
    }
    let at = found
        .lines()
        .zip(wanted.lines())
        .take_while(|(a, b)| a == b);
    let at = at.count();
    Some(format!(
        "{}, line {}:\nwanted: {:?}\nfound:  {:?}\n\n{found}",
        path.display(),
        at + 1,
        wanted.lines().nth(at),
        found.lines().nth(at)
    ))
}

/// Runs one line, and returns its output in the transcript's form.
fn play(device: &Device, typed: &str) -> String {
    let (typed, input) = match typed.split_once(" < ") {
        Some((typed, file)) => (typed, read(&device.path(file.trim()))),
        None => (typed, Vec::new()),
    };
    let Run { out, err, status } = device.run_with(split_words(typed), input);
    let directory = device.path("").display().to_string();
    let mut text = String::new();
    for (mark, printed) in [("", out), ("! ", err)] {
        assert!(printed.is_empty() || printed.ends_with('\n'), "{printed:?}");
        for line in printed.lines() {
            let line = line.replace(&directory, "[DIR]/");
            // An empty line separates two cases, so an empty line of output is escaped.
            let line = if line.is_empty() { "\\" } else { &line };
            text.push_str(&format!("{mark}{}\n", redact(line, &KEPT)));
        }
    }
    format!("{text}[{status}]\n")
}
