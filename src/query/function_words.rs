//! Words that say how others belong together, and that questions are asked with: they tell little about what is sought.

/// In lower case, by the alphabet.
const FUNCTION_WORDS: [&str; 104] = [
    "a", "about", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "being", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "each", "for", "from", "had", "has",
    "have", "having", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "may",
    "me", "might", "more", "most", "much", "must", "my", "no", "not", "of", "on", "onto", "or", "other", "our", "ours",
    "per", "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "too", "upon", "via", "was", "we", "were", "what", "when", "where",
    "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "would", "yes", "yet", "you", "your",
];

/// Whether `word`, in any case, is a function word.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    let letters = || word.bytes().map(|letter| letter.to_ascii_lowercase());
    FUNCTION_WORDS.binary_search_by(|known| known.bytes().cmp(letters())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_function_words_are_found_in_any_case() {
        assert!(FUNCTION_WORDS.is_sorted());
        for word in FUNCTION_WORDS {
            assert!(is_function_word(word) && is_function_word(&word.to_uppercase()), "{word}");
        }
        assert!(!is_function_word("tank") && !is_function_word(""));
    }
}
