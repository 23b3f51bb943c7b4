// @ts-check
import english from './i18n/en.js';

/** @typedef {Record<string, string | Record<string, string>>} Words a text, or one for each plural form that the language has */

/** In their own words. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', ar: 'العربية' };
const RIGHT_TO_LEFT = new Set(['ar']);
/** What is put into a text may run the other way; these keep it from mixing with what stands around it. */
const FIRST = '\u2068';
const LAST = '\u2069';

/** @type {Words} */
let words = {};
let language = 'en';
/** These are made when they are first needed, for it takes long. @type {Intl.PluralRules | undefined} */
let plural;
/** @type {Intl.NumberFormat | undefined} */
let number;
let isolated = false;

let country = 'en';

/** @param {string} wanted a language, or '' for what the browser asks for */
export async function speak(wanted) {
  const asked = [wanted, ...navigator.languages].map((tag) => tag.split('-')[0]);
  const spoken = asked.find((tag) => tag in LANGUAGES) ?? 'en';
  words = spoken === 'en' ? english : (await import(`./i18n/${spoken}.js`)).default;
  language = spoken;
  country = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  plural = undefined;
  number = undefined;
  isolated = RIGHT_TO_LEFT.has(language);
  document.documentElement.lang = language;
  document.documentElement.dir = isolated ? 'rtl' : 'ltr';
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] for the names in braces; `n` chooses the plural form
 * @returns {string} the text in the language that is spoken
 */
export function t(key, values = {}) {
  const found = words[key] ?? key;
  const text = typeof found === 'string' ? found : (found[formOf(Number(values.n))] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? written(value) : isolated ? `${FIRST}${value}${LAST}` : value;
  });
}

/** @param {number} n @returns {string} the plural form that the language has for it */
function formOf(n) {
  plural ??= new Intl.PluralRules(language);
  return plural.select(n);
}

/** @param {number} n @returns {string} */
function written(n) {
  number ??= new Intl.NumberFormat(country);
  return number.format(n);
}

/** @returns {string} the language with the country that the browser names for it, for times and numbers */
export function locale() {
  return country;
}

/** @param {string} key @returns {boolean} whether there are words for it */
export function knows(key) {
  return key in words;
}
