//! A QR code as few rectangles.

use qrcodegen::QrCode;

/// A dark rectangle of a QR code, in modules.
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// Rectangles that cover the dark modules: stretches of a row, joined with equal ones below.
pub fn dark_areas(code: &QrCode) -> Vec<Area> {
    let side = code.size();
    let mut areas: Vec<Area> = Vec::new();
    for row in 0..side {
        let mut left = 0;
        while left < side {
            let length = (left..side).take_while(|column| code.get_module(*column, row)).count();
            let right = left + length as i32;
            if length > 0 {
                let above = areas
                    .iter_mut()
                    .find(|area| area.bottom == row && area.left == left && area.right == right);
                match above {
                    Some(area) => area.bottom = row + 1,
                    None => areas.push(Area { left, top: row, right, bottom: row + 1 }),
                }
            }
            left = right + 1;
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::dark_areas;

    #[test]
    fn the_rectangles_cover_the_dark_modules_once_and_no_other() {
        let code = QrCode::encode_text("https://pay.example/i/1", QrCodeEcc::Medium).unwrap();
        let mut covered = std::collections::BTreeMap::new();
        for area in dark_areas(&code) {
            for y in area.top..area.bottom {
                for x in area.left..area.right {
                    *covered.entry((x, y)).or_insert(0) += 1;
                }
            }
        }
        for y in 0..code.size() {
            for x in 0..code.size() {
                let expected = i32::from(code.get_module(x, y));
                assert_eq!(covered.get(&(x, y)).copied().unwrap_or(0), expected, "{x}, {y}");
            }
        }
    }
}
