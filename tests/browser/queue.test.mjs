// The order in which photographs are screened.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue } from '../../pkg/dist/queue.js';

/** A queue whose first task runs until `release` is called, and what was run since. */
function occupied() {
  const queue = new Queue();
  const ran = [];
  let release;
  const first = queue.inTurn(() => new Promise((resolve) => (release = resolve)));
  const add = (name, options) => queue.inTurn(async () => ran.push(name), options);
  return { queue, ran, add, first, release: () => release() };
}

test('higher priorities first, equal ones in order, and none before the one that runs has ended', async () => {
  const { ran, add, first, release } = occupied();
  const all = [add('a'), add('b', { priority: -1 }), add('c', { priority: 5 }), add('d'), add('e', { priority: 5 }), add('f', { priority: Infinity })];
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(ran, []);
  release();
  await Promise.all([first, ...all]);
  assert.deepEqual(ran, ['f', 'c', 'e', 'a', 'd', 'b']);
});

test('what is aborted while it waits is rejected at once and never runs', async () => {
  const { ran, add, first, release } = occupied();
  const controller = new AbortController();
  const aborted = add('aborted', { signal: controller.signal });
  const other = add('other');
  controller.abort();
  await assert.rejects(aborted, { code: 'cancelled' });
  assert.deepEqual(ran, []);
  release();
  await Promise.all([first, other]);
  assert.deepEqual(ran, ['other']);
  await assert.rejects(add('too late', { signal: controller.signal }), { code: 'cancelled' });
  assert.deepEqual(ran, ['other']);
});

test('what is aborted while it runs is rejected at once; the next one starts when it has ended', async () => {
  const queue = new Queue();
  const ran = [];
  const controller = new AbortController();
  let release;
  const running = queue.inTurn(() => new Promise((resolve) => (release = resolve)), { signal: controller.signal });
  const next = queue.inTurn(async () => ran.push('next'));
  controller.abort();
  await assert.rejects(running, { code: 'cancelled' });
  assert.deepEqual(ran, []);
  release();
  await next;
});

test('a task that fails does not hold up the next one; cleared ones are rejected with the reason', async () => {
  const { queue, ran, add, first, release } = occupied();
  const failed = queue.inTurn(() => Promise.reject(new Error('no')));
  const after = add('after');
  release();
  await first;
  await assert.rejects(failed, /no/);
  await after;
  const again = occupied();
  const waiting = again.add('waiting');
  again.queue.clear(new Error('closed'));
  await assert.rejects(waiting, /closed/);
  again.release();
  await again.first;
  assert.deepEqual([ran, again.ran], [['after'], []]);
});
