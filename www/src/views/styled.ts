/** Styles by script: a `style` attribute is refused by the content-security policy, and lit's `styleMap` begins with one. */

import { type ElementPart, noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';

class Styled extends Directive {
  override render(styles: Record<string, string>): unknown {
    throw new Error(`${Object.keys(styles).join(', ')} can only be set in a browser`);
  }

  override update({ element }: ElementPart, [styles]: [Record<string, string>]): unknown {
    const { style } = element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
    return noChange;
  }
}

/** `<div ${styled({ width: '50%' })}>` */
export const styled = directive(Styled);
