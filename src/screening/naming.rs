//! Which eye a file shows and whose it is, as far as its name says so.

use serde::Serialize;

use crate::grade::Eye;

/// What a file's name says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
pub struct Named {
    /// The folder and what is left of the name without the eye. Without an eye in its name, each file is a patient of its own.
    pub patient: String,
    /// The eye; none where the name does not say.
    #[serde(rename = "side")]
    pub eye: Option<Eye>,
}

const LEFT: [&str; 6] = ["left", "os", "oi", "izq", "izquierdo", "izquierda"];
const RIGHT: [&str; 5] = ["right", "od", "der", "derecho", "derecha"];

/// Reads names such as `13_left.jpeg`, `Patient001_L.jpg`, `2024-03-01 OD.dcm`; folders end in `/`.
pub fn read_name(path: &str) -> Named {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = match file.rsplit_once('.') {
        Some((stem, extension)) if !extension.is_empty() => stem,
        _ => file,
    };
    let words: Vec<&str> = stem
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut eyes = words.iter().enumerate().filter_map(|(index, word)| {
        let at_end = index == 0 || index + 1 == words.len();
        eye_of(word, at_end).map(|eye| (index, eye))
    });
    let found = eyes.next();
    let rest = match found {
        Some((at, _)) => {
            let others = words.iter().enumerate().filter(|(index, _)| *index != at);
            others.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
        }
        None => stem.to_owned(),
    };
    let parts: Vec<&str> = [folder, &rest]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let patient = match &parts[..] {
        [] => stem.to_owned(),
        parts => parts.join("/"),
    };
    Named {
        patient,
        eye: found.map(|(_, eye)| eye),
    }
}

fn eye_of(word: &str, at_end: bool) -> Option<Eye> {
    let lower = word.to_lowercase();
    let plain = lower.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if LEFT.contains(&plain) {
        return Some(Eye::Left);
    }
    if RIGHT.contains(&plain) {
        return Some(Eye::Right);
    }
    // A letter alone is a word of its own too often to be believed in the middle of a name.
    match (at_end && plain == lower, plain) {
        (true, "l" | "i") => Some(Eye::Left),
        (true, "r" | "d") => Some(Eye::Right),
        _ => None,
    }
}
