//! Text to positioned glyphs: bidi levels, a face per cluster, shaping, and a bounded cache of the
//! results.
//!
//! Owns everything that calls `harfrust`, whose interface changes with each release. Breaking into
//! lines is
//! `lines`. All measures are in em; texts are byte ranges of one paragraph.

use std::collections::HashMap;
use std::rc::Rc;

use harfrust::{
    Buffer, BufferFlags, Direction, Feature, Language, ShapeOptions, ShapePlan, ShaperFont, Tag,
};

use super::bidi::level_runs;
use super::fonts::{self, FaceId, Weight};
use super::glyphs::{Glyph, MISSING, Run, Shaped, TextStyle, positioned_glyphs};
use super::script::{Script, extends_cluster, is_invisible, may_be_right_to_left, script_of};
use crate::documents::model::PageDirection;

/// A thread keeps at most this many shaped glyphs (about 1 MB), then starts anew.
const MAX_CACHED_GLYPHS: usize = 32_768;
/// Longer texts are prose that does not come twice.
const MAX_CACHED_BYTES: usize = 256;
const MAX_PLANS: usize = 128;
const MAX_LOCALES: usize = 64;
/// One thread's shaper. Results do not depend on what it shaped before.
pub struct Shaper {
    faces: HashMap<FaceId, Option<ShaperFont<'static, 'static>>>,
    plans: HashMap<PlanKey, ShapePlan>,
    cache: HashMap<(u16, TextStyle, Rc<str>), Rc<Shaped>>,
    cached_glyphs: usize,
    buffer: Buffer,
    /// Language and direction of the documents seen; the current one is `locale`.
    locales: Vec<(String, PageDirection)>,
    locale: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct PlanKey {
    face: FaceId,
    right_to_left: bool,
    script: Script,
    tabular: bool,
    locale: u16,
}

/// Clusters in a row that share face and script.
struct Item {
    start: usize,
    end: usize,
    face: FaceId,
    script: Script,
    missing: bool,
}

impl Default for Shaper {
    fn default() -> Self {
        Shaper {
            faces: HashMap::new(),
            plans: HashMap::new(),
            cache: HashMap::new(),
            cached_glyphs: 0,
            buffer: Buffer::new(),
            locales: vec![(String::new(), PageDirection::LeftToRight)],
            locale: 0,
        }
    }
}

impl Shaper {
    /// Shapes what follows as text of `language`; `direction` is taken where the text itself shows
    /// none.
    pub fn set_locale(&mut self, language: &str, direction: PageDirection) {
        let known = self.locales.iter().position(|(l, d)| l == language && *d == direction);
        self.locale = known.unwrap_or_else(|| {
            if self.locales.len() >= MAX_LOCALES {
                self.locales.clear();
                self.cache.clear();
                self.plans.clear();
                self.cached_glyphs = 0;
            }
            self.locales.push((language.to_owned(), direction));
            self.locales.len() - 1
        }) as u16;
    }

    /// One paragraph on one line; `text` holds no line break.
    pub fn shape(&mut self, text: &str, style: TextStyle) -> Rc<Shaped> {
        let key = (self.locale, style, Rc::from(text));
        if let Some(shaped) = self.cache.get(&key) {
            return shaped.clone();
        }
        let shaped = Rc::new(self.shape_uncached(key.2.clone(), style));
        if text.len() <= MAX_CACHED_BYTES {
            if self.cached_glyphs + text.len() > MAX_CACHED_GLYPHS {
                self.cache.clear();
                self.cached_glyphs = 0;
            }
            self.cached_glyphs += text.len();
            self.cache.insert(key, shaped.clone());
        }
        shaped
    }

    fn shape_uncached(&mut self, text: Rc<str>, style: TextStyle) -> Shaped {
        let direction = self.locales[usize::from(self.locale)].1;
        let mut runs = Vec::new();
        if direction == PageDirection::RightToLeft || may_be_right_to_left(&text) {
            for (start, end, level) in level_runs(&text, direction) {
                self.shape_level(&text, start, end, level, style, &mut runs);
            }
        } else if !text.is_empty() {
            self.shape_level(&text, 0, text.len(), 0, style, &mut runs);
        }
        let width = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum();
        Shaped { text, runs: Rc::new(runs), width }
    }

    fn shape_level(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        level: u8,
        style: TextStyle,
        runs: &mut Vec<Run>,
    ) {
        for item in self.itemise(&text[start..end], style.weight) {
            let (item_start, item_end) = (start + item.start, start + item.end);
            let run = match item.missing {
                true => None,
                false => self.shape_item(text, item_start, item_end, level, &item, style),
            };
            let run = run.unwrap_or_else(|| self.boxes(text, item_start, item_end, level, style));
            runs.push(run);
        }
    }

    /// Splits `text` where the face or the script changes, never inside a cluster.
    fn itemise(&mut self, text: &str, weight: Weight) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut characters = text.char_indices().peekable();
        while let Some((start, first)) = characters.next() {
            let mut end = start + first.len_utf8();
            while let Some(&(at, next)) = characters.peek() {
                if !extends_cluster(next) {
                    break;
                }
                end = at + next.len_utf8();
                characters.next();
            }
            let cluster = &text[start..end];
            let last = items.last().filter(|item| !item.missing).map(|item| item.face);
            let chosen = self.face_for(cluster, first, weight, last);
            let script = script_of(first);
            let (face, missing) = match chosen {
                Some(face) => (face, false),
                None => (fonts::bundled_chain(weight)[0], true),
            };
            match items.last_mut() {
                Some(item)
                    if item.face == face
                        && item.missing == missing
                        && (item.script == script
                            || script.is_neutral()
                            || item.script.is_neutral()) =>
                {
                    item.end = end;
                    if item.script.is_neutral() {
                        item.script = script;
                    }
                }
                _ => items.push(Item { start, end, face, script, missing }),
            }
        }
        items
    }

    /// The first face that has every visible character of the cluster.
    fn face_for(
        &mut self,
        cluster: &str,
        first: char,
        weight: Weight,
        last: Option<FaceId>,
    ) -> Option<FaceId> {
        // Spaces and signs stay with the face before them: fewer runs.
        if (first == ' ' || first.is_ascii_punctuation() || is_invisible(first))
            && let Some(face) = last.filter(|face| self.covers(*face, cluster))
        {
            return Some(face);
        }
        let bundled = fonts::bundled_chain(weight);
        if let Some(face) = bundled.into_iter().find(|face| self.covers(*face, cluster)) {
            return Some(face);
        }
        let language = self.locales[usize::from(self.locale)].0.clone();
        let system = fonts::system_chain(first, weight, &language);
        system.into_iter().find(|face| self.covers(*face, cluster))
    }

    fn covers(&mut self, face: FaceId, cluster: &str) -> bool {
        let Some(font) = self.font(face) else {
            return false;
        };
        cluster.chars().all(|c| is_invisible(c) || font.nominal_glyph(c as u32).is_some())
    }

    fn font(&mut self, face: FaceId) -> Option<&ShaperFont<'static, 'static>> {
        self.faces.entry(face).or_insert_with(|| fonts::shaper_font(face)).as_ref()
    }

    /// `None` if the face turned out to lack a glyph after all.
    fn shape_item(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        level: u8,
        item: &Item,
        style: TextStyle,
    ) -> Option<Run> {
        let face = fonts::face(item.face)?;
        let right_to_left = level % 2 == 1;
        let direction = if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
        let script = harfrust::Script::from_iso15924_tag(Tag::new(&item.script.iso_15924()));
        let language = Language::new(self.locales[usize::from(self.locale)].0.as_bytes());
        let tabular = [Feature::new(Tag::new(b"tnum"), 1, ..)];
        let features: &[Feature] = if style.tabular { &tabular } else { &[] };
        if self.plans.len() >= MAX_PLANS {
            self.plans.clear();
        }
        let key = PlanKey {
            face: item.face,
            right_to_left,
            script: item.script,
            tabular: style.tabular,
            locale: self.locale,
        };
        let plan = self.plans.entry(key).or_insert_with(|| {
            ShapePlan::new(&face.font, direction, script, language.as_ref(), features)
        });
        let font = self.faces.get(&item.face)?.as_ref()?;
        let buffer = &mut self.buffer;
        buffer.clear();
        buffer.push_str(&text[start..end]);
        buffer.set_direction(direction);
        buffer.set_script(script);
        buffer.set_language(language);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let options = ShapeOptions::new().plan(Some(plan)).features(features);
        harfrust::shape(font, buffer, options).ok()?;
        let glyphs = positioned_glyphs(buffer, face.units_per_em, start, end, right_to_left)?;
        Some(Run {
            face: item.face,
            glyphs,
            level,
            start: start as u32,
            end: end as u32,
            substituted: false,
        })
    }

    /// A box for each visible cluster of a text that no face can draw.
    fn boxes(&mut self, text: &str, start: usize, end: usize, level: u8, style: TextStyle) -> Run {
        let face = fonts::bundled_chain(style.weight)[0];
        let em = fonts::face(face).map_or(1000, |face| face.units_per_em);
        let glyph = self.font(face).and_then(|font| {
            let id = font.nominal_glyph(MISSING as u32)?;
            Some((id.to_u32() as u16, font.glyph_h_advance(id) as f32 / f32::from(em)))
        });
        let (id, advance) = glyph.unwrap_or((0, 0.5));
        let mut glyphs: Vec<Glyph> = Vec::new();
        for (at, character) in text[start..end].char_indices() {
            let (from, to) = ((start + at) as u32, (start + at + character.len_utf8()) as u32);
            match glyphs.last_mut() {
                Some(last) if extends_cluster(character) || is_invisible(character) => {
                    last.end = to;
                }
                _ => glyphs.push(Glyph { id, advance, dx: 0.0, dy: 0.0, start: from, end: to }),
            }
        }
        if level % 2 == 1 {
            glyphs.reverse();
        }
        Run { face, glyphs, level, start: start as u32, end: end as u32, substituted: true }
    }
}
