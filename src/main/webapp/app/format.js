import { locale, t } from './i18n.js';

const DAY = 86_400_000;
const cache = new Map();

export const time = at => formatted(at, { hour: '2-digit', minute: '2-digit' });
export const full = at => formatted(at, { dateStyle: 'full', timeStyle: 'short' });

/** Bytes in the unit that people read best. */
export function fileSize(bytes) {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024))));
    const number = bytes / 1024 ** step;
    return new Intl.NumberFormat(locale(), {
        style: 'unit',
        unit: units[step],
        unitDisplay: step ? 'short' : 'long',
        maximumFractionDigits: number < 10 && step ? 1 : 0,
    }).format(number);
}

/** How many are unread. The server counts no further than to a thousand. */
export const shortCount = count => (count > 999 ? '999+' : String(count));

/** 0:07, 12:34, or 1:03:25. */
export function duration(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = number => String(number).padStart(2, '0');
    const minutes = Math.floor(whole / 60) % 60;
    const hours = Math.floor(whole / 3600);
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The local calendar day, as something to compare. */
export function dayOf(at) {
    const date = new Date(at);
    return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** Today, Yesterday, Wednesday, 3 March, 3 March 2025. */
export function day(at, now = Date.now()) {
    const age = daysAgo(at, now);
    if (age === 0) return t('day.today');
    if (age === 1) return t('day.yesterday');
    if (age > 1 && age < 7) return formatted(at, { weekday: 'long' });
    return formatted(at, { day: 'numeric', month: 'long', ...otherYear(at, now) });
}

/** The shortest useful form, for the conversation list. */
export function brief(at, now = Date.now()) {
    const age = daysAgo(at, now);
    if (age <= 0) return time(at);
    if (age === 1) return t('day.yesterday');
    if (age < 7) return formatted(at, { weekday: 'short' });
    return formatted(at, { day: 'numeric', month: 'short', ...otherYear(at, now) });
}

/** Just now, 5 minutes ago, at 14:05, yesterday at 14:05, Wednesday at 14:05, 3 March. */
export function lastSeen(at, now = Date.now()) {
    const minutes = Math.floor((now - new Date(at)) / 60_000);
    if (minutes < 1) return t('seen.now');
    if (minutes < 60) return new Intl.RelativeTimeFormat(locale()).format(-minutes, 'minute');
    const age = daysAgo(at, now);
    if (age === 0) return t('seen.today', time(at));
    if (age === 1) return t('seen.yesterday', time(at));
    return age < 7 ? t('seen.on', day(at, now), time(at)) : day(at, now);
}

function daysAgo(at, now) {
    return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
}

function otherYear(at, now) {
    return new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
}

function formatted(at, options) {
    const key = locale() + JSON.stringify(options);
    if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(locale(), options));
    return cache.get(key).format(new Date(at));
}
