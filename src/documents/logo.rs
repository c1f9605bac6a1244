//! A seller's logo from what was uploaded to what is printed and shown.
//!
//! Whatever comes in is decoded within limits and written anew: metadata, colour profiles, further frames and
//! anything that hides behind the picture stay away. What goes out is one small PNG without transparency, on
//! white as on paper, whose compressed pixels a PDF takes as they are. Owns no storage.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader,
};
use image::{Limits, RgbImage};
use sha2::{Digest, Sha256};

use super::model::Picture;

/// The largest file that is looked at.
pub const UPLOAD_BYTES_MAX: usize = 512 * 1024;
/// The longest side, in pixels.
pub const SIDE_PX_MAX: u32 = 4096;
/// What may be decoded: 8 megapixels are 64 MB at 16 bits a channel.
const PIXELS_MAX: u64 = 8_000_000;
const DECODED_BYTES_MAX: u64 = 96 << 20;
/// Smaller pictures look broken on paper.
pub const WIDTH_PX_MIN: u32 = 32;
pub const HEIGHT_PX_MIN: u32 = 16;
/// The page's 170 × 40 points at 300 dots an inch.
const BOX_PX: (u32, u32) = (710, 168);
/// Every document carries the logo; a photograph gets smaller until it fits.
const PNG_BYTES_MAX: usize = 96 * 1024;
/// Channels from here on count as white: compression of a JPEG leaves specks.
const NEARLY_WHITE: u8 = 250;

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_SIGNATURE: &[u8] = b"\xff\xd8\xff";

/// A logo as it is stored and served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// RGB with 8 bits a channel, not interlaced, only the chunks it needs.
    pub png: Vec<u8>,
    pub sha256: [u8; 32],
    pub width_px: u32,
    pub height_px: u32,
}

/// Why an upload is no logo of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    #[error("no file")]
    Empty,
    #[error("more than {UPLOAD_BYTES_MAX} bytes")]
    TooManyBytes,
    /// SVG is a document that can load, run and hide things, not a picture.
    #[error("an SVG")]
    Svg,
    #[error("neither PNG nor JPEG")]
    NotAPicture,
    #[error("{width_px} × {height_px} pixels are too many")]
    TooManyPixels { width_px: u32, height_px: u32 },
    #[error("{width_px} × {height_px} pixels are too few")]
    TooFewPixels { width_px: u32, height_px: u32 },
    /// Truncated, or not what its first bytes say.
    #[error("it cannot be decoded")]
    Broken,
    /// White, or nothing at all, on white paper.
    #[error("nothing of it can be seen on white")]
    Blank,
}

/// The logo in these bytes, whatever their name said.
///
/// # Errors
/// Says what stands in the way; the same bytes are refused for ever.
pub fn read(upload: &[u8]) -> Result<Logo, LogoError> {
    let format = format(upload)?;
    let mut picture = on_white(&decode(upload, format)?);
    if picture.pixels().all(|pixel| pixel.0.iter().all(|&channel| channel >= NEARLY_WHITE)) {
        return Err(LogoError::Blank);
    }
    let mut bounds = BOX_PX;
    loop {
        picture = shrunk(picture, bounds);
        let png = encode(&picture)?;
        let is_small = picture.width() <= WIDTH_PX_MIN || picture.height() <= HEIGHT_PX_MIN;
        if png.len() <= PNG_BYTES_MAX || is_small {
            let (width_px, height_px) = picture.dimensions();
            return Ok(Logo { sha256: Sha256::digest(&png).into(), png, width_px, height_px });
        }
        bounds = (picture.width() * 3 / 4, picture.height() * 3 / 4);
    }
}

/// By the first bytes; neither the file's name nor what the browser calls it is believed.
fn format(upload: &[u8]) -> Result<ImageFormat, LogoError> {
    if upload.is_empty() {
        return Err(LogoError::Empty);
    }
    if upload.len() > UPLOAD_BYTES_MAX {
        return Err(LogoError::TooManyBytes);
    }
    if upload.starts_with(PNG_SIGNATURE) {
        return Ok(ImageFormat::Png);
    }
    if upload.starts_with(JPEG_SIGNATURE) {
        return Ok(ImageFormat::Jpeg);
    }
    let beginning = String::from_utf8_lossy(&upload[..upload.len().min(1024)]).to_lowercase();
    let is_svg = beginning.contains("<svg") || beginning.contains("<!doctype svg");
    Err(if is_svg { LogoError::Svg } else { LogoError::NotAPicture })
}

/// Looks at the size before it decodes, and decodes within limits of memory.
fn decode(upload: &[u8], format: ImageFormat) -> Result<DynamicImage, LogoError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| LogoError::Broken)?;
    let (width_px, height_px) = decoder.dimensions();
    let pixels = u64::from(width_px) * u64::from(height_px);
    if width_px.max(height_px) > SIDE_PX_MAX || pixels > PIXELS_MAX {
        return Err(LogoError::TooManyPixels { width_px, height_px });
    }
    if width_px < WIDTH_PX_MIN || height_px < HEIGHT_PX_MIN {
        return Err(LogoError::TooFewPixels { width_px, height_px });
    }
    // A camera says in the metadata, which are dropped, which side is up.
    let orientation = decoder.orientation().map_err(|_| LogoError::Broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| LogoError::Broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let alpha = u32::from(alpha);
        let over = |channel: u8| {
            let mixed = (u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([red, green, blue].map(over))
    })
}

/// As large as fits `bounds`, never larger than it was.
fn shrunk(picture: RgbImage, bounds: (u32, u32)) -> RgbImage {
    let (width, height) = picture.dimensions();
    if width <= bounds.0 && height <= bounds.1 {
        return picture;
    }
    // The side that sticks out further decides; whole numbers, at least one pixel.
    let by_width =
        u64::from(bounds.0) * u64::from(height) <= u64::from(bounds.1) * u64::from(width);
    let scaled = |side: u32, num: u32, den: u32| {
        u32::try_from(u64::from(side) * u64::from(num) / u64::from(den)).unwrap_or(u32::MAX).max(1)
    };
    let (width, height) = if by_width {
        (bounds.0, scaled(height, bounds.0, width))
    } else {
        (scaled(width, bounds.1, height), bounds.1)
    };
    imageops::resize(&picture, width, height, imageops::FilterType::Lanczos3)
}

fn encode(picture: &RgbImage) -> Result<Vec<u8>, LogoError> {
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|_| LogoError::Broken)?;
    Ok(png)
}

/// The pixels of a stored logo, still compressed, for a PDF.
///
/// # Errors
/// `Broken` for a PNG that [`read`] did not write.
pub fn picture(png: &[u8]) -> Result<Picture, LogoError> {
    let mut rest = png.strip_prefix(PNG_SIGNATURE).ok_or(LogoError::Broken)?;
    let mut size = None;
    let mut deflated = Vec::with_capacity(png.len());
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, after) = after.split_first_chunk::<4>().ok_or(LogoError::Broken)?;
        let (body, after) = after.split_at_checked(length).ok_or(LogoError::Broken)?;
        rest = after.get(4..).ok_or(LogoError::Broken)?; // the checksum
        match kind {
            b"IHDR" => size = Some(header(body).ok_or(LogoError::Broken)?),
            b"IDAT" => deflated.extend_from_slice(body),
            _ => {}
        }
    }
    let (width_px, height_px) = size.ok_or(LogoError::Broken)?;
    Ok(Picture { width_px, height_px, deflated })
}

/// Width and height, if the pixels are as [`encode`] writes them.
fn header(body: &[u8]) -> Option<(u32, u32)> {
    // 8 bits, RGB, deflate, the five filters, not interlaced.
    const AS_ENCODED: [u8; 5] = [8, 2, 0, 0, 0];
    let (width, rest) = body.split_first_chunk::<4>()?;
    let (height, rest) = rest.split_first_chunk::<4>()?;
    (rest == AS_ENCODED).then(|| (u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

#[cfg(test)]
mod tests;
