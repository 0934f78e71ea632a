import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState } from '../../main/webapp/app/state/index.js';

globalThis.addEventListener ??= () => {};
globalThis.navigator ??= {};
const { Alerts } = await import('../../main/webapp/app/alerts.js');
const { seesTalk } = await import('../../main/webapp/app/attention.js');

const page = { hidden: false, focused: true, height: 500 };
globalThis.document = {
    get hidden() {
        return page.hidden;
    },
    hasFocus: () => page.focused,
    querySelector: () => (page.height === null ? null : { clientHeight: page.height }),
};

test('a conversation is seen on a page that is looked at, and where nothing else is in its place', () => {
    assert.equal(seesTalk(), true);
    for (const state of [{ hidden: true }, { focused: false }, { height: 0 }, { height: null }]) {
        const before = { ...page };
        Object.assign(page, state);
        assert.equal(seesTalk(), false, JSON.stringify(state));
        Object.assign(page, before);
    }
});

/** How many chimes and notices a message in the conversation on show makes. */
async function told() {
    let [chimes, notices] = [0, 0];
    globalThis.AudioContext = class {
        constructor() {
            chimes++;
            throw new Error('silent');
        }
    };
    const conversations = { 1: { id: '1', type: 'direct', user: 'bob' } };
    const state = { ...initialState, me: { user: 'alice' }, conversations, route: { page: 'talk', id: '1' } };
    const push = { showsText: async () => false, show: async () => notices++ };
    const alerts = new Alerts({ store: { state }, push });
    await new Promise(resolve => setTimeout(resolve, 1000));
    await alerts.message({ conversation: '1', seq: 1, from: 'bob', kind: 'text', text: 'Hi' });
    alerts.stop();
    return [chimes, notices];
}

test('a message sounds where something else is in the place of its conversation, or nobody looks', async () => {
    assert.deepEqual(await told(), [0, 0]);
    page.height = 0;
    assert.deepEqual(await told(), [1, 0]);
    page.focused = false;
    assert.deepEqual(await told(), [1, 1]);
});
