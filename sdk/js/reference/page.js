// @ts-check
/** @import {Member, Offer} from './model.js' */

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { display: flex; gap: 2rem; margin: 0 auto; max-width: 70rem; padding: 1rem; }
  nav { flex: none; max-height: 100vh; overflow: auto; position: sticky; top: 0; }
  nav ul { list-style: none; padding: 0; }
  main { min-width: 0; }
  code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
  dt { margin-top: 0.75rem; }
  dd { margin-inline-start: 1.5rem; }
  h2 { border-top: 1px solid; margin-top: 2rem; padding-top: 1rem; }
  @media (max-width: 40rem) { body { display: block; } nav { position: static; } }`;

const KINDS = /** @type {const} */ ([['function', 'Functions'], ['class', 'Classes'], ['type', 'Types']]);

/** @param {Offer[]} offers @returns {string} one page with all of them */
export function page(offers) {
  const names = new Set(offers.map((offer) => offer.name));
  const contents = KINDS.map(([kind, title]) => `<h3>${title}</h3><ul>${offers.filter((offer) => offer.kind === kind)
    .map((offer) => `<li><a href="#${offer.name}">${offer.name}</a></li>`).join('')}</ul>`);
  const sections = KINDS.flatMap(([kind]) => offers.filter((offer) => offer.kind === kind).map((offer) => section(offer, names)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: the JavaScript SDK</title>
<style>${STYLE}
</style>
</head>
<body>
<nav aria-label="Contents">${contents.join('\n')}</nav>
<main>
<h1>The JavaScript SDK</h1>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** @param {Offer} offer @param {Set<string>} names */
function section(offer, names) {
  const members = offer.members.map((member) => described(member, `${offer.name}.${member.name}`, names));
  return `<section>
<h2 id="${offer.name}"><code>${escaped(offer.heading)}</code></h2>
<p>${offer.kind === 'function' ? 'Function' : offer.kind === 'class' ? 'Class' : 'Type'} of <code>${offer.module}</code>. ${prose(offer.text, names)}</p>
${offer.kind === 'function' ? details(offer, names) : ''}
${members.length > 0 ? `<dl>\n${members.join('\n')}\n</dl>` : ''}
</section>`;
}

/** @param {Member} member @param {string} id @param {Set<string>} names */
function described(member, id, names) {
  const type = member.type ? `: ${typed(member.type, names)}` : '';
  return `<dt id="${id}"><code>${escaped(member.heading)}${type}</code></dt><dd>${prose(member.text, names)}${details(member, names)}</dd>`;
}

/** What is given and what is answered. @param {Member} member @param {Set<string>} names */
function details({ parameters, returns }, names) {
  const given = parameters.map(({ name, type, text }) => `<li><code>${escaped(name)}: ${typed(type, names)}</code> ${prose(text, names)}</li>`);
  const answered = returns ? [`<li>answers <code>${typed(returns.type, names)}</code> ${prose(returns.text, names)}</li>`] : [];
  return given.length + answered.length > 0 ? `<ul>${[...given, ...answered].join('')}</ul>` : '';
}

/** A type, in which the names of what is described here are links. @param {string} type @param {Set<string>} names */
function typed(type, names) {
  return escaped(type).replace(/[A-Z]\w+/g, (word) => (names.has(word) ? `<a href="#${word}">${word}</a>` : word));
}

/** @param {string} text @param {Set<string>} names */
function prose(text, names) {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\{@link (\w+)([\w.]*)\s*\}/g, (_, name, rest) => (names.has(name) ? `<a href="#${name}${rest}">${name}${rest}</a>` : name + rest));
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
