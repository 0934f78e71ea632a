/* Shows what push services bring while no page of Parley is open, and leads to it. It keeps nothing and answers no request. */

const TEXTS = {
    en: {
        message: 'New message',
        file: 'A file',
        voice: 'A voice message',
        call: 'Call',
        missed: 'Missed call',
        ring: 'Incoming call',
    },
    zh: { message: '新消息', file: '文件', voice: '语音消息', call: '通话', missed: '未接来电', ring: '来电' },
};
const MISSED = ['missed', 'cancelled', 'busy'];

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('push', event => event.waitUntil(show(event.data?.json() ?? {})));
addEventListener('notificationclick', event => {
    event.notification.close();
    event.waitUntil(open(event.notification.data));
});

/** What rings is replaced by what became of it. */
function show({ conversation, from, kind, text, outcome, silent = false }) {
    const words = TEXTS[navigator.language.startsWith('zh') ? 'zh' : 'en'];
    const what = kind === 'call' && MISSED.includes(outcome) ? words.missed : (words[kind] ?? words.message);
    return registration.showNotification(from ?? 'Parley', {
        body: text ?? what,
        icon: 'img/parley.svg',
        tag: `conversation-${conversation}`,
        renotify: true,
        requireInteraction: kind === 'ring',
        silent,
        data: { conversation },
    });
}

async function open({ conversation }) {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find(({ focused }) => focused) ?? pages[0];
    if (!page) return clients.openWindow(`./#/c/${conversation}`);
    page.postMessage({ type: 'open', conversation });
    return page.focus();
}
