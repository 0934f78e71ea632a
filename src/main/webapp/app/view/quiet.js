import { h } from '../dom.js';
import { full } from '../format.js';
import { t } from '../i18n.js';
import { isForEver, isQuiet } from '../state/summary.js';
import { dialog } from './dialog.js';
import { sectionButton, titledSection } from './section.js';

const HOUR = 3_600_000;
const MORNING = 8;

/** Until when a conversation can be quiet; undefined is for ever. */
const CHOICES = {
    hour: () => new Date(Date.now() + HOUR),
    hours8: () => new Date(Date.now() + 8 * HOUR),
    tomorrow: () => {
        const day = new Date();
        day.setDate(day.getDate() + 1);
        day.setHours(MORNING, 0, 0, 0);
        return day;
    },
    forEver: () => undefined,
};

/** Whether the conversation notifies, and a way to change that. */
export function quietSection(parley, summary) {
    const { quietUntil } = summary;
    const quiet = isQuiet(summary);
    const state = !quiet ? t('quiet.not') : isForEver(quietUntil) ? t('quiet.forEver') : t('quiet.until', full(quietUntil));
    const toggle = sectionButton(quiet ? 'bell' : 'quiet', t(quiet ? 'quiet.end' : 'quiet.begin'), {
        'data-testid': 'quiet-toggle',
        'data-focus': 'quiet',
        onclick: () => (quiet ? change(parley, summary, null) : choose(parley, summary)),
    });
    return titledSection(t('push.title'), toggle, h('p', { class: 'muted', 'data-testid': 'quiet-state' }, state));
}

function choose(parley, summary) {
    const element = dialog({
        title: t('quiet.begin'),
        kind: 'dialog-small',
        body: [
            h('p', { class: 'muted' }, t('quiet.hint')),
            h(
                'div',
                { class: 'choices' },
                Object.entries(CHOICES).map(([name, until]) =>
                    h(
                        'button',
                        {
                            type: 'button',
                            class: 'button',
                            'data-testid': `quiet-${name}`,
                            onclick: () => {
                                element.close();
                                change(parley, summary, until());
                            },
                        },
                        t(`quiet.for.${name}`),
                    ),
                ),
            ),
        ],
    });
}

function change(parley, { id }, until) {
    return parley.attempt(() => parley.quiet(id, until));
}
