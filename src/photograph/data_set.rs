//! The elements of a DICOM file, as far as its picture: found by their tags, with everything else passed
//! over. A reader of all that DICOM knows would bring its dictionary and the alphabets of the world,
//! more than the rest of a browser's module.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::DeflateDecoder;

use super::decode::{DecodeError, PIXEL_LIMIT};

/// Group and element.
pub(super) type Tag = (u16, u16);

/// Where the picture lies, the last element that is looked at.
const PIXEL_DATA: Tag = (0x7FE0, 0x0010);
const TRANSFER_SYNTAX: Tag = (0x0002, 0x0010);
const ITEM: Tag = (0xFFFE, 0xE000);
const ITEM_END: Tag = (0xFFFE, 0xE00D);
const SEQUENCE_END: Tag = (0xFFFE, 0xE0DD);
/// Bytes before the first element: a preamble of anything, and `DICM`.
const BEFORE_ELEMENTS: usize = 132;
/// The length of what ends by an element of its own.
const UNDEFINED: u32 = u32::MAX;
/// Sequences within sequences; files have three or four.
const DEEPEST: usize = 32;
/// Value representations with four bytes of length, in the explicit encodings.
const LONG: [&[u8; 2]; 13] = [
    b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV",
];
/// Most bytes that a deflated data set may grow to: every pixel with three colours, and its header.
const MAX_INFLATED: u64 = 3 * PIXEL_LIMIT + 1_000_000;

/// How elements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Encoding {
    /// Each element says its value representation.
    explicit: bool,
    big_endian: bool,
}

const EXPLICIT: Encoding = Encoding {
    explicit: true,
    big_endian: false,
};

/// The value of an element.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// As it lies in the file.
    Bytes(Vec<u8>),
    /// A compressed picture: its parts, without the table of where they begin.
    Fragments(Vec<Vec<u8>>),
}

/// An element that was kept.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub tag: Tag,
    /// Two letters, or none in the implicit encoding.
    pub representation: Option<[u8; 2]>,
    pub value: Value,
}

/// What a file says of its picture, up to and with the picture.
#[derive(Clone, Debug)]
pub(super) struct DataSet {
    /// The UID that says how the picture is written.
    pub transfer_syntax: String,
    pub big_endian: bool,
    pub elements: Vec<Element>,
}

impl DataSet {
    /// Reads a file that begins as a DICOM file does, keeping the elements that `keeps` names.
    pub fn read(bytes: &[u8], keeps: impl Fn(Tag) -> bool) -> Result<Self, DecodeError> {
        let mut meta = Walk::new(&bytes[BEFORE_ELEMENTS..], EXPLICIT);
        let mut transfer_syntax = None;
        while meta.next_group() == Some(2) {
            let element = meta.element(|tag| tag == TRANSFER_SYNTAX, 0)?;
            if let Some(Element {
                value: Value::Bytes(uid),
                ..
            }) = element
            {
                transfer_syntax = Some(text_of(&uid));
            }
        }
        let transfer_syntax =
            transfer_syntax.ok_or_else(|| damaged("a DICOM file without a transfer syntax"))?;
        let (encoding, is_deflated) = match transfer_syntax.as_str() {
            "1.2.840.10008.1.2" => (
                Encoding {
                    explicit: false,
                    big_endian: false,
                },
                false,
            ),
            "1.2.840.10008.1.2.2" => (
                Encoding {
                    explicit: true,
                    big_endian: true,
                },
                false,
            ),
            "1.2.840.10008.1.2.1.99" => (EXPLICIT, true),
            _ => (EXPLICIT, false),
        };
        let rest = if is_deflated {
            let mut inflated = Vec::new();
            DeflateDecoder::new(meta.rest)
                .take(MAX_INFLATED)
                .read_to_end(&mut inflated)
                .map_err(|error| DecodeError::Damaged(error.into()))?;
            Cow::Owned(inflated)
        } else {
            Cow::Borrowed(meta.rest)
        };
        let mut walk = Walk::new(&rest, encoding);
        let mut elements = Vec::new();
        while !walk.rest.is_empty() {
            let Some(element) = walk.element(|tag| tag == PIXEL_DATA || keeps(tag), 0)? else {
                continue;
            };
            let is_last = element.tag == PIXEL_DATA;
            elements.push(element);
            if is_last {
                break;
            }
        }
        Ok(Self {
            transfer_syntax,
            big_endian: encoding.big_endian,
            elements,
        })
    }

    /// The bytes of an element that is there.
    pub fn bytes(&self, tag: Tag) -> Option<&[u8]> {
        let element = self.elements.iter().find(|element| element.tag == tag)?;
        match &element.value {
            Value::Bytes(bytes) => Some(bytes),
            Value::Fragments(_) => None,
        }
    }

    /// The text of an element that is there.
    pub fn text(&self, tag: Tag) -> Option<String> {
        self.bytes(tag).map(text_of)
    }

    /// The number of an element of two bytes that is there.
    pub fn number(&self, tag: Tag) -> Option<u16> {
        let bytes = self.bytes(tag)?.first_chunk()?;
        Some(u16_of(bytes, self.big_endian))
    }
}

/// Text without its padding.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_matches(['\0', ' ']).to_owned()
}

/// A number of two bytes.
pub(super) fn u16_of(bytes: &[u8; 2], big_endian: bool) -> u16 {
    if big_endian {
        u16::from_be_bytes(*bytes)
    } else {
        u16::from_le_bytes(*bytes)
    }
}

fn damaged(reason: &str) -> DecodeError {
    DecodeError::Damaged(reason.into())
}

/// What is still to be read.
struct Walk<'a> {
    rest: &'a [u8],
    encoding: Encoding,
}

impl<'a> Walk<'a> {
    fn new(rest: &'a [u8], encoding: Encoding) -> Self {
        Self { rest, encoding }
    }

    fn next_group(&self) -> Option<u16> {
        let group = self.rest.first_chunk()?;
        Some(u16_of(group, self.encoding.big_endian))
    }

    /// Reads an element; its value only where `keeps` names it.
    fn element(
        &mut self,
        keeps: impl Fn(Tag) -> bool,
        depth: usize,
    ) -> Result<Option<Element>, DecodeError> {
        let tag = self.tag()?;
        let (representation, length) = self.representation_and_length()?;
        if length != UNDEFINED {
            let bytes = self.take(length as usize)?;
            return Ok(keeps(tag).then(|| Element {
                tag,
                representation,
                value: Value::Bytes(bytes.to_vec()),
            }));
        }
        if tag == PIXEL_DATA {
            return Ok(Some(Element {
                tag,
                representation,
                value: Value::Fragments(self.fragments()?),
            }));
        }
        // What is unknown to whoever wrote the file keeps the encoding that it came in.
        let outer = self.encoding;
        if representation == Some(*b"UN") {
            self.encoding.explicit = false;
        }
        self.pass_items(depth)?;
        self.encoding = outer;
        Ok(None)
    }

    /// Passes over the items of a sequence up to its end.
    fn pass_items(&mut self, depth: usize) -> Result<(), DecodeError> {
        if depth == DEEPEST {
            return Err(damaged("sequences that hold one another without end"));
        }
        loop {
            let tag = self.tag()?;
            let length = self.u32()?;
            match (tag, length) {
                (SEQUENCE_END, _) => return Ok(()),
                (ITEM, UNDEFINED) => loop {
                    if self.peeked_tag() == Some(ITEM_END) {
                        self.take(8)?;
                        break;
                    }
                    self.element(|_| false, depth + 1)?;
                },
                (ITEM, length) => {
                    self.take(length as usize)?;
                }
                _ => return Err(damaged("a sequence without an end")),
            }
        }
    }

    /// The parts of a compressed picture; the first item says where they begin, which nobody needs.
    fn fragments(&mut self) -> Result<Vec<Vec<u8>>, DecodeError> {
        let mut fragments = Vec::new();
        let mut is_first = true;
        loop {
            let tag = self.tag()?;
            let length = self.u32()?;
            match tag {
                SEQUENCE_END => return Ok(fragments),
                ITEM => {
                    let fragment = self.take(length as usize)?;
                    if !is_first {
                        fragments.push(fragment.to_vec());
                    }
                    is_first = false;
                }
                _ => return Err(damaged("a picture without an end")),
            }
        }
    }

    fn representation_and_length(&mut self) -> Result<(Option<[u8; 2]>, u32), DecodeError> {
        if !self.encoding.explicit {
            return Ok((None, self.u32()?));
        }
        let representation: [u8; 2] = self.array()?;
        if LONG.contains(&&representation) {
            self.take(2)?;
            return Ok((Some(representation), self.u32()?));
        }
        let length = u16_of(&self.array()?, self.encoding.big_endian);
        Ok((Some(representation), u32::from(length)))
    }

    fn peeked_tag(&self) -> Option<Tag> {
        let bytes: &[u8; 4] = self.rest.first_chunk()?;
        let [a, b, c, d] = *bytes;
        let big_endian = self.encoding.big_endian;
        Some((u16_of(&[a, b], big_endian), u16_of(&[c, d], big_endian)))
    }

    fn tag(&mut self) -> Result<Tag, DecodeError> {
        let tag = self.peeked_tag().ok_or_else(cut_short)?;
        self.take(4)?;
        Ok(tag)
    }

    fn u32(&mut self) -> Result<u32, DecodeError> {
        let bytes = self.array()?;
        Ok(if self.encoding.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many were taken"))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_short)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn cut_short() -> DecodeError {
    damaged("a DICOM file that ends too early")
}
