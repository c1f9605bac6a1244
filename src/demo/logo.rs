//! The logo of a demo seller, drawn here: a rising sun and the word "lumen" in strokes. Owns no file of anybody.

use image::{ImageFormat, Rgba, RgbaImage};
use std::f32::consts::PI;
use std::io::Cursor;

/// Pixels of one unit of the drawing.
const SCALE: f32 = 7.0;
/// The drawing with its margin, in units: capitals are 16 high.
const SIZE: (f32, f32) = (92.5, 20.0);
const MARGIN: f32 = 2.0;
const INK: [u8; 3] = [15, 92, 77];
const GOLD: [u8; 3] = [214, 150, 28];

type Point = (f32, f32);

/// A line of round pens, `half_width` to either side.
struct Stroke {
    points: Vec<Point>,
    half_width: f32,
    color: [u8; 3],
}

/// As a PNG on transparent ground.
pub(super) fn png() -> Vec<u8> {
    let strokes = drawing();
    let (width, height) = ((SIZE.0 * SCALE) as u32, (SIZE.1 * SCALE) as u32);
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        let at = ((x as f32 + 0.5) / SCALE - MARGIN, (y as f32 + 0.5) / SCALE - MARGIN);
        let (color, alpha) = strokes
            .iter()
            .map(|stroke| (stroke.color, stroke.coverage(at)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .unwrap_or((INK, 0.0));
        let [red, green, blue] = color;
        Rgba([red, green, blue, (alpha * 255.0) as u8])
    });
    let mut png = Cursor::new(Vec::new());
    // Into memory, of a size we chose: it cannot fail, and a logo would be missing, not wrong.
    let _ = picture.write_to(&mut png, ImageFormat::Png);
    png.into_inner()
}

impl Stroke {
    /// How much of the pixel at `at` it covers, 0 to 1.
    fn coverage(&self, at: Point) -> f32 {
        let distance = self
            .points
            .windows(2)
            .map(|ends| distance(at, ends[0], ends[1]))
            .fold(f32::MAX, f32::min);
        ((self.half_width - distance) * SCALE + 0.5).clamp(0.0, 1.0)
    }
}

fn distance(at: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((at.0 - from.0) * dx + (at.1 - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (at.0 - from.0 - along * dx).hypot(at.1 - from.1 - along * dy)
}

/// Points of an arc; angles in degrees, clockwise from the right, as y grows downwards.
fn arc(center: Point, radius: f32, from: f32, to: f32) -> Vec<Point> {
    const STEPS: u8 = 12;
    (0..=STEPS)
        .map(|step| {
            let angle = (from + (to - from) * f32::from(step) / f32::from(STEPS)) * PI / 180.0;
            (center.0 + radius * angle.cos(), center.1 + radius * angle.sin())
        })
        .collect()
}

fn drawing() -> Vec<Stroke> {
    let mut strokes = sun();
    let mut x = 25.0;
    for (letter, width) in [(l(), 0.0), (u(), 8.0), (m(), 14.0), (e(), 10.0), (n(), 8.0)] {
        strokes.extend(letter.into_iter().map(|points| {
            let points = points.into_iter().map(|(px, py)| (px + x, py)).collect();
            Stroke { points, half_width: 1.3, color: INK }
        }));
        x += width + 5.5;
    }
    strokes
}

fn sun() -> Vec<Stroke> {
    let center = (9.0, 15.0);
    let mut strokes = vec![
        Stroke { points: vec![(1.0, 15.4), (17.0, 15.4)], half_width: 0.8, color: INK },
        Stroke { points: arc(center, 3.4, 180.0, 360.0), half_width: 1.3, color: GOLD },
    ];
    for angle in [200.0, 235.0, 270.0, 305.0, 340.0_f32] {
        let ray = |radius: f32| {
            let angle = angle * PI / 180.0;
            (center.0 + radius * angle.cos(), center.1 + radius * angle.sin())
        };
        strokes.push(Stroke { points: vec![ray(7.2), ray(11.0)], half_width: 0.9, color: GOLD });
    }
    strokes
}

// Letters: the baseline is 15, small letters begin at 5, `l` at 0.

fn l() -> Vec<Vec<Point>> {
    vec![vec![(0.0, 0.0), (0.0, 15.0)]]
}

fn u() -> Vec<Vec<Point>> {
    let mut bowl = vec![(0.0, 5.0)];
    bowl.extend(arc((4.0, 11.0), 4.0, 180.0, 0.0));
    vec![bowl, vec![(8.0, 5.0), (8.0, 15.0)]]
}

fn arch(from: f32, radius: f32) -> Vec<Point> {
    let mut points = arc((from + radius, 5.0 + radius), radius, 180.0, 360.0);
    points.push((from + 2.0 * radius, 15.0));
    points
}

fn m() -> Vec<Vec<Point>> {
    vec![vec![(0.0, 5.0), (0.0, 15.0)], arch(0.0, 3.5), arch(7.0, 3.5)]
}

fn e() -> Vec<Vec<Point>> {
    vec![vec![(0.0, 10.0), (10.0, 10.0)], arc((5.0, 10.0), 5.0, 360.0, 45.0)]
}

fn n() -> Vec<Vec<Point>> {
    vec![vec![(0.0, 5.0), (0.0, 15.0)], arch(0.0, 4.0)]
}

#[cfg(test)]
mod tests {
    use crate::documents::logo;

    #[test]
    fn the_drawing_is_a_logo_of_ours_and_wider_than_high() {
        let logo = logo::read(&super::png()).unwrap();
        assert!(logo.width_px > 3 * logo.height_px, "{} × {}", logo.width_px, logo.height_px);
        assert!(logo.png.len() < 20_000, "{} bytes", logo.png.len());
        // Nothing is cut off at an edge.
        let pixels = image::load_from_memory(&logo.png).unwrap().to_rgb8();
        let (right, bottom) = (pixels.width() - 1, pixels.height() - 1);
        let is_edge = |x, y| x == 0 || y == 0 || x == right || y == bottom;
        let cut = pixels.enumerate_pixels().find(|(x, y, p)| is_edge(*x, *y) && p.0 != [255; 3]);
        assert_eq!(cut, None);
    }
}
