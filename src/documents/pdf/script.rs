//! What a character is, as far as choosing a face and shaping need to know.

/// A writing system, or `Common` for signs that belong to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    Common,
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hiragana,
    Katakana,
    Hangul,
    Han,
    /// CJK punctuation and full-width forms: drawn by a CJK face, shaped with any script.
    WideSign,
}

impl Script {
    /// ISO 15924 code, as OpenType shaping wants it.
    pub fn iso_15924(self) -> [u8; 4] {
        *match self {
            Script::Common | Script::WideSign => b"Zyyy",
            Script::Latin => b"Latn",
            Script::Greek => b"Grek",
            Script::Cyrillic => b"Cyrl",
            Script::Hebrew => b"Hebr",
            Script::Arabic => b"Arab",
            Script::Devanagari => b"Deva",
            Script::Thai => b"Thai",
            Script::Hiragana => b"Hira",
            Script::Katakana => b"Kana",
            Script::Hangul => b"Hang",
            Script::Han => b"Hani",
        }
    }

    /// True for characters that join whatever script stands beside them.
    pub fn is_neutral(self) -> bool {
        matches!(self, Script::Common | Script::WideSign)
    }
}

/// Source: Unicode's Blocks.txt; only blocks for which a face can exist.
pub fn script_of(character: char) -> Script {
    match character as u32 {
        0x41..=0x5a | 0x61..=0x7a | 0xaa | 0xba | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x2af => {
            Script::Latin
        }
        0x1e00..=0x1eff | 0xfb00..=0xfb06 => Script::Latin,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f => Script::Cyrillic,
        0x590..=0x5ff | 0xfb1d..=0xfb4f => Script::Hebrew,
        0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfefe => {
            Script::Arabic
        }
        0x900..=0x97f => Script::Devanagari,
        0xe00..=0xe7f => Script::Thai,
        0x3040..=0x309f => Script::Hiragana,
        0x30a0..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f => Script::Katakana,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => Script::Hangul,
        0x2e80..=0x2fdf | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff => Script::Han,
        0x20000..=0x3ffff => Script::Han,
        0x3000..=0x303f | 0x31c0..=0x31ef | 0x3200..=0x33ff | 0xfe30..=0xfe4f => Script::WideSign,
        0xff00..=0xff65 | 0xffe0..=0xffee => Script::WideSign,
        _ => Script::Common,
    }
}

/// True for marks and joiners that stay with the character before them.
pub fn extends_cluster(character: char) -> bool {
    matches!(character as u32,
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x5c4..=0x5c5 | 0x5c7
        | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6df..=0x6e4 | 0x6e7..=0x6e8
        | 0x6ea..=0x6ed | 0x8d3..=0x8ff | 0x900..=0x903 | 0x93a..=0x94f | 0x951..=0x957 | 0x962..=0x963
        | 0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x200c..=0x200d
        | 0x20d0..=0x20ff | 0x302a..=0x302f | 0x3099..=0x309a | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f
        | 0x1f3fb..=0x1f3ff | 0xe0100..=0xe01ef)
}

/// True for characters that no face needs to draw: joiners, direction marks, soft hyphens,
/// zero-width spaces.
pub fn is_invisible(character: char) -> bool {
    matches!(character as u32,
        0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff
        | 0xe0000..=0xe0fff)
}

/// True if the text may hold right-to-left characters, so that the bidi algorithm must run.
pub fn may_be_right_to_left(text: &str) -> bool {
    // Every such character is at or above U+0590, whose first UTF-8 byte is 0xD6.
    text.bytes().any(|byte| byte >= 0xd6)
        && text.chars().any(|character| {
            matches!(character as u32,
                0x590..=0x8ff | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 | 0xfb1d..=0xfdff
                | 0xfe70..=0xfefe | 0x10800..=0x10fff | 0x1e800..=0x1efff)
        })
}
