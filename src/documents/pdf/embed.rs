//! The part of each face a document uses, as printpdf embeds it.
//!
//! Owns the mapping from a face's glyphs to the subset's, and which text a glyph stands for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use printpdf::font::FontMetrics;
use printpdf::{FontId, ParsedFont, PdfFont};
use subsetter::GlyphRemapper;

use super::fonts::{self, Face, FaceId};
use super::glyphs::{Glyph, MISSING, Run};
use super::layout::{Command, DisplayList};
use crate::documents::RenderError;

/// Maps a further glyph of a cluster, whose text the first one carries. PDF/A forbids an empty
/// text.
const NO_TEXT: char = '\u{200b}';

/// One face of the document.
pub struct EmbeddedFace {
    pub resource: FontId,
    used: Vec<UsedGlyph>,
    /// For each glyph of the face, its place in `used` plus one; 0 if unused.
    places: Vec<u16>,
}

pub struct UsedGlyph {
    /// Number in the embedded subset.
    pub subset_id: u16,
    /// Advance as the PDF states it: whole thousandths of an em, cut off as printpdf does.
    pub width: i32,
    pub text: String,
}

impl EmbeddedFace {
    pub fn glyph(&self, id: u16) -> Option<&UsedGlyph> {
        let place = *self.places.get(usize::from(id))?;
        self.used.get(usize::from(place.checked_sub(1)?))
    }
}

/// The faces by our name, and the fonts by printpdf's.
pub struct Embedded {
    pub faces: BTreeMap<FaceId, EmbeddedFace>,
    pub resources: BTreeMap<FontId, PdfFont>,
}

/// Every face the document draws with, and the fonts to hand to printpdf.
///
/// # Errors
/// `FontNotEmbeddable` if a face cannot be cut.
pub fn embed_faces(list: &DisplayList) -> Result<Embedded, RenderError> {
    let mut texts: BTreeMap<FaceId, BTreeMap<u16, String>> = BTreeMap::new();
    for command in list.pages.iter().flatten() {
        if let Command::Text { line, .. } = command {
            for run in line.runs.iter() {
                note_texts(run, &line.text, texts.entry(run.face).or_default());
            }
        }
    }
    let mut faces = BTreeMap::new();
    let mut resources = BTreeMap::new();
    for (id, texts) in texts {
        let refused = RenderError::FontNotEmbeddable { face: id.0 };
        let face = fonts::face(id).ok_or(refused)?;
        let (embedded, font) = embed(id, face, texts).ok_or(refused)?;
        resources.insert(embedded.resource.clone(), font);
        faces.insert(id, embedded);
    }
    Ok(Embedded { faces, resources })
}

/// The clusters of a run: glyphs that stand for the same bytes.
pub fn clusters(run: &Run) -> impl Iterator<Item = &[Glyph]> {
    run.glyphs.chunk_by(|a, b| a.start == b.start)
}

fn note_texts(run: &Run, text: &str, texts: &mut BTreeMap<u16, String>) {
    for cluster in clusters(run) {
        let (first, count) = (&cluster[0], cluster.len());
        let bytes = &text[first.start as usize..first.end as usize];
        for (position, glyph) in cluster.iter().enumerate() {
            if texts.contains_key(&glyph.id) {
                continue;
            }
            let in_reading_order =
                if run.is_right_to_left() { count - 1 - position } else { position };
            let text = match run.substituted {
                true => MISSING.to_string(),
                false if count == 1 => shown_text(bytes, run).into_owned(),
                false => text_of(bytes, in_reading_order, count),
            };
            texts.insert(glyph.id, text);
        }
    }
}

/// What a cluster of one glyph shows: in right-to-left text, a bracket shows its mirror image.
///
/// Readers take brackets as drawn and mirror them back when they put the text into reading order.
pub fn shown_text<'a>(cluster: &'a str, run: &Run) -> Cow<'a, str> {
    const PAIRS: [(&str, &str); 5] = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»")];
    if run.is_right_to_left() {
        for (open, close) in PAIRS {
            match cluster {
                _ if cluster == open => return Cow::Borrowed(close),
                _ if cluster == close => return Cow::Borrowed(open),
                _ => {}
            }
        }
    }
    Cow::Borrowed(cluster)
}

/// The part of a cluster's text that its glyph number `position` of `count` stands for.
fn text_of(cluster: &str, position: usize, count: usize) -> String {
    let mut rest = cluster.chars().skip(position);
    match rest.next() {
        None => NO_TEXT.to_string(),
        Some(character) if position + 1 < count => character.to_string(),
        Some(character) => std::iter::once(character).chain(rest).collect(),
    }
}

fn embed(
    id: FaceId,
    face: &'static Face,
    texts: BTreeMap<u16, String>,
) -> Option<(EmbeddedFace, PdfFont)> {
    let shaper_font = fonts::shaper_font(id)?;
    let mut remapper = GlyphRemapper::new();
    let mut used = Vec::with_capacity(texts.len());
    let mut places = vec![0; face.font.num_glyphs() as usize];
    let tag = subset_tag(texts.keys().copied());
    let mut advances = BTreeMap::new();
    for (glyph, text) in texts {
        let subset_id = remapper.remap(glyph);
        let advance = shaper_font.glyph_h_advance(harfrust::GlyphId::new(u32::from(glyph)));
        let advance = u16::try_from(advance).unwrap_or(0);
        advances.insert(subset_id, advance);
        let width = (f32::from(advance) * 1000.0 / f32::from(face.units_per_em)) as i32;
        used.push(UsedGlyph { subset_id, width, text });
        *places.get_mut(usize::from(glyph))? = used.len() as u16;
    }
    let subset = subsetter::subset(face.bytes, face.index, &remapper).ok()?;
    let em = f32::from(face.units_per_em);
    let metrics =
        FontMetrics { ascent: (face.ascent * em) as i16, descent: (face.descent * em) as i16 };
    let name = format!("{tag}+{}", face.name);
    let mut parsed = ParsedFont::with_glyph_data(
        subset,
        0,
        Some(name),
        BTreeMap::new(),
        advances,
        face.units_per_em,
        metrics,
    );
    let bounds = &mut parsed.pdf_font_metrics;
    bounds.x_max = face.units_per_em as i16;
    bounds.y_max = (face.ascent * em) as i16;
    bounds.y_min = (face.descent * em) as i16;
    let resource = FontId(format!("F{}x", id.0));
    Some((EmbeddedFace { resource, used, places }, PdfFont::new(parsed)))
}

/// Six capitals that tell subsets of one font apart (ISO 32000-1, 9.6.4): an FNV-1a hash of the
/// glyphs.
fn subset_tag(glyphs: impl Iterator<Item = u16>) -> String {
    let hash = glyphs.fold(0xcbf2_9ce4_8422_2325_u64, |hash, glyph| {
        (hash ^ u64::from(glyph)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (0..6).map(|place| char::from(b'A' + ((hash >> (place * 8)) % 26) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn the_last_glyph_of_a_cluster_carries_what_is_left_of_its_text() {
        assert_eq!(text_of("abc", 0, 1), "abc");
        assert_eq!(text_of("abc", 0, 2), "a");
        assert_eq!(text_of("abc", 1, 2), "bc");
        assert_eq!(text_of("a", 1, 2), "\u{200b}");
    }
}
