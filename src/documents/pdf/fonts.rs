//! The faces a document may use: seven compiled in, and the host's Noto fonts for scripts beyond
//! them.
//!
//! Owns which face draws a cluster. Does not shape (`text`) and does not embed (`embed`).
//! A face, once loaded, lives as long as the process: shapers on every thread borrow it.

use std::sync::OnceLock;

use harfrust::{Font, ShaperFont};

use super::system_fonts;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    Regular,
    SemiBold,
}

/// One loaded face. Metrics are in em.
pub struct Face {
    /// PostScript name, as the PDF names the embedded subset.
    pub name: String,
    pub font: Font,
    pub bytes: &'static [u8],
    /// Index inside a font collection, else 0.
    pub index: u32,
    pub units_per_em: u16,
    pub ascent: f32,
    pub descent: f32,
}

impl Face {
    /// `None` unless `bytes` hold a font that can be read.
    pub fn load(name: &str, bytes: &'static [u8], index: u32) -> Option<Face> {
        let font = Font::new(bytes, index)?;
        let line = font.metrics().hhea_line.unwrap_or_default();
        let units_per_em = font.units_per_em();
        if units_per_em == 0 {
            return None;
        }
        let em = f64::from(units_per_em);
        Some(Face {
            name: name.to_owned(),
            bytes,
            index,
            units_per_em,
            ascent: (line.ascender.to_f64() / em) as f32,
            descent: (line.descender.to_f64() / em) as f32,
            font,
        })
    }
}

/// Names a face for the life of the process: the bundled ones first, then the host's in allow-list
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u16);

macro_rules! bundled {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../assets/fonts/", $name, ".ttf")))),*]
    };
}
const BUNDLED: [(&str, &[u8]); 7] = bundled![
    "Inter-Regular",
    "Inter-SemiBold",
    "Vazirmatn-Regular",
    "Vazirmatn-SemiBold",
    "NotoSansHebrew-Regular",
    "NotoSansHebrew-SemiBold",
    "NotoSansArabic-Regular",
];

/// The bundled faces to try for `weight`, best first.
pub fn bundled_chain(weight: Weight) -> [FaceId; 4] {
    match weight {
        Weight::Regular => [FaceId(0), FaceId(2), FaceId(4), FaceId(6)],
        Weight::SemiBold => [FaceId(1), FaceId(3), FaceId(5), FaceId(6)],
    }
}

/// The face behind `id`; `None` when a host's font file cannot be read.
pub fn face(id: FaceId) -> Option<&'static Face> {
    static FACES: OnceLock<Vec<Option<Face>>> = OnceLock::new();
    let bundled = FACES
        .get_or_init(|| BUNDLED.iter().map(|(name, bytes)| Face::load(name, bytes, 0)).collect());
    match bundled.get(usize::from(id.0)) {
        Some(loaded) => loaded.as_ref(),
        None => system_fonts::face(usize::from(id.0) - bundled.len()),
    }
}

/// Faces of the host that may hold `character`, best first for text in `language`.
pub fn system_chain(character: char, weight: Weight, language: &str) -> Vec<FaceId> {
    system_fonts::candidates(character, weight, language)
        .into_iter()
        .map(|index| FaceId((BUNDLED.len() + index) as u16))
        .collect()
}

/// A shaper for `id`, borrowing the face for the life of the process.
pub fn shaper_font(id: FaceId) -> Option<ShaperFont<'static, 'static>> {
    face(id).map(|face| ShaperFont::new(&face.font))
}
