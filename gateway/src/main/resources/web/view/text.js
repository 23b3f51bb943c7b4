// @ts-check
/** An address as people write it; what follows decides where it ends. */
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"“”«»]+/giu;
const AFTER = /[.,;:!?'’…]+$/u;
const PAIRS = [['(', ')'], ['[', ']'], ['{', '}']];
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3\s])+$/u;
const JUMBO_MAX = 3;

/**
 * What is text and what is an address in a message. Only the web's own addresses become links, and only as they stand there.
 *
 * @param {string} text
 * @returns {(string | {href: string, text: string})[]}
 */
export function partsOf(text) {
  /** @type {(string | {href: string, text: string})[]} */
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const shown = trimmed(found[0]);
    const href = addressOf(shown);
    if (href) {
      parts.push(text.slice(from, found.index), { href, text: shown });
      from = found.index + shown.length;
    }
  }
  return [...parts, text.slice(from)].filter((part) => part !== '');
}

/** @param {string} text @returns {boolean} whether it is nothing but a few emoji, which are shown large */
export function isJumbo(text) {
  return text.length <= 40 && EMOJI.test(text) && !/^[\s\d]*$/.test(text) && lettersOf(text.replace(/\s/g, '')) <= JUMBO_MAX;
}

/** @param {string} text @returns {number} as many as one sees */
function lettersOf(text) {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Without what ends the sentence, and without a bracket that was opened before. @param {string} address @returns {string} */
function trimmed(address) {
  let shown = address;
  for (let before = ''; before !== shown; ) {
    before = shown;
    shown = shown.replace(AFTER, '');
    for (const [open, close] of PAIRS) {
      if (shown.endsWith(close) && shown.split(close).length > shown.split(open).length) {
        shown = shown.slice(0, -1);
      }
    }
  }
  return shown;
}

/** @param {string} shown @returns {string} empty when it is no address */
function addressOf(shown) {
  try {
    const url = new URL(shown.toLowerCase().startsWith('www.') ? `https://${shown}` : shown);
    const named = url.hostname.includes('.') || url.hostname === 'localhost';
    return named && !url.username && !url.password ? url.href : '';
  } catch {
    return '';
  }
}
