//! The host's fonts for scripts the binary does not carry: CJK, Thai, Devanagari.
//!
//! Only Noto Sans files from an allow-list are taken: "any font that has the character" picks serif
//! or symbol faces. Folders are scanned once, at the first character that needs it; a file is read
//! at its first use. Hosts differ, therefore finalised PDFs are stored and never rendered again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::fonts::{Face, Weight};
use super::script::{Script, script_of};

/// Where distributions keep fonts.
const DISTRIBUTION_FOLDERS: [&str; 3] =
    ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];
/// Deeper trees are not font folders.
const MAX_DEPTH: usize = 5;

struct Allowed {
    file: &'static str,
    name: &'static str,
    weight: Weight,
    /// Faces of a collection, one per language, in the order of Noto's CJK collection.
    languages: &'static [&'static str],
    scripts: &'static [Script],
}

const CJK: &[Script] =
    &[Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul, Script::WideSign];
const CJK_LANGUAGES: &[&str] = &["ja", "ko", "zh", "zh-Hant", "zh-HK"];

const ALLOWED: [Allowed; 6] = [
    Allowed {
        file: "NotoSansCJK-Regular.ttc",
        name: "NotoSansCJK-Regular",
        weight: Weight::Regular,
        languages: CJK_LANGUAGES,
        scripts: CJK,
    },
    Allowed {
        file: "NotoSansCJK-Bold.ttc",
        name: "NotoSansCJK-Bold",
        weight: Weight::SemiBold,
        languages: CJK_LANGUAGES,
        scripts: CJK,
    },
    Allowed {
        file: "NotoSansThai-Regular.ttf",
        name: "NotoSansThai-Regular",
        weight: Weight::Regular,
        languages: &["th"],
        scripts: &[Script::Thai],
    },
    Allowed {
        file: "NotoSansThai-SemiBold.ttf",
        name: "NotoSansThai-SemiBold",
        weight: Weight::SemiBold,
        languages: &["th"],
        scripts: &[Script::Thai],
    },
    Allowed {
        file: "NotoSansDevanagari-Regular.ttf",
        name: "NotoSansDevanagari-Regular",
        weight: Weight::Regular,
        languages: &["hi"],
        scripts: &[Script::Devanagari],
    },
    Allowed {
        file: "NotoSansDevanagari-SemiBold.ttf",
        name: "NotoSansDevanagari-SemiBold",
        weight: Weight::SemiBold,
        languages: &["hi"],
        scripts: &[Script::Devanagari],
    },
];

struct Found {
    allowed: &'static Allowed,
    language: &'static str,
    file: Arc<FontFile>,
    index: u32,
    loaded: OnceLock<Option<Face>>,
}

/// A file, read once for all faces of a collection.
struct FontFile {
    path: PathBuf,
    bytes: OnceLock<Option<&'static [u8]>>,
}

impl FontFile {
    /// The whole file, kept for the life of the process like every face.
    fn bytes(&self) -> Option<&'static [u8]> {
        *self.bytes.get_or_init(|| {
            let bytes = std::fs::read(&self.path).ok()?;
            Some(Vec::leak(bytes))
        })
    }
}

static FONTS_DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
static FOUND: OnceLock<Vec<Found>> = OnceLock::new();

/// Names the installation's own fonts folder, which is searched before the distribution's.
///
/// Returns false, and changes nothing, if a folder was named before. Call it before the first
/// document.
pub fn set_fonts_directory(folder: PathBuf) -> bool {
    FONTS_DIRECTORY.set(folder).is_ok()
}

/// Indices (for [`face`]) of the faces that may hold `character`: right language first, then right
/// weight.
pub fn candidates(character: char, weight: Weight, language: &str) -> Vec<usize> {
    let script = script_of(character);
    let wanted = cjk_language(language, script);
    let mut fitting: Vec<(bool, bool, usize)> = found()
        .iter()
        .enumerate()
        .filter(|(_, font)| font.allowed.scripts.contains(&script))
        .map(|(index, font)| {
            let other_language = font.allowed.languages.len() > 1 && font.language != wanted;
            (other_language, font.allowed.weight != weight, index)
        })
        .collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, _, index)| index).collect()
}

/// The host's face number `index`, read at the first call.
pub fn face(index: usize) -> Option<&'static Face> {
    let font = FOUND.get()?.get(index)?;
    font.loaded
        .get_or_init(|| Face::load(font.allowed.name, font.file.bytes()?, font.index))
        .as_ref()
}

/// The CJK collection draws the same code point differently for each language.
fn cjk_language(language: &str, script: Script) -> &'static str {
    match script {
        Script::Hiragana | Script::Katakana => return "ja",
        Script::Hangul => return "ko",
        _ => {}
    }
    match language {
        "zh-HK" | "zh-Hant-HK" => "zh-HK",
        "zh-TW" | "zh-Hant" | "zh-Hant-TW" => "zh-Hant",
        _ if language.starts_with("zh") => "zh",
        _ if language.starts_with("ko") => "ko",
        _ => "ja",
    }
}

fn found() -> &'static [Found] {
    FOUND.get_or_init(|| {
        let mut files = Vec::new();
        if let Some(folder) = FONTS_DIRECTORY.get() {
            collect_files(folder, MAX_DEPTH, &mut files);
        }
        for folder in DISTRIBUTION_FOLDERS {
            collect_files(Path::new(folder), MAX_DEPTH, &mut files);
        }
        ALLOWED.iter().flat_map(|allowed| faces_of(allowed, &files)).collect()
    })
}

fn faces_of(allowed: &'static Allowed, files: &[PathBuf]) -> Vec<Found> {
    let file = files.iter().find(|path| path.file_name().is_some_and(|name| name == allowed.file));
    let Some(path) = file else { return Vec::new() };
    let file = Arc::new(FontFile { path: path.clone(), bytes: OnceLock::new() });
    allowed
        .languages
        .iter()
        .enumerate()
        .map(|(index, language)| Found {
            allowed,
            language,
            file: file.clone(),
            index: index as u32,
            loaded: OnceLock::new(),
        })
        .collect()
}

/// Files below `folder`, sorted, so that two scans of one host agree.
fn collect_files(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                collect_files(&path, depth - 1, files);
            }
        } else {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{ALLOWED, cjk_language, faces_of};
    use crate::documents::pdf::script::Script;

    #[test]
    fn han_is_drawn_as_the_document_s_language_writes_it() {
        assert_eq!(cjk_language("ja", Script::Han), "ja");
        assert_eq!(cjk_language("zh-CN", Script::Han), "zh");
        assert_eq!(cjk_language("zh-TW", Script::Han), "zh-Hant");
        assert_eq!(cjk_language("de", Script::Han), "ja");
        assert_eq!(cjk_language("de", Script::Hangul), "ko");
        assert_eq!(cjk_language("zh-CN", Script::Katakana), "ja");
    }

    #[test]
    fn only_files_of_the_allow_list_are_taken() {
        let files =
            ["/f/DejaVuSans.ttf", "/f/NotoSerifCJK-Regular.ttc", "/f/NotoSansCJK-Regular.ttc"];
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        let found: Vec<_> = ALLOWED.iter().flat_map(|allowed| faces_of(allowed, &files)).collect();
        assert_eq!(found.len(), 5, "one face for each of the collection's languages");
        assert!(found.iter().all(|font| font.file.path == files[2]));
    }
}
