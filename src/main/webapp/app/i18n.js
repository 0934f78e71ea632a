import en from './i18n/en.js';
import zh from './i18n/zh.js';

const dictionaries = { en, zh };
let language = 'en';

export function setLanguage(code) {
    language = code;
    document.documentElement.lang = code === 'zh' ? 'zh-CN' : code;
}

export const locale = () => (language === 'zh' ? 'zh-CN' : navigatorEnglish());

/** The text for a key in the chosen language; English where it is missing, the key itself where both are. */
export function t(key, ...values) {
    const entry = dictionaries[language][key] ?? en[key] ?? key;
    return typeof entry === 'function' ? entry(...values) : entry;
}

/** Codes of which the server's own words, which are English, say more than one sentence for all of their reasons can. */
const HAS_REASONS = new Set(['forbidden', 'conflict', 'not_found', 'malformed', 'unsupported']);

/**
 * Why something failed.
 *
 * @param prefix of the keys that have a sentence for a code
 * @param otherwise the key for codes without one
 * @param failure its code, and the server's words if there are any
 */
export function because(prefix, otherwise, { code, detail }) {
    const key = `${prefix}.${code}`;
    const known = t(key) !== key;
    const text = t(known ? key : otherwise);
    if (!detail || (known && !HAS_REASONS.has(code))) return text;
    return language === 'en' ? detail : `${text} (${detail})`;
}

function navigatorEnglish() {
    return navigator.languages?.find(tag => tag.startsWith('en')) ?? 'en';
}
