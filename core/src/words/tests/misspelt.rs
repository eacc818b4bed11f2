//! The commonest misspellings of a word, made by rule, always the same.
//!
//! The order follows studies of large collections of real ones: four in five are a
//! single slip (Damerau 1964); a letter left out is the commonest, then one added, one
//! changed, two swapped (Pollock and Zamora 1984); people who spell by ear take the
//! wrong vowel, double the wrong letter and leave out what is silent; the first letter
//! is seldom wrong, the middle most often (Mitton 1996). So the kinds take turns in
//! that order, each from the middle of the word outwards, until there are twenty.

use rphonetic::DoubleMetaphone;

/// A kind of misspelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A similar ending: -er, -or, -re; -le, -el; -ise, -ize; -our, -or.
    Ending,
    /// A doubled letter written once, or a single one twice.
    Doubled,
    /// Another vowel.
    Vowel,
    /// A silent letter left out, or added.
    Silent,
    /// Another spelling of the same consonant: ph, f; c, k, s; x, ks.
    Respelt,
    /// A letter left out.
    LeftOut,
    /// A letter typed twice.
    Added,
    /// Two neighbours swapped.
    Swapped,
    /// A letter's neighbour on the keyboard.
    Key,
}

impl Kind {
    /// All kinds, in the order in which they take turns.
    pub const ALL: [Self; 9] = [
        Self::Ending,
        Self::Doubled,
        Self::Vowel,
        Self::Silent,
        Self::Respelt,
        Self::LeftOut,
        Self::Added,
        Self::Swapped,
        Self::Key,
    ];

    /// Returns true for slips of people who write what they hear, so that the result
    /// sounds like the word.
    const fn is_by_ear(self) -> bool {
        matches!(
            self,
            Self::Ending | Self::Doubled | Self::Vowel | Self::Silent | Self::Respelt
        )
    }

    /// Returns its name in the table of `docs/security/hearing.md`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ending => "ending (-er, -or, -re; -le, -el; -ise, -ize)",
            Self::Doubled => "doubled letter once, single one twice",
            Self::Vowel => "another vowel",
            Self::Silent => "silent letter left out or put in",
            Self::Respelt => "consonant spelt otherwise (ph, f; c, k, s; x, ks)",
            Self::LeftOut => "letter left out",
            Self::Added => "letter typed twice",
            Self::Swapped => "neighbours swapped",
            Self::Key => "neighbour on the keyboard",
        }
    }

    fn of(self, word: &str) -> Vec<String> {
        let at = places(word);
        match self {
            Self::Ending => endings(word),
            Self::Doubled => each(&at, |at| doubled(word, at)),
            Self::Vowel => each(&at, |at| vowels(word, at)),
            Self::Silent => rewritten(word, &at, SILENT),
            Self::Respelt => rewritten(word, &at, RESPELT),
            Self::LeftOut => each(&at, |at| vec![replaced(word, at, 1, "")]),
            Self::Added => each(&at, |at| vec![replaced(word, at, 0, &word[at..=at])]),
            Self::Swapped => each(&at, |at| swapped(word, at)),
            Self::Key => each(&at, |at| keys(word, at)),
        }
    }
}

/// Returns the twenty commonest misspellings of `word`, each with its kind.
pub fn commonest(word: &str) -> Vec<(Kind, String)> {
    let mut left: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let mut all = kind.of(word);
            all.retain(|misspelt| misspelt != word && !misspelt.is_empty());
            if kind.is_by_ear() {
                all.retain(|misspelt| sounds_alike(misspelt, word));
            }
            (kind, all.into_iter())
        })
        .collect();
    let mut commonest: Vec<(Kind, String)> = Vec::new();
    loop {
        let before = commonest.len();
        for (kind, left) in &mut left {
            let is_new = |misspelt: &String| commonest.iter().all(|(_, known)| known != misspelt);
            if let Some(misspelt) = left.find(is_new) {
                commonest.push((*kind, misspelt));
            }
            if commonest.len() == 20 {
                return commonest;
            }
        }
        if commonest.len() == before {
            return commonest;
        }
    }
}

/// Returns up to five misspellings of `word` with two slips each, both made by ear.
pub fn by_ear_twice(word: &str) -> Vec<String> {
    let by_ear = |word: &str| {
        let mut all = commonest(word);
        all.retain(|(kind, _)| kind.is_by_ear());
        all
    };
    let mut twice: Vec<String> = Vec::new();
    for (first, once) in by_ear(word) {
        let again = by_ear(&once).into_iter().find(|(second, misspelt)| {
            *second != first && misspelt != word && !twice.contains(misspelt)
        });
        twice.extend(again.map(|(_, misspelt)| misspelt));
        if twice.len() == 5 {
            break;
        }
    }
    twice
}

fn sounds_alike(one: &str, other: &str) -> bool {
    let sound = |word: &str| DoubleMetaphone::new(None).double_metaphone(word).primary();
    sound(one) == sound(other)
}

/// Returns the positions of its letters: from the middle outwards, the first one last.
fn places(word: &str) -> Vec<usize> {
    let mut places: Vec<_> = (0..word.len()).collect();
    places.sort_by_key(|at| (*at == 0, (2 * at).abs_diff(word.len()), *at));
    places
}

/// Collects what `made` returns at each place: first the first of each, then the
/// second.
fn each(places: &[usize], made: impl Fn(usize) -> Vec<String>) -> Vec<String> {
    let made: Vec<_> = places.iter().map(|at| made(*at)).collect();
    let most = made.iter().map(Vec::len).max().unwrap_or(0);
    (0..most)
        .flat_map(|turn| made.iter().filter_map(move |made| made.get(turn).cloned()))
        .collect()
}

fn replaced(word: &str, at: usize, length: usize, with: &str) -> String {
    [&word[..at], with, &word[at + length..]].concat()
}

fn is_vowel(letter: u8) -> bool {
    b"aeiouy".contains(&letter)
}

fn doubled(word: &str, at: usize) -> Vec<String> {
    let bytes = word.as_bytes();
    let letter = bytes[at];
    if bytes.get(at + 1) == Some(&letter) {
        return vec![replaced(word, at, 1, "")];
    }
    let is_twin = at > 0 && bytes[at - 1] == letter;
    let between_vowels =
        at > 0 && is_vowel(bytes[at - 1]) && bytes.get(at + 1).is_none_or(|next| is_vowel(*next));
    let doubles = b"bcdfglmnprstz".contains(&letter) && between_vowels && !is_twin;
    doubles
        .then(|| replaced(word, at, 0, &word[at..=at]))
        .into_iter()
        .collect()
}

fn vowels(word: &str, at: usize) -> Vec<String> {
    let pair = word.get(at..at + 2).unwrap_or_default();
    let pairs: &[&str] = match pair {
        "ie" => &["ei", "ee"],
        "ei" => &["ie", "ai"],
        "ea" => &["ee", "e"],
        "ee" => &["ea", "ie"],
        "ai" => &["ay", "ei"],
        "ou" => &["ow", "o"],
        "ow" => &["ou", "o"],
        "oo" => &["ou", "u", "ew"],
        "au" => &["aw", "o"],
        "oa" => &["o", "ow"],
        _ => &[],
    };
    if !pairs.is_empty() {
        return pairs
            .iter()
            .map(|pair| replaced(word, at, 2, pair))
            .collect();
    }
    let others: &[&str] = match word.as_bytes()[at] {
        b'a' => &["e", "u"],
        b'e' => &["i", "a"],
        b'i' => &["e", "y"],
        b'o' => &["u", "a", "e"],
        b'u' => &["o", "a"],
        b'y' => &["i", "ie"],
        _ => &[],
    };
    others
        .iter()
        .map(|vowel| replaced(word, at, 1, vowel))
        .collect()
}

/// Groups of endings that are mistaken for each other.
const ENDINGS: [&[&str]; 14] = [
    &["er", "or", "ar", "re"],
    &["our", "or", "er"],
    &["le", "el", "al", "il"],
    &["ise", "ize"],
    &["yse", "yze"],
    &["ence", "ance", "ense"],
    &["ent", "ant"],
    &["ible", "able"],
    &["tion", "sion", "shun"],
    &["cious", "tious", "shus"],
    &["ous", "us"],
    &["ary", "ery", "ory"],
    &["y", "ie", "ey"],
    &["ogue", "og"],
];

fn endings(word: &str) -> Vec<String> {
    let mut endings = Vec::new();
    for alike in ENDINGS {
        for ending in alike {
            if let Some(stem) = word.strip_suffix(ending) {
                endings.extend(alike.iter().map(|other| format!("{stem}{other}")));
            }
        }
    }
    endings
}

/// Spellings and their replacements, at the beginning (`^`), the end (`$`) or anywhere.
type Rewrites = &'static [(&'static str, &'static [&'static str])];

const SILENT: Rewrites = &[
    ("kn", &["n"]),
    ("wh", &["w"]),
    ("wr", &["r"]),
    ("rh", &["r"]),
    ("gh", &["g", ""]),
    ("ght", &["t"]),
    ("mb$", &["m"]),
    ("mn$", &["m"]),
    ("sc", &["s", "c"]),
    ("st", &["s"]),
    ("ps", &["s"]),
    ("ch", &["c", "k"]),
    ("dge", &["ge", "dg"]),
    ("tch", &["ch"]),
    ("lk", &["k"]),
    ("gue", &["g"]),
    ("pb", &["b"]),
    ("db", &["b"]),
    ("ue$", &["", "u"]),
    ("e$", &[""]),
    ("^w", &["wh"]),
    ("^r", &["wr"]),
    ("^n", &["kn"]),
    ("er", &["r"]),
    ("o$", &["oe", "oh"]),
    ("t$", &["te"]),
    ("n$", &["ne"]),
    ("r$", &["re"]),
    ("l$", &["le"]),
    ("s$", &["se"]),
];

const RESPELT: Rewrites = &[
    ("ph", &["f"]),
    ("f", &["ph", "ff"]),
    ("v", &["f"]),
    ("ck", &["k", "c"]),
    ("qu", &["kw", "q"]),
    ("x", &["ks", "cks"]),
    ("cc", &["k", "ck"]),
    ("ch", &["tch", "sh"]),
    ("sh", &["ch"]),
    ("ce", &["se"]),
    ("ci", &["si"]),
    ("cy", &["sy"]),
    ("se", &["ce", "ze"]),
    ("si", &["ci", "zi"]),
    ("s$", &["z", "ss"]),
    ("c", &["k", "ck"]),
    ("k", &["c", "ck"]),
    ("ge", &["je"]),
    ("gi", &["ji"]),
    ("j", &["g", "dj"]),
    ("z", &["s", "zz"]),
    ("s", &["z", "c"]),
    ("y", &["i"]),
];

fn rewritten(word: &str, places: &[usize], rules: Rewrites) -> Vec<String> {
    each(places, |at| {
        let mut all = Vec::new();
        for (rule, others) in rules {
            let piece = rule.trim_matches(['^', '$']);
            let is_here = word[at..].starts_with(piece)
                && (!rule.starts_with('^') || at == 0)
                && (!rule.ends_with('$') || at + piece.len() == word.len());
            if is_here {
                all.extend(
                    others
                        .iter()
                        .map(|other| replaced(word, at, piece.len(), other)),
                );
            }
        }
        all
    })
}

fn swapped(word: &str, at: usize) -> Vec<String> {
    let pair: String = word.chars().skip(at).take(2).collect();
    let swapped: String = pair.chars().rev().collect();
    vec![replaced(word, at, pair.len(), &swapped)]
}

/// Returns the neighbours of a letter on a QWERTY keyboard: right, left, below, above.
fn keys(word: &str, at: usize) -> Vec<String> {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let key = |row: Option<usize>, place: Option<usize>| ROWS.get(row?)?.get(place?..=place?);
    let find = |row: &str| row.find(&word[at..=at]);
    let row = ROWS.iter().position(|row| find(row).is_some());
    let place = row.and_then(|row| find(ROWS[row]));
    let (right, left) = (
        place.map(|at| at + 1),
        place.and_then(|at| at.checked_sub(1)),
    );
    let (below, above) = (
        row.map(|row| row + 1),
        row.and_then(|row| row.checked_sub(1)),
    );
    let beside = [(row, right), (row, left), (below, place), (above, place)];
    let keys = beside
        .into_iter()
        .filter_map(|(row, place)| key(row, place));
    keys.map(|key| replaced(word, at, 1, key)).collect()
}
