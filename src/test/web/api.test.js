import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { request } from '../../main/webapp/app/api.js';

/** A network from which nothing comes; it tells what was asked. */
function deadNetwork() {
    const signals = {};
    const fetch = (url, { signal }) =>
        new Promise((_, reject) => {
            signals[url.pathname.split('/api/')[1]] = signal;
            signal?.addEventListener('abort', () => reject(signal.reason));
        });
    mock.method(globalThis, 'fetch', fetch);
    return signals;
}

test('who logs out without a network does not wait for ever', async () => {
    const limit = new AbortController();
    mock.method(AbortSignal, 'timeout', () => limit.signal);
    const signals = deadNetwork();
    const leaving = request('POST', 'auth/logout');
    request('GET', 'conversations');
    limit.abort();
    await assert.rejects(leaving, { status: 0, code: 'unreachable' });
    assert.equal(signals.conversations, null);
    mock.restoreAll();
});

test('an answer that breaks off is no answer', async () => {
    const text = () => Promise.reject(new TypeError('terminated'));
    mock.method(globalThis, 'fetch', async () => ({ ok: true, status: 200, text }));
    await assert.rejects(request('POST', 'auth/refresh'), { status: 0, code: 'unreachable' });
    mock.restoreAll();
});
