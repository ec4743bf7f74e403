// One record of a report on the screen: its fields, what the server says of each, and the records below it.
import { action, equal, h, uniqueId } from './ui.js';
import { LEVELS } from './levels.js';

const said = {
    saved: 'Saved', waiting: 'Not saved yet', saving: 'Saving…', offline: 'Offline – kept here', 'signed-out': 'Signed out – kept here',
    conflict: 'Written in another window too', gone: 'This part was removed in another window. Copy what you need.',
};
const sayable = value => (Array.isArray(value) ? value.join(', ') : value === null || value === undefined || value === '' ? '(empty)' : String(value));

// What an input holds, as the API takes it: null clears a field.
const readers = {
    lines: ([{ value }]) => { const list = value.split('\n').map(line => line.trim()).filter(Boolean); return list.length ? list : null; },
    // Half of it says nothing yet.
    range: ([from, to]) => (!from.value !== !to.value ? undefined : from.value ? `${from.value} to ${to.value}` : null),
    // What is no number goes as it was typed: the server's words about it are better than none.
    number: ([{ value }]) => { const text = value.trim(); return text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text); },
};
const plain = ([{ value }]) => (value === '' ? null : value);
const writers = {
    lines: ([control], value) => { control.value = (value ?? []).join('\n'); },
    range: ([from, to], value) => { [from.value, to.value] = value ? value.split(' to ') : ['', '']; },
};
const asIs = ([control], value) => { control.value = value ?? ''; };

function controlsOf({ kind, max, choices }) {
    const attributes = { maxlength: max && String(max), autocomplete: 'off' };
    if (kind === 'area') return [h('textarea', { rows: '3', ...attributes })];
    if (kind === 'lines') return [h('textarea', { rows: '2' })];
    if (kind === 'date') return [h('input', { type: 'date' })];
    if (kind === 'range') return [h('input', { type: 'date' }), h('input', { type: 'date' })];
    if (kind === 'choice') return [h('select', {}, h('option', { value: '' }, '—'), choices.map(choice => h('option', { value: choice }, choice)))];
    return [h('input', { type: 'text', inputmode: kind === 'number' ? 'decimal' : undefined, ...attributes })];
}

class FieldView {
    constructor(draft, record, field) {
        Object.assign(this, { draft, record, field, controls: controlsOf(field) });
        const id = uniqueId('report');
        this.state = h('p', { className: 'fieldstate', id: `${id}-state` });
        this.choice = h('div', {});
        const described = [`${id}-state`];
        const hint = field.hint ? h('p', { className: 'hint', id: `${id}-hint` }, field.hint) : null;
        if (hint) described.push(hint.id);
        const labels = [field.label, field.labelEnd];
        const parts = this.controls.map((control, i) => {
            control.id = `${id}-${i}`;
            control.dataset.field = field.name;
            control.setAttribute('aria-describedby', described.join(' '));
            control.addEventListener('input', () => this.typed());
            control.addEventListener('change', () => draft.leave(this.record, field.name));
            return h('div', {}, h('label', { for: control.id }, labels[i]), control);
        });
        this.element = h('div', { className: `field kind-${field.kind}` }, h('div', { className: 'controls' }, parts), hint, this.state, this.choice);
        this.element.addEventListener('focusout', () => draft.leave(this.record, field.name));
    }

    typed() {
        const value = this.read();
        if (value !== undefined) this.draft.set(this.record, this.field.name, value);
    }

    read() {
        return (readers[this.field.kind] ?? plain)(this.controls);
    }

    refresh() {
        const { draft, record, field, controls } = this;
        const closed = draft.readOnly !== null || record.gone;
        for (const control of controls) {
            if (control.tagName === 'SELECT') control.disabled = closed;
            else control.readOnly = closed;
        }
        const value = draft.value(record, field.name);
        const now = this.read();
        // What says the same, only in other spaces, is left as it was typed.
        if (now !== undefined && !equal(now, value)) this.write(value);
        this.tell(draft.state(record, field.name));
    }

    write(value) {
        (writers[this.field.kind] ?? asIs)(this.controls, value);
    }

    tell(status) {
        const { draft, record, field } = this;
        const name = status?.state ?? '';
        const text = name === 'refused' ? status.message : said[name] ?? '';
        if (this.state.textContent !== text) this.state.textContent = text;
        const version = name === 'conflict' ? `conflict ${JSON.stringify(record.values[field.name])}` : name;
        if (this.told === version) return;
        this.told = version;
        this.element.dataset.state = name;
        for (const control of this.controls) control.setAttribute('aria-invalid', String(['conflict', 'refused', 'gone'].includes(name)));
        this.choice.replaceChildren();
        if (name === 'conflict') this.choice.append(h('div', { className: 'choice', role: 'group', 'aria-label': `${field.label}: which words stay?` },
            h('p', {}, 'There it says: ', h('q', {}, sayable(record.values[field.name]))),
            h('div', { className: 'buttons' },
                action('Keep mine', () => this.decide(true)), action('Take theirs', () => this.decide(false)))));
        else if (name === 'gone' || (name === 'refused' && draft.readOnly)) this.choice.append(action('Discard', () => this.decide(false)));
    }

    decide(mine) {
        this.draft.decide(this.record, this.field.name, mine);
        this.controls[0].focus();
    }
}

export class RecordView {
    #children = new Map(); // record -> RecordView

    constructor(draft, record, depth = 1) {
        Object.assign(this, { draft, record, depth });
        const level = LEVELS[record.level];
        this.fields = level.fields.map(field => new FieldView(draft, record, field));
        this.heading = h(`h${depth + 1}`, { id: uniqueId('record'), tabindex: '-1' });
        this.problem = h('p', { className: 'fieldstate' });
        this.below = h('div', { className: 'below' });
        this.removal = depth > 1 ? action('Remove', () => this.remove(), { className: 'quiet danger' }) : null;
        this.addition = level.child ? action(`Add ${LEVELS[level.child].title.toLowerCase()}`, () => this.add(), { className: 'add' }) : null;
        this.element = h('section', { className: `record ${record.level}`, 'aria-labelledby': this.heading.id },
            h('div', { className: 'title' }, this.heading, this.removal), this.problem,
            h('div', { className: 'grid' }, this.fields.map(({ element }) => element)), this.below, this.addition);
    }

    // The records below have come or gone.
    grow() {
        const { draft, record } = this;
        const views = record.children.map(id => draft.records.get(id)).filter(Boolean).map(child => {
            if (!this.#children.has(child)) this.#children.set(child, new RecordView(draft, child, this.depth + 1));
            return this.#children.get(child);
        });
        for (const [child, view] of this.#children) {
            if (views.includes(view)) continue;
            view.element.remove();
            this.#children.delete(child);
        }
        // Those that stand where they belong are not touched, or the one that has the focus would lose it.
        views.forEach((view, i) => {
            if (this.below.children[i] !== view.element) this.below.insertBefore(view.element, this.below.children[i] ?? null);
            view.grow();
        });
    }

    refresh() {
        const { draft, record } = this;
        const { title } = LEVELS[record.level];
        const name = record.id.startsWith('new-') ? title : `${title} ${record.id}`;
        if (this.heading.textContent !== name) this.heading.textContent = name;
        this.problem.textContent = draft.refusedAs(record)?.message ?? (record.gone ? 'Removed in another window.' : '');
        const closed = draft.readOnly !== null;
        if (this.removal) {
            this.removal.hidden = closed;
            this.removal.setAttribute('aria-label', `Remove ${name}`);
        }
        if (this.addition) this.addition.hidden = closed || Boolean(record.gone);
        for (const field of this.fields) field.refresh();
        for (const view of this.#children.values()) view.refresh();
    }

    add() {
        const record = this.draft.add(this.record);
        this.#children.get(record).fields[0].controls[0].focus();
    }

    remove() {
        const { draft, record } = this;
        const written = record.children.length > 0 || LEVELS[record.level].fields.some(({ name }) => draft.value(record, name) ?? null);
        const parent = this.element.parentElement.closest('.record');
        const carryOut = () => {
            draft.remove(record);
            parent.querySelector(':scope > .add').focus();
        };
        if (!written) {
            carryOut();
            return;
        }
        const dialog = h('dialog', { 'aria-label': 'Remove' }, h('p', {}, `Remove “${this.heading.textContent}” and all that is in it?`),
            h('div', { className: 'buttons' },
                h('button', { type: 'button', className: 'danger', onclick: () => { dialog.close(); carryOut(); } }, 'Remove'),
                h('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Keep it')));
        dialog.addEventListener('close', () => dialog.remove());
        document.body.append(dialog);
        dialog.showModal();
    }
}
