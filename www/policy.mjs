// The content-security policy that the page and the package work under: what is not named here is refused.

/** Where a page says it by itself, in a `meta` element. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

/** Where a server says it: only there may it be said who frames the page. */
export const SERVED_POLICY = `${POLICY}; frame-ancestors 'none'`;
