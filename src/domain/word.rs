//! Owns how the states and reasons of the rules are written: one lower-case word each, which is what
//! the database stores, the API answers and the catalogue's keys end in.

/// A word that none of the values has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no {what}")]
pub struct UnknownWord {
    /// What was to be read, for example `dispute status`.
    pub what: &'static str,
    pub word: String,
}

/// An enum without fields whose values have words: `ALL`, `word()` and `FromStr`.
macro_rules! word_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $what:literal {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word that is stored.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::word::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::domain::word::UnknownWord { what: $what, word: word.to_owned() }),
                }
            }
        }
    };
}

pub(crate) use word_enum;

#[cfg(test)]
mod tests {
    use super::UnknownWord;

    word_enum! {
        /// Two values.
        pub enum Lamp: "lamp" {
            On = "on",
            Off = "off",
        }
    }

    #[test]
    fn a_word_is_read_back_as_the_value_that_wrote_it() {
        for lamp in Lamp::ALL {
            assert_eq!(lamp.word().parse(), Ok(*lamp));
        }
        let unknown = UnknownWord { what: "lamp", word: "ON".to_owned() };
        assert_eq!("ON".parse::<Lamp>(), Err(unknown));
    }
}
