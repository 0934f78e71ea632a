import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = { documentElement: {} };
const { because, setLanguage } = await import('../../main/webapp/app/i18n.js');

const detail = 'Hand the group over to another member first.';

test("the server's reason is shown where one sentence would stand for many reasons", () => {
    setLanguage('en');
    assert.equal(because('error', 'error.failed', { code: 'conflict', detail }), detail);
    assert.match(because('error', 'error.failed', { code: 'conflict' }), /at the same time/);
});

test('what has one reason alone has a sentence that says what to do', () => {
    setLanguage('en');
    assert.match(because('error', 'error.failed', { code: 'unavailable', detail: 'The database is away.' }), /Try again/);
    assert.match(because('error', 'error.failed', { code: 'unheard of' }), /Try again/);
});

test('in other languages a sentence of theirs comes first', () => {
    setLanguage('zh');
    const text = because('sendError', 'sendError.other', { code: 'forbidden', detail });
    assert.match(text, /^你不能在此会话中发言。 \(Hand the group over/);
    setLanguage('en');
});
