/** The package's colours, as custom properties of the whole page. */

import { colourProperties } from 'zoom-in-net/pictures';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`:root { ${colourProperties()} }`);
document.adoptedStyleSheets.push(sheet);
