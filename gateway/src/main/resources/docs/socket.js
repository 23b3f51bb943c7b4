// @ts-check
/** Shows asyncapi.yaml with an outline of its sections and of what stands in them. */

const SECTION = /^([A-Za-z]\w*):/;
const PART = /^ {2}([\w$-]+):/;
const PART_OF_COMPONENTS = /^ {4}([\w$-]+):/;
const KEY = /^(\s*(?:- )?)([\w$.-]+)(:.*)$/;

const source = /** @type {HTMLElement} */ (document.querySelector('pre.source'));
const outline = /** @type {HTMLElement} */ (document.querySelector('nav.outline'));

/** @param {string} tag @param {string} text @param {string} [className] */
function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

/** @param {string} text @param {string} id */
function link(text, id) {
  const made = /** @type {HTMLAnchorElement} */ (element('a', text));
  made.href = `#${id}`;
  outline.append(made);
}

/** @param {string} line @param {string} id */
function show(line, id) {
  const row = element('span', '');
  row.id = id;
  const key = KEY.exec(line);
  if (line.trimStart().startsWith('#')) {
    row.append(element('span', line, 'comment'));
  } else if (key) {
    row.append(key[1], element('span', key[2], 'key'), key[3]);
  } else {
    row.append(line);
  }
  source.append(row, '\n');
}

/** @param {string} yaml */
function render(yaml) {
  source.textContent = '';
  let section = '';
  yaml.split('\n').forEach((line, number) => {
    const id = `line-${number + 1}`;
    const part = (section === 'components' ? PART_OF_COMPONENTS : PART).exec(line);
    const opened = SECTION.exec(line);
    if (opened) {
      section = opened[1];
      outline.append(element('strong', section));
    } else if (part && ['channels', 'operations', 'components'].includes(section)) {
      link(part[1], id);
    }
    show(line, id);
  });
}

const answer = await fetch('/asyncapi.yaml').catch(() => undefined);
if (answer?.ok) {
  render(await answer.text());
} else {
  source.textContent = 'asyncapi.yaml could not be read.';
}
