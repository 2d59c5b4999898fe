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
    FUNCTION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}
