//! Bits and numbers of variable length: written first bit first, read through a window of 57 bits or more.

/// Appends bits to bytes, highest bit of a byte first. [`BitWriter::finish`] must be called, or the bytes end with what is no part
/// of them.
pub(super) struct BitWriter<'o> {
    /// With room behind what is written, so that a push need not ask for it.
    out: &'o mut Vec<u8>,
    /// Bytes that are written.
    at: usize,
    /// Bits not yet written, from the highest on: less than a byte.
    held: u64,
    used: u32,
}

/// So much room is made at once: most parts take less.
const ROOM: usize = 512;

impl<'o> BitWriter<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { at: out.len(), out, held: 0, used: 0 }
    }

    /// Appends the lowest `length` bits of `code`, 1 to 57; those above must be zero.
    ///
    /// All that is held is written, and what are no whole bytes is written again: when there is a whole one can hardly be predicted.
    #[inline]
    pub(super) fn push(&mut self, code: u64, length: u32) {
        self.held |= code << (64 - self.used - length);
        self.used += length;
        let whole = self.used / 8;
        if self.at + size_of::<u64>() > self.out.len() {
            self.make_room();
        }
        self.out[self.at..self.at + size_of::<u64>()].copy_from_slice(&self.held.to_be_bytes());
        self.at += whole as usize;
        // Of 64 bits, all may be whole bytes.
        self.held = self.held << (4 * whole) << (4 * whole);
        self.used %= 8;
    }

    #[cold]
    fn make_room(&mut self) {
        self.out.resize(self.at + ROOM, 0);
    }

    /// Writes what is held, filled up with zeros to a whole byte.
    pub(super) fn finish(self) {
        self.out.truncate(self.at);
        let whole = self.used.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.held.to_be_bytes()[..whole]);
    }
}

/// Reads bits.
pub(super) struct BitReader<'b> {
    bytes: &'b [u8],
    /// Bits read.
    at: usize,
}

impl<'b> BitReader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next 57 bits or more, from the highest on, zeros behind the last; `None` if there are no more.
    #[inline]
    pub(super) fn window(&self) -> Option<u64> {
        let rest = self.bytes.get(self.at / 8..)?;
        let window = match rest.first_chunk() {
            Some(chunk) => u64::from_be_bytes(*chunk),
            None => last_window(rest)?,
        };
        Some(window << (self.at % 8))
    }

    #[inline]
    pub(super) fn skip(&mut self, bits: u32) {
        self.at += bits as usize;
    }

    /// Whether what was read ends in the last byte.
    pub(super) fn is_at_end(&self) -> bool {
        self.at.div_ceil(8) == self.bytes.len()
    }
}

#[cold]
fn last_window(rest: &[u8]) -> Option<u64> {
    let mut chunk = [0; 8];
    chunk[..rest.len()].copy_from_slice(rest);
    (!rest.is_empty()).then_some(u64::from_be_bytes(chunk))
}

/// Appends a number, 7 bits a byte, lowest first.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes what the `push_` functions have written off the front of bytes; `None` where they end or make no sense.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'b>(pub(super) &'b [u8]);

impl<'b> Cursor<'b> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// A number below 2³².
    #[inline]
    pub(super) fn number(&mut self) -> Option<u32> {
        match *self.0 {
            [low, ref rest @ ..] if low < 0x80 => {
                self.0 = rest;
                Some(u32::from(low))
            }
            [low, high, ref rest @ ..] if high < 0x80 => {
                self.0 = rest;
                Some(u32::from(low & 0x7f) | u32::from(high) << 7)
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Option<u32> {
        let mut number = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(number).ok();
            }
        }
        None
    }

    /// A number that counts or measures something.
    pub(super) fn size(&mut self) -> Option<usize> {
        self.number().map(|number| number as usize)
    }

    /// A number of four bytes, lowest first, that counts something.
    pub(super) fn count(&mut self) -> Option<usize> {
        let (&bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(bytes) as usize)
    }

    /// So many pieces of as many bytes each.
    pub(super) fn chunks<const N: usize>(&mut self, count: usize) -> Option<&'b [[u8; N]]> {
        let bytes = self.bytes(count.checked_mul(N)?)?;
        Some(bytes.as_chunks().0)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}
