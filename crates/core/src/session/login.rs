//! Passwords and logging in.
//!
//! Argon2id runs outside every transaction; a command only ever carries the PHC string. Failed
//! logins are counted per login name, known or not, by a small path of its own, so that neither
//! the answer nor the log tells which names exist.

use super::crm::{Crm, Session, Who};
use crate::error::{Error, Result, codes, internal, require};
use crate::model::entity::system;
use crate::model::{CommandId, Entity, Raw, Timestamp, Value, derive_id, phone};
use crate::org::{Credential, EmployeeId, LoginAttempt, LoginAttemptId};
use crate::query::{Bound, BoundQuery, Cmp, Column};
use crate::session::write::unique_key;
use crate::store::{Reader, read, write};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The fewest characters of a password.
const MIN_PASSWORD: usize = 8;
/// Failures in a row before logins are held back.
const FREE_FAILURES: i64 = 5;
/// The least memory and the least memory times passes that OWASP advises for argon2id, in KiB.
const MIN_M_COST: u32 = 7168;
const MIN_COST: u64 = 35_840;
/// The most memory that verifying a hash may take, in KiB.
const MAX_M_COST: u32 = 256 << 10;
/// The most passes over it.
const MAX_T_COST: u32 = 10;
/// A hash that no password fits, so that an unknown name costs as much time as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The argon2id hash of a password, as commands carry it.
///
/// # Errors
/// `password.weak` for fewer than eight characters.
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(Error::new(&codes::WEAK_PASSWORD).with("min", MIN_PASSWORD));
    }
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(internal)?;
    Ok(hash.to_string())
}

/// Refuses what is not an argon2id hash, and one that is cheaper to guess than ours or so dear
/// that a login would take all memory.
pub(crate) fn check_hash(hash: &str) -> Result<()> {
    let refused = || Error::new(&codes::PASSWORD_HASH);
    let parsed = PasswordHash::new(hash).map_err(|_| refused())?;
    let params = Params::try_from(&parsed).map_err(|_| refused())?;
    let (memory, passes) = (params.m_cost(), params.t_cost());
    let cost = memory >= MIN_M_COST
        && u64::from(memory) * u64::from(passes) >= MIN_COST
        && memory <= MAX_M_COST
        && passes <= MAX_T_COST;
    let whole = parsed.algorithm.as_str() == "argon2id" && parsed.hash.is_some();
    require(whole && cost, &codes::PASSWORD_HASH)
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}

/// What is known about a login name.
struct Known {
    employee: Option<(EmployeeId, String)>,
    key: String,
}

impl Crm {
    /// A session for somebody who knows the password of a mobile number.
    ///
    /// # Errors
    /// `login.failed` for a wrong number or password, without saying which; `login.throttled`
    /// after several failures; `session.disabled` for the right password of a disabled account.
    pub fn login(&self, mobile: &str, password: &str) -> Result<Session> {
        let now = self.clock().now();
        let store = &**self.store();
        let known = read(store, None, |reader| self.known(reader, mobile))?;
        // Counted before the password is looked at and forgotten when it is right: of many
        // guesses at the same time no more get through than of guesses one by one.
        self.count_failure(&known.key, now)?;
        let hash = known.employee.as_ref().map_or(NOBODY, |(_, hash)| hash.as_str());
        let right = fits(password, hash);
        match known.employee {
            Some((employee, _)) if right => {
                self.forget_failures(&known.key)?;
                self.session(employee)
            }
            _ => Err(Error::new(&codes::LOGIN_FAILED)),
        }
    }

    fn known(&self, reader: &dyn Reader, mobile: &str) -> Result<Known> {
        let company = self.company(reader)?;
        let canonical = phone::normalise(mobile, company.country())
            .map_or_else(|| mobile.trim().to_owned(), |p| p.to_string());
        let key = Sha256::digest(canonical.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>();
        let holder = reader.key("employee.mobile", &unique_key(&canonical))?;
        let employee = match holder {
            Some(id) => first::<Credential>(reader, "employee_id", Value::Id(id))?
                .map(|c| (EmployeeId(id), c.password_hash)),
            None => None,
        };
        Ok(Known { employee, key })
    }

    /// Counts a failure, unless logins are held back. Not a command: it is no change of the
    /// company's data, and its caller is nobody yet.
    fn count_failure(&self, key: &str, now: Timestamp) -> Result<()> {
        let id = LoginAttemptId(derive_id(CommandId(self.ids().next(now)), Uuid::nil(), 0));
        write(&**self.store(), None, |writer| {
            let before =
                first::<LoginAttempt>(writer.reader(), "login", Value::Text(key.to_owned()))?;
            if let Some(attempt) = before.as_ref().filter(|a| a.blocked_until > now) {
                let seconds = (attempt.blocked_until - now).num_seconds().max(1);
                return Err(Error::new(&codes::LOGIN_THROTTLED).with("seconds", seconds));
            }
            let failures = before.as_ref().map_or(0, |a| a.failures) + 1;
            let blocked_until = now + held_back(failures);
            let entity = LoginAttempt::META;
            match before {
                Some(attempt) => writer
                    .update(
                        entity,
                        attempt.id.0,
                        attempt.rev,
                        &[
                            (system::REV, Raw::Int(attempt.rev + 1)),
                            (entity.position("failures"), Raw::Int(failures)),
                            (
                                entity.position("blocked_until"),
                                Raw::Int(blocked_until.timestamp_micros()),
                            ),
                        ],
                    )
                    .map(|_| ()),
                None => {
                    // What was tried long ago is forgotten, so that guessing fills no file.
                    let column = Column::field(entity, entity.position("blocked_until"));
                    let long_ago = Some(Value::Time(now - REMEMBERED));
                    writer.delete_where(entity, &Bound::Range(column, None, long_ago))?;
                    let login = key.to_owned();
                    let row = LoginAttempt {
                        id,
                        rev: 1,
                        created_at: now,
                        updated_at: now,
                        login,
                        failures,
                        blocked_until,
                        ..LoginAttempt::blank()
                    };
                    writer.insert(entity, &row)
                }
            }
        })
    }

    fn forget_failures(&self, key: &str) -> Result<()> {
        write(&**self.store(), None, |writer| {
            let entity = LoginAttempt::META;
            let column = Column::field(entity, entity.position("login"));
            let ours = Bound::Cmp(column, Cmp::Eq, Value::Text(key.to_owned()));
            writer.delete_where(entity, &ours).map(|_| ())
        })
    }

    /// The session that sets the company up, before anybody exists who could.
    pub(crate) fn founder(&self) -> Session {
        self.unchecked(Who::System)
    }
}

/// How long a failed login is remembered. An hour's wait between guesses lets no fewer through.
const REMEMBERED: TimeDelta = TimeDelta::days(1);

/// How long logins are held back after so many failures: half a minute, doubling, up to an hour.
fn held_back(failures: i64) -> TimeDelta {
    let beyond = failures - FREE_FAILURES;
    if beyond < 0 { TimeDelta::zero() } else { TimeDelta::seconds((30 << beyond.min(7)).min(3600)) }
}

/// The first row whose field has a value.
fn first<E: Entity>(reader: &dyn Reader, field: &str, value: Value) -> Result<Option<E>> {
    let column = Column::field(E::META, E::META.position(field));
    let query = BoundQuery::all(E::META).filter(Bound::Cmp(column, Cmp::Eq, value)).limit(1);
    let mut found = None;
    reader.query(&query, &mut |row| {
        found = Some(E::from_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_from_half_a_minute_to_an_hour() {
        let seconds: Vec<i64> = (0..16).map(|n| held_back(n).num_seconds()).collect();
        assert_eq!(
            seconds,
            [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
        );
    }

    #[test]
    fn only_argon2id_hashes_pass() {
        let hash = hash_password("correct horse").unwrap();
        assert!(fits("correct horse", &hash) && !fits("wrong horse", &hash));
        assert!(check_hash(&hash).is_ok());
        assert!(!fits("", NOBODY) && check_hash(NOBODY).is_ok());
        for bad in [
            "",
            "secret",
            "$2b$12$abc",
            "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=4000000000,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(check_hash(bad).unwrap_err().code(), "password.not_phc", "{bad}");
        }
        assert_eq!(hash_password("short").unwrap_err().code(), "password.weak");
    }
}
