import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { createApi } from '../../main/webapp/app/api.js';
import { Session } from '../../main/webapp/app/session.js';
import { browser, pass, server, settled } from './browser.js';

browser();
const { Parley } = await import('../../main/webapp/app/parley.js');

const SECOND = 1000;
/** Long enough for a lock, and for a request and its answer. */
const MOMENT = 500;

afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
});

function tab() {
    const session = new Session();
    const heard = [];
    session.addEventListener('token', ({ detail }) => heard.push(detail.token));
    session.addEventListener('out', ({ detail }) => heard.push(`out: ${detail.reason}`));
    return { session, heard };
}

/** So many tabs, where alice is logged in by a token of this moment. The server forgets what it was asked for before. */
async function loggedIn(net, count = 1) {
    const tabs = Array.from({ length: count }, tab);
    await soon(tabs[0].session.login('alice', 'secret'));
    for (const { session } of tabs.slice(1)) await soon(session.resume());
    await soon(tabs[0].session.token({ renew: true }));
    tabs.forEach(({ heard }) => heard.splice(0));
    net.asked.splice(0);
    net.tokens = 0;
    return tabs;
}

async function soon(promise) {
    promise.catch(() => {});
    await pass(MOMENT);
    return Promise.race([promise, settled().then(() => assert.fail('it takes longer'))]);
}

/** The machine sleeps: when it wakes up, its clock is right, and no timer has run. */
const sleep = milliseconds => mock.timers.setTime(Date.now() + milliseconds);

/** A token for five minutes is renewed a minute before its end, or up to ten seconds earlier, by chance. */
for (const [chance, seconds] of [
    [0, 240],
    [1, 230],
])
    test(`an access token is renewed before it expires, once: after ${seconds} seconds`, async () => {
        browser();
        mock.method(Math, 'random', () => chance);
        const net = server();
        const [{ session, heard }] = await loggedIn(net);
        for (const round of [1, 2]) {
            await pass((seconds - 1) * SECOND);
            assert.equal(net.refreshes(), round - 1);
            await pass(SECOND);
            assert.equal(net.refreshes(), round);
            assert.equal(heard.at(-1), `token-${round}`);
            assert.equal(await session.token(), `token-${round}`);
        }
        assert.equal(net.asked.length, 2);
    });

test('a token that lives for seconds is renewed when two thirds of them are over', async () => {
    browser();
    mock.method(Math, 'random', () => 0);
    const [{ heard }] = await loggedIn(server({ expiresIn: 30 }));
    await pass(19 * SECOND);
    assert.deepEqual(heard, []);
    await pass(SECOND);
    assert.deepEqual(heard, ['token-1']);
});

test('all who ask for a token that has expired wait for one refresh', async () => {
    browser();
    const net = server();
    const [{ session, heard }] = await loggedIn(net);
    sleep(600 * SECOND);
    const tokens = await soon(Promise.all(Array.from({ length: 5 }, () => session.token())));
    assert.deepEqual(new Set(tokens), new Set(['token-1']));
    assert.deepEqual(heard, ['token-1']);
    assert.equal(net.refreshes(), 1);
});

test('requests that are refused together go once more, all with the same new token', async () => {
    browser();
    const net = server();
    const [{ session }] = await loggedIn(net);
    net.refused = await session.token();
    const api = createApi(session);
    await soon(Promise.all([api.me(), api.settings(), api.me()]));
    assert.deepEqual(net.asked, ['me', 'me/settings', 'me', 'auth/refresh', 'me', 'me/settings', 'me']);
});

for (const locks of [true, false]) {
    const where = locks ? 'by a lock' : 'without locks, as on plain HTTP';

    test(`of two tabs one renews, and the other takes its token: ${where}`, async () => {
        browser({ locks });
        const net = server();
        const [one, other] = await loggedIn(net, 2);
        // Both timers run at once, before anything else does.
        await pass(240 * SECOND, 240 * SECOND);
        await pass(MOMENT);
        assert.deepEqual(net.asked, ['auth/refresh']);
        assert.deepEqual([one.heard, other.heard], [['token-1'], ['token-1']]);
        sleep(600 * SECOND);
        const tokens = await soon(Promise.all([one, other, one].map(({ session }) => session.token())));
        assert.deepEqual(tokens, ['token-2', 'token-2', 'token-2']);
        assert.equal(net.refreshes(), 2);
    });
}

test('a tab that was closed as it refreshed holds up the others for ten seconds at most', async () => {
    const { stored } = browser({ locks: false });
    const net = server();
    const [{ session }] = await loggedIn(net);
    stored['parley.session.lease'] = JSON.stringify({ mine: 'of another', until: Date.now() + 60 * SECOND });
    const token = session.token({ renew: true });
    await pass(9.9 * SECOND);
    assert.deepEqual(net.asked, []);
    await pass(SECOND);
    assert.deepEqual(net.asked, ['auth/refresh']);
    assert.equal(await token, 'token-1');
});

test('a page that follows one which was left as it refreshed waits until that has its answer', async () => {
    const stored = { 'parley.refreshing': `${Date.UTC(2026, 0, 1, 12)}` };
    browser({ stored });
    const net = server();
    const { session } = tab();
    const resumed = session.resume();
    await pass(1490);
    assert.deepEqual(net.asked, []);
    await pass(100);
    assert.deepEqual(net.asked, ['auth/refresh']);
    assert.equal(await resumed, true);
    assert.deepEqual(stored, {});
});

for (const locks of [true, false])
    test(`a full storage keeps nobody from logging in, nor from staying so, ${locks ? 'with' : 'without'} locks`, async () => {
        browser({ locks });
        const net = server();
        localStorage.setItem = () => {
            throw new DOMException('full', 'QuotaExceededError');
        };
        const { session, heard } = tab();
        await soon(session.login('alice', 'secret'));
        await pass(243 * SECOND);
        assert.deepEqual(heard, ['token-1', 'token-2']);
        assert.deepEqual(net.asked, ['auth/login', 'auth/refresh']);
    });

test('a browser that keeps nothing, and gives neither locks nor channels, keeps nobody from coming in, staying so, and leaving', async () => {
    browser();
    const net = server();
    const forbidden = () => {
        throw new DOMException('forbidden', 'SecurityError');
    };
    Object.defineProperty(globalThis, 'localStorage', { get: forbidden, configurable: true });
    navigator.locks.request = async () => forbidden();
    globalThis.BroadcastChannel = class {
        constructor() {
            forbidden();
        }
    };
    const { session, heard } = tab();
    assert.equal(await soon(session.resume()), true);
    await soon(session.login('alice', 'secret'));
    await pass(243 * SECOND);
    await soon(session.logout());
    assert.deepEqual(heard, ['token-1', 'token-2', 'token-3', 'out: logout']);
    assert.deepEqual(net.asked, ['auth/refresh', 'auth/login', 'auth/refresh', 'auth/logout']);
});

test('a refresh that fails for lack of a network, or as the server is away, keeps the session and is tried again', async () => {
    for (const status of [0, 503, 429]) {
        browser();
        mock.method(Math, 'random', () => 0);
        const net = server();
        const [{ session, heard }] = await loggedIn(net);
        const before = await session.token();
        net.status = status;
        await pass(240 * SECOND);
        assert.equal(net.refreshes(), 1);
        assert.equal(await session.token(), before, 'it is still good');
        await pass(11 * SECOND);
        assert.equal(net.refreshes(), 3);
        await pass(60 * SECOND);
        await assert.rejects(soon(session.token()), { status });
        assert.equal(session.user, 'alice');
        assert.deepEqual(heard, []);
        net.status = 200;
        net.asked.splice(0);
        await pass(6 * SECOND);
        assert.deepEqual(heard, ['token-1']);
        await pass(220 * SECOND);
        assert.deepEqual(net.asked, ['auth/refresh']);
    }
});

test('a refresh that is refused ends the session, once, and is not tried again', async () => {
    for (const [status, reason] of [
        [401, 'expired'],
        [403, 'disabled'],
    ]) {
        browser();
        const net = server();
        const [{ session, heard }] = await loggedIn(net);
        net.status = status;
        await pass(243 * SECOND);
        assert.deepEqual(heard, [`out: ${reason}`]);
        assert.equal(session.user, null);
        await pass(600 * SECOND);
        assert.equal(net.refreshes(), 1);
        await assert.rejects(soon(session.token()), { status });
        assert.equal(heard.length, 1);
    }
});

test('a page without a session says so, and one that cannot know does not', async () => {
    browser();
    const net = server();
    for (const status of [401, 403]) {
        net.status = status;
        assert.equal(await soon(tab().session.resume()), false);
    }
    for (const status of [0, 503]) {
        net.status = status;
        await assert.rejects(soon(tab().session.resume()), { status });
    }
});

test('who logs out is out in all tabs, and the server hears of it before anything else, if not now', async () => {
    for (const status of [200, 0]) {
        const { stored } = browser();
        const net = server();
        const [one, other] = await loggedIn(net, 2);
        net.status = status;
        await soon(one.session.logout().catch(error => assert.equal(error.status, status)));
        assert.deepEqual([one.heard, other.heard], [['out: logout'], ['out: logout']]);
        net.status = 200;
        const next = await soon(tab().session.resume());
        assert.equal(next, status === 200);
        assert.deepEqual(net.asked, ['auth/logout', status ? 'auth/refresh' : 'auth/logout']);
        assert.deepEqual(stored, {});
    }
});

test('a page of a user begins anew where another one has logged in, and takes no token of theirs', async () => {
    for (const told of [true, false]) {
        const world = browser();
        const net = server();
        const [{ session, heard }] = await loggedIn(net);
        net.user = 'bob';
        // In another tab, which tells of it or not.
        if (told) await soon(tab().session.login('bob', 'secret'));
        else await soon(session.token({ renew: true }));
        assert.equal(world.reloads, 1);
        assert.equal(session.user, 'alice');
        assert.deepEqual(heard, []);
    }
});

/** Connections that answer as the server does to who is there. */
function connections() {
    const opened = [];
    const socket = protocols => {
        const self = { protocols, auths: [], close: () => {} };
        const says = frame => self.onmessage({ data: JSON.stringify(frame) });
        self.send = text => {
            for (const { type, token } of [JSON.parse(text)].flat()) {
                if (type === 'ping') says({ type: 'pong' });
                if (type === 'auth') self.auths.push(token);
            }
        };
        setTimeout(() => says({ type: 'welcome' }), 20);
        return self;
    };
    globalThis.WebSocket = function (_, protocols) {
        opened.push(socket(protocols));
        return opened.at(-1);
    };
    return opened;
}

test('the connection gets each token that is fresh, and stays open', async () => {
    browser();
    server();
    const opened = connections();
    new Parley().start();
    await pass(MOMENT);
    assert.deepEqual(opened[0].protocols, ['parley.v1', 'bearer.token-1']);
    await pass(240 * SECOND);
    await pass(MOMENT);
    assert.deepEqual(opened[0].auths, ['token-2']);
    await pass(240 * SECOND);
    await pass(MOMENT);
    assert.deepEqual(opened[0].auths, ['token-2', 'token-3']);
    assert.equal(opened.length, 1);
});
