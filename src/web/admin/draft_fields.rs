//! The fields of an invoice that is being written.

use crate::domain::id::{SellerId, SeriesId};
use crate::domain::invoice::InvoiceWithLines;
use crate::domain::tax_total::TaxCategory;
use crate::i18n::Arg;
use crate::web::admin::draft_typed::RowNames;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{FieldErrors, SelectField, TextAreaField, TextField};
use crate::web::components::sheet::{document_totals, total_list};
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// What the lines come to.
pub fn totals(draft: InvoiceWithLines) -> AnyView {
    let invoice = &draft.invoice;
    let totals = document_totals(invoice.subtotal, &draft.taxes, invoice.total);
    view! {
        <section class="panel" aria-labelledby="preview" role="status">
            <h2 id="preview">{t("action-preview")}</h2>
            {total_list(totals)}
        </section>
    }
    .into_any()
}

/// Everything but the lines.
pub fn terms_fields(
    series: Vec<(SellerId, String, SeriesId)>,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let sellers: Vec<_> = series.into_iter().map(|(_, name, id)| (id.to_string(), name)).collect();
    view! {
        <div class="form-row">
            <SelectField name="series" label=t("admin-seller") options=sellers selected=typed.get("series") errors=errors.clone()/>
            <TextField name="currency" label=t("admin-currency") value=typed.get("currency") errors=errors.clone() max_length=3 short=true/>
        </div>
        <div class="form-row form-row-short">
            <TextField name="issued-on" label=t("admin-issued-on") value=typed.get("issued-on") errors=errors.clone() kind="date"/>
            <TextField name="due-on" label=t("admin-due-on") value=typed.get("due-on") errors=errors.clone() kind="date"/>
        </div>
        <div class="form-row form-row-short">
            <TextField name="service-from" label=t("admin-service-from") value=typed.get("service-from") errors=errors.clone() kind="date" optional=true/>
            <TextField name="service-to" label=t("admin-service-to") value=typed.get("service-to") errors=errors.clone() kind="date" optional=true/>
        </div>
        <TextField name="purchase-order" label=t("admin-purchase-order") value=typed.get("purchase-order") errors=errors.clone() optional=true/>
        <TextAreaField name="memo" label=t("admin-memo") value=typed.get("memo") hint=t("admin-memo-hint").into_owned() errors=errors.clone() optional=true/>
    }
    .into_any()
}

/// One line, by its number from 1.
pub fn line_fields(
    no: usize,
    names: &'static RowNames,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    // Rows that are left empty are left out; only one is needed.
    let optional = no > 1;
    let categories: Vec<_> = TaxCategory::ALL
        .into_iter()
        .map(|category| {
            let code = category.code();
            let key = format!("admin-tax-{}", code.to_ascii_lowercase());
            (code.to_owned(), format!("{} ({code})", t(&key)))
        })
        .collect();
    let category = match typed.get(&names.category) {
        "" => TaxCategory::Standard.code(),
        chosen => chosen,
    }
    .to_owned();
    let kept: Vec<_> = [&names.from, &names.to]
        .into_iter()
        .filter(|name| !typed.get(name).is_empty())
        .map(|name| {
            let value = typed.get(name).to_owned();
            view! { <input r#type="hidden" name=name.as_str() value=value/> }
        })
        .collect();
    view! {
        <fieldset class="fieldset form">
            <legend>{t_with("admin-line-no", &[("number", Arg::from(no.to_string()))])}</legend>
            {kept}
            <TextField name=&names.description label=t("document-line-description") value=typed.get(&names.description) errors=errors.clone() max_length=500 optional=optional/>
            <div class="form-row form-row-short">
                <TextField name=&names.quantity label=t("document-line-quantity") value=typed.get(&names.quantity) errors=errors.clone() inputmode="decimal" numeric=true optional=optional/>
                <TextField name=&names.price label=t("admin-net-price") value=typed.get(&names.price) errors=errors.clone() inputmode="decimal" numeric=true optional=optional/>
            </div>
            <div class="form-row">
                <SelectField name=&names.category label=t("admin-tax-category") options=categories selected=category errors=errors.clone()/>
                <TextField name=&names.rate label=t("admin-tax-rate") value=typed.get(&names.rate) errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
            </div>
            <TextField name=&names.sku label=t("admin-sku") value=typed.get(&names.sku) errors=errors.clone() optional=true/>
        </fieldset>
    }
    .into_any()
}
