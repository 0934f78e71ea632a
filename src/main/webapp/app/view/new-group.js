import { h } from '../dom.js';
import { t } from '../i18n.js';
import { modeChoice } from './group-care.js';
import { peopleSearch, showChips } from './people.js';

/** As the server has it where nothing is chosen. */
const MODE = 'invitation';

/** Name a group, choose who is in it and who may join, and give it a notice. */
export function newGroup(parley) {
    const chosen = new Map();
    const search = peopleSearch(parley, {
        chosen: toggle,
        marked: user => chosen.has(user),
        label: t('group.addPeople'),
    });
    const name = h('input', {
        class: 'input',
        name: 'group-name',
        maxlength: 100,
        required: true,
        autocomplete: 'off',
        placeholder: t('group.name'),
        'aria-label': t('group.name'),
        'data-testid': 'group-name',
        oninput: update,
    });
    const notice = h('textarea', {
        class: 'input',
        maxlength: 1000,
        rows: 2,
        placeholder: t('group.notice'),
        'aria-label': t('group.notice'),
        'data-testid': 'group-notice',
    });
    const mode = modeChoice(MODE, { 'data-testid': 'group-join-mode' });
    const joining = h('label', { class: 'side-choice' }, h('span', {}, t('group.joinMode')), mode);
    const selected = h('div', { class: 'chips' });
    const button = h(
        'button',
        { type: 'submit', class: 'button button-primary button-wide', 'data-testid': 'create-group' },
        t('group.create'),
    );
    const element = h(
        'form',
        { class: 'side-form', onsubmit: submit },
        h('div', { class: 'side-form-head' }, name, notice, joining, selected),
        search.element,
        h('div', { class: 'side-form-foot' }, button),
    );

    function toggle(person) {
        if (!chosen.delete(person.user)) chosen.set(person.user, person);
        update();
    }

    function update() {
        showChips(selected, [...chosen.values()], user => {
            chosen.delete(user);
            update();
            search.draw();
            if (!chosen.size) search.focus();
        });
        button.disabled = !name.value.trim() || !chosen.size;
    }

    async function submit(event) {
        event.preventDefault();
        button.disabled = true;
        const group = {
            name: name.value.trim(),
            notice: notice.value.trim() || null,
            joinMode: mode.value,
            members: [...chosen.keys()],
        };
        await parley.attempt(() => parley.createGroup(group));
        update();
    }

    return {
        element,
        begin() {
            chosen.clear();
            name.value = notice.value = '';
            mode.value = MODE;
            update();
            search.begin();
            name.focus();
        },
    };
}
