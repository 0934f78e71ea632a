import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = await readFile(new URL('../../main/webapp/sw.js', import.meta.url), 'utf8');

/** The worker in this world. What it returns makes an event happen, and waits for all that is done about it. */
function worker(world) {
    const listeners = {};
    runInNewContext(source, { URL, addEventListener: (type, listener) => (listeners[type] = listener), ...world });
    return async (type, event) => {
        let work;
        listeners[type]({ ...event, waitUntil: task => (work = task) });
        await work;
    };
}

/** Clicks a notice of conversation 7 while these pages are open. Returns what then comes forward, or is opened. */
async function clicked(scope, ...urls) {
    const done = [];
    const page = url => ({ url, focused: false, postMessage: data => done.push(data.conversation), focus: () => done.push(url) });
    const happens = worker({
        registration: { scope },
        clients: { matchAll: async () => urls.map(page), openWindow: async url => done.push(url) },
    });
    await happens('notificationclick', { notification: { close: () => {}, data: { conversation: '7' } } });
    return done;
}

/** A screen that shows notices, one for each tag. `shown` has all that it ever showed, `left` what is still said there. */
function screen({ languages = ['en-US'], pages = [] } = {}) {
    const shown = [];
    const left = new Map();
    const registration = {
        getNotifications: async ({ tag }) => [...left.values()].filter(notice => notice.tag === tag),
        showNotification: async (title, options) => {
            const notice = { title, ...options, data: { ...options.data }, close: () => left.delete(options.tag) };
            shown.push(notice);
            left.set(options.tag, notice);
        },
    };
    const happens = worker({
        registration,
        clients: { matchAll: async () => pages },
        navigator: { language: languages[0], languages },
    });
    const pushedAs = data => happens('push', { data });
    const pushed = notice => pushedAs({ json: () => JSON.parse(JSON.stringify(notice)) });
    return { shown, left: () => [...left.values()].map(({ body }) => body), pushed, pushedAs };
}

async function wordsFor(notice, ...languages) {
    const { shown, pushed } = screen(languages.length ? { languages } : {});
    await pushed({ conversation: '7', ...notice });
    assert.equal(shown.length, 1);
    return shown[0].body;
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

test('a message shows from whom it is and how it begins, in the place of what its conversation said before', async () => {
    const { shown, left, pushed } = screen();
    await pushed({ conversation: '7', from: 'Alice', kind: 'text', text: 'Hi' });
    const { close: _, icon: __, ...notice } = shown[0];
    assert.deepEqual(notice, {
        title: 'Alice',
        body: 'Hi',
        tag: 'conversation-7',
        renotify: true,
        requireInteraction: false,
        silent: false,
        data: { conversation: '7', call: undefined },
    });
    await pushed({ conversation: '8', from: 'Bob', kind: 'text', text: 'Hello' });
    await pushed({ conversation: '7', from: 'Alice', kind: 'text', text: 'Are you there?' });
    assert.deepEqual(left(), ['Are you there?', 'Hello']);
});

test('what is withheld is a new message of nobody, in the language that was chosen, or else the browser wants', async () => {
    const { shown, pushed } = screen();
    await pushed({ conversation: '7' });
    assert.deepEqual([shown[0].title, shown[0].body], ['Parley', 'New message']);
    assert.equal(await wordsFor({}, 'zh-CN'), '新消息');
    assert.equal(await wordsFor({}, 'fr-FR'), 'New message');
    assert.equal(await wordsFor({ language: 'zh' }, 'en-GB'), '新消息');
    assert.equal(await wordsFor({ language: 'en' }, 'zh-CN'), 'New message');
    assert.equal(await wordsFor({ language: 'unheard of' }, 'zh-TW'), '新消息');
});

test('of the languages that the browser wants, the first that Parley speaks is used, as on its pages', async () => {
    assert.equal(await wordsFor({}, 'fr-FR', 'zh-CN', 'en'), '新消息');
    assert.equal(await wordsFor({}, 'fr-FR', 'en', 'zh-CN'), 'New message');
});

test('what has no text says what it is', async () => {
    assert.equal(await wordsFor({ kind: 'file' }), 'A file');
    assert.equal(await wordsFor({ kind: 'file', text: 'Look' }), 'Look');
    assert.equal(await wordsFor({ kind: 'voice' }, 'zh-CN'), '语音消息');
    assert.equal(await wordsFor({ kind: 'hologram' }), 'New message');
    assert.equal(await wordsFor({ kind: 'call', outcome: 'answered' }), 'Call');
    for (const outcome of ['missed', 'cancelled', 'busy'])
        assert.equal(await wordsFor({ kind: 'call', outcome }), 'Missed call');
});

const RING = { conversation: '7', kind: 'ring', call: 'c1' };
const OVER = { ...RING, kind: 'over' };

test('a call stays on the screen until it rings no more, which makes no sound', async () => {
    const { shown, left, pushed } = screen();
    await pushed({ ...RING, from: 'Alice' });
    assert.deepEqual([shown[0].title, shown[0].body], ['Alice', 'Incoming call']);
    assert.deepEqual([shown[0].requireInteraction, shown[0].renotify, shown[0].silent], [true, true, false]);
    await pushed(OVER);
    assert.deepEqual(left(), ['The call rings no more']);
    assert.deepEqual([shown[1].requireInteraction, shown[1].renotify, shown[1].silent], [false, false, true]);
});

test('the end of a call that is not on the screen leaves there what is, and nothing else', async () => {
    for (const [last, words] of [
        [{ conversation: '7', kind: 'call', outcome: 'missed' }, 'Missed call'],
        [{ conversation: '7', from: 'Alice', kind: 'text', text: 'Hi' }, 'Hi'],
        [{ ...RING, call: 'c2' }, 'Incoming call'],
    ]) {
        const { shown, left, pushed } = screen();
        await pushed(RING);
        await pushed(last);
        await pushed(OVER);
        assert.deepEqual(left(), [words]);
        assert.equal(shown.length, 3, 'browsers want to see a notification for each push');
        assert.equal(shown[2].silent, true);
    }
    const { shown, left, pushed } = screen();
    await pushed(OVER);
    assert.deepEqual([shown.length, left().length], [1, 0]);
});

test('who wants no sound gets none', async () => {
    const { shown, pushed } = screen();
    await pushed({ conversation: '7', silent: true });
    await pushed({ ...RING, silent: true });
    assert.deepEqual(shown.map(({ silent }) => silent), [true, true]);
});

test('a notice is shown even where a page is looked at: browsers want to see one for each push', async () => {
    const { left, pushed } = screen({ pages: [{ url: `${HOST}/`, focused: true, visibilityState: 'visible' }] });
    await pushed({ conversation: '7', from: 'Alice', kind: 'text', text: 'Hi' });
    assert.deepEqual(left(), ['Hi']);
});

test('a push that cannot be read is shown as one that withholds what it says', async () => {
    const { shown, pushed, pushedAs } = screen({ languages: ['zh-CN'] });
    await pushedAs({ json: () => JSON.parse('no JSON') });
    await pushedAs(null);
    await pushed(null);
    assert.deepEqual(shown.map(({ title, body }) => `${title}: ${body}`), Array(3).fill('Parley: 新消息'));
});
