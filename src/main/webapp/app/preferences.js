import { storage } from './storage.js';

const LANGUAGE = 'parley.language';
const THEME = 'parley.theme';
const NOTICES = 'parley.notices';

export const languages = { en: 'English', zh: '中文' };

/** What the user chose on this device, else what the browser asks for. */
export function loadPreferences() {
    const chosen = read(LANGUAGE);
    const wanted = navigator.languages.map(tag => tag.slice(0, 2)).find(code => code in languages);
    const theme = read(THEME);
    return {
        language: chosen in languages ? chosen : (wanted ?? 'en'),
        theme: ['light', 'dark'].includes(theme) ? theme : 'system',
    };
}

export function savePreferences({ language, theme }) {
    write(LANGUAGE, language);
    write(THEME, theme);
}

/** Whether this device shows notices. */
export const loadNotices = () => read(NOTICES) === 'on';

export function saveNotices(on) {
    write(NOTICES, on ? 'on' : null);
}

export function loadDrafts(user) {
    try {
        return JSON.parse(read(`parley.drafts.${user}`)) ?? {};
    } catch {
        return {};
    }
}

/** Leaves the others as they are now: another tab may have written them. */
export function saveDraft(user, key, text) {
    const { [key]: before, ...others } = loadDrafts(user);
    const drafts = text ? { ...others, [key]: text } : others;
    write(`parley.drafts.${user}`, Object.keys(drafts).length ? JSON.stringify(drafts) : null);
}

export function forgetDrafts(user) {
    write(`parley.drafts.${user}`, null);
}

function read(key) {
    return storage().getItem(key);
}

function write(key, value) {
    try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
    } catch {
        // It is full; preferences then last as long as the page.
    }
}
