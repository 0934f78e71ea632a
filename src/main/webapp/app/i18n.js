import en from './i18n/en.js';
import zh from './i18n/zh.js';

const dictionaries = { en, zh };
let language = 'en';

export function setLanguage(code) {
    language = code;
    document.documentElement.lang = code === 'zh' ? 'zh-CN' : code;
}

export const locale = () => (language === 'zh' ? 'zh-CN' : language === 'en' ? navigatorEnglish() : language);

/** The text for a key in the chosen language; English where it is missing, the key itself where both are. */
export function t(key, ...values) {
    const entry = dictionaries[language][key] ?? en[key] ?? key;
    return typeof entry === 'function' ? entry(...values) : entry;
}

function navigatorEnglish() {
    return navigator.languages?.find(tag => tag.startsWith('en')) ?? 'en';
}
