/** References to what the portal's own server holds. */

import type { Reference } from 'fhir/r4.js';

type Target = 'Patient' | 'ImagingStudy' | 'Media';

/**
 * A reference that the portal passed in, once it is known to be to a resource of that type: a literal one such as `Patient/12`,
 * an absolute address, `urn:uuid:…`, or an `identifier` or `display` with no `reference` at all.
 */
export function checked(reference: Reference, target: Target): Reference {
  const { reference: literal, type, identifier, display } = reference;
  if (type !== undefined && type !== target) throw new TypeError(`a reference to ${article(target)} was given the type ${type}: give it the type ${target}, or none`);
  if (literal === undefined) {
    if (identifier || display) return reference;
    throw new TypeError(`a reference to ${article(target)} says nothing: give it a \`reference\` such as ${target}/12, an \`identifier\` or a \`display\``);
  }
  const isOpaque = /^urn:(uuid|oid):/.test(literal);
  if (!isOpaque && !new RegExp(`(^|/)${target}/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?$`).test(literal)) {
    throw new TypeError(`${JSON.stringify(literal)} is no reference to ${article(target)}: write ${target}/ID, the address of one, or urn:uuid:…`);
  }
  return reference;
}

function article(target: Target): string {
  return `${target === 'ImagingStudy' ? 'an' : 'a'} ${target}`;
}
