//! Owns postal addresses and the order in which a country writes them.
//!
//! Good enough for the window of an envelope, not a validator: postcodes are not checked. The name
//! of the country is a message of the catalogue and is left to the caller, who also knows whether
//! the letter crosses a border.

use serde::{Deserialize, Serialize};

use super::country::Country;

/// Where a customer or seller is. The name stands elsewhere; empty parts are empty strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub line1: String,
    #[serde(default)]
    pub line2: String,
    pub city: String,
    /// State, province, county.
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
    pub country: Country,
}

/// How the place is written below the street.
#[derive(Clone, Copy)]
enum PlaceOrder {
    /// `10115 Berlin`
    PostcodeCity,
    /// `Dublin` / `Co. Dublin` / `D02 X285`
    CityRegionPostcodeLines,
    /// `LONDON` / `SW1A 1AA`; counties have not been part of an address since 1996
    CityPostcodeLines,
    /// `Austin, TX 78701`
    CityCommaRegionPostcode,
    /// `Sydney NSW 2000`
    CityRegionPostcode,
    /// `Ikeja 100271` / `Lagos`
    CityPostcodeThenRegion,
}

impl Address {
    /// The lines below the name in the order of the country, without empty ones and without the
    /// country.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.line1.trim().to_owned(), self.line2.trim().to_owned()];
        lines.extend(self.place_lines());
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn place_lines(&self) -> Vec<String> {
        let [city, region, postcode] =
            [&self.city, &self.region, &self.postal_code].map(|part| part.trim());
        match place_order(self.country) {
            PlaceOrder::PostcodeCity => vec![joined(&[postcode, city], " ")],
            PlaceOrder::CityRegionPostcodeLines => {
                vec![city.to_owned(), region.to_owned(), postcode.to_owned()]
            }
            PlaceOrder::CityPostcodeLines => vec![city.to_owned(), postcode.to_owned()],
            PlaceOrder::CityCommaRegionPostcode => {
                let region_postcode = joined(&[region, postcode], " ");
                vec![joined(&[city, &region_postcode], ", ")]
            }
            PlaceOrder::CityRegionPostcode => vec![joined(&[city, region, postcode], " ")],
            PlaceOrder::CityPostcodeThenRegion => {
                vec![joined(&[city, postcode], " "), region.to_owned()]
            }
        }
    }
}

/// The order the Universal Postal Union gives for the country.
fn place_order(country: Country) -> PlaceOrder {
    match country.code() {
        "AD" | "AL" | "AT" | "BA" | "BE" | "BG" | "CH" | "CY" | "CZ" | "DE" | "DK" | "EE"
        | "ES" | "FI" | "FO" | "FR" | "GL" | "GR" | "HR" | "IL" | "IS" | "IT" | "LI" | "LT"
        | "LU" | "MA" | "MC" | "ME" | "MK" | "NL" | "NO" | "PL" | "PT" | "RO" | "RS" | "SE"
        | "SI" | "SK" | "SM" | "SN" | "TN" | "TR" | "VA" => PlaceOrder::PostcodeCity,
        "GB" | "GG" | "IM" | "JE" => PlaceOrder::CityPostcodeLines,
        "US" | "PR" => PlaceOrder::CityCommaRegionPostcode,
        "AU" | "CA" => PlaceOrder::CityRegionPostcode,
        "IE" | "KE" | "ZA" => PlaceOrder::CityRegionPostcodeLines,
        _ => PlaceOrder::CityPostcodeThenRegion,
    }
}

fn joined(parts: &[&str], separator: &str) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(parts: [&str; 5], country: Country) -> Vec<String> {
        let [line1, line2, city, region, postal_code] = parts.map(str::to_owned);
        Address { line1, line2, city, region, postal_code, country }.lines()
    }

    #[test]
    fn each_country_writes_the_place_in_its_own_order() {
        assert_eq!(
            lines(["Torstraße 1", "", "Berlin", "Berlin", "10119"], Country::DE),
            ["Torstraße 1", "10119 Berlin"]
        );
        assert_eq!(
            lines(["1 Poultry", "Floor 3", "London", "", "EC2R 8EJ"], Country::GB),
            ["1 Poultry", "Floor 3", "London", "EC2R 8EJ"]
        );
        assert_eq!(
            lines(["2 Dame Street", "", "Dublin", "Co. Dublin", "D02 X285"], Country::IE),
            ["2 Dame Street", "Dublin", "Co. Dublin", "D02 X285"]
        );
        assert_eq!(
            lines(["500 Main St", "Suite 4", "Austin", "TX", "78701"], Country::US),
            ["500 Main St", "Suite 4", "Austin, TX 78701"]
        );
        assert_eq!(
            lines(["12 Allen Avenue", "", "Ikeja", "Lagos", "100271"], Country::NG),
            ["12 Allen Avenue", "Ikeja 100271", "Lagos"]
        );
    }

    #[test]
    fn missing_parts_leave_no_gaps() {
        assert_eq!(lines(["A", " ", "Austin", "", ""], Country::US), ["A", "Austin"]);
        assert_eq!(lines(["A", "", "", "TX", "78701"], Country::US), ["A", "TX 78701"]);
        assert_eq!(lines(["", "", "", "", ""], Country::NG), Vec::<String>::new());
    }
}
