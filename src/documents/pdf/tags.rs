//! The structure tree: what a screen reader walks (ISO 32000-1, 14.7; PDF/UA-1).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::layout::{DisplayList, Node, Role};
use super::postpass::text_string;
use super::writer::Content;

/// The standard structure type of a role.
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Section => "Sect",
        Role::H1 => "H1",
        Role::H2 => "H2",
        Role::Paragraph => "P",
        Role::Figure => "Figure",
        Role::Table => "Table",
        Role::TableHead => "THead",
        Role::TableBody => "TBody",
        Role::TableRow => "TR",
        Role::TableHeaderCell => "TH",
        Role::TableCell => "TD",
        Role::Link => "Link",
    }
}

/// Adds the tree and its parent tree, and returns the id of its root.
pub fn add_structure(
    file: &mut Document,
    list: &DisplayList,
    content: &Content,
) -> lopdf::Result<ObjectId> {
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    let root = file.new_object_id();
    let nodes = &list.structure.nodes;
    let ids: Vec<ObjectId> = nodes.iter().map(|_| file.new_object_id()).collect();
    let mut parents: Vec<Object> = Vec::new();
    for (number, (page, owners)) in pages.iter().zip(&content.owners).enumerate() {
        parents.push(Object::Integer(number as i64));
        parents.push(Object::Array(owners.iter().map(|node| ids[node.0].into()).collect()));
        let page = file.get_object_mut(*page)?.as_dict_mut()?;
        page.set("StructParents", number as i64);
        page.set("Tabs", "S");
    }
    let mut kids = marked_content(nodes.len(), &pages, content);
    tag_links(file, &pages, &ids, content, &mut kids, &mut parents)?;

    for (index, node) in nodes.iter().enumerate() {
        let parent = node.parent.map_or(root, |parent| ids[parent.0]);
        let Kids { page, mut objects, .. } = std::mem::take(&mut kids[index]);
        objects.extend(node.children.iter().map(|child| Object::Reference(ids[child.0])));
        let mut element = dictionary! {
            "Type" => "StructElem",
            "S" => name(node.role),
            "P" => parent,
            "K" => if objects.len() == 1 { objects.remove(0) } else { Object::Array(objects) },
        };
        if let Some(page) = page {
            element.set("Pg", page);
        }
        add_attributes(&mut element, node, content.figure_boxes.get(&index));
        file.set_object(ids[index], element);
    }
    let next_key = (content.owners.len() + content.links.len()) as i64;
    let tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => ids[0],
        "ParentTree" => dictionary! { "Nums" => parents },
        "ParentTreeNextKey" => next_key,
    };
    file.set_object(root, tree);
    Ok(root)
}

/// A node's own content: marked-content numbers, of `page` unless they say otherwise.
#[derive(Default)]
struct Kids {
    page: Option<ObjectId>,
    objects: Vec<Object>,
}

fn marked_content(nodes: usize, pages: &[ObjectId], content: &Content) -> Vec<Kids> {
    let mut kids: Vec<Kids> = (0..nodes).map(|_| Kids::default()).collect();
    for (page, owners) in pages.iter().zip(&content.owners) {
        for (number, owner) in owners.iter().enumerate() {
            let kids = &mut kids[owner.0];
            let number = number as i64;
            if *kids.page.get_or_insert(*page) == *page {
                kids.objects.push(Object::Integer(number));
            } else {
                let reference = dictionary! { "Type" => "MCR", "Pg" => *page, "MCID" => number };
                kids.objects.push(reference.into());
            }
        }
    }
    kids
}

/// Makes each link annotation an object that its node points to and a screen reader can name.
fn tag_links(
    file: &mut Document,
    pages: &[ObjectId],
    ids: &[ObjectId],
    content: &Content,
    kids: &mut [Kids],
    parents: &mut Vec<Object>,
) -> lopdf::Result<()> {
    const PRINT: i64 = 4;
    for (number, page) in pages.iter().enumerate() {
        let dictionary = file.get_object_mut(*page)?.as_dict_mut()?;
        let annotations = match dictionary.remove(b"Annots") {
            Some(Object::Array(annotations)) => annotations,
            _ => Vec::new(),
        };
        let on_page = content.links.iter().enumerate().filter(|(_, link)| link.page == number);
        let mut references = Vec::new();
        for ((index, link), annotation) in on_page.zip(annotations) {
            let key = (content.owners.len() + index) as i64;
            let Object::Dictionary(mut annotation) = annotation else {
                continue;
            };
            annotation.set("StructParent", key);
            annotation.set("F", PRINT);
            annotation.set("Contents", text_string(&link.alt));
            let id = file.add_object(annotation);
            references.push(Object::Reference(id));
            let reference = dictionary! { "Type" => "OBJR", "Obj" => id, "Pg" => *page };
            kids[link.node.0].objects.push(reference.into());
            parents.extend([Object::Integer(key), Object::Reference(ids[link.node.0])]);
        }
        if !references.is_empty() {
            file.get_object_mut(*page)?.as_dict_mut()?.set("Annots", references);
        }
    }
    Ok(())
}

fn add_attributes(element: &mut Dictionary, node: &Node, figure_box: Option<&[f32; 4]>) {
    if let Some(alt) = &node.alt {
        element.set("Alt", text_string(alt));
    }
    match node.role {
        Role::Figure => {
            let mut layout = dictionary! { "O" => "Layout", "Placement" => "Block" };
            if let Some(edges) = figure_box {
                let edges: Vec<Object> = edges.iter().map(|edge| Object::Real(*edge)).collect();
                layout.set("BBox", edges);
            }
            element.set("A", layout);
        }
        Role::TableHeaderCell => {
            element.set("A", dictionary! { "O" => "Table", "Scope" => "Column" });
        }
        _ => {}
    }
}
