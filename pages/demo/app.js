// Signs in, shows who that is, and opens the screen that the address names: #/visits, #/visits/<id>, #/reports, #/reports/V01.
import { Visitd } from './visitd.js';
import { action, h, labelled, once, refusal } from './ui.js';
import { visitScreens } from './visits.js';
import { reportScreens } from './reports.js';

// The token lives in sessionStorage: it survives a reload, ends with the tab, and no other tab has it. localStorage would keep
// it for whoever uses this device next; a cookie would be sent by itself, also when another site asks for it; and in an address
// it would stand in histories and logs.
const TOKEN = 'visitd-demo-token';

const main = document.getElementById('main');
const sections = document.getElementById('sections');
const account = document.getElementById('account');
let session = null; // { client, me, again }
let leave = () => {};

const screens = [
    { address: /^#\/visits$/, section: '#/visits', show: visitScreens.list },
    { address: /^#\/visits\/new$/, section: '#/visits', show: visitScreens.begin },
    { address: /^#\/visits\/([0-9a-f-]{36})$/, section: '#/visits', show: visitScreens.one },
    { address: /^#\/reports$/, section: '#/reports', show: reportScreens.list },
    { address: /^#\/reports\/(V\d+)$/, section: '#/reports', show: reportScreens.one },
];

async function signIn(token) {
    const client = new Visitd(token, { watch: showExchange });
    const { body } = await client.read('/api/v1/me', 2);
    sessionStorage.setItem(TOKEN, token);
    session = { client, me: body.data, again };
}

// Signs in once more, at the same address.
function again() {
    sessionStorage.removeItem(TOKEN);
    location.reload();
}

function signOut() {
    location.hash = '';
    again();
}

function showExchange({ method, path, status, requestId, replayed }) {
    const rows = document.querySelector('#wire tbody');
    const said = status ? `${status}${replayed ? ' replayed' : ''}` : 'no reply';
    rows.prepend(h('tr', {}, h('td', {}, `${method} ${path.split('?')[0]}`), h('td', {}, said), h('td', {}, requestId)));
    if (rows.children.length > 40) rows.lastChild.remove();
}

function welcome(problem) {
    const token = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
    const enter = h('button', { type: 'submit', className: 'primary' }, 'Sign in');
    const answer = h('div', {}, problem ? refusal(problem) : '');
    const form = h('form', {
        className: 'card signin',
        onsubmit: event => {
            event.preventDefault();
            once(enter, async () => {
                try {
                    await signIn(token.value.trim());
                    route();
                } catch (error) {
                    answer.replaceChildren(refusal(error));
                    token.focus();
                }
            });
        },
    }, h('h2', {}, 'Sign in with a token'), labelled('Access token', token,
        './quickstart prints some to paste, and “visitctl token” makes more. It stays in this tab until you close it.'), answer, enter);
    main.replaceChildren(
        h('div', { className: 'hero' },
            h('h1', {}, 'Field visits, on record the moment they happen'),
            h('p', { className: 'intro' }, 'Two small apps on the API of visitd. Whatever they call saved is committed in PostgreSQL.')),
        h('div', { className: 'offer' },
            h('section', { className: 'card' }, h('h2', {}, 'Check in'),
                h('p', {}, 'For caregivers: today’s visits, check-in with the position, vital signs and notes, check-out.')),
            h('section', { className: 'card' }, h('h2', {}, 'A report that saves itself'),
                h('p', {}, 'For everyone: four levels, saved field by field. Close the tab, lose the network, write in two windows: no word is lost.'))),
        form);
}

async function route() {
    leave();
    leave = () => {};
    if (!session) {
        signedOut();
        return;
    }
    const { me } = session;
    sections.hidden = account.hidden = false;
    account.replaceChildren(h('span', { className: 'who' }, h('b', {}, `${me.firstName} ${me.lastName}`), ` ${me.role}`),
        action('Sign out', signOut, { className: 'quiet' }));
    sections.firstChild.hidden = me.role === 'family';

    const screen = screens.find(({ address }) => address.test(location.hash));
    if (!screen) {
        location.replace(me.role === 'family' ? '#/reports' : '#/visits');
        return;
    }
    for (const link of sections.children) {
        if (link.getAttribute('href') === screen.section) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
    }
    main.replaceChildren(h('p', { className: 'loading' }, 'Loading…'));
    const address = location.hash;
    const still = () => location.hash === address;
    try {
        const { title, content, end } = await screen.show(session, ...screen.address.exec(address).slice(1));
        if (!still()) {
            end?.();
            return;
        }
        leave = end ?? leave;
        document.title = `${title} · visitd demo`;
        main.replaceChildren(...content);
        main.focus({ preventScroll: true });
        scrollTo(0, 0);
    } catch (error) {
        if (!still()) return;
        if (error.status === 401) signedOut(error);
        else main.replaceChildren(refusal(error), action('Try again', route));
    }
}

function signedOut(error) {
    session = null;
    sessionStorage.removeItem(TOKEN);
    sections.hidden = account.hidden = true;
    welcome(error);
}

async function start() {
    const token = sessionStorage.getItem(TOKEN);
    try {
        if (token) await signIn(token);
    } catch (error) {
        if (error.status === 401) signedOut(error);
        else main.replaceChildren(refusal(error), h('div', { className: 'buttons' },
            action('Try again', start), action('Sign out', signOut, { className: 'quiet' })));
        return;
    }
    route();
}
addEventListener('hashchange', route);
start();
