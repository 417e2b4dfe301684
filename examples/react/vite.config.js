/** Addresses that are relative, so that the page works under any path. */
export default { base: './', build: { target: 'es2022' } };
