//! The links in the pages.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::{is_a, root, texts};

/// Every page, by its path from the root.
fn pages() -> BTreeMap<String, String> {
    let is_page = |(name, _): &(String, String)| is_a(name, "md");
    texts().into_iter().filter(is_page).collect()
}

#[test]
fn every_link_in_the_pages_leads_somewhere() {
    let pages = pages();
    let mut count = 0;
    for (name, text) in &pages {
        for link in links(text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() {
                name.clone()
            } else {
                from(name, file)
            };
            assert!(
                root().join(&target).exists(),
                "{name}: {link}: there is no {target}"
            );
            if anchor.is_empty() {
                continue;
            }
            let page = pages.get(&target);
            let page = page.unwrap_or_else(|| panic!("{name}: {link}: it is no page"));
            assert!(
                anchors(page).iter().any(|there| there == anchor),
                "{name}: {link}: the page has no such heading"
            );
        }
    }
    assert!(count > 10, "{count} links were found");
}

#[test]
fn the_pages_that_everybody_reads_are_there() {
    let pages = pages();
    for name in [
        "README.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "assets/README.md",
        "docs/testing.md",
        "tests/vectors/README.md",
    ] {
        assert!(pages.contains_key(name), "{name}");
    }
}

/// The path that a link in `page` leads to.
fn from(page: &str, link: &str) -> String {
    let folder = Path::new(page).parent().unwrap();
    let mut path = PathBuf::new();
    for part in folder.join(link).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{page}: {link} leads out"),
            Component::CurDir => {}
            part => path.push(part),
        }
    }
    path.to_str().unwrap().to_owned()
}

/// The lines of a page without its blocks of code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// Where the links of a page lead, and its pictures.
fn links(page: &str) -> Vec<String> {
    let text: Vec<&str> = prose(page).collect();
    // What stands in backquotes is no link.
    let text = text.join("\n");
    let text: Vec<&str> = text.split('`').step_by(2).collect();
    let text = text.join("");
    let mut links = Vec::new();
    for (start, end) in [("](", ")"), ("src=\"", "\""), ("href=\"", "\"")] {
        for after in text.split(start).skip(1) {
            links.push(after.split(end).next().unwrap().to_owned());
        }
    }
    // [name]: target
    for line in text.lines().filter(|line| line.starts_with('[')) {
        if let Some((_, target)) = line.split_once("]: ") {
            links.push(target.trim().to_owned());
        }
    }
    links
}

/// The anchors of a page's headings, as the places that show pages make them.
fn anchors(page: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for line in prose(page).filter(|line| line.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let anchor: String = kept
            .flat_map(char::to_lowercase)
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let again = anchors.iter().filter(|other| **other == anchor).count();
        anchors.push(if again == 0 {
            anchor
        } else {
            format!("{anchor}-{again}")
        });
    }
    anchors
}

#[test]
fn a_heading_has_the_anchor_that_a_link_names() {
    let page = "# One: two, *three*\n```\n# no heading\n```\n## Again\n### Again\n";
    assert_eq!(anchors(page), ["one-two-three", "again", "again-1"]);
    let page = "[a](b.md#c) `[no](link)` <img src=\"d.svg\">\n[e]: f\n";
    assert_eq!(links(page), ["b.md#c", "d.svg", "f"]);
}
