//! Values on the wire.
//!
//! The server decides what type a parameter has; ours are turned into it where nothing is lost. `sum(bigint)` is a
//! numeric on PostgreSQL and is read back as a whole number exactly, or refused.

use std::error::Error;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::error::DatabaseError;
use crate::value::ValueRef;

type Refusal = Box<dyn Error + Sync + Send>;

/// A parameter.
#[derive(Debug)]
pub(crate) struct Param<'a>(pub(crate) ValueRef<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match (self.0, wanted) {
            (ValueRef::Null, _) => return Ok(IsNull::Yes),
            (ValueRef::Int(number), &Type::INT8) => return number.to_sql(wanted, out),
            (ValueRef::Int(number), &Type::INT4) => {
                return i32::try_from(number)?.to_sql(wanted, out);
            }
            (ValueRef::Int(number), &Type::INT2) => {
                return i16::try_from(number)?.to_sql(wanted, out);
            }
            (ValueRef::Int(number), &Type::NUMERIC) => out.extend_from_slice(&numeric(number)),
            (ValueRef::Text(text), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)) => {
                out.extend_from_slice(text.as_bytes());
            }
            (ValueRef::Bytes(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            (value, _) => {
                return Err(
                    format!("the statement wants {wanted} here but got {}; cast the parameter", value.kind()).into()
                );
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value that was read.
pub(crate) struct Found<'a>(pub(crate) ValueRef<'a>);

impl<'a> FromSql<'a> for Found<'a> {
    fn from_sql(found: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        Ok(Found(match *found {
            Type::INT8 => ValueRef::Int(i64::from_sql(found, raw)?),
            Type::INT4 => ValueRef::Int(i32::from_sql(found, raw)?.into()),
            Type::INT2 => ValueRef::Int(i16::from_sql(found, raw)?.into()),
            Type::OID => ValueRef::Int(u32::from_sql(found, raw)?.into()),
            Type::BOOL => ValueRef::Int(bool::from_sql(found, raw)?.into()),
            Type::NUMERIC => ValueRef::Int(whole(raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                ValueRef::Text(std::str::from_utf8(raw)?)
            }
            Type::BYTEA => ValueRef::Bytes(raw),
            Type::VOID => ValueRef::Null,
            _ => return Err(format!("{found} is none of the types of this database").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Found(ValueRef::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Whether all types are ones that can be sent and read.
pub(crate) fn known<'a>(mut types: impl Iterator<Item = &'a Type>) -> Result<(), DatabaseError> {
    let ours = [
        Type::INT8,
        Type::INT4,
        Type::INT2,
        Type::OID,
        Type::BOOL,
        Type::NUMERIC,
        Type::TEXT,
        Type::VARCHAR,
        Type::BPCHAR,
        Type::NAME,
        Type::UNKNOWN,
        Type::BYTEA,
        Type::VOID,
    ];
    match types.find(|candidate| !ours.contains(candidate)) {
        Some(other) => Err(DatabaseError::Unsupported(format!("{other} is none of the types of this database"))),
        None => Ok(()),
    }
}

/// A numeric on the wire: how many digits of base 10,000 there are, the power of the first, the sign, how many decimal
/// places to show, and the digits; 16 bits each.
fn numeric(number: i64) -> Vec<u8> {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        digits.push(u16::try_from(rest % 10_000).expect("below 10,000"));
        rest /= 10_000;
    }
    let count = u16::try_from(digits.len()).expect("a 64-bit number has at most five");
    let sign: u16 = if number < 0 { 0x4000 } else { 0 };
    [count, count.saturating_sub(1), sign, 0]
        .into_iter()
        .chain(digits.into_iter().rev())
        .flat_map(u16::to_be_bytes)
        .collect()
}

fn whole(raw: &[u8]) -> Result<i64, Refusal> {
    let words: Vec<i16> = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let [_, weight, sign, _, digits @ ..] = words.as_slice() else {
        return Err("a numeric that is too short".into());
    };
    if !matches!(*sign, 0 | 0x4000) {
        return Err("a numeric that is no number".into());
    }
    let mut total: i128 = 0;
    for (position, digit) in (0i32..).zip(digits) {
        let power = i32::from(*weight) - position;
        match u32::try_from(power) {
            // 10,000 to the fifth is beyond 64 bits; more would not even fit the sum below.
            Ok(power @ 0..=5) => total += i128::from(*digit) * 10_000_i128.pow(power),
            _ if *digit == 0 => {}
            Ok(_) => return Err("a numeric beyond 64 bits".into()),
            Err(_) => return Err("a numeric with a fraction; divide whole numbers only".into()),
        }
    }
    Ok(i64::try_from(if *sign == 0 { total } else { -total })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_survive_being_numerics() {
        for number in [0, 1, -1, 9_999, 10_000, -10_001, 123_456_789_012, i64::MAX, i64::MIN] {
            assert_eq!(whole(&numeric(number)).unwrap(), number);
        }
    }

    #[test]
    fn fractions_and_too_large_numbers_are_refused() {
        let words = |words: &[i16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
        // 1.5, and 10,000 to the eighth.
        assert!(whole(&words(&[2, 0, 0, 1, 1, 5000])).is_err());
        assert!(whole(&words(&[1, 8, 0, 0, 1])).is_err());
        // 20,000 keeps only its first digit on the wire.
        assert_eq!(whole(&words(&[1, 1, 0, 0, 2])).unwrap(), 20_000);
        // Not a number.
        assert!(whole(&words(&[0, 0, -16384, 0])).is_err());
    }
}
