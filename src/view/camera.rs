//! The page that shows the camera: its text, its look and its script as one
//! document that asks for nothing else.

use data_encoding::BASE64;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::texts;

const HTML: &str = include_str!("../../assets/camera.html");
const STYLE: &str = include_str!("../../assets/camera.css");
const SCRIPT: &str = include_str!("../../assets/camera.js");

/// What does without a camera.
const PICTURE: &str = "ringtrue join photo.jpg";

/// What stands in the document, by the name of its place there.
fn document_texts() -> [(&'static str, String); 14] {
    let texts = texts();
    [
        ("lang", texts.language()),
        ("title", texts.camera_title()),
        ("heading", texts.camera_heading()),
        ("lead", texts.camera_lead()),
        ("video", texts.camera_video()),
        ("starting", texts.camera_starting()),
        ("other", texts.camera_other()),
        ("found", texts.camera_found()),
        ("group", texts.camera_group()),
        ("words", texts.camera_words()),
        ("question", texts.camera_question()),
        ("yes", texts.camera_yes()),
        ("no", texts.camera_no()),
        ("noscript", texts.camera_no_scripts(PICTURE)),
    ]
}

/// What the script says, by the name that it has there.
fn script_texts() -> [(&'static str, String); 23] {
    let texts = texts();
    [
        ("looking", texts.camera_looking()),
        ("nothing", texts.camera_nothing()),
        ("expected", texts.camera_expected("ringtrue invite")),
        ("question", texts.camera_question()),
        ("terminal", texts.camera_terminal()),
        ("denied", texts.camera_denied()),
        ("denied_remedy", texts.camera_denied_remedy(PICTURE)),
        ("missing", texts.camera_missing()),
        ("missing_remedy", texts.camera_missing_remedy(PICTURE)),
        ("busy_camera", texts.camera_busy()),
        ("busy_camera_remedy", texts.camera_busy_remedy(PICTURE)),
        ("insecure", texts.camera_insecure()),
        ("insecure_remedy", texts.camera_insecure_remedy(PICTURE)),
        ("broken", texts.camera_broken()),
        ("broken_remedy", texts.camera_broken_remedy(PICTURE)),
        ("working", texts.camera_working()),
        ("working_more", texts.camera_working_more()),
        ("done", texts.camera_done()),
        ("known", texts.camera_known()),
        ("sheet", texts.camera_sheet()),
        ("stopped", texts.camera_stopped()),
        ("gone", texts.camera_gone()),
        ("close", texts.camera_close()),
    ]
}

/// What the script says in turn while nothing is found.
fn hints() -> [String; 4] {
    [
        texts().camera_hint_closer(),
        texts().camera_hint_light(),
        texts().camera_hint_tilt(),
        texts().camera_hint_picture(PICTURE),
    ]
}

/// The page and what has to be sent with it.
#[non_exhaustive]
pub struct CameraPage {
    /// The document.
    pub html: String,
    /// Its Content-Security-Policy: nothing runs but its own script, and
    /// nothing is asked for but where it came from.
    pub policy: String,
    /// What a second visitor is told instead.
    pub taken: String,
}

/// The page that shows the camera.
#[must_use]
pub fn camera_page() -> CameraPage {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    let mut places = Map::new();
    for (name, text) in document_texts() {
        places.insert(name.to_owned(), escaped(&text).into());
    }
    places.insert("style".to_owned(), STYLE.into());
    places.insert("script".to_owned(), SCRIPT.into());
    places.insert("texts".to_owned(), json().into());
    CameraPage {
        html: filled(HTML, &places),
        policy: format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE)
        ),
        taken: texts().camera_taken("ringtrue join --camera") + "\n",
    }
}

/// The script's texts as JSON that no HTML can end.
fn json() -> String {
    let texts = script_texts().into_iter();
    let mut texts: Map<String, Value> = texts
        .map(|(name, text)| (name.to_owned(), text.into()))
        .collect();
    texts.insert("hints".to_owned(), hints().to_vec().into());
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
    use super::{HTML, SCRIPT, camera_page, json, script_texts};

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
        let texts = script_texts();
        for (name, _) in &texts {
            let name = name.trim_end_matches("_remedy");
            let used = [format!("texts.{name}"), format!("\"{name}\"")];
            assert!(used.iter().any(|used| SCRIPT.contains(used)), "{name}");
        }
        for used in SCRIPT.split("texts.").skip(1) {
            let end = used.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = &used[..end.unwrap()];
            let listed = name == "hints" || texts.iter().any(|(text, _)| *text == name);
            assert!(listed, "{name}");
        }
    }

    #[test]
    fn no_text_can_end_its_script() {
        assert!(!json().contains('<'));
    }
}
