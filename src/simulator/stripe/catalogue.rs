//! Products and prices, as far as checkout line items and the CLI's fixtures need them.

use super::account::Turn;
use super::error::ApiError;
use super::fields::Fields;
use super::list;
use super::store::{Read, or_null};
use serde_json::{Value, json};

pub fn create_product(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let id = turn.id("prod");
    let mut product = json!({
        "id": id,
        "object": "product",
        "active": true,
        "created": turn.now,
        "default_price": null,
        "description": null,
        "images": [],
        "livemode": false,
        "marketing_features": [],
        "metadata": {},
        "name": fields.required_text("name")?,
        "package_dimensions": null,
        "shippable": null,
        "statement_descriptor": null,
        "tax_code": null,
        "type": "service",
        "unit_label": null,
        "updated": turn.now,
        "url": null,
    });
    fields.copy_texts(&mut product, &["description", "tax_code", "unit_label", "url"])?;
    fields.merge_metadata(&mut product)?;
    fields.ignore(&["images"]);
    fields.finish()?;
    turn.insert(&product, json!({}));
    turn.emit("product.created", &product);
    Ok(product)
}

pub fn create_price(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let currency = fields.required_text("currency")?.to_lowercase();
    let amount = fields.integer("unit_amount")?.ok_or_else(|| fields.missing("unit_amount"))?;
    let product = match fields.branch("product_data")? {
        Some(given) => create_product(turn, given)?.text("id").to_owned(),
        None => fields.required_text("product")?,
    };
    turn.find("product", &product, "product")?;
    let mut price = json!({ "metadata": {}, "nickname": null });
    fields.copy_texts(&mut price, &["nickname"])?;
    fields.merge_metadata(&mut price)?;
    fields.ignore(&["tax_behavior"]);
    fields.finish()?;
    let mut price_object = blank_price(turn, &currency, amount, &product);
    for name in ["nickname", "metadata"] {
        price_object[name] = price[name].clone();
    }
    turn.insert(&price_object, json!({}));
    turn.emit("price.created", &price_object);
    Ok(price_object)
}

fn blank_price(turn: &mut Turn, currency: &str, amount: i64, product: &str) -> Value {
    json!({
        "id": turn.id("price"),
        "object": "price",
        "active": true,
        "billing_scheme": "per_unit",
        "created": turn.now,
        "currency": currency,
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": {},
        "nickname": null,
        "product": product,
        "recurring": null,
        "tax_behavior": "unspecified",
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": amount.to_string(),
    })
}

pub fn retrieve(turn: &Turn, kind: &str, id: &str) -> Result<Value, ApiError> {
    turn.find(kind, id, "id")
}

pub fn list(turn: &Turn, kind: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["product", "currency"])?;
    list::page(turn, fields, &format!("/v1/{kind}s"), kind, |object| wanted.accept(object))
}

/// A checkout line item from `price`, or from `price_data`, which makes a price that nobody lists.
pub fn line_item(turn: &mut Turn, mut given: Fields) -> Result<Value, ApiError> {
    let quantity = given.integer("quantity")?.unwrap_or(1);
    if quantity < 1 {
        return Err(given.wrong("quantity", "parameter_invalid_integer", "Invalid quantity"));
    }
    let (price, name) = match given.branch("price_data")? {
        Some(data) => inline_price(turn, data)?,
        None => {
            let id = given.required_text("price")?;
            let price = turn.find("price", &id, "line_items[0][price]")?;
            let name = turn.known(price.text("product")).text("name").to_owned();
            (price, name)
        }
    };
    given.ignore(&["adjustable_quantity", "tax_rates", "dynamic_tax_rates", "metadata"]);
    given.finish()?;
    let total = price.number("unit_amount").saturating_mul(quantity);
    Ok(json!({
        "id": turn.id("li"),
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": or_null(&name),
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }))
}

fn inline_price(turn: &mut Turn, mut data: Fields) -> Result<(Value, String), ApiError> {
    let currency = data.required_text("currency")?.to_lowercase();
    let amount = data.integer("unit_amount")?.ok_or_else(|| data.missing("unit_amount"))?;
    let (product, name) = match data.branch("product_data")? {
        Some(mut product) => {
            let name = product.required_text("name")?;
            product.ignore(&["description", "metadata", "images", "tax_code", "unit_label"]);
            product.finish()?;
            (turn.id("prod"), name)
        }
        None => {
            let id = data.required_text("product")?;
            let product = turn.find("product", &id, "line_items[0][price_data][product]")?;
            (id, product.text("name").to_owned())
        }
    };
    data.ignore(&["tax_behavior"]);
    data.finish()?;
    let mut price = blank_price(turn, &currency, amount, &product);
    price["active"] = json!(false);
    Ok((price, name))
}
