// Serves a folder as the page is meant to be served: with a strict content-security policy.
// `node serve.mjs FOLDER [PORT]` does so until it is stopped; tests import `serve`.

import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { SERVED_POLICY } from './policy.mjs';

function setHeaders(response, path, headers) {
  response.setHeader('content-security-policy', SERVED_POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The page fetches it anew whenever it is opened; the browser's own looks in between are answered by its cache.
  if (path === '/service-worker.js') response.setHeader('cache-control', 'max-age=86400');
}

/**
 * Serves `folder` on this machine. `change` may replace what is sent for a path: it is given the path and the request,
 * and returns the body, its type and, where it is not 200, the status; or nothing. `headers` are sent too, with everything.
 */
export async function serve(folder, { port = 0, change = () => undefined, headers = {} } = {}) {
  const files = sirv(folder, {
    dev: true,
    setHeaders: (response, path) => setHeaders(response, path, headers),
  });
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    requests.push(path);
    const changed = await change(path, request);
    if (!changed) return files(request, response, () => response.writeHead(404).end('not found'));
    response.statusCode = changed.status ?? 200;
    setHeaders(response, path, headers);
    response.setHeader('content-type', changed.type);
    response.end(changed.body);
  });
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    address: `http://localhost:${server.address().port}/`,
    /** The paths asked for so far. */
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port] = process.argv.slice(2);
  const { address } = await serve(resolve(folder), { port: Number(port ?? 8080) });
  console.log(`Zoom-in-Net is served at ${address} (stop with Ctrl+C)`);
}
