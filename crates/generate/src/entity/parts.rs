//! The parts of entities, declared once per kind.

/// What the values of a part are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Digits with a point, as text: `12.99`.
    Decimal,
    /// A date.
    Date,
}

/// Declares an enumeration of parts with their names and types.
macro_rules! parts {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal: $kind:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($variant),* }

        impl $name {
            /// The names, as plans write them.
            pub(super) const NAMES: &'static [&'static str] = &[$($text),*];

            /// The part of that name.
            pub(super) fn named(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// What the part's values are.
            pub(super) const fn part_type(self) -> $crate::entity::PartType {
                match self {
                    $(Self::$variant => $crate::entity::PartType::$kind,)*
                }
            }
        }
    };
}
