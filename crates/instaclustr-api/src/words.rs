//! Enums of the provider's words. Its lists grow, so every one of them keeps a word that it doesn't know.

/// Declares an enum of words. `Other` holds a word that isn't among them as it came; an empty one stands for a word
/// that the answer leaves out.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $word, "`.")]
                $variant,
            )+
            /// A word we don't know, as the provider wrote it.
            Other(String),
        }

        impl $name {
            /// The known words.
            pub const KNOWN: &'static [$name] = &[$($name::$variant),+];

            /// The known words, as the provider writes them.
            pub fn words() -> Vec<&'static str> {
                vec![$($word),+]
            }

            /// The provider's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $word,)+
                    $name::Other(word) => word,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                $name::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                Self::KNOWN.iter().find(|known| known.as_str() == word).cloned().unwrap_or_else(|| $name::Other(word.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::text(deserializer).map(|word| Self::from(word.as_str()))
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    words! {
        /// For the tests.
        Colour { Red = "RED", Blue = "blue", }
    }

    #[test]
    fn known_words_read_back_as_themselves_and_others_are_kept_as_they_came() {
        for word in ["RED", "blue", "red", ""] {
            let read: Colour = serde_json::from_value(word.into()).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), word);
            assert_eq!(matches!(read, Colour::Other(_)), !Colour::KNOWN.contains(&read));
        }
        assert_eq!(Colour::from("RED"), Colour::Red);
        assert_eq!(Colour::words(), ["RED", "blue"]);
    }

    #[test]
    fn what_is_no_word_is_an_empty_one() {
        for json in ["null", "true", "[]", "{}"] {
            assert_eq!(serde_json::from_str::<Colour>(json).unwrap(), Colour::default());
        }
    }
}
