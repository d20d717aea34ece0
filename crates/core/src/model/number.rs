//! Exact decimals: [`Money`] with four places, [`Number`] with six.
//!
//! Stored as scaled integers: `SUM` is exact, values sort and index, and it is the fastest form
//! measured (text summed in Rust costs 2.2×). Too many places are refused, never rounded
//! silently; rounding happens where a rule says so, half-up.

use crate::error::{Error, Result, codes, require};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

macro_rules! fixed {
    ($(#[$doc:meta])* $name:ident, $places:literal, $floats:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// How many decimal places are kept.
            pub const PLACES: u32 = $places;
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From the stored integer.
            pub const fn from_scaled(scaled: i64) -> Self {
                Self(scaled)
            }

            /// The stored integer.
            pub const fn scaled(self) -> i64 {
                self.0
            }

            /// As a decimal, without trailing zeros.
            pub fn decimal(self) -> Decimal {
                Decimal::new(self.0, $places).normalize()
            }

            /// The nearest representable value, halves away from zero (B1.0: half-up at the line).
            ///
            /// # Errors
            /// `value.out_of_range` beyond ±9.2×10¹⁸ units of the last place.
            pub fn round(value: Decimal, places: u32) -> Result<Self> {
                let places = places.min($places);
                Self::try_from(value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
            }

            /// The sum, or `None` out of range.
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            /// The difference, or `None` out of range.
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = Error;
            fn try_from(value: Decimal) -> Result<Self> {
                let value = value.normalize();
                if value.scale() > $places {
                    return Err(Error::new(&codes::TOO_MANY_PLACES).with("max", $places));
                }
                let scaled = value.mantissa().checked_mul(10i128.pow($places - value.scale()));
                let scaled = scaled.and_then(|s| i64::try_from(s).ok());
                scaled.map(Self).ok_or_else(|| Error::new(&codes::OUT_OF_RANGE))
            }
        }

        impl From<$name> for Decimal {
            fn from(value: $name) -> Decimal {
                value.decimal()
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                let value = Decimal::from_str_exact(text.trim());
                let value = value.map_err(|_| crate::model::Kind::$name.wrong())?;
                Self::try_from(value)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.decimal().fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }
                    fn visit_str<E: de::Error>(self, t: &str) -> std::result::Result<$name, E> {
                        t.parse().map_err(E::custom)
                    }
                    fn visit_i64<E: de::Error>(self, i: i64) -> std::result::Result<$name, E> {
                        Decimal::from(i).try_into().map_err(E::custom)
                    }
                    fn visit_u64<E: de::Error>(self, u: u64) -> std::result::Result<$name, E> {
                        Decimal::from(u).try_into().map_err(E::custom)
                    }
                    fn visit_f64<E: de::Error>(self, f: f64) -> std::result::Result<$name, E> {
                        if $floats {
                            // A measured value has more digits than it means.
                            let shortest: Decimal = f.to_string().parse().map_err(E::custom)?;
                            return $name::round(shortest, $places).map_err(E::custom);
                        }
                        Err(E::invalid_type(de::Unexpected::Float(f), &self))
                    }
                }
                d.deserialize_any(Visitor)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.decimal())
            }
        }
    };
}

fixed!(
    /// An amount of money, exact to four places (±922 trillion).
    ///
    /// ```
    /// use crmkit_core::model::Money;
    /// let price: Money = "19.99".parse()?;
    /// assert_eq!(price.scaled(), 199_900);
    /// assert!("0.00001".parse::<Money>().is_err());
    /// # Ok::<(), crmkit_core::Error>(())
    /// ```
    ///
    /// In JSON it is text or a whole number: what has a point and is no text is a float, which
    /// holds no sum of money exactly.
    Money, 4, false, "an amount of money: text, or a whole number"
);
fixed!(
    /// A quantity, rate, measure or coordinate, exact to six places.
    ///
    /// In JSON it is written as text, and read from text or from a number, by the number's shortest
    /// decimal form. A number is rounded to six places, as what a device measures has more; text
    /// says exactly what is meant, and more than six places of it are refused.
    Number, 6, true, "a decimal: text, or a number"
);

/// How many decimal places amounts in a currency have (ISO 4217): none in yen, three in Kuwaiti
/// dinars, two in most.
pub fn currency_places(code: &str) -> u32 {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

impl Money {
    /// Refuses an amount with more decimal places than its currency has.
    pub(crate) fn fits_in(self, currency: &str) -> Result<()> {
        self.within_places(currency_places(currency))
    }

    /// Refuses an amount with more decimal places than so many.
    pub(crate) fn within_places(self, places: u32) -> Result<()> {
        require(self.decimal().scale() <= places, &codes::TOO_MANY_PLACES)
            .map_err(|e| e.with("max", places))
    }

    /// Splits an amount by weights so that the parts sum to it exactly: every part is cut to
    /// `places`, and what is left goes unit by unit to the largest remainders, ties to the first.
    ///
    /// All weights zero: the amount is split evenly.
    ///
    /// # Errors
    /// `value.out_of_range` for a negative weight; `value.too_many_places` when the amount
    /// itself has more places.
    pub fn allocate(self, weights: &[Number], places: u32) -> Result<Vec<Self>> {
        let unit = 10i128.pow(Self::PLACES.saturating_sub(places));
        let total = i128::from(self.0);
        if total % unit != 0 {
            return Err(Error::new(&codes::TOO_MANY_PLACES).with("max", places));
        }
        if weights.iter().any(|w| w.scaled() < 0) {
            return Err(Error::new(&codes::OUT_OF_RANGE).field("weight"));
        }
        let even = weights.iter().all(|w| w.scaled() == 0);
        let weight = |w: &Number| if even { 1 } else { i128::from(w.scaled()) };
        let sum: i128 = weights.iter().map(weight).sum();
        let units = (total / unit).abs();
        let mut parts: Vec<i128> = weights.iter().map(|w| units * weight(w) / sum).collect();
        let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
        by_remainder.sort_by_key(|&i| weights.get(i).map_or(0, |w| -(units * weight(w) % sum)));
        let missing = units - parts.iter().sum::<i128>();
        for (_, &i) in (0..missing).zip(&by_remainder) {
            if let Some(part) = parts.get_mut(i) {
                *part += 1;
            }
        }
        let sign = total.signum() * unit;
        parts
            .into_iter()
            .map(|p| i64::try_from(p * sign).map(Self))
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| Error::new(&codes::OUT_OF_RANGE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_is_half_up_away_from_zero() {
        for (text, want) in
            [("1.005", "1.01"), ("-1.005", "-1.01"), ("1.004", "1"), ("2.675", "2.68")]
        {
            assert_eq!(Money::round(text.parse().unwrap(), 2).unwrap().to_string(), want);
        }
    }

    #[test]
    fn too_many_places_and_out_of_range_are_refused() {
        assert_eq!("1.00001".parse::<Money>().unwrap_err().code(), "value.too_many_places");
        assert_eq!("922337203685478".parse::<Money>().unwrap_err().code(), "value.out_of_range");
        assert_eq!("922337203685477.5807".parse::<Money>().unwrap().scaled(), i64::MAX);
        assert_eq!("1.10000000".parse::<Money>().unwrap().scaled(), 11_000);
    }

    #[test]
    fn json_numbers_are_rounded_and_texts_are_exact() {
        let number = |json: &str| serde_json::from_str::<Number>(json).map(|n| n.to_string());
        for (json, want) in [
            ("\"30.5446\"", "30.5446"),
            ("30.5446", "30.5446"),
            ("-114.302612", "-114.302612"),
            ("114", "114"),
            ("1e-6", "0.000001"),
            ("-0.0", "0"),
            ("0.30000000000000004", "0.3"),
            ("31.230416123456", "31.230416"),
        ] {
            assert_eq!(number(json).unwrap(), want, "{json}");
        }
        for json in ["\"30.5446123\"", "1e300", "\"NaN\"", "true", "null"] {
            assert!(number(json).is_err(), "{json}");
        }
        for f in [f64::NAN, f64::INFINITY] {
            let from: de::value::F64Deserializer<de::value::Error> =
                de::IntoDeserializer::into_deserializer(f);
            assert!(Number::deserialize(from).is_err(), "{f}");
        }
        let money = |json: &str| serde_json::from_str::<Money>(json).map(|n| n.to_string());
        assert_eq!(money("\"19.99\"").unwrap(), "19.99");
        assert_eq!(money("20").unwrap(), "20");
        assert!(money("18446744073709551615").is_err());
        let refused = money("19.5").unwrap_err().to_string();
        assert!(refused.contains("an amount of money: text, or a whole number"), "{refused}");
        assert_eq!(serde_json::to_string(&Number::from_scaled(30_544_600)).unwrap(), "\"30.5446\"");
    }

    #[test]
    fn the_largest_remainder_takes_the_missing_cents() {
        let parts =
            Money::from_scaled(1_000_000).allocate(&[Number::from_scaled(1); 3], 2).unwrap();
        let parts: Vec<String> = parts.iter().map(Money::to_string).collect();
        assert_eq!(parts, ["33.34", "33.33", "33.33"]);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(cents in -10i64.pow(13)..10i64.pow(13), weights in prop::collection::vec(0i64..10i64.pow(12), 1..20)) {
            let whole = Money::from_scaled(cents * 100);
            let weights: Vec<Number> = weights.into_iter().map(Number::from_scaled).collect();
            let parts = whole.allocate(&weights, 2).unwrap();
            prop_assert_eq!(parts.iter().map(|p| p.scaled()).sum::<i64>(), whole.scaled());
            prop_assert!(parts.iter().all(|p| p.scaled() % 100 == 0));
        }

        #[test]
        fn text_round_trips(scaled: i64) {
            prop_assert_eq!(Money::from_scaled(scaled).to_string().parse::<Money>().unwrap(), Money::from_scaled(scaled));
            prop_assert_eq!(Number::from_scaled(scaled).to_string().parse::<Number>().unwrap(), Number::from_scaled(scaled));
        }
    }
}
