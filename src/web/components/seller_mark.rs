//! A seller's mark: its logo on a white plate, as on paper, or its initials in the brand colour.

use crate::domain::brand_color::BrandColor;
use crate::domain::party::{LogoRef, Seller, monogram};
use crate::i18n::Arg;
use crate::web::paths;
use crate::web::ui::t_with;
use leptos::prelude::*;

/// Who is shown, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SellerMark {
    pub name: String,
    /// `#rrggbb`
    pub brand_color: String,
    pub logo: Option<LogoRef>,
}

impl SellerMark {
    #[must_use]
    pub fn of(seller: &Seller) -> Self {
        Self {
            name: seller.brand_name().to_owned(),
            brand_color: seller.brand_color.clone(),
            logo: seller.logo.clone(),
        }
    }
}

/// The logo, or the initials with the name beside them.
pub fn seller_mark(mark: SellerMark) -> AnyView {
    let Some(logo) = mark.logo else {
        return view! {
            <div class="seller-mark">
                {monogram_square(&mark.name, &mark.brand_color)}
                <span class="strong"><bdi>{mark.name}</bdi></span>
            </div>
        }
        .into_any();
    };
    let alt = t_with("document-logo-alt", &[("seller", Arg::from(&mark.name))]);
    view! { <div class="seller-mark">{logo_image(&logo, alt)}</div> }.into_any()
}

/// The picture alone, with its size, so that the page does not move when it comes.
pub fn logo_image(logo: &LogoRef, alt: String) -> AnyView {
    let (width, height) = (logo.width_px.to_string(), logo.height_px.to_string());
    view! { <img class="logo" src=paths::logo(logo) alt=alt width=width height=height/> }.into_any()
}

/// Decoration: the name stands beside it.
pub fn monogram_square(name: &str, brand_color: &str) -> AnyView {
    // A colour that does not read is refused by the database.
    let color: BrandColor = brand_color.parse().unwrap_or(crate::domain::brand_color::INK);
    let letters = monogram(name);
    view! {
        <svg class="monogram" viewBox="0 0 34 34" width="34" height="34" aria-hidden="true">
            <rect width="34" height="34" rx="8" fill=color.to_string()></rect>
            <text x="17" y="22.5" text-anchor="middle" font-size="15" font-weight="600" fill=color.letters().to_string()>{letters}</text>
        </svg>
    }
    .into_any()
}
