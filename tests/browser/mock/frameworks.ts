// The elements as React and Vue render them, without a wrapper.

import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createApp, h } from 'vue';

type Props = Record<string, unknown>;

export function inReact(root: HTMLElement, { onScreened, ...props }: Props): () => void {
  const react = createRoot(root);
  react.render(createElement('fundus-screening', { ...props, onscreened: onScreened }));
  return () => react.unmount();
}

export function inVue(root: HTMLElement, props: Props): () => void {
  const app = createApp({ render: () => h('fundus-screening', props) });
  app.mount(root);
  return () => app.unmount();
}
