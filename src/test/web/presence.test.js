import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastSeen } from '../../main/webapp/app/format.js';
import { setLanguage } from '../../main/webapp/app/i18n.js';
import { MOST, Presence } from '../../main/webapp/app/presence.js';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { presenceText } from '../../main/webapp/app/view/presence.js';

function fixture() {
    const clock = { now: 0, run: null };
    const listeners = {};
    const page = {
        hidden: false,
        addEventListener: (type, listener) => (listeners[type] = listener),
        removeEventListener: type => delete listeners[type],
    };
    const sent = [];
    const presence = new Presence({
        transmit: frame => sent.push(frame),
        page,
        now: () => clock.now,
        timers: { setTimeout: task => (clock.run = task), clearTimeout: () => {} },
        busy: () => clock.busy,
    });
    presence.start();
    const after = minutes => {
        clock.now += minutes * 60_000;
        clock.run();
        return sent.splice(0);
    };
    return { clock, listeners, page, sent, presence, after };
}

const AWAY = { type: 'presence', state: 'away' };
const ONLINE = { type: 'presence', state: 'online' };

test('who does nothing for five minutes is away until they do something', () => {
    const { after, listeners, sent } = fixture();
    assert.deepEqual(after(4), []);
    listeners.keydown();
    assert.deepEqual(after(4), []);
    assert.deepEqual(after(1), [AWAY]);
    listeners.pointermove();
    listeners.pointermove();
    assert.deepEqual(sent, [ONLINE]);
});

test('a page out of sight is away after a minute, unless there is a call', () => {
    const { after, listeners, page, clock, sent } = fixture();
    page.hidden = true;
    listeners.visibilitychange();
    clock.busy = true;
    assert.deepEqual(after(3), []);
    clock.busy = false;
    assert.deepEqual(after(1), [AWAY]);
    page.hidden = false;
    listeners.visibilitychange();
    assert.deepEqual(sent, [ONLINE]);
});

test('a list is sent when it changes, and again over a new connection, with being away', () => {
    const { presence, sent, after } = fixture();
    presence.watch(['bob', 'ann', 'bob']);
    presence.watch(['ann', 'bob']);
    assert.deepEqual(sent.splice(0), [{ type: 'watch', users: ['ann', 'bob'] }]);
    after(5);
    presence.connected();
    assert.deepEqual(sent.splice(0), [{ type: 'watch', users: ['ann', 'bob'] }, AWAY]);
    presence.watch(Array.from({ length: MOST + 1 }, (_, i) => `user${i}`));
    assert.equal(sent[0].users.length, MOST);
});

test('what was seen is known until it is hidden or the connection is lost', () => {
    const online = reduce(initialState, 'presence/received', { type: 'presence', user: 'bob', state: 'online' });
    assert.deepEqual(online.presences, { bob: { state: 'online', lastSeen: undefined } });
    assert.deepEqual(reduce(online, 'presence/received', { user: 'bob', state: 'hidden' }).presences, {});
    assert.deepEqual(reduce(online, 'connection/changed', { connection: 'offline' }).presences, {});
});

test('when somebody was seen last is said as people say it', () => {
    const now = new Date(2026, 2, 4, 15, 0).getTime();
    const at = (...date) => lastSeen(new Date(2026, ...date).toISOString(), now);
    assert.equal(lastSeen(new Date(now + 5000), now), 'just now');
    assert.equal(at(2, 4, 14, 55), '5 minutes ago');
    assert.match(at(2, 4, 9, 5), /^at 0?9:05/);
    assert.match(at(2, 3, 23, 5), /^yesterday at 11:05|^yesterday at 23:05/);
    assert.match(at(2, 1, 9, 5), /^Sunday at 0?9:05/);
    assert.match(at(0, 3, 9, 5), /January/);
    setLanguageOf('zh', () => {
        assert.equal(at(2, 4, 14, 55), '5分钟前');
        assert.equal(at(2, 3, 23, 5), '昨天 23:05');
        assert.equal(presenceText({ state: 'offline', lastSeen: new Date(now).toISOString() }, now), '最后在线：刚刚');
    });
    assert.equal(presenceText({ state: 'away' }), 'away');
    assert.equal(presenceText({ state: 'offline' }), '');
    assert.equal(presenceText(undefined), '');
});

function setLanguageOf(code, task) {
    globalThis.document ??= { documentElement: {} };
    setLanguage(code);
    try {
        task();
    } finally {
        setLanguage('en');
    }
}
