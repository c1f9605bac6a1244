//! Whether a brand colour can be seen on paper and read upon (row C7).
//!
//! Owns the contrast of two colours and what follows from it for a seller's colour. Whole numbers only: a
//! contrast is in hundredths, 450 means 4.5 : 1. Source: WCAG 2.2, "contrast ratio" and "relative luminance".

use std::fmt;
use std::str::FromStr;

/// Text needs 4.5 : 1 (WCAG 2.2, 1.4.3).
pub const TEXT_CONTRAST: u32 = 450;

/// Below 1.2 : 1 a plate in the colour cannot be told from white paper.
pub const PAPER_CONTRAST: u32 = 120;

pub const WHITE: BrandColor = BrandColor { red: 255, green: 255, blue: 255 };
/// What is printed in black: the ink of our documents.
pub const INK: BrandColor = BrandColor { red: 17, green: 24, blue: 39 };

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrandColor {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

/// A text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct NotAColor;

impl FromStr for BrandColor {
    type Err = NotAColor;

    /// `#rrggbb`, in either case.
    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits = text.trim().strip_prefix('#').ok_or(NotAColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        let channel =
            |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAColor);
        Ok(Self { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }
}

impl fmt::Display for BrandColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl BrandColor {
    /// The contrast with `other` in hundredths, rounded down: 100 to 2100.
    #[must_use]
    pub fn contrast(self, other: Self) -> u32 {
        let (a, b) = (self.luminance(), other.luminance());
        // 0.05 for the light that any surface reflects, in thousand-millionths.
        let glare = 5_000 * 10_000;
        let ratio = (a.max(b) + glare) * 100 / (a.min(b) + glare);
        u32::try_from(ratio).unwrap_or(u32::MAX)
    }

    /// White or ink, whichever is read better on this colour. One of the two always reaches 4.5 : 1, or
    /// nearly so in the middle greys.
    #[must_use]
    pub fn letters(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(INK) { WHITE } else { INK }
    }

    /// The colour in which text may be set on white: darkened until its contrast is 4.5 : 1.
    #[must_use]
    pub fn as_text(self) -> Self {
        let mut color = self;
        while color.contrast(WHITE) < TEXT_CONTRAST {
            let darker = |channel: u8| u8::try_from(u16::from(channel) * 15 / 16).unwrap_or(0);
            color = Self {
                red: darker(color.red),
                green: darker(color.green),
                blue: darker(color.blue),
            };
        }
        color
    }

    /// Whether a plate in this colour can be told from white paper.
    #[must_use]
    pub fn is_visible_on_paper(self) -> bool {
        self.contrast(WHITE) >= PAPER_CONTRAST
    }

    /// Relative luminance, in thousand-millionths.
    fn luminance(self) -> u64 {
        let linear = |channel: u8| u64::from(LINEAR[usize::from(channel)]);
        2126 * linear(self.red) + 7152 * linear(self.green) + 722 * linear(self.blue)
    }
}

/// sRGB (IEC 61966-2-1) to linear light, in hundred-thousandths, rounded: below 0.04045 c / 12.92, else
/// ((c + 0.055) / 1.055) ^ 2.4.
#[rustfmt::skip]
const LINEAR: [u32; 256] = [
    0, 30, 61, 91, 121, 152, 182, 212, 243, 273, 304, 335,
    368, 402, 439, 478, 518, 561, 605, 651, 700, 750, 802, 857,
    913, 972, 1033, 1096, 1161, 1229, 1298, 1370, 1444, 1521, 1600, 1681,
    1764, 1850, 1938, 2029, 2122, 2217, 2315, 2416, 2519, 2624, 2732, 2843,
    2956, 3071, 3190, 3310, 3434, 3560, 3689, 3820, 3955, 4092, 4231, 4374,
    4519, 4667, 4817, 4971, 5127, 5286, 5448, 5613, 5781, 5951, 6125, 6301,
    6480, 6663, 6848, 7036, 7227, 7421, 7619, 7819, 8022, 8228, 8438, 8650,
    8866, 9084, 9306, 9531, 9759, 9990, 10224, 10462, 10702, 10946, 11193, 11444,
    11697, 11954, 12214, 12477, 12744, 13014, 13287, 13563, 13843, 14126, 14413, 14703,
    14996, 15293, 15593, 15896, 16203, 16513, 16827, 17144, 17465, 17789, 18116, 18447,
    18782, 19120, 19462, 19807, 20156, 20508, 20864, 21223, 21586, 21953, 22323, 22697,
    23074, 23455, 23840, 24228, 24620, 25016, 25415, 25818, 26225, 26636, 27050, 27468,
    27889, 28315, 28744, 29177, 29614, 30054, 30499, 30947, 31399, 31855, 32314, 32778,
    33245, 33716, 34191, 34670, 35153, 35640, 36131, 36625, 37124, 37626, 38133, 38643,
    39157, 39676, 40198, 40724, 41254, 41789, 42327, 42869, 43415, 43966, 44520, 45079,
    45641, 46208, 46778, 47353, 47932, 48515, 49102, 49693, 50289, 50888, 51492, 52100,
    52712, 53328, 53948, 54572, 55201, 55834, 56471, 57112, 57758, 58408, 59062, 59720,
    60383, 61050, 61721, 62396, 63076, 63760, 64448, 65141, 65837, 66539, 67244, 67954,
    68669, 69387, 70110, 70838, 71569, 72306, 73046, 73791, 74540, 75294, 76052, 76815,
    77582, 78354, 79130, 79910, 80695, 81485, 82279, 83077, 83880, 84687, 85499, 86316,
    87137, 87962, 88792, 89627, 90466, 91310, 92158, 93011, 93869, 94731, 95597, 96469,
    97345, 98225, 99110, 100000,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> BrandColor {
        text.parse().unwrap()
    }

    #[test]
    fn a_color_is_read_and_written_as_hex() {
        assert_eq!(color("#0F5c4d").to_string(), "#0f5c4d");
        for text in ["", "0f5c4d", "#0f5c4", "#0f5c4dd", "#0f5c4g", "#ä5c4", "red"] {
            assert_eq!(text.parse::<BrandColor>(), Err(NotAColor), "{text}");
        }
    }

    #[test]
    fn contrasts_are_those_that_wcag_gives() {
        let black = color("#000000");
        assert_eq!(WHITE.contrast(black), 2100);
        assert_eq!(WHITE.contrast(WHITE), 100);
        // The grey that just fails and the one that just passes 4.5 : 1 on white.
        assert_eq!(color("#777777").contrast(WHITE), 447);
        assert_eq!(color("#767676").contrast(WHITE), 454);
        assert_eq!(color("#ffff00").contrast(WHITE), 107);
    }

    #[test]
    fn letters_are_white_on_dark_and_ink_on_pale_colours() {
        assert_eq!(color("#0f5c4d").letters(), WHITE);
        assert_eq!(color("#ffd400").letters(), INK);
    }

    #[test]
    fn a_pale_colour_is_darkened_for_text_and_a_dark_one_stays() {
        assert_eq!(color("#0f5c4d").as_text(), color("#0f5c4d"));
        assert!(color("#ffd400").as_text().contrast(WHITE) >= TEXT_CONTRAST);
        assert!(WHITE.as_text().contrast(WHITE) >= TEXT_CONTRAST);
    }

    #[test]
    fn white_and_nearly_white_cannot_be_told_from_paper() {
        for text in ["#ffffff", "#fefefe", "#fffff0", "#ffff00"] {
            assert!(!color(text).is_visible_on_paper(), "{text}");
        }
        for text in ["#ffd400", "#0f5c4d", "#000000", "#e5e5e5"] {
            assert!(color(text).is_visible_on_paper(), "{text}");
        }
    }
}
