//! Display list to PDF operators, by way of printpdf.
//!
//! Owns what is on the pages. What hangs on the catalogue (tags, metadata, output intent) is
//! `postpass`.

use std::collections::BTreeMap;
use std::rc::Rc;

use printpdf::graphics::{LinePoint, PaintMode, Point, Polygon, PolygonRing, Rect, WindingOrder};
use printpdf::{
    Actions, BorderArray, Color, CurTransMat, DictItem, FontId, LinkAnnotation, Mm, Op,
    PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, XObjectId, XObjectTransform,
};

use qrcodegen::QrCode;

use super::embed::{Embedded, EmbeddedFace, embed_faces};
use super::fonts::FaceId;
use super::layout::{Command, DisplayList, NodeId, Role, Structure};
use super::lines::Line;
use super::postpass;
use super::qr::{Area, dark_areas};
use super::text_operators::{Pen, show_run};
use crate::documents::RenderError;
use crate::documents::model::{PaperDocument, Rgb, Segment, Shape};

pub struct Written {
    pub bytes: Vec<u8>,
    pub missing_glyphs: u32,
}

/// What the pages contain, as the structure tree refers to it.
#[derive(Default)]
pub struct Content {
    /// For each page, the owner of each marked-content sequence, by its number.
    pub owners: Vec<Vec<NodeId>>,
    pub links: Vec<PlacedLink>,
    /// Left, bottom, right, top of each figure.
    pub figure_boxes: BTreeMap<usize, [f32; 4]>,
}

pub struct PlacedLink {
    pub page: usize,
    pub node: NodeId,
    pub alt: Rc<str>,
}

/// The whole file.
///
/// # Errors
/// `FontNotEmbeddable`, `NotWritable`.
pub fn write(list: &DisplayList, document: &PaperDocument) -> Result<Written, RenderError> {
    let Embedded { faces, resources } = embed_faces(list)?;
    let mut pdf = PdfDocument::new(&document.title);
    for (id, font) in resources {
        pdf.resources.fonts.map.insert(id, font);
    }
    let mut content = Content::default();
    let mut missing_glyphs = 0;
    let mut pages = Vec::with_capacity(list.pages.len());
    for (index, commands) in list.pages.iter().enumerate() {
        let mut page = PageWriter::new(index, list, &faces, &mut content);
        commands.iter().for_each(|command| page.draw(command));
        missing_glyphs += page.missing_glyphs;
        let (operators, owners) = (page.operators, page.owners);
        content.owners.push(owners);
        pages.push(page_of(list, operators));
    }
    pdf.with_pages(pages);
    let mut warnings = Vec::new();
    let mut file = pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    let bytes = postpass::finish(&mut file, list, document, &content)
        .map_err(|_| RenderError::NotWritable)?;
    Ok(Written { bytes, missing_glyphs })
}

fn page_of(list: &DisplayList, operators: Vec<Op>) -> PdfPage {
    let mut page = PdfPage::new(Mm(0.0), Mm(0.0), operators);
    let sheet = rect(0.0, 0.0, list.width, list.height);
    page.media_box = sheet.clone();
    page.crop_box = sheet.clone();
    page.trim_box = sheet;
    page
}

fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect {
        x: Pt(x),
        y: Pt(y),
        width: Pt(width),
        height: Pt(height),
        mode: None,
        winding_order: None,
    }
}

struct PageWriter<'a> {
    index: usize,
    height: f32,
    structure: &'a Structure,
    faces: &'a BTreeMap<FaceId, EmbeddedFace>,
    content: &'a mut Content,
    operators: Vec<Op>,
    owners: Vec<NodeId>,
    figure: Option<NodeId>,
    color: Option<Rgb>,
    font: Option<(FaceId, f32)>,
    missing_glyphs: u32,
}

impl<'a> PageWriter<'a> {
    fn new(
        index: usize,
        list: &'a DisplayList,
        faces: &'a BTreeMap<FaceId, EmbeddedFace>,
        content: &'a mut Content,
    ) -> Self {
        PageWriter {
            index,
            height: list.height,
            structure: &list.structure,
            faces,
            content,
            operators: Vec::with_capacity(list.pages[index].len() * 4),
            owners: Vec::new(),
            figure: None,
            color: None,
            font: None,
            missing_glyphs: 0,
        }
    }

    fn draw(&mut self, command: &Command) {
        match command {
            Command::Begin(node) => self.begin(*node),
            Command::Artifact => {
                self.operators.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
            }
            Command::End => {
                self.figure = None;
                self.operators.push(Op::EndMarkedContent);
            }
            Command::Text { x, y, size, color, line } => {
                self.set_color(*color);
                self.show_line(*x, self.height - y, *size, line);
            }
            Command::Rect { x, y, width, height, color } => {
                self.set_color(*color);
                self.fill(vec![self.ring(*x, *y, *width, *height)]);
            }
            Command::Shapes { x, y, width, scale, shapes } => {
                self.draw_shapes(*x, *y, *width, *scale, shapes);
            }
            Command::Logo { x, y, width, height } => self.draw_logo(*x, *y, *width, *height),
            Command::Qr { x, y, size, code } => self.draw_qr(*x, *y, *size, code),
            Command::Link { x, y, width, height, url, alt, node } => {
                let area = rect(round(*x), round(self.height - y - height), *width, *height);
                let action = Actions::Uri(url.to_string());
                let border = Some(BorderArray::Solid([0.0, 0.0, 0.0]));
                let link = LinkAnnotation::new(area, action, border, None, None);
                self.operators.push(Op::LinkAnnotation { link });
                let link = PlacedLink { page: self.index, node: *node, alt: alt.clone() };
                self.content.links.push(link);
            }
        }
    }

    fn begin(&mut self, node: NodeId) {
        let role = self.structure.nodes[node.0].role;
        let number = DictItem::Int(self.owners.len() as i64);
        self.owners.push(node);
        self.figure = (role == Role::Figure).then_some(node);
        self.operators.push(Op::BeginMarkedContentWithProperties {
            tag: super::tags::name(role).to_owned(),
            properties: DictItem::Dict { map: BTreeMap::from([("MCID".to_owned(), number)]) },
        });
    }

    fn set_color(&mut self, color: Rgb) {
        if self.color != Some(color) {
            self.color = Some(color);
            let channel = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
            let Rgb(red, green, blue) = color;
            let (r, g, b) = (channel(red), channel(green), channel(blue));
            let col = Color::Rgb(printpdf::Rgb { r, g, b, icc_profile: None });
            self.operators.push(Op::SetFillColor { col });
        }
    }

    fn show_line(&mut self, x: f32, y: f32, size: f32, line: &Line) {
        self.operators.push(Op::StartTextSection);
        let mut x = x;
        for run in line.runs.iter() {
            let faces = self.faces;
            let Some(face) = faces.get(&run.face) else {
                continue;
            };
            if self.font != Some((run.face, size)) {
                self.font = Some((run.face, size));
                let font = PdfFontHandle::External(FontId(face.resource.0.clone()));
                self.operators.push(Op::SetFont { font, size: Pt(size) });
            }
            if run.substituted {
                self.missing_glyphs += run.glyphs.len() as u32;
            }
            x = show_run(&mut self.operators, Pen { x, y, size }, run, &line.text, face);
        }
        self.operators.push(Op::EndTextSection);
    }

    fn draw_shapes(&mut self, x: f32, y: f32, width: f32, scale: f32, shapes: &[Shape]) {
        let place = |(px, py): (f32, f32)| (x + px * scale, y + py * scale);
        let mut lowest = y;
        for shape in shapes {
            let mut rings = Vec::with_capacity(shape.outlines.len());
            for outline in &shape.outlines {
                let mut points = vec![self.point(place(outline.start), false)];
                for segment in &outline.segments {
                    if let Segment::Curve(first, second, _) = *segment {
                        points.push(self.point(place(first), true));
                        points.push(self.point(place(second), true));
                    }
                    let (Segment::Line(end) | Segment::Curve(_, _, end)) = *segment;
                    points.push(self.point(place(end), false));
                    lowest = lowest.max(place(end).1);
                }
                rings.push(PolygonRing { points });
            }
            self.set_color(shape.color);
            self.fill(rings);
        }
        self.note_figure(x, y, width, lowest - y);
    }

    /// Names the picture; `postpass` adds it. A picture is a unit square that is stretched to its place.
    fn draw_logo(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let bottom = round(self.height - y - height);
        let matrix = [round(width), 0.0, 0.0, round(height), round(x), bottom];
        self.operators.push(Op::SaveGraphicsState);
        let matrix = CurTransMat::Raw(matrix);
        self.operators.push(Op::SetTransformationMatrix { matrix });
        let id = XObjectId(postpass::LOGO.to_owned());
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.operators.push(Op::UseXobject { id, transform });
        self.operators.push(Op::RestoreGraphicsState);
        self.note_figure(x, y, width, height);
    }

    /// One path in units of a module, so that every coordinate is a small whole number.
    fn draw_qr(&mut self, x: f32, y: f32, size: f32, code: &QrCode) {
        let module = size / code.size() as f32;
        let matrix = [module, 0.0, 0.0, -module, round(x), round(self.height - y)];
        let corner = |x: i32, y: i32| LinePoint {
            p: Point { x: Pt(x as f32), y: Pt(y as f32) },
            bezier: false,
        };
        let rings = dark_areas(code)
            .into_iter()
            .map(|Area { left, top, right, bottom }| PolygonRing {
                points: vec![
                    corner(left, top),
                    corner(right, top),
                    corner(right, bottom),
                    corner(left, bottom),
                ],
            })
            .collect();
        self.set_color(super::theme::INK);
        self.operators.push(Op::SaveGraphicsState);
        let matrix = CurTransMat::Raw(matrix);
        self.operators.push(Op::SetTransformationMatrix { matrix });
        self.fill(rings);
        self.operators.push(Op::RestoreGraphicsState);
        self.note_figure(x, y, size, size);
    }

    fn note_figure(&mut self, x: f32, y: f32, width: f32, height: f32) {
        if let Some(node) = self.figure {
            let bottom = self.height - y - height;
            let edges = [round(x), round(bottom), round(x + width), round(bottom + height)];
            self.content.figure_boxes.insert(node.0, edges);
        }
    }

    fn point(&self, (x, y): (f32, f32), bezier: bool) -> LinePoint {
        LinePoint { p: Point { x: Pt(round(x)), y: Pt(round(self.height - y)) }, bezier }
    }

    fn ring(&self, x: f32, y: f32, width: f32, height: f32) -> PolygonRing {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
        PolygonRing { points: corners.map(|corner| self.point(corner, false)).to_vec() }
    }

    fn fill(&mut self, rings: Vec<PolygonRing>) {
        let polygon =
            Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.operators.push(Op::DrawPolygon { polygon });
    }
}

/// Hundredths of a point: finer than any printer, and short in the file.
pub fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}
