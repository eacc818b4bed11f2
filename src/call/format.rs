//! Formatting of a code for standard output, for a person or for a script.

use ringtrue_core::{Half, Side};
use serde_json::{Value, json};

use crate::args::Global;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::json_line;
use crate::view::{CodeNow, code_lines, code_screen};

/// Formats a code as JSON, for a person or as plain lines.
pub fn format_code(now: &CodeNow<'_>, global: &Global, system: &System) -> Result<String, Failure> {
    if global.json {
        let mut report = json!({
            "group": now.group.as_str(),
            "generation": now.generation.number(),
            "code": now.digits().as_str(),
            "caller": half_json(now.half(Side::Caller)),
            "answerer": half_json(now.half(Side::Answerer)),
            "counter": now.counter.as_u64(),
            "period": now.period,
            "expires_in": now.expires_in,
        });
        if let (Some(pair), Some(report)) = (now.pair, report.as_object_mut()) {
            report.insert("pair".to_owned(), pair.as_str().into());
        }
        return json_line(&report);
    }
    Ok(if system.out_is_terminal && !global.plain {
        code_screen(now)
    } else {
        code_lines(now)
    })
}

/// Returns a half as JSON.
pub fn half_json(half: &Half) -> Value {
    json!({ "digits": half.digits(), "words": half.words() })
}
