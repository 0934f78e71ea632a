import { h } from '../dom.js';
import { t } from '../i18n.js';
import { describe } from '../parley.js';
import { avatar, groupAvatar } from './avatar.js';
import { confirm, dialog, iconButton } from './dialog.js';
import { pictureChoice } from './picture.js';
import { titledSection } from './section.js';

const MODES = ['open', 'approval', 'invitation'];
const HOURS = [1, 8, 24, 168];

/** How people come into a group, as owner and admins choose it. */
export function joinMode(parley, summary) {
    const select = modeChoice(summary.joinMode, {
        'data-testid': 'join-mode',
        'data-focus': 'join-mode',
        onchange: () => parley.attempt(() => parley.changeGroup(summary.id, { joinMode: select.value })),
    });
    return h('label', { class: 'details-choice' }, h('span', {}, t('group.joinMode')), select);
}

export function modeChoice(chosen, properties) {
    return h(
        'select',
        { class: 'input', ...properties },
        MODES.map(mode => h('option', { value: mode, selected: mode === chosen }, t(`group.joinMode.${mode}`))),
    );
}

/** Who waits to be let in. */
export function joinRequests(parley, summary, requests) {
    const decide = (user, state) => () => parley.attempt(() => parley.decideJoin(summary.id, user, state));
    return titledSection(
        t('group.requests'),
        null,
        h(
            'ul',
            { class: 'plain-list', 'data-testid': 'join-requests' },
            requests.map(({ user, name, text }) =>
                h(
                    'li',
                    { class: 'person-line', 'data-user': user, 'data-testid': 'join-request' },
                    avatar(user, name),
                    h(
                        'span',
                        { class: 'person-words' },
                        h('span', { class: 'person-name', dir: 'auto' }, name),
                        h('span', { class: 'person-under', dir: 'auto' }, text || `@${user}`),
                    ),
                    iconButton('check', t('group.letIn', name), decide(user, 'accepted'), {
                        'data-testid': 'join-accept',
                    }),
                    iconButton('close', t('contacts.refuse', name), decide(user, 'refused'), {
                        'data-testid': 'join-refuse',
                    }),
                    iconButton('block', t('contacts.block', name), decide(user, 'blocked'), {
                        'data-testid': 'join-block',
                    }),
                ),
            ),
        ),
    );
}

export function isMuted({ mutedUntil }) {
    return Boolean(mutedUntil) && new Date(mutedUntil) > Date.now();
}

/** What can be done to a member: a dialog with one button for each. */
export function memberCare(parley, summary, member, name) {
    const owner = summary.role === 'owner';
    const act = task => async () => {
        element.close();
        await parley.attempt(task);
    };
    const button = (text, testid, onclick, danger = false) =>
        h(
            'button',
            { type: 'button', class: `button ${danger ? 'button-danger' : ''}`, 'data-testid': testid, onclick },
            text,
        );
    const element = dialog({
        title: name,
        kind: 'dialog-small',
        body: h(
            'div',
            { class: 'choices', 'data-testid': 'member-care' },
            isMuted(member)
                ? button(
                      t('group.unmute'),
                      'unmute-member',
                      act(() => parley.mute(summary.id, member.user, null)),
                  )
                : HOURS.map(hours =>
                      button(
                          t('group.mute', hours),
                          `mute-${hours}`,
                          act(() => parley.mute(summary.id, member.user, hours)),
                      ),
                  ),
            owner &&
                button(
                    t('group.handOver'),
                    'hand-over',
                    async () => {
                        element.close();
                        const sure = await confirm({
                            title: t('group.handOver'),
                            text: t('group.handOverText', name),
                            yes: t('group.handOver'),
                            danger: true,
                        });
                        if (sure) await parley.attempt(() => parley.changeRole(summary.id, member.user, 'owner'));
                    },
                    true,
                ),
        ),
    });
}

/** Picture, name and notice of a group. The picture changes at once. */
export function editGroup(parley, summary) {
    const name = h('input', {
        class: 'input',
        value: summary.name,
        maxlength: 100,
        required: true,
        'aria-label': t('group.name'),
        'data-testid': 'rename-input',
    });
    const notice = h('textarea', {
        class: 'input',
        value: summary.notice ?? '',
        maxlength: 1000,
        rows: 4,
        placeholder: t('group.notice'),
        'aria-label': t('group.notice'),
        'data-testid': 'notice-input',
    });
    const picture = pictureChoice({
        draw: () => groupAvatar(parley.state.conversations[summary.id] ?? summary, { size: 'huge' }),
        change: file => parley.attempt(() => parley.changeGroupPicture(summary.id, file)),
    });
    const error = h('p', { class: 'form-error', role: 'alert' });
    const submit = async event => {
        event.preventDefault();
        const change = {};
        if (name.value.trim() !== summary.name) change.name = name.value.trim();
        if (notice.value.trim() !== (summary.notice ?? '')) change.notice = notice.value.trim() || null;
        try {
            if (Object.keys(change).length) await parley.changeGroup(summary.id, change);
            element.close();
        } catch (failure) {
            error.textContent = describe(failure);
        }
    };
    const save = h(
        'button',
        { type: 'submit', class: 'button button-primary', 'data-testid': 'rename-save' },
        t('save'),
    );
    const element = dialog({
        title: t('group.rename'),
        kind: 'dialog-small',
        body: h(
            'form',
            { class: 'form', onsubmit: submit },
            picture,
            name,
            notice,
            error,
            h('div', { class: 'form-actions' }, save),
        ),
    });
    name.select();
}

export async function dissolve(parley, summary) {
    const sure = await confirm({
        title: t('group.dissolve'),
        text: t('group.dissolveText', summary.name),
        yes: t('group.dissolve'),
        danger: true,
    });
    if (sure) await parley.attempt(() => parley.dissolve(summary.id));
}
