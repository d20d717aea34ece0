//! Customers near a place (附近, B1.2).

use super::{Customer, CustomerId};
use crate::choice;
use crate::error::{Error, Result, codes};
use crate::model::geo::Place;
use crate::model::{Number, Raw, Value};
use crate::query::{Bound, BoundQuery, Column, Direction, Visibility};
use crate::sales::pool::{PoolId, visible};
use crate::session::crm::Sight;
use crate::session::{Session, operation};
use crate::store::Reader;
use serde::{Deserialize, Serialize};

choice! {
    /// Which customers are looked for near a place.
    pub enum NearbyKind = "nearby_kind" {
        /// Those that somebody owns, and those of the pools.
        Both = "both", "全部", "Both";
        /// Those that somebody owns.
        Owned = "owned", "客户", "Owned customers";
        /// Those of the pools of which one is a member.
        Pooled = "pooled", "公海客户", "Customers in pools";
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NearbyQuery {
    /// Latitude in degrees, north positive.
    pub latitude: Number,
    /// Longitude in degrees, east positive.
    pub longitude: Number,
    /// How far, in metres.
    pub radius: i64,
    /// Which customers.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub kind: Option<NearbyKind>,
    /// At most so many; fifty when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<u32>,
}

/// A customer near a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Nearby {
    /// Which.
    pub customer: CustomerId,
    /// Its name; empty for who may not read it.
    pub name: String,
    /// How far it is, in metres.
    pub distance: i64,
    /// Its latitude.
    pub latitude: Number,
    /// Its longitude.
    pub longitude: Number,
    /// The pool in which it lies.
    pub pool: Option<PoolId>,
}

/// The farthest that may be asked for, in metres.
const FARTHEST: i64 = 200_000;

impl Session {
    /// The customers near a place that the caller sees, the nearest first.
    ///
    /// # Errors
    /// `right.missing`; `query.hidden_field` for who may not read where customers are;
    /// `value.out_of_range` for what is no place or too far.
    pub fn nearby(&self, query: &NearbyQuery) -> Result<Vec<Nearby>> {
        self.sight(|reader, sight| {
            let operation = &operation::CUSTOMER_NEARBY;
            let entity = Customer::META;
            if sight.rights.as_ref().is_some_and(|r| !r.may(operation)) {
                return Err(operation.missing());
            }
            let out = |field: &str| Error::new(&codes::OUT_OF_RANGE).of(entity).field(field);
            let here =
                Place::new(query.latitude, query.longitude).ok_or_else(|| out("latitude"))?;
            if !(1..=FARTHEST).contains(&query.radius) {
                return Err(
                    out("radius").called("field", crate::model::Label { zh: "半径", en: "Radius" })
                );
            }
            let hidden = |sight: &Sight| {
                let mut fields = ["latitude", "longitude"].into_iter();
                fields.find(|field| !sight.readable(entity, field))
            };
            if let Some(field) = hidden(sight) {
                return Err(Error::new(&codes::HIDDEN_FIELD).of(entity).field(field));
            }
            let kind = query.kind.unwrap_or_default();
            let mut found = Vec::new();
            if kind != NearbyKind::Pooled {
                let reach = sight.visibility(entity)?;
                found.extend(near(reader, sight, here, query.radius, reach)?);
            }
            if kind != NearbyKind::Owned {
                for (sight, reach) in visible(reader, sight)? {
                    // What a pool does not show, it does not show by a detour.
                    if hidden(&sight).is_none() {
                        found.extend(near(reader, &sight, here, query.radius, reach)?);
                    }
                }
            }
            found.sort_by_key(|n| (n.distance, n.customer));
            found.dedup_by_key(|n| n.customer);
            found.truncate(query.limit.unwrap_or(50) as usize);
            Ok(found)
        })
    }
}

/// The rows of a reach that lie near a place, in no order.
fn near(
    reader: &dyn Reader,
    sight: &Sight,
    here: Place,
    radius: i64,
    reach: Visibility,
) -> Result<Vec<Nearby>> {
    let entity = Customer::META;
    let cell = entity.position("geo_cell");
    let (shown, placed) = (sight.readable(entity, "name"), sight.readable(entity, "pool_id"));
    let mut found = Vec::new();
    for (first, end) in here.around(radius) {
        let range = Bound::Range(
            Column::field(entity, cell),
            Some(Value::Int(first)),
            Some(Value::Int(end)),
        );
        let mut query = BoundQuery::all(entity).filter(range).order_by(cell, Direction::Asc);
        query.columns =
            ["id", "name", "latitude", "longitude", "pool_id"].map(|f| entity.position(f)).to_vec();
        query.visibility = reach.clone();
        reader.query(&query, &mut |row| {
            let (Raw::Id(id), Raw::Int(latitude), Raw::Int(longitude)) =
                (row.get(0)?, row.get(2)?, row.get(3)?)
            else {
                return Ok(());
            };
            let (latitude, longitude) =
                (Number::from_scaled(latitude), Number::from_scaled(longitude));
            let distance =
                Place::new(latitude, longitude).map_or(i64::MAX, |there| here.metres_to(there));
            if distance <= radius {
                let name = match row.get(1)? {
                    Raw::Text(name) if shown => name.into_owned(),
                    _ => String::new(),
                };
                let pool = match row.get(4)? {
                    Raw::Id(pool) if placed => Some(PoolId::from(pool)),
                    _ => None,
                };
                let customer = CustomerId::from(id);
                found.push(Nearby { customer, name, distance, latitude, longitude, pool });
            }
            Ok(())
        })?;
    }
    Ok(found)
}
