import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createApi, request } from '../../main/webapp/app/api.js';

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

test('searches for people and groups go on from the page before', async () => {
    const asked = [];
    mock.method(globalThis, 'fetch', async url => {
        asked.push(url.pathname.split('/api/')[1] + url.search);
        return { ok: true, text: async () => '{"users":[],"groups":[],"next":"7"}' };
    });
    const api = createApi({ token: async () => 'token' });
    assert.equal((await api.users('a')).next, '7');
    assert.equal((await api.groups('b', '7')).next, '7');
    await api.users('a', '7');
    assert.deepEqual(asked, [
        'users?query=a&limit=20',
        'groups?query=b&cursor=7&limit=50',
        'users?query=a&cursor=7&limit=20',
    ]);
    mock.restoreAll();
});
