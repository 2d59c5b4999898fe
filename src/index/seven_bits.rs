//! Numbers of as many bytes as they need, as tantivy writes them: seven bits a byte, the lowest first, the last byte marked.

/// Marks the last byte of a number.
pub(super) const LAST: u8 = 0x80;

/// Writes a number.
#[inline]
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= u64::from(LAST) {
        bytes.push(number.to_le_bytes()[0] & !LAST);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0] | LAST);
}

/// The number at a place, and where it ends.
#[inline]
pub(crate) fn read_number(bytes: &[u8], mut place: usize) -> (u32, usize) {
    let (mut number, mut shift) = (0, 0);
    while let Some(&byte) = bytes.get(place) {
        place += 1;
        number |= u32::from(byte & !LAST).checked_shl(shift).unwrap_or(0);
        if byte & LAST != 0 {
            break;
        }
        shift += 7;
    }
    (number, place)
}
