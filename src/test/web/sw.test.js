import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = await readFile(new URL('../../main/webapp/sw.js', import.meta.url), 'utf8');

/** Clicks a notice of conversation 7 while these pages are open. Returns what then comes forward, or is opened. */
async function clicked(scope, ...urls) {
    const listeners = {};
    const done = [];
    const page = url => ({ url, focused: false, postMessage: data => done.push(data.conversation), focus: () => done.push(url) });
    runInNewContext(source, {
        URL,
        addEventListener: (type, listener) => (listeners[type] = listener),
        registration: { scope },
        clients: { matchAll: async () => urls.map(page), openWindow: async url => done.push(url) },
    });
    let work;
    const notification = { close: () => {}, data: { conversation: '7' } };
    listeners.notificationclick({ notification, waitUntil: task => (work = task) });
    await work;
    return done;
}

const HOST = 'https://chat.example:8443';

test('a click on a notice leads to a page of Parley, and not to one of another application', async () => {
    for (const page of ['/', '/index.html', '/#/c/3', '/?x'])
        assert.deepEqual(await clicked(`${HOST}/`, `${HOST}/hr`, HOST + page), ['7', HOST + page]);
    const below = `${HOST}/parley/`;
    assert.deepEqual(await clicked(below, `${HOST}/`, `${below}api`, `${below}#/`), ['7', `${below}#/`]);
});

test('where there is no page of Parley, one is opened', async () => {
    assert.deepEqual(await clicked(`${HOST}/`, `${HOST}/hr/`), ['./#/c/7']);
    assert.deepEqual(await clicked(`${HOST}/parley/`), ['./#/c/7']);
});
