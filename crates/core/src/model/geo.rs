//! Places on the earth: distance, and cells by which what is near is found through an index.
//!
//! A cell is a Morton number: the bits of latitude and longitude in turns, so that a square of
//! the map is one range of numbers, whatever its size. (Morton 1966; geohashes are the same.)

use super::Number;

/// Bits of each axis: cells of about 30 cm by 60 cm at the equator.
const BITS: u32 = 26;
const SIDE: i64 = 1 << BITS;
/// A degree in the stored form of a [`Number`].
const DEGREE: i64 = 1_000_000;
/// The mean radius of the earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// Latitude and longitude in degrees (WGS 84 or GCJ-02, as the host keeps them; not mixed).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// North positive, −90 to 90.
    pub latitude: Number,
    /// East positive, −180 to 180.
    pub longitude: Number,
}

impl Place {
    /// The place, if it is one.
    ///
    /// ```
    /// use crmkit_core::model::geo::Place;
    /// let wuhan = Place::new("30.593".parse()?, "114.305".parse()?).unwrap();
    /// let shanghai = Place::new("31.230".parse()?, "121.474".parse()?).unwrap();
    /// assert_eq!(wuhan.metres_to(shanghai) / 1000, 687);
    /// assert!(Place::new("91".parse()?, "0".parse()?).is_none());
    /// # Ok::<(), crmkit_core::Error>(())
    /// ```
    pub fn new(latitude: Number, longitude: Number) -> Option<Self> {
        let fits =
            latitude.scaled().abs() <= 90 * DEGREE && longitude.scaled().abs() <= 180 * DEGREE;
        fits.then_some(Self { latitude, longitude })
    }

    /// The distance along the surface in metres (haversine).
    pub fn metres_to(self, other: Self) -> i64 {
        let radians = |n: Number| (n.scaled() as f64 / DEGREE as f64).to_radians();
        let (a, b) = (radians(self.latitude), radians(other.latitude));
        let across = radians(other.longitude) - radians(self.longitude);
        let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * (across / 2.0).sin().powi(2);
        (2.0 * EARTH * h.sqrt().min(1.0).asin()).round() as i64
    }

    fn grid(self) -> (i64, i64) {
        let at = |scaled: i64, half: i64| ((scaled + half) * SIDE / (2 * half)).min(SIDE - 1);
        (at(self.longitude.scaled(), 180 * DEGREE), at(self.latitude.scaled(), 90 * DEGREE))
    }

    /// The number of the cell in which it lies.
    pub fn cell(self) -> i64 {
        let (x, y) = self.grid();
        spread(x) | spread(y) << 1
    }

    /// Ranges of cells, the end excluded, that hold every place at most so many metres away. They
    /// hold others too.
    pub fn around(self, metres: i64) -> Vec<(i64, i64)> {
        let reach = metres.max(1) as f64;
        let edge =
            (self.latitude.scaled() as f64 / DEGREE as f64).abs().to_radians() + reach / EARTH;
        // Where the reach goes over a pole, every longitude is near.
        if edge >= std::f64::consts::FRAC_PI_2 {
            return vec![(0, 1 << (2 * BITS))];
        }
        let around = 2.0 * std::f64::consts::PI * EARTH;
        let level = (0..=BITS)
            .rev()
            .find(|level| {
                let parts = (1_i64 << level) as f64;
                around / 2.0 / parts >= reach && around * edge.cos() / parts >= reach
            })
            .unwrap_or(0);
        let (x, y) = self.grid();
        let (shift, parts) = (BITS - level, 1_i64 << level);
        let mut ranges = Vec::new();
        for dy in -1..=1 {
            for dx in -1..=1 {
                let (column, row) = (((x >> shift) + dx).rem_euclid(parts), (y >> shift) + dy);
                if (0..parts).contains(&row) {
                    let first = (spread(column) | spread(row) << 1) << (2 * shift);
                    ranges.push((first, first + (1 << (2 * shift))));
                }
            }
        }
        ranges.sort_unstable();
        ranges.dedup();
        ranges
    }
}

/// The bits of a number with a gap after each.
fn spread(n: i64) -> i64 {
    (0..BITS).fold(0, |all, bit| all | (n >> bit & 1) << (2 * bit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(latitude: i64, longitude: i64) -> Place {
        Place::new(Number::from_scaled(latitude), Number::from_scaled(longitude)).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_near_lies_in_the_ranges(
            lat in -90_000_000_i64..=90_000_000,
            lng in -180_000_000_i64..=180_000_000,
            (dlat, dlng) in (-500_000_i64..500_000, -500_000_i64..500_000),
            metres in 1_i64..200_000,
        ) {
            let here = place(lat, lng);
            let wrapped = (lng + dlng + 180_000_000).rem_euclid(360_000_000) - 180_000_000;
            let there = place((lat + dlat).clamp(-90_000_000, 90_000_000), wrapped);
            let ranges = here.around(metres);
            prop_assert!(ranges.len() <= 9);
            let found = ranges.iter().any(|(a, b)| (*a..*b).contains(&there.cell()));
            prop_assert!(found || here.metres_to(there) > metres);
            prop_assert_eq!(here.metres_to(there), there.metres_to(here));
        }

        #[test]
        fn near_is_not_everywhere(lat in -60_000_000_i64..60_000_000, lng in -180_000_000_i64..=180_000_000) {
            let covered: i64 = place(lat, lng).around(1000).iter().map(|(a, b)| b - a).sum();
            // Nine cells of less than 4 by 8 kilometres.
            prop_assert!(covered < (1 << (2 * BITS)) / 1_000_000);
        }
    }

    #[test]
    fn distances_are_those_of_the_map() {
        let wuhan = place(30_593_000, 114_305_000);
        assert_eq!(wuhan.metres_to(wuhan), 0);
        assert_eq!(place(0, 0).metres_to(place(1_000_000, 0)), 111_195);
        assert_eq!(place(0, 179_999_000).metres_to(place(0, -179_999_000)), 222);
    }
}
