//! The values a column can hold: whole numbers, text, bytes, or nothing.
//!
//! There are no floats, booleans or times: times are microseconds, money is minor units, states are text, so both
//! engines store and compare them alike. A boolean that PostgreSQL computes (`a = b`) is read as 0 or 1, as on SQLite.

/// A value of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// SQL null.
    Null,
    /// `bigint`.
    Int(i64),
    /// `text`; may not hold a NUL character, which PostgreSQL cannot store.
    Text(String),
    /// `bytes`.
    Bytes(Vec<u8>),
}

/// A value lent by a parameter or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueRef<'a> {
    /// SQL null.
    Null,
    /// `bigint`.
    Int(i64),
    /// `text`.
    Text(&'a str),
    /// `bytes`.
    Bytes(&'a [u8]),
}

impl ValueRef<'_> {
    /// The value, copied.
    #[must_use]
    pub fn to_owned(self) -> Value {
        match self {
            ValueRef::Null => Value::Null,
            ValueRef::Int(number) => Value::Int(number),
            ValueRef::Text(text) => Value::Text(text.to_owned()),
            ValueRef::Bytes(bytes) => Value::Bytes(bytes.to_owned()),
        }
    }

    pub(crate) fn kind(self) -> &'static str {
        match self {
            ValueRef::Null => "null",
            ValueRef::Int(_) => "a number",
            ValueRef::Text(_) => "text",
            ValueRef::Bytes(_) => "bytes",
        }
    }
}

/// What can be a parameter. Implement it for a type of your own by lending the value inside:
/// `fn to_value(&self) -> ValueRef<'_> { self.0.to_value() }`.
pub trait ToValue {
    /// The value as the database stores it.
    fn to_value(&self) -> ValueRef<'_>;
}

/// What can be read from a column. `None` means that the value is not one of these (a null, another type, a number out
/// of range, an unknown word); the row makes an error of it that names the column.
pub trait FromValue: Sized {
    /// The value, if it is one.
    fn from_value(value: ValueRef<'_>) -> Option<Self>;
}

impl ToValue for Value {
    fn to_value(&self) -> ValueRef<'_> {
        match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Int(*number),
            Value::Text(text) => ValueRef::Text(text),
            Value::Bytes(bytes) => ValueRef::Bytes(bytes),
        }
    }
}

impl ToValue for ValueRef<'_> {
    fn to_value(&self) -> ValueRef<'_> {
        *self
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl ToValue for $number {
            fn to_value(&self) -> ValueRef<'_> {
                ValueRef::Int(i64::from(*self))
            }
        }

        impl FromValue for $number {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::Int(number) => <$number>::try_from(number).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

whole_numbers!(i64, i32, i16, i8, u32, u16, u8);

impl ToValue for str {
    fn to_value(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl<const LENGTH: usize> ToValue for [u8; LENGTH] {
    fn to_value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Null, ToValue::to_value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> ValueRef<'_> {
        (**self).to_value()
    }
}

impl FromValue for Value {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        Some(value.to_owned())
    }
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Bytes(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            some => T::from_value(some).map(Some),
        }
    }
}
