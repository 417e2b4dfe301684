// A DICOM file of raw pixels, as a fundus camera writes it.

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const OPHTHALMIC_PHOTOGRAPHY = '1.2.840.10008.5.1.4.1.1.77.1.5.1';

/** Of a length that counts 32 bits. */
const LONG = ['OB', 'OW'];

/** One element: a number is of 16 bits, or of 32 as `UL`; text is filled up to an even length. */
function element(group, number, representation, value) {
  const content = contentOf(representation, value);
  const head = Buffer.alloc(LONG.includes(representation) ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(representation, 4);
  if (LONG.includes(representation)) head.writeUInt32LE(content.length, 8);
  else head.writeUInt16LE(content.length, 6);
  return Buffer.concat([head, content]);
}

function contentOf(representation, value) {
  if (typeof value !== 'number') {
    const odd = value.length % 2 === 1;
    return Buffer.concat([Buffer.from(value), Buffer.from(odd ? (representation === 'CS' ? ' ' : '\0') : '')]);
  }
  const content = Buffer.alloc(representation === 'UL' ? 4 : 2);
  content.writeUIntLE(value, 0, content.length);
  return content;
}

/** RGB of 8 bits, uncompressed. `laterality` is `R` or `L`. */
export function dicomOf({ width, height, rgb, laterality }) {
  const meta = Buffer.concat([element(0x0002, 0x0002, 'UI', OPHTHALMIC_PHOTOGRAPHY), element(0x0002, 0x0010, 'UI', EXPLICIT_LITTLE_ENDIAN)]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0000, 'UL', meta.length),
    meta,
    element(0x0008, 0x0016, 'UI', OPHTHALMIC_PHOTOGRAPHY),
    element(0x0020, 0x0062, 'CS', laterality),
    element(0x0028, 0x0002, 'US', 3),
    element(0x0028, 0x0004, 'CS', 'RGB'),
    element(0x0028, 0x0006, 'US', 0),
    element(0x0028, 0x0010, 'US', height),
    element(0x0028, 0x0011, 'US', width),
    element(0x0028, 0x0100, 'US', 8),
    element(0x0028, 0x0101, 'US', 8),
    element(0x0028, 0x0102, 'US', 7),
    element(0x0028, 0x0103, 'US', 0),
    element(0x7fe0, 0x0010, 'OB', rgb),
  ]);
}
