// @ts-check
/**
 * What the SDK offers, as its sources have it: all that its modules export, with what the comments say of it. TypeScript reads them, since
 * it knows the types. What is marked `@internal` is for the SDK's own parts, and left out.
 */
import { join } from 'node:path';

const MODULES = [{ name: 'parley-client', file: 'src/index.js' }, { name: 'parley-client/node', file: 'src/node/index.js' }];

/**
 * @typedef {{name: string, type: string, optional: boolean, text: string}} Parameter
 * @typedef {{name: string, heading: string, type: string, text: string, parameters: Parameter[],
 *   returns?: {type: string, text: string}}} Member
 * @typedef {Member & {kind: 'function' | 'class' | 'type', module: string, members: Member[]}} Offer
 */

/** One reading of the sources. */
export class Model {
  /** Names of what is offered without a word on it. @type {string[]} */
  silent = [];
  #ts;
  #checker;
  /** @type {{name: string, symbol: any}[]} */
  #modules;

  /** @param {any} ts TypeScript @param {string} root the folder of the SDK */
  constructor(ts, root) {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const files = MODULES.map(({ file }) => join(root, file));
    const program = ts.createProgram(files, { ...options, types: [] });
    this.#ts = ts;
    this.#checker = program.getTypeChecker();
    this.#modules = MODULES.map(({ name }, index) => ({ name, symbol: this.#checker.getSymbolAtLocation(program.getSourceFile(files[index])) }));
  }

  /** @returns {Offer[]} module by module, in the order of their names; each once, under the first module that has it */
  offers() {
    const known = new Set();
    return this.#modules.flatMap(({ name, symbol }) => this.#checker.getExportsOfModule(symbol)
      .filter((/** @type {any} */ offered) => !known.has(offered.name) && known.add(offered.name))
      .map((/** @type {any} */ offered) => this.#offer(offered, name))
      .sort((/** @type {Offer} */ one, /** @type {Offer} */ other) => (one.name < other.name ? -1 : 1)));
  }

  /** @param {any} offered @param {string} module @returns {Offer} */
  #offer(offered, module) {
    const { SymbolFlags } = this.#ts;
    const symbol = this.#meant(offered);
    const described = this.#member(symbol, offered.name, '');
    if (symbol.flags & SymbolFlags.Function) {
      return { ...described, module, kind: 'function', members: [] };
    }
    const members = this.#checker.getPropertiesOfType(this.#checker.getDeclaredTypeOfSymbol(symbol))
      .filter((/** @type {any} */ member) => this.#isOffered(member))
      .map((/** @type {any} */ member) => this.#member(member, member.name, offered.name));
    const kind = symbol.flags & SymbolFlags.Class ? 'class' : 'type';
    return { ...described, module, kind, heading: offered.name, members };
  }

  /** What a name stands for: what another file exports, or a type that another file has. @param {any} symbol */
  #meant(symbol) {
    const { SymbolFlags } = this.#ts;
    if (symbol.flags & SymbolFlags.Alias) {
      return this.#checker.getAliasedSymbol(symbol);
    }
    const type = symbol.flags & SymbolFlags.TypeAlias ? this.#checker.getDeclaredTypeOfSymbol(symbol) : undefined;
    return type?.aliasSymbol ?? type?.symbol ?? symbol;
  }

  /** Not what the platform's types bring along, nor what is private or for other parts only. @param {any} symbol */
  #isOffered(symbol) {
    const ts = this.#ts;
    const node = symbol.declarations?.[0];
    const name = node && ts.getNameOfDeclaration(node);
    return node && !node.getSourceFile().isDeclarationFile && !(name && ts.isPrivateIdentifier(name)) &&
      !symbol.getJsDocTags(this.#checker).some((/** @type {any} */ tag) => tag.name === 'internal');
  }

  /** @param {any} symbol @param {string} name @param {string} owner @returns {Member} */
  #member(symbol, name, owner) {
    const ts = this.#ts;
    const node = symbol.valueDeclaration ?? symbol.declarations[0];
    const tags = symbol.getJsDocTags(this.#checker);
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, node);
    const [signature] = symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Method) ? type.getCallSignatures() : [];
    /** @type {Parameter[]} */
    const parameters = (signature?.parameters ?? []).map((/** @type {any} */ each, /** @type {number} */ place) => this.#parameter(each, tags, place));
    const result = this.#words(tags.find((/** @type {any} */ tag) => tag.name === 'returns')?.text);
    const text = this.#words(symbol.getDocumentationComment(this.#checker)) || (signature ? '' : result);
    if (!text && !result && !parameters.some((each) => each.text)) {
      this.silent.push(owner ? `${owner}.${name}` : name);
    }
    const returned = signature && (this.#written(ts.getJSDocReturnType(signature.declaration)) || this.#show(signature.getReturnType()));
    const called = `(${parameters.map((each) => each.name + (each.optional ? '?' : '')).join(', ')})`;
    return {
      name,
      heading: name + (signature ? called : symbol.flags & ts.SymbolFlags.Optional ? '?' : ''),
      type: signature ? '' : this.#written(ts.getJSDocType(node) ?? node.typeExpression?.type) || this.#show(type),
      text,
      parameters,
      ...(signature && { returns: { type: returned, text: result } }),
    };
  }

  /** @param {any} symbol @param {any[]} tags @param {number} place @returns {Parameter} */
  #parameter(symbol, tags, place) {
    const node = symbol.valueDeclaration;
    const said = tags.filter((tag) => tag.name === 'param')[place]?.text ?? [];
    return {
      name: symbol.name.startsWith('__') ? (said[0]?.text ?? 'options') : symbol.name,
      type: this.#written(this.#ts.getJSDocType(node)) || this.#show(this.#checker.getTypeOfSymbolAtLocation(symbol, node)),
      optional: Boolean(this.#checker.isOptionalParameter(node)),
      text: this.#words(said.slice(1)),
    };
  }

  /** A type as it stands in the comment. @param {any} node */
  #written(node) {
    return node ? node.getText().replace(/import\('[^']*'\)\.|\n\s*\*/g, '').replace(/\s+/g, ' ') : '';
  }

  /** @param {any} type */
  #show(type) {
    const { NoTruncation, UseAliasDefinedOutsideCurrentScope, WriteArrowStyleSignature } = this.#ts.TypeFormatFlags;
    return this.#checker.typeToString(type, undefined, NoTruncation | UseAliasDefinedOutsideCurrentScope | WriteArrowStyleSignature);
  }

  /** @param {any} parts */
  #words(parts) {
    return this.#ts.displayPartsToString(parts).replace(/\s+/g, ' ').trim();
  }
}
