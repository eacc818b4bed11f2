//! The page that shows the camera: its text, its look and its script as one
//! document that asks for nothing else. All that it says to people stands here.

use data_encoding::BASE64;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

const HTML: &str = include_str!("../../assets/camera.html");
const STYLE: &str = include_str!("../../assets/camera.css");
const SCRIPT: &str = include_str!("../../assets/camera.js");

/// What stands in the document, by the name of its place there.
const PLACES: &[(&str, &str)] = &[
    ("lang", "en"),
    ("title", "Scan the QR code – ringtrue"),
    ("heading", "Show the QR code to the camera"),
    (
        "lead",
        "Hold the QR code of your group in front of the camera, so that it fills the frame. \
         What the camera sees stays on this computer.",
    ),
    ("video", "What the camera sees"),
    (
        "starting",
        "Your browser asks whether this page may use the camera: please allow it.",
    ),
    ("other", "Use another camera"),
    ("found", "Is this your group?"),
    ("group", "Group"),
    ("generation", "Generation"),
    ("words", "Check words"),
    ("question", QUESTION),
    ("yes", "Yes, join it"),
    ("no", "No"),
    (
        "noscript",
        "This page needs scripts, which are switched off in this browser. Close it, and use a \
         picture of the QR code instead: ringtrue join photo.jpg",
    ),
];

const QUESTION: &str = "Compare the check words with somebody in the group. Are they the same?";

/// What the script says, by the name that it has there.
const TEXTS: &[(&str, &str)] = &[
    ("looking", "Looking for the QR code …"),
    ("nothing", "Nothing found yet."),
    (
        "expected",
        "Show it the QR code of your group: the one that ringtrue invite shows.",
    ),
    ("question", QUESTION),
    ("terminal", "Please answer in the terminal."),
    ("denied", "This page was not allowed to use the camera."),
    (
        "denied_remedy",
        "Allow it beside the address of this page, and load the page again. Or close the page and \
         use a picture of the QR code instead: ringtrue join photo.jpg",
    ),
    ("missing", "No camera was found."),
    (
        "missing_remedy",
        "Plug one in or switch it on, and load this page again. Or close the page and use a \
         picture of the QR code instead: ringtrue join photo.jpg",
    ),
    (
        "busy_camera",
        "The camera can't be used now: perhaps another program uses it.",
    ),
    (
        "busy_camera_remedy",
        "Close that program, and load this page again. Or close the page and use a picture of the \
         QR code instead: ringtrue join photo.jpg",
    ),
    (
        "insecure",
        "This browser gives the camera to no page like this one.",
    ),
    (
        "insecure_remedy",
        "Close the page and use a picture of the QR code instead: ringtrue join photo.jpg",
    ),
    ("broken", "The camera could not be started."),
    (
        "broken_remedy",
        "Load this page again. Or close it and use a picture of the QR code instead: ringtrue \
         join photo.jpg",
    ),
    ("working", "One moment …"),
    (
        "working_more",
        "If the terminal asks for something, please answer there.",
    ),
    ("done", "Done. This computer has joined the group:"),
    ("known", "This computer is in the group already:"),
    ("stopped", "ringtrue has stopped."),
    ("gone", "ringtrue has ended."),
    ("close", "You can close this page."),
];

/// What the script says in turn while nothing is found.
const HINTS: &[&str] = &[
    "Hold it closer, and keep it still.",
    "More light helps; a light behind it does not.",
    "Tilt it a little if something glares on it.",
    "A picture of it will do as well. Press Ctrl-C in the terminal, then: ringtrue join photo.jpg",
];

/// What somebody reads who comes second.
const TAKEN: &str = "Somebody has opened this page already. If that was not you, press Ctrl-C in \
                     the terminal. Then start it again: ringtrue join --camera\n";

/// The page and what has to be sent with it.
#[non_exhaustive]
pub struct CameraPage {
    /// The document.
    pub html: String,
    /// Its Content-Security-Policy: nothing runs but its own script, and
    /// nothing is asked for but where it came from.
    pub policy: String,
    /// What a second visitor is told instead.
    pub taken: &'static str,
}

/// The page that shows the camera.
#[must_use]
pub fn camera_page() -> CameraPage {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    let mut places = Map::new();
    for (name, text) in PLACES {
        places.insert((*name).to_owned(), escaped(text).into());
    }
    places.insert("style".to_owned(), STYLE.into());
    places.insert("script".to_owned(), SCRIPT.into());
    places.insert("texts".to_owned(), texts().into());
    CameraPage {
        html: filled(HTML, &places),
        policy: format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE)
        ),
        taken: TAKEN,
    }
}

/// The script's texts as JSON that no HTML can end.
fn texts() -> String {
    let mut texts: Map<String, Value> = TEXTS
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).into()))
        .collect();
    texts.insert("hints".to_owned(), HINTS.into());
    Value::Object(texts).to_string().replace('<', "\\u003c")
}

/// The template with each `{name}` that is known replaced, once and from left to
/// right: what was put in is not looked at again.
fn filled(template: &str, places: &Map<String, Value>) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        page.push_str(before);
        let place = after.split_once('}');
        let known = place.and_then(|(name, after)| Some((places.get(name)?.as_str()?, after)));
        if let Some((text, after)) = known {
            page.push_str(text);
            rest = after;
        } else {
            page.push('{');
            rest = after;
        }
    }
    page + rest
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{HTML, SCRIPT, TEXTS, camera_page, texts};

    #[test]
    fn every_place_is_filled_and_nothing_is_asked_for_elsewhere() {
        let page = camera_page();
        let before_script = page.html.split("<script>").next().unwrap();
        for place in HTML.split('{').skip(1) {
            let (name, _) = place.split_once('}').unwrap();
            assert!(!before_script.contains(&format!("{{{name}}}")), "{name}");
        }
        for outside in ["http:", "https:", "//cdn", "src=", "@import", "url("] {
            assert!(!page.html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn the_script_and_the_table_know_the_same_texts() {
        for (name, _) in TEXTS {
            let name = name.trim_end_matches("_remedy");
            let used = [format!("texts.{name}"), format!("\"{name}\"")];
            assert!(used.iter().any(|used| SCRIPT.contains(used)), "{name}");
        }
        for used in SCRIPT.split("texts.").skip(1) {
            let end = used.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = &used[..end.unwrap()];
            let listed = name == "hints" || TEXTS.iter().any(|(text, _)| *text == name);
            assert!(listed, "{name}");
        }
    }

    #[test]
    fn no_text_can_end_its_script() {
        assert!(!texts().contains('<'));
    }
}
