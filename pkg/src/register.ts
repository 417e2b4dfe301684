/** Makes a custom element known: once, and only where there are any. */
export function register(name: string, element: CustomElementConstructor): void {
  // A server that renders the page has no registry.
  if (typeof customElements !== 'undefined' && !customElements.get(name)) customElements.define(name, element);
}
