import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { locale, setLanguage, t } from '../../main/webapp/app/i18n.js';
import { loadPreferences, savePreferences } from '../../main/webapp/app/preferences.js';
import { browser, pass, server } from './browser.js';

browser();
const { Parley } = await import('../../main/webapp/app/parley.js');

afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
});

function preferencesOf(languages, stored = {}) {
    browser({ languages, stored });
    return loadPreferences();
}

test('the language is the first of those that the browser wants which Parley speaks, or else English', () => {
    for (const [language, ...wanted] of [
        ['zh', 'zh-CN'],
        ['zh', 'zh-TW', 'en'],
        ['zh', 'zh'],
        ['en', 'en-GB', 'zh-CN'],
        ['en', 'fr-FR'],
        ['zh', 'fr-FR', 'fr', 'zh-CN', 'en'],
        ['en'],
    ])
        assert.equal(preferencesOf(wanted).language, language, wanted.join());
});

test('the language that was chosen here goes before those that the browser wants, if Parley speaks it', () => {
    assert.equal(preferencesOf(['en-US'], { 'parley.language': 'zh' }).language, 'zh');
    assert.equal(preferencesOf(['zh-CN'], { 'parley.language': 'en' }).language, 'en');
    assert.equal(preferencesOf(['zh-CN'], { 'parley.language': 'fr' }).language, 'zh');
});

test('the theme is the one that was chosen here, or else that of the system', () => {
    assert.equal(preferencesOf(['en']).theme, 'system');
    for (const theme of ['light', 'dark', 'system'])
        assert.equal(preferencesOf(['en'], { 'parley.theme': theme }).theme, theme);
    assert.equal(preferencesOf(['en'], { 'parley.theme': 'pink' }).theme, 'system');
});

test('what was chosen is there on the next page, or, where storing is forbidden, on this one alone', () => {
    browser({ languages: ['en'] });
    const chosen = { language: 'zh', theme: 'dark' };
    savePreferences({ ...chosen, me: null });
    assert.deepEqual(loadPreferences(), chosen);
    Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
            throw new DOMException('forbidden', 'SecurityError');
        },
        configurable: true,
    });
    assert.deepEqual(loadPreferences(), { language: 'en', theme: 'system' });
    savePreferences(chosen);
    assert.deepEqual(loadPreferences(), chosen);
});

test('the page says in which language it is, and dates are those of the place where English is spoken', () => {
    browser({ languages: ['fr-FR', 'en-GB', 'en'] });
    setLanguage('zh');
    assert.deepEqual([document.documentElement.lang, locale(), t('alert.message')], ['zh-CN', 'zh-CN', '新消息']);
    setLanguage('en');
    assert.deepEqual([document.documentElement.lang, locale(), t('alert.message')], ['en', 'en-GB', 'New message']);
    browser({ languages: ['fr-FR'] });
    assert.equal(locale(), 'en');
});

/** Parley, where alice comes back to her session. */
async function resumed(device) {
    const { stored } = browser({ languages: ['en-US'], ...device });
    globalThis.WebSocket = class {};
    const parley = new Parley();
    const before = { ...parley.state };
    parley.start();
    await pass(100);
    assert.equal(parley.state.phase, 'in');
    return { parley, stored, before };
}

test('what was chosen on the server goes before what was chosen here, and is there on the next page', async () => {
    const net = server({ settings: { language: 'zh', theme: 'dark', sound: false } });
    const { parley, before, stored } = await resumed({ stored: { 'parley.language': 'en', 'parley.theme': 'light' } });
    assert.deepEqual([before.language, before.theme], ['en', 'light']);
    const { language, theme, sound } = parley.state;
    assert.deepEqual({ language, theme, sound }, { language: 'zh', theme: 'dark', sound: false });
    assert.equal(document.documentElement.lang, 'zh-CN');
    assert.deepEqual(stored, { 'parley.language': 'zh', 'parley.theme': 'dark' });
});

test('what was never chosen on the server is left to the device, and the server is told of what is chosen now', async () => {
    const net = server({ settings: { language: null, theme: null, sound: null } });
    const { parley, stored } = await resumed({ stored: { 'parley.theme': 'dark' }, languages: ['zh-CN'] });
    assert.deepEqual([parley.state.language, parley.state.theme, parley.state.sound], ['zh', 'dark', true]);
    net.asked.splice(0);
    parley.setPreferences({ language: 'en' });
    await pass(100);
    assert.deepEqual(net.asked, ['me/settings {"language":"en"}']);
    assert.deepEqual([document.documentElement.lang, stored['parley.language']], ['en', 'en']);
});

test('what is chosen before the log-in is kept here, and the server is told of it after the log-in', async () => {
    const { stored } = browser({ languages: ['en-US'] });
    globalThis.WebSocket = class {};
    const settings = { language: 'en', theme: 'dark' };
    const net = server({ settings });
    net.status = 401;
    const parley = new Parley();
    parley.start();
    await pass(100);
    assert.equal(parley.state.phase, 'out');
    net.asked.splice(0);
    parley.setPreferences({ language: 'zh' });
    await pass(100);
    assert.deepEqual(net.asked, []);
    assert.equal(stored['parley.language'], 'zh');
    assert.equal(loadPreferences().language, 'zh');
    settings.language = 'zh';
    parley.login('alice', 'secret');
    await pass(200);
    assert.deepEqual(
        net.asked.filter(path => path.startsWith('me/settings')),
        ['me/settings {"language":"zh"}', 'me/settings'],
    );
    assert.deepEqual([parley.state.phase, parley.state.language, parley.state.theme], ['in', 'zh', 'dark']);
});
