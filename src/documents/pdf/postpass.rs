//! What printpdf has no interface for: PDF/A metadata, the output intent, tags, a fixed /ID, and
//! compression.
//!
//! Every date is the document's own and the /ID comes from its identifier: nothing here differs
//! between two runs.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::layout::DisplayList;
use super::writer::Content;
use super::{tags, xmp};
use crate::documents::model::{PaperDocument, Picture};

/// A third cheaper than 9, for files within a percent of its size.
const COMPRESSION_LEVEL: u32 = 6;
/// Below this, the compressed stream's dictionary costs more than is won.
const MIN_COMPRESSED_BYTES: usize = 64;
const OBJECTS_PER_STREAM: usize = 200;
const SRGB: &[u8] = include_bytes!("icc/srgb-v2.icc");
pub const PRODUCER: &str = "Quittance";
/// The name of the logo among a page's resources.
pub const LOGO: &str = "Logo";

/// Completes the file that printpdf made and writes it.
///
/// # Errors
/// If the file lacks the objects that printpdf always writes.
pub fn finish(
    file: &mut Document,
    list: &DisplayList,
    document: &PaperDocument,
    content: &Content,
) -> lopdf::Result<Vec<u8>> {
    file.version = "1.7".to_owned();
    let id = Object::String(
        Sha256::digest(document.document_id.as_bytes())[..16].to_vec(),
        StringFormat::Hexadecimal,
    );
    file.trailer.set("ID", vec![id.clone(), id]);
    let structure = tags::add_structure(file, list, content)?;
    if let Some(logo) = &document.brand.logo {
        add_logo(file, logo)?;
    }
    let profile = file.add_object(Stream::new(dictionary! { "N" => 3 }, SRGB.to_vec()));
    // PDF/A wants metadata that a reader finds without decoding a filter.
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let mut metadata = Stream::new(metadata, xmp::packet(document).into_bytes());
    metadata.allows_compression = false;
    let metadata = file.add_object(metadata);
    set_information(file, document)?;

    let catalogue = file.catalog_mut()?;
    catalogue.set("Metadata", metadata);
    catalogue.set("StructTreeRoot", structure);
    catalogue.set("MarkInfo", dictionary! { "Marked" => true });
    catalogue.set("Lang", text_string(&document.language));
    catalogue.set("ViewerPreferences", viewer_preferences(document));
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text_string("sRGB"),
        "Info" => text_string("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    catalogue.set("OutputIntents", vec![Object::Dictionary(intent)]);
    compress(file)?;
    save(file)
}

/// The logo among the resources that all pages share. Its pixels are deflated already, with the filters of
/// a PNG, which a PDF knows as predictors (ISO 32000-1, 7.4.4.4).
fn add_logo(file: &mut Document, logo: &Picture) -> lopdf::Result<()> {
    let columns = i64::from(logo.width_px);
    let parameters = dictionary! { "Predictor" => 15, "Colors" => 3, "BitsPerComponent" => 8, "Columns" => columns };
    let picture = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => columns,
        "Height" => i64::from(logo.height_px),
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
        "Filter" => "FlateDecode",
        "DecodeParms" => parameters,
    };
    let mut stream = Stream::new(picture, logo.deflated.clone());
    stream.allows_compression = false;
    let picture = file.add_object(stream);
    let page = file.get_pages().into_values().next().ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let resources = file.get_dictionary(page)?.get(b"Resources")?.as_reference()?;
    let shared = file.get_dictionary(resources)?.get(b"XObject")?.as_reference()?;
    file.get_object_mut(shared)?.as_dict_mut()?.set(LOGO, picture);
    Ok(())
}

/// Title as readers show it: what it is and its number.
pub fn full_title(document: &PaperDocument) -> String {
    format!("{} {}", document.title, document.number)
}

/// A text string: ASCII as it is, anything else in UTF-16 (ISO 32000-1, 7.9.2.2).
pub fn text_string(text: &str) -> Object {
    let bytes = if text.is_ascii() {
        text.as_bytes().to_vec()
    } else {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    };
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn set_information(file: &mut Document, document: &PaperDocument) -> lopdf::Result<()> {
    let date =
        Object::string_literal(document.dated_on.strftime("D:%Y%m%d000000+00'00'").to_string());
    let information = dictionary! {
        "Title" => text_string(&full_title(document)),
        "Author" => text_string(&document.seller.name),
        "Creator" => text_string(PRODUCER),
        "Producer" => text_string(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let id = file.trailer.get(b"Info")?.as_reference()?;
    file.set_object(id, information);
    Ok(())
}

fn viewer_preferences(document: &PaperDocument) -> Dictionary {
    use crate::documents::model::PageDirection;
    let mut preferences = dictionary! { "DisplayDocTitle" => true };
    if document.direction == PageDirection::RightToLeft {
        preferences.set("Direction", "R2L");
    }
    preferences
}

fn compress(file: &mut Document) -> lopdf::Result<()> {
    thread_local! {
        // A compressor's window and tables are a quarter of a megabyte: made once, not per stream.
        static COMPRESSOR: RefCell<Compress> =
            RefCell::new(Compress::new(Compression::new(COMPRESSION_LEVEL), true));
    }
    COMPRESSOR.with_borrow_mut(|compressor| {
        for object in file.objects.values_mut() {
            let Object::Stream(stream) = object else {
                continue;
            };
            let worthwhile = stream.content.len() > MIN_COMPRESSED_BYTES;
            if stream.allows_compression && worthwhile && !stream.dict.has(b"Filter") {
                let compressed = deflated(compressor, &stream.content)?;
                stream.set_content(compressed);
                stream.dict.set("Filter", "FlateDecode");
            }
        }
        Ok(())
    })
}

fn deflated(compressor: &mut Compress, content: &[u8]) -> lopdf::Result<Vec<u8>> {
    compressor.reset();
    let mut output = Vec::with_capacity(content.len() / 2 + 256);
    loop {
        let consumed = compressor.total_in() as usize;
        let status = compressor
            .compress_vec(&content[consumed..], &mut output, FlushCompress::Finish)
            .map_err(std::io::Error::other)?;
        if status == Status::StreamEnd {
            return Ok(output);
        }
        output.reserve(output.capacity());
    }
}

fn save(file: &mut Document) -> lopdf::Result<Vec<u8>> {
    const TYPICAL_BYTES: usize = 48 * 1024;
    let mut bytes = Vec::with_capacity(TYPICAL_BYTES);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_PER_STREAM)
        .compression_level(COMPRESSION_LEVEL)
        .build();
    file.save_with_options(&mut bytes, options)?;
    Ok(bytes)
}
