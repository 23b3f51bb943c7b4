import { LANGUAGES, speak, t } from '/i18n.js';
import { equal, holds } from './harness.js';

const languages = Object.keys(LANGUAGES);
const words = Object.fromEntries(await Promise.all(languages.map(async (name) => [name, (await import(`/i18n/${name}.js`)).default])));
const formsOf = (text) => (typeof text === 'string' ? [text] : Object.values(text));
const valuesIn = (text) => new Set(formsOf(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1])));

export const tests = {
  'says everything in every language': () => {
    for (const name of languages) {
      equal([name, Object.keys(words[name]).sort()], [name, Object.keys(words.en).sort()]);
    }
  },
  'names in no language what is not given': () => {
    for (const name of languages) {
      for (const [key, text] of Object.entries(words[name])) {
        const given = valuesIn(words.en[key]);
        holds([...valuesIn(text)].every((value) => given.has(value)), `${name} ${key}: only what English has`);
      }
    }
  },
  'has a text for each number': () => {
    for (const name of languages) {
      for (const [key, text] of Object.entries(words[name])) {
        holds(typeof text === 'string' || 'other' in text, `${name} ${key}: other`);
      }
    }
  },
  'speaks the language that is wanted, in its direction': async () => {
    await speak('de');
    equal([t('members', { n: 1 }), t('members', { n: 2 }), document.documentElement.lang], ['1 Mitglied', '2 Mitglieder', 'de']);
    await speak('ar');
    equal([t('members', { n: 2 }), t('isYou', { name: 'Ann' }), document.documentElement.dir], ['عضوان', '\u2068Ann\u2069 (أنت)', 'rtl']);
    await speak('en');
    equal([t('isYou', { name: 'Ann' }), document.documentElement.dir], ['Ann (you)', 'ltr']);
  },
  'speaks English to whoever wants what is not there': async () => {
    await speak('xx');
    equal(t('chats'), 'Chats');
  },
};
