import { isJumbo, partsOf } from '/view/text.js';
import { equal, holds } from './harness.js';

const linksOf = (text) => partsOf(text).flatMap((part) => (typeof part === 'string' ? [] : [part.href]));

export const tests = {
  'leaves text without an address as it is': () => {
    equal(partsOf('a < b, and a.b is no address'), ['a < b, and a.b is no address']);
  },
  'finds addresses where they stand': () => {
    equal(partsOf('see https://parley.example/a?b=c#d and www.example.org now'), [
      'see ', { href: 'https://parley.example/a?b=c#d', text: 'https://parley.example/a?b=c#d' }, ' and ',
      { href: 'https://www.example.org/', text: 'www.example.org' }, ' now']);
  },
  'leaves the end of the sentence out': () => {
    equal(linksOf('Is it https://a.example/x? (Or https://a.example/y.) Or “https://a.example/z”!'),
      ['https://a.example/x', 'https://a.example/y', 'https://a.example/z']);
  },
  'keeps brackets that belong to the address': () => {
    equal(linksOf('https://en.example/Verona_(play)'), ['https://en.example/Verona_(play)']);
  },
  'follows no other kind of address': () => {
    equal(linksOf('javascript:alert(1) data:text/html,x file:///etc/passwd mailto:a@b.example vbscript:x'), []);
  },
  'takes no name or password for a place, nor a word for one': () => {
    equal(linksOf('https://bank.example@evil.example/ https://nowhere http://'), []);
  },
  'shows a few emoji large': () => {
    holds(isJumbo('👍') && isJumbo('👨‍👩‍👧 ❤️') && isJumbo('🇩🇪🇫🇷'), 'emoji only');
    holds(!isJumbo('👍👍👍👍') && !isJumbo('ok 👍') && !isJumbo('12') && !isJumbo('') && !isJumbo('#'), 'too many, or text');
  },
};
