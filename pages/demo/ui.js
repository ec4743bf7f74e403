// What every screen uses to build itself: elements, words for times and states, the one region that is read aloud.

// An element with its properties and children; text is text, never markup.
export function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
        else if (name in element && typeof value !== 'string') element[name] = value;
        else element.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : value);
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
    return element;
}

let labels = 0;
export const uniqueId = name => `${name}-${++labels}`;

// A control with its label above and, where there is one, a hint below.
export function labelled(label, control, hint) {
    control.id ||= uniqueId('field');
    const children = [h('label', { for: control.id }, label), control];
    if (hint) {
        const note = h('p', { className: 'hint', id: `${control.id}-hint` }, hint);
        control.setAttribute('aria-describedby', note.id);
        children.push(note);
    }
    return h('div', { className: 'field' }, ...children);
}

export const notice = (kind, ...children) =>
    h('div', { className: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' }, ...children);

// An error in the words of the server, and the id under which its operator finds it.
export function refusal(error) {
    const lines = [h('p', {}, error.message)];
    const more = (error.details ?? []).map(detail => detail.message).filter(text => text !== error.message);
    if (more.length) lines.push(h('ul', {}, more.map(text => h('li', {}, text))));
    if (error.requestId) lines.push(h('p', { className: 'trace' }, `${error.status} ${error.code} · request ${error.requestId}`));
    return notice('error', ...lines);
}

export const pill = state => h('span', { className: `pill ${state}` }, state.replace('_', ' '));

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const timeOf = text => clock.format(new Date(text));
// With the year in place of the weekday where it is another than this: both would not fit a phone.
export const dayOf = text => (new Date(text).getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(new Date(text));
export const momentOf = text => (text ? whole.format(new Date(text)) : '—');

// A button that cannot be pressed twice while what it does is under way.
export function action(label, work, properties = {}) {
    const button = h('button', { type: 'button', ...properties, onclick: () => once(button, work) }, label);
    return button;
}
export async function once(button, work) {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    try {
        await work();
    } finally {
        button.removeAttribute('aria-busy');
    }
}

// Read aloud by a screen reader when it has nothing else to say.
export function announce(text) {
    const region = document.getElementById('announcer');
    if (region.textContent !== text) region.textContent = text;
}

export const equal = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
