// @ts-check
import { Refusal } from 'parley-client';
import { knows, t } from './i18n.js';

/** @param {unknown} error @returns {string} what to tell a person about a failure */
export function inWords(error) {
  return error instanceof Refusal ? codeInWords(error.code, error.message) : t('error.here');
}

/** @param {string} code @param {string} [message] @returns {string} */
export function codeInWords(code, message = code) {
  return knows(`error.${code}`) ? t(`error.${code}`) : t('error.other', { message });
}
